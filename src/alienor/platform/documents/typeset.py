"""Typeset a document with Typst, as PDF/UA-1 (accessible, tagged), with the house's own fonts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import typst

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).parent / "fonts"


def typeset(template: str, *, facts: Mapping[str, Any]) -> bytes:
    """The PDF of `template` (a path inside the package, ending in .typ) filled with `facts`.

    `facts`: plain JSON, with `title` and `language` ("fr" or "en") at least; a template reads it
    as `sys.inputs.facts`. Errors: typst.TypstError where the template is wrong, a fault of ours.
    """
    compiled: partial[bytes] = partial(
        typst.compile,
        str(PACKAGE / template),
        root=str(PACKAGE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return compiled(sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)})
