"""Seats that the lot gives go to its panel and its reserve, or a published derogation says not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken, broken
from alienor.auditing.lives import Life
from alienor.auditing.saying import say

RESIDENTS = ("drawn", "volunteer")
"""In a group, whoever is drawn sits for the college of their seat in the assembly."""
ASSEMBLY = "assembly"
VACATED = ("seat_declined", "offer_withdrawn", "mandate_ended")


def check_drawn_seats(bundle: Bundle, lives: Mapping[str, Life]) -> list[str]:
    """No more seats were offered after the balls of a draw than its panel has, replacements and
    departures from the rules, as long as the reserve is not used up; and nobody sits by a draw that
    was annulled once another was frozen. Gives what is to be said of seats that still stand.

    Nobody is given a seat of the assembly by hand before its first draw.

    Errors: BundleBroken.
    """
    said = _check_before(bundle, lives)
    for life in lives.values():
        if life.held is None:
            continue
        same = [one for one in lives.values() if one.body == life.body]
        later = [one for one in same if one.number > life.number]
        if life.state == "annulled":
            said += _check_annulled(bundle, life, later, same)
        else:
            end = next((one.places["draw_held"] for one in later if one.held), None)
            _check_offered(bundle, life, end)
    return said


def _check_offered(bundle: Bundle, life: Life, end: int | None) -> None:
    frozen = life.frozen or {}
    called = sum(act.get("arriving") is not None for act in life.replaced)
    if called >= frozen["pool"] - frozen["seats"]:
        return
    start = life.places["draw_held"]
    beyond = (
        len(_offered(bundle, life.body, start, end))
        - frozen["seats"]
        - called
        - _departures(bundle, start, end)
    )
    if beyond > 0:
        raise broken(
            "draw {draw}: {count} seat(s) were offered to people whom neither the lot nor its "
            "reserve designates, and no derogation says why",
            draw=life.number,
            count=beyond,
        )


def _check_annulled(bundle: Bundle, life: Life, later: list[Life], same: list[Life]) -> list[str]:
    fell, over = life.places["draw_held"], life.places["draw_annulled"]
    again = next((one.places["draw_frozen"] for one in later if one.frozen), None)
    standing = set(_offered(bundle, life.body, fell, over)) - _vacated(bundle, fell, again)
    count = len(standing) - _departures(bundle, fell, over)
    if count > 0 and again is not None:
        raise broken(
            "draw {draw}: {count} seat(s) offered by its balls still stood when another draw "
            "was frozen for them, although it was annulled",
            draw=life.number,
            count=count,
        )
    _check_since(bundle, life, later, same)
    if count <= 0:
        return []
    return [
        say(
            "draw {draw}: {count} seat(s) offered by its balls still stand, although it was "
            "annulled",
            draw=life.number,
            count=count,
        )
    ]


def _check_since(bundle: Bundle, life: Life, later: list[Life], same: list[Life]) -> None:
    """Between a draw of the assembly that was annulled and the balls of the next, nobody is given
    one of its seats but by derogation: unless the edition went on without a draw, by derogation."""
    stands = any(one.held and one.state != "annulled" for one in same if one not in later)
    if life.body != ASSEMBLY or stands or _went_on_without(bundle):
        return
    start = life.places["draw_annulled"]
    end = next((one.places["draw_held"] for one in later if one.held), None)
    beyond = len(_offered(bundle, life.body, start, end)) - _departures(bundle, start, end)
    if beyond > 0:
        raise broken(
            "draw {draw}: {count} seat(s) were offered after it was annulled and before other "
            "balls fell, and no derogation says why",
            draw=life.number,
            count=beyond,
        )


def _check_before(bundle: Bundle, lives: Mapping[str, Life]) -> list[str]:
    """Until the balls of the first draw of the assembly have fallen, nobody is given one of its
    seats but by derogation: unless its rules know of no draw, or the edition went on without. Only
    said where no draw is of a version of the site that holds to it."""
    draws = [one for one in lives.values() if one.body == ASSEMBLY]
    end = min((one.places["draw_held"] for one in draws if one.held), default=None)
    beyond = len(_offered(bundle, ASSEMBLY, 0, end))
    if not beyond or not _knows_draws(bundle) or _went_on_without(bundle):
        return []
    beyond -= _departures(bundle, 0, end)
    if beyond <= 0:
        return []
    wrong = say(
        "{count} seat(s) that the lot gives were offered before any balls fell, and no derogation "
        "says why",
        count=beyond,
    )
    if any("certificate" in (one.frozen or {}) for one in draws):
        raise BundleBroken(wrong)
    return [wrong]


def _knows_draws(bundle: Bundle) -> bool:
    """Whether every version of the rules has a step of the draw."""
    rules = [bundle.read(path).decode() for path in bundle.paths("rules/")]
    steps = [tomllib.loads(text)["step"].values() for text in rules]
    return bool(steps) and all(any(one["kind"] == "draw" for one in some) for some in steps)


def _went_on_without(bundle: Bundle) -> bool:
    return any(act["breach"] == "draw_not_held" for act in bundle.acts("derogated/1"))


def _acts(bundle: Bundle, start: int, end: int | None, *kinds: str) -> list[dict[str, Any]]:
    """The acts of these types between two entries of the register."""
    return [
        entry["act"]
        for entry in bundle.entries[start:end]
        if entry.get("edition") == bundle.edition and entry["type"].partition("/")[0] in kinds
    ]


def _offered(bundle: Bundle, body: str, start: int, end: int | None) -> list[str]:
    """The seats of a body that were offered to residents whom the lot designates."""
    colleges = RESIDENTS[:1] if body == ASSEMBLY else RESIDENTS
    return [
        act["seat"]
        for act in _acts(bundle, start, end, "seat_offered")
        if act["body"] == body and act["college"] in colleges
    ]


def _vacated(bundle: Bundle, start: int, end: int | None) -> set[str]:
    return {act["seat"] for act in _acts(bundle, start, end, *VACATED)}


def _departures(bundle: Bundle, start: int, end: int | None) -> int:
    return sum(act["breach"] == "outside_the_lot" for act in _acts(bundle, start, end, "derogated"))
