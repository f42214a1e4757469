"""Everything random in a draw comes from public balls, by rules anyone can write again; from the
randomness of a public beacon too (32 bytes, `cores/beacon`), where one was announced.

1. `seed = SHA-256("alienor draw seed 1\\n" + commitment + "\\n" + digits + "\\n")`: `commitment` is
   32 bytes (the hash of what was fixed before the balls were drawn), `digits` the balls in order of
   drawing, as ASCII digits one after the other. Where a beacon was announced, its
   randomness and one more line feed follow: `... + digits + "\\n" + randomness + "\\n"`.
2. A use has a seed of its own: `SHA-256("alienor draw use 1\\n" + seed + label)`, label in UTF-8.
3. A seed gives a stream of bytes: `SHA-256(seed + i)` for i = 0, 1, 2... written on 8 bytes, most
   significant first, one block of 32 bytes after the other.
4. A number below n: take 8 bytes of the stream as an integer u (most significant first); if
   u >= n * floor(2**64 / n), throw it away and take the next 8; the number is u mod n.
5. A shuffle: for i from the last place down to 1, swap place i with place `below(i + 1)`.
6. A ranking: sort by `SHA-256(seed + id)`, id in UTF-8, smallest first, as bytes.
7. A beacon's shift: the first number below m of the stream whose seed is the use "beacon shift" of
   its randomness. The panel has the number (what the balls write + shift) mod m, of m panels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from alienor.cores.sortition.faults import refuse

T = TypeVar("T")

_SPAN = 1 << 64


def seed_from(*, commitment: bytes, balls: Sequence[int], beacon: bytes | None = None) -> bytes:
    """The seed of a draw (32 bytes), from what was committed before and the balls drawn after,
    and from the randomness of a `beacon` where one was announced.

    Errors: SortitionInvalid (`commitment_length`, `ball_not_a_digit`, `beacon_length`).
    """
    if len(commitment) != 32:
        raise refuse("commitment_length", length=len(commitment))
    digits = "".join(str(require_digit(ball)) for ball in balls).encode("ascii")
    written = b"alienor draw seed 1\n" + commitment + b"\n" + digits + b"\n"
    if beacon is not None:
        written += _require_beacon(beacon) + b"\n"
    return hashlib.sha256(written).digest()


def seed_for(seed: bytes, label: str) -> bytes:
    """A seed for one use, independent of the others (32 bytes)."""
    return hashlib.sha256(b"alienor draw use 1\n" + seed + label.encode()).digest()


def beacon_shift(randomness: bytes, m: int) -> int:
    """What a beacon adds to the number that the balls write: 0 to m - 1, each as likely.

    Errors: SortitionInvalid (`beacon_length`).
    """
    return Stream(seed_for(_require_beacon(randomness), "beacon shift")).below(m)


def require_digit(ball: int) -> int:
    """The ball, if it is a digit. Errors: SortitionInvalid (`ball_not_a_digit`)."""
    if not 0 <= ball <= 9:
        raise refuse("ball_not_a_digit", ball=ball)
    return ball


def _require_beacon(randomness: bytes) -> bytes:
    if len(randomness) != 32:
        raise refuse("beacon_length", length=len(randomness))
    return randomness


def ranked(ids: Iterable[str], *, seed: bytes) -> tuple[str, ...]:
    """Ids in the order of their hash with the seed."""
    return tuple(
        sorted(set(ids), key=lambda one: (hashlib.sha256(seed + one.encode()).digest(), one))
    )


class Stream:
    """Numbers from a seed, always the same ones."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._block = 0
        self._left = b""

    def below(self, n: int) -> int:
        """A number from 0 to n - 1, each as likely."""
        if n < 1:
            raise ValueError(n)
        limit = _SPAN - _SPAN % n
        while (number := self._next()) >= limit:
            pass
        return number % n

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in an order each as likely."""
        order = list(items)
        for place in range(len(order) - 1, 0, -1):
            other = self.below(place + 1)
            order[place], order[other] = order[other], order[place]
        return order

    def _next(self) -> int:
        if not self._left:
            self._left = hashlib.sha256(self._seed + self._block.to_bytes(8, "big")).digest()
            self._block += 1
        taken, self._left = self._left[:8], self._left[8:]
        return int.from_bytes(taken, "big")
