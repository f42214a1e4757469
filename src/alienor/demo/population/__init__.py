"""An invented city for the demonstration: addresses, households, residents, doors.

Every address and every person is INVENTED. Shares are near the census of Poitiers (INSEE RP2022
and the proxies named beside each constant), so that quotas, charts and shortages look true.

Plain Python: no Django, no clock, no network. The same seed gives the same city, and each
household has a generator of its own, so that any part of the city can be made alone and equals
the same part of the whole.
"""

from alienor.demo.population.addresses import (
    BAL_HEADER,
    COMMUNE,
    INSEE,
    NO_NUMBER,
    Address,
    Street,
    address_base,
    address_districts,
    address_dwellings,
    addresses,
    districts,
    lambert93,
    streets,
)
from alienor.demo.population.census import (
    AGE_BANDS,
    CENSUS,
    LABELS,
    REFERENCE_YEAR,
    AgeBand,
    HouseholdKind,
    Housing,
    Occupation,
    Outcome,
    Sex,
)
from alienor.demo.population.doors import (
    DoorVisit,
    doors,
    until_acceptances,
)
from alienor.demo.population.people import (
    Household,
    Resident,
    household_at,
    households,
    residents,
    residents_of,
)

DEMO_SEED = 1199
"""The seed for which the texts of the demonstration quote their figures."""

__all__ = [
    "AGE_BANDS",
    "BAL_HEADER",
    "CENSUS",
    "COMMUNE",
    "DEMO_SEED",
    "INSEE",
    "LABELS",
    "NO_NUMBER",
    "REFERENCE_YEAR",
    "Address",
    "AgeBand",
    "DoorVisit",
    "Household",
    "HouseholdKind",
    "Housing",
    "Occupation",
    "Outcome",
    "Resident",
    "Sex",
    "Street",
    "address_base",
    "address_districts",
    "address_dwellings",
    "addresses",
    "districts",
    "doors",
    "household_at",
    "households",
    "lambert93",
    "residents",
    "residents_of",
    "streets",
    "until_acceptances",
]
