"""Who sits at which table, round after round."""

from alienor.cores.seating.faults import Fault, SeatingInvalid, fault_sentence
from alienor.cores.seating.meanwhile import reseat, welcome
from alienor.cores.seating.model import Cap, Gathering, Person, Plan, as_plan, table_sizes
from alienor.cores.seating.quality import (
    Change,
    Quality,
    change_of,
    meetings,
    met_by_each,
    moved,
    quality_of,
)
from alienor.cores.seating.reading import read_gathering
from alienor.cores.seating.search import seat
from alienor.cores.seating.wishes import check_gathering

__all__ = [
    "Cap",
    "Change",
    "Fault",
    "Gathering",
    "Person",
    "Plan",
    "Quality",
    "SeatingInvalid",
    "as_plan",
    "change_of",
    "check_gathering",
    "fault_sentence",
    "meetings",
    "met_by_each",
    "moved",
    "quality_of",
    "read_gathering",
    "reseat",
    "seat",
    "table_sizes",
    "welcome",
]
