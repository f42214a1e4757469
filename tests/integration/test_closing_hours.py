"""The hour until which a vote stays open: announced, prolonged with a reason, kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integration import test_polls, test_sessions
from tests.integration.test_badges import made, phone, shown
from tests.integration.test_methods_of_vote import checked
from tests.integration.test_polls import RESIDENTS, Desk, draft
from tests.integration.test_running import read
from tests.integration.test_vote_record import printed
from tests.integration.test_voting_by_phone import HERE

from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid, NotAllowed, WrongState
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import open_vote
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import Poll
from alienor.stages.polls.prolonging import extend_poll

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened, desk = test_sessions.day, test_sessions.opened, test_polls.desk
REASON = "La file est longue à l’accueil."


def in_minutes(world: Any, minutes: int) -> datetime:
    """So many minutes after now, by the clock of the test."""
    moment: datetime = world.clock.now() + timedelta(minutes=minutes)
    return moment


def until(world: Any, minutes: int = 10, channel: str = "hands") -> Poll:
    """A vote that is open, and announced to stay so for a while."""
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world, method="gradient_of_agreement", options=[])
    closes = in_minutes(world, minutes)
    return open_vote(poll_id=poll.pk, channel=channel, closes_at=closes, **world.by("helene"))


def acts_of(poll: Poll) -> list[str]:
    rows = Entry.objects.filter(subject=poll.public_id).order_by("index")
    return [entry.kind.partition("/")[0] for entry in rows]


# --- the rules ------------------------------------------------------------------------------------


def test_a_vote_that_opens_says_until_when_and_never_an_hour_that_is_past(world: Any) -> None:
    poll = until(world)
    assert acts_of(poll)[-2:] == ["poll_opened", "closing_announced"]
    entry = Entry.objects.filter(kind="closing_announced/1").get()
    said = json.loads(bytes(entry.leaf))["act"]["closes"]
    assert poll.closes_at is not None
    assert datetime.fromisoformat(said) == poll.closes_at.replace(microsecond=0)
    other = draft(world)
    with pytest.raises(Invalid, match="closing_hour_past"):
        open_vote(
            poll_id=other.pk, channel="hands", closes_at=in_minutes(world, -1), **world.by("helene")
        )
    other.refresh_from_db()
    assert other.state == "drafted"


def test_a_vote_is_prolonged_to_a_later_hour_with_a_reason_and_before_it_is_counted(
    world: Any,
) -> None:
    poll = until(world)
    later = {"poll_id": poll.pk, "closes_at": in_minutes(world, 20), "reason": REASON}
    for name in ("aicha", "claire", "ines", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            extend_poll(**later, **world.by(name))
    facts = world.by("helene")
    with pytest.raises(Invalid, match="reason_required"):
        extend_poll(**later | {"reason": "  "}, **facts)
    for moment in (poll.closes_at, in_minutes(world, 5), in_minutes(world, -5)):
        with pytest.raises(Invalid, match="not_later"):
            extend_poll(**later | {"closes_at": moment}, **facts)
    poll = extend_poll(**later, **facts)
    assert (poll.closes_at, str(poll.extended_reason)) == (later["closes_at"], REASON)
    counting.enter_count(poll_id=poll.pk, sector="Salle", counts={"whole_support": 1}, **facts)
    with pytest.raises(Invalid, match="counting_begun"):
        extend_poll(**later | {"closes_at": in_minutes(world, 40)}, **facts)
    conducting.close_poll(poll_id=poll.pk, reason="Tout le monde est passé.", **facts)
    with pytest.raises(WrongState):
        extend_poll(**later | {"closes_at": in_minutes(world, 40)}, **facts)


def test_where_no_hour_was_announced_there_is_nothing_to_prolong(world: Any) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    open_vote(poll_id=poll.pk, channel="hands", **world.by("helene"))
    with pytest.raises(Invalid, match="no_closing_hour"):
        extend_poll(
            poll_id=poll.pk, closes_at=in_minutes(world, 9), reason=REASON, **world.by("helene")
        )
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    assert "closing_announced" not in acts_of(poll)


def test_a_vote_is_closed_before_its_hour_with_a_reason_alone(world: Any, tmp_path: Path) -> None:
    poll = until(world)
    facts = {"poll_id": poll.pk, **world.by("helene")}
    with pytest.raises(Invalid, match="closes_later"):
        conducting.close_poll(**facts)
    conducting.close_poll(reason="L’alarme a sonné.", **facts)
    assert acts_of(poll)[-2:] == ["poll_closed_early", "poll_closed"]
    for name in ("helene", world.second_teller()):
        counting.enter_count(
            poll_id=poll.pk, sector="Salle", counts={"whole_support": 1}, **world.by(name)
        )
    counting.publish_result(**facts)
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_once_everybody_has_voted_nobody_waits_for_the_hour(world: Any, tmp_path: Path) -> None:
    poll = until(world, channel="electronic_open")
    facts = {"poll_id": poll.pk, **world.by("helene")}
    for name in HERE:
        with pytest.raises(Invalid, match="closes_later"):
            conducting.close_poll(**facts)
        answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by(name))
    conducting.close_poll(**facts)
    assert "poll_closed_early" not in acts_of(poll)
    counting.publish_result(**facts)
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_the_hour_is_no_guillotine_whoever_votes_after_it_is_counted(world: Any) -> None:
    """It does not close by itself: a slow telephone and somebody who queues at the desk count."""
    poll = until(world, minutes=1, channel="electronic_open")
    world.clock.at += timedelta(minutes=5)
    answer_own_roll_call(poll_id=poll.pk, answer="whole_support", **world.by("aicha"))
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    poll.refresh_from_db()
    assert poll.open_choices.count() == 1
    assert "poll_closed_early" not in acts_of(poll)


# --- what people see ------------------------------------------------------------------------------


@pytest.fixture
def four(monkeypatch: Any) -> Any:
    """It is four o'clock in the afternoon, by the server; a telephone's clock is nobody's."""
    clock = {"at": datetime(2026, 6, 6, 14, 0, tzinfo=UTC)}
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock["at"])
    return clock


