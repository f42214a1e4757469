"""Rounds that drand published, a chain whose key is known, and signatures that are none."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from alienor.cores.beacon import QUICKNET, Chain

# Rounds of quicknet, published by drand and by others who verify them.
ROUNDS = {
    42: "95a9f9f5b231b7714de1553105d8ffdf3dcda24cfdb1e689319bccf79a9c8ce4"
    "30a91b811fbfaf763900bc998b5d686a",
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39",
    657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b",
}
RANDOMNESS = {
    1000: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    657413: "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
}
# A test network of drand with quicknet's scheme and its own key: its round 3.
ELSEWHERE = (
    "b98dae74f6a9d2ec79d75ba273dcfda86a45d589412860eb4c0fd056b00654db"
    "f667c1b6884987c9aee0d43f8ba9db52"
)
ELSEWHERE_KEY = (
    "a1ee12542360bf75742bcade13d6134e7d5283d9eb782887c47d3d9725f05805"
    "d37b0106b7f744395bf82c175dd7434a169e998f188a657a030d588892c0cd2c"
    "01f996aaf331c4d8bc5b9734bbe261d09e7d2d39ef88b635077f262bd7bbb30f"
)
FIELD = int(
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
    "1eabfffeb153ffffb9feffffffffaaab",
    16,
)
SECRET = Scalar(20261126)
TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def with_key(key: str) -> Chain:
    """A chain like quicknet, of other people."""
    chain = replace(QUICKNET, name="another", public_key=key)
    return replace(chain, hash=chain.computed_hash())


def chain_of(secret: Scalar) -> Chain:
    return with_key((G2Point() * secret).to_compressed_bytes().hex())


OURS = chain_of(SECRET)


def signed(number: int, secret: Scalar = SECRET) -> str:
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    return (G1Point.hash_to_curve(message, TAG) * secret).to_compressed_bytes().hex()


_TRUE = ROUNDS[1000]
NOT_SIGNATURES = (
    ("", "signature_length"),
    (_TRUE[:-1], "signature_length"),
    (_TRUE[:-2], "signature_length"),
    (_TRUE + "0", "signature_length"),
    (_TRUE + _TRUE, "other_chain"),  # 96 bytes: drand's first chain
    (_TRUE[:-1] + "g", "not_hexadecimal"),
    (_TRUE[:-1] + " ", "not_hexadecimal"),
    (_TRUE[:-1] + "\n", "not_hexadecimal"),
    (_TRUE[:-1] + "\u0663", "not_hexadecimal"),  # a digit, of another alphabet
    ("0x" + _TRUE[2:], "not_hexadecimal"),
    ("c0" + "00" * 47, "not_on_curve"),  # zero verifies under the key zero alone
    ("c0" + "00" * 46 + "01", "not_on_curve"),  # other ways of writing it
    ("e0" + "00" * 47, "not_on_curve"),
    ("80" + "00" * 46 + "01", "not_on_curve"),  # no such point
    ("80" + "00" * 46 + "04", "not_on_curve"),  # on the curve, out of the group
    ("34" + _TRUE[2:], "not_on_curve"),  # not marked as compressed
)


def another_way_of_writing() -> tuple[int, str]:
    """A round of ours, and its signature with x + p for x."""
    for number in range(1, 100):
        data = bytes.fromhex(signed(number))
        x = int.from_bytes(data, "big") & ((1 << 381) - 1)
        if x + FIELD < 1 << 381:
            return number, (int.from_bytes(data, "big") + FIELD).to_bytes(48, "big").hex()
    raise AssertionError("one in five has room for it")
