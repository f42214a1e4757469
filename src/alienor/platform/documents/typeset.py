"""Typeset a document with Typst, as PDF/UA-1 (accessible, tagged), with the house's own fonts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).parent / "fonts"

_BEFORE = re.compile(r" (?=(?:[:;!?]+|»|(?<=\d )%)(?:[\s.,;:)»]|\Z))|(?<=«) ")

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|«)")


def typeset(template: str, *, facts: Mapping[str, Any]) -> bytes:
    """The PDF of `template` (a path inside the package, ending in .typ) filled with `facts`.

    `facts`: plain JSON, with `title` and `language` ("fr" or "en") at least; a template reads it
    as `sys.inputs.facts`, with unbroken spaces where French wants them. In a rehearsal, the foot of
    each page says so. Errors: typst.TypstError
    where the template is wrong, a fault of ours.
    """
    if settings.REHEARSAL is not None and "foot" in facts:
        facts = {**facts, "foot": " · ".join((_("Répétition"), facts["foot"]))}
    compiled: partial[bytes] = partial(
        typst.compile,
        str(PACKAGE / template),
        root=str(PACKAGE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return compiled(sys_inputs={"facts": json.dumps(unbroken(facts), ensure_ascii=False)})


def unbroken(facts: Any) -> Any:
    """The same facts; in their texts, no line can begin with a colon or a closing guillemet, and
    apostrophes are those of books."""
    if isinstance(facts, str):
        return _BEFORE.sub("\N{NO-BREAK SPACE}", _APOSTROPHE.sub("’", facts))
    if isinstance(facts, Mapping):
        return {name: unbroken(fact) for name, fact in facts.items()}
    if isinstance(facts, list | tuple):
        return [unbroken(fact) for fact in facts]
    return facts
