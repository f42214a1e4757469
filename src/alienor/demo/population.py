"""An invented city for the demonstration: addresses, households, residents, doors.

Every address and every person is INVENTED. Shares are near the census of Poitiers (INSEE RP2022
and the proxies named beside each constant), so that quotas, charts and shortages look true.

Plain Python: no Django, no clock, no network. The same seed gives the same city, and each
household has a generator of its own, so that any part of the city can be made alone and equals
the same part of the whole.
"""

import csv
import io
import math
import random
import tomllib
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

AgeBand = Literal["16-29", "30-44", "45-59", "60-74", "75+"]
Sex = Literal["femme", "homme", "autre"]
Housing = Literal["locataire HLM", "locataire privé", "propriétaire", "autre"]
Occupation = Literal["actif", "demandeur d'emploi", "étudiant", "retraité", "autre"]
HouseholdKind = Literal["single", "couple", "family", "single_parent", "other"]
Outcome = Literal[
    "met_accepted", "met_refused", "met_thinking", "absent_notice_left", "wrong_address", "moved"
]

DEMO_SEED = 1199
"""The seed for which the texts of the demonstration quote their figures."""

REFERENCE_YEAR = 2026
"""Year in which ages are counted."""

COMMUNE = "Poitiers"
INSEE = "86194"
NO_NUMBER = 99999
"""The Base Adresse Locale's number for a street or a hamlet without numbers."""

AGE_BANDS: tuple[AgeBand, ...] = ("16-29", "30-44", "45-59", "60-74", "75+")

CENSUS: Mapping[str, Mapping[str, float]] = {
    # INSEE, urban unit 2019 (proxy): shares among people aged 15 or more, first band 15-29.
    "age_band": {"16-29": 0.353, "30-44": 0.195, "45-59": 0.185, "60-74": 0.163, "75+": 0.104},
    # INSEE, arrondissement 2020 (proxy): 47.9 % men; the third value is invented.
    "sex": {"femme": 0.518, "homme": 0.479, "autre": 0.003},
    # INSEE RP2022: 29.9 % owner-occupied main residences; the rest of the split is invented.
    "housing": {
        "locataire HLM": 0.27,
        "locataire privé": 0.40,
        "propriétaire": 0.299,
        "autre": 0.031,
    },
    # INSEE 2020, households of Poitiers.
    "household": {
        "single": 0.599,
        "couple": 0.163,
        "family": 0.116,
        "single_parent": 0.085,
        "other": 0.037,
    },
}

LABELS: Mapping[str, str] = {
    "femme": "Femme",
    "homme": "Homme",
    "autre": "Autre",
    "locataire HLM": "Locataire d'un logement social",
    "locataire privé": "Locataire dans le parc privé",
    "propriétaire": "Propriétaire de son logement",
    "actif": "En emploi",
    "demandeur d'emploi": "En recherche d'emploi",
    "étudiant": "En études",
    "retraité": "À la retraite",
}
"""Inclusive wording of the stored values, for screens."""

BAL_HEADER = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;"
    "commune_deleguee_nom;voie_nom;lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;"
    "cad_parcelles;source;date_der_maj;certification_commune"
)

_PEOPLE = Path(__file__).parent / "texts" / "people"

_MAIN_RESIDENCES = 49_849 / 56_581  # INSEE RP2022: the other dwellings are empty or secondary
_EVENINGS = 21  # the number of evenings of Poitiers' first edition
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

_ROWS_PER_STREET: Mapping[str, float] = {"houses": 1.15, "mixed": 1.0, "flats": 0.8, "estate": 0.5}

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
class Street:
    """An invented street. `dwellings_range`: dwellings of an address, fewest and most."""

    name: str
    district: str
    postcode: str
    code: str
    kind: str
    dwellings_range: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Address:
    """An address. `id` is its `cle_interop`; `first_dwelling` numbers dwellings over the city."""

    id: str
    number: int
    suffix: str
    street: str
    district: str
    postcode: str
    building: str
    dwellings: int
    first_dwelling: int
    lon: float
    lat: float

    @property
    def text(self) -> str:
        """The address on one line, as on an envelope."""
        number = "" if self.number == NO_NUMBER else f"{self.number} {self.suffix}".strip() + ", "
        return f"{number}{self.street}, {self.postcode} {COMMUNE}"


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


