"""The demonstration's calendar: everything is over when the day played begins, and in order."""

from __future__ import annotations

import re
from datetime import date

import pytest

from alienor.cores.rules import load_template
from alienor.demo.editions import EDITIONS
from alienor.demo.library import text
from alienor.demo.player import PARIS, Event, NotInItsTime, Player

TODAY = date(2026, 11, 25)


def event(day: int, at: str, done: list[str]) -> Event:
    title = f"day {day}, {at}"
    return Event(day=day, at=at, title=title, happens=lambda: done.append(title))


def test_events_are_played_in_the_order_of_their_dates_under_their_own_time() -> None:
    player, done = Player(today=TODAY), list[str]()
    events = [event(-1, "20:30", done), event(-9, "12:00", done), event(-1, "08:00", done)]
    assert player.play(events, told=lambda _event: None) == 3
    assert done == ["day -9, 12:00", "day -1, 08:00", "day -1, 20:30"]
    assert player.clock.now().astimezone(PARIS).isoformat() == "2026-11-24T20:30:00+01:00"


@pytest.mark.parametrize("day", [0, 7])
def test_what_is_not_over_on_the_day_played_is_refused_and_nothing_is_played(day: int) -> None:
    done = list[str]()
    with pytest.raises(NotInItsTime, match=f"day {day} is not over"):
        Player(today=TODAY).play(
            [event(-3, "10:00", done), event(day, "10:00", done)], told=lambda _event: None
        )
    assert not done


def test_time_goes_forward() -> None:
    player, done = Player(today=TODAY), list[str]()
    player.play([event(-3, "10:00", done)], told=lambda _event: None)
    with pytest.raises(NotInItsTime, match="day -4 is over already"):
        player.play([event(-4, "10:00", done)], told=lambda _event: None)
    assert done == ["day -3, 10:00"]


@pytest.mark.parametrize("slug", EDITIONS)
def test_the_deadlines_of_the_texts_are_those_of_their_rules(slug: str) -> None:
    rulebook = load_template(EDITIONS[slug][0])
    asked = text(slug, "dialogue")
    assert asked["answer_within_days"] == rulebook.dialogue.answer_days
    for question in asked["questions"]:
        assert question["deadline_day"] - question["day"] == rulebook.dialogue.answer_days
    commitment = text(slug, "edition")["commitment"]
    assert commitment["answer_within_days"] == rulebook.council.answer_days
    if slug != "poitiers-2026":  # nothing is written yet
        for proposal in text(slug, "proposals")["proposals"]:
            for sheet in proposal["test_sheets"]:
                days = sheet["deadline_day"] - sheet["requested_day"]
                assert days == rulebook.test_sheets.answer_days, sheet["key"]


@pytest.mark.parametrize("slug", ["poitiers-2022", "poitiers-2024"])
def test_no_question_promises_a_limit_of_choices_that_no_vote_keeps(slug: str) -> None:
    for told in text(slug, "votes")["polls"]:
        assert not re.search(r"\(jusqu.à ", told["question"]), told["question"]
