"""What each refusal says, by its code: what happened, why, and what to do next. One module a
subject, beside each other; a code has its sentence in one of them."""

from __future__ import annotations

from alienor.surfaces.refusals import (
    bodies,
    dialogue,
    draw,
    founding,
    hearings,
    importing,
    minutes,
    people,
    platform,
    polls,
    proposals,
    recruitment,
    rehearsing,
    sessions,
    tables,
    topics,
)

ROOMS = (
    platform,
    people,
    importing,
    founding,
    recruitment,
    draw,
    bodies,
    topics,
    sessions,
    tables,
    minutes,
    rehearsing,
    hearings,
    proposals,
    polls,
    dialogue,
)

SENTENCES = {code: said for room in ROOMS for code, said in room.SENTENCES.items()}
