"""Open data with their schemas: one declaration of fields writes the file and says what is in it.

`data/<name>.csv` comes with a Table Schema, `data/<name>.json` with a JSON Schema, both in
`data/<name>.schema.json`. What a field means is said in French and in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from alienor.platform.bundle.files import Contribution, csv_file, json_file
from alienor.platform.texts.models import Text

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_OF_JSON: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "strings": {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a table, or one key of a document. `fr` and `en`: what it means.

    `type`: string, integer, number, boolean, date or datetime in a table; string, integer, strings
    or objects (each with the fields `of`) in a document. `empty`: it may be left without a value.
    """

    name: str
    fr: str
    en: str
    type: str = "string"
    empty: bool = False
    of: tuple[Field, ...] = ()


def table(
    name: str,
    *,
    fr: str,
    en: str,
    fields: Sequence[Field],
    rows: Callable[[], Iterable[Sequence[Any]]],
    missing: Sequence[str] = (),
) -> Contribution:
    """`data/<name>.csv` and its schema. `rows` gives the values of the fields, in their order;
    `missing`: words that stand for a value that is not published."""

    def written() -> bytes:
        return csv_file([field.name for field in fields], [_cells(fields, row) for row in rows()])

    schema = {
        "title": fr,
        "title_en": en,
        "fields": [_of_table(field) for field in fields],
        "missingValues": ["", *missing],
    }
    return {f"data/{name}.csv": written, f"data/{name}.schema.json": lambda: json_file(schema)}


def document(
    name: str,
    *,
    fr: str,
    en: str,
    fields: Sequence[Field],
    content: Callable[[], Mapping[str, Any]],
) -> Contribution:
    """`data/<name>.json` and its schema."""

    def written() -> bytes:
        return json_file(_only(fields, content()))

    schema = {"$schema": JSON_SCHEMA, "title": fr, "title_en": en, **_object(fields)}
    return {f"data/{name}.json": written, f"data/{name}.schema.json": lambda: json_file(schema)}


def _of_table(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "description": field.fr,
        "description_en": field.en,
        "constraints": {"required": not field.empty},
    }


def _cells(fields: Sequence[Field], row: Sequence[Any]) -> list[Any]:
    return [_cell(value) for _field, value in zip(fields, row, strict=True)]


def _cell(value: Any) -> Any:
    if isinstance(value, Text):
        return value.public
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def _object(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _of_document(field) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _of_document(field: Field) -> dict[str, Any]:
    if field.of:
        said: dict[str, Any] = {"type": "array", "items": _object(field.of)}
    else:
        said = dict(_OF_JSON[field.type])
    if field.empty:
        said["type"] = [said["type"], "null"]
    return {**said, "description": field.fr, "description_en": field.en}


def _only(fields: Sequence[Field], content: Mapping[str, Any]) -> dict[str, Any]:
    """Exactly the declared keys: a missing one, or one more, is a fault of the code."""
    if set(content) != {field.name for field in fields}:
        raise KeyError(f"{sorted(content)} are not the declared fields")
    return {
        field.name: [_only(field.of, one) for one in content[field.name]]
        if field.of
        else content[field.name]
        for field in fields
    }
