"""The record of a draw, once it is published: every field of it, against acts and files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.lives import Life
from alienor.auditing.saying import say
from alienor.cores.sortition import Replay, read_panels
from alienor.cores.transparency.canonical import canonical_json

FORMATS = {False: "alienor-draw/1", True: "alienor-draw/2"}
"""By whether there were alternates."""
AROUND = timedelta(hours=1)
"""An act is dated as it begins, the record says when what it did ended: panels take their time."""


def check_transcript(bundle: Bundle, life: Life, found: Replay) -> None:
    """It is the one that was recorded; it says what acts, files and balls say, all of it and
    nothing else. Errors: BundleBroken, with the field."""
    path = f"draws/{life.number}/transcript.json"
    if hashlib.sha256(bundle.read(path)).hexdigest() != life.acts["draw_published"]["sha256"]:
        raise broken("{path} is not the record that was published", path=path)
    said = bundle.json(path)
    wanted = _wanted(bundle, life, found)
    if not isinstance(said, dict) or set(said) != set(wanted) | {
        "drawn_at",
        "frozen_at",
        *_first(life),
    }:
        raise broken("{path} does not hold the fields of a record", path=path)
    for name, value in wanted.items():
        if canonical_json(said[name]) != canonical_json(value):
            raise _differs(path, name)
    for name, moments in _moments(life).items():
        if not any(_is_around(said[name], one) for one in moments):
            raise _differs(path, name)


def _differs(path: str, name: str) -> BundleBroken:
    return BundleBroken(
        say(
            "{path} does not say what was recorded, or what the balls decided: {field}",
            path=path,
            field=name,
        )
    )


def _first(life: Life) -> set[str]:
    """What only the record of a draw without a file of its own for it says: its certificate."""
    return set() if "certificate" in (life.frozen or {}) else {"certificate"}


def _wanted(bundle: Bundle, life: Life, found: Replay) -> dict[str, Any]:
    frozen, held, folder = life.frozen or {}, life.held or {}, f"draws/{life.number}"
    later = "alternates" in frozen
    hashes = {
        "commitments.csv": frozen["commitments"],
        "panels.txt": frozen["panels"],
        "quotas.csv": frozen["quotas"],
    }
    wanted: dict[str, Any] = {
        "announced": frozen["announced"],
        "balls": held["balls"],
        "body": frozen["body"],
        "code": frozen["code"],
        "draw": life.draw,
        "everyone_kept": frozen["everyone_kept"],
        "format": FORMATS[later],
        "method": frozen["method"],
        "number": life.number,
        "panel": list(found.panel),
        "panel_number": found.number,
        "pool": frozen["pool"],
        "reserve": list(found.reserve),
        "seats": frozen["seats"],
        "sha256": hashes,
        "witnesses": held["witnesses"],
    }
    if not later:
        return wanted
    beacon = None
    if life.round is not None:
        beacon = {
            "chain": frozen["beacon"],
            "round": life.round,
            "signature": held["beacon_signature"],
        }
    return wanted | {
        "alternates": _alternates(bundle, life, found),
        "beacon": beacon,
        "certificate": bundle.json(f"{folder}/certificate.json"),
        "sha256": hashes
        | {"alternates.txt": frozen["alternates"], "certificate.json": frozen["certificate"]},
        "shift": found.shift,
    }


def _alternates(bundle: Bundle, life: Life, found: Replay) -> list[str]:
    """Those of the panel drawn; once the list is withdrawn, those with whom the reserve begins, as
    the record has it."""
    folder = f"draws/{life.number}"
    if not life.withdrawn:
        text = bundle.read(f"{folder}/alternates.txt").decode()
        return list(read_panels(text, empty=True)[found.number])
    said = bundle.json(f"{folder}/transcript.json").get("alternates")
    return said if isinstance(said, list) else []


def _moments(life: Life) -> Mapping[str, list[datetime]]:
    """When it was frozen, and when it was drawn: by the act, or by the minutes on paper (a draw of
    the minute of its freeze is said to be of the freeze)."""
    drawn = [life.dates["draw_held"]]
    if paper := life.acts.get("draw_held_on_paper"):
        drawn = [datetime.fromisoformat(paper["held_at"])]
    return {"frozen_at": [life.dates["draw_frozen"]], "drawn_at": drawn}


def _is_around(text: object, moment: datetime) -> bool:
    try:
        said = datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return said.tzinfo is not None and abs(said - moment) <= AROUND
