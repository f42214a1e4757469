"""The quotas and the pool of a draw, against the rules in force and what the register tells."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from alienor.auditing.bundles import Bundle, broken
from alienor.auditing.lives import Life
from alienor.auditing.saying import say

COLUMNS = ("feature", "value", "census_share", "minimum", "maximum")
ASSEMBLY = "assembly"
BEYOND, THIN = "quota_beyond_slack", "pool_too_thin"
PLACES = 30
"""Decimals of a share at most, as for `cores/rules`."""
Pair = tuple[str, str]
"""A feature and one of its values, by their codes."""
Bounds = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One quota: its census share in percent, as written, empty where no census stands behind it;
    the fewest and the most people."""

    share: str
    bounds: Bounds


def check_quoted(bundle: Bundle, life: Life) -> list[str]:
    """The quotas frozen are those that the rules in force gave when the draw was prepared, moved
    only by acts, each within the slack of the rules or by derogation; seats are those of the rules;
    the pool is not larger than those who agreed. Gives what is to be said of it.

    Errors: BundleBroken.
    """
    found = _quotas(bundle, life)
    prepared = life.acts["draw_prepared"]
    if len(found) != prepared["quotas"]:
        raise broken(
            "draw {draw}: quotas.csv holds {found} quotas, and {prepared} were prepared",
            draw=life.number,
            found=len(found),
            prepared=prepared["quotas"],
        )
    if life.body not in _rules(bundle, life, "draw_prepared")["body"]:
        raise broken("draw {draw}: the rules know no {body}", draw=life.number, body=life.body)
    if life.body != ASSEMBLY:
        _check_moved(bundle, life, None, found)
        return _check_volunteers(bundle, life)
    rules = _rules(bundle, life, "draw_prepared")["draw"]
    if prepared["seats"] != rules["seats"]:
        raise broken(
            "draw {draw}: prepared for {seats} seats, and the rules in force say {wanted}",
            draw=life.number,
            seats=prepared["seats"],
            wanted=rules["seats"],
        )
    _check_moved(bundle, life, proposed(rules, seats=prepared["seats"]), found)
    _check_thin(bundle, life)
    said = say(
        "draw {draw}: quotas as the rules give them, {count} moved in public",
        draw=life.number,
        count=len(life.changes),
    )
    return [said, *_check_agreements(bundle, life)]


def proposed(rules: Mapping[str, Any], *, seats: int) -> dict[Pair, Asked]:
    """What the rules propose: the census share of each value, give or take their slack."""
    asked = {}
    for feature, described in rules.get("feature", {}).items():
        for value, line in described["value"].items():
            share = _share(str(line["share"]))
            asked[feature, value] = Asked(share=share, bounds=_bounds(rules, share, seats=seats))
    return asked


def _share(text: str) -> str:
    """A share in percent, as the site writes it. Errors: BundleBroken, also where it is written
    with so many places that nobody could compute with it."""
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal("NaN")
    places = share.as_tuple().exponent
    if not isinstance(places, int) or not -PLACES <= places <= 0 or not 0 <= share <= 100:
        raise broken("the rules in force hold a share that is no percentage: {text}", text=text)
    return str(share)


def _bounds(rules: Mapping[str, Any], share: str, *, seats: int) -> Bounds:
    exact, slack = Fraction(share) * seats / 100, rules["slack_seats"]
    return max(0, math.floor(exact) - slack), min(seats, math.ceil(exact) + slack)


def _quotas(bundle: Bundle, life: Life) -> dict[Pair, Asked]:
    """What `quotas.csv` says. Errors: BundleBroken."""
    path = f"draws/{life.number}/quotas.csv"
    found: dict[Pair, Asked] = {}
    for line, row in enumerate(bundle.rows(path, COLUMNS), start=2):
        pair, low, high = (row["feature"], row["value"]), row["minimum"], row["maximum"]
        sound = all(one.isascii() and one.isdigit() and len(one) < 10 for one in (low, high))
        if not sound or int(low) > int(high) or pair in found or not all(pair):
            raise broken("{path}, line {line}: this is no quota", path=path, line=line)
        found[pair] = Asked(share=row["census_share"], bounds=(int(low), int(high)))
    return found


def _rules(bundle: Bundle, life: Life, kind: str) -> dict[str, Any]:
    """The rules that were in force when an act was done, and that it cites."""
    adopted = [
        entry["act"]
        for entry in bundle.entries[: life.places[kind]]
        if entry["type"] == "rules_adopted/1" and entry.get("edition") == bundle.edition
    ]
    if not adopted or adopted[-1]["sha256"] != life.rules[kind]:
        raise broken("entry {entry} does not cite the rules in force", entry=life.places[kind])
    path = f"rules/{adopted[-1]['version']}.toml"
    text = bundle.read(path).decode()
    found: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    return found


