"""Draws as people see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alienor.cores.beacon import CHAINS, QUICKNET, check_round
from alienor.cores.sortition import SortitionInvalid
from alienor.cores.transparency.canonical import canonical_json
from alienor.platform.errors import NotFound
from alienor.platform.people.records import opened, unseal
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.portrait import (
    FeaturePortrait,
    FeatureProspect,
    feature_portrait,
    feature_prospect,
)
from alienor.stages.draw.quotas import PoolMember, features_of, instance_of
from alienor.stages.draw.suggestions import Outlook, outlook_of
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

HEAVY = ("panels_text", "alternates_text", "commitments_text")


def draws_of(edition: Edition) -> QuerySet[Draw]:
    """Every draw of an edition, the first one first."""
    return (
        Draw.objects.filter(edition=edition)
        .defer(*HEAVY)
        .select_related("edition", "edition__rules", "announced", "annulled_reason")
        .order_by("number")
    )


def frozen_draws() -> QuerySet[Draw]:
    """Every draw of which files are published and that stands, of all editions, newest first."""
    return (
        Draw.objects.filter(frozen_at__isnull=False)
        .exclude(state=Draw.State.ANNULLED)
        .defer(*HEAVY)
        .select_related("edition")
        .order_by("-frozen_at", "-pk")
    )


def draw_of(edition: Edition, body: str = Draw.ASSEMBLY) -> Draw | None:
    """The last draw for a body that was not annulled; None where there is none."""
    purpose = body if body == Draw.ASSEMBLY else f"{Draw.GROUP}{body}"
    found = draws_of(edition).filter(purpose=purpose).exclude(state=Draw.State.ANNULLED)
    return found.last()


def held_draws(edition: Edition) -> dict[str, Draw]:
    """By body, its last draw that was not annulled, where its balls have fallen."""
    last = {draw.body: draw for draw in draws_of(edition).exclude(state=Draw.State.ANNULLED)}
    over = (Draw.State.DRAWN, Draw.State.PUBLISHED)
    return {body: draw for body, draw in last.items() if draw.state in over}


def draw_numbered(edition: Edition, number: int) -> Draw:
    """One draw by its number. Errors: NotFound."""
    draw = draws_of(edition).filter(number=number).first()
    if draw is None:
        raise NotFound("draw")
    return draw


def published_draw(edition: Edition, number: int) -> Draw:
    """One draw whose record is published. Errors: NotFound."""
    draw = draw_numbered(edition, number)
    if draw.state != Draw.State.PUBLISHED:
        raise NotFound("draw")
    return draw


def beacon_time(draw: Draw) -> datetime | None:
    """When the announced round of the beacon becomes public; None where none is announced."""
    return None if draw.beacon_round is None else QUICKNET.time_of(draw.beacon_round)


def beacon_randomness(draw: Draw) -> str:
    """What the beacon added to the seed, in hexadecimal; empty where it added nothing (yet)."""
    if draw.beacon_round is None or not draw.beacon_signature:
        return ""
    return check_round(CHAINS[draw.beacon], draw.beacon_round, draw.beacon_signature).hex()


def recorded_quota(draw: Draw, feature: str, value: str) -> dict[str, Any]:
    """The bounds of one quota, as whoever moves them sees them. Errors: NotFound."""
    for row in draw.quotas:
        if (row["feature"], row["value"]) == (feature, value):
            return {"minimum": row["minimum"], "maximum": row["maximum"]}
    raise NotFound("quota")


def outlook(draw: Draw, pool: Sequence[PoolMember]) -> Outlook | None:
    """What can be drawn from this pool by the quotas as they are; None where nothing can be said
    (nobody yet, or a fault in the pool)."""
    people = [(str(n), member.values, member.household) for n, member in enumerate(pool)]
    try:
        return outlook_of(instance_of(draw.quotas, people, seats=draw.seats)) if people else None
    except SortitionInvalid:
        return None


@dataclass(frozen=True, kw_only=True)
class OwnChance:
    """One's own line in a draw. `opening` is what was committed, with its salt: with both, anyone
    to whom they are shown can recompute the commitment."""

    draw: Draw
    token: str
    check_code: str
    commitment: str
    chance: float
    standing: str
    selected: bool
    reserve_rank: int | None
    opening: dict[str, Any] | None

    @property
    def opening_text(self) -> str:
        """The opening to be copied whole: salt and content, in the very JSON that was hashed."""
        return canonical_json(self.opening).decode() if self.opening else ""

    @property
    def in_a_hundred(self) -> int:
        """The chance, out of a hundred panels."""
        return round(self.chance * 100)


def own_chance(person_id: int, draw: Draw) -> OwnChance | None:
    """A person's own token, check code and chance in a draw; None where they were not in it."""
    entry = draw.entries.filter(person_id=person_id).first()
    if entry is None:
        return None
    return OwnChance(
        draw=draw,
        token=entry.token,
        check_code=entry.check_code,
        commitment=entry.commitment,
        chance=float(entry.chance),
        standing=entry.standing,
        selected=entry.selected,
        reserve_rank=entry.reserve_rank,
        opening=opened([entry.commitment]).get(entry.commitment),
    )


def own_draws(person_id: int) -> list[OwnChance]:
    """A person's lines in every draw that they were in, newest first."""
    draws = (
        Draw.objects.filter(entries__person_id=person_id)
        .exclude(state=Draw.State.ANNULLED)
        .defer(*HEAVY)
        .select_related("edition", "edition__rules")
        .order_by("-pk")
    )
    return [found for draw in draws if (found := own_chance(person_id, draw))]


