"""What was committed while a vote was held, opened by its public file: terms, counts, answers; and
the votes of which something was counted that no result tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alienor.auditing.bundles import broken
from alienor.auditing.saying import say
from alienor.auditing.told import Told
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import opens

TELLERS = "AB"


def check_opened(path: str, record: Mapping[str, Any], told: Told) -> int:
    """The terms, the counts and the answers of a vote's file are those that the register committed
    to when they were fixed, entered and given. Returns how many counts stay closed, because they
    are published in sum alone.

    Errors: BundleBroken.
    """
    terms = told.acts.get("roll_extended", {}).get("terms") or told.acts["poll_opened"].get("terms")
    if terms and not _opens(terms, record.get("terms_salt"), record["terms"]):
        raise broken("{path}: its terms are not those on which it opened", path=path)
    for given in record["roll_call"]:
        answer = told.answers.get(given["token"], "")
        content = {"poll": record["poll"], "token": given["token"], "answer": given["answer"]}
        if answer and not _opens(answer, given.get("salt"), content):
            raise broken(
                "{path}: the answer of {token} is not the one that was given",
                path=path,
                token=given["token"],
            )
    closed = {place: len(figures) for place, figures in told.figures.items() if any(figures)}
    sectors = {sector for sector, _round in told.figures}
    for sheet in record["sheets"]:
        place = sheet["sector"], sheet["round"]
        if sheet["sector"] not in sectors:  # several of them in sum
            continue
        figures = told.figures.get(place, [])
        if figures and not any(figures):  # of before counts were committed
            continue
        content = {
            "poll": record["poll"],
            "sector": sheet["sector"],
            "round": sheet["round"],
            "counts": sheet["counts"],
        }
        entered = dict(zip(TELLERS, figures, strict=False)).get(sheet["teller"], "")
        if not _opens(entered, sheet.get("salt"), content):
            raise broken(
                "{path}: a count of {sector} is not the one that was entered",
                path=path,
                sector=sheet["sector"],
            )
        closed[place] -= 1
    return sum(closed.values())


def closed_in_words(closed: int) -> list[str]:
    """What is to be said of counts that no file opens."""
    if not closed:
        return []
    return [
        say(
            "{count} counts of small sectors are published in sum, so that nothing shows that they "
            "are those entered",
            count=closed,
        )
    ]


def waiting_in_words(told: Mapping[str, Told]) -> list[str]:
    """What is to be said of votes that are closed and have no result: somebody may know it."""
    waiting = [name for name, one in told.items() if one.state == "closed"]
    if not waiting:
        return []
    return [
        say(
            "{count} vote(s) closed without a result, nor annulled: {polls}",
            count=len(waiting),
            polls=", ".join(sorted(waiting)),
        )
    ]


def _opens(commitment: str, salt: object, content: Mapping[str, Any]) -> bool:
    if not isinstance(salt, str):
        return False
    try:
        held = bytes.fromhex(salt)
    except ValueError:
        return False
    return opens(commitment, salt=held, content=canonical_json(content))
