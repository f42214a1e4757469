"""The command line on a small real instance: doctor, bundle, verify, and migrations on its data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database  # an instance of its own, in a folder
PYTHON = sys.executable
BEGIN = """
from alienor.config.serve import prepare
prepare()
from alienor.cores import rules
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.acts import SystemClock
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.stages.dialogue.actions import ask_question
from alienor.platform.people.actions import give_role
from alienor.procedures.following import ask_to_follow

begun = begin_instance(
    city="Poitiers", insee="86194", password="", edition_title="Essai",
    organiser=Identity(given_name="Helene", email="helene@exemple.invalid"),
    rules=rules.template_text("neutral"), actor=OPERATOR, clock=SystemClock(),
)
organiser = Actor(person_id=begun.organiser_id)
give_role(person_id=begun.organiser_id, role="city_service", detail="eau",
          edition=begun.edition, actor=organiser, clock=SystemClock())
ask_question(edition_id=begun.edition.pk, title="Une question", text="Quand ?", service="eau",
             actor=Actor(), clock=SystemClock())
ask_to_follow(edition_id=begun.edition.pk, email="lectrice@exemple.invalid", language="fr",
              actor=Actor(), clock=SystemClock())
"""
# The apps whose tables have changed since they were first made, and the state before the last.
BEFORE_THE_LAST = {
    "alienor_bodies": "0002",
    "alienor_dialogue": "0001",
    "alienor_draw": "0001",
    "alienor_founding": "0001",
    "alienor_messages": "0003",
    "alienor_polls": "0007",
    "alienor_sessions": "0011",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance in which something has happened."""
    made = tmp_path_factory.mktemp("instance")
    done = run(made, PYTHON, "-c", BEGIN)
    assert done.returncode == 0, done.stderr
    return made


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "KEYS_DATABASE_URL")
    }
    return subprocess.run(
        command,
        env={
            **environment,
            "ALIENOR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "alienor.config.settings",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def alienor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, PYTHON, "-m", "alienor", *arguments)


def bundle(folder: Path, out: Path) -> Path:
    done = alienor(folder, "bundle", "essai", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


def test_the_doctor_says_what_is_well_and_what_is_not(folder: Path, tmp_path: Path) -> None:
    well = alienor(folder, "doctor")
    assert well.returncode == 0
    assert "tree recomputed" in well.stdout
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "secrets.json").chmod(0o644)
    open_to_all = alienor(copy, "doctor")
    assert open_to_all.returncode == 1
    assert "can be read by others" in open_to_all.stdout
    (copy / "secrets.json").chmod(0o600)
    changed = run(
        copy,
        PYTHON,
        "-c",
        "import django; django.setup()\n"
        "from alienor.platform.acts.guard import lifted\n"
        "from alienor.platform.register.models import Entry\n"
        "with lifted():\n"
        "    row = Entry.objects.get(pk=3)\n"
        "    row.leaf = bytes(row.leaf).replace(b'Essai', b'Autre')\n"
        "    row.save()\n",
    )
    assert changed.returncode == 0, changed.stderr
    altered = alienor(copy, "doctor")
    assert altered.returncode == 1
    assert "do not give the recorded head" in altered.stdout


def test_a_bundle_verifies_and_one_changed_byte_does_not(folder: Path, tmp_path: Path) -> None:
    made = bundle(folder, tmp_path / "bundle")
    verified = alienor(folder, "verify", str(made))
    assert verified.returncode == 0
    assert "note" in verified.stdout  # the signer is not authenticated without a key
    for name in ("data/questions.csv", "manifest.json", "register/checkpoint"):
        path = made / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        refused = alienor(folder, "verify", str(made))
        assert refused.returncode == 1, name
        assert "FAIL" in refused.stdout, name
        path.write_bytes(whole)
    assert alienor(folder, "verify", str(made)).returncode == 0


def test_whoever_reads_a_few_lines_only_is_left_in_peace(folder: Path, tmp_path: Path) -> None:
    made = bundle(folder, tmp_path / "bundle")
    command = f"{PYTHON} -m alienor verify {made} | head -n 1"
    done = run(folder, "bash", "-o", "pipefail", "-c", command)
    assert "manifest" in done.stdout
    assert done.stderr == ""


def test_a_folder_without_the_edition_is_named(folder: Path, tmp_path: Path) -> None:
    other = alienor(folder, "bundle", "autre", "--out", str(tmp_path / "out"))
    assert other.returncode == 2
    assert f"no edition autre in {folder} (there are: essai)" in other.stderr
    empty = alienor(tmp_path / "empty", "bundle", "essai", "--out", str(tmp_path / "out"))
    assert f"there is no edition in {tmp_path / 'empty'}" in empty.stderr
    assert "ALIENOR_DIR" in empty.stderr


def test_a_later_bundle_extends_an_earlier_checkpoint_and_another_history_does_not(
    folder: Path, tmp_path: Path
) -> None:
    first = bundle(folder, tmp_path / "first")
    second = bundle(folder, tmp_path / "second")
    since = alienor(folder, "verify", str(second), "--since", str(first / "register/checkpoint"))
    assert since.returncode == 0, since.stdout
    elsewhere = tmp_path / "elsewhere"
    assert run(elsewhere, PYTHON, "-c", BEGIN).returncode == 0
    other = bundle(elsewhere, tmp_path / "other")
    for _more in range(2):
        bundle(elsewhere, tmp_path / f"more-{_more}")
        other = tmp_path / f"more-{_more}"
    fork = alienor(folder, "verify", str(other), "--since", str(first / "register/checkpoint"))
    assert fork.returncode == 1
    missing = alienor(folder, "verify", str(second), "--since", str(tmp_path / "nothing"))
    assert missing.returncode == 2
    assert "no such file" in missing.stderr


def test_a_command_that_cannot_work_says_why(folder: Path, tmp_path: Path) -> None:
    unknown = alienor(folder, "bundle", "rien", "--out", str(tmp_path / "rien"))
    assert unknown.returncode == 2
    assert "there are: essai" in unknown.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    full = alienor(folder, "bundle", "essai", "--out", str(tmp_path / "full"))
    assert full.returncode == 2
    assert "holds other files" in full.stderr
    demo = alienor(folder, "demo", "--no-serve")
    assert demo.returncode == 2
    assert "real instance" in demo.stderr


def test_migrations_run_on_a_filled_database_and_keep_what_they_do_not_change(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for app, before in BEFORE_THE_LAST.items():
        back = alienor(copy, "manage", "migrate", app, before)
        assert back.returncode == 0, back.stderr
        assert "not ready yet" in alienor(copy, "doctor").stdout
        forward = alienor(copy, "manage", "migrate", app)
        assert forward.returncode == 0, forward.stderr
    assert alienor(copy, "doctor").returncode == 0
    made = bundle(copy, tmp_path / "bundle")
    assert alienor(copy, "verify", str(made)).returncode == 0
    assert b"Une question" in (made / "data/questions.csv").read_bytes()


def test_every_app_that_has_changed_is_in_that_list() -> None:
    root = Path(__file__).parents[2] / "src" / "alienor"
    changed = {f"alienor_{path.parent.parent.name}" for path in root.rglob("migrations/0002_*.py")}
    assert changed == set(BEFORE_THE_LAST)
