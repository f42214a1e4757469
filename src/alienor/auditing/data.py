"""Open data are what their schemas say: a Table Schema for CSV, a JSON Schema for JSON.

As much of either standard as the schemas of a bundle use; whatever else one says is refused.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.facts import check_facts
from alienor.auditing.saying import say

SCHEMA = ".schema.json"
SAID = {"title", "title_en", "description", "description_en", "$schema"}
DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
JSON_TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}


def check_data(bundle: Bundle) -> str:
    """Every file of `data/` has its schema beside it, is what it says, and contradicts no act."""
    paths = bundle.paths("data/")
    files = [path for path in paths if not path.endswith(SCHEMA)]
    wanted = {path: str(Path(path).with_suffix("")) + SCHEMA for path in files}
    if alone := sorted(set(wanted.values()) ^ {path for path in paths if path.endswith(SCHEMA)}):
        raise broken("{alone} and its file do not come together", alone=alone[0])
    for path, schema in wanted.items():
        if path.endswith(".json"):
            bundle.json(path)
        check_file(path, bundle.read(path), bundle.json(schema))
    return say(
        "{count} files of open data are what their schemas say; {facts}",
        count=len(files),
        facts=check_facts(bundle),
    )


def check_file(path: str, data: bytes, schema: dict[str, Any]) -> None:
    """One file. Errors: BundleBroken, with the place."""
    if path.endswith(".csv"):
        _check_table(path, data.decode(), schema)
    else:
        _check_value(path, json.loads(data), schema)


def _check_table(path: str, text: str, schema: dict[str, Any]) -> None:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    fields = schema["fields"]
    if header != [field["name"] for field in fields] or len(set(header)) < len(header):
        raise broken("{path}: the columns are not those of its schema", path=path)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(fields):
            raise broken(
                "{path}, line {line}: {cells} cells of {columns}",
                path=path,
                line=number,
                cells=len(row),
                columns=len(fields),
            )
        for cell, field in zip(row, fields, strict=True):
            if cell in schema["missingValues"]:
                if field["constraints"]["required"]:
                    raise broken(
                        "{path}, line {line}: {name} is missing",
                        path=path,
                        line=number,
                        name=field["name"],
                    )
            elif not CELLS[field["type"]](cell):
                raise broken(
                    "{path}, line {line}: {cell!r} is no {type}",
                    path=path,
                    line=number,
                    cell=cell,
                    type=field["type"],
                )


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def does(cell: str) -> bool:
        try:
            read(cell)
        except ValueError:
            return False
        return True

    return does


def _finite(cell: str) -> float:
    if not math.isfinite(number := float(cell)):
        raise ValueError(cell)
    return number


CELLS: dict[str, Callable[[str], bool]] = {
    "string": lambda _cell: True,
    "integer": lambda cell: re.fullmatch(r"-?\d+", cell) is not None,
    "number": _reads(_finite),
    "boolean": lambda cell: cell in ("true", "false"),
    "date": lambda cell: len(cell) == len("2026-01-01") and _reads(date.fromisoformat)(cell),
    "datetime": lambda cell: (
        DATETIME.fullmatch(cell) is not None and _reads(datetime.fromisoformat)(cell)
    ),
}


def _check_value(where: str, value: Any, schema: dict[str, Any]) -> None:
    known = {"type", "properties", "required", "additionalProperties", "items"} | SAID
    if unknown := sorted(set(schema) - known):
        raise broken(
            "{where}: its schema says {unknown!r}, which is not checked",
            where=where,
            unknown=unknown[0],
        )
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is JSON_TYPES[one] for one in types):
        raise broken(
            "{where}: {value!r} is no {names}",
            where=where,
            value=value,
            names=" / ".join(types),
        )
    if isinstance(value, dict):
        if missing := sorted(set(schema["required"]) - set(value)):
            raise broken("{where}: {missing} is missing", where=where, missing=missing[0])
        for name, part in value.items():
            if name not in schema["properties"]:
                raise broken("{where}: {name} is not in its schema", where=where, name=name)
            _check_value(f"{where}: {name}", part, schema["properties"][name])
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            _check_value(f"{where}, {number}", part, schema["items"])
