"""Which votes a day shows at its desk and prints: its own, and those that no other day has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.test_polls import draft

from alienor.procedures.day_votes import votes_of_day
from alienor.stages.polls.conducting import annul_poll
from alienor.stages.sessions import preparing

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def plan(world: Any, *, days: int, step: str = "", body: str = "assembly") -> Any:
    starts = world.clock.now() + timedelta(days=days)
    return preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session" if step else "meeting",
        body=body,
        step=step,
        number=1 if step else None,
        title=f"Dans {days} jours",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        place="Halle",
        **world.by("helene"),
    )


def test_a_vote_without_a_day_of_its_own_is_of_the_next_one(world: Any) -> None:
    late, soon = plan(world, days=20), plan(world, days=10)
    group = plan(world, days=5, body="proposition_group")
    poll = draft(world)
    assert (poll.step, votes_of_day(soon)) == ("", [poll])
    assert votes_of_day(late) == votes_of_day(group) == []
    annul_poll(poll_id=poll.pk, reason="Inutile.", **world.by("helene"))
    assert votes_of_day(soon) == []


def test_a_vote_of_a_session_waits_for_its_session(world: Any) -> None:
    soon = plan(world, days=10)
    poll = draft(world, step="session_2")
    assert votes_of_day(soon) == [], "session 2 is no day yet, and will be another one"
    session = plan(world, days=20, step="session_2")
    assert votes_of_day(session) == [poll]
    assert votes_of_day(soon) == []


def test_the_day_that_is_open_comes_before_an_earlier_one(world: Any) -> None:
    opened = world.open_day("session_1")
    earlier = plan(world, days=0)
    poll = draft(world)
    assert votes_of_day(opened) == [poll]
    assert votes_of_day(earlier) == []
