"""A day that went on by paper, entered afterwards in one go, with the checks of the day itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import NotFound
from alienor.platform.people.records import Identity
from alienor.procedures.sessions import welcome_walk_in
from alienor.stages.sessions.attending import enter_presences
from alienor.stages.sessions.holding import count_speaking
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.room import count_guests


@action
def enter_paper_day(
    *,
    session_id: int,
    person_ids: Sequence[int],
    walk_ins: Sequence[str],
    companions: int,
    children: int,
    minutes: Mapping[str, int],
    actor: Actor,
    clock: Clock,
) -> int:
    """Enter what a day kept on paper: who signed the lists, who came unannounced, who came along,
    how long each part of the assembly spoke. Whoever is noted already stays as they are. Returns
    how many people are entered.

    `walk_ins`: names, given name first; `minutes`: by part of the assembly, nothing where nobody
    counted. Votes are opened and counted on their own pages, by two people. Who:
    `sessions.welcome`, and `sessions.chair` for the minutes. Register: `presences_entered`,
    `person_entered`, `seat_accepted`, `presence_noted`, `guests_counted`, `speaking_counted`.
    Errors: those of each; nothing is entered then.
    """
    session = Session.objects.select_related("edition").filter(pk=session_id).first()
    if session is None:
        raise NotFound("session")
    require(actor, "sessions.welcome", on=session.edition)
    by = {"session_id": session_id, "actor": actor, "clock": clock}
    entered = enter_presences(person_ids=person_ids, **by)
    for name in walk_ins:
        given, _space, family = name.strip().partition(" ")
        welcome_walk_in(identity=Identity(given_name=given, family_name=family.strip()), **by)
        entered += 1
    if (companions, children) != (session.companions, session.children):
        count_guests(companions=companions, children=children, **by)
    if minutes:
        count_speaking(minutes=minutes, **by)
    return entered
