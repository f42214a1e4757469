"""Tables that people bring: CSV, ODS and XLSX, read into rows of text."""

from alienor.platform.tables.faults import LineFault, TableInvalid, collected
from alienor.platform.tables.sheet import Column, Row, folded, read_sheet

__all__ = ["Column", "LineFault", "Row", "TableInvalid", "collected", "folded", "read_sheet"]
