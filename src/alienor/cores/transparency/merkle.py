"""The Merkle tree of the public record: roots and proofs (RFC 9162, section 2.1, SHA-256).

A hash is 32 bytes. Leaves count from 0. The tree of n leaves splits at the largest power of two
below n; the code walks it by levels, a last node without a partner going up unchanged, which is
the same tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alienor.cores.transparency.errors import InvalidTree

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without a leaf."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry: SHA-256(0x00 || data), 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtree roots: SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be kept of a tree to append to it: its full subtrees' roots.

    `size`: number of leaves. `roots`: 32-byte roots of the perfect subtrees that tile the tree
    from its first leaf, largest first, one for each bit set in `size`.
    Errors: InvalidTree where the two do not fit.
    """

    size: int
    roots: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if self.size < 0:
            raise InvalidTree("size_out_of_range", size=self.size)
        if len(self.roots) != self.size.bit_count():
            raise InvalidTree("frontier_length", size=self.size, roots=len(self.roots))
        for root in self.roots:
            _require_hash(root)

    @classmethod
    def empty(cls) -> Frontier:
        """The frontier of the tree without a leaf."""
        return cls(size=0, roots=())

    @classmethod
    def of(cls, leaf_hashes: Iterable[bytes]) -> Frontier:
        """The frontier of these leaf hashes, in order."""
        return cls.empty().extend(leaf_hashes)

    def append(self, leaf_hash: bytes) -> Frontier:
        """The frontier once one leaf hash is added; this one is unchanged."""
        return self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> Frontier:
        """The frontier once these leaf hashes are added, in order; this one is unchanged."""
        size, roots = self.size, list(self.roots)
        for leaf in leaf_hashes:
            root = _require_hash(leaf)
            carry = size
            while carry & 1:
                root = node_hash(roots.pop(), root)
                carry >>= 1
            roots.append(root)
            size += 1
        return Frontier(size=size, roots=tuple(roots))

    def root(self) -> bytes:
        """The root of the whole tree, 32 bytes; SHA-256 of nothing where it is empty."""
        if not self.roots:
            return EMPTY_ROOT
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The roots, largest subtree first, end to end; `size` is stored beside."""
        return b"".join(self.roots)

    @classmethod
    def from_bytes(cls, *, size: int, data: bytes) -> Frontier:
        """Read back `to_bytes`. Errors: InvalidTree where the length does not fit the size."""
        if size < 0 or len(data) != size.bit_count() * HASH_BYTES:
            raise InvalidTree("frontier_length", size=size, bytes=len(data))
        roots = (data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
        return cls(size=size, roots=tuple(roots))


class Tree:
    """All the hashes of one tree, to take many proofs from it; n leaves cost n - 1 hashes once.

    100,000 leaves hold about 200,000 hashes of 32 bytes.
    """

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        level = [_require_hash(leaf) for leaf in leaf_hashes]
        self.size = len(level)
        self._levels = [level]
        while len(level) > 1:
            above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            if len(level) % 2:
                above.append(level[-1])
            self._levels.append(above)
            level = above

    def root(self) -> bytes:
        """The root of the whole tree, 32 bytes."""
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root, from the bottom up.

        Errors: InvalidTree (`index_out_of_range`). Source: RFC 9162, 2.1.3.1.
        """
        if not 0 <= index < self.size:
            raise InvalidTree("index_out_of_range", index=index, size=self.size)
        proof = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                proof.append(level[sibling])
            index >>= 1
        return proof

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """The hashes that show that the first `old_size` leaves are still the same tree.

        Empty for `old_size` 0 and for the whole size.
        Errors: InvalidTree (`size_out_of_range`). Source: RFC 9162, 2.1.4.1.
        """
        if not 0 <= old_size <= self.size:
            raise InvalidTree("size_out_of_range", size=old_size, largest=self.size)
        if old_size in (0, self.size):
            return []
        low, high = 0, self.size
        whole = True  # the old tree still starts where this subtree starts
        proof: list[bytes] = []
        while high != old_size:
            split = low + _largest_power_below(high - low)
            if old_size <= split:
                proof.append(self._range_root(split, high))
                high = split
            else:
                proof.append(self._range_root(low, split))
                low, whole = split, False
        if not whole:
            proof.append(self._range_root(low, high))
        return proof[::-1]

    def _range_root(self, low: int, high: int) -> bytes:
        """The root of the leaves low..high, a subtree that the tree's own splits produce."""
        height = (high - low - 1).bit_length()
        return self._levels[height][low >> height]


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root of these leaf hashes, 32 bytes; SHA-256 of nothing where there is none."""
    return Tree(leaf_hashes).root()


def inclusion_proof(leaf_hashes: Sequence[bytes], *, index: int) -> list[bytes]:
    """`Tree.inclusion_proof` for one use; build a `Tree` to take several."""
    return Tree(leaf_hashes).inclusion_proof(index)


def consistency_proof(leaf_hashes: Sequence[bytes], *, old_size: int) -> list[bytes]:
    """`Tree.consistency_proof` for one use; build a `Tree` to take several."""
    return Tree(leaf_hashes).consistency_proof(old_size)


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof shows this leaf hash at `index` in the tree of `size` leaves and `root`.

    Never raises on a malformed proof: it does not verify. Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size or not _all_hashes(leaf, root, *proof):
        return False
    at, last = index, size - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            computed = node_hash(sibling, computed)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            computed = node_hash(computed, sibling)
        at >>= 1
        last >>= 1
    return last == 0 and computed == root


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the new tree begins with the whole old tree.

    Every tree begins with the empty one (empty proof, `EMPTY_ROOT`). Never raises on a malformed
    proof. Source: RFC 9162, 2.1.4.2.
    """
    if not 0 <= old_size <= new_size or not _all_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        at >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root


def _largest_power_below(size: int) -> int:
    """The largest power of two strictly below `size` (2 or more)."""
    return 1 << (size - 1).bit_length() - 1


def _require_hash(value: bytes) -> bytes:
    if len(value) != HASH_BYTES:
        raise InvalidTree("hash_length", length=len(value))
    return value


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
