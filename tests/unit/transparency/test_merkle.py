"""The Merkle tree: known trees, and proofs that hold for the truth and for nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.transparency.errors import InvalidTree
from alienor.cores.transparency.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(min_value=1, max_value=70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def mth(hashes: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(mth(hashes[:split]), mth(hashes[split:]))


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The definition of RFC 9162, 2.1.3.1, word for word."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        return [*path(index, hashes[:split]), mth(hashes[split:])]
    return [*path(index - split, hashes[split:]), mth(hashes[:split])]


def subproof(size: int, hashes: Sequence[bytes], whole: bool) -> list[bytes]:
    """The definition of RFC 9162, 2.1.4.1, word for word."""
    if size == len(hashes):
        return [] if whole else [mth(hashes)]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if size <= split:
        return [*subproof(size, hashes[:split], whole), mth(hashes[split:])]
    return [*subproof(size - split, hashes[split:], False), mth(hashes[:split])]


def flipped(data: bytes, *, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(9))
def test_the_reference_trees_have_their_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert Frontier.of(LEAVES[:size]).root().hex() == ROOTS[size]


def test_the_reference_inclusion_path_of_the_sixth_leaf() -> None:
    assert [step.hex() for step in inclusion_proof(LEAVES, index=5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_reference_consistency_proof_from_six_to_eight_leaves() -> None:
    assert [step.hex() for step in consistency_proof(LEAVES, old_size=6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(min_value=0, max_value=200))
def test_roots_follow_the_definition(size: int) -> None:
    hashes = leaves(size)
    assert root_of(hashes) == Frontier.of(hashes).root() == mth(hashes)


@given(SIZES, st.data())
def test_proofs_follow_the_definition(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    assert inclusion_proof(hashes, index=index) == path(index, hashes)
    assert consistency_proof(hashes, old_size=index + 1) == subproof(index + 1, hashes, True)


def test_every_proof_of_every_small_tree_verifies() -> None:
    for size in range(1, 34):
        tree = Tree(leaves(size))
        for index, leaf in enumerate(leaves(size)):
            assert verify_inclusion(
                leaf,
                index=index,
                size=size,
                proof=tree.inclusion_proof(index),
                root=tree.root(),
            )
        for old_size in range(size + 1):
            assert verify_consistency(
                old_size=old_size,
                new_size=size,
                old_root=root_of(leaves(old_size)),
                new_root=tree.root(),
                proof=tree.consistency_proof(old_size),
            )


@settings(max_examples=150)
@given(SIZES, st.integers(min_value=0), st.data())
def test_one_flipped_bit_breaks_an_inclusion_proof(
    size: int, bit: int, data: st.DataObject
) -> None:
    tree = Tree(leaves(size))
    index = data.draw(st.integers(0, size - 1))
    parts = [leaves(size)[index], tree.root(), *tree.inclusion_proof(index)]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], bit=bit)
    leaf, root, *proof = parts
    assert not verify_inclusion(leaf, index=index, size=size, proof=proof, root=root)


@settings(max_examples=150)
@given(SIZES, st.data())
def test_an_inclusion_proof_holds_for_its_own_index_and_length_only(
    size: int, data: st.DataObject
) -> None:
    tree = Tree(leaves(size))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    proof, root, leaf = tree.inclusion_proof(index), tree.root(), leaves(size)[index]
    assert not verify_inclusion(leaf, index=other, size=size, proof=proof, root=root)
    assert not verify_inclusion(leaf, index=index, size=size, proof=[*proof, root], root=root)
    if proof:
        assert not verify_inclusion(leaf, index=index, size=size, proof=proof[:-1], root=root)
        assert not verify_inclusion(
            leaf, index=index, size=size, proof=[proof[0][:-1], *proof[1:]], root=root
        )


@settings(max_examples=150)
@given(st.integers(2, 70), st.integers(min_value=0), st.data())
def test_one_flipped_bit_breaks_a_consistency_proof(
    size: int, bit: int, data: st.DataObject
) -> None:
    tree = Tree(leaves(size))
    old_size = data.draw(st.integers(1, size - 1))
    parts = [root_of(leaves(old_size)), tree.root(), *tree.consistency_proof(old_size)]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], bit=bit)
    old_root, new_root, *proof = parts
    assert not verify_consistency(
        old_size=old_size, new_size=size, old_root=old_root, new_root=new_root, proof=proof
    )


@given(st.integers(2, 70), st.data())
def test_a_rewritten_past_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    old_size = data.draw(st.integers(1, size - 1))
    old_root = root_of(hashes[:old_size])
    rewritten = data.draw(st.integers(0, old_size - 1))
    hashes[rewritten] = leaf_hash(b"another past")
    tree = Tree(hashes)
    assert not verify_consistency(
        old_size=old_size,
        new_size=size,
        old_root=old_root,
        new_root=tree.root(),
        proof=tree.consistency_proof(old_size),
    )


def test_malformed_consistency_claims_do_not_verify() -> None:
    root = root_of(LEAVES)
    claim = {"old_root": root, "new_root": root}
    assert not verify_consistency(old_size=8, new_size=6, proof=[], **claim)
    assert not verify_consistency(old_size=-1, new_size=8, proof=[], **claim)
    assert not verify_consistency(old_size=8, new_size=8, proof=[root], **claim)
    assert not verify_consistency(old_size=0, new_size=8, proof=[], **claim)
    assert not verify_consistency(old_size=6, new_size=8, proof=[], **claim)
    assert not verify_consistency(old_size=4, new_size=8, proof=[root, root], **claim)


@given(SIZES, SIZES)
def test_a_frontier_stored_and_read_back_grows_the_same_tree(first: int, more: int) -> None:
    hashes = leaves(first + more)
    before = Frontier.of(hashes[:first])
    stored = Frontier.from_bytes(size=before.size, data=before.to_bytes())
    assert stored == before
    grown = stored
    for leaf in hashes[first:]:
        grown = grown.append(leaf)
    assert grown.root() == root_of(hashes)
    assert before.size == first


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier.empty().root() == EMPTY_ROOT == root_of([])
    assert Frontier.from_bytes(size=0, data=b"") == Frontier.empty()


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(InvalidTree, match="frontier_length"):
        Frontier.from_bytes(size=3, data=bytes(32))
    with pytest.raises(InvalidTree, match="hash_length"):
        Frontier.empty().append(b"short")
    with pytest.raises(InvalidTree, match="size_out_of_range"):
        Frontier(size=-1, roots=())


def test_a_proof_outside_the_tree_is_refused() -> None:
    with pytest.raises(InvalidTree, match="index_out_of_range"):
        inclusion_proof(LEAVES, index=8)
    with pytest.raises(InvalidTree, match="size_out_of_range"):
        consistency_proof(LEAVES, old_size=9)


def test_a_hundred_thousand_leaves_are_proved() -> None:
    hashes = leaves(100_000)
    tree = Tree(hashes)
    assert Frontier.of(hashes).root() == tree.root()
    assert verify_inclusion(
        hashes[77_777],
        index=77_777,
        size=100_000,
        proof=tree.inclusion_proof(77_777),
        root=tree.root(),
    )
    assert verify_consistency(
        old_size=65_537,
        new_size=100_000,
        old_root=root_of(hashes[:65_537]),
        new_root=tree.root(),
        proof=tree.consistency_proof(65_537),
    )


def test_a_root_claimed_for_a_deeper_tree_is_not_consistent() -> None:
    tree = Tree(leaves(4))
    claim: dict[str, Any] = {
        "old_root": root_of(leaves(2)),
        "new_root": tree.root(),
        "proof": tree.consistency_proof(2),
    }
    assert verify_consistency(old_size=2, new_size=4, **claim)
    assert not verify_consistency(old_size=2, new_size=8, **claim)
