"""What a city that holds its own key invents around a draw: seats, dates, readings, reasons."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.auditing.forging import KEPT, Forgery
from tests.unit.auditing.test_forged_draws import Bend, bent, draws

from alienor.cores.beacon import QUICKNET


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path / "bundle", KEPT / "bundle-3.zip")


def offered(forgery: Forgery, place: int) -> None:
    """A seat that the lot gives, given by hand."""
    forgery.insert(place, "seat_offered", seat="forged", body="assembly", college="drawn")


def test_nobody_is_seated_by_hand_before_the_first_balls(forgery: Forgery) -> None:
    offered(forgery, forgery.place(forgery.entry("draw_prepared")))
    (said,) = forgery.failures()
    assert said.startswith("1 seat(s) that the lot gives were offered before any balls fell")


def test_seats_given_by_hand_where_there_is_no_draw_at_all_are_said(forgery: Forgery) -> None:
    for entry in forgery.entries:
        if "draw" in entry["act"]:
            entry["edition"] = "autre"
    kept = json.dumps([one for one in forgery.entries if one.get("edition") == "essai"])
    for path in list(forgery.files):
        text = path.removeprefix("texts/").removesuffix(".json")
        if path.startswith(("draws/", "data/portraits", "data/draws")) or (
            path.startswith("texts/") and text not in kept
        ):
            del forgery.files[path]
    assert forgery.failures() == []
    words = "14 seat(s) that the lot gives were offered before any balls fell, and no derogation"
    assert words in forgery.said("draws")


def test_a_seat_given_by_hand_has_its_derogation(forgery: Forgery) -> None:
    place = forgery.place(forgery.entry("draw_prepared"))
    offered(forgery, place)
    derogation: dict[str, Any] = json.loads(json.dumps(forgery.entry("derogated")))
    derogation["act"]["breach"] = "outside_the_lot"
    forgery.entries.insert(place, derogation)
    said = json.loads(forgery.files["data/edition.json"])
    said["derogations"].append(said["derogations"][0] | {"breach": "outside_the_lot"})
    forgery.json("data/edition.json", derogations=said["derogations"])
    assert forgery.failures() == []


def test_dates_do_not_go_back_by_many_small_steps(forgery: Forgery) -> None:
    """An act may be dated a moment before the one that it follows; not a minute each, until balls
    that fell once the beacon was known are dated before it."""
    draw = draws(forgery)[1]
    balls = forgery.all("ball_drawn", draw)
    opened = forgery.all("draw_opened_to_auditor", draw)[0]
    moment = QUICKNET.time_of(657_413) + timedelta(minutes=5)
    for step in range(8):
        filler = json.loads(json.dumps(opened))
        filler["at"] = (moment - timedelta(seconds=59 * step)).strftime("%Y-%m-%dT%H:%M:%SZ")
        forgery.entries.insert(forgery.place(balls[0]), filler)
    for ball in balls:
        ball["at"] = (moment - timedelta(minutes=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "is dated before the act that it follows" in forgery.failures()[0]


READINGS = [
    ("12", "4", "the first reading that differs is not the balls as they were read"),
    ("408", "407", "the first reading that differs is not the balls as they were read"),
    ("407", "407", "the second reading that differs is none, or the same"),
    ("407", "40", "the second reading that differs is none, or the same"),
    ("407", "4o7", "second of readings_differ is not what such an act holds"),
    ("407", "٤٠٨", "second of readings_differ is not what such an act holds"),
    ("407", "409", ""),
]


@pytest.mark.parametrize(("first", "second", "said"), READINGS)
def test_readings_that_differ_are_of_the_balls_that_fell(
    forgery: Forgery, first: str, second: str, said: str
) -> None:
    draw = draws(forgery)[1]
    place = forgery.place(forgery.entry("draw_held", draw))
    entry = forgery.insert(place, "ball_drawn")
    entry |= {"type": "readings_differ/1", "at": forgery.entries[place - 1]["at"]}
    entry["act"] = {"draw": draw, "first": first, "second": second}
    failures = forgery.failures()
    assert (said in failures[0]) if said else (failures == [])
    entry["act"]["draw"] = "unknown"
    assert forgery.failures()


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (bent(2, "panel_replaced", code="because"), "because is not why"),
        (bent(2, "panel_replaced", code="reserve_empty"), "reserve_empty is not why"),
        (bent(2, "panel_replaced", beyond=2), "2 quotas are not kept, and it says that all are"),
        (bent(2, "panel_replaced", passed=1), "more people were passed over than stand before"),
    ],
)
def test_who_is_called_is_called_for_a_reason_that_can_be(
    forgery: Forgery, bend: Bend, said: str
) -> None:
    bend(forgery)
    assert f"draw 2, replacement 1: {said}" in forgery.failures()[0]


@pytest.mark.parametrize("body", ["assembly ", "Assembly", "assembly\u200b", "аssembly"])
def test_a_draw_is_of_a_body_that_the_rules_know(forgery: Forgery, body: str) -> None:
    """By any other name, nothing would hold its quotas and its seats to those of the assembly."""
    draw = draws(forgery)[0]
    for entry in forgery.entries:
        if entry["act"].get("draw") == draw and "body" in entry["act"]:
            entry["act"]["body"] = body
    assert "draw 1: the rules know no " in forgery.failures()[0]
