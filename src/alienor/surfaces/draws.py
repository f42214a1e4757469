"""A draw in the words of the pages: the public's, the desk's, the member's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alienor.cores.rules import Rulebook
from alienor.platform.acts import SystemClock
from alienor.stages.draw.queries import (
    OwnChance,
    Progress,
    chance_bands,
    chance_range,
    own_draws,
    portrait,
    progress,
)
from alienor.stages.draw.withdrawing import listed_until
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.pictures.bars import Bar
from alienor.surfaces.pictures.portrait import PortraitRow
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


@dataclass(frozen=True, kw_only=True)
class FeatureView:
    """A feature of the portrait."""

    label: str
    source: str
    invented: bool
    rows: list[PortraitRow]


@dataclass(frozen=True, kw_only=True)
class DrawView:
    """A draw as pages show it."""

    draw: Any
    quotas: list[QuotaView]
    changes: list[dict[str, Any]]
    features: list[FeatureView]
    bands: list[Bar]
    lowest: int | None
    highest: int | None
    progress: Progress
    minimum_cell: int
    listed_until: datetime | None
    list_is_due: bool


def draw_view(draw: Any) -> DrawView:
    """One draw."""
    rulebook = rules_of(draw.edition)
    spread = chance_range(draw)
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
        features=_portrait(draw, rulebook),
        bands=[
            Bar(
                label=_("de %(low)s à %(high)s chances sur 100")
                % {"low": band.low, "high": band.high},
                count=band.people,
            )
            for band in chance_bands(draw)
        ],
        lowest=round(100 * spread[0]) if spread else None,
        highest=round(100 * spread[1]) if spread else None,
        progress=progress(draw),
        minimum_cell=rulebook.privacy.minimum_cell,
        listed_until=(until := listed_until(draw)),
        list_is_due=until is not None and until <= SystemClock().now(),
    )


@dataclass(frozen=True, kw_only=True)
class BallSlot:
    """The place of one ball: what was read on it (None before that), whether it comes next."""

    place: int
    digit: int | None
    next: bool


def ball_slots(draw: Any, read: Sequence[int | None] | None = None) -> list[BallSlot]:
    """The balls of a draw as far as they were read, by the first person unless `read` says."""
    digits = list(read if read is not None else draw.balls or draw.balls_read)
    digits += [None] * (draw.ball_count - len(digits))
    following = next((n for n, digit in enumerate(digits) if digit is None), None)
    return [
        BallSlot(place=number + 1, digit=digit, next=number == following)
        for number, digit in enumerate(digits)
    ]


def quota_views(draw: Any, pool: Sequence[Any] = ()) -> list[QuotaView]:
    """The quotas of a draw in words."""
    rulebook = rules_of(draw.edition)
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
        for row in draw.quotas
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


def own_draw_views(person_id: int) -> list[dict[str, Any]]:
    """Somebody's own lines in the draws that they were in, in words."""
    views = []
    for own in own_draws(person_id):
        rulebook = rules_of(own.draw.edition)
        values = own.opening["content"]["values"] if own.opening else {}
        views.append(
            {
                "own": own,
                "chance": chance_in_words(own),
                "standing": standing_in_words(own),
                "answers": [
                    (feature_label(rulebook, feature), value_label(rulebook, feature, value))
                    for feature, value in values.items()
                ],
            }
        )
    return views


def chance_in_words(own: OwnChance) -> str:
    """One's chance as one says it, and why where it was no chance at all."""
    if own.chance >= 1:
        certain = _("Vous étiez dans toutes les équipes possibles : votre place était certaine.")
        return f"{certain} {_why_certain(own)}"
    return _(
        "Sur les 1000 équipes numérotées, vous étiez dans %(count)s : vous aviez donc environ "
        "%(hundred)s chances sur 100 d'être tirée ou tiré au sort."
    ) % {"count": round(own.chance * 1000), "hundred": own.in_a_hundred}


def _why_certain(own: OwnChance) -> str:
    """Why every panel held this person. Groups are named, never counted: they may be small."""
    if own.draw.everyone_kept:
        return _("Il y avait moins de personnes que de places : toutes ont été gardées.")
    values = own.opening["content"]["values"] if own.opening else {}
    rulebook = rules_of(own.draw.edition)
    wanted = [
        value_label(rulebook, row["feature"], row["value"])
        for row in own.draw.quotas
        if values.get(row["feature"]) == row["value"]
        and own.draw.pool_counts.get(row["feature"], {}).get(row["value"], 0) <= row["minimum"]
    ]
    if wanted:
        return _(
            "Dans votre groupe (%(group)s), les personnes ayant donné leur accord n'étaient pas "
            "plus nombreuses que les places à pourvoir : toutes étaient nécessaires."
        ) % {"group": wanted[0]}
    return _(
        "Peu de personnes de votre profil avaient donné leur accord : les équipes qui rendent les "
        "chances les plus égales vous comptaient toutes."
    )


def standing_in_words(own: OwnChance) -> str:
    """Where the draw has put this person."""
    return {
        "pool": _("Le tirage n'a pas encore eu lieu."),
        "panel": _("Vous avez été tirée ou tiré au sort."),
        "called": _("Vous avez été appelée ou appelé depuis la liste complémentaire."),
        "left": _("Votre place a été transmise à la liste complémentaire."),
        "reserve": _("Vous êtes sur la liste complémentaire, au rang %(rank)s.")
        % {"rank": own.reserve_rank},
    }[own.standing]


def _portrait(draw: Any, rulebook: Rulebook) -> list[FeatureView]:
    known = {one.code: one for one in rulebook.draw.feature}
    return [
        FeatureView(
            label=feature_label(rulebook, one.feature),
            source=known[one.feature].source if one.feature in known else "",
            invented=known[one.feature].invented if one.feature in known else False,
            rows=[
                PortraitRow(
                    label=value_label(rulebook, one.feature, cell.value),
                    census=cell.census,
                    panel=cell.panel_share,
                    panel_count=cell.panel,
                    pool_count=cell.pool,
                )
                for cell in one.cells
            ],
        )
        for one in portrait(draw)
    ]
