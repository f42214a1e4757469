"""Whole panels near an average panel, in a pool of many types for its seats."""

import numpy as np
import pytest
from sortition_cases import keeps_rules, town

from alienor.cores.sortition import fair_distribution, hoped_chances, numbered_panels
from alienor.cores.sortition import nearest as module
from alienor.cores.sortition.nearest import WholePanels
from alienor.cores.sortition.profiles import merge
from alienor.cores.sortition.relaxation import LinearChances, held_by_average_panels

CROWD = town(people=900, seats=12, slack=2)


def test_a_crowd_is_looked_at_among_the_favoured_first() -> None:
    profiles = merge(CROWD)
    assert len(profiles.types) >= module._MANY * CROWD.seats
    found = fair_distribution(CROWD)
    hoped, bound = hoped_chances(CROWD)
    assert found.certificate.min_probability == pytest.approx(bound, abs=1e-6)
    assert dict(found.chances) == pytest.approx(hoped, abs=1e-5)
    lottery = numbered_panels(found, seed=bytes(32))
    assert all(keeps_rules(CROWD, panel) for panel in lottery.panels)


def test_where_the_favoured_hold_no_panel_everybody_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_FAVOURED", 1)
    profiles = merge(CROWD)
    linear = LinearChances(profiles, reachable=held_by_average_panels(profiles))
    left = linear.leximin() * profiles.sizes
    whole = WholePanels(profiles)
    dice = np.random.Generator(np.random.PCG64(1)).random(len(left))
    panel = whole.nearest(whole.clean(left, exact=1e-9), exact=1e-9, dice=dice)
    assert panel is not None and panel.sum() == CROWD.seats
    totals = whole.totals(panel)
    assert np.all(totals >= whole._low) and np.all(totals <= whole._high)
    assert whole.most_weight(left, panel, exact=1e-9) > 0
