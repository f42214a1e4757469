"""What the pairs find at the doors of the drawn addresses."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alienor.demo.population.addresses import Address, districts
from alienor.demo.population.census import AgeBand, Outcome
from alienor.demo.population.people import Resident, household_at, residents_of
from alienor.demo.population.sources import generator

_EVENINGS = 21  # the number of evenings of Poitiers' first edition

# A thin pool on purpose: who opens, and who says yes (added to a log-chance).
_OPENS: Mapping[AgeBand, float] = {
    "16-29": -0.5,
    "30-44": -0.1,
    "45-59": 0.0,
    "60-74": 0.5,
    "75+": 0.5,
}
_ACCEPTS: Mapping[str, float] = {
    "16-29": -0.55,
    "30-44": -0.1,
    "45-59": 0.15,
    "60-74": 0.6,
    "75+": -0.55,
    "propriétaire": 0.45,
    "locataire HLM": -0.3,
    "Couronneries": -1.25,
    "Saint-Éloi": -0.7,
    "Bellejouanne": -0.45,
    "Centre-ville": 0.25,
    "Montbernage": 0.3,
}


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """What happened at one drawn address, in the order of the rounds.

    `evening`: 1 to 21, the evening of the last attempt; `pair`: the pair that knocked that
    evening; `dwelling`: which dwelling of the address (from 1); `resident` is known for
    `met_accepted` alone: socio-demographics are asked at acceptance only.
    """

    evening: int
    order: int
    pair: int
    address_id: str
    district: str
    dwelling: int
    attempts: int
    outcome: Outcome
    resident: Resident | None


def doors(
    seed: int,
    addresses: Sequence[Address],
    *,
    campaign: str = "2026",
    drawn: int = 2_000,
    met: int = 900,
    accepted: int = 140,
) -> tuple[DoorVisit, ...]:
    """What the pairs found at `drawn` addresses, drawn with chances near their dwellings.

    About `met` doors open and about `accepted` of them say yes (each within a few). The pool is
    thin on purpose: people of 60 to 74 and owners are over-represented, people under 30 and some
    districts are missing. Sorted by evening and order, so a prefix is a round under way.

    `campaign`: each edition knocks at other doors of the same city.
    """
    rng = generator(seed, f"doors {campaign}")
    chosen = _weighted_sample(rng, addresses, drawn)
    met += rng.randint(-15, 15)
    accepted += rng.randint(-4, 4)
    at_home: list[tuple[float, int]] = []
    picks: list[tuple[Address, int, Resident | None]] = []
    for index, address in enumerate(chosen):
        dwelling = rng.randint(1, address.dwellings)
        household = household_at(seed, address, dwelling)
        person = None if household is None else rng.choice(residents_of(seed, household))
        picks.append((address, dwelling, person))
        if person is not None:
            at_home.append((_OPENS[person.age_band] + _gumbel(rng), index))
    opened = {index for _, index in sorted(at_home, reverse=True)[:met]}
    willing: list[tuple[float, int]] = []
    for index in sorted(opened):
        person = picks[index][2]
        if person is not None:
            traits = (person.age_band, person.housing, person.district)
            willing.append((sum(_ACCEPTS.get(t, 0.0) for t in traits) + _gumbel(rng), index))
    said_yes = {index for _, index in sorted(willing, reverse=True)[:accepted]}

    found: list[tuple[Address, int, Resident | None, Outcome, int]] = []
    for index, (address, dwelling, person) in enumerate(picks):
        outcome, attempts = _outcome(
            rng, opened=index in opened, agreed=index in said_yes, empty=person is None
        )
        met_person = person if outcome == "met_accepted" else None
        found.append((address, dwelling, met_person, outcome, attempts))
    return _rounds(rng, found)


def until_acceptances(visits: Sequence[DoorVisit], wanted: int) -> tuple[DoorVisit, ...]:
    """The visits up to the one that brings the `wanted`-th acceptance (all, where there are fewer).

    So the demonstration can stop a round while it is under way.
    """
    seen = 0
    for index, visit in enumerate(visits):
        seen += visit.outcome == "met_accepted"
        if seen == wanted:
            return tuple(visits[: index + 1])
    return tuple(visits)


def _outcome(rng: random.Random, *, opened: bool, agreed: bool, empty: bool) -> tuple[Outcome, int]:
    if opened:
        attempts = rng.choices((1, 2, 3), (58, 29, 13))[0]
        if agreed:
            return "met_accepted", attempts
        return ("met_thinking" if rng.random() < 0.13 else "met_refused"), attempts
    kinds: tuple[Outcome, ...] = ("absent_notice_left", "wrong_address", "moved")
    outcome = rng.choices(kinds, (55, 15, 30) if empty else (95, 3, 2))[0]
    tries = (35, 40, 25) if outcome == "absent_notice_left" else (70, 25, 5)
    return outcome, rng.choices((1, 2, 3), tries)[0]


def _rounds(
    rng: random.Random, found: Sequence[tuple[Address, int, Resident | None, Outcome, int]]
) -> tuple[DoorVisit, ...]:
    """Spread the doors over the evenings, street by street: two districts or so each evening."""
    names = districts()
    made: list[tuple[int, Address, int, Resident | None, Outcome, int]] = []
    for address, dwelling, person, outcome, attempts in found:
        place = names.index(address.district)
        evenings = [e for e in range(1, _EVENINGS + 1) if e % 10 == place or (e + 3) % 10 == place]
        # the last of several attempts falls on a later passage through the district
        evening = max(rng.choice(evenings) for _ in range(attempts))
        made.append((evening, address, dwelling, person, outcome, attempts))
    made.sort(key=lambda row: (row[0], row[1].id, row[2]))
    visits: list[DoorVisit] = []
    order = 0
    for evening, address, dwelling, person, outcome, attempts in made:
        order = order + 1 if visits and visits[-1].evening == evening else 1
        visits.append(
            DoorVisit(
                evening=evening,
                order=order,
                pair=(order - 1) // 20 + 1,
                address_id=address.id,
                district=address.district,
                dwelling=dwelling,
                attempts=attempts,
                outcome=outcome,
                resident=person,
            )
        )
    return tuple(visits)


def _weighted_sample(
    rng: random.Random, addresses: Sequence[Address], size: int
) -> tuple[Address, ...]:
    """Without replacement, by dwellings (Efraimidis and Spirakis, 2006), in the order given."""
    keyed = [
        (rng.random() ** (1 / address.dwellings), index)
        for index, address in enumerate(addresses)
        if address.dwellings
    ]
    keyed.sort(reverse=True)
    return tuple(addresses[index] for index in sorted(index for _, index in keyed[:size]))


def _gumbel(rng: random.Random) -> float:
    """Noise that turns a log-chance into a draw without replacement (the Gumbel trick)."""
    return -math.log(-math.log(1 - rng.random() * (1 - 1e-12) + 1e-300) + 1e-300)
