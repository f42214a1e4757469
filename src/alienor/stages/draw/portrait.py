"""The panel beside the census and the pool: before the draw, for its organisers; after it, in
figures that single nobody out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alienor.stages.draw.quotas import NOT_SAID, PoolMember, QuotaRow

FAR, POINTS = 1.5, 2.0
"""A value is out of balance where its share among agreements is so many times its share of the town
(or the reverse), and so many points away from it: our choice, from no paper."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of a feature. `census` in percent, None where unknown; `pool` and `panel` are
    people, None where the figure is hidden because it counts too few (or would give another away).
    """

    value: str
    census: float | None
    pool: int | None
    panel: int | None
    pool_share: float | None
    panel_share: float | None


@dataclass(frozen=True, kw_only=True)
class FeaturePortrait:
    """One feature: its values in the order of the rules."""

    feature: str
    cells: tuple[Cell, ...]


def feature_portrait(
    feature: str,
    *,
    order: Sequence[str],
    shares: Mapping[str, str],
    pool: Mapping[str, int],
    panel: Mapping[str, int],
    least: int,
) -> FeaturePortrait:
    """`order`: the values of the rules; others come after. `shares`: in percent as text, of the
    census. `least`: figures below it are hidden, and one more if it alone would give it away."""
    known = {*shares, *pool, *panel}
    values = [*(one for one in order if one in known), *sorted(known - set(order))]
    shown_pool = hide_small({value: pool.get(value, 0) for value in values}, least=least)
    shown_panel = hide_small({value: panel.get(value, 0) for value in values}, least=least)
    people, seats = sum(pool.values()), sum(panel.values())
    return FeaturePortrait(
        feature=feature,
        cells=tuple(
            Cell(
                value=value,
                census=float(shares[value]) if shares.get(value) else None,
                pool=shown_pool[value],
                panel=shown_panel[value],
                pool_share=_percent(shown_pool[value], people),
                panel_share=_percent(shown_panel[value], seats),
            )
            for value in values
        ),
    )


@dataclass(frozen=True, kw_only=True)
class ProspectCell:
    """One value before the draw: how many agreed, and how many every panel holds (`least` to
    `most`; on `average` where there is a panel). `census` in percent, None where unknown. Small
    figures are not hidden: this is for the organisers, who see the pool."""

    value: str
    census: float | None
    pool: int
    pool_share: float | None
    least: int
    most: int
    average: float | None

    @property
    def out_of_balance(self) -> bool:
        """Whether those who agreed are far from the town."""
        if self.census is None or self.pool_share is None:
            return False
        low, high = sorted((self.census, self.pool_share))
        return high - low >= POINTS and high >= FAR * low


@dataclass(frozen=True, kw_only=True)
class FeatureProspect:
    """One feature before the draw: its values in the order of the rules, for so many `seats`."""

    feature: str
    seats: int
    cells: tuple[ProspectCell, ...]


def feature_prospect(
    feature: str,
    *,
    quotas: Sequence[QuotaRow],
    pool: Sequence[PoolMember],
    seats: int,
    average: Mapping[tuple[str, str], float] | None,
) -> FeatureProspect:
    """`average`: people of each value
    on the average panel, None where no panel keeps the quotas: bounds are then what they ask for,
    and otherwise what they leave open to this pool, one person a household."""
    rows = {str(row["value"]): row for row in quotas}
    homes: dict[str, set[object]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for member in pool:
        value = member.values.get(feature) or NOT_SAID
        counts[value] += 1
        homes[value].add(member.household or member.person_id)
    values = [*rows, *sorted(set(counts) - set(rows))]
    asked = {
        value: (rows[value]["minimum"], rows[value]["maximum"]) if value in rows else (0, seats)
        for value in values
    }
    held = asked if average is None else _held(asked, homes, seats=seats)
    return FeatureProspect(
        feature=feature,
        seats=seats,
        cells=tuple(
            ProspectCell(
                value=value,
                census=_census(rows.get(value)),
                pool=counts[value],
                pool_share=_percent(counts[value], len(pool)),
                least=held[value][0],
                most=held[value][1],
                average=None if average is None else average.get((feature, value), 0.0),
            )
            for value in values
        ),
    )


def _held(
    asked: Mapping[str, tuple[int, int]], homes: Mapping[str, set[object]], *, seats: int
) -> dict[str, tuple[int, int]]:
    """Bounds tightened by the pool: no more than there are households with the value, no fewer than
    what the other values cannot fill."""
    most = {value: min(maximum, len(homes.get(value, ()))) for value, (_, maximum) in asked.items()}
    held = {}
    for value, (minimum, _) in asked.items():
        others = [one for one in asked if one != value]
        elsewhere = set().union(*(homes.get(one, set()) for one in others))
        filled = min(sum(most[one] for one in others), len(elsewhere))
        held[value] = (min(most[value], max(minimum, seats - filled)), most[value])
    return held


def _census(row: QuotaRow | None) -> float | None:
    return float(row["census_share"]) if row and row["census_share"] else None


def hide_small(counts: Mapping[str, int], *, least: int) -> dict[str, int | None]:
    """Counts below `least` are hidden; as the total is public, further ones are, the next in order
    first, until at least two are hidden that count `least` together. Which ones does not depend on
    their size: hiding the smallest would tell that they are no larger than what is shown."""
    values = [value for value, count in counts.items() if count]
    hidden = {value for value in values if counts[value] < least}
    while hidden and len(hidden) < len(values):
        if len(hidden) >= 2 and sum(counts[value] for value in hidden) >= least:
            break
        last = max(place for place, value in enumerate(values) if value in hidden)
        others = [*values[last + 1 :], *reversed(values[:last])]
        hidden.add(next(value for value in others if value not in hidden))
    return {value: None if value in hidden else count for value, count in counts.items()}


def _percent(count: int | None, total: int) -> float | None:
    return None if count is None or not total else 100 * count / total
