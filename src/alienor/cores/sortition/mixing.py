"""Chances mixed from panels: an average panel in fractions, written as a mix of panels.

What is left to mix is a point of the linear relaxation. Take the panel nearest to it among those
that reach every bound it reaches, give this panel as much weight as leaves a point of the
relaxation, and go on with that point: each step reaches one more bound, so what is left dwindles
(the constructive proof of Carathéodory's theorem: M. Grötschel, L. Lovász, A. Schrijver, "Geometric
Algorithms and Combinatorial Optimization", 1988, theorem 6.5.11). A linear program rounds: the best
corner between the whole numbers below and above has hardly more fractions than there are quotas,
and these are fixed a few at a time.

It may come to nothing, as panels are not all that the relaxation promises: then a step is taken
back and tried otherwise, and in the end `missed` says how far the mix is from the goal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alienor.cores.sortition.nearest import WholePanels
from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.watching import UNWATCHED, Watch, share_done

_HEAVIEST = 1 / 200
"""No panel weighs more where a lighter one will do: many panels, so that no handful of balls
decides between a few lists of names. Our choice."""

_NOISE_SEED = 0
"""Where chances leave it open who is on the next panel, dice decide, always the same: without them,
two panels that exclude each other could stand for all. Chances do not depend on them."""

_BLOCK = 50
"""Steps after which what was found is kept."""

_SETBACKS = 2
"""How often a step is taken back before giving up."""

_EXACT = 1e-9
"""Weight below which what is left of a type, or of a bound, counts as nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """`panels` by types (n_panels, n_types), their `weights` summing to 1, and by how much anyone's
    chance misses what was wanted; `tried`: panels met on the way and not kept."""

    panels: tuple[Counts, ...]
    weights: Floats
    missed: float
    tried: tuple[Counts, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """People still expected of each type before a step (n_types,), the weight of panels they stood
    for, and the panel taken with its weight."""

    rest: Floats
    share: float
    panel: Counts
    weight: float


def mixed(profiles: Profiles, wanted: Floats, *, near: float, watch: Watch = UNWATCHED) -> Mix:
    """Panels mixed to `wanted`, people expected of each type (n_types,), so that no chance misses
    it by more than `near`, if that can be had. The same arguments give the same mix."""
    begun = _begun(profiles, wanted, watch.kept)
    steps: list[_Step] = []
    best: list[_Step] = []
    tried: list[Counts] = []
    rest, share, setbacks, missed = wanted, 1.0, 0, float("inf")
    while setbacks <= _SETBACKS:
        if not len(steps) % _BLOCK and not setbacks:
            # Each block of steps begins afresh, so that it can be begun again from what was kept.
            whole = WholePanels(profiles)
            noise = np.random.Generator(np.random.PCG64([_NOISE_SEED, len(steps)]))
            if len(steps) >= len(begun):
                watch.keep(_kept(profiles, wanted, steps))
        exact = min(_EXACT / share, 1e-3)
        left = whole.clean(rest / share, exact=exact)
        panel: Counts | None
        if len(steps) < len(begun):
            panel, weight = begun[len(steps)]
        else:
            watch.told("panels", share_done(share, near=near))
            dice = noise.random(len(left))
            panel, weight = whole.nearest(left, exact=exact, dice=dice), 0.0
        if panel is not None:
            far = float(np.max(np.abs(rest - share * panel) / profiles.sizes, initial=0.0))
            if far < missed:
                missed, best = far, [*steps, _Step(rest, share, panel, share)]
            if far <= near:
                break
            most = share * whole.most_weight(left, panel, exact=exact)
            weight = weight or min(most, _HEAVIEST)
            if weight > _EXACT:
                steps.append(_Step(rest, share, panel, weight))
                rest, share = rest - weight * panel, share - weight
                continue
        if not steps:
            break
        setbacks += 1
        last = steps.pop()
        tried.append(last.panel)
        rest, share = last.rest, last.share
    weights = np.array([one.weight for one in best])
    return Mix(
        panels=tuple(one.panel for one in best),
        weights=weights / weights.sum() if best else weights,
        missed=missed,
        tried=tuple(tried),
    )


def _kept(profiles: Profiles, wanted: Floats, steps: Sequence[_Step]) -> str:
    """What `_begun` reads: the panels taken and their weights, to the last bit."""
    told = [[one.panel.tolist(), one.weight.hex()] for one in steps]
    return json.dumps({"of": _fingerprint(profiles, wanted), "steps": told})


def _begun(profiles: Profiles, wanted: Floats, kept: str) -> list[tuple[Counts, float]]:
    """The steps that were kept of this same mix; none of another one's."""
    found = json.loads(kept) if kept else {}
    if found.get("of") != _fingerprint(profiles, wanted):
        return []
    return [
        (np.array(panel, dtype=np.int64), float.fromhex(weight)) for panel, weight in found["steps"]
    ]


def _fingerprint(profiles: Profiles, wanted: Floats) -> str:
    rules = repr([(row[2], row[3]) for row in panel_rows(profiles)]).encode()
    return hashlib.sha256(profiles.incidence.tobytes() + rules + wanted.tobytes()).hexdigest()
