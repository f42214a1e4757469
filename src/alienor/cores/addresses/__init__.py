"""Address files read, and invitations drawn among their dwellings.

`read_addresses` reads a Base Adresse Locale (CSV, AITF formats 1.3 and 1.4); `read_places` reads
the dwellings and districts that the format does not hold; `draw_dwellings` draws among them.
"""

from alienor.cores.addresses.faults import AddressesInvalid, Fault
from alienor.cores.addresses.lot import DrawnDwelling, draw_dwellings
from alienor.cores.addresses.model import Address, AddressBase, Place
from alienor.cores.addresses.places import read_places
from alienor.cores.addresses.reading import read_addresses

__all__ = [
    "Address",
    "AddressBase",
    "AddressesInvalid",
    "DrawnDwelling",
    "Fault",
    "Place",
    "draw_dwellings",
    "read_addresses",
    "read_places",
]
