"""What happens at the tables and in the hall of a day, as the texts tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from alienor.demo.player import Event, Player
from alienor.platform.actors import Actor
from alienor.stages.sessions import debating, incidents, signs, table_notes
from alienor.stages.sessions.debating import SIDES
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.sheets import READY, Disagreement, Sheet
from alienor.stages.sessions.table_notes import HEAD, Typed

BEFORE_THE_END, OF_ORDER = 10, 150  # minutes: of an item; after the day began
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
            yield _event(day, ends, item, partial(_moves, player, key, number, item["debate"]))
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


def _moves(player: Player, key: str, number: int, told: Mapping[str, Any]) -> None:
    """The hall is counted, argues, and is counted again."""
    facts = {"session_id": player.made[key], "number": number, "statement": 1, **_by(player)}
    first, *others = told["counts"]
    _count(facts, first)
    for side in SIDES:
        for words in told.get(side, ()):
            debating.note_argument(side=side, words=words, **facts)
    for counts in others:
        _count(facts, counts)


def _count(facts: dict[str, Any], counts: list[int]) -> None:
    agree, between, disagree = counts
    debating.count_positions(agree=agree, between=between, disagree=disagree, **facts)


def _order(player: Player, key: str, told: Mapping[str, str]) -> None:
    incidents.raise_point_of_order(session_id=player.made[key], **told, **_by(player))


def _incident(player: Player, key: str, told: Mapping[str, str]) -> None:
    incidents.note_incident(session_id=player.made[key], **told, **_by(player))


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
