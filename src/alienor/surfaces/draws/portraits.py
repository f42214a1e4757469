"""Who was drawn, or will be, beside the town and those who agreed: figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.rules import Rulebook
from alienor.stages.draw.queries import portrait, prospect
from alienor.stages.draw.suggestions import Outlook
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.draws.quotas import feature_label, value_label
from alienor.surfaces.pictures.portrait import Places, PortraitRow, percent


@dataclass(frozen=True, kw_only=True)
class FeatureView:
    """A feature of the portrait."""

    label: str
    source: str
    invented: bool
    rows: list[PortraitRow]

    @property
    def expected(self) -> bool:
        """Whether there is an average to be told: the draw is still to come, and not settled."""
        return any(row.places and row.places.average_said for row in self.rows)

    @property
    def asked(self) -> bool:
        """Whether what stands for the draw is only what the quotas ask for."""
        return any(row.places and row.places.asked for row in self.rows)

    @property
    def town(self) -> bool:
        """Whether the town's shares are known."""
        return any(row.census is not None for row in self.rows)


def portrait_views(draw: Any, rulebook: Rulebook, *, whole: bool) -> list[FeatureView]:
    """The portrait of a draw, by feature; `whole`: with its small figures."""
    return [
        _feature_view(
            rulebook,
            one.feature,
            [
                PortraitRow(
                    label=value_label(rulebook, one.feature, cell.value),
                    census=cell.census,
                    pool=cell.pool_share,
                    pool_count=cell.pool,
                    panel=cell.panel_share,
                    panel_count=cell.panel,
                )
                for cell in one.cells
            ],
        )
        for one in portrait(draw, whole=whole)
    ]


def prospect_views(
    draw: Any, pool: Sequence[Any], expected: Outlook | None
) -> tuple[list[FeatureView], list[str]]:
    """Before the freeze: town, pool and what every panel will hold, by feature; and a sentence for
    each value whose agreements are far from the town, the furthest first."""
    rulebook = rules_of(draw.edition)
    features, astray = [], []
    for one in prospect(draw, pool, expected):
        rows = []
        for cell in one.cells:
            places = Places(least=cell.least, most=cell.most, average=cell.average, seats=one.seats)
            label = value_label(rulebook, one.feature, cell.value)
            rows.append(
                PortraitRow(
                    label=label,
                    census=cell.census,
                    pool=cell.pool_share,
                    pool_count=cell.pool,
                    places=places,
                )
            )
            if cell.out_of_balance:
                astray.append((cell, feature_label(rulebook, one.feature), label, places))
        features.append(_feature_view(rulebook, one.feature, rows))
    astray.sort(key=lambda row: _times(row[0].census or 0, row[0].pool_share or 0), reverse=True)
    return features, [
        (
            _(
                "%(feature)s, %(value)s : %(town)s de la ville, %(pool)s des accords ; les quotas "
                "demandent %(places)s sur %(seats)s, et les accords comptent %(count)s."
            )
            if places.asked
            else _(
                "%(feature)s, %(value)s : %(town)s de la ville, %(pool)s des accords, %(places)s "
                "sur %(seats)s."
            )
        )
        % {
            "feature": feature[:1].upper() + feature[1:],
            "value": label,
            "town": percent(cell.census),
            "pool": percent(cell.pool_share),
            "places": places.said,
            "seats": places.seats,
            "count": ngettext("%(n)s personne", "%(n)s personnes", cell.pool) % {"n": cell.pool},
        }
        for cell, feature, label, places in astray
    ]


def _times(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return high / low if low else float("inf")


def nearness(features: Sequence[FeatureView]) -> str:
    """How far from the town the panel is at most, and how far those who agreed were."""
    known = [
        (abs(row.panel - row.census), abs(row.pool - row.census), f"{feature.label}, {row.label}")
        for feature in features
        for row in feature.rows
        if row.census is not None and row.panel is not None and row.pool is not None
    ]
    if not known:
        return ""
    panel, pool = max(known), max(known, key=lambda row: row[1])
    said = _(
        "Parmi les chiffres publiés, les personnes tirées au sort s’écartent de la ville de "
        "%(panel)s points au plus (%(there)s) ; celles qui ont donné leur accord, de %(pool)s "
        "points (%(here)s)."
    ) % {
        "panel": number_format(round(panel[0], 1), decimal_pos=1),
        "there": panel[2],
        "pool": number_format(round(pool[1], 1), decimal_pos=1),
        "here": pool[2],
    }
    if all(None not in (row.panel, row.pool) for feature in features for row in feature.rows):
        return said
    return said + " " + _("Les chiffres qui ne le sont pas peuvent s’en écarter davantage.")


def _feature_view(rulebook: Rulebook, feature: str, rows: list[PortraitRow]) -> FeatureView:
    known = next((one for one in rulebook.draw.feature if one.code == feature), None)
    return FeatureView(
        label=feature_label(rulebook, feature),
        source=known.source if known else "",
        invented=known.invented if known else False,
        rows=rows,
    )
