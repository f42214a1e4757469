"""The versions of acts: one that says more replaces one that says less, and nothing goes back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.saying import say

WORDS = Path(__file__).with_name("words.json")
"""Which fields of which types of acts refer to texts: written by `tools/acts.py` from the types."""
REPLACED = {"minutes_written": "minutes_drafted"}
"""Types that nothing records any more, and the one that is recorded instead."""


def check_versions(bundle: Bundle) -> str:
    """No act is of a version, or of a type, that the register had left behind already: an earlier
    one commits to less, and whoever signs could choose it to have less checked.

    Says how many acts are of earlier versions than this program records: in a register that began
    with it there is none. Errors: BundleBroken.
    """
    latest: dict[str, int] = {}
    for kind in json.loads(WORDS.read_text()):
        name, _slash, version = kind.partition("/")
        latest[name] = max(int(version), latest.get(name, 0))
    reached: dict[str, int] = {}
    earlier: Counter[str] = Counter()
    for number, entry in enumerate(bundle.entries):
        name, _slash, written = entry["type"].partition("/")
        version = int(written)
        if version > latest.get(name, 0):  # of a later program: each check says what it knows
            continue
        if version < reached.get(name, 0) or REPLACED.get(name, "") in reached:
            raise broken(
                "entry {number}: {kind} came back after later versions", number=number, kind=name
            )
        reached[name] = version
        if entry.get("edition") == bundle.edition and version < latest[name]:
            earlier[entry["type"]] += 1
    if not earlier:
        return say("every act is of the version recorded today")
    return say(
        "{count} acts are of earlier versions, none after a later one; they tell less: {kinds}",
        count=earlier.total(),
        kinds=", ".join(f"{kind} ({count})" for kind, count in sorted(earlier.items())),
    )
