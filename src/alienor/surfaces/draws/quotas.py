"""Quotas, features and their values in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alienor.cores.rules import Rulebook
from alienor.stages.draw.queries import ordered_values
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.words import reader_language


@dataclass(frozen=True, kw_only=True)
class QuotaView:
    """A quota in words, with how many in the pool have it (the desk alone sees that)."""

    feature: str
    value: str
    feature_label: str
    value_label: str
    census: float | None
    minimum: int
    maximum: int
    have: int | None = None


def quota_views(draw: Any, pool: Sequence[Any] = ()) -> list[QuotaView]:
    """The quotas of a draw in words, in the order of the rules."""
    rulebook = rules_of(draw.edition)
    places = [
        (feature, value) for feature, values in ordered_values(draw).items() for value in values
    ]
    order = {place: number for number, place in enumerate(places)}
    rows = sorted(
        draw.quotas, key=lambda row: order.get((row["feature"], row["value"]), len(order))
    )
    return [
        QuotaView(
            feature=row["feature"],
            value=row["value"],
            feature_label=feature_label(rulebook, row["feature"]),
            value_label=value_label(rulebook, row["feature"], row["value"]),
            census=float(row["census_share"]) if row["census_share"] else None,
            minimum=row["minimum"],
            maximum=row["maximum"],
            have=sum(member.values.get(row["feature"]) == row["value"] for member in pool)
            if pool
            else None,
        )
        for row in rows
    ]


def feature_label(rulebook: Rulebook, code: str) -> str:
    """A feature in the reader's language."""
    found = next((one for one in rulebook.draw.feature if one.code == code), None)
    return found.label.in_language(reader_language()) if found else code


def value_label(rulebook: Rulebook, feature: str, code: str) -> str:
    """A value of a feature in the reader's language."""
    if code == "not_said":
        return _("sans réponse")
    for one in rulebook.draw.feature:
        for value in one.value:
            if (one.code, value.code) == (feature, code):
                return value.label.in_language(reader_language())
    return code
