"""Votes that were annulled: what had been counted is there, and each is said with its reason."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from alienor.auditing.annulled import reason_of
from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.committed import check_opened
from alienor.auditing.polls import unlike
from alienor.auditing.saying import joined, say
from alienor.auditing.told import Told, polls_told


def check_annulled(bundle: Bundle) -> str:
    """What was counted in every vote that was annulled is published, and is what it was then. Says
    each one of which something was counted: whoever reads a result must know of those before it.

    Errors: BundleBroken.
    """
    told = {name: one for name, one in polls_told(bundle).items() if one.state == "annulled"}
    closed = 0
    found = {Path(path).stem: path for path in bundle.paths("annulled/")}
    if alone := set(found) - set(told):
        raise broken("{path} is of no vote that was annulled", path=f"annulled/{min(alone)}.json")
    said = [say("{count} annulled vote(s), as they had been counted", count=len(found))]
    for name, one in told.items():
        if not one.was_counted and name not in found:
            continue
        closed += _check(bundle, f"annulled/{name}.json", one)
        said.append(_in_words(bundle, name, one))
    if closed:
        said.append(
            say("{count} counts of few ballots stay closed, or are published in sum", count=closed)
        )
    return joined(said)


def _check(bundle: Bundle, path: str, one: Told) -> int:
    """Hold the file of a vote to the register. Returns how many of its counts stay closed."""
    act: dict[str, Any] = one.acts["poll_annulled"]
    if "sha256" not in act:  # of before such counts were published
        return 0
    if path not in bundle.paths("annulled/"):
        raise broken("{path} is missing, and something had been counted", path=path)
    if hashlib.sha256(bundle.read(path)).hexdigest() != act["sha256"]:
        raise broken("{path} is not what was counted before", path=path)
    record = bundle.json(path)
    if different := unlike(bundle, record, one):
        raise broken(
            "{path}: {different} is not what the register says", path=path, different=different
        )
    return check_opened(path, record, one)


def _in_words(bundle: Bundle, name: str, one: Told) -> str:
    return say(
        "the vote {poll} was annulled once something was counted, reason: {reason}",
        poll=name,
        reason=reason_of(bundle, one.acts["poll_annulled"]["reason"]),
    )
