"""Signatures of rounds: BLS on the curve BLS12-381, signatures in G1, keys in G2.

The message of a round is SHA-256 of its number, written on 8 bytes, most significant first. It is
hashed to the curve as RFC 9380 says (BLS12381G1_XMD:SHA-256_SSWU_RO_), under the tag `_TAG`. A
point has one way of being written, and a round one signature: whoever carries it chooses nothing.
"""

from __future__ import annotations

import hashlib
import re
from typing import TypeVar

from py_arkworks_bls12381 import GT, G1Point, G2Point

from alienor.cores.beacon.chains import Chain
from alienor.cores.beacon.faults import refuse

Point = TypeVar("Point", G1Point, G2Point)

SCHEME = "bls-unchained-g1-rfc9380"
SIGNATURE_BYTES = 48
_TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_ELSEWHERE = {64: "evmnet", 96: "default"}  # how long the signatures of drand's other chains are


def check_chain(chain: Chain) -> None:
    """The facts of a chain agree with its hash, and its key is one.

    Errors: BeaconInvalid (`scheme`, `chain_hash`, `public_key`).
    """
    _key_of(chain)


def check_round(chain: Chain, round_number: int, signature: str) -> bytes:
    """The randomness of a round (32 bytes), once its signature (hexadecimal) verifies.

    Errors: BeaconInvalid (`not_hexadecimal`, `signature_length`, `other_chain`, `not_on_curve`,
    `wrong_signature`, `round_number`; those of `check_chain`).
    """
    chain.time_of(round_number)
    key = _key_of(chain)
    data = _signature_bytes(chain, signature)
    point = _point(G1Point, data)
    if point is None:
        raise refuse("not_on_curve")
    message = hashlib.sha256(round_number.to_bytes(8, "big")).digest()
    hashed = G1Point.hash_to_curve(message, _TAG)
    if not GT.pairing_check([point, -hashed], [G2Point(), key]):
        raise refuse("wrong_signature", round=round_number, chain=chain.name)
    return hashlib.sha256(data).digest()


def _signature_bytes(chain: Chain, signature: str) -> bytes:
    if not re.fullmatch("[0-9A-Fa-f]*", signature):
        raise refuse("not_hexadecimal")
    size, half = divmod(len(signature), 2)
    if size in _ELSEWHERE and not half:
        raise refuse("other_chain", chain=chain.name, other=_ELSEWHERE[size])
    if size != SIGNATURE_BYTES or half:
        raise refuse("signature_length", digits=len(signature), expected=2 * SIGNATURE_BYTES)
    return bytes.fromhex(signature)


def _key_of(chain: Chain) -> G2Point:
    if chain.scheme != SCHEME:
        raise refuse("scheme", scheme=chain.scheme)
    try:
        point = _point(G2Point, bytes.fromhex(chain.public_key))
    except ValueError:
        point = None
    if point is None:
        raise refuse("public_key", chain=chain.name)
    if (found := chain.computed_hash()) != chain.hash:
        raise refuse("chain_hash", chain=chain.name, found=found)
    return point


def _point(group: type[Point], data: bytes) -> Point | None:
    """The point that these bytes write, if it is in the group, is not its zero, and is written in
    the one way: the library reads several zeros."""
    try:
        point = group.from_compressed_bytes(data)
    except ValueError:
        return None
    if point == group.identity() or point.to_compressed_bytes() != data:
        return None
    return point
