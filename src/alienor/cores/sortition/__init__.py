"""Drawing a panel by lot: quotas, fair distribution over panels, lottery, reserve, replay.

Pure functions on plain data. In the order in which a draw goes:

* `reading` (on `frames`), `model`, `faults`: the files, the instance, what may be wrong in them;
* `feasibility`: is there a panel, what must give, what a thin pool lacks;
* `fair` (on `profiles`, `relaxation`, `mixing`, `branching`, `solver`; where these are not enough
  `columns`, `pricing`; beside it `stratified`):
  the distribution over panels with everyone's chance and its certificate;
* `lottery` (on `rounding`), `randomness`: numbered panels, and all that the balls decide;
* `alternates`: who holds themselves ready, chosen with each panel;
* `dealing`: all of that in one go, `watching`: how far it is;
* `reserve`: ranked substitutes, who takes a seat left empty;
* `replay`: the draw done again from public files;
* `simple`: the draw of a small group;
* `words`: sentences.
"""

from alienor.cores.sortition.alternates import alternates
from alienor.cores.sortition.dealing import Dealt, deal
from alienor.cores.sortition.fair import (
    METHODS,
    Certificate,
    Distribution,
    Method,
    fair_distribution,
    gini,
    hoped_chances,
)
from alienor.cores.sortition.faults import FAULT_CODES, Fault, Language, SortitionInvalid
from alienor.cores.sortition.feasibility import (
    Missing,
    PoolReport,
    Relaxation,
    Room,
    ThinPool,
    check_pool,
    is_feasible,
    keep_everyone,
    relaxed,
    smallest_relaxations,
)
from alienor.cores.sortition.lottery import (
    Lottery,
    Panel,
    chance_written,
    numbered_panels,
    panel_index,
    panels_for,
    panels_hash,
    panels_text,
)
from alienor.cores.sortition.model import (
    Instance,
    Quota,
    Respondent,
    check_instance,
    instance_faults,
    quota_faults,
)
from alienor.cores.sortition.randomness import Stream, beacon_shift, ranked, seed_for, seed_from
from alienor.cores.sortition.reading import read_instance, read_quotas
from alienor.cores.sortition.replay import Replay, read_panels, replay
from alienor.cores.sortition.reserve import (
    Breach,
    Passed,
    Replacement,
    breaches,
    rank_reserve,
    replacement,
)
from alienor.cores.sortition.simple import (
    SimpleDraw,
    balanced_draw,
    proportional_quotas,
    simple_draw,
)
from alienor.cores.sortition.words import sentence

__all__ = [
    "FAULT_CODES",
    "METHODS",
    "Breach",
    "Certificate",
    "Dealt",
    "Distribution",
    "Fault",
    "Instance",
    "Language",
    "Lottery",
    "Method",
    "Missing",
    "Panel",
    "Passed",
    "PoolReport",
    "Quota",
    "Relaxation",
    "Replacement",
    "Replay",
    "Respondent",
    "Room",
    "SimpleDraw",
    "SortitionInvalid",
    "Stream",
    "ThinPool",
    "alternates",
    "balanced_draw",
    "beacon_shift",
    "breaches",
    "chance_written",
    "check_instance",
    "check_pool",
    "deal",
    "fair_distribution",
    "gini",
    "hoped_chances",
    "instance_faults",
    "is_feasible",
    "keep_everyone",
    "numbered_panels",
    "panel_index",
    "panels_for",
    "panels_hash",
    "panels_text",
    "proportional_quotas",
    "quota_faults",
    "rank_reserve",
    "ranked",
    "read_instance",
    "read_panels",
    "read_quotas",
    "relaxed",
    "replacement",
    "replay",
    "seed_for",
    "seed_from",
    "sentence",
    "simple_draw",
    "smallest_relaxations",
]
