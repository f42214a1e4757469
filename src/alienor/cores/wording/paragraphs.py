"""Two versions of a text side by side: paragraph by paragraph, then word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from alienor.cores.wording.faults import WordingFault
from alienor.cores.wording.tokens import folded, pieces, words

ALIKE = 0.5
"""From this share of common words on, a paragraph with a new id is the old one rewritten."""

Kind = Literal["kept", "changed", "added", "removed", "moved"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its `id`, stable from version to version and unique in one, its `text`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class WordChange:
    """A run of text that is `same`, `added` or `removed`."""

    op: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What became of one paragraph.

    `kind`: `kept`, `moved` (same text elsewhere), `changed` (and perhaps moved: see `moved`),
    `added` (no `old`), `removed` (no `new`). `words`: the whole paragraph as runs; those same or
    removed make the old text, those same or added make the new one.
    """

    kind: Kind
    old: Paragraph | None
    new: Paragraph | None
    words: tuple[WordChange, ...]
    moved: bool = False


def diff_paragraphs(
    old: Sequence[Paragraph], new: Sequence[Paragraph], *, alike: float = ALIKE
) -> list[ParagraphChange]:
    """What became of each paragraph, in the order of the new text.

    Paragraphs are matched by id, then, among those left, by their words (at least `alike` in
    common, the closest pairs first). A removed one stands after the paragraph it used to follow.
    Moved are the fewest paragraphs that explain the new order.

    Errors: WordingFault (`duplicate_paragraph`, `threshold_out_of_range`).
    """
    if not 0 < alike <= 1:
        raise WordingFault("threshold_out_of_range", threshold=alike)
    matches = _by_id(old, new)
    matches.update(_by_words(old, new, matches=matches, alike=alike))
    still = _in_order(matches)
    change_of_new = {
        there: _change(old[here], new[there], moved=here not in still)
        for here, there in matches.items()
    }
    after: dict[int, list[ParagraphChange]] = {}
    anchor = -1
    for here, paragraph in enumerate(old):
        if here in still:
            anchor = matches[here]
        elif here not in matches:
            after.setdefault(anchor, []).append(_removed(paragraph))
    changes = after.get(-1, [])
    for there, paragraph in enumerate(new):
        changes.append(change_of_new.get(there) or _added(paragraph))
        changes.extend(after.get(there, []))
    return changes


def diff_words(old: str, new: str) -> tuple[WordChange, ...]:
    """The runs of text that are the same, removed and added, in reading order.

    Source: difflib's matching blocks (Ratcliff and Obershelp) over words, blanks and marks;
    blanks alone between two changes are taken into the change, for the eye.
    """
    before, after = pieces(old), pieces(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    runs: list[WordChange] = []
    removed = added = ""
    codes = matcher.get_opcodes()
    for position, (tag, low, high, start, end) in enumerate(codes):
        gone, come = "".join(before[low:high]), "".join(after[start:end])
        inside = 0 < position < len(codes) - 1
        if tag == "equal" and not (inside and gone.isspace()):
            runs.extend(_runs(removed, added))
            removed = added = ""
            runs.append(WordChange(op="same", text=gone))
        else:
            removed += gone
            added += come
    runs.extend(_runs(removed, added))
    return tuple(runs)


def _runs(removed: str, added: str) -> list[WordChange]:
    runs = []
    if removed:
        runs.append(WordChange(op="removed", text=removed))
    if added:
        runs.append(WordChange(op="added", text=added))
    return runs


def _change(old: Paragraph, new: Paragraph, *, moved: bool) -> ParagraphChange:
    kind: Kind = "changed"
    if old.text == new.text:
        kind = "moved" if moved else "kept"
    return ParagraphChange(
        kind=kind, old=old, new=new, words=diff_words(old.text, new.text), moved=moved
    )


def _added(paragraph: Paragraph) -> ParagraphChange:
    return ParagraphChange(
        kind="added", old=None, new=paragraph, words=diff_words("", paragraph.text)
    )


def _removed(paragraph: Paragraph) -> ParagraphChange:
    return ParagraphChange(
        kind="removed", old=paragraph, new=None, words=diff_words(paragraph.text, "")
    )


def _by_id(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> dict[int, int]:
    places = _places(new)
    return {
        here: places[identifier]
        for identifier, here in _places(old).items()
        if identifier in places
    }


def _places(version: Sequence[Paragraph]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, paragraph in enumerate(version):
        if paragraph.id in places:
            raise WordingFault("duplicate_paragraph", id=paragraph.id)
        places[paragraph.id] = position
    return places


def _by_words(
    old: Sequence[Paragraph],
    new: Sequence[Paragraph],
    *,
    matches: dict[int, int],
    alike: float,
) -> dict[int, int]:
    """Pairs among the unmatched whose words are alike, the closest first."""
    taken = set(matches.values())
    left = {
        here: words(folded(paragraph.text))
        for here, paragraph in enumerate(old)
        if here not in matches
    }
    right = {
        there: words(folded(paragraph.text))
        for there, paragraph in enumerate(new)
        if there not in taken
    }
    scored = []
    for there, come in right.items():
        matcher = SequenceMatcher(b=come, autojunk=False)
        for here, gone in left.items():
            matcher.set_seq1(gone)
            if not come or matcher.real_quick_ratio() < alike or matcher.quick_ratio() < alike:
                continue
            ratio = matcher.ratio()
            if ratio >= alike:
                scored.append((-ratio, abs(here - there), here, there))
    found: dict[int, int] = {}
    for _, _, here, there in sorted(scored):
        if here not in found and there not in taken:
            found[here] = there
            taken.add(there)
    return found


def _in_order(matches: dict[int, int]) -> set[int]:
    """The old positions of a longest run of matches in the same order in both versions."""
    tails: list[int] = []  # smallest last new position of an increasing run of each length
    ends: list[int] = []  # the old position that gives it
    before: dict[int, int | None] = {}
    for here in sorted(matches):
        length = bisect_left(tails, matches[here])
        before[here] = ends[length - 1] if length else None
        tails[length : length + 1] = [matches[here]]
        ends[length : length + 1] = [here]
    still: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        still.add(at)
        at = before[at]
    return still