# --- addresses -------------------------------------------------------------------------------


def streets() -> tuple[Street, ...]:
    """The invented streets of `texts/people/streets.toml`, in the order of the file."""
    return tuple(
        Street(
            name=row["name"],
            district=row["district"],
            postcode=row["postcode"],
            code=row["code"],
            kind=row["kind"],
            dwellings_range=(row["buildings"][0], row["buildings"][1]),
        )
        for row in _toml("streets.toml")["streets"]
    )


def districts() -> tuple[str, ...]:
    """The names of the ten districts."""
    return tuple(row["name"] for row in _toml("streets.toml")["districts"])


def addresses(seed: int, count: int = 6_500) -> tuple[Address, ...]:
    """`count` distinct addresses over all streets, in the order of streets and numbers.

    A street without numbers holds one address, number 99999, with no dwelling: nobody there can
    be drawn.
    """
    rng = _rng(seed, "addresses")
    centres = {row["name"]: (row["lon"], row["lat"]) for row in _toml("streets.toml")["districts"]}
    made: list[Address] = []
    dwellings_before = 0
    for street, rows in _rows_by_street(count):
        lon, lat = (c + rng.uniform(-0.006, 0.006) for c in centres[street.district])
        heading = rng.uniform(0, 2 * math.pi)
        for rank, (number, suffix) in enumerate(_numbers(rng, street, rows)):
            low, high = street.dwellings_range
            dwellings = min(rng.randint(low, high), rng.randint(low, high)) if high > 1 else high
            metres = 9.0 * rank
            made.append(
                Address(
                    id=f"{INSEE}_{street.code}_{number:05d}" + (f"_{suffix}" if suffix else ""),
                    number=number,
                    suffix=suffix,
                    street=street.name,
                    district=street.district,
                    postcode=street.postcode,
                    building=street.kind,
                    dwellings=dwellings,
                    first_dwelling=dwellings_before,
                    lon=round(lon + metres * math.cos(heading) / 76_600, 7),
                    lat=round(lat + metres * math.sin(heading) / 111_200, 7),
                )
            )
            dwellings_before += dwellings
    return tuple(made)


def address_base(seed: int, count: int = 6_500) -> str:
    """The addresses as a Base Adresse Locale 1.3 file: CSV with `;`, to be written in UTF-8.

    As in real files, several rows can share one `cle_interop` (one for each position), some
    fields are empty, and 99999 marks a street without numbers. Dwellings are not in the format:
    see `address_dwellings`.
    """
    rng = _rng(seed, "base adresse locale")
    out = io.StringIO()
    out.write(BAL_HEADER + "\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for address in addresses(seed, count):
        uid = str(uuid.UUID(int=rng.getrandbits(128), version=4)) if rng.random() < 0.9 else ""
        updated = f"{rng.randint(2021, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        parcel = f"{INSEE}000{rng.choice('ABCDEH')}{rng.choice('KLMNRT')}{rng.randint(1, 480):04d}"
        complement = "Résidence du Clos" if rng.random() < 0.01 else ""
        for rank, position in enumerate(_positions(rng, address)):
            lon, lat = address.lon + rank * 9e-5, address.lat + rank * 4e-5
            x, y = lambert93(lon, lat)
            writer.writerow(
                [
                    uid,
                    address.id,
                    INSEE,
                    COMMUNE,
                    "",
                    "",
                    address.street,
                    complement,
                    address.number,
                    address.suffix,
                    position,
                    f"{x:.2f}",
                    f"{y:.2f}",
                    f"{lon:.7f}",
                    f"{lat:.7f}",
                    parcel if address.number != NO_NUMBER else "",
                    "Démonstration (adresses inventées)",
                    updated,
                    int(rng.random() < 0.7),
                ]
            )
    return out.getvalue()


def address_districts(seed: int, count: int = 6_500) -> dict[str, str]:
    """The district of each address, by `cle_interop`."""
    return {address.id: address.district for address in addresses(seed, count)}


def address_dwellings(seed: int, count: int = 6_500) -> dict[str, int]:
    """The number of dwellings of each address, by `cle_interop`: the weights of the draw."""
    return {address.id: address.dwellings for address in addresses(seed, count)}


def lambert93(lon: float, lat: float) -> tuple[float, float]:
    """Degrees (WGS 84 / RGF93) to metres in Lambert-93 (EPSG:2154).

    Source: IGN, NT/G 71, "Projection cartographique conique conforme de Lambert".
    """
    n, c, e = 0.7256077650532670, 11_754_255.426096, 0.0818191910428158
    x_pole, y_pole, lon_origin = 700_000.0, 12_655_612.049876, 3.0
    phi = math.radians(lat)
    latitude_iso = math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi))
    radius = c * math.exp(-n * latitude_iso)
    gamma = n * math.radians(lon - lon_origin)
    return x_pole + radius * math.sin(gamma), y_pole - radius * math.cos(gamma)


