"""A draw as pages show it: its quotas, its portrait, everyone's chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alienor.platform.acts import SystemClock
from alienor.stages.draw.queries import Progress, certain_and_left_out, chance_bands, progress
from alienor.stages.draw.withdrawing import listed_until
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.draws.numbering import Numbering, numbering
from alienor.surfaces.draws.portraits import FeatureView, nearness, portrait_views
from alienor.surfaces.draws.quotas import QuotaView, feature_label, quota_views, value_label
from alienor.surfaces.pictures.bars import Bar

REACHED = 1e-5
"""A lowest chance this near to its bound is the bound: both are published to six places."""


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """Everyone's chance in a hundred, by the certificate of the freeze: the `lowest` and `highest`
    of people about whom the lot decides, and the `bound` above which no method lifts everybody;
    `reached` where the lowest is that. `certain` people are on every panel, `left_out` on none."""

    lowest: int
    highest: int
    bound: int
    reached: bool
    certain: int
    left_out: int
    bands: list[Bar]


@dataclass(frozen=True, kw_only=True)
class DrawView:
    """A draw as pages show it; `whole`: with its small figures."""

    draw: Any
    quotas: list[QuotaView]
    changes: list[dict[str, Any]]
    features: list[FeatureView]
    nearness: str
    fairness: Fairness | None
    progress: Progress
    minimum_cell: int
    whole: bool
    numbering: Numbering
    listed_until: datetime | None
    list_is_due: bool


def draw_view(draw: Any, *, whole: bool = False) -> DrawView:
    """One draw; `whole` for the organisers, who see the pool."""
    rulebook = rules_of(draw.edition)
    features = portrait_views(draw, rulebook, whole=whole)
    return DrawView(
        draw=draw,
        quotas=quota_views(draw),
        changes=[
            {
                "change": change,
                "feature": feature_label(rulebook, change.feature),
                "value": value_label(rulebook, change.feature, change.value),
            }
            for change in draw.quota_changes.select_related("reason")
        ],
        features=features,
        nearness=nearness(features),
        fairness=_fairness(draw),
        progress=progress(draw),
        minimum_cell=rulebook.privacy.minimum_cell,
        whole=whole,
        numbering=numbering(draw),
        listed_until=(until := listed_until(draw)),
        list_is_due=until is not None and until <= SystemClock().now(),
    )


def _fairness(draw: Any) -> Fairness | None:
    if draw.frozen_at is None or not draw.certificate:
        return None
    lowest, highest, bound = (
        float(draw.certificate[name]) for name in ("lowest", "highest", "upper_bound")
    )
    certain, left_out = certain_and_left_out(draw)
    return Fairness(
        lowest=round(100 * lowest),
        highest=round(100 * highest),
        bound=round(100 * bound),
        reached=bound - lowest < REACHED,
        certain=certain,
        left_out=left_out,
        bands=[
            Bar(
                label=_("de %(low)s à %(high)s chances sur 100")
                % {"low": band.low, "high": band.high},
                count=band.people,
            )
            for band in chance_bands(draw)
        ],
    )
