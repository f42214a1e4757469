"""What the public downloads checks by itself, and any change is found."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_dialogue import ask

from alienor.auditing import verify_bundle
from alienor.config import regularly
from alienor.cores.transparency.checkpoint import verify_note
from alienor.cores.transparency.tiles import tile_hashes, tile_widths
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import SystemClock, action, record, require
from alienor.platform.bundle import EditionFiles, csv_file, write_bundle
from alienor.platform.errors import Invalid, NotAllowed
from alienor.platform.register import log, public, reading
from alienor.platform.register.models import Entry
from alienor.platform.texts.words import texts_by_digest
from alienor.stages.dialogue.moderating import hide_contribution
from alienor.stages.founding.actions import make_commitment
from alienor.stages.founding.acts import StepStarted

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def bundle(world: Any, clock: Any, tmp_path: Path) -> Path:
    """The bundle of an edition with a few texts."""
    make_commitment(
        edition_id=world.edition.pk,
        text="La Ville répondra point par point.",
        actor=world.organiser,
        clock=clock,
    )
    write_bundle(
        edition=world.edition, out=tmp_path / "bundle", actor=OPERATOR, clock=SystemClock()
    )
    return tmp_path / "bundle"


def failures(folder: Path, **options: Any) -> list[str]:
    return [check.detail for check in verify_bundle(folder, **options) if check.holds is False]


def test_a_bundle_checks_and_says_that_the_signer_is_not_authenticated(bundle: Path) -> None:
    checks = list(verify_bundle(bundle))
    assert not [check for check in checks if check.holds is False]
    note = next(check for check in checks if check.holds is None)
    assert "not authenticated" in note.detail
    assert not failures(bundle, key=public.public_verifier_key())


def test_another_key_than_the_signers_is_refused(bundle: Path) -> None:
    from alienor.cores.transparency.checkpoint import public_key_of, verifier_key

    other = verifier_key(name=public.origin(), public_key=public_key_of(b"\x07" * 32))
    assert failures(bundle, key=other)


def test_the_register_extends_a_checkpoint_kept_from_before(
    world: Any, clock: Any, bundle: Path, tmp_path: Path
) -> None:
    old = public.checkpoint()
    make_commitment(
        edition_id=world.edition.pk, text="Et encore.", actor=world.organiser, clock=clock
    )
    later = tmp_path / "later"
    write_bundle(edition=world.edition, out=later, actor=OPERATOR, clock=SystemClock())
    assert not failures(later, since=old)
    assert failures(bundle, since=public.checkpoint()), "a register does not shrink"
    forged = old.replace(old.splitlines()[2], "A" * 43 + "=")
    assert failures(later, since=forged)
    assert failures(later, since=old.replace(public.origin(), "ailleurs"))


def test_any_changed_byte_of_any_file_is_found(bundle: Path, tmp_path: Path) -> None:
    rng = random.Random(1199)
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    assert len(files) > 8
    for file in files:
        data = file.read_bytes()
        for at in {0, len(data) - 1, rng.randrange(len(data))}:
            changed = bytearray(data)
            changed[at] ^= 1 << rng.randrange(8)
            file.write_bytes(bytes(changed))
            assert failures(bundle), f"{file.name}, byte {at}"
        file.write_bytes(data)
    assert not failures(bundle)


def test_a_missing_or_a_foreign_file_is_found(bundle: Path, tmp_path: Path) -> None:
    (bundle / "texts" / "intrus.json").write_text("{}")
    assert "not in the manifest" in failures(bundle)[0]
    (bundle / "texts" / "intrus.json").unlink()
    (bundle / "data" / "edition.json").unlink()
    assert "not in the folder" in failures(bundle)[0]
    shutil.rmtree(bundle)
    assert "is it a bundle?" in failures(bundle)[0]


def test_an_unchanged_edition_records_nothing_new(world: Any, bundle: Path, tmp_path: Path) -> None:
    size = log.head().size
    write_bundle(edition=world.edition, out=bundle, actor=OPERATOR, clock=SystemClock())
    assert log.head().size == size
    with pytest.raises(NotAllowed):
        write_bundle(
            edition=world.edition, out=tmp_path / "moi", actor=Actor(), clock=SystemClock()
        )


def test_a_folder_that_is_not_an_earlier_bundle_whole_is_never_replaced(
    world: Any, bundle: Path, tmp_path: Path
) -> None:
    def refused(out: Path) -> None:
        with pytest.raises(Invalid, match="folder_not_empty"):
            write_bundle(edition=world.edition, out=out, actor=OPERATOR, clock=SystemClock())

    manifest = (bundle / "manifest.json").read_text()
    for said in (
        "",
        '{"name": "my PWA"}',
        "[]",
        '{"format": "alienor-bundle/1", "files": 3}',
        manifest,
    ):
        foreign = tmp_path / "papiers"
        foreign.mkdir()
        (foreign / "notes.txt").write_text("à moi")
        if said:
            (foreign / "manifest.json").write_text(said)
        refused(foreign)
        assert (foreign / "notes.txt").read_text() == "à moi"
        shutil.rmtree(foreign)
    (bundle / "texts" / "notes.txt").write_text("à moi")
    refused(bundle)
    (bundle / "texts" / "notes.txt").unlink()
    (tmp_path / "lien").symlink_to(bundle)
    refused(tmp_path / "lien")
    (tmp_path / "fichier").write_text("à moi")
    refused(tmp_path / "fichier")
    (tmp_path / "vide").mkdir()
    for out in (bundle, tmp_path / "vide"):
        write_bundle(edition=world.edition, out=out, actor=OPERATOR, clock=SystemClock())
        assert not failures(out)


def test_hidden_words_leave_every_file_and_the_proof_holds(
    world: Any, clock: Any, tmp_path: Path
) -> None:
    question = ask(world, text="Mots à masquer.")
    hide_contribution(
        edition_id=world.edition.pk,
        digest=question.text.digest,
        reason="Vise une personne.",
        **world.by("helene"),
    )
    write_bundle(edition=world.edition, out=tmp_path / "b", actor=OPERATOR, clock=SystemClock())
    assert not failures(tmp_path / "b")
    everything = b"".join(
        path.read_bytes() for path in (tmp_path / "b").rglob("*") if path.is_file()
    )
    assert b"masquer." not in everything
    assert b"Vise une personne." in everything
    assert texts_by_digest([question.text.digest])[question.text.digest].public == ""


def test_the_site_serves_the_tiles_that_follow_from_the_entries(
    world: Any, clock: Any, client: Any
) -> None:
    @action
    def many(*, actor: Any, clock: Any) -> None:
        """Record more than a tile holds."""
        require(actor, "founding.found", on=world.edition)
        for _ in range(300):
            record(StepStarted(step="founding"), on=world.edition)

    many(actor=world.organiser, clock=clock)
    head = log.head()
    note = client.get("/register/checkpoint").content.decode()
    assert verify_note(note, vkey=public.public_verifier_key()).root == head.root()
    for tile, data in tile_hashes(log.leaf_hashes(0, head.size)).items():
        answer = client.get(f"/register/{tile.path}")
        assert answer.content == data
        assert ("immutable" in answer["Cache-Control"]) == (tile.width == 256)
    index, width = tile_widths(size=head.size)[-1]
    path = f"/register/tile/entries/{index:03}.p/{width}"
    assert client.get(path).content == public.entries(index=index, width=width)
    for wrong in ("/register/tile/0/999", "/register/tile/0/x1", "/register/tile/entries/900"):
        assert client.get(wrong).status_code == 404


def test_the_site_serves_the_files_of_the_bundle(world: Any, bundle: Path, client: Any) -> None:
    for path in EditionFiles(world.edition).content:
        answer = client.get(f"/editions/essai/fichiers/{path}")
        assert answer.content == (bundle / path).read_bytes()
    assert client.get("/editions/essai/fichiers/data/secret.csv").status_code == 404


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert csv_file(["a"], [["=1+1"], ["@x"], [None], [3]]) == b"a\r\n'=1+1\r\n'@x\r\n\"\"\r\n3\r\n"


def test_the_journal_is_searched_by_number_word_and_hash(world: Any, clock: Any) -> None:
    from alienor.surfaces.public import journal

    make_commitment(
        edition_id=world.edition.pk,
        text="Des tilleuls partout.",
        actor=world.organiser,
        clock=clock,
    )
    found = list(journal.search(text="tilleuls"))
    assert [entry.kind for entry in found] == ["commitment_made/1"]
    line = journal.lines(found)[0]
    assert line.excerpt == "Des tilleuls partout."
    assert [entry.index for entry in journal.search(text="3")] == [3]
    assert list(journal.search(edition="essai", kind="edition_founded/1"))
    assert not list(journal.search(edition="ailleurs"))
    assert list(reading.history_of(world.edition.slug))


def test_everything_comes_in_one_zip_that_checks_and_records_nothing(
    world: Any, bundle: Path, tmp_path: Path
) -> None:
    before = Entry.objects.count()
    answer = Client().get(reverse("public:archive", args=[world.edition.slug]))
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as sent:
        sent.extractall(tmp_path / "zip")
    folder = tmp_path / "zip" / world.edition.slug
    assert not failures(folder, key=public.public_verifier_key())
    assert sorted(p.relative_to(folder) for p in folder.rglob("*.*")) == sorted(
        p.relative_to(bundle) for p in bundle.rglob("*.*")
    )
    assert Entry.objects.count() == before


def test_the_page_of_files_counts_texts_and_links_the_rest(world: Any, bundle: Path) -> None:
    page = Client().get(reverse("public:files", args=[world.edition.slug])).content.decode()
    assert reverse("public:archive", args=[world.edition.slug]) in page
    assert "texts/" not in page
    assert "rules/1.toml" in page


def test_a_search_that_finds_everything_shows_the_newest(
    world: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alienor.surfaces.public import journal

    monkeypatch.setattr(reading, "FOUND_AT_MOST", 3)
    newest = list(reading.entries().values_list("index", flat=True)[:3])
    assert [entry.index for entry in journal.search(text="type")] == newest
    said = "Seules les 3 plus récentes"
    assert said in client.get("/journal/", {"text": "type"}).content.decode()
    assert said not in client.get("/journal/", {"text": "edition_founded"}).content.decode()


def test_files_that_moved_since_their_last_record_are_not_failed_and_are_recorded_within_the_hour(
    world: Any, bundle: Path, client: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    def anchored(name: str) -> Any:
        answer = client.get(reverse("public:archive", args=["essai"]))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as sent:
            sent.extractall(tmp_path / name)
        checks = list(verify_bundle(tmp_path / name / "essai"))
        assert all(check.holds is not False for check in checks), checks
        return next(check.holds for check in checks if check.name == "anchored")

    assert anchored("same") is True
    ask(world)
    assert anchored("moved") is None
    regularly.once()
    assert anchored("waiting") is None
    monkeypatch.setattr(regularly, "FILES_RECORDED", timedelta(0))
    regularly.once()
    assert anchored("recorded") is True
    kept = Entry.objects.filter(kind="bundle_published/1").count()
    regularly.once()
    assert Entry.objects.filter(kind="bundle_published/1").count() == kept