def _rows_by_street(count: int) -> Iterator[tuple[Street, int]]:
    """Each street with its number of addresses; the numbers add up to `count`."""
    every = streets()
    without = sum(street.kind == "nonumber" for street in every)
    if count < len(every):
        raise ValueError(f"at least {len(every)} addresses are needed, one for each street")
    weights = [_ROWS_PER_STREET.get(street.kind, 0.0) for street in every]
    total = sum(weights)
    running = 0.0
    given = 0
    for street, weight in zip(every, weights, strict=True):
        if street.kind == "nonumber":
            yield street, 1
            continue
        running += weight
        upto = round((count - without) * running / total)
        yield street, upto - given
        given = upto


def _numbers(rng: random.Random, street: Street, rows: int) -> Iterator[tuple[int, str]]:
    """`rows` pairs of number and suffix, increasing; about one in twenty is a "bis" or "ter"."""
    if street.kind == "nonumber":
        yield NO_NUMBER, ""
        return
    number, suffixes = 0, ["bis", "ter"]
    for _ in range(rows):
        if number and suffixes and rng.random() < 0.05:
            yield number, suffixes.pop(0)
            continue
        number += rng.choice((1, 1, 1, 2, 3))
        suffixes = ["bis", "ter"]
        yield number, ""


def _positions(rng: random.Random, address: Address) -> list[str]:
    if address.number == NO_NUMBER:
        return ["segment"]
    if address.building in {"flats", "estate"}:
        first = ["entrée"]
        if rng.random() < 0.30:
            first.append("bâtiment")
        if rng.random() < 0.25:
            first.append("cage d'escalier")
        return first
    position = rng.choices(
        ["entrée", "parcelle", "segment", "délivrance postale", ""], [70, 15, 6, 5, 4]
    )[0]
    return [position, "parcelle"] if position == "entrée" and rng.random() < 0.06 else [position]


# --- people ----------------------------------------------------------------------------------


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
    rng = _rng(seed, f"household {number}")
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
    rng = _rng(seed, f"residents {household.number}")
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
        for group in _toml("names.toml")["given"]
        if group["sex"] == wanted
        and (wanted == "mixte" or group["born"][0] <= birth_year <= group["born"][1])
        for name in group["names"]
    )


@cache
def _family_names() -> tuple[str, ...]:
    return tuple(_toml("names.toml")["family"]["names"])


def _fictional_phone(number: int) -> str:
    """A number of the range that Arcep keeps for fiction: 06 39 98 00 00 to 06 39 98 99 99."""
    last = f"{number * 7_919 % 10_000:04d}"
    return f"06 39 98 {last[:2]} {last[2:]}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(plain.replace("'", " ").split())


# --- doors -----------------------------------------------------------------------------------


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
    rng = _rng(seed, f"doors {campaign}")
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


# --- sources ---------------------------------------------------------------------------------


@cache
def _toml(name: str) -> dict:  # type: ignore[type-arg]
    with (_PEOPLE / name).open("rb") as file:
        return tomllib.load(file)


def _rng(seed: int, purpose: str) -> random.Random:
    """A generator for one purpose: what one part draws never shifts what another part draws."""
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - an invented city, nothing secret
