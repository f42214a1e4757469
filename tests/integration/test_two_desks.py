"""Two people at the desk who do the same thing, or its contrary, in the same instant: what happened
is one of the two orders, and the public files hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration import test_minutes, test_sessions
from tests.integration.test_badges import made
from tests.integration.test_methods_of_vote import checked
from tests.integration.test_polls import RESIDENTS, draft
from tests.integration.test_vote_rounds import topics
from tests.integration.test_votes_in_bad_luck import at_once, sent

from alienor.platform.acts import SystemClock
from alienor.platform.errors import ActError
from alienor.platform.people.records import Identity
from alienor.platform.register.models import Entry
from alienor.procedures.afterwards import PaperCount, PaperDay, PaperVote, enter_paper_day
from alienor.procedures.minutes import correct_words
from alienor.procedures.rounds import begin_topic_rounds
from alienor.procedures.sessions import arrive_with_badge, open_vote, welcome_walk_in
from alienor.procedures.thanking import thank_those_who_came
from alienor.procedures.votes import publish_vote
from alienor.stages.polls import conducting, counting, prolonging
from alienor.stages.polls.models import CountSheet, Poll
from alienor.stages.sessions import attending, badges, minutes
from alienor.stages.sessions.exit_questions import (
    answer_exit_questions,
    enter_exit_slips,
    own_answers,
    slips_of,
)
from alienor.stages.sessions.minutes_queries import latest_minutes, recorded_minutes
from alienor.stages.sessions.models import Badge, Presence

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
held, drafted, submitted = test_minutes.held, test_minutes.drafted, test_minutes.submitted


def race(world: Any, *acts: tuple[Callable[..., Any], dict[str, Any]]) -> list[Any]:
    """What each act gave, or its refusal, all done at once by Hélène or whom `by` names."""
    told: list[Any] = [None] * len(acts)

    def one(place: int) -> Callable[[], None]:
        act, facts = acts[place]
        who = facts.pop("by", "helene")
        by = {"actor": world.actor(who), "clock": SystemClock()}

        def run() -> None:
            told[place] = sent(lambda: act(**facts, **by))

        return run

    at_once(*(one(place) for place in range(len(acts))))
    return told


def done(told: list[Any]) -> list[bool]:
    return [not isinstance(one, ActError) for one in told]


def acts(kind: str, subject: str) -> int:
    return Entry.objects.filter(kind__startswith=f"{kind}/", subject=subject).count()


def test_one_vote_opens_once_and_closes_or_is_annulled_once(world: Any, tmp_path: Path) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    opening = {"poll_id": poll.pk, "channel": "hands"}
    hour = SystemClock().now() + timedelta(hours=1)
    told = race(world, *[(open_vote, {**opening, "closes_at": hour}) for _ in range(3)])
    assert done(told).count(True) == 1 and acts("poll_opened", poll.public_id) == 1
    later = {"poll_id": poll.pk, "closes_at": hour + timedelta(hours=1), "reason": "Du monde."}
    why = {"poll_id": poll.pk, "reason": "Une erreur."}
    race(
        world,
        (conducting.close_poll, dict(why)),
        (prolonging.extend_poll, later),
        (conducting.close_poll, dict(why)),
    )
    assert acts("poll_closed", poll.public_id) == 1
    poll.refresh_from_db()
    assert poll.state == "closed"
    for teller in ("helene", world.second_teller()):
        counting.enter_count(
            poll_id=poll.pk, sector="S", counts={"ballots": 3, "o1": 2}, **world.by(teller)
        )
    told = race(
        world,
        (publish_vote, {"poll_id": poll.pk}),
        (conducting.annul_poll, dict(why)),
        (publish_vote, {"poll_id": poll.pk}),
    )
    assert done(told).count(True) == 1
    assert acts("poll_published", poll.public_id) + acts("poll_annulled", poll.public_id) == 1
    checked(world, tmp_path / "bundle")


def test_a_sector_has_two_counts_whoever_sends_at_once(world: Any, tmp_path: Path) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    open_vote(poll_id=poll.pk, channel="hands", **world.by("helene"))
    other = world.second_teller()
    sheet = {"poll_id": poll.pk, "sector": "S", "counts": {"ballots": 3, "o1": 2}}
    told = race(
        world,
        *[(counting.enter_count, {**sheet, "by": who}) for who in ("helene", other) * 2],
        (conducting.close_poll, {"poll_id": poll.pk}),
    )
    assert CountSheet.objects.filter(poll=poll).count() == 2
    assert done(told).count(True) == 3
    publish_vote(poll_id=poll.pk, **world.by("helene"))
    checked(world, tmp_path / "bundle")


def test_a_chain_begins_once(world: Any) -> None:
    topics(world)
    race(world, *[(begin_topic_rounds, {"edition_id": world.edition.pk}) for _ in range(3)])
    assert Poll.objects.filter(matter="topics:1").count() == 1


def test_two_desks_let_one_person_in_once(world: Any, opened: Any) -> None:
    made(world, opened)
    someone = {"session_id": opened.pk, "person_id": world.people["aicha"]}
    told = race(world, *[(attending.check_in, dict(someone)) for _ in range(3)])
    assert done(told).count(True) == 1
    assert Presence.objects.filter(session=opened, person_id=someone["person_id"]).count() == 1
    blanks = Badge.objects.filter(session=opened, person_id=None, ended_at=None)
    number = blanks.order_by("number")[0].number
    told = race(
        world,
        *[
            (arrive_with_badge, {**someone, "badge": number, "person_id": world.people[name]})
            for name in ("aicha", "bruno")
        ],
    )
    assert done(told).count(True) == 1
    numbers = [one.number for one in blanks.order_by("number")[:2]]
    race(world, *[(badges.give_badge, {**someone, "number": one}) for one in numbers])
    own = Badge.objects.filter(session=opened, person_id=someone["person_id"], ended_at=None)
    assert own.count() == 1


def test_who_comes_to_two_doors_with_one_address_is_one_person(world: Any, opened: Any) -> None:
    who = Identity(given_name="Zoé", email="zoe@exemple.invalid")
    told = race(
        world, *[(welcome_walk_in, {"session_id": opened.pk, "identity": who}) for _ in range(2)]
    )
    assert done(told).count(True) >= 1
    there = Presence.objects.filter(session=opened)
    assert there.count() == 1


def test_thanks_go_out_once(world: Any, held: Any) -> None:
    told = race(world, *[(thank_those_who_came, {"session_id": held.pk}) for _ in range(2)])
    assert done(told).count(True) == 1
    assert acts("thanks_sent", held.public_id) == 1


def test_minutes_are_approved_as_they_were_read_or_corrected(
    world: Any, submitted: Any, tmp_path: Path
) -> None:
    words = recorded_minutes(submitted) | {"summary": "D'autres mots."}
    correct = {"session_id": submitted.pk, "words": words, "reason": "Plus clair.", "by": "joel"}
    told = race(
        world,
        (minutes.approve_minutes, {"session_id": submitted.pk}),
        (correct_words, correct),
        (minutes.approve_minutes, {"session_id": submitted.pk}),
    )
    assert done(told).count(True) == 1
    assert latest_minutes(submitted).state in ("approved", "corrected")
    checked(world, tmp_path / "bundle")


def test_one_name_at_two_doors_gets_one_place(world: Any, opened: Any) -> None:
    who = Identity(given_name="Zoé", family_name="Marin")
    told = race(
        world, *[(welcome_walk_in, {"session_id": opened.pk, "identity": who}) for _ in range(3)]
    )
    assert done(told).count(True) == 1
    assert Presence.objects.filter(session=opened).count() == 1


def test_two_tellers_enter_their_sheets_of_a_paper_day_at_once(world: Any, tmp_path: Path) -> None:
    day = world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    counts = {"o1": 3, "o2": 1, "ballots": 4}
    count = PaperCount(place="v_1_", sector="Salle", counts=counts)
    sheet = PaperVote(place="v_", poll_id=poll.pk, channel="hands", sheets=[count])
    entering = {"session_id": day.pk, "day": PaperDay(votes=[sheet])}
    why = {"poll_id": poll.pk, "reason": "Une erreur."}
    race(
        world,
        (enter_paper_day, dict(entering)),
        (enter_paper_day, {**entering, "by": world.second_teller()}),
        (conducting.annul_poll, why),
        (publish_vote, {"poll_id": poll.pk}),
        (enter_paper_day, dict(entering)),
    )
    poll.refresh_from_db()
    assert acts("poll_opened", poll.public_id) == acts("poll_closed", poll.public_id) <= 1
    assert CountSheet.objects.filter(poll=poll).count() == acts("count_entered", poll.public_id)
    assert CountSheet.objects.filter(poll=poll).count() <= 2
    checked(world, tmp_path / "bundle")


def test_a_sheet_of_slips_and_telephones_are_no_more_than_people(world: Any) -> None:
    day = world.open_day("session_1", *RESIDENTS)
    slips = {"slips": 3, "counts": {"again": {"yes": 3}}}
    told = race(
        world,
        (enter_exit_slips, {"session_id": day.pk, **slips}),
        *[
            (
                answer_exit_questions,
                {
                    "session_id": day.pk,
                    "person_id": world.people[name],
                    "answers": {"again": "no"},
                    "by": name,
                },
            )
            for name in RESIDENTS
        ],
    )
    paper = slips_of(day)
    assert len(own_answers(day)) + (paper.slips if paper else 0) <= len(RESIDENTS)
    assert all(done(told)) is False
