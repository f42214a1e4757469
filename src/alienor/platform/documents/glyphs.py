"""What the house's fonts can print: a document never fails for one character.

PDF/UA refuses a character without a glyph, and residents write names in any script and emoji in
their notes. What no font holds is printed as an empty square.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
HOUSE = "Atkinson Hyperlegible"
SQUARE = "\N{WHITE SQUARE}"

_FAMILY = 1
"""The number of a font's family in its table of names."""

_ENDS = frozenset("\t\n\r")
_JOINED = {"Mn", "Mc", "Me", "Cf"}
_UNPRINTABLE = {"Cc", "Cn", "Co", "Cs"}
_REFUSED = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""PDF/UA allows none, though fonts hold it."""


@cache
def families() -> dict[str, frozenset[str]]:
    """The characters of each family of fonts, in the order in which a text tries them: the house's
    own first."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            family = font["name"].getDebugName(_FAMILY)
            held = frozenset(filter(_is_printed, map(chr, font.getBestCmap())))
        found[family] = found.get(family, held) & held
    return {HOUSE: found.pop(HOUSE) | _ENDS, **found}


def printable(text: str) -> str:
    """The same text, with a square for each character that no font holds.

    One font draws a letter and the signs upon it: where none holds both, the letter stays alone.
    """
    if families()[HOUSE].issuperset(text):
        return text
    return "".join(map(_drawn, _clusters(text)))


def _is_printed(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNPRINTABLE and sign != _REFUSED


def _clusters(text: str) -> Iterator[str]:
    """A letter at a time, with the accents, vowel signs and joiners that follow it."""
    cluster = ""
    for sign in text:
        if cluster and unicodedata.category(sign) not in _JOINED:
            yield cluster
            cluster = ""
        cluster += sign
    yield cluster


def _drawn(cluster: str) -> str:
    if _is_held(cluster):
        return cluster
    return cluster[0] if _is_held(cluster[0]) else SQUARE


def _is_held(signs: str) -> bool:
    return any(held.issuperset(signs) for held in families().values())
