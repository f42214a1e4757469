"""Minutes in a register: published as approved, by whoever had the time to read them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from alienor.auditing.bundles import BundleBroken
from alienor.auditing.minutes import check_minutes

Story = list[tuple[str, str, dict[str, Any]]]
DAY = {"session": "jour"}


def story() -> Story:
    """Drafted, corrected, submitted, read, a demand answered, approved in silence, published."""
    return [
        ("2026-03-02", "minutes_drafted/1", {"version": 1, "facts": "f1", **words("a")}),
        (
            "2026-03-03",
            "minutes_corrected/1",
            {"version": 2, "facts": "f2", "changed": ["summary"], **words("b")},
        ),
        (
            "2026-03-04",
            "minutes_submitted/1",
            {"version": 2, "until": "2026-03-11T00:00Z", "people": 12},
        ),
        ("2026-03-05", "minutes_read/1", {"version": 2, "said": "s1"}),
        ("2026-03-06", "minutes_read/1", {"version": 2, "said": "s2"}),
        ("2026-03-07", "minutes_request_answered/1", {"version": 2, "taken": False, "why": "w"}),
        (
            "2026-03-12",
            "minutes_approved/1",
            {"version": 2, "how": "tacit", "approvals": 1, "requests": 1, "taken": 0},
        ),
        (
            "2026-03-13",
            "minutes_published/2",
            {"version": 2, "facts": "f2", "drafted": ["a"], **words("b")},
        ),
    ]


def words(text: str) -> dict[str, Any]:
    return {"sections": ["summary"], "texts": [text]}


def checked(acts: Story) -> str:
    entries = [
        {"type": kind, "at": f"{day}T12:00:00Z", "edition": "essai", "act": DAY | act}
        for day, kind, act in acts
    ]
    return check_minutes(SimpleNamespace(edition="essai", entries=entries))


def test_minutes_that_were_approved_in_silence_hold() -> None:
    assert checked(story()).startswith("1 day(s)")


def test_minutes_of_one_text_from_before_hold_and_go_on() -> None:
    before: Story = [
        ("2026-01-02", "minutes_written/1", {"version": 1, "text": "x"}),
        ("2026-01-03", "minutes_published/1", {"version": 1, "text": "x"}),
    ]
    assert checked(before).startswith("1 day(s)")
    corrected = ("2026-01-04", "minutes_corrected/1", {"version": 2, "facts": "f", **words("y")})
    assert checked([*before, corrected]).startswith("0 day(s)")


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        (1, {"version": 3}, "skips a version"),
        (2, {"until": "2026-03-04T11:00Z"}, "nobody had time"),
        (2, {"version": 1}, "about another version"),
        (3, {"version": 1}, "about another version"),
        (6, {"approvals": 3}, "does not add up"),
        (6, {"meeting": "autre"}, "no day was open"),
        (6, {"how": "session"}, "does not add up"),
        (6, {"requests": 2}, "a demand had no answer"),
        (6, {"taken": 1}, "a demand had no answer"),
        (7, words("c"), "other words than those approved"),
        (7, {"facts": "f1"}, "other words than those approved"),
        (7, {"drafted": ["z"]}, "other words than those approved"),
        (7, {"version": 1}, "about another version"),
    ],
)
def test_an_act_that_is_bent_is_found(place: int, change: dict[str, Any], said: str) -> None:
    acts = story()
    day, kind, act = acts[place]
    acts[place] = (day, kind, {**act, **change})
    with pytest.raises(BundleBroken, match=said):
        checked(acts)


@pytest.mark.parametrize("place", [0, 1, 2, 5, 6])
def test_an_act_that_is_left_out_is_found(place: int) -> None:
    acts = story()
    del acts[place]
    with pytest.raises(BundleBroken):
        checked(acts)


def test_silence_approves_after_the_time_alone_and_another_day_while_it_is_open() -> None:
    acts = story()
    _day, kind, act = acts[6]
    acts[6] = ("2026-03-10", kind, act)
    with pytest.raises(BundleBroken, match="before the time was over"):
        checked(acts)
    acts[6] = ("2026-03-10", kind, {**act, "how": "session", "meeting": "suite"})
    suite = [
        ("2026-03-10", "session_opened/1", {"session": "suite"}),
        ("2026-03-10", "session_closed/1", {"session": "suite"}),
    ]
    with pytest.raises(BundleBroken, match="no day was open"):
        checked([*acts[:6], *suite, *acts[6:]])
    assert checked([*acts[:6], suite[0], *acts[6:], suite[1]]).startswith("1 day(s)")
