"""Rankings as they are typed at a tally: identical ballots in a pile, a line a pile.

```
12 : A C B
3 : B
C A
```

Letters name the options in the order in which they are printed; a number says how many ballots say
the same, one where there is none. `=` puts two options at the same place: `A=C B`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ranking.ballots import written

_LINE = re.compile(r"(?:([0-9]{1,6})\s*[:x×]\s*)?(\S.*)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;>]+")


def letter_of(place: int) -> str:
    """The letter of an option, from its place (0 the first): A to Z, then AA, AB..."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_piles(text: str, *, options: Sequence[str], in_order: bool = True) -> dict[str, int]:
    """How many ballots say each thing, in words of the options' codes: `a>b`, or `a+b` where the
    letters are not `in_order`.

    Errors: VotingFault (`bad_pile` for a line that says nothing, `unknown_letter`).
    """
    codes = {letter_of(place): option for place, option in enumerate(options)}
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None or not found[2]:
            raise VotingFault("bad_pile", line=number)
        levels = []
        for level in _BETWEEN.split(re.sub(r"\s*=\s*", "=", found[2]).strip(" ,;>")):
            names = [name.upper() for name in level.split("=")]
            for name in names:
                if not name:
                    raise VotingFault("bad_pile", line=number)
                if name not in codes:
                    last = letter_of(len(options) - 1)
                    raise VotingFault("unknown_letter", line=number, letter=name[:20], last=last)
            levels.append([codes[name] for name in names])
        chosen = sorted(code for level in levels for code in level)
        ballot = written(levels) if in_order else "+".join(chosen)
        counts[ballot] = counts.get(ballot, 0) + int(found[1] or 1)
    return counts
