"""A chain of drand as data. The hash names it: it is made of all the rest but the scheme."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alienor.cores.beacon.faults import refuse

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What drand says of a chain at `/info`, under its own names or shorter ones.

    `hash`, `public_key`, `group_hash`: hexadecimal; `genesis`: when round 1 came, in seconds of
    Unix time; `period`: seconds from a round to the next; `scheme`: how rounds are signed.
    """

    name: str
    hash: str
    public_key: str
    group_hash: str
    genesis: int
    period: int
    scheme: str

    def round_at(self, time: datetime) -> int:
        """The newest round at `time`: the next one is known to nobody yet.

        Errors: BeaconInvalid (`before_first_round`).
        """
        past = (time - _EPOCH) - timedelta(seconds=self.genesis)
        if past < timedelta():
            raise refuse("before_first_round", chain=self.name)
        return past // timedelta(seconds=self.period) + 1

    def time_of(self, round_number: int) -> datetime:
        """When this round comes, in UTC. Errors: BeaconInvalid (`round_number`)."""
        if round_number < 1:
            raise refuse("round_number", round=round_number)
        try:
            return _EPOCH + timedelta(seconds=self.genesis + (round_number - 1) * self.period)
        except OverflowError as error:
            raise refuse("round_number", round=round_number) from error

    def computed_hash(self) -> str:
        """The hash that these facts have, as drand computes it for a chain with a name."""
        return hashlib.sha256(
            self.period.to_bytes(4, "big")
            + self.genesis.to_bytes(8, "big")
            + bytes.fromhex(self.public_key)
            + bytes.fromhex(self.group_hash)
            + self.name.encode()
        ).hexdigest()


QUICKNET = Chain(
    name="quicknet",
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    public_key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    group_hash="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    genesis=1692803367,
    period=3,
    scheme="bls-unchained-g1-rfc9380",
)
CHAINS = {chain.hash: chain for chain in (QUICKNET,)}
"""The chains that are built in, by their hash."""
