"""Read a Base Adresse Locale (AITF, CSV, formats 1.3 and 1.4)."""

from __future__ import annotations

import math
import re

from alienor.cores.addresses.faults import AddressesInvalid, Fault
from alienor.cores.addresses.model import Address, AddressBase
from alienor.cores.addresses.table import Table, read_table

UNNUMBERED = 99999
"""The number of a street or a hamlet without numbers."""

_REQUIRED = ("cle_interop", "commune_insee", "commune_nom", "voie_nom", "numero", "suffixe")
_READ = (*_REQUIRED, "lieudit_complement_nom", "long", "lat")
_KEY = re.compile(r"[0-9][0-9AB][0-9]{3}_[0-9A-Za-z]{4,}_([0-9]{5})(_\w+)*")
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")


def read_addresses(data: bytes) -> AddressBase:
    """The numbered addresses of a file, in its order, each once.

    Rows that share a `cle_interop` are positions of one address: the first is kept. Errors:
    AddressesInvalid with every fault of the file.
    """
    faults: list[Fault] = []
    table = read_table(data, required=_REQUIRED, faults=faults)
    found: dict[str, tuple[int, Address]] = {}
    unnumbered = 0
    for line, row in table.rows:
        address = _address(table, line, row, faults)
        if address is None:
            continue
        if address.number == UNNUMBERED:
            unnumbered += 1
            continue
        first = found.setdefault(address.key, (line, address))
        if _place(first[1]) != _place(address):
            params: dict[str, str | int] = {"value": address.key, "other": first[0]}
            faults.append(Fault(code="key_shared", line=line, column="cle_interop", params=params))
    if not found and not faults:
        faults.append(Fault(code="no_address"))
    if faults:
        raise AddressesInvalid(sorted(faults, key=lambda fault: fault.line or 0))
    return AddressBase(
        version="1.4" if "id_ban_adresse" in table.columns else "1.3",
        encoding=table.encoding,
        rows=len(table.rows),
        unnumbered=unnumbered,
        addresses=tuple(address for _, address in found.values()),
    )


def _address(table: Table, line: int, row: list[str], faults: list[Fault]) -> Address | None:
    """The address of one row; None, and what is wrong in `faults`, where it cannot be read."""
    cells = {name: row[table.columns[name]].strip() for name in _READ if name in table.columns}
    before = len(faults)

    def wrong(code: str, column: str, **params: str | int) -> None:
        faults.append(Fault(code=code, line=line, column=column, params=params))

    key, number = cells["cle_interop"], cells["numero"]
    matched = _KEY.fullmatch(key)
    if matched is None:
        wrong("bad_key", "cle_interop", value=key)
    if not _INSEE.fullmatch(cells["commune_insee"]):
        wrong("bad_commune", "commune_insee", value=cells["commune_insee"])
    if not cells["voie_nom"]:
        wrong("no_street", "voie_nom")
    if not (number.isascii() and number.isdigit()):
        wrong("not_a_number", "numero", value=number)
    elif matched is not None and int(number) != int(matched[1]):
        wrong("number_differs", "numero", key_number=int(matched[1]), number=int(number))
    degrees: dict[str, float | None] = {}
    for column in ("long", "lat"):
        try:
            degrees[column] = _degrees(cells.get(column, ""))
        except ValueError:
            wrong("not_a_number", column, value=cells[column])
    if len(faults) > before:
        return None
    return Address(
        key=key.lower(),
        insee=cells["commune_insee"],
        commune=cells["commune_nom"],
        street=cells["voie_nom"],
        complement=cells.get("lieudit_complement_nom", ""),
        number=int(number),
        suffix=cells["suffixe"].lower(),
        longitude=degrees["long"],
        latitude=degrees["lat"],
    )


def _degrees(text: str) -> float | None:
    if not text:
        return None
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _place(address: Address) -> tuple[str, str, int, str]:
    return address.insee, address.street.casefold(), address.number, address.suffix