def test_the_hall_the_telephones_and_the_desk_read_the_hour_and_that_it_moved(
    world: Any, opened: Any, four: Any, desk: Desk
) -> None:
    badge = made(world, opened)["aicha"]
    world.clock.at = four["at"]
    test_sessions.attending.check_in(
        session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene")
    )
    poll = draft(world, method="gradient_of_agreement", options=[])
    vote = poll.public_id
    assert "Annoncer une heure de fin" in desk.get("office:open_poll", vote)
    past = {"channel": "electronic_open", "closes_at": "15:59"}
    assert "Cette heure est passée" in desk.refused("office:open_poll", vote, status=422, **past)
    desk.done("office:open_poll", vote, channel="electronic_open", closes_at="16:10")
    client = phone(badge)
    public = reverse("public:poll", args=["essai", vote])
    for page in (
        shown(client),
        desk.get("office:poll", vote),
        read(desk.clients["helene"], "projector", opened),
        Client().get(public).content.decode(),
    ):
        assert "Ouvert au moins jusqu’à 16 h 10." in unescape(page).replace("\xa0", " ")
    assert "Clore avant l’heure" in desk.get("office:poll", vote)
    said = desk.refused("office:move_poll", vote, "clore", status=422)
    assert "tout le monde n'a pas voté" in unescape(said)
    sent = {"closes_at": "16:05", "reason": REASON}
    assert "On prolonge vers plus tard" in desk.refused(
        "office:extend_poll", vote, status=422, **sent
    )
    desk.done("office:extend_poll", vote, **sent | {"closes_at": "16:20"})
    for page in (shown(client), desk.get("office:poll", vote)):
        told = unescape(page).replace("\xa0", " ")
        assert "Ouvert au moins jusqu’à 16 h 20." in told
        assert REASON in told
    four["at"] += timedelta(minutes=25)
    page = desk.get("office:poll", vote)
    assert "L’heure annoncée est passée" in page
    assert "Clore avant l’heure" not in page
    client.post(reverse("room:answer", args=[vote]), {"answer": "whole_support"})
    english = Client().get(f"/en{public}").content.decode()
    assert "Open at least until 4:20 pm." in unescape(english).replace("\xa0", " ")
    translation.activate("fr")
    desk.done("office:move_poll", vote, "clore")
    desk.done("office:move_poll", vote, "publier")
    record = printed(Poll.objects.get(pk=poll.pk))
    assert "Annoncé ouvert au moins jusqu’au samedi 6 juin 2026, 16 h 10" in record
    assert f"Prolongé jusqu’au samedi 6 juin 2026, 16 h 20 : {REASON}" in record
    journal = unescape(Client().get(public).content.decode()).replace("\xa0", " ")
    assert "Un vote ouvert est prolongé jusqu'au samedi 6 juin 2026, 16 h 20." in journal


def test_a_vote_closed_early_says_why_on_its_record(world: Any, four: Any, desk: Desk) -> None:
    world.clock.at = four["at"]
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world, "committee_indicative")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands", closes_at="16:30")
    desk.done("office:close_early", vote, reason="L’alarme a sonné.")
    desk.count(poll, yes=1)
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    assert "Clos avant l’heure L’alarme a sonné." in printed(poll)
