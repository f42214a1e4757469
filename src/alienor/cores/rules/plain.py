"""Parts of a rulebook as plain data fit for JSON."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"

# Tables by code or by college, even when they are empty.
_TABLES = frozenset(
    {"at_least", "electorate", "criteria", "axis", "verdict", "feature", "value", "frame", "chains"}
)


def plain(value: object) -> Plain:
    """`value` (a part of a rulebook) as plain data fit for JSON, without a float.

    Items that have a code become a table keyed by it, items that give one thing for each college
    a table keyed by college.
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return _items(value)
    return _fields(value, without="")


def _items(items: tuple[Any, ...]) -> Plain:
    if items and all(hasattr(item, "code") for item in items):
        return {item.code: _fields(item, without="code") for item in items}
    if items and all(hasattr(item, "college") for item in items):
        return {item.college: _only(_fields(item, without="college")) for item in items}
    return [plain(item) for item in items]


def _only(values: dict[str, Plain]) -> Plain:
    (value,) = values.values()
    return value


def _fields(value: object, *, without: str) -> dict[str, Plain]:
    if not is_dataclass(value):
        raise TypeError(f"not a part of a rulebook: {type(value).__name__}")
    found: dict[str, Plain] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if field.name != without:
            found[field.name] = {} if inner == () and field.name in _TABLES else plain(inner)
    return found
