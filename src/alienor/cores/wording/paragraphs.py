"""Two versions of a text side by side: paragraph by paragraph, then word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal

from alienor.cores.wording.faults import WordingFault
from alienor.cores.wording.tokens import folded, pieces, words

ALIKE = 0.5
"""From this share of common words on, a paragraph with a new id is the old one rewritten."""

MOST_STEPS = 3_000_000
"""Pairs of equal words looked at in one comparison, a second of work at most: text that repeats
itself would take the cube of its length."""

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


class Effort:
    """The steps that one comparison may still take, from `MOST_STEPS` down to none."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def allows(self, steps: int) -> bool:
        """Whether so many steps are left; they are then taken."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


class Matching(SequenceMatcher[str]):
    """difflib's matching blocks (Ratcliff and Obershelp) within an effort: what both texts begin
    and end with is the same at once, and a part too dear to be searched has nothing in common."""

    a: Sequence[str]
    b: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, *, effort: Effort, a: Sequence[str] = (), b: Sequence[str]) -> None:
        super().__init__(a=a, b=b, autojunk=False)
        self.effort = effort

    def get_matching_blocks(self) -> list[Match]:
        """Runs of equal items as (start in a, start in b, length), in order, the last one empty."""
        head = _alike_at_start(self.a, self.b)
        tail = _alike_at_start(self.a[head:][::-1], self.b[head:][::-1])
        low, start, high, end = head, head, len(self.a) - tail, len(self.b) - tail
        blocks = [Match(0, 0, head), Match(high, end, tail)]
        met = [0, *accumulate(1 + len(self.b2j.get(item, ())) for item in self.a)]
        parts = deque([(low, high, start, end)])
        while parts:
            low, high, start, end = parts.popleft()
            if low == high or start == end or not self.effort.allows(met[high] - met[low]):
                continue
            block = self.find_longest_match(low, high, start, end)
            if block.size:
                blocks.append(block)
                parts.append((low, block.a, start, block.b))
                parts.append((block.a + block.size, high, block.b + block.size, end))
        return [
            *_joined(sorted(block for block in blocks if block.size)),
            Match(len(self.a), len(self.b), 0),
        ]


def diff_paragraphs(
    old: Sequence[Paragraph],
    new: Sequence[Paragraph],
    *,
    alike: float = ALIKE,
    effort: Effort | None = None,
) -> list[ParagraphChange]:
    """What became of each paragraph, in the order of the new text.

    Paragraphs are matched by id, then, among those left, by their words (at least `alike` in
    common, the closest pairs first). A removed one stands after the paragraph it used to follow.
    Moved are the fewest paragraphs that explain the new order. Past `effort` (`MOST_STEPS` by
    default), paragraphs with new ids are new, and changed ones changed as a whole.

    Errors: WordingFault (`duplicate_paragraph`, `threshold_out_of_range`).
    """
    if not 0 < alike <= 1:
        raise WordingFault("threshold_out_of_range", threshold=alike)
    effort = effort or Effort()
    matches = _by_id(old, new)
    matches.update(_by_words(old, new, matches=matches, alike=alike, effort=effort))
    still = _in_order(matches)
    change_of_new = {
        there: _change(old[here], new[there], moved=here not in still, effort=effort)
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


def diff_words(old: str, new: str, *, effort: Effort | None = None) -> tuple[WordChange, ...]:
    """The runs of text that are the same, removed and added, in reading order.

    Source: difflib's matching blocks (Ratcliff and Obershelp) over words, blanks and marks, as far
    as `effort` goes (`MOST_STEPS` by default); blanks alone between two changes are taken into the
    change, for the eye.
    """
    before, after = pieces(old), pieces(new)
    matcher = Matching(effort=effort or Effort(), a=before, b=after)
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


def _alike_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences begin with in common."""
    pairs = zip(one, other, strict=False)
    return next(
        (place for place, (left, right) in enumerate(pairs) if left != right),
        min(len(one), len(other)),
    )


def _joined(blocks: Iterable[Match]) -> list[Match]:
    """Blocks that follow each other on both sides are one."""
    joined: list[Match] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and (last.a + last.size, last.b + last.size) == (block.a, block.b):
            joined[-1] = Match(last.a, last.b, last.size + block.size)
        else:
            joined.append(block)
    return joined


def _change(old: Paragraph, new: Paragraph, *, moved: bool, effort: Effort) -> ParagraphChange:
    kind: Kind = "changed"
    if old.text == new.text:
        kind = "moved" if moved else "kept"
    return ParagraphChange(
        kind=kind,
        old=old,
        new=new,
        words=diff_words(old.text, new.text, effort=effort),
        moved=moved,
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
    effort: Effort,
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
        matcher = Matching(effort=effort, b=come)
        for here, gone in left.items():
            matcher.set_seq1(gone)
            if not come or matcher.real_quick_ratio() < alike:
                continue
            if not effort.allows(len(gone)) or matcher.quick_ratio() < alike:
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
