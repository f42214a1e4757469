"""Rounds of drand: the true ones are believed, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from alienor.cores.beacon import (
    CHAINS,
    FAULT_CODES,
    QUICKNET,
    BeaconInvalid,
    Chain,
    check_chain,
    check_round,
    read_round,
)
from alienor.cores.beacon.faults import refuse

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


def code_of(chain: Chain, number: int, signature: str) -> str:
    with pytest.raises(BeaconInvalid) as refused:
        check_round(chain, number, signature)
    return refused.value.code


@pytest.mark.parametrize("number", ROUNDS)
def test_published_rounds_of_quicknet_verify(number: int) -> None:
    randomness = check_round(QUICKNET, number, ROUNDS[number])
    assert randomness == hashlib.sha256(bytes.fromhex(ROUNDS[number])).digest()
    assert randomness.hex() == RANDOMNESS.get(number, randomness.hex())
    assert check_round(QUICKNET, number, ROUNDS[number].upper()) == randomness


def test_the_facts_of_quicknet_make_its_hash() -> None:
    check_chain(QUICKNET)
    assert CHAINS[QUICKNET.hash] is QUICKNET
    assert QUICKNET.computed_hash() == QUICKNET.hash


def test_a_chain_whose_facts_were_touched_is_refused() -> None:
    infinity = "c0" + "00" * 95
    for touched, code in (
        ({"genesis": QUICKNET.genesis + 3}, "chain_hash"),
        ({"period": 30}, "chain_hash"),
        ({"group_hash": "00" * 32}, "chain_hash"),
        ({"public_key": OURS.public_key}, "chain_hash"),
        ({"public_key": infinity}, "public_key"),
        ({"public_key": "00" * 96}, "public_key"),
        ({"public_key": QUICKNET.public_key[2:]}, "public_key"),
        ({"public_key": "key"}, "public_key"),
        ({"scheme": "pedersen-bls-chained"}, "scheme"),
    ):
        chain = replace(QUICKNET, **touched)
        with pytest.raises(BeaconInvalid) as refused:
            check_chain(chain)
        assert refused.value.code == code
        assert code_of(chain, 1000, ROUNDS[1000]) == code


def test_the_signature_of_another_round_or_chain_is_refused() -> None:
    assert code_of(QUICKNET, 1001, ROUNDS[1000]) == "wrong_signature"
    check_round(with_key(ELSEWHERE_KEY), 3, ELSEWHERE)
    assert code_of(QUICKNET, 3, ELSEWHERE) == "wrong_signature"
    assert code_of(QUICKNET, 1000, signed(1000)) == "wrong_signature"
    assert code_of(OURS, 1000, ROUNDS[1000]) == "wrong_signature"


def test_a_signature_that_is_none_is_refused() -> None:
    true = ROUNDS[1000]
    for signature, code in (
        ("", "signature_length"),
        (true[:-1], "signature_length"),
        (true[:-2], "signature_length"),
        (true + "0", "signature_length"),
        (true + true, "other_chain"),  # 96 bytes: drand's first chain
        (true[:-1] + "g", "not_hexadecimal"),
        (true[:-1] + " ", "not_hexadecimal"),
        (true[:-1] + "\n", "not_hexadecimal"),
        (true[:-1] + "\u0663", "not_hexadecimal"),  # a digit, of another alphabet
        ("0x" + true[2:], "not_hexadecimal"),
        ("c0" + "00" * 47, "not_on_curve"),  # zero verifies under the key zero alone
        ("c0" + "00" * 46 + "01", "not_on_curve"),  # other ways of writing it
        ("e0" + "00" * 47, "not_on_curve"),
        ("80" + "00" * 46 + "01", "not_on_curve"),  # no such point
        ("80" + "00" * 46 + "04", "not_on_curve"),  # on the curve, out of the group
        ("34" + true[2:], "not_on_curve"),  # not marked as compressed
    ):
        assert code_of(QUICKNET, 1000, signature) == code


def test_a_point_has_one_way_of_being_written() -> None:
    """x + p would be the same point, and another hash: another randomness to choose from."""
    for number in range(1, 100):
        data = bytes.fromhex(signed(number))
        flags, x = data[0] & 0xE0, int.from_bytes(bytes([data[0] & 0x1F]) + data[1:], "big")
        if x + FIELD < 1 << 381:
            break
    check_round(OURS, number, signed(number))
    longer = bytearray((x + FIELD).to_bytes(48, "big"))
    longer[0] |= flags
    assert code_of(OURS, number, longer.hex()) == "not_on_curve"
    opposite = bytes([data[0] ^ 0x20]) + data[1:]
    assert code_of(OURS, number, opposite.hex()) == "wrong_signature"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 10**10), st.integers(1, 10**10), st.integers(2, 10**30))
def test_one_signature_verifies_for_one_round_of_one_chain(
    number: int, other: int, secret: int
) -> None:
    signature = signed(number)
    assert check_round(OURS, number, signature) == hashlib.sha256(bytes.fromhex(signature)).digest()
    if other != number:
        assert code_of(OURS, other, signature) == "wrong_signature"
    if secret != 20261126:
        assert code_of(chain_of(Scalar(secret)), number, signature) == "wrong_signature"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 95), st.sampled_from("0123456789abcdef"))
def test_one_character_that_changed_is_noticed(place: int, character: str) -> None:
    true = ROUNDS[1000]
    if character != true[place]:
        changed = true[:place] + character + true[place + 1 :]
        assert code_of(QUICKNET, 1000, changed) in {"not_on_curve", "wrong_signature"}


def test_a_round_comes_at_its_time() -> None:
    genesis = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    assert QUICKNET.time_of(1) == genesis
    assert QUICKNET.round_at(genesis) == 1
    assert QUICKNET.round_at(genesis + timedelta(seconds=2.999999)) == 1
    assert QUICKNET.round_at(genesis + timedelta(seconds=3)) == 2
    with pytest.raises(BeaconInvalid) as refused:
        QUICKNET.round_at(genesis - timedelta(microseconds=1))
    assert refused.value.code == "before_first_round"
    for number in (0, -1, 10**12, 1 << 64, 10**400):
        with pytest.raises(BeaconInvalid) as refused:
            QUICKNET.time_of(number)
        assert refused.value.code == "round_number"
    assert code_of(QUICKNET, 0, ROUNDS[1000]) == "round_number"
    with pytest.raises(TypeError):
        QUICKNET.round_at(genesis.replace(tzinfo=None))


@given(st.integers(0, 10**15))
def test_the_round_at_a_time_is_the_newest_that_has_come(microseconds: int) -> None:
    time = QUICKNET.time_of(1) + timedelta(microseconds=microseconds)
    number = QUICKNET.round_at(time)
    assert QUICKNET.time_of(number) <= time < QUICKNET.time_of(number + 1)


def test_what_drand_answers_is_read() -> None:
    for number, signature in ROUNDS.items():
        said = {"round": number, "signature": signature}
        read = read_round(json.dumps(said))  # as its second interface answers
        assert (read.chain, read.number, read.signature) == (QUICKNET.hash, number, signature)
        assert read.randomness == check_round(QUICKNET, number, signature)
        said["randomness"] = read.randomness.hex()
        for text in (json.dumps(said), json.dumps(said, indent=2) + "\n"):
            assert read_round(text, expected=number) == read


def test_a_number_and_a_signature_are_read() -> None:
    signature = ROUNDS[1000]
    for text in (
        f"1000 {signature}",
        f" 1000,{signature.upper()}\n",
        f"1000\n{signature}",
        f"1000 : {signature}",
        f"1000\u00a0: {signature}",
    ):
        assert read_round(text) == read_round(f"1000;{signature}", expected=1000)
    assert read_round(signature, expected=1000).number == 1000


def read_code(text: str, **facts: int) -> str:
    with pytest.raises(BeaconInvalid) as refused:
        read_round(text, **facts)
    return refused.value.code


def test_what_is_no_round_is_refused() -> None:
    signature = ROUNDS[1000]
    good = {"round": 1000, "signature": signature}
    for text in (
        "",
        "{",
        "{}",
        "[]",
        "<html>",
        signature,
        "1000",
        f"mille {signature}",
        f"-1000 {signature}",
        f"١٠٠٠ {signature}",
        f"1000 {signature} {signature}",
        f"{'9' * 30} {signature}",
        json.dumps({**good, "round": "1000"}),
        json.dumps({**good, "round": 1000.0}),
        json.dumps({**good, "round": True}),
        json.dumps({**good, "round": 10**300}),
        json.dumps({**good, "round": None}),
        json.dumps({**good, "signature": 5}),
        json.dumps({**good, "randomness": 5}),
        json.dumps({"signature": signature}),
        '{"a":' + "[" * 4000,
        " " * 5000 + f"1000 {signature}",
        '{"round": ' + "9" * 4200 + "}",
    ):
        assert read_code(text) == "unreadable", text
    assert read_code(json.dumps({**good, "round": 0})) == "round_number"
    assert read_code(json.dumps({**good, "round": -5})) == "round_number"
    assert read_code(json.dumps({**good, "round": 1001})) == "wrong_signature"


def test_another_round_than_the_one_announced_is_refused() -> None:
    text = json.dumps({"round": 42, "signature": ROUNDS[42]})
    assert read_code(text, expected=1000) == "other_round"
    assert read_code(ROUNDS[42], expected=1000) == "wrong_signature"


def test_a_randomness_that_does_not_follow_from_the_signature_is_refused() -> None:
    good = {"round": 1000, "signature": ROUNDS[1000]}
    for randomness in (RANDOMNESS[657413], "", RANDOMNESS[1000][:-1], "é" * 64):
        assert read_code(json.dumps({**good, "randomness": randomness})) == "randomness_differs"


def test_every_fault_is_said_in_both_languages() -> None:
    facts = {"round": 1, "expected": 2, "chain": "quicknet", "other": "default", "digits": 3}
    facts |= {"scheme": "x", "found": "y"}
    for code in FAULT_CODES:
        fault = refuse(code, **facts)
        assert fault.sentence("fr") != fault.sentence("en") == str(fault)
        assert "{" not in fault.sentence("fr") + fault.sentence("en")
        again = pickle.loads(pickle.dumps(fault))
        assert (again.code, again.params) == (fault.code, fault.params)
    assert " :" not in refuse("wrong_signature", **facts).sentence("fr")
