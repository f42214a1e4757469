"""Streets, addresses and their Base Adresse Locale file."""

import csv
import io
import math
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alienor.demo.population.sources import generator, read_toml

COMMUNE = "Poitiers"
INSEE = "86194"
NO_NUMBER = 99999
"""The Base Adresse Locale's number for a street or a hamlet without numbers."""

BAL_HEADER = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;"
    "commune_deleguee_nom;voie_nom;lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;"
    "cad_parcelles;source;date_der_maj;certification_commune"
)

_ROWS_PER_STREET: Mapping[str, float] = {"houses": 1.15, "mixed": 1.0, "flats": 0.8, "estate": 0.5}


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
        for row in read_toml("streets.toml")["streets"]
    )


def districts() -> tuple[str, ...]:
    """The names of the ten districts."""
    return tuple(row["name"] for row in read_toml("streets.toml")["districts"])


def addresses(seed: int, count: int = 6_500) -> tuple[Address, ...]:
    """`count` distinct addresses over all streets, in the order of streets and numbers.

    A street without numbers holds one address, number 99999, with no dwelling: nobody there can
    be drawn.
    """
    rng = generator(seed, "addresses")
    centres = {
        row["name"]: (row["lon"], row["lat"]) for row in read_toml("streets.toml")["districts"]
    }
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
    rng = generator(seed, "base adresse locale")
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
