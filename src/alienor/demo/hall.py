"""What happens at the tables and in the hall of a day, as the texts tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from alienor.demo.player import Event, Player
from alienor.platform.actors import Actor
from alienor.stages.sessions import debating, incidents, signs, table_notes
from alienor.stages.sessions.afterwards import enter_debate
from alienor.stages.sessions.debating import SIDES, Positions
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.sheets import READY, Disagreement, Sheet
from alienor.stages.sessions.table_notes import HEAD, Typed

# Minutes: of an item, and after the day began.
AFTER_THE_BEGINNING, BEFORE_THE_END, OF_ORDER = 10, 10, 150
IN_THE_EVENING = "19:40"
"""When what was kept on paper is entered."""
AT_A_TABLE = Actor(through="demo")


def happenings(player: Player, key: str, day: Mapping[str, Any]) -> Iterator[Event]:
    """What tables write and how the hall moves, before each item ends; points of order, incidents.

    `key`: where the player keeps the session.
    """
    hour, minute = map(int, day["start"].split(":"))
    begins = at = 60 * hour + minute
    for number, item in enumerate(day.get("agenda", ()), start=1):
        ends = at + item["minutes"] - BEFORE_THE_END
        if "debate" in item:
            first, *others = item["debate"]["counts"]
            yield _event(day, at + AFTER_THE_BEGINNING, item,
                         partial(_count, player, key, number, first))  # fmt: skip
            yield _event(day, ends, item, partial(_argue, player, key, number, item["debate"]))
            for counts in others:
                yield _event(day, ends, item, partial(_count, player, key, number, counts))
        if "on_paper" in item:
            yield Event(
                day=day["day"],
                at=IN_THE_EVENING,
                title=item["title"],
                happens=partial(_from_paper, player, key, number, item["on_paper"]),
            )
        if "notes" in item:
            yield _event(day, ends, item, partial(_write, player, key, number, item["notes"]))
        at += item["minutes"]
    for told in day.get("points_of_order", ()):
        yield _event(day, begins + OF_ORDER, day, partial(_order, player, key, told))
    for told in day.get("incidents", ()):
        yield _event(day, begins + OF_ORDER, day, partial(_incident, player, key, told))


def make_signs(player: Player, session: Session, day: Mapping[str, Any]) -> None:
    """A sign for each table that the texts tell of, if any."""
    tables = max(
        (one["table"] for item in day.get("agenda", ()) for one in item.get("notes", ())),
        default=0,
    )
    tables = max(tables, day.get("tables", {}).get("count", 0))
    if tables:
        signs.make_table_signs(session_id=session.pk, tables=tables, **_by(player))


def _event(day: Mapping[str, Any], at: int, what: Mapping[str, Any], happens: Any) -> Event:
    return Event(
        day=day["day"], at=f"{at // 60:02d}:{at % 60:02d}", title=what["title"], happens=happens
    )


def _write(player: Player, key: str, number: int, told: list[dict[str, Any]]) -> None:
    """Each table types its notes; they are handed in when the item ends."""
    session = Session.objects.get(pk=player.made[key])
    codes = {}
    for sign in signs.signs_of(session):
        codes[sign.table] = signs.code_of(sign)
    for one in told:
        versions = [(HEAD, {"people": one["people"]})] if "people" in one else []
        versions.append((one.get("question", 1), {"sheet": _sheet(one)}))
        for question, what in versions:
            table_notes.keep_table_draft(
                code=codes[one["table"]],
                number=number,
                typed=Typed(
                    question=question, client=f"demo{one['table']}", seq=1, seen={}, **what
                ),
                actor=AT_A_TABLE,
                clock=player.clock,
            )


def _sheet(one: Mapping[str, Any]) -> Sheet:
    return Sheet(
        notes=one.get("notes", ""),
        agreements=tuple(one.get("agreements", ())),
        disagreements=tuple(
            Disagreement(about=said["about"], positions=tuple(said["positions"]))
            for said in one.get("disagreements", ())
        ),
        **{name: one.get(name) for name in READY},
    )


def _argue(player: Player, key: str, number: int, told: Mapping[str, Any]) -> None:
    """What is said on each side."""
    for side in SIDES:
        for words in told.get(side, ()):
            debating.note_argument(
                side=side, words=words, **_statement(player, key, number), **_by(player)
            )


def _count(player: Player, key: str, number: int, counts: list[int]) -> None:
    """The hall is counted."""
    agree, between, disagree = counts
    debating.count_positions(
        agree=agree,
        between=between,
        disagree=disagree,
        **_statement(player, key, number),
        **_by(player),
    )


def _from_paper(player: Player, key: str, number: int, told: Mapping[str, Any]) -> None:
    """A statement worded on the day, whose sheet is entered in the evening."""
    session = Session.objects.get(pk=player.made[key])
    item = session.agenda.get(position=number - 1)
    begun = item.begun_at or session.starts_at
    enter_debate(
        session_id=session.pk,
        number=number,
        statement=item.prompts.count() + 1,
        words=told["words"],
        counts=[
            Positions(
                agree=agree,
                between=between,
                disagree=disagree,
                at=begun + turn * timedelta(minutes=AFTER_THE_BEGINNING),
            )
            for turn, (agree, between, disagree) in enumerate(told["counts"], start=1)
        ],
        arguments={side: told.get(side, ()) for side in SIDES},
        **_by(player),
    )


def _statement(player: Player, key: str, number: int) -> dict[str, Any]:
    return {"session_id": player.made[key], "number": number, "statement": 1}


def _order(player: Player, key: str, told: Mapping[str, str]) -> None:
    incidents.raise_point_of_order(session_id=player.made[key], **told, **_by(player))


def _incident(player: Player, key: str, told: Mapping[str, str]) -> None:
    incidents.note_incident(session_id=player.made[key], **told, **_by(player))


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
