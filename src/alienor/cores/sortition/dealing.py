"""From quotas and pool to numbered panels, in one go: what a draw needs before the balls fall."""

from __future__ import annotations

from dataclasses import dataclass

from alienor.cores.sortition.alternates import alternates
from alienor.cores.sortition.fair import Distribution, Method, fair_distribution
from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.feasibility import check_pool, keep_everyone
from alienor.cores.sortition.lottery import Lottery, Panel, numbered_panels
from alienor.cores.sortition.model import Instance
from alienor.cores.sortition.two_stage import TwoStage, two_stage
from alienor.cores.sortition.watching import UNWATCHED, Watch


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """The instance as it can be drawn (a pool of too few is kept whole, without quotas), its fair
    chances, its numbered panels, and the alternates of each of them."""

    instance: Instance
    distribution: Distribution
    lottery: Lottery
    alternates: tuple[Panel, ...]


def deal(
    instance: Instance,
    *,
    method: Method,
    seed: bytes,
    panels: int,
    watch: Watch = UNWATCHED,
) -> Dealt:
    """Deal out `panels` numbered panels with chances as fair as `method` makes them.

    `seed`: decides turns within a type, never a chance; `watch`: who hears how far it is.

    Errors: SortitionInvalid (`no_panel` where no panel keeps every quota; what `watch` raises).
    """
    instance = _drawable(instance)
    distribution = fair_distribution(instance, method=method, seed=seed, watch=watch)
    watch.told("numbers", 0.0)
    lottery = numbered_panels(distribution, m=panels, seed=seed)
    return Dealt(
        instance=instance,
        distribution=distribution,
        lottery=lottery,
        alternates=alternates(distribution.profiles, lottery.panels, seed=seed),
    )


def deal_in_two_stages(
    instance: Instance,
    *,
    method: Method,
    seed: bytes,
    panels: int,
    watch: Watch = UNWATCHED,
) -> tuple[Instance, Distribution, TwoStage]:
    """As `deal`, for a very large pool: compositions are numbered instead of panels."""
    instance = _drawable(instance)
    distribution = fair_distribution(instance, method=method, seed=seed, watch=watch)
    watch.told("numbers", 0.0)
    return instance, distribution, two_stage(distribution, m=panels, seed=seed)


def _drawable(instance: Instance) -> Instance:
    """The instance, or its pool kept whole. Errors: SortitionInvalid (`no_panel`)."""
    outcome = check_pool(instance).outcome
    if outcome == "infeasible":
        raise refuse("no_panel")
    if outcome == "everyone_kept":
        instance = keep_everyone(instance)
    return instance
