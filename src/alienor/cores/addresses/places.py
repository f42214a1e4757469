"""Read how many dwellings each address has, and in which district it stands."""

from __future__ import annotations

from functools import partial

from alienor.cores.addresses.faults import AddressesInvalid, Fault
from alienor.cores.addresses.model import Place
from alienor.cores.addresses.table import read_table


def read_places(data: bytes) -> dict[str, Place]:
    """Places by `cle_interop`, from a CSV file with `;`: `cle_interop;logements[;quartier]`.

    An empty number of dwellings counts as one. Errors: AddressesInvalid with every fault.
    """
    faults: list[Fault] = []
    table = read_table(data, required=("cle_interop", "logements"), faults=faults)
    found: dict[str, Place] = {}
    lines: dict[str, int] = {}
    district = table.columns.get("quartier")
    for line, row in table.rows:
        key = row[table.columns["cle_interop"]].strip().lower()
        dwellings = row[table.columns["logements"]].strip() or "1"
        wrong = partial(Fault, line=line)
        if not key:
            faults.append(wrong(code="bad_key", column="cle_interop", params={"value": key}))
        elif key in found:
            params: dict[str, str | int] = {"value": key, "other": lines[key]}
            faults.append(wrong(code="key_twice", column="cle_interop", params=params))
        elif not (dwellings.isascii() and dwellings.isdigit()):
            faults.append(
                wrong(code="not_a_number", column="logements", params={"value": dwellings})
            )
        else:
            named = "" if district is None else row[district].strip()
            found[key] = Place(dwellings=int(dwellings), district=named)
            lines[key] = line
    if faults:
        raise AddressesInvalid(sorted(faults, key=lambda fault: fault.line or 0))
    return found
