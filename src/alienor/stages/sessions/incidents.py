"""Points of order, which the register holds, and incidents, which stay with the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.characters import require_length
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.keystore import store
from alienor.platform.people.cipher import decrypt, encrypt
from alienor.platform.texts.words import keep_words, require_words
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import hall_acts as acts
from alienor.stages.sessions.models import Incident, PointOfOrder, Session
from alienor.stages.sessions.preparing import locked

CHAIR = "sessions.chair"
WORDS_AT_MOST = 1000  # characters
INCIDENTS = ("material", "health", "order", "other")
KEPT = timedelta(days=365)
"""How long a note on an incident is kept after it was written."""
OTHERS = ("chair", "public")
"""Who may ask for a point of order beside the parts of the assembly and its bodies."""


@action
def raise_point_of_order(
    *, session_id: int, asked_by: str, text: str, actor: Actor, clock: Clock, decision: str = ""
) -> PointOfOrder:
    """Note a point of order: who asks, by function, never by name; what is asked; at once what the
    chair decides, where that is known.

    `asked_by`: a code of `askers_of`. Who: `sessions.chair`. Register: `point_of_order_raised`, and
    `point_of_order_decided`. Errors: NotAllowed; WrongState where the day is not open; Invalid.
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    if asked_by not in askers_of(session):
        raise Invalid("unknown_code", field="asked_by", value=asked_by)
    require_words(text=text)
    require_length(text.strip(), most=WORDS_AT_MOST, field="text")
    now = clock.now()
    made = PointOfOrder.objects.create(
        session=session,
        asked_by=asked_by,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        asked_at=now,
    )
    record(
        acts.PointOfOrderRaised(
            session=session.public_id,
            point=made.public_id,
            asked_by=asked_by,
            text=made.text.digest,
        ),
        on=session.edition,
    )
    if decision.strip():
        _decide(made, decision, actor, now)
    return made


@action
def decide_point_of_order(
    *, session_id: int, point: str, decision: str, actor: Actor, clock: Clock
) -> PointOfOrder:
    """Note what the chair decides on a point of order (its public id), once.

    Who: `sessions.chair`. Register: `point_of_order_decided`. Errors: NotAllowed; WrongState where
    it is decided already, or the day is neither open nor over; NotFound; Invalid.
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED, Session.State.CLOSED)
    found = session.points_of_order.filter(public_id=point).first()
    if found is None:
        raise NotFound("point")
    if found.decision_id is not None:
        raise WrongState(state="done", wanted=("opened",))
    require_words(decision=decision)
    found.session = session
    _decide(found, decision, actor, clock.now())
    return found


def points_of_order_of(session: Session) -> list[PointOfOrder]:
    """The points of order of a day, in the order in which they were asked."""
    return list(session.points_of_order.select_related("text", "decision"))


def askers_of(session: Session) -> list[str]:
    """Codes of who may ask for a point of order: parts of the assembly, bodies, and others."""
    rules = rules_of(session.edition)
    parts = dict.fromkeys(one.part for one in rules.colleges)
    bodies = dict.fromkeys(one.code for one in rules.bodies)
    return [*parts, *(code for code in bodies if code != session.body), *OTHERS]


@action
def note_incident(*, session_id: int, kind: str, note: str, actor: Actor, clock: Clock) -> Incident:
    """Note something that went wrong. The note is for the team: encrypted, erased after `KEPT`.

    `kind`: one of `INCIDENTS`. Who: `sessions.note_incident`. Register: `incident_noted`, which
    says no more than that. Errors: NotAllowed; WrongState before the day; Invalid.
    """
    session = locked(
        session_id,
        actor,
        "sessions.note_incident",
        Session.State.ANNOUNCED,
        Session.State.OPENED,
        Session.State.CLOSED,
    )
    if kind not in INCIDENTS:
        raise Invalid("unknown_code", field="kind", value=kind)
    require_length(note.strip(), most=WORDS_AT_MOST, field="note")
    reference = store.create_key()
    key = store.keys_of([reference])[reference]
    made = Incident.objects.create(
        session=session,
        kind=kind,
        key=reference,
        note=encrypt(key=key, content=note.strip(), context=_context(session)),
        noted_at=clock.now(),
    )
    record(acts.IncidentNoted(session=session.public_id), on=session.edition, concerns=())
    return made


@action
def forget_incidents(*, actor: Actor, clock: Clock) -> int:
    """Forget the notes on incidents that have been kept long enough, key by key; returns how many.

    Who: the worker (`sessions.forget_incidents`). Register: `incidents_forgotten`, for each day.
    Errors: NotAllowed.
    """
    require(actor, "sessions.forget_incidents")
    old = Incident.objects.filter(forgotten_at=None, noted_at__lt=clock.now() - KEPT)
    by_session: dict[int, list[Incident]] = {}
    for row in old.select_related("session__edition"):
        by_session.setdefault(row.session_id, []).append(row)
    for rows in by_session.values():
        for row in rows:
            store.erase_key(row.key)
        ids = [row.pk for row in rows]
        Incident.objects.filter(pk__in=ids).update(note=b"", forgotten_at=clock.now())
        session = rows[0].session
        record(
            acts.IncidentsForgotten(session=session.public_id, incidents=len(rows)),
            on=session.edition,
            concerns=(),
        )
    return sum(len(rows) for rows in by_session.values())


@dataclass(frozen=True, kw_only=True)
class NotedIncident:
    """An incident, opened; `note` is empty once it was forgotten."""

    kind: str
    note: str
    at: datetime
    forgotten: bool


def incidents_of(session: Session) -> list[NotedIncident]:
    """What went wrong on a day, in its order; ask for permission (`sessions.read_incidents`)
    first."""
    rows = list(session.incidents.all())
    keys = store.keys_of(row.key for row in rows if row.forgotten_at is None)
    return [
        NotedIncident(
            kind=row.kind,
            note=decrypt(key=keys[row.key], blob=bytes(row.note), context=_context(session))
            if row.key in keys
            else "",
            at=row.noted_at,
            forgotten=row.key not in keys,
        )
        for row in rows
    ]


def _decide(point: PointOfOrder, decision: str, actor: Actor, now: datetime) -> None:
    require_length(decision.strip(), most=WORDS_AT_MOST, field="decision")
    point.decision = keep_words(decision.strip(), now=now, author_id=actor.person_id)
    point.decided_at = now
    point.save(update_fields=["decision", "decided_at"])
    record(
        acts.PointOfOrderDecided(
            session=point.session.public_id,
            point=point.public_id,
            decision=point.decision.digest,
        ),
        on=point.session.edition,
    )


def _context(session: Session) -> str:
    return f"incident {session.public_id}"