def portrait(draw: Draw, *, whole: bool = False) -> list[FeaturePortrait]:
    """Panel, pool and census by feature, as drawn, in the order of the rules; small figures hidden,
    unless `whole`: for the organisers, who see the pool. Empty before the balls, and in public for
    a group: its quotas are its volunteers' shares, and would tell what is hidden."""
    if not draw.panel_counts or (draw.purpose != Draw.ASSEMBLY and not whole):
        return []
    least = 0 if whole else rules_of(draw.edition).privacy.minimum_cell
    order = ordered_values(draw)
    return [
        feature_portrait(
            feature,
            order=order.get(feature, ()),
            shares={
                row["value"]: row["census_share"]
                for row in draw.quotas
                if row["feature"] == feature
            },
            pool=draw.pool_counts[feature],
            panel=draw.panel_counts[feature],
            least=least,
        )
        for feature in _features(draw)
    ]


def ordered_values(draw: Draw) -> dict[str, list[str]]:
    """The features of the rules, and the values of each, in their order: that of a reader, where
    the quotas of a group come in that of the alphabet."""
    return {
        feature.code: [value.code for value in feature.value]
        for feature in rules_of(draw.edition).draw.feature
    }


def prospect(
    draw: Draw, pool: Sequence[PoolMember], expected: Outlook | None
) -> list[FeatureProspect]:
    """Census, pool, and what every panel will hold, by feature, before the freeze; empty where
    nobody has agreed. `expected`: the outlook of this very pool."""
    kept = expected is not None and expected.report.outcome == "everyone_kept"
    seats = len({member.household or member.person_id for member in pool}) if kept else draw.seats
    free = {"minimum": 0, "maximum": seats} if kept else {}
    return [
        feature_prospect(
            feature,
            quotas=[row | free for row in draw.quotas if row["feature"] == feature],
            pool=pool,
            seats=seats,
            average=expected.average if expected else None,
        )
        for feature in (_features(draw) if pool else ())
    ]


def _features(draw: Draw) -> list[str]:
    asked = features_of(draw.quotas)
    order = ordered_values(draw)
    return [*(one for one in order if one in asked), *(one for one in asked if one not in order)]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a draw stands: people on the panel now, called from the reserve, gone, and waiting."""

    panel: int
    called: int
    left: int
    reserve: int


def progress(draw: Draw) -> Progress:
    """How many people stand where."""
    counts = Counter(draw.entries.values_list("standing", flat=True))
    standing = DrawEntry.Standing
    return Progress(
        panel=counts[standing.PANEL] + counts[standing.CALLED],
        called=counts[standing.CALLED],
        left=counts[standing.LEFT],
        reserve=counts[standing.RESERVE],
    )


@dataclass(frozen=True, kw_only=True)
class ChanceBand:
    """How many people have a chance from `low` to `high`, both included, in a hundred."""

    low: int
    high: int
    people: int


def chance_bands(draw: Draw, *, width: int = 10) -> list[ChanceBand]:
    """Everyone's chance, rounded as it is said to each, in tens: bars of the public page."""
    counts = Counter(min(99, round(100 * chance)) // width for chance in _chances(draw))
    return [
        ChanceBand(
            low=band * width,
            high=100 if (band + 1) * width >= 100 else (band + 1) * width - 1,
            people=counts[band],
        )
        for band in sorted(counts)
    ]


def chance_range(draw: Draw) -> tuple[float, float] | None:
    """The lowest and the highest chance of the pool."""
    chances = _chances(draw)
    return (min(chances), max(chances)) if chances else None


def certain_and_left_out(draw: Draw) -> tuple[int, int]:
    """How many people are on every numbered panel, and how many on none."""
    chances = _chances(draw)
    return sum(chance >= 1 for chance in chances), sum(chance <= 0 for chance in chances)


def _chances(draw: Draw) -> list[float]:
    return [float(chance) for chance in draw.entries.values_list("chance", flat=True)]


def entries_on_panel(draw: Draw) -> list[DrawEntry]:
    """Those on the panel now, by their commitments: whoever shows them chooses another order."""
    wanted = (DrawEntry.Standing.PANEL, DrawEntry.Standing.CALLED)
    return list(draw.entries.filter(standing__in=wanted).order_by("commitment"))


def panel_of(draw: Draw) -> list[str]:
    """The public ids of those whom the balls designated, in the order of the published list."""
    drawn = draw.entries.filter(selected=True)
    return list(drawn.order_by("token").values_list("token", flat=True))


def reserve_of(draw: Draw) -> QuerySet[DrawEntry]:
    """The reserve as it was ranked, those already called or gone included."""
    return draw.entries.filter(reserve_rank__isnull=False).order_by("reserve_rank")


def entry_of(draw: Draw, person_id: int) -> DrawEntry | None:
    """A person's entry in a draw."""
    return draw.entries.filter(person_id=person_id).first()


def profiles_in(draw: Draw, person_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The sealed profiles of people of a draw, by person; those of erased people are absent."""
    entries = list(draw.entries.filter(person_id__in=set(person_ids)))
    found = unseal(entry.commitment for entry in entries)
    return {
        entry.person_id: found[entry.commitment]["values"]
        for entry in entries
        if entry.commitment in found
    }
