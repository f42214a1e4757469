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
from py_arkworks_bls12381 import Scalar
from tests.unit.beacon.beacon_cases import (
    ELSEWHERE,
    ELSEWHERE_KEY,
    NOT_SIGNATURES,
    OURS,
    RANDOMNESS,
    ROUNDS,
    another_way_of_writing,
    chain_of,
    signed,
    with_key,
)

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
    for signature, code in NOT_SIGNATURES:
        assert code_of(QUICKNET, 1000, signature) == code


def test_a_point_has_one_way_of_being_written() -> None:
    """x + p would be the same point, and another hash: another randomness to choose from."""
    number, other_way = another_way_of_writing()
    check_round(OURS, number, signed(number))
    assert code_of(OURS, number, other_way) == "not_on_curve"
    data = bytes.fromhex(signed(number))
    opposite = bytes([data[0] ^ 0x20]) + data[1:]
    assert code_of(OURS, number, opposite.hex()) == "wrong_signature"


@settings(max_examples=25)
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


@settings(max_examples=25)
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
