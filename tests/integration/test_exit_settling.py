"""What was said at the end of a day stays as it was counted: whoever is erased later is no
difference between two totals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration import test_paper_sheets
from tests.integration.test_badges import acts
from tests.integration.test_paper_sheets import there

from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import FixedClock
from alienor.platform.errors import NotAllowed
from alienor.platform.people.actions import erase_person
from alienor.procedures.sessions import end_day
from alienor.stages.sessions.exit_questions import (
    ANSWERS,
    ASKED_FOR,
    answer_exit_questions,
    exit_counts,
)
from alienor.stages.sessions.exit_settling import settle_exit_counts
from alienor.stages.sessions.models import Session

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]
held = test_paper_sheets.held


def answered(world: Any, session: Session, count: int) -> list[int]:
    """So many people said how the day was, the first one that they would not come again; then it
    was closed."""
    people = there(world, session, count)
    for person in people:
        alone = person == people[0]
        answer_exit_questions(
            session_id=session.pk,
            person_id=person,
            answers={"again": "no" if alone else "yes", "heard": "rather_no" if alone else "yes"},
            actor=Actor(person_id=person),
            clock=world.clock,
        )
    end_day(session_id=session.pk, sentences=["C'est dit."], **world.by("helene"))
    session.refresh_from_db()
    return people


def after(session: Session, more: timedelta = timedelta(minutes=1)) -> FixedClock:
    """The clock once the questions of a day are over."""
    assert session.closed_at is not None
    return FixedClock(session.closed_at + ASKED_FOR + more)


def erase(world: Any, person: int, clock: FixedClock) -> None:
    erase_person(person_id=person, reason="request", actor=world.actor("helene"), clock=clock)


@pytest.mark.parametrize("settled", [True, False], ids=["by the worker", "by the erasure"])
@pytest.mark.parametrize("count", [10, 12])
def test_totals_do_not_move_when_somebody_is_erased(
    world: Any, held: Session, count: int, settled: bool
) -> None:
    people = answered(world, held, count)
    over = after(held)
    before = exit_counts(held, now=over.now())
    assert before[0].counts["again"] == {"yes": count - 1, "rather_yes": 0, "rather_no": 0, "no": 1}
    assert list(before[0].counts["again"]) == list(ANSWERS)
    if settled:
        assert settle_exit_counts(actor=OPERATOR, clock=over) == 1
    erase(world, people[0], over)
    later = exit_counts(held, now=after(held, timedelta(days=30)).now())
    assert later == before
    assert list(later[0].counts["again"]) == list(ANSWERS)
    [told] = acts(held, "exit_counts_settled")
    assert told["people"] == count
    assert told["counts"] == {"heard": [count - 1, 0, 1, 0], "again": [count - 1, 0, 0, 1]}


def test_too_few_answers_are_settled_as_nothing(world: Any, held: Session) -> None:
    answered(world, held, 9)
    over = after(held)
    assert settle_exit_counts(actor=OPERATOR, clock=over) == 1
    assert exit_counts(held, now=over.now()) == []
    [told] = acts(held, "exit_counts_settled")
    assert (told.get("people"), told["counts"]) == (None, {})


def test_they_are_settled_once_and_not_while_people_answer(world: Any, held: Session) -> None:
    people = answered(world, held, 12)
    early, over = after(held, timedelta(minutes=-1)), after(held)
    assert settle_exit_counts(actor=OPERATOR, clock=early) == 0
    erase(world, people[0], early)
    assert exit_counts(held, now=early.now()) == []
    assert settle_exit_counts(actor=OPERATOR, clock=over) == 1
    assert settle_exit_counts(actor=OPERATOR, clock=over) == 0
    [whole] = exit_counts(held, now=over.now())
    assert (whole.people, whole.counts["again"]["no"]) == (11, 0), "they were never shown"


def test_only_the_worker_settles(world: Any) -> None:
    with pytest.raises(NotAllowed):
        settle_exit_counts(**world.by("helene"))
