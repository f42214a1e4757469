"""Moving debates: statements, the hall counted on each side as often as it moves, arguments.

While the item is on, counts and arguments are drafts of the desk; its end records them whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, announce, in_utc, record
from alienor.platform.characters import require_length, require_line
from alienor.platform.errors import Invalid, NotFound, NotYet
from alienor.platform.live.topics import desk_topic
from alienor.platform.texts.words import keep_words, require_words
from alienor.stages.sessions import hall_acts as acts
from alienor.stages.sessions.models import (
    AgendaItem,
    DebateArgument,
    DebateRecord,
    PositionCount,
    Prompt,
    RecordedArgument,
    Session,
)
from alienor.stages.sessions.preparing import PROMPTS_AT_MOST, keep_prompts, locked

CHAIR = "sessions.chair"
KIND = "moving_debate"
SIDES = ("for", "between", "against")
PEOPLE_AT_MOST = 30_000
ARGUMENT_AT_MOST, ARGUMENTS_AT_MOST, COUNTS_AT_MOST = 300, 60, 60


@action
def add_statement(
    *, session_id: int, number: int, statement: str, actor: Actor, clock: Clock
) -> Prompt:
    """Word a statement on the day, and put it to the hall.

    `number`: the item's place on the agenda, from 1. Who: `sessions.chair`. Register:
    `statement_added`. Errors: NotAllowed; WrongState where the day is not open; NotFound; Invalid
    (nothing said, more than a line, too many statements).
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    item = debate_item(session, number)
    require_words(statement=statement)
    count = item.prompts.count()
    if count >= PROMPTS_AT_MOST:
        raise Invalid("too_many_prompts", field="statement", number=number, most=PROMPTS_AT_MOST)
    now = clock.now()
    [digest] = keep_prompts(item, [statement], now=now, author_id=actor.person_id, since=count)
    _put(item, count)
    record(
        acts.StatementAdded(session=session.public_id, item=number, statement=digest),
        on=session.edition,
    )
    return item.prompts.get(position=count)


