"""Commitments: anyone with salt and content recomputes them, nobody else learns anything."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.transparency.commitments import commit, commit_text, commit_value, opens
from alienor.cores.transparency.errors import WeakCommitment

SALTS = st.binary(min_size=16, max_size=40)
SALT = bytes(range(32))


def test_a_third_party_recomputes_a_commitment_from_its_description() -> None:
    content = "Aïcha, 12 rue de la Cathédrale".encode()
    by_hand = hashlib.sha256(
        b"alienor/commitment/v1\n"
        + (32).to_bytes(8, "big")
        + SALT
        + len(content).to_bytes(8, "big")
        + content
    ).hexdigest()
    assert commit(salt=SALT, content=content) == by_hand
    assert commit_text(salt=SALT, text=content.decode()) == by_hand


def test_the_first_commitment_ever_made_never_changes() -> None:
    assert commit(salt=SALT, content=b"") == (
        "94c5227df276087397655518f1cebe2182fdb73e7df10c0b8d287a96b81285fd"
    )


@given(SALTS, st.binary(), SALTS, st.binary())
def test_different_salts_or_contents_never_share_a_commitment(
    salt: bytes, content: bytes, other_salt: bytes, other_content: bytes
) -> None:
    same = (salt, content) == (other_salt, other_content)
    one = commit(salt=salt, content=content)
    assert (one == commit(salt=other_salt, content=other_content)) is same
    assert opens(one, salt=other_salt, content=other_content) is same


@given(SALTS, st.binary(min_size=1))
def test_bytes_cannot_slide_from_the_salt_into_the_content(salt: bytes, content: bytes) -> None:
    moved = commit(salt=salt + content[:1], content=content[1:])
    assert commit(salt=salt, content=content) != moved


def test_plain_data_is_committed_to_by_its_canonical_form() -> None:
    value = {"seat": 4, "college": "residents"}
    assert commit_value(salt=SALT, value=value) == commit(
        salt=SALT, content=b'{"college":"residents","seat":4}'
    )


def test_a_salt_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(WeakCommitment) as refusal:
        commit(salt=bytes(15), content=b"")
    assert refusal.value.params == {"length": 15, "least": 16}
    assert not opens("00" * 32, salt=b"", content=b"")
