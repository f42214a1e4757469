"""A day is rehearsed: what a rehearsal is made from, read from the real day and naming nobody.

Nothing is written: a rehearsal is no act of the assembly. The plan holds rules, programme, votes
in preparation and numbers of people; who they are stays here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

from alienor.cores.rules import Rulebook
from alienor.cores.rules.model import SeatLine
from alienor.cores.rules.vocabulary import ASSEMBLY
from alienor.platform.access.decide import require
from alienor.platform.access.roles import grants_on
from alienor.platform.actors import Actor
from alienor.platform.errors import Invalid, WrongState
from alienor.platform.people.records import Identity, identities
from alienor.platform.rehearsals.place import Place
from alienor.platform.rehearsals.running import begin, end
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import seats_of
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import city, rules_of
from alienor.stages.hearings.models import Hearing
from alienor.stages.polls.models import Poll
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.tables import asked_of

REHEARSE = "sessions.rehearse"
PEOPLE_AT_MOST = 500
"""Invented people of a rehearsal: a larger assembly is rehearsed in proportion."""

OPEN_TO_ALL = 20
"""How many come to a place that is open to everybody, where nobody has it yet."""

_MAIL = re.compile(r"[^\s<>()«»,;:]+@[^\s<>()«»,;:]+")
_PHONE = re.compile(r"(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def start_rehearsal(*, session: Session, desk: str, actor: Actor) -> Place:
    """Begin a rehearsal of a day that has not begun; `desk`: the address of the page that asks.

    Who: an organiser (`sessions.rehearse`). Register: nothing, it is no act. Errors: NotAllowed;
    WrongState where the day has begun; Invalid (`agenda_empty`; `rehearsals_at_most`).
    """
    require(actor, REHEARSE, on=session.edition)
    return begin({**plan_of(session), "desk": desk}, about=session.public_id)


def end_rehearsal(*, session: Session, key: str, actor: Actor) -> None:
    """End a rehearsal of this day; nothing is left of it.

    Who: an organiser (`sessions.rehearse`). Register: nothing. Errors: NotAllowed.
    """
    require(actor, REHEARSE, on=session.edition)
    end(key, about=session.public_id)


def plan_of(session: Session) -> dict[str, Any]:
    """What a rehearsal of this day is made from. Errors: WrongState; Invalid (`agenda_empty`)."""
    if session.state not in (Session.State.PLANNED, Session.State.ANNOUNCED):
        raise WrongState(state=session.state, wanted=("planned", "announced"))
    if not session.agenda.exists():
        raise Invalid("agenda_empty", field="items")
    edition, rulebook = session.edition, rules_of(session.edition)
    said, lead = _without_names(edition)
    known = city()
    bodies = {body.code: _seats(edition, rulebook, body.code) for body in rulebook.bodies}
    if not bodies[session.body]:
        raise Invalid("nobody_to_rehearse")
    return {
        "city": known.name if known else "",
        "insee": known.insee if known else "",
        "edition": {"slug": edition.slug, "title": said(edition.title)},
        "rules": edition.rules.source if edition.rules else "",
        "steps": _steps(session, rulebook),
        "held": _days_before(session, rulebook, said),
        "bodies": bodies,
        "coming": _coming(session, bodies[session.body]),
        "session": {
            "kind": session.kind,
            "body": session.body,
            "step": session.step,
            "number": session.number,
            "title": said(session.title),
            "place": said(session.place),
            "access": said(session.access),
            "minutes": round((session.ends_at - session.starts_at).total_seconds() / 60),
            "capacity": session.capacity,
            "items": [
                {
                    "kind": item.kind,
                    "title": said(str(item.title)),
                    "minutes": item.minutes,
                    "lead": lead(item.lead),
                    "room": said(item.room),
                    "material": said(item.material),
                    "prompts": [said(str(one.text)) for one in item.prompts.all()],
                }
                for item in session.agenda.select_related("title").prefetch_related("prompts__text")
            ],
            "papers": [
                {"title": said(paper.title), "text": said(str(paper.text))}
                for paper in session.papers.select_related("text").order_by("pk")
            ],
        },
        "tables": _tables(session),
        "polls": [
            _vote(poll, said)
            for poll in votes_of_day(session)
            if poll.state in (Poll.State.DRAFTED, Poll.State.ANNOUNCED)
        ],
    }


def _steps(session: Session, rulebook: Rulebook) -> dict[str, list[str]]:
    """The steps that are done and under way when the day begins: those of now, and what the rules
    put before its own, which will be done by then."""
    before = _before(rulebook, session.step)
    rows = session.edition.steps.order_by("position")
    done = [row.code for row in rows if row.completed_at or row.code in before]
    return {
        "done": done,
        "begun": [row.code for row in rows if row.started_at and row.code not in done],
    }


def _before(rulebook: Rulebook, step: str) -> set[str]:
    """The steps that the rules put before one, however far; none before no step."""
    found: set[str] = set()
    left = list(rulebook.step(step).after) if step else []
    while left:
        code = left.pop()
        if code not in found:
            found.add(code)
            left += rulebook.step(code).after
    return found


def _seats(edition: Edition, rulebook: Rulebook, body: str) -> dict[str, int]:
    """How many people of each college sit in a body; where nobody does yet, as the rules say."""
    seated = Counter(seats_of(edition, body).values_list("college", flat=True))
    if not seated and body == ASSEMBLY:
        for line in rulebook.body(body).seats:
            seated.update(_shared_out(line))
    total = sum(seated.values())
    if total <= PEOPLE_AT_MOST:
        return dict(seated)
    return {college: max(1, count * PEOPLE_AT_MOST // total) for college, count in seated.items()}


def _shared_out(line: SeatLine) -> dict[str, int]:
    """The seats of a line, shared out among its colleges."""
    count = line.count or OPEN_TO_ALL
    shares = [count * n // len(line.colleges) for n in range(len(line.colleges) + 1)]
    return {
        college: last - first
        for college, first, last in zip(line.colleges, shares, shares[1:], strict=False)
    }


def _coming(session: Session, seated: Mapping[str, int]) -> dict[str, int]:
    """How many of each college said that they come; everybody, where nobody has answered yet."""
    coming = Counter(session.answers.filter(answer="yes").values_list("college", flat=True))
    if not coming:
        return dict(seated)
    return {college: min(count, coming[college]) for college, count in seated.items()}


def _days_before(
    session: Session, rulebook: Rulebook, said: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The days of the assembly that were held, or will be before this one: what the rules want of
    votes rests on them."""
    held = Q(state=Session.State.CLOSED) | Q(step__in=_before(rulebook, session.step))
    before = (
        Session.objects.filter(held, edition=session.edition, body=ASSEMBLY)
        .exclude(state=Session.State.CANCELLED)
        .exclude(step="")
        .exclude(pk=session.pk)
        .order_by("starts_at")
    )
    return [
        {"step": day.step, "kind": day.kind, "number": day.number, "title": said(day.title)}
        for day in before
    ]


