"""Quotas as the rules propose them, and what a draw is made from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from alienor.cores.rules import Breach, Rulebook
from alienor.cores.rules.blocks import DrawRules
from alienor.cores.sortition import Instance, Quota, openings
from alienor.cores.sortition.openings import NOT_SAID

QuotaRow = dict[str, Any]


class PoolMember(Protocol):
    """Somebody who accepted to be drawn; `household` is empty for a person who shares it with
    nobody."""

    @property
    def person_id(self) -> int: ...
    @property
    def values(self) -> Mapping[str, str]: ...
    @property
    def household(self) -> str: ...


def proposed_quotas(rules: DrawRules, *, seats: int) -> list[QuotaRow]:
    """The census shares of the rules, give or take their slack: one row a value."""
    rows = []
    for feature in rules.feature:
        for value in feature.value:
            low, high = _bounds(str(value.share), seats=seats, slack=rules.slack_seats)
            rows.append(
                {
                    "feature": feature.code,
                    "value": value.code,
                    "census_share": str(value.share),
                    "minimum": low,
                    "maximum": high,
                }
            )
    return rows


def rows_of(quotas: Iterable[Quota]) -> list[QuotaRow]:
    """Quotas that no census stands behind."""
    return [
        {
            "feature": quota.feature,
            "value": quota.value,
            "census_share": "",
            "minimum": quota.minimum,
            "maximum": quota.maximum,
        }
        for quota in quotas
    ]


def quota_breach(
    rulebook: Rulebook, *, before: QuotaRow, minimum: int, maximum: int, seats: int
) -> Breach | None:
    """What the rules say against these bounds: they stray from the census further than allowed,
    and further than they did."""
    if not before["census_share"]:
        return None
    rules = rulebook.draw
    low, high = _bounds(before["census_share"], seats=seats, slack=rules.slack_seats)
    lower = minimum < low and minimum < before["minimum"]
    higher = maximum > high and maximum > before["maximum"]
    if not lower and not higher:
        return None
    return Breach(
        code="quota_beyond_slack",
        params={
            "feature": before["feature"],
            "value": f"{before['feature']}.{before['value']}",
            "minimum": minimum,
            "maximum": maximum,
            "least": low,
            "most": high,
        },
        article=rules.article,
    )


def thin_pool_breach(rulebook: Rulebook, *, people: int, seats: int) -> Breach | None:
    """What the rules say against a draw among so few people."""
    rules = rulebook.draw
    wanted = rules.thin_pool.pool_per_seat * seats
    if people >= wanted or rules.thin_pool.policy == "relax_quotas_in_public":
        return None
    return Breach(
        code="pool_too_thin",
        params={"people": people, "seats": seats, "wanted": wanted},
        article=rules.article,
    )


def instance_of(
    rows: Sequence[QuotaRow], people: Iterable[tuple[str, Mapping[str, str], str]], *, seats: int
) -> Instance:
    """The instance for the engine. `people`: (id, values, household).

    Values without a quota count as `cores.sortition.openings` says.
    """
    quotas = [
        Quota(
            feature=str(row["feature"]),
            value=row["value"],
            minimum=row["minimum"],
            maximum=row["maximum"],
        )
        for row in rows
    ]
    return openings.instance_of(quotas, people, seats=seats)


def features_of(rows: Iterable[QuotaRow]) -> list[str]:
    """The features that these quotas are about, in their order."""
    return list(dict.fromkeys(row["feature"] for row in rows))


def counts_of(values: Iterable[Mapping[str, str]], features: Iterable[str]) -> dict[str, Any]:
    """How many people of each value, by feature."""
    people = list(values)
    return {
        feature: dict(Counter(person.get(feature) or NOT_SAID for person in people))
        for feature in features
    }


def _bounds(share: str, *, seats: int, slack: int) -> tuple[int, int]:
    exact = Fraction(share) * seats / 100
    return max(0, math.floor(exact) - slack), min(seats, math.ceil(exact) + slack)
