"""Which characters may enter words, and how many: asked once, of all that an action is given.

Refused are those that show nothing and change what is read: control characters (other than tab
and line breaks), which no feed can carry, and those that turn the direction of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from alienor.platform.errors import Invalid

LONGEST = 100_000
"""Characters that any text may have: some forty pages."""
LONGEST_LINE = 300
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_REPLACEMENT = "\ufffd"
_AROUND = 20  # characters shown on each side of the one that is refused


def require_readable(value: Any, *, field: str = "") -> None:
    """Every text in `value` (itself, or what a list, a mapping or a dataclass holds) can be read.

    Errors: Invalid (`unreadable`, `too_many_characters`) with the name of the innermost field.
    """
    if isinstance(value, str):
        _require_text(value, field=field)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            require_readable(part, field=name if isinstance(name, str) else field)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            require_readable(part, field=field)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            require_readable(getattr(value, one.name), field=one.name)


def require_line(text: str, *, field: str) -> None:
    """A title is one line. Errors: Invalid (`one_line`, `too_many_characters`)."""
    if len(text.splitlines()) > 1:
        raise Invalid("one_line", field=field)
    require_length(text, most=LONGEST_LINE, field=field)


def require_length(text: str, *, most: int, field: str) -> None:
    """A text has at most `most` characters. Errors: Invalid (`too_many_characters`)."""
    if len(text) > most:
        raise Invalid("too_many_characters", field=field, characters=len(text), most=most)


def readable(text: str) -> str:
    """A text kept before any character was refused, with a mark for each that would be."""
    return _UNREADABLE.sub(_REPLACEMENT, text)


def _require_text(text: str, *, field: str) -> None:
    require_length(text, most=LONGEST, field=field)
    if found := _UNREADABLE.search(text):
        at = found.start()
        around = text[max(0, at - _AROUND) : at + _AROUND]
        raise Invalid(
            "unreadable",
            field=field,
            character=f"U+{ord(found[0]):04X}",
            around=" ".join(readable(around).split()),
        )
