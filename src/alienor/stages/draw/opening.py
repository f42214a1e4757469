"""Opening a draw to a sworn auditor: the file that they are handed, and the act that says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from alienor.cores.sortition.openings import Opening, openings_file
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, unchanged
from alienor.platform.errors import Invalid, WrongState
from alienor.platform.people.records import opened
from alienor.platform.register import reading
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.actions import locked_draw
from alienor.stages.draw.models import Draw
from alienor.stages.draw.record import sha256


@dataclass(frozen=True, kw_only=True)
class OpenedDraw:
    """What the auditor takes away: the file, how many people it opens, how many were erased."""

    file: bytes
    people: int
    missing: int


@action
def open_to_auditor(
    *, draw_id: int, function: str, reason: str, actor: Actor, clock: Clock, seen: str = ""
) -> OpenedDraw:
    """Make the file that opens a draw's commitments, for an auditor named by their function.

    It holds answers, households and salts by token, no name and no contact, and is kept nowhere.
    `seen`: the `recorded_openings` after which this one comes, so that a second click makes no
    second file. Who: an organiser (`draw.open_to_auditor`). Register: `draw_opened_to_auditor`.
    Errors: NotAllowed; WrongState before the freeze; Conflict; Invalid (`required`,
    `reason_required`).
    """
    draw = locked_draw(draw_id, actor, "draw.open_to_auditor", *Draw.State.values)
    if draw.frozen_at is None:
        raise WrongState(state=draw.state, wanted=("frozen", "drawn", "published"))
    unchanged(seen, recorded_openings(draw))
    function = " ".join(function.split())
    if not function:
        raise Invalid("required", field="function")
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    found = _openings(draw)
    people = sum(bool(one.salt) for one in found)
    made = OpenedDraw(
        file=openings_file(found, features=_features(draw, found)),
        people=people,
        missing=len(found) - people,
    )
    words = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    record(
        acts.DrawOpenedToAuditor(
            draw=draw.public_id,
            function=function,
            reason=words.digest,
            people=people,
            sha256=sha256(made.file),
        ),
        on=draw.edition,
    )
    return made


def recorded_openings(draw: Draw) -> dict[str, Any]:
    """How often a draw was opened, and to whom last, as whoever opens it again sees it."""
    before = reading.history_of(draw.public_id).filter(kind="draw_opened_to_auditor/1")
    last = before.last()
    function = json.loads(last.leaf)["act"]["function"] if last else ""
    return {"times": before.count(), "function": function}


def _openings(draw: Draw) -> list[Opening]:
    """Everybody of the pool; those who were erased by their token alone."""
    entries = list(draw.entries.all())
    notes = opened(entry.commitment for entry in entries)
    found = []
    for entry in entries:
        note = notes.get(entry.commitment)
        content = note["content"] if note else {"household": "", "values": {}}
        found.append(
            Opening(
                token=entry.token,
                household=content["household"],
                salt=note["salt"] if note else "",
                values=content["values"],
            )
        )
    return found


def _features(draw: Draw, found: list[Opening]) -> list[str]:
    """Those of the quotas first, then any other that was answered."""
    asked = [str(row["feature"]) for row in draw.quotas]
    answered = sorted({feature for one in found for feature in one.values})
    return list(dict.fromkeys([*(one for one in asked if one in answered), *answered]))
