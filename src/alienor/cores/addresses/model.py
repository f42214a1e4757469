"""What an address file holds, once read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One numbered address; its several positions are merged into the first.

    `key` is its `cle_interop`. `longitude` and `latitude` are in degrees (WGS 84), None where the
    file gives none.
    """

    key: str
    insee: str
    commune: str
    street: str
    complement: str
    number: int
    suffix: str
    longitude: float | None
    latitude: float | None

    @property
    def line(self) -> str:
        """Number, suffix and street, as on an envelope."""
        return f"{f'{self.number} {self.suffix}'.strip()}, {self.street}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBase:
    """A whole file: `rows` lines of data, of which `unnumbered` had no number (99999).

    `version` is the format ("1.3" or "1.4"); `encoding` is "utf-8" or "windows-1252".
    """

    version: str
    encoding: str
    rows: int
    unnumbered: int
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known of an address besides: how many dwellings, in which district (or "")."""

    dwellings: int
    district: str
