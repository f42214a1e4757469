"""Who lives in the dwellings: households and their residents of 16 or more."""

import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from alienor.demo.population.addresses import Address
from alienor.demo.population.census import (
    AGE_BANDS,
    CENSUS,
    REFERENCE_YEAR,
    AgeBand,
    HouseholdKind,
    Housing,
    Occupation,
    Sex,
)
from alienor.demo.population.sources import generator, read_toml

_MAIN_RESIDENCES = 49_849 / 56_581  # INSEE RP2022: the other dwellings are empty or secondary
_MEN_AMONG_TWO_SEXES = 0.479

_HOUSEHOLD_BY_BUILDING: Mapping[str, tuple[float, float, float, float, float]] = {
    # single, couple, family, single parent, other: together near CENSUS["household"]
    "houses": (0.30, 0.30, 0.27, 0.08, 0.05),
    "mixed": (0.58, 0.18, 0.12, 0.07, 0.05),
    "flats": (0.66, 0.14, 0.08, 0.08, 0.04),
    "estate": (0.60, 0.14, 0.13, 0.11, 0.02),
}

_BAND_BY_KIND: Mapping[str, tuple[float, float, float, float, float]] = {
    # 16-29, 30-44, 45-59, 60-74, 75+ among the adults of a household: together near the census
    "single": (0.435, 0.085, 0.135, 0.195, 0.150),
    "couple": (0.27, 0.13, 0.16, 0.29, 0.15),
    "family": (0.07, 0.55, 0.36, 0.02, 0.00),
    "single_parent": (0.10, 0.48, 0.40, 0.02, 0.00),
    "other": (0.72, 0.10, 0.08, 0.06, 0.04),
}

_HOUSING_BY_BUILDING: Mapping[str, tuple[float, float, float, float]] = {
    # locataire HLM, locataire privé, propriétaire, autre
    "houses": (0.03, 0.17, 0.77, 0.03),
    "mixed": (0.09, 0.48, 0.40, 0.03),
    "flats": (0.15, 0.49, 0.33, 0.03),
    "estate": (0.61, 0.19, 0.17, 0.03),
}

_OWNER_FACTOR: Mapping[AgeBand, float] = {
    "16-29": 0.15,
    "30-44": 0.95,
    "45-59": 1.4,
    "60-74": 2.0,
    "75+": 2.1,
}


@dataclass(frozen=True, slots=True)
class Household:
    """The people of one dwelling. `adult_bands`: one for each person aged 16 or more."""

    id: str
    number: int
    address_id: str
    district: str
    kind: HouseholdKind
    housing: Housing
    adult_bands: tuple[AgeBand, ...]
    children: int


@dataclass(frozen=True, slots=True)
class Resident:
    """An invented person of 16 or more. Always an e-mail or a phone, most often both."""

    id: str
    given_name: str
    family_name: str
    email: str | None
    phone: str | None
    birth_year: int
    age_band: AgeBand
    sex: Sex
    district: str
    housing: Housing
    occupation: Occupation
    address_id: str
    household_id: str


def households(seed: int, addresses: Iterable[Address]) -> tuple[Household, ...]:
    """The households of these addresses; about one dwelling in eight is empty."""
    return tuple(
        found
        for address in addresses
        for dwelling in range(1, address.dwellings + 1)
        if (found := household_at(seed, address, dwelling)) is not None
    )


def household_at(seed: int, address: Address, dwelling: int) -> Household | None:
    """The household of one dwelling (numbered from 1), or None where nobody lives there."""
    number = address.first_dwelling + dwelling - 1
    rng = generator(seed, f"household {number}")
    if rng.random() > _MAIN_RESIDENCES:
        return None
    kinds: tuple[HouseholdKind, ...] = ("single", "couple", "family", "single_parent", "other")
    kind = rng.choices(kinds, _HOUSEHOLD_BY_BUILDING[address.building])[0]
    first = rng.choices(AGE_BANDS, _BAND_BY_KIND[kind])[0]
    bands = [first]
    children = 0
    if kind in {"couple", "family"}:
        bands.append(first if rng.random() < 0.9 else _neighbour(rng, first))
    if kind == "other":
        bands += [first] * rng.choice((1, 1, 2))
    if kind in {"family", "single_parent"}:
        children = rng.choices((0, 1, 2, 3), (12, 40, 35, 13))[0]
        bands += ["16-29"] * (1 if children == 0 else int(rng.random() < 0.18))
    return Household(
        id=f"F{number:06d}",
        number=number,
        address_id=address.id,
        district=address.district,
        kind=kind,
        housing=_housing(rng, address.building, first),
        adult_bands=tuple(bands),
        children=children,
    )


def residents(seed: int, households: Iterable[Household]) -> tuple[Resident, ...]:
    """Everyone aged 16 or more in these households. Ids, e-mails are unique over the city."""
    return tuple(person for household in households for person in residents_of(seed, household))


