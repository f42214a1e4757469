"""The panel beside the census and the pool, in figures that single nobody out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
    census: Sequence[tuple[str, str]],
    pool: Mapping[str, int],
    panel: Mapping[str, int],
    least: int,
) -> FeaturePortrait:
    """`census`: (value, share in percent as text) in order; values that only the pool knows come
    after. `least`: figures below it are hidden, and one more if it alone would give it away."""
    shares = dict(census)
    values = [*shares, *sorted((set(pool) | set(panel)) - set(shares))]
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


def hide_small(counts: Mapping[str, int], *, least: int) -> dict[str, int | None]:
    """Counts below `least` are hidden; as the total is public, further ones are, smallest first,
    until at least two are hidden that count `least` together."""
    hidden = {value for value, count in counts.items() if 0 < count < least}
    waiting = sorted(
        (value for value in counts if value not in hidden and counts[value]),
        key=lambda value: (counts[value], value),
    )
    while hidden and waiting and (len(hidden) < 2 or sum(counts[v] for v in hidden) < least):
        hidden.add(waiting.pop(0))
    return {value: None if value in hidden else count for value, count in counts.items()}


def _percent(count: int | None, total: int) -> float | None:
    return None if count is None or not total else 100 * count / total
