"""Signed notes and checkpoints: the published examples, and every way they are refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.transparency.checkpoint import (
    Checkpoint,
    add_signature,
    parse_note,
    sign_checkpoint,
    verifier_key,
    verify_note,
)
from alienor.cores.transparency.errors import InvalidNote, SignatureInvalid, SignatureMissing
from alienor.cores.transparency.merkle import EMPTY_ROOT
from alienor.cores.transparency.notes import (
    key_id,
    parse_verifier_key,
    public_key_of,
    sign_text,
    split_note,
    verify_text,
)

# The example of the note format's reference implementation (golang.org/x/mod/sumdb/note).
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NEUMANN_NOTE = (
    NEUMANN_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2"
    "pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ORIGIN = "assemblee.poitiers.example/journal"
SEED = bytes(range(32))
VKEY = verifier_key(name=ORIGIN, public_key=public_key_of(SEED))
CHECKPOINT = Checkpoint(origin=ORIGIN, size=70_000, root=bytes(range(32)))
NOTE = sign_checkpoint(CHECKPOINT, name=ORIGIN, private_key=SEED)


def test_the_published_example_verifies() -> None:
    assert verify_text(NEUMANN_NOTE, vkey=NEUMANN_VKEY) == NEUMANN_TEXT


def test_the_published_example_is_signed_again_to_the_byte() -> None:
    note = sign_text(NEUMANN_TEXT, name="PeterNeumann", private_key=NEUMANN_SEED)
    assert note == NEUMANN_NOTE


def test_the_published_key_is_written_again_to_the_byte() -> None:
    public = public_key_of(NEUMANN_SEED)
    assert verifier_key(name="PeterNeumann", public_key=public) == NEUMANN_VKEY
    assert parse_verifier_key(NEUMANN_VKEY).public_key == public


def test_the_checkpoint_of_the_specification_is_read() -> None:
    checkpoint, signatures = parse_note(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
        "/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20_852_163
    assert [signature.name for signature in signatures] == ["example.com/behind-the-sofa"]
    assert signatures[0].key_id.hex() == "033de0ae"
    assert len(signatures[0].signature) == 64


def test_a_checkpoint_is_three_lines_an_empty_line_and_a_signature() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "70000", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith(f"\u2014 {ORIGIN} ")
    assert lines[5:] == [""]


@given(
    st.integers(0, 2**63), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32)
)
def test_a_signed_checkpoint_verifies_and_reads_back(size: int, root: bytes, seed: bytes) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root)
    vkey = verifier_key(name=ORIGIN, public_key=public_key_of(seed))
    note = sign_checkpoint(checkpoint, name=ORIGIN, private_key=seed)
    assert verify_note(note, vkey=vkey) == checkpoint
    assert parse_note(note)[0] == checkpoint


def test_the_head_of_an_empty_record_is_a_checkpoint() -> None:
    note = sign_checkpoint(
        Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT), name=ORIGIN, private_key=SEED
    )
    assert verify_note(note, vkey=VKEY).size == 0


@settings(max_examples=200)
@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(0, 7))
def test_one_flipped_bit_anywhere_in_a_note_is_refused(position: int, bit: int) -> None:
    changed = bytearray(NOTE.encode())
    changed[position] ^= 1 << bit
    try:
        text = changed.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises((InvalidNote, SignatureInvalid, SignatureMissing)):
        verify_note(text, vkey=VKEY)


def test_a_witness_adds_its_signature_and_both_verify() -> None:
    witness = bytes(32)
    both = add_signature(NOTE, name="temoin.example", private_key=witness)
    vkey = verifier_key(name="temoin.example", public_key=public_key_of(witness))
    assert verify_note(both, vkey=vkey) == verify_note(both, vkey=VKEY) == CHECKPOINT
    assert [signature.name for signature in parse_note(both)[1]] == [ORIGIN, "temoin.example"]


def test_signatures_of_unknown_keys_and_algorithms_are_left_aside() -> None:
    other = base64.b64encode(b"\x00\x00\x00\x01" + bytes(72)).decode()
    assert verify_note(f"{NOTE}— {ORIGIN} {other}\n", vkey=VKEY) == CHECKPOINT


def test_a_note_signed_by_another_key_is_not_authenticated() -> None:
    note = sign_checkpoint(CHECKPOINT, name=ORIGIN, private_key=bytes(32))
    with pytest.raises(SignatureMissing) as refusal:
        verify_note(note, vkey=VKEY)
    assert refusal.value.code == "no_known_signature"
    assert refusal.value.params == {"name": ORIGIN}


def test_a_false_signature_in_the_name_of_the_key_refuses_the_whole_note() -> None:
    short = key_id(name=ORIGIN, public_key=public_key_of(SEED))
    false = base64.b64encode(short + bytes(64)).decode()
    with pytest.raises(SignatureInvalid, match="wrong_signature"):
        verify_note(f"{NOTE}— {ORIGIN} {false}\n", vkey=VKEY)


def test_a_note_text_may_hold_empty_lines() -> None:
    note = sign_text("Titre\n\nSuite\n", name=ORIGIN, private_key=SEED)
    assert verify_text(note, vkey=VKEY) == "Titre\n\nSuite\n"
    assert split_note(note)[0] == "Titre\n\nSuite\n"


def test_extension_lines_are_kept_since_they_are_signed() -> None:
    extended = Checkpoint(origin=ORIGIN, size=1, root=bytes(32), extensions=("note libre",))
    note = sign_checkpoint(extended, name=ORIGIN, private_key=SEED)
    assert verify_note(note, vkey=VKEY) == extended


@pytest.mark.parametrize(
    "body",
    [
        "origine\n1\n",
        "\n1\n" + "A" * 43 + "=\n",
        "origine\n01\n" + "A" * 43 + "=\n",
        "origine\n-1\n" + "A" * 43 + "=\n",
        "origine\n١\n" + "A" * 43 + "=\n",
        "origine\n" + "9" * 21 + "\n" + "A" * 43 + "=\n",
        "origine\n1\n" + "A" * 42 + "B=\n",
        "origine\n1\nAAAA\n",
        "origine\n1\npas du base64\n",
        "origine\n1\n" + "A" * 43 + "=\n\nextension\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(body: str) -> None:
    note = sign_text(body, name=ORIGIN, private_key=SEED)
    with pytest.raises(InvalidNote, match="malformed_checkpoint"):
        verify_note(note, vkey=VKEY)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("", "malformed_note"),
        ("texte\n", "malformed_note"),
        ("texte\n\n", "malformed_note"),
        (NOTE.removesuffix("\n"), "malformed_note"),
        (NOTE + "\n", "malformed_note"),
        (NOTE.replace("\u2014", "-"), "malformed_note"),
        (NOTE + "— nom AAAA\n", "malformed_note"),
        (NOTE + "— n+m AAAAAAA=\n", "malformed_note"),
        (NOTE.replace("70000", "70000\r"), "control_character"),
        (NOTE + NOTE.split("\n\n")[1] * 100, "too_many_signatures"),
    ],
)
def test_a_malformed_note_is_refused(note: str, code: str) -> None:
    with pytest.raises(InvalidNote) as refusal:
        verify_note(note, vkey=VKEY)
    assert refusal.value.code == code


@pytest.mark.parametrize("name", ["", "a+b", "a b", "a\u00a0b", "a\nb", "a\u2028b"])
def test_a_key_name_holds_neither_space_nor_plus(name: str) -> None:
    with pytest.raises(InvalidNote, match="key_name"):
        verifier_key(name=name, public_key=bytes(32))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        NEUMANN_VKEY.replace("c74f20a3", "c74f20a4"),
        NEUMANN_VKEY.replace("+AR", "+BR"),
        NEUMANN_VKEY[:-4],
        NEUMANN_VKEY + "+x",
    ],
)
def test_a_verifier_key_that_does_not_hold_together_is_refused(vkey: str) -> None:
    with pytest.raises(InvalidNote, match="malformed_key"):
        verify_text(NEUMANN_NOTE, vkey=vkey)


def test_what_cannot_be_signed_is_refused() -> None:
    with pytest.raises(InvalidNote, match="malformed_note"):
        sign_text("sans fin de ligne", name=ORIGIN, private_key=SEED)
    with pytest.raises(InvalidNote, match="malformed_key"):
        sign_text("texte\n", name=ORIGIN, private_key=b"courte")
    with pytest.raises(InvalidNote, match="malformed_checkpoint"):
        Checkpoint(origin="deux\nlignes", size=1, root=bytes(32))
    with pytest.raises(InvalidNote, match="malformed_checkpoint"):
        Checkpoint(origin=ORIGIN, size=-1, root=bytes(32))
