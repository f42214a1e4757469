"""The list of speakers: who asks, in which order, how long; asked from a phone, led from the desk."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.integration import test_sessions
from tests.integration.test_running import desk, read

from alienor.platform.acts import FixedClock, guard
from alienor.platform.errors import Invalid, NotAllowed, NotFound, NotYet, WrongState
from alienor.platform.register import reading
from alienor.procedures.sessions import end_day
from alienor.stages.sessions import attending, running, speaking, taps
from alienor.stages.sessions.models import Session, SpeakingTurn
from alienor.stages.sessions.speaking import Waiting, in_order

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def waits(person: int, part: str, minute: int) -> Waiting:
    asked = NOON + timedelta(minutes=minute)
    return Waiting(turn=person, person=person, part=part, asked_at=asked)


def test_first_time_speakers_come_first_then_parts_alternate() -> None:
    waiting = [
        waits(1, "elected", 0),
        waits(2, "elected", 1),
        waits(3, "residents", 2),
        waits(4, "residents", 3),
        waits(5, "agents", 4),
    ]
    order = [one.person for one in in_order(waiting, spoken=[])]
    assert order == [1, 3, 5, 2, 4]
    order = [one.person for one in in_order(waiting, spoken=[(1, "elected"), (9, "elected")])]
    assert order == [3, 5, 4, 2, 1], "whoever spoke comes last, whoever's part spoke least first"


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("rea"), st.integers(0, 60)), max_size=12),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("rea")), max_size=12),
)
def test_the_order_loses_nobody_and_the_order_of_asking_changes_nothing_else(
    asked: list[tuple[int, str, int]], spoken: list[tuple[int, str]]
) -> None:
    waiting = [
        Waiting(turn=n, person=person, part=part, asked_at=NOON + timedelta(minutes=minute))
        for n, (person, part, minute) in enumerate(asked)
    ]
    found = in_order(waiting, spoken=spoken)
    assert sorted(one.turn for one in found) == [one.turn for one in waiting]
    assert in_order(waiting[::-1], spoken=spoken[::-1]) == found
    times = [sum(person == one.person for person, _part in spoken) for one in found]
    assert times == sorted(times)


def ask(world: Any, session: Any, name: str, by: str = "") -> SpeakingTurn:
    return speaking.ask_for_floor(
        session_id=session.pk, person_id=world.people[name], **world.by(by or name)
    )


def test_the_floor_goes_from_one_to_the_next_and_nobody_is_named(
    world: Any, opened: Session
) -> None:
    first = ask(world, opened, "aicha")
    assert ask(world, opened, "aicha").pk == first.pk, "asking twice changes nothing"
    second = ask(world, opened, "bruno", by="helene")
    assert [turn.pk for turn in speaking.speakers_waiting(opened)] == [first.pk, second.pk]
    speaking.give_floor(turn_id=first.pk, **world.by("helene"))
    with pytest.raises(WrongState):
        speaking.give_floor(turn_id=first.pk, **world.by("helene"))
    speaking.give_floor(turn_id=second.pk, **world.by("helene"))
    first.refresh_from_db()
    assert (first.state, speaking.speaker_of(opened).pk) == ("spoken", second.pk)
    assert first.seconds > 0
    speaking.take_back_floor(session_id=opened.pk, **world.by("helene"))
    with pytest.raises(Invalid, match="nobody_speaks"):
        speaking.take_back_floor(session_id=opened.pk, **world.by("helene"))
    again = ask(world, opened, "aicha")
    third = ask(world, opened, "claire")
    assert [turn.pk for turn in speaking.speakers_waiting(opened)] == [third.pk, again.pk]
    acts = [entry for entry in reading.history_of(opened.public_id) if "floor" in entry.kind]
    assert len(acts) == 7
    assert all(json.loads(one.leaf)["act"] == {"session": opened.public_id} for one in acts)


def test_whoever_speaks_has_spoken_once_the_item_ends(world: Any, opened: Session) -> None:
    ends = (
        partial(running.begin_item, number=2),
        running.end_item,
    )
    for number, end in zip((1, 2), ends, strict=True):
        if number == 1:
            running.begin_item(session_id=opened.pk, number=1, **world.by("helene"))
        turn = ask(world, opened, "aicha")
        speaking.give_floor(turn_id=turn.pk, **world.by("helene"))
        waiting = ask(world, opened, "bruno")
        end(session_id=opened.pk, **world.by("helene"))
        turn.refresh_from_db()
        assert turn.state == "spoken" and speaking.speaker_of(opened) is None
        assert waiting.pk in {one.pk for one in speaking.speakers_waiting(opened)}
    told = [one for one in reading.history_of(opened.public_id) if "floor_taken" in one.kind]
    assert len(told) == 2


def test_who_may_ask_and_who_leads(world: Any, opened: Session) -> None:
    for name, error in (("farid", NotFound), ("gwenaelle", NotAllowed)):
        with pytest.raises(error):
            speaking.ask_for_floor(
                session_id=opened.pk,
                person_id=world.people.get(name, 0),
                **world.by(name),
            )
    with pytest.raises(NotAllowed):
        ask(world, opened, "bruno", by="aicha")
    turn = ask(world, opened, "aicha")
    for name in ("aicha", "joel", "ines"):
        with pytest.raises(NotAllowed):
            speaking.give_floor(turn_id=turn.pk, **world.by(name))
    with pytest.raises(NotAllowed):
        speaking.withdraw_from_floor(turn_id=turn.pk, **world.by("bruno"))
    speaking.withdraw_from_floor(turn_id=turn.pk, **world.by("aicha"))
    with pytest.raises(WrongState):
        speaking.withdraw_from_floor(turn_id=turn.pk, **world.by("helene"))
    with pytest.raises(NotFound):
        speaking.give_floor(turn_id=999, **world.by("helene"))


def test_the_database_knows_one_speaker_and_one_turn_a_person(world: Any, opened: Session) -> None:
    first, second = ask(world, opened, "aicha"), ask(world, opened, "bruno")
    with guard.lifted():
        for changes in ({"state": "speaking"}, {"person_id": first.person_id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SpeakingTurn.objects.filter(pk=first.pk).update(state="speaking")
                SpeakingTurn.objects.filter(pk=second.pk).update(**changes)


def test_the_evening_publishes_how_long_each_part_spoke(world: Any, opened: Session) -> None:
    for name in ("aicha", "bruno"):
        speaking.give_floor(turn_id=ask(world, opened, name).pk, **world.by("helene"))
    ask(world, opened, "claire")
    end_day(session_id=opened.pk, sentences=["Rien."], **world.by("helene"))
    opened.refresh_from_db()
    assert set(opened.speaking) == set(speaking.seconds_by_part(opened))
    assert all(minutes >= 1 for minutes in opened.speaking.values())
    assert not speaking.speakers_waiting(opened) and speaking.speaker_of(opened) is None
    with pytest.raises(WrongState):
        ask(world, opened, "aicha")


def tap(world: Any, session: Session, part: str, minute: int, name: str = "helene") -> Any:
    clock = FixedClock(NOON + timedelta(minutes=minute))
    facts = {**world.by(name), "clock": clock}
    return taps.tap_speaking(session_id=session.pk, part=part, **facts)


def test_a_touch_counts_who_speaks_until_the_next_and_names_nobody(
    world: Any, opened: Session
) -> None:
    before = reading.entries().count()
    assert tap(world, opened, "residents", 0).part == "residents"
    assert tap(world, opened, "elected", 3).part == "elected", "another part speaks now"
    assert tap(world, opened, "elected", 5) is None, "touched again, it stops"
    assert taps.tap_of(opened) is None
    assert speaking.seconds_by_part(opened) == {"elected": 120, "residents": 180}
    assert reading.entries().count() == before, "nothing is public before the day is over"
    tap(world, opened, "agents", 6)
    with pytest.raises(Invalid):
        tap(world, opened, "nobody", 7)
    with pytest.raises(NotAllowed):
        tap(world, opened, "agents", 7, name="aicha")
    with guard.lifted(), pytest.raises(IntegrityError), transaction.atomic():
        opened.taps.create(part="elected", began_at=NOON)


def test_one_who_has_the_floor_is_not_timed_twice(world: Any, opened: Session) -> None:
    tap(world, opened, "residents", 0)
    turn = ask(world, opened, "aicha")
    speaking.give_floor(turn_id=turn.pk, **world.by("helene"))
    assert taps.tap_of(opened) is None, "giving the floor ends the touch before"
    with pytest.raises(NotYet):
        tap(world, opened, "residents", 9)


def test_touches_enter_the_minutes_of_the_evening(world: Any, opened: Session) -> None:
    assert "Compter la parole d’un geste" in read(desk(world), "conduct", opened)
    page = reverse("office:conduct", args=["essai", opened.public_id])
    assert desk(world).post(page, {"do": "tap", "part": "elected"}).status_code == 302
    assert desk(world).post(page, {"do": "tap", "part": "x"}).status_code == 422
    assert 'aria-pressed="true"' in desk(world).get(page).content.decode()
    evening = {**world.by("helene"), "clock": FixedClock(datetime.now(UTC) + timedelta(minutes=4))}
    end_day(session_id=opened.pk, sentences=["Rien."], **evening)
    opened.refresh_from_db()
    assert list(opened.speaking) == ["elected"] and 4 <= opened.speaking["elected"] <= 5
    assert taps.tap_of(opened) is None
    with pytest.raises(WrongState):
        tap(world, opened, "elected", 0)


def test_from_the_phone_to_the_desk(world: Any, opened: Session) -> None:
    for name in ("aicha", "bruno"):
        attending.check_in(session_id=opened.pk, person_id=world.people[name], **world.by("helene"))
    phone, led = desk(world, "aicha"), desk(world)
    floor = reverse("member:floor", args=[opened.public_id])
    home = reverse("member:home")
    assert "Demander la parole" in phone.get(home).content.decode()
    assert phone.post(floor).status_code == 302
    assert "Vous êtes sur la liste" in phone.get(home).content.decode()
    assert phone.post(floor, {"renounce": "yes"}).status_code == 302
    assert phone.post(floor, {"renounce": "yes"}).status_code == 302, "twice harms nobody"
    assert phone.post(floor).status_code == 302
    said = read(led, "conduct", opened)
    assert "première fois" in said and "Aïcha" in said
    page = reverse("office:conduct", args=["essai", opened.public_id])
    turn = speaking.speakers_waiting(opened)[0]
    assert led.post(page, {"do": "give", "turn": str(turn.pk)}).status_code == 302
    assert "Vous avez la parole" in phone.get(home).content.decode()
    assert led.post(page, {"do": "give", "turn": str(turn.pk)}).status_code == 404
    bruno = str(world.people["bruno"])
    assert led.post(page, {"do": "add", "person": bruno}).status_code == 302
    waiting = speaking.speakers_waiting(opened)[0]
    assert led.post(page, {"do": "remove", "turn": str(waiting.pk)}).status_code == 302
    assert led.post(page, {"do": "thank"}).status_code == 302
    assert led.post(page, {"do": "thank"}).status_code == 422
    for wrong in ({"do": "add"}, {"do": "give", "turn": "²"}, {"do": "add", "person": "0"}):
        assert led.post(page, wrong).status_code == 404
