"""A round as people paste it: what a drand server answers, or its number and its signature."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from alienor.cores.beacon.chains import QUICKNET, Chain
from alienor.cores.beacon.faults import refuse
from alienor.cores.beacon.signatures import check_round

LONGEST = 4096
"""Characters of a text that is read; a round has 250, with room for what a server may add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round whose signature verified: `chain` is the hash of its chain, `signature` is
    hexadecimal in small letters, `randomness` the 32 bytes that follow from it."""

    chain: str
    number: int
    signature: str
    randomness: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    number: int
    signature: str
    randomness: str | None = None


def read_round(text: str, *, chain: Chain = QUICKNET, expected: int | None = None) -> Round:
    """The round in `text`, checked.

    `text`: the JSON of drand's servers (`round`, `signature`, and `randomness` which it may leave
    out), or the number and the signature, apart by spaces or punctuation; the signature alone
    where one round is `expected`. Errors: BeaconInvalid (`unreadable`, `other_round` if it is not
    the expected one, `randomness_differs`; those of `check_round`).
    """
    if len(text) > LONGEST:
        raise refuse("unreadable")
    text = text.strip()
    written = _json(text) if text.startswith("{") else _plain(text, expected)
    if expected is not None and written.number != expected:
        raise refuse("other_round", round=written.number, expected=expected)
    randomness = check_round(chain, written.number, written.signature)
    if written.randomness is not None and written.randomness.lower() != randomness.hex():
        raise refuse("randomness_differs")
    return Round(
        chain=chain.hash,
        number=written.number,
        signature=written.signature.lower(),
        randomness=randomness,
    )


def _json(text: str) -> _Written:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("unreadable") from error
    number, signature = said.get("round"), said.get("signature")
    randomness = said.get("randomness")
    if (
        type(number) is not int  # True is an int
        or number >= 1 << 64
        or not isinstance(signature, str)
        or not isinstance(randomness, str | None)
    ):
        raise refuse("unreadable")
    return _Written(number=number, signature=signature, randomness=randomness)


def _plain(text: str, expected: int | None) -> _Written:
    words = [word for word in re.split(r"[\s,;:|/]+", text) if word]
    if len(words) == 1 and expected is not None:
        return _Written(number=expected, signature=words[0])
    if len(words) != 2 or not re.fullmatch("[0-9]{1,20}", words[0]):
        raise refuse("unreadable")
    return _Written(number=int(words[0]), signature=words[1])
