"""Bundles that somebody made to deceive: whatever is added, taken away or bent, `verify` says so."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.platform.test_public_files import failures
from tests.integration.test_dialogue import ask

from alienor.auditing import verify_bundle
from alienor.cores.transparency.canonical import canonical_json
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock, guard
from alienor.platform.bundle import write_bundle
from alienor.platform.register import public
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import hide_words, show_words
from alienor.stages.dialogue.moderating import hide_contribution, show_contribution

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

Publish = Callable[[], Path]


@pytest.fixture
def publish(world: Any, tmp_path: Path) -> Publish:
    """Write the bundle of an edition in which a question was asked."""
    ask(world, text="Quand ?")

    def write() -> Path:
        shutil.rmtree(tmp_path / "bundle", ignore_errors=True)
        write_bundle(
            edition=world.edition, out=tmp_path / "bundle", actor=OPERATOR, clock=SystemClock()
        )
        return tmp_path / "bundle"

    return write


def remanifest(folder: Path) -> None:
    """The manifest that a forger would write for what stands in the folder."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"] = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    (folder / "manifest.json").write_bytes(canonical_json(manifest) + b"\n")


def test_the_register_holds_its_files_and_no_other(publish: Publish) -> None:
    folder = publish()
    for name in ("extra.txt", "tile/9", "tile/0/999", "tile/entries/999", "lot/x"):
        path = folder / "register" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("faux")
        remanifest(folder)
        assert "is no file of a register" in failures(folder, key=public.public_verifier_key())[0]
        path.unlink()
    tile = next(path for path in (folder / "register/tile/0").rglob("*") if path.is_file())
    kept = tile.read_bytes()
    tile.unlink()
    remanifest(folder)
    assert "is missing from the register" in failures(folder)[0]
    tile.write_bytes(kept)
    remanifest(folder)
    assert not failures(folder, key=public.public_verifier_key())


def test_the_key_in_the_bundle_is_the_one_that_was_given(publish: Publish) -> None:
    folder = publish()
    (folder / "register/key").write_text("autre\n")
    remanifest(folder)
    assert "not the key that was given" in failures(folder, key=public.public_verifier_key())[0]
    assert failures(folder)


def test_signatures_by_others_are_said_to_be_left_aside(publish: Publish) -> None:
    folder = publish()
    note = folder / "register/checkpoint"
    note.write_text(note.read_text() + "\u2014 temoin.example AAAAAAAAAAAA\n")
    remanifest(folder)
    for key in (None, public.public_verifier_key()):
        checks = {check.name: check for check in verify_bundle(folder, key=key)}
        assert "1 signature(s) by others left aside" in checks["signature"].detail
        assert checks["texts"].holds


def test_a_bundle_holds_no_link(publish: Publish, tmp_path: Path) -> None:
    folder = publish()
    for target in ("/etc/hostname", str(tmp_path), "nowhere"):
        link = folder / "register/lien"
        link.symlink_to(target)
        assert "a bundle holds no links" in failures(folder)[0]
        link.unlink()


@pytest.mark.parametrize(
    "said",
    [
        [], "x", None, 3, {"edition": "essai", "files": [], "format": "alienor-bundle/1"},
        {"edition": "essai", "files": None, "format": "alienor-bundle/1"},
        {"edition": [], "files": {}, "format": "alienor-bundle/1"},
        {"edition": "essai", "files": {"../x": "0"}, "format": "alienor-bundle/1"},
        {"edition": "essai", "files": {"x": 3}, "format": "alienor-bundle/1"},
    ],
)  # fmt: skip
def test_a_manifest_of_any_shape_is_refused(tmp_path: Path, said: Any) -> None:
    (tmp_path / "x").write_text("x")
    (tmp_path / "manifest.json").write_bytes(canonical_json(said) + b"\n")
    assert len(failures(tmp_path)) == 1


def test_a_checkpoint_of_a_size_that_no_files_have_is_refused_at_once(publish: Publish) -> None:
    folder = publish()
    note = folder / "register/checkpoint"
    lines = note.read_text().split("\n")
    note.write_text("\n".join([lines[0], "9" * 18, *lines[2:]]))
    remanifest(folder)
    assert "more entries than the files hold" in failures(folder)[0]


def test_a_file_of_any_shape_is_refused(publish: Publish) -> None:
    folder = publish()
    text = next((folder / "texts").iterdir())
    for said in (b"[]", b"3", b"{}", b"\xff", b"[" * 100_000, b'{"salt": 3, "text": []}'):
        text.write_bytes(said)
        remanifest(folder)
        assert failures(folder)


def test_every_text_that_the_entries_refer_to_is_there(publish: Publish) -> None:
    publish()
    with guard.lifted():
        left_out = Text.objects.get(body="Quand ?")
        Text.objects.filter(pk=left_out.pk).update(digest="0" * 64)
    folder = publish()
    assert f"texts/{left_out.digest}.json is missing" in failures(folder)[0]


def test_words_are_hidden_by_an_entry_or_not_at_all(world: Any, publish: Publish) -> None:
    text = Text.objects.get(body="Quand ?") if publish() else None
    assert text is not None
    facts = {"edition_id": world.edition.pk, "digest": text.digest, "reason": "Vise quelqu'un."}
    with guard.lifted():
        hide_words(text, reason="Parce que.", now=world.clock.now())
    assert "no entry of the register hides it" in failures(publish())[0]
    with guard.lifted():
        show_words(text)
    hide_contribution(**facts, **world.by("helene"))
    assert not failures(publish())
    with guard.lifted():
        show_words(text)
    assert "an entry of the register hides it" in failures(publish())[0]
    with guard.lifted():
        hide_words(text, reason="Encore.", now=world.clock.now())
    show_contribution(**facts, **world.by("helene"))
    assert not failures(publish())
    with guard.lifted():
        hide_words(text, reason="Parce que.", now=world.clock.now())
    assert "no entry of the register hides it" in failures(publish())[0]
