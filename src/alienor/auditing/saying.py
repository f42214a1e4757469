"""What the checks say, in English or in French: `say` finds the words of the language asked for.

`french.json` holds the French of every sentence by its English; a test fails where one is missing.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["en", "fr"]
LANGUAGES: tuple[str, ...] = get_args(Language)
FRENCH: Mapping[str, str] = json.loads(
    Path(__file__).with_name("french.json").read_text(encoding="utf-8")
)
_spoken: ContextVar[Language] = ContextVar("spoken", default="en")

LONGEST = 4000
"""Characters of a detail: a file may name thousands of things."""
_SPACES = dict.fromkeys(map(ord, "\t\n\r\u00a0\u202f"), " ")


def spoken() -> Language:
    """The language in which checks speak now."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let checks speak `language` meanwhile."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(english: str, /, **facts: object) -> str:
    """The sentence whose English is given, in the language spoken now, its `{facts}` filled in."""
    if spoken() == "fr":
        return _FRENCH.format(FRENCH[english], **facts)
    return english.format(**facts)


class _Comma(string.Formatter):
    """Writes decimals after a comma."""

    def format_field(self, value: Any, format_spec: str) -> str:
        written: str = super().format_field(value, format_spec)
        return written.replace(".", ",") if isinstance(value, float) else written


_FRENCH = _Comma()


def joined(sentences: Iterable[str]) -> str:
    """Sentences on one line, with the semicolon of the language spoken now."""
    return (" ; " if spoken() == "fr" else "; ").join(sentences)


def people(count: int) -> str:
    """How many people, in words."""
    return say("{count} person", count=count) if count == 1 else say("{count} people", count=count)


def plain(text: str) -> str:
    """The text on one line of a terminal: what a bundle holds may be made to move the cursor, to
    turn the direction of writing, or not to be writable at all."""
    line = text.translate(_SPACES)
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line[:LONGEST])
    return f"{shown}..." if len(line) > LONGEST else shown