@action
def put_statement(
    *, session_id: int, number: int, statement: int, actor: Actor, clock: Clock
) -> Prompt:
    """Have the hall move on another of the item's statements (from 1); the screens follow.

    Who: `sessions.chair`. Register: `statement_put`. Errors: NotAllowed; WrongState; NotFound.
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    item = debate_item(session, number)
    found = statement_of(item, statement)
    if item.statement != found.position:
        _put(item, found.position)
        record(
            acts.StatementPut(session=session.public_id, item=number, number=statement),
            on=session.edition,
            concerns=(),
        )
    return found


@action
def count_positions(
    *,
    session_id: int,
    number: int,
    statement: int,
    agree: int,
    between: int,
    disagree: int,
    actor: Actor,
    clock: Clock,
) -> PositionCount:
    """Note how many stand on each side of a statement now; the counts before stay, with their time.

    Who: `sessions.chair`. Register: nothing before the item ends. Errors: NotAllowed; WrongState;
    NotFound; NotYet where the debate is not on; Invalid (`positions_wrong`, `counts_at_most`).
    """
    session, found = _on(session_id, number, statement, actor)
    require_positions(agree=agree, between=between, disagree=disagree)
    if found.counts.count() >= COUNTS_AT_MOST:
        raise Invalid("counts_at_most", most=COUNTS_AT_MOST)
    made = PositionCount.objects.create(
        statement=found, agree=agree, between=between, disagree=disagree, counted_at=clock.now()
    )
    announce(desk_topic(session.edition.slug))
    return made


@action
def take_back_count(
    *, session_id: int, number: int, statement: int, actor: Actor, clock: Clock
) -> None:
    """Take back the last count of a statement, that was mistyped.

    Who: `sessions.chair`. Register: nothing before the item ends. Errors: as `count_positions`;
    NotFound where there is none.
    """
    session, found = _on(session_id, number, statement, actor)
    last = found.counts.last()
    if last is None:
        raise NotFound("count")
    last.delete()
    announce(desk_topic(session.edition.slug))


@action
def note_argument(
    *,
    session_id: int,
    number: int,
    statement: int,
    side: str,
    words: str,
    actor: Actor,
    clock: Clock,
) -> DebateArgument:
    """Note what is said on one side of a statement (one of `SIDES`), and not by whom.

    Who: `sessions.chair`. Register: nothing before the item ends. Errors: as `count_positions`;
    Invalid (unknown side, nothing said, more than a line, too many).
    """
    session, found = _on(session_id, number, statement, actor)
    require_argument(side, words)
    if found.arguments.count() >= ARGUMENTS_AT_MOST:
        raise Invalid("arguments_at_most", field="words", most=ARGUMENTS_AT_MOST)
    made = DebateArgument.objects.create(
        statement=found, side=side, words=words.strip(), noted_at=clock.now()
    )
    announce(desk_topic(session.edition.slug))
    return made


@action
def remove_argument(
    *, session_id: int, number: int, statement: int, argument: int, actor: Actor, clock: Clock
) -> None:
    """Take away an argument that was misheard, while the debate is on.

    Who: `sessions.chair`. Register: nothing before the item ends. Errors: as `count_positions`.
    """
    session, found = _on(session_id, number, statement, actor)
    row = found.arguments.filter(pk=argument).first()
    if row is None:
        raise NotFound("argument")
    row.delete()
    announce(desk_topic(session.edition.slug))


def require_positions(**counts: int) -> None:
    """Errors: Invalid (`positions_wrong`, `nobody_counted`)."""
    for field, count in counts.items():
        if not 0 <= count <= PEOPLE_AT_MOST:
            raise Invalid("positions_wrong", field=field, most=PEOPLE_AT_MOST)
    if sum(counts.values()) == 0:
        raise Invalid("nobody_counted", field="agree")


def require_argument(side: str, words: str) -> None:
    """Errors: Invalid (unknown side, nothing said, more than a line, too long)."""
    if side not in SIDES:
        raise Invalid("unknown_code", field="side", value=side)
    require_words(words=words)
    require_line(words.strip(), field="words")
    require_length(words.strip(), most=ARGUMENT_AT_MOST, field="words")


def record_debate(
    item: AgendaItem, *, now: datetime, act: type[acts.DebateHeld] = acts.DebateHeld
) -> None:
    """A moving debate is over: each statement on which the hall moved is recorded, with every
    count and argument (in the running act). Nothing where nothing was noted since it was.

    `act`: what the register calls it, `DebateEntered` where it comes from paper."""
    if item.kind != KIND:
        return
    for statement in item.prompts.select_related("text"):
        counts = [_count(one) for one in statement.counts.all()]
        said = [(one.side, one.words) for one in statement.arguments.all()]
        before = DebateRecord.objects.filter(statement=statement).first()
        if before is not None and (before.counts, _recorded(before)) == (counts, said):
            continue
        if not counts and not said and before is None:
            continue
        _record(item, statement, counts, said, now=now, act=act)


def _record(
    item: AgendaItem,
    statement: Prompt,
    counts: list[dict[str, Any]],
    said: list[tuple[str, str]],
    *,
    now: datetime,
    act: type[acts.DebateHeld],
) -> None:
    held, _made = DebateRecord.objects.update_or_create(
        statement=statement, defaults={"counts": counts, "recorded_at": now}
    )
    held.arguments.all().delete()
    digests: dict[str, list[str]] = {side: [] for side in SIDES}
    for side, words in said:
        text = keep_words(words, now=now)
        RecordedArgument.objects.create(debate=held, side=side, text=text)
        digests[side].append(text.digest)
    record(
        act(
            session=item.session.public_id,
            item=item.position + 1,
            statement=statement.text.digest,
            at=[one["at"] for one in counts],
            agree=[one["agree"] for one in counts],
            between=[one["between"] for one in counts],
            disagree=[one["disagree"] for one in counts],
            arguments_for=digests["for"],
            arguments_between=digests["between"],
            arguments_against=digests["against"],
        ),
        on=item.session.edition,
    )


def _recorded(held: DebateRecord) -> list[tuple[str, str]]:
    return [(one.side, one.text.body) for one in held.arguments.select_related("text")]


@dataclass(frozen=True, kw_only=True)
class Positions:
    """The hall, once counted."""

    agree: int
    between: int
    disagree: int
    at: datetime

    @property
    def people(self) -> int:
        return self.agree + self.between + self.disagree


@dataclass(frozen=True, kw_only=True)
class Debate:
    """A statement and what the hall did with it: `counts` in their order; `arguments` by side, in
    the order in which they were noted: (number that takes one away, words)."""

    number: int
    statement: Any
    counts: tuple[Positions, ...]
    arguments: dict[str, list[tuple[int, Any]]]


def debate_now(item: AgendaItem) -> list[Debate]:
    """The statements of a moving debate as the desk has noted them so far."""
    return [
        Debate(
            number=one.position + 1,
            statement=one.text,
            counts=tuple(
                Positions(
                    agree=count.agree,
                    between=count.between,
                    disagree=count.disagree,
                    at=count.counted_at,
                )
                for count in one.counts.all()
            ),
            arguments={
                side: [(said.pk, said.words) for said in one.arguments.all() if said.side == side]
                for side in SIDES
            },
        )
        for one in item.prompts.select_related("text").prefetch_related("counts", "arguments")
    ]


def debates_of(session: Session) -> list[tuple[AgendaItem, list[Debate]]]:
    """The moving debates of a day that are in the register, in the order of the agenda: for pages
    that everybody sees, and for the minutes."""
    found = []
    for item in session.agenda.filter(kind=KIND).select_related("title"):
        held = [
            Debate(
                number=one.statement.position + 1,
                statement=one.statement.text,
                counts=tuple(_positions(count) for count in one.counts),
                arguments={
                    side: [
                        (said.pk, said.text) for said in one.arguments.all() if said.side == side
                    ]
                    for side in SIDES
                },
            )
            for one in DebateRecord.objects.filter(statement__item=item)
            .select_related("statement__text")
            .prefetch_related("arguments__text")
            .order_by("statement__position")
        ]
        if held:
            found.append((item, held))
    return found


def _count(row: PositionCount) -> dict[str, Any]:
    return {
        "at": in_utc(row.counted_at),
        "agree": row.agree,
        "between": row.between,
        "disagree": row.disagree,
    }


def _positions(count: dict[str, Any]) -> Positions:
    return Positions(
        agree=count["agree"],
        between=count["between"],
        disagree=count["disagree"],
        at=datetime.fromisoformat(count["at"]),
    )


def _on(session_id: int, number: int, statement: int, actor: Actor) -> tuple[Session, Prompt]:
    """A statement of a debate that is on, its day locked."""
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    item = debate_item(session, number)
    if item.begun_at is None or item.ended_at is not None:
        raise NotYet("debate_not_on")
    return session, statement_of(item, statement)


def debate_item(session: Session, number: int) -> AgendaItem:
    """A moving debate of a day, by its place on the agenda, from 1. Errors: NotFound."""
    item = session.agenda.filter(position=number - 1, kind=KIND).first()
    if item is None:
        raise NotFound("item")
    return item


def statement_of(item: AgendaItem, number: int) -> Prompt:
    """A statement of a moving debate, from 1. Errors: NotFound."""
    found = item.prompts.filter(position=number - 1).select_related("text").first()
    if found is None:
        raise NotFound("statement")
    return found


def _put(item: AgendaItem, position: int) -> None:
    item.statement = position
    item.save(update_fields=["statement"])
