"""One value, one sequence of bytes: canonical JSON (RFC 8785, "JCS").

The record keeps to the part of JSON that every language reads alike: null, booleans, whole
numbers up to 2**53 - 1 either way, text, lists, and objects. Numbers with a fraction are
refused: a share is written as text or as two integers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, NoReturn

import rfc8785

from alienor.cores.transparency.errors import NotCanonical

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64
"""Lists and objects may nest this deep, so that no reader's stack is at the mercy of an entry."""


def canonical_json(value: object) -> bytes:
    """Write a value as canonical JSON: UTF-8, sorted keys, no blank.

    Accepts None, bool, int, str (and enumerations of int or str), list, tuple and mapping with
    text keys. Equal values give equal bytes.

    Errors: NotCanonical, naming the path of the first part that has no canonical form.
    Source: RFC 8785; its section 3.2.2.3 on numbers is narrowed to integers.
    """
    return rfc8785.dumps(_plain(value, path="$", depth=0))


def parse_canonical(data: bytes) -> Any:
    """Read canonical JSON, refusing every other spelling of the same value.

    Returns None, bool, int, str, list or dict.

    Errors: NotCanonical (`invalid_json`, `duplicate_key`, `float`, `not_in_canonical_form`...).
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical("invalid_json", path="$") from error
    if canonical_json(value) != data:
        raise NotCanonical("not_in_canonical_form", path="$")
    return value


def _plain(value: object, *, path: str, depth: int) -> Any:
    """Copy a value down to exact built-in types, or say where it cannot be."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, path=path)
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical("integer_out_of_range", path=path)
        return int(value)
    if isinstance(value, float):
        raise NotCanonical("float", path=path)
    if depth == DEEPEST:
        raise NotCanonical("too_deep", path=path)
    if isinstance(value, list | tuple):
        return [
            _plain(item, path=f"{path}[{index}]", depth=depth + 1)
            for index, item in enumerate(value)
        ]
    if isinstance(value, Mapping):
        return _plain_object(value, path=path, depth=depth)
    raise NotCanonical("unsupported_type", path=path, type=type(value).__name__)


def _plain_object(value: Mapping[object, object], *, path: str, depth: int) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, item in value.items():
        name = key.value if isinstance(key, Enum) else key
        if not isinstance(name, str):
            raise NotCanonical("key_not_text", path=path, key=repr(key))
        name = _text(name, path=path)
        if name in plain:
            raise NotCanonical("duplicate_key", path=path, key=name)
        plain[name] = _plain(item, path=f"{path}.{name}", depth=depth + 1)
    return plain


def _text(value: str, *, path: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("invalid_text", path=path) from None
    return str.__str__(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise NotCanonical("duplicate_key", path="$", key=key)
        seen[key] = value
    return seen


def _refuse_number(spelling: str) -> NoReturn:
    raise NotCanonical("float", path="$", number=spelling)
