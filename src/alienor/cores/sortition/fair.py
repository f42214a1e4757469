"""Fair distributions over panels: everyone's chance as equal as the quotas allow.

Sources: `leximin`, `maximin`, `nash`: B. Flanigan, P. Gölz, A. Gupta, B. Hennig, A. D. Procaccia,
"Fair algorithms for selecting citizens' assemblies", Nature 596 (2021); `goldilocks`: see
`relaxation`. Two shortcuts: identical people are one type, which loses nothing because averaging
over them is as fair; and each method is first solved on the linear relaxation, where no panels are
needed (`relaxation`). If panels can be mixed to those chances (`mixing`), they are the best over
panels too, since every mix of panels is a point of the relaxation. If not, columns are generated
(`columns`): the prices that refute the chances give a cut, and the relaxation is solved again.
Where too many cuts would be needed, the programs of the relaxation are solved over panels
themselves (`over_panels`), as the paper does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.columns import REFUTED, TOLERANCE, Columns
from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.mixing import mixed
from alienor.cores.sortition.model import Instance, check_instance
from alienor.cores.sortition.over_panels import PanelChances
from alienor.cores.sortition.pricing import PanelOracle
from alienor.cores.sortition.profiles import Counts, Floats, Profiles, merge
from alienor.cores.sortition.relaxation import (
    AIMS,
    Cut,
    LinearChances,
    held_by_average_panels,
)
from alienor.cores.sortition.stratified import stratified_panels
from alienor.cores.sortition.watching import UNWATCHED, Watch

Method = Literal["leximin", "maximin", "nash", "goldilocks", "stratified"]
Proof = Literal["relaxation", "cuts", "panels", "none"]
METHODS: tuple[str, ...] = get_args(Method)

_NEGLIGIBLE = 1e-9
"""A panel of less weight than this is left out."""

_NEAR = 5e-7
"""Chances mixed this near to what was wanted are reached: half of `REFUTED`."""

_MOST_CUTS = 20
"""After that many cuts panels take over, as each cut takes less away than the one before; those
that the cuts made known serve then. Our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is known of a distribution. Chances are those of people about whom the lot decides and
    whom some panel can hold.

    `lp_bound`: no method gives everyone a chance above this, by one linear program that anyone can
    solve again. `proven_bound`: the same, tightened by what no panel allows; `min_probability`
    equals it (within 1e-6) when the lowest chance is as high as can be. `exact`: what the method
    asks for holds over all panels; `proof`: `relaxation` when the chances of the linear relaxation
    were reached, `cuts` when they were after excluding what no panel allows, `panels` when the
    search over panels itself ended, `none` for `stratified`, and where rounding errors won.
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
    instance: Instance,
    *,
    method: Method = "leximin",
    seed: bytes = b"",
    attempts: int = 200,
    watch: Watch = UNWATCHED,
) -> Distribution:
    """A distribution over the panels that keep the quotas.

    `seed` and `attempts` serve `stratified` only, whose chances are counted over that many panels.
    The order of the respondents changes nothing. `watch`: who hears how far it is.

    Errors: SortitionInvalid (faults of the instance; `no_panel`: see `smallest_relaxations`;
    `unknown_method`; `stratified_failed`).
    """
    if method not in METHODS:
        raise refuse("unknown_method", method=method)
    check_instance(instance)
    profiles = merge(instance)
    if not profiles.types:
        raise refuse("no_panel")
    if method == "stratified":
        reachable = cover(profiles, PanelOracle(profiles), Columns(profiles, PanelOracle(profiles)))
        linear = LinearChances(profiles, reachable=reachable)
        panels = stratified_panels(profiles, seed=seed, panels=attempts)
        weights = np.full(len(panels), 1 / len(panels))
        found = Found(panels, weights, linear.highest_floor(), "none")
    else:
        linear = LinearChances(profiles, reachable=held_by_average_panels(profiles))
        watch.told("chances", 0.0)
        wanted = AIMS[method](linear) * profiles.sizes
        mix = mixed(profiles, wanted, near=_NEAR, watch=watch)
        if mix.missed <= _NEAR:
            found = Found(mix.panels, mix.weights, linear.highest_floor(), "relaxation")
        else:
            known = [*mix.panels, *mix.tried]
            linear, found = _over_panels(profiles, known, method, watch)
    return _distribution(profiles, linear, found, method=method)


def hoped_chances(instance: Instance) -> tuple[Mapping[str, float], float]:
    """Everyone's leximin chance by id, and the highest that everybody could have, were average
    panels panels: what `fair_distribution` aims at first, and all but reaches in a large pool. Many
    times faster, as no panel is looked for.

    Errors: SortitionInvalid (faults of the instance; `no_panel`).
    """
    check_instance(instance)
    profiles = merge(instance)
    linear = LinearChances(profiles, reachable=held_by_average_panels(profiles))
    return _by_person(profiles, linear.leximin()), linear.highest_floor()


