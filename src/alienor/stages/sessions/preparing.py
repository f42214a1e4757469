"""Plan a day or a meeting, set its agenda, add papers, announce it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alienor.cores import rules as rulebooks
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.words import keep_title, keep_words, require_words
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import AgendaItem, Paper, Prompt, Session
from alienor.stages.sessions.queries import (
    recorded_agenda,
    recorded_place,
)

ITEM_KINDS = (
    "welcome",
    "plenary",
    "moving_debate",
    "tables",
    "hearing",
    "vote",
    "meal",
    "music",
    "convivial",
    "children",
)
MINUTES_AT_MOST = 600
PROMPTED = ("tables", "moving_debate")
"""Kinds of items that put something to people: questions, or statements."""
PROMPTS_AT_MOST = 6
# What a mistyped year or day would give; a meeting that nobody had planned is noted afterwards.
EARLIEST, LATEST, LONGEST = timedelta(days=-366), timedelta(days=5 * 366), timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of an agenda, as it is entered. `prompts`: the questions of its tables, or the
    statements of its moving debate."""

    kind: str
    title: str
    minutes: int
    lead: str = ""
    room: str = ""
    material: str = ""
    prompts: Sequence[str] = ()


@action
def plan_session(
    *,
    edition_id: int,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    actor: Actor,
    clock: Clock,
    body: str = "assembly",
    step: str = "",
    number: int | None = None,
    access: str = "",
    chair: str = "",
) -> Session:
    """Give a day of the assembly, or a group's meeting, its date and place.

    `step`: the step of the rules that the day is, if any. Who: an organiser or the methodology
    committee (`sessions.prepare`). Register: `session_planned`. Errors: NotAllowed; Invalid
    (unknown kind, body or step; no title or place; an end before the beginning; a step that has
    its day already).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "sessions.prepare", on=edition)
    if kind not in Session.Kind.values:
        raise Invalid("unknown_code", field="kind", value=kind)
    _check_place(edition, body=body, step=step)
    _check_facts(title=title, place=place, starts_at=starts_at, ends_at=ends_at, now=clock.now())
    session = Session.objects.create(
        edition=edition,
        kind=kind,
        body=body,
        step=step,
        number=number,
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        access=access,
        chair=chair,
    )
    record(
        acts.SessionPlanned(
            session=session.public_id,
            kind=kind,
            body=body,
            title=session.title,
            starts=_utc(starts_at),
            ends=_utc(ends_at),
            place=session.place,
            step=step or None,
        ),
        on=edition,
    )
    return session


@action
def move_session(
    *,
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Session:
    """Change the date or the place of a day that has not begun, and say why.

    `seen`: the `recorded_place` that its author was changing. Who: `sessions.prepare`. Register:
    `session_moved`. Errors: NotAllowed; WrongState; Conflict; Invalid.
    """
    session = prepared(session_id, actor, Session.State.PLANNED, Session.State.ANNOUNCED)
    unchanged(seen, recorded_place(session))
    _check_facts(
        title=session.title, place=place, starts_at=starts_at, ends_at=ends_at, now=clock.now()
    )
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    words = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    session.starts_at, session.ends_at, session.place = starts_at, ends_at, place.strip()
    session.save(update_fields=["starts_at", "ends_at", "place"])
    record(
        acts.SessionMoved(
            session=session.public_id,
            starts=_utc(starts_at),
            ends=_utc(ends_at),
            place=session.place,
            reason=words.digest,
        ),
        on=session.edition,
    )
    return session


@action
def set_agenda(
    *,
    session_id: int,
    items: Sequence[Item],
    actor: Actor,
    clock: Clock,
    seen: str = "",
    derogation: str = "",
) -> Session:
    """Set the whole agenda of a day that has not begun, in place of the one before.

    `seen`: the `recorded_agenda` that its author was changing. Who: `sessions.prepare`. Register:
    `agenda_set`. Errors: NotAllowed; WrongState; Conflict; Invalid (no item, unknown kind, no
    title, a length out of bounds, too many prompts or some where the kind has none); RuleForbids
    where a day that is announced would lose the convivial moment that the rules want.
    """
    session = prepared(session_id, actor, Session.State.PLANNED, Session.State.ANNOUNCED)
    unchanged(seen, recorded_agenda(session))
    if not items:
        raise Invalid("agenda_empty", field="items")
    for number, item in enumerate(items, start=1):
        if item.kind not in ITEM_KINDS:
            raise Invalid("unknown_code", field="items", value=item.kind)
        if not item.title.strip():
            raise Invalid("item_untitled", field="items", number=number)
        if not 0 < item.minutes <= MINUTES_AT_MOST:
            raise Invalid("item_length", field="items", number=number, most=MINUTES_AT_MOST)
        _check_prompts(item, number)
    if session.state == Session.State.ANNOUNCED:
        kinds = [item.kind for item in items]
        _enforce_agenda(session, kinds, reason=derogation, actor=actor, clock=clock)
    session.agenda.all().delete()
    now, rows, prompts = clock.now(), [], []
    for position, item in enumerate(items):
        row = AgendaItem.objects.create(
            session=session,
            position=position,
            kind=item.kind,
            title=keep_title(item.title.strip(), now=now, author_id=actor.person_id),
            minutes=item.minutes,
            lead=item.lead.strip(),
            room=item.room.strip(),
            material=item.material.strip(),
        )
        rows.append(row)
        prompts.append(keep_prompts(row, item.prompts, now=now, author_id=actor.person_id))
    session.version += 1
    session.save(update_fields=["version"])
    record(
        acts.AgendaSet(
            session=session.public_id,
            version=session.version,
            kinds=[row.kind for row in rows],
            minutes=[row.minutes for row in rows],
            titles=[row.title.digest for row in rows],
            prompts_of=[len(one) for one in prompts],
            prompts=[digest for one in prompts for digest in one],
        ),
        on=session.edition,
    )
    return session


@action
def add_paper(*, session_id: int, title: str, text: str, actor: Actor, clock: Clock) -> Paper:
    """Add something to read before the day.

    Who: `sessions.prepare`. Register: `paper_added`. Errors: NotAllowed; WrongState; Invalid.
    """
    session = prepared(session_id, actor, Session.State.PLANNED, Session.State.ANNOUNCED)
    require_words(title=title, text=text)
    now = clock.now()
    paper = Paper.objects.create(
        session=session,
        title=title.strip(),
        text=keep_words(text, now=now, author_id=actor.person_id),
        added_at=now,
    )
    record(
        acts.PaperAdded(
            paper=paper.public_id,
            session=session.public_id,
            title=paper.title,
            text=paper.text.digest,
        ),
        on=session.edition,
    )
    return paper


@action
def announce_session(
    *, session_id: int, actor: Actor, clock: Clock, derogation: str = ""
) -> Session:
    """Invite people, with the agenda.

    Who: `sessions.prepare`. Register: `session_announced`. Errors: NotAllowed; WrongState; Invalid
    where there is no agenda; RuleForbids where the rules want a convivial moment and there is none.
    """
    session = prepared(session_id, actor, Session.State.PLANNED)
    kinds = list(session.agenda.values_list("kind", flat=True))
    if not kinds:
        raise Invalid("agenda_empty", field="items")
    _enforce_agenda(session, kinds, reason=derogation, actor=actor, clock=clock)
    session.state = Session.State.ANNOUNCED
    session.save(update_fields=["state"])
    record(acts.SessionAnnounced(session=session.public_id), on=session.edition)
    return session


@action
def cancel_session(*, session_id: int, reason: str, actor: Actor, clock: Clock) -> Session:
    """Say that a day will not be held, and why.

    Who: `sessions.prepare`. Register: `session_cancelled`. Errors: NotAllowed; WrongState; Invalid.
    """
    session = prepared(session_id, actor, Session.State.PLANNED, Session.State.ANNOUNCED)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    words = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    session.state = Session.State.CANCELLED
    session.save(update_fields=["state"])
    record(
        acts.SessionCancelled(session=session.public_id, reason=words.digest), on=session.edition
    )
    return session


def keep_prompts(
    item: AgendaItem,
    prompts: Sequence[str],
    *,
    now: datetime,
    author_id: int | None,
    since: int = 0,
) -> list[str]:
    """Put these to people under an item, from position `since` on (in the running act). Returns
    their digests."""
    texts = [
        keep_title(one.strip(), now=now, author_id=author_id) for one in prompts if one.strip()
    ]
    for position, text in enumerate(texts, start=since):
        Prompt.objects.create(item=item, position=position, text=text)
    return [text.digest for text in texts]


def prepared(session_id: int, actor: Actor, *states: str) -> Session:
    """A session locked for a change of its preparation by `actor`, in one of `states`."""
    return locked(session_id, actor, "sessions.prepare", *states)


def locked(session_id: int, actor: Actor, permission: str, *states: str) -> Session:
    """A session locked for a change that `permission` lets `actor` make, in one of `states`.

    Errors: NotFound, NotAllowed, WrongState.
    """
    session = (
        Session.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=session_id)
        .first()
    )
    if session is None:
        raise NotFound("session")
    require(actor, permission, on=session.edition)
    if session.state not in states:
        raise WrongState(state=session.state, wanted=states)
    return session


def _check_prompts(item: Item, number: int) -> None:
    """Errors: Invalid (`prompts_misplaced`, `too_many_prompts`)."""
    given = [one for one in item.prompts if one.strip()]
    if given and item.kind not in PROMPTED:
        raise Invalid("prompts_misplaced", field="items", number=number)
    if len(given) > PROMPTS_AT_MOST:
        raise Invalid("too_many_prompts", field="items", number=number, most=PROMPTS_AT_MOST)


def _enforce_agenda(
    session: Session, kinds: Sequence[str], *, reason: str, actor: Actor, clock: Clock
) -> None:
    if session.step:
        breach = rulebooks.agenda_breach(rules_of(session.edition), step=session.step, kinds=kinds)
        enforce(session.edition, breach, reason=reason, actor=actor, clock=clock)


def _check_place(edition: Edition, *, body: str, step: str) -> None:
    rulebook = rules_of(edition)
    rulebook.body(body)
    if step:
        rulebook.step(step)
    taken = Session.objects.filter(edition=edition, step=step).exclude(
        state=Session.State.CANCELLED
    )
    if step and taken.exists():
        raise Invalid("step_has_its_day", field="step")


def _check_facts(
    *, title: str, place: str, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    require_words(title=title, place=place)
    if not EARLIEST <= starts_at - now <= LATEST:
        raise Invalid("date_out_of_bounds", field="starts_at", date=f"{starts_at:%d/%m/%Y}")
    if ends_at <= starts_at:
        raise Invalid("ends_before_it_starts", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Invalid("day_too_long", field="ends_at", days=LONGEST.days)


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
