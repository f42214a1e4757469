"""A draw in the words of the pages: the public's, the desk's, the member's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.rules import Rulebook
from alienor.cores.sortition import panels_for
from alienor.platform.acts import SystemClock
from alienor.stages.bodies.queries import past_seats_of, seats_of_person
from alienor.stages.draw.queries import (
    OwnChance,
    Progress,
    certain_and_left_out,
    chance_bands,
    ordered_values,
    own_draws,
    portrait,
    progress,
    prospect,
)
from alienor.stages.draw.suggestions import Outlook
from alienor.stages.draw.withdrawing import listed_until
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.pictures.bars import Bar
from alienor.surfaces.pictures.portrait import Places, PortraitRow, percent
from alienor.surfaces.words import reader_language

REACHED = 1e-5
"""A lowest chance this near to its bound is the bound: both are published to six places."""


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How panels are numbered, in figures and in words."""

    panels: int

    @property
    def balls(self) -> int:
        """How many balls write a number."""
        return len(self.last)

    @property
    def written(self) -> str:
        """How many panels, in figures."""
        return grouped(self.panels)

    @property
    def first(self) -> str:
        """The first number, as balls write it."""
        return self.last.replace("9", "0")

    @property
    def last(self) -> str:
        """The last number."""
        return str(self.panels - 1)

    @property
    def panels_in_words(self) -> str:
        """As one says it before a noun."""
        return {3: _("mille"), 4: _("dix mille")}[self.balls]

    @property
    def balls_in_words(self) -> str:
        """As one says it before a noun."""
        return {3: _("trois"), 4: _("quatre")}[self.balls]


def grouped(number: int) -> str:
    """A number as one reads it: its thousands apart."""
    return number_format(number, force_grouping=True)


def numbering(draw: Any = None, *, people: int = 0) -> Numbering:
    """How the panels of a draw are numbered; before its freeze, how they would be for `people`."""
    if draw is None or draw.frozen_at is None:
        return numbering_for(people, seats=draw.seats if draw else 1)
    return Numbering(panels=draw.panels)


def numbering_for(people: int, *, seats: int) -> Numbering:
    """How the panels of a draw to come would be numbered."""
    return Numbering(panels=panels_for(people, seats=seats))


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
    features = _portrait(draw, rulebook, whole=whole)
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
        nearness=_nearness(features),
        fairness=_fairness(draw),
        progress=progress(draw),
        minimum_cell=rulebook.privacy.minimum_cell,
        whole=whole,
        numbering=numbering(draw),
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


def own_draw_views(person_id: int) -> list[dict[str, Any]]:
    """Somebody's own lines in the draws that they were in, in words."""
    views = []
    seats = [*seats_of_person(person_id), *past_seats_of(person_id)]
    for own in own_draws(person_id):
        rulebook = rules_of(own.draw.edition)
        values = own.opening["content"]["values"] if own.opening else {}
        views.append(
            {
                "own": own,
                "chance": chance_in_words(own),
                "carried": carried_to_check(own),
                "standing": standing_in_words(own, seat=_seat_since(own.draw, seats)),
                "answers": [
                    (feature_label(rulebook, feature), value_label(rulebook, feature, value))
                    for feature, value in values.items()
                ],
            }
        )
    return views


def carried_to_check(own: OwnChance) -> str:
    """What the page that checks a draw wants of a person: their own page leaves it in their tab
    (`carry.js`), and it is never sent."""
    opening = {"opening": own.opening_text} if own.opening else {}
    return urlencode({"code": own.token} | opening, quote_via=quote)


def _seat_since(draw: Any, seats: Sequence[Any]) -> str:
    """The state of the seat that followed a draw, among one person's; empty where none did."""
    if draw.drawn_at is None:
        return ""
    here = (seat for seat in seats if (seat.edition_id, seat.body) == (draw.edition_id, draw.body))
    return next((seat.state for seat in here if seat.offered_at >= draw.drawn_at), "")


def chance_in_words(own: OwnChance) -> str:
    """One's chance as one says it, and why where it was no chance at all."""
    waiting = own.standing == "pool"
    if own.chance >= 1:
        certain = (
            _("Vous êtes dans toutes les équipes possibles : votre place est certaine.")
            if waiting
            else _("Vous étiez dans toutes les équipes possibles : votre place était certaine.")
        )
        return f"{certain} {_why_certain(own)}"
    said = (
        _(
            "Vous êtes dans %(count)s des %(panels)s équipes numérotées. Votre chance d'être tirée "
            "ou tiré au sort est donc d'environ %(hundred)s sur 100."
        )
        if waiting
        else _(
            "Vous étiez dans %(count)s des %(panels)s équipes numérotées. Votre chance d'être "
            "tirée ou tiré au sort était donc d'environ %(hundred)s sur 100."
        )
    )
    return said % {
        "panels": numbering(own.draw).written,
        "count": grouped(round(own.chance * own.draw.panels)),
        "hundred": own.in_a_hundred,
    }


def _why_certain(own: OwnChance) -> str:
    """Why every panel held this person. Groups are named, never counted: they may be small."""
    if own.draw.everyone_kept:
        return _(
            "Il n'y avait pas plus de foyers que de places : une personne de chacun est gardée."
        )
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


def standing_in_words(own: OwnChance, *, seat: str = "") -> str:
    """Where the draw has put this person, and what became of the `seat` that followed (its
    state)."""
    said = {
        "pool": _("Le tirage n'a pas encore eu lieu : personne n'est désigné."),
        "panel": _("Vous avez été tirée ou tiré au sort."),
        "called": _("Vous avez été appelée ou appelé depuis la liste complémentaire."),
        "left": _("Votre place a été transmise à la liste complémentaire."),
        "reserve": _(
            "Vous êtes sur la liste complémentaire, au rang %(rank)s. Si une place se libère, on "
            "peut vous appeler."
        )
        % {"rank": own.reserve_rank},
    }[own.standing]
    if own.standing not in ("panel", "called"):
        return said
    then = {
        "": _("Une place va vous être proposée ici."),
        "offered": _("Une place vous est proposée : répondez en haut de cette page."),
        "declined": _("Vous avez décliné votre place : elle ira à une autre personne."),
        "ended": _("Votre mandat est terminé."),
    }
    return f"{said} {then[seat]}" if seat in then else said


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


def _nearness(features: Sequence[FeatureView]) -> str:
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


def _portrait(draw: Any, rulebook: Rulebook, *, whole: bool) -> list[FeatureView]:
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


def _feature_view(rulebook: Rulebook, feature: str, rows: list[PortraitRow]) -> FeatureView:
    known = next((one for one in rulebook.draw.feature if one.code == feature), None)
    return FeatureView(
        label=feature_label(rulebook, feature),
        source=known.source if known else "",
        invented=known.invented if known else False,
        rows=rows,
    )