def _by_person(profiles: Profiles, by_type: Floats) -> dict[str, float]:
    chances = {person: float(by_type[index]) for person, index in profiles.type_of.items()}
    return chances | dict.fromkeys(profiles.shut_out, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Panels by types, their weights (n_panels,), a bound on the lowest chance, and its proof."""

    panels: Sequence[Counts]
    weights: Floats
    bound: float
    proof: Proof


def _over_panels(
    profiles: Profiles, known: Sequence[Counts], method: Method, watch: Watch
) -> tuple[LinearChances, Found]:
    """The method over panels, starting from those known: columns are generated to reach the chances
    of the relaxation; where that cannot be, a cut says why, and the average panels it excludes are
    excluded. Each cut holds for every panel, so chances that can be mixed are the best over panels.
    """
    oracle = PanelOracle(profiles)
    columns = Columns(profiles, oracle, heard=partial(watch.told, "columns", 0.0))
    columns.add(known)
    reachable = cover(profiles, oracle, columns)
    linear = LinearChances(profiles, reachable=reachable)
    lp_bound = linear.highest_floor()
    if not linear.raised.any():
        return linear, Found(columns.panels[:1], np.ones(1), lp_bound, "relaxation")
    if method == "maximin":
        found = columns.raise_floor(
            floor=np.zeros(len(profiles.types)), raised=linear.raised, bound=lp_bound
        )
        proof: Proof = "relaxation" if found.z >= lp_bound - REFUTED else "panels"
        bound = min(lp_bound, found.bound)
        return linear, Found(columns.panels, columns.spread(found.weights), bound, proof)
    cuts: list[Cut] = []
    while len(cuts) <= _MOST_CUTS:
        cut_off = LinearChances(profiles, reachable=reachable, cuts=cuts)
        bound = cut_off.highest_floor()
        floor = np.where(linear.raised, AIMS[method](cut_off), 0.0)
        found = columns.raise_floor(floor=floor, raised=linear.raised, bound=0.0, refutable=True)
        if found.z >= -REFUTED:
            proof = "cuts" if cuts else "relaxation"
            return linear, Found(columns.panels, columns.spread(found.weights), bound, proof)
        assert found.cut is not None
        cuts.append(found.cut)
    over_panels = PanelChances(profiles, reachable=reachable, columns=columns)
    floor = np.where(linear.raised, AIMS[method](over_panels), 0.0)
    bound = min(bound, over_panels.highest_floor() + TOLERANCE)
    found = columns.raise_floor(floor=floor, raised=linear.raised, bound=0.0, refutable=True)
    proof = "panels" if found.z >= -REFUTED else "none"
    return linear, Found(columns.panels, columns.spread(found.weights), bound, proof)


def cover(profiles: Profiles, oracle: PanelOracle, columns: Columns) -> NDArray[np.bool_]:
    """Which types some panel can hold: (n_types,); panels that hold them are added to `columns`.

    Errors: SortitionInvalid (`no_panel`).
    """
    covered = np.zeros(len(profiles.types), dtype=bool)
    for counts in columns.panels:
        covered |= counts > 0
    while not covered.all():
        priced = oracle.best((~covered).astype(float))
        if priced is None:
            raise refuse("no_panel")
        columns.add([priced.counts])
        if not (priced.counts[~covered] > 0).any():
            break
        covered |= priced.counts > 0
    return covered


def gini(chances: Floats) -> float:
    """The Gini coefficient of chances (n_people,): mean absolute difference / (2 * mean)."""
    ordered = np.sort(chances)
    n, total = len(ordered), float(ordered.sum())
    if not n or total <= 0:
        return 0.0
    ranks = np.arange(1, n + 1)
    return max(0.0, float(2 * (ranks @ ordered) / (n * total) - (n + 1) / n))


def _distribution(
    profiles: Profiles, linear: LinearChances, found: Found, *, method: Method
) -> Distribution:
    merged: dict[tuple[int, ...], float] = {}
    for counts, weight in zip(found.panels, found.weights, strict=True):
        if weight > _NEGLIGIBLE:
            key = tuple(int(count) for count in counts)
            merged[key] = merged.get(key, 0.0) + float(weight)
    ordered = sorted(merged)
    shares = np.array([merged[key] for key in ordered])
    shares /= shares.sum()
    by_type = np.clip(shares @ np.array(ordered, dtype=float) / profiles.sizes, 0.0, 1.0)
    each = np.repeat(by_type[linear.raised], profiles.sizes[linear.raised].astype(int))
    out = profiles.drawn & ~linear.raised
    return Distribution(
        profiles=profiles,
        panels=tuple(ordered),
        weights=tuple(float(share) for share in shares),
        chances=dict(sorted(_by_person(profiles, by_type).items())),
        unreachable=tuple(
            sorted(person for place in np.flatnonzero(out) for person in profiles.types[place].ids)
        ),
        certificate=Certificate(
            method=method,
            min_probability=float(each.min()) if len(each) else 1.0,
            max_probability=float(each.max()) if len(each) else 1.0,
            lp_bound=linear.highest_floor(),
            proven_bound=found.bound,
            gini=gini(each),
            types=len(profiles.types),
            panels=len(ordered),
            exact=found.proof != "none",
            proof=found.proof,
        ),
    )
