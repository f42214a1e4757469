"""The path of an edition: its steps as a few stops, whatever its rules."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from alienor.cores.rules import load_template, template_names
from alienor.stages.founding.models import Step
from alienor.stages.founding.queries import PathStep
from alienor.stages.founding.stops import stops_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def path(name: str, **statuses: str) -> list[PathStep]:
    """The steps of a template: those named are `done` or `now`, the others to come."""
    found = []
    for position, rule in enumerate(load_template(name).steps):
        status = statuses.get(rule.code, "next")
        step = Step(code=rule.code, position=position, started_at=NOON)
        found.append(PathStep(rule=rule, step=step, status=status))
    return found


def named(stops: list[Any]) -> list[str]:
    return [f"{stop.nature} {stop.number}" if stop.number else stop.nature for stop in stops]


@pytest.mark.parametrize("name", template_names())
def test_every_step_of_every_template_is_told_once_in_at_most_ten_stops(name: str) -> None:
    steps = path(name)
    stops = stops_of(steps)
    assert len(stops) <= 10
    told = [one.rule.code for stop in stops for one in (*stop.steps, *stop.beside)]
    assert sorted(told) == sorted(one.rule.code for one in steps)
    assert [stop.number for stop in stops if stop.number] == [
        number for number, _step in zip(count(1), load_template(name).sessions, strict=False)
    ]


def test_stops_follow_the_order_of_the_rules() -> None:
    assert named(stops_of(path("poitiers-2024"))) == [
        "call",
        "draw",
        "topics",
        "session 1",
        "session 2",
        "session 3",
        "vote",
        "council",
        "followup",
    ]


def test_one_is_at_the_furthest_stop_that_is_under_way() -> None:
    stops = stops_of(
        path("poitiers-2022", founding="done", recruitment="now", call_for_topics="now")
    )
    here = [stop for stop in stops if stop.here]
    assert named(here) == ["topics"]
    assert here[0].since == NOON.date()
    assert named([stop for stop in stops if stop.near]) == ["draw", "topics", "session 1"]
    assert stops[0].status == "now"


def test_what_runs_beside_the_sessions_does_not_say_where_one_is() -> None:
    done = dict.fromkeys(
        ("founding", "recruitment", "draw", "call_for_topics", "screening", "session_1"), "done"
    )
    stops = stops_of(path("poitiers-2022", **done, group_work="now", testing="now"))
    (here,) = (stop for stop in stops if stop.here)
    assert (here.nature, here.number, here.status) == ("session", 2, "now")
    assert [stop.status for stop in stops][:4] == ["done", "done", "done", "done"]


def test_an_edition_that_is_over_is_nowhere_any_more() -> None:
    steps = path("neutral")
    stops = stops_of(path("neutral", **{one.rule.code: "done" for one in steps}))
    assert not any(stop.here for stop in stops)
    assert {stop.status for stop in stops} == {"done"}
    assert stops[-1].near
