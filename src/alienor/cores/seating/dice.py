"""Chance in whole numbers, from a seed alone.

The generator's raw numbers are the same for ever and on every machine (numpy promises it of a bit
generator's stream); a table of 2**16 quantiles turns sixteen bits into noise.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from alienor.cores.seating.numbers import Floats, Ints

FINENESS = 1024
"""Noise and temperature are counted in 1024ths."""

_QUANTILES = 2**16


def _quantiles() -> Floats:
    """Of the Gumbel distribution, in 1024ths. Adding such noise to -cost / temperature and taking
    the largest chooses with probability proportional to exp(-cost / temperature)."""
    shares = [(place + 0.5) / _QUANTILES for place in range(_QUANTILES)]
    return np.array([float(round(-FINENESS * math.log(-math.log(share)))) for share in shares])


_GUMBEL = _quantiles()


class Dice:
    """Everything that is left to chance, fixed by a seed."""

    def __init__(self, seed: str) -> None:
        digest = hashlib.sha256(f"alienor tables 1\n{seed}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))

    def order(self, count: int) -> Ints:
        """The numbers from 0 to `count` - 1 in any order."""
        return np.argsort(self._raw(count), kind="stable")

    def noise(self, count: int) -> Floats:
        """(count,) Gumbel noise in 1024ths."""
        sixteen = self._raw(-(-count // 4)).view(np.uint16)[:count]
        return _GUMBEL.take(sixteen)

    def below(self, most: int) -> int:
        """A number from 0 to `most` - 1; uneven by less than 2**-50."""
        return int(self._raw(1)[0]) % most

    def _raw(self, count: int) -> NDArray[np.uint64]:
        raw: NDArray[np.uint64] = self._bits.random_raw(count)
        return raw