def residents_of(seed: int, household: Household) -> tuple[Resident, ...]:
    """The people aged 16 or more of one household; one family name is shared as a rule."""
    rng = generator(seed, f"residents {household.number}")
    family_names = _family_names()
    shared = rng.choice(family_names)
    parents = 1 if household.kind == "single_parent" else 2
    first_sex: Sex | None = "femme" if _leads_alone(rng, household) else None
    people: list[Resident] = []
    for rank, band in enumerate(household.adult_bands):
        number = 1_000 + household.number * 8 + rank
        is_child = household.kind in {"family", "single_parent"} and rank >= parents
        sex = first_sex if rank == 0 and first_sex else _sex(rng, people, household)
        low, high = (16, 21) if is_child else _ages(band)
        birth_year = REFERENCE_YEAR - _age(rng, low, high)
        apart = household.kind == "other" or (rank == 1 and not is_child and rng.random() < 0.35)
        given_name = rng.choice(_given_names(sex, birth_year))
        family_name = rng.choice(family_names) if apart else shared
        has_email = rng.random() > {"75+": 0.38, "60-74": 0.08}.get(band, 0.01)
        has_phone = not has_email or rng.random() > 0.05
        people.append(
            Resident(
                id=f"P{number:07d}",
                given_name=given_name,
                family_name=family_name,
                email=(
                    f"{_slug(given_name)}.{_slug(family_name)}.{number}@exemple.invalid"
                    if has_email
                    else None
                ),
                phone=_fictional_phone(number) if has_phone else None,
                birth_year=birth_year,
                age_band=band,
                sex=sex,
                district=household.district,
                housing=household.housing,
                occupation=_occupation(rng, REFERENCE_YEAR - birth_year),
                address_id=household.address_id,
                household_id=household.id,
            )
        )
    return tuple(people)


def _leads_alone(rng: random.Random, household: Household) -> bool:
    """Whether the only adult is a woman for sure: most single parents, many of the oldest."""
    if household.kind == "single_parent":
        return rng.random() < 0.7
    alone_and_old = household.kind == "single" and household.adult_bands[0] == "75+"
    return alone_and_old and rng.random() < 0.3


def _sex(rng: random.Random, before: Sequence[Resident], household: Household) -> Sex:
    draw = rng.random()
    if draw < CENSUS["sex"]["autre"]:
        return "autre"
    paired = household.kind in {"couple", "family"} and len(before) == 1
    if paired and before[0].sex != "autre" and rng.random() < 0.94:
        return "homme" if before[0].sex == "femme" else "femme"
    # slightly above the census share: women lead alone more often (see _leads_alone)
    return "homme" if rng.random() < _MEN_AMONG_TWO_SEXES + 0.03 else "femme"


def _housing(rng: random.Random, building: str, band: AgeBand) -> Housing:
    kinds: tuple[Housing, ...] = ("locataire HLM", "locataire privé", "propriétaire", "autre")
    weights = list(_HOUSING_BY_BUILDING[building])
    weights[2] *= _OWNER_FACTOR[band]
    return rng.choices(kinds, weights)[0]


def _occupation(rng: random.Random, age: int) -> Occupation:
    """By age: near 63 % active at 15-64, of whom one in six seeks work (INSEE RP2022)."""
    kinds: tuple[Occupation, ...] = (
        "actif",
        "demandeur d'emploi",
        "étudiant",
        "retraité",
        "autre",
    )
    for limit, weights in (
        (18, (6, 2, 90, 0, 2)),
        (22, (18, 6, 73, 0, 3)),
        (30, (58, 14, 22, 0, 6)),
        (55, (77, 12, 1, 1, 9)),
        (62, (66, 11, 0, 12, 11)),
        (66, (28, 4, 0, 60, 8)),
    ):
        if age < limit:
            return rng.choices(kinds, weights)[0]
    return rng.choices(kinds, (2, 0, 0, 95, 3))[0]


def _neighbour(rng: random.Random, band: AgeBand) -> AgeBand:
    index = AGE_BANDS.index(band) + rng.choice((-1, 1))
    return AGE_BANDS[max(0, min(index, len(AGE_BANDS) - 1))]


def _ages(band: AgeBand) -> tuple[int, int]:
    return {"16-29": (16, 29), "30-44": (30, 44), "45-59": (45, 59), "60-74": (60, 74)}.get(
        band, (75, 96)
    )


def _age(rng: random.Random, low: int, high: int) -> int:
    """An age in the band; students weigh on the first one, and the last one thins out."""
    if (low, high) == (16, 29):
        return rng.choices(range(16, 30), (3, 3, 9, 10, 11, 11, 10, 9, 8, 7, 6, 5, 4, 4))[0]
    if low >= 75:
        return min(rng.randint(low, high), rng.randint(low, high))
    return rng.randint(low, high)


@cache
def _given_names(sex: Sex, birth_year: int) -> tuple[str, ...]:
    wanted = "mixte" if sex == "autre" else sex
    return tuple(
        name
        for group in read_toml("names.toml")["given"]
        if group["sex"] == wanted
        and (wanted == "mixte" or group["born"][0] <= birth_year <= group["born"][1])
        for name in group["names"]
    )


@cache
def _family_names() -> tuple[str, ...]:
    return tuple(read_toml("names.toml")["family"]["names"])


def _fictional_phone(number: int) -> str:
    """A number of the range that Arcep keeps for fiction: 06 39 98 00 00 to 06 39 98 99 99."""
    last = f"{number * 7_919 % 10_000:04d}"
    return f"06 39 98 {last[:2]} {last[2:]}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(plain.replace("'", " ").split())
