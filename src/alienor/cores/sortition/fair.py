"""Fair distributions over panels: everyone's chance as equal as the quotas allow.

`leximin` makes the lowest chance as high as possible, then the next lowest, and so on; `maximin`
stops at the lowest. Source: B. Flanigan, P. Gölz, A. Gupta, B. Hennig, A. D. Procaccia, "Fair
algorithms for selecting citizens' assemblies", Nature 596 (2021), Algorithm 1. Two shortcuts:
identical people are one type, which loses nothing because averaging over them is as fair; and
leximin is first solved on the linear relaxation, where no panels are needed. If panels can be mixed
to those chances, they are leximin over panels too, since every mix of panels is a point of the
relaxation; if not, the prices that refute them give a cut, and the relaxation is solved again. The
staged algorithm of the paper, over panels, remains for the case where too many cuts are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.columns import REFUTED, Columns, Raised
from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.model import Instance, check_instance
from alienor.cores.sortition.pricing import PanelOracle
from alienor.cores.sortition.profiles import Counts, Floats, Profiles, merge
from alienor.cores.sortition.relaxation import LinearChances
from alienor.cores.sortition.stratified import stratified_panels

Method = Literal["leximin", "maximin", "stratified"]
Proof = Literal["relaxation", "cuts", "panels", "none"]
METHODS: tuple[str, ...] = get_args(Method)

_NEGLIGIBLE = 1e-9
"""A panel of less weight than this is left out."""

_STARTS_PER_TYPE = 2
"""Panels to begin with, for each type: a mix needs at most one a type and one more
(Carathéodory); twice that leaves room to spread it."""

_MOST_CUTS = 300
"""After that many cuts the staged algorithm takes over: our choice."""

_START_SEED = 0
"""Panels to begin with are blurred, always in the same way: without it they come in pairs that
exclude each other. It is a matter of speed and variety: chances do not depend on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is known of a distribution. Chances are those of people about whom the lot decides and
    whom some panel can hold.

    `lp_bound`: no method gives everyone a chance above this, by one linear program that anyone can
    solve again. `proven_bound`: the same, tightened by what no panel allows; `min_probability`
    equals it (within 1e-6) when the lowest chance is as high as can be. `exact`: leximin or
    maximin holds over all panels; `proof`: `relaxation` when the chances of the linear relaxation
    were reached, `cuts` when they were after excluding what no panel allows, `panels` when the
    search over panels itself ended, `none` for `stratified`.
    `gini`: inequality of chances, 0 when equal. `types`: merged types; `panels`: mixed panels.
    """

    method: Method
    min_probability: float
    max_probability: float
    lp_bound: float
    proven_bound: float
    gini: float
    types: int
    panels: int
    exact: bool
    proof: Proof


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """Panels by type, their weights (summing to 1), and everyone's chance.

    `panels`: people taken of each type, one tuple of n_types a panel, sorted; `chances`: by id,
    sorted by id, floats in [0, 1]; `unreachable`: ids that no panel can hold (chance 0).
    """

    profiles: Profiles
    panels: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]
    chances: Mapping[str, float]
    unreachable: tuple[str, ...]
    certificate: Certificate

    @property
    def lowest(self) -> float:
        """The lowest chance among people whom some panel can hold."""
        return self.certificate.min_probability

    @property
    def highest(self) -> float:
        """The highest chance of people about whom the lot decides."""
        return self.certificate.max_probability

    @property
    def gini(self) -> float:
        """Inequality of chances: 0 when equal, towards 1 when few people have them all."""
        return self.certificate.gini


def fair_distribution(
    instance: Instance, *, method: Method = "leximin", seed: bytes = b"", attempts: int = 200
) -> Distribution:
    """A distribution over the panels that keep the quotas.

    `seed` and `attempts` serve `stratified` only, whose chances are counted over that many panels.
    The order of the respondents changes nothing.

    Errors: SortitionInvalid (faults of the instance; `no_panel`: see `smallest_relaxations`;
    `unknown_method`; `stratified_failed`).
    """
    if method not in METHODS:
        raise refuse("unknown_method", method=method)
    check_instance(instance)
    profiles = merge(instance)
    oracle = PanelOracle(profiles)
    columns = Columns(profiles, oracle)
    reachable = cover(profiles, oracle, columns)
    linear = LinearChances(profiles, reachable=reachable)
    raised = profiles.drawn & reachable
    proof: Proof = "none"
    panels: list[Counts]
    weights: Floats
    lp_bound = linear.highest_floor() if raised.any() else 1.0
    proven = lp_bound
    if method == "stratified":
        panels = stratified_panels(profiles, seed=seed, panels=attempts)
        weights = np.full(len(panels), 1 / len(panels))
    elif not raised.any():
        panels, weights, proof = columns.panels[:1], np.ones(1), "relaxation"
    elif method == "maximin":
        _spread_start(profiles, oracle, columns, profiles.sizes * lp_bound)
        found = columns.raise_floor(
            floor=np.zeros(len(profiles.types)), raised=raised, bound=lp_bound
        )
        panels, weights = columns.panels, columns.spread(found.weights)
        proof = "relaxation" if found.z >= lp_bound - REFUTED else "panels"
        proven = min(lp_bound, found.bound)
    else:
        found, proof, proven = _leximin(profiles, oracle, columns, reachable=reachable)
        panels, weights = columns.panels, columns.spread(found.weights)
    return _distribution(
        profiles=profiles,
        panels=panels,
        weights=weights,
        reachable=reachable,
        method=method,
        lp_bound=lp_bound,
        proven_bound=proven,
        proof=proof,
    )


def cover(profiles: Profiles, oracle: PanelOracle, columns: Columns) -> NDArray[np.bool_]:
    """Which types some panel can hold: (n_types,); panels that hold them are added to `columns`.

    Errors: SortitionInvalid (`no_panel`).
    """
    covered = np.zeros(len(profiles.types), dtype=bool)
    while not covered.all():
        priced = oracle.best((~covered).astype(float))
        if priced is None:
            raise refuse("no_panel")
        columns.add([priced.counts])
        if not (priced.counts[~covered] > 0).any():
            break
        covered |= priced.counts > 0
    if not columns.panels:
        raise refuse("no_panel")
    return covered


def _leximin(
    profiles: Profiles, oracle: PanelOracle, columns: Columns, *, reachable: NDArray[np.bool_]
) -> tuple[Raised, Proof, float]:
    """Leximin over average panels, mixed from panels; where that cannot be, a cut says why, and the
    average panels it excludes are excluded. Each cut holds for every panel, so chances that can be
    mixed are leximin over panels. Gives the mix, its proof, and the bound on the lowest chance."""
    raised = profiles.drawn & reachable
    cuts: list[tuple[Floats, float]] = []
    while len(cuts) <= _MOST_CUTS:
        linear = LinearChances(profiles, reachable=reachable, cuts=cuts)
        bound = linear.highest_floor()
        ideal = linear.leximin()
        if not cuts:
            _spread_start(profiles, oracle, columns, ideal * profiles.sizes)
        floor = np.where(raised, ideal, 0.0)
        found = columns.raise_floor(floor=floor, raised=raised, bound=0.0, refutable=True)
        if found.z >= -REFUTED:
            return found, "cuts" if cuts else "relaxation", bound
        assert found.cut is not None
        cuts.append(found.cut)
    return staged_leximin(columns, raised=raised), "panels", bound


def staged_leximin(columns: Columns, *, raised: NDArray[np.bool_]) -> Raised:
    """Algorithm 1 of the paper: raise the lowest chance of those not settled, settle those whose
    dual price is above 0 (complementary slackness: no best distribution gives them more)."""
    floor = np.zeros(len(raised))
    open_ = raised.copy()
    found = columns.raise_floor(floor=floor, raised=open_)
    while True:
        held = open_ & (found.prices > 1e-6)
        if not held.any():
            held = open_ & (found.prices >= found.prices[open_].max())
        floor[held] = max(0.0, found.z - 1e-8)
        open_ &= ~held
        if not open_.any():
            return found
        found = columns.raise_floor(floor=floor, raised=open_)


def gini(chances: Floats) -> float:
    """The Gini coefficient of chances (n_people,): mean absolute difference / (2 * mean)."""
    ordered = np.sort(chances)
    n, total = len(ordered), float(ordered.sum())
    if not n or total <= 0:
        return 0.0
    ranks = np.arange(1, n + 1)
    return max(0.0, float(2 * (ranks @ ordered) / (n * total) - (n + 1) / n))


def _spread_start(
    profiles: Profiles, oracle: PanelOracle, columns: Columns, target: Floats
) -> None:
    """Panels to begin with: each one leans towards those whom the ones before left below `target`
    (people expected of each type, (n_types,))."""
    total = np.zeros(len(profiles.types))
    current = columns.panels[0]
    noise = np.random.Generator(np.random.PCG64(_START_SEED))
    for step in range(1, _STARTS_PER_TYPE * len(profiles.types) + 1):
        weights = (target * step - total) / profiles.sizes + noise.random(len(total))
        current = oracle.improved(current, weights)
        total += current
        columns.add([current])


def _distribution(
    *,
    profiles: Profiles,
    panels: list[Counts],
    weights: Floats,
    reachable: NDArray[np.bool_],
    method: Method,
    lp_bound: float,
    proven_bound: float,
    proof: Proof,
) -> Distribution:
    merged: dict[tuple[int, ...], float] = {}
    for counts, weight in zip(panels, weights, strict=True):
        if weight > _NEGLIGIBLE:
            key = tuple(int(count) for count in counts)
            merged[key] = merged.get(key, 0.0) + float(weight)
    ordered = sorted(merged)
    shares = np.array([merged[key] for key in ordered])
    shares /= shares.sum()
    by_type = np.clip(shares @ np.array(ordered, dtype=float) / profiles.sizes, 0.0, 1.0)
    chances = {
        person: float(by_type[index]) for person, index in profiles.type_of.items()
    } | dict.fromkeys(profiles.shut_out, 0.0)
    counted = profiles.drawn & reachable
    each = np.repeat(by_type[counted], profiles.sizes[counted].astype(int))
    return Distribution(
        profiles=profiles,
        panels=tuple(ordered),
        weights=tuple(float(share) for share in shares),
        chances=dict(sorted(chances.items())),
        unreachable=tuple(
            sorted(
                person
                for one, possible in zip(profiles.types, reachable, strict=True)
                if not possible
                for person in one.ids
            )
        ),
        certificate=Certificate(
            method=method,
            min_probability=float(each.min()) if len(each) else 1.0,
            max_probability=float(each.max()) if len(each) else 1.0,
            lp_bound=float(lp_bound),
            proven_bound=float(proven_bound),
            gini=gini(each),
            types=len(profiles.types),
            panels=len(ordered),
            exact=proof != "none",
            proof=proof,
        ),
    )