def _tables(session: Session) -> dict[str, Any] | None:
    asked = asked_of(session)
    if asked is None:
        return None
    return {
        "tables": asked.tables,
        "rounds": asked.rounds,
        "accessible": list(asked.accessible),
        "officials": asked.officials,
    }


def _vote(poll: Poll, said: Callable[[str], str]) -> dict[str, Any]:
    """A vote in preparation, without what its result would change."""
    options = list(poll.options.select_related("text"))
    return {
        "kind": poll.kind,
        "body": poll.body,
        "step": poll.step,
        "question": said(str(poll.question)),
        "method": poll.method,
        "places": poll.places,
        "budget": poll.budget,
        "options": [
            {"key": f"o{n}", "label": said(str(one.text))} for n, one in enumerate(options)
        ],
        "costs": [one.cost for one in options] if poll.budget else [],
        "announced": poll.state == Poll.State.ANNOUNCED,
    }


def _without_names(edition: Edition) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Two ways to copy words without naming anybody. The first takes out the full names of those
    whom the edition knows, addresses and telephones; the second, for who leads an item, keeps
    nothing of words among which is one of their given or family names."""
    known = list(_known(edition))
    full = {one.full_name for one in known} | {
        f"{one.family_name} {one.given_name}" for one in known if one.family_name
    }
    full |= {one.public_name for one in known} | {one.badge_name for one in known}
    longest_first = sorted((name for name in full if " " in name.strip()), key=len, reverse=True)
    names = re.compile(
        "|".join(rf"\b{re.escape(name)}\b" for name in longest_first) or r"(?!)", re.IGNORECASE
    )
    single = {
        word.casefold()
        for one in known
        for name in (one.given_name, one.family_name)
        for word in _WORD.findall(name)
        if len(word) > 2
    }

    def said(words: str) -> str:
        return names.sub("…", _PHONE.sub("…", _MAIL.sub("…", words)))

    def lead(words: str) -> str:
        named = any(word.casefold() in single for word in _WORD.findall(words))
        return "" if named else said(words)

    return said, lead


def _known(edition: Edition) -> Iterable[Identity]:
    """Everybody who has or had a place or a role in the edition, or was heard in it."""
    ids = set(Seat.objects.filter(edition=edition).values_list("person_id", flat=True))
    ids |= set(grants_on(edition).values_list("person_id", flat=True))
    ids |= set(Hearing.objects.filter(edition=edition).values_list("witness_id", flat=True)) - {
        None
    }
    return identities(ids).values()