def _check_moved(
    bundle: Bundle, life: Life, start: dict[Pair, Asked] | None, end: dict[Pair, Asked]
) -> None:
    """Changes lead from what was proposed to what was frozen, one after the other. `start`: None
    where it is not public, as for a group that mirrors its volunteers."""
    now = {pair: asked.bounds for pair, asked in (start or {}).items()}
    before = life.places["draw_prepared"]
    for number, act in life.changes:
        pair, bounds = (act["feature"], act["value"]), (act["minimum"], act["maximum"])
        held = (act["minimum_before"], act["maximum_before"])
        if (start is not None or pair in now) and now.get(pair) != held:
            raise broken(
                "entry {entry}: {feature} {value} did not have the bounds from which it says "
                "that it moves them",
                entry=number,
                feature=pair[0],
                value=pair[1],
            )
        if start is not None:
            _check_slack(bundle, life, start[pair].share, act, after=before, number=number)
        now[pair], before = bounds, number
    if start is None:
        asked = {pair: end[pair].bounds if pair in end else None for pair in now}
    else:
        asked = {pair: one.bounds for pair, one in end.items()}
        if {pair: one.share for pair, one in start.items()} != {
            pair: one.share for pair, one in end.items()
        }:
            raise broken(
                "draw {draw}: quotas.csv has not the values and census shares of the rules in "
                "force",
                draw=life.number,
            )
    if astray := sorted(pair for pair in {*asked, *now} if asked.get(pair) != now.get(pair)):
        feature, value = astray[0]
        raise broken(
            "draw {draw}: {feature} {value} is not what the rules give and the register moved",
            draw=life.number,
            feature=feature,
            value=value,
        )


def _check_slack(
    bundle: Bundle, life: Life, share: str, act: Mapping[str, Any], *, after: int, number: int
) -> None:
    """Whoever moves a bound further from the census than the rules allow, and than it was, says
    why: a derogation comes between the last change and this one."""
    rules = _rules(bundle, life, "draw_prepared")["draw"]
    low, high = _bounds(rules, share, seats=life.acts["draw_prepared"]["seats"])
    lower = act["minimum"] < low and act["minimum"] < act["minimum_before"]
    higher = act["maximum"] > high and act["maximum"] > act["maximum_before"]
    if (lower or higher) and not _derogated(bundle, BEYOND, after, number):
        raise broken(
            "entry {entry}: a quota is moved beyond the slack of the rules, and no derogation "
            "says why",
            entry=number,
        )


def _check_thin(bundle: Bundle, life: Life) -> None:
    """A pool thinner than the rules ask for is drawn from by derogation, unless they let quotas be
    loosened instead."""
    rules, frozen = _rules(bundle, life, "draw_frozen")["draw"], life.frozen or {}
    thin = rules["thin_pool"]
    wanted = thin["pool_per_seat"] * life.acts["draw_prepared"]["seats"]
    if frozen["pool"] >= wanted or thin["policy"] == "relax_quotas_in_public":
        return
    start = max(life.places["draw_prepared"], *(number for number, _ in life.changes), 0)
    if not _derogated(bundle, THIN, start, life.places["draw_frozen"]):
        raise broken(
            "draw {draw}: a pool of {pool} where the rules ask for {wanted}, and no derogation "
            "says why",
            draw=life.number,
            pool=frozen["pool"],
            wanted=wanted,
        )


def _derogated(bundle: Bundle, breach: str, start: int, end: int) -> bool:
    return any(
        entry["type"] == "derogated/1"
        and entry.get("edition") == bundle.edition
        and entry["act"]["breach"] == breach
        for entry in bundle.entries[start:end]
    )


def _check_agreements(bundle: Bundle, life: Life) -> list[str]:
    """The pool of the assembly are people whose agreement the register tells of."""
    return _check_pool(
        bundle,
        life,
        _counted(bundle, life, "agreement_given") - _counted(bundle, life, "agreement_withdrawn"),
    )


def _check_volunteers(bundle: Bundle, life: Life) -> list[str]:
    """The pool of a group are people whose volunteering for it the register tells of."""
    gone = _counted(bundle, life, "volunteering_withdrawn", life.body)
    return _check_pool(
        bundle, life, _counted(bundle, life, "volunteered_for_body", life.body) - gone
    )


def _check_pool(bundle: Bundle, life: Life, told: int) -> list[str]:
    pool, facts = (life.frozen or {})["pool"], {"draw": life.number, "told": told}
    if told == 0:
        return [
            say(
                "draw {draw}: no act tells who agreed to be among its {pool} people",
                draw=life.number,
                pool=pool,
            )
        ]
    if pool > told:
        raise broken(
            "draw {draw}: a pool of {pool} people, and the register tells of {told} who agreed",
            pool=pool,
            **facts,
        )
    if pool == told:
        return [say("draw {draw}: the pool is as many as agreed, {told}", **facts)]
    erased = sum(
        entry["type"] == "person_erased/1" for entry in bundle.entries[: life.places["draw_frozen"]]
    )
    return [
        say(
            "draw {draw}: {told} agreed and {pool} are in the pool ({erased} people of the whole "
            "site were erased before): acts do not tell who is not in it",
            pool=pool,
            erased=erased,
            **facts,
        )
    ]


def _counted(bundle: Bundle, life: Life, kind: str, body: str = "") -> int:
    """How many acts of a type there were before the freeze; about a body, where it is named."""
    return sum(
        entry["type"].partition("/")[0] == kind
        and entry.get("edition") == bundle.edition
        and (not body or entry["act"]["body"] == body)
        for entry in bundle.entries[: life.places["draw_frozen"]]
    )
