"""Typeset a document with Typst, as PDF/UA-1 (accessible, tagged), with the house's own fonts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from alienor.platform.documents.glyphs import FONTS, families, printable

PACKAGE = Path(__file__).resolve().parents[2]

_BEFORE = re.compile(r" (?=(?:[:;!?]+|»|(?<=\d )%)(?:[\s.,;:)»]|\Z))|(?<=«) ")

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|«)")


def typeset(template: str, *, facts: Mapping[str, Any]) -> bytes:
    """The PDF of `template` (a path inside the package, ending in .typ) filled with `facts`.

    `facts`: plain JSON, with `title` and `language` ("fr" or "en") at least; a template reads it
    as `sys.inputs.facts`, with unbroken spaces where French wants them, and an empty square for
    what no font holds. In a rehearsal, the foot of each page says so. Errors: typst.TypstError
    where the template is wrong, a fault of ours.
    """
    if settings.REHEARSAL is not None and "foot" in facts:
        facts = {**facts, "foot": " · ".join((_("Répétition"), facts["foot"]))}
    compiled: partial[bytes] = partial(
        typst.compile,
        str(PACKAGE / template),
        root=str(PACKAGE),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
    )
    told = {"facts": _in_texts(unbroken(facts), printable), "fonts": list(families())}
    return compiled(
        sys_inputs={name: json.dumps(one, ensure_ascii=False) for name, one in told.items()}
    )


@cache
def _fonts() -> typst.Fonts:
    """The same on every machine: none of its own fonts."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def unbroken(facts: Any) -> Any:
    """The same facts; in their texts, no line can begin with a colon or a closing guillemet, and
    apostrophes are those of books."""
    return _in_texts(facts, _bound)


def _bound(text: str) -> str:
    return _BEFORE.sub("\N{NO-BREAK SPACE}", _APOSTROPHE.sub("’", text))


def _in_texts(facts: Any, change: Callable[[str], str]) -> Any:
    if isinstance(facts, str):
        return change(facts)
    if isinstance(facts, Mapping):
        return {name: _in_texts(fact, change) for name, fact in facts.items()}
    if isinstance(facts, list | tuple):
        return [_in_texts(fact, change) for fact in facts]
    return facts
