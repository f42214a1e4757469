"""Backups: nothing personal in their bytes, and whoever was erased stays erased in all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from tests.integration.test_command_line import alienor, bundle, folder
from tests.integration.test_sessions import day, plan

from alienor.auditing import verify_bundle
from alienor.config.backup import BackupError, back_up, put_back, remembered, stale_keys
from alienor.config.doctor import examine
from alienor.platform.accounts.models import Account
from alienor.platform.actors import OPERATOR
from alienor.platform.bundle import write_bundle
from alienor.platform.errors import NotAllowed
from alienor.platform.messages.queue import outbox, queue_message
from alienor.platform.people.actions import (
    correct_person,
    enter_person,
    erase_again,
    erase_person,
)
from alienor.platform.people.records import Identity, find_person, identities, identity_of
from alienor.platform.register import log
from alienor.procedures.following import ask_to_follow
from alienor.procedures.sessions import register_volunteer
from alienor.stages.hearings.actions import accept_hearing, propose_hearing
from alienor.stages.sessions.attending import say_needs

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["day", "folder", "plan"]

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
GIVEN = ("Zéphirine", "Wilfrid", "Ysoline", "Théobald", "Quitterie", "Fulgence")
FAMILY = ("Quatresous", "Brisebarre", "Tournemine", "Chantegrel", "Passelaigue", "Malvezin")


def invented(number: int) -> Identity:
    """Somebody whose every word is found nowhere else."""
    given, family = GIVEN[number], FAMILY[number]
    return Identity(
        given_name=given,
        family_name=family,
        email=f"{family.lower()}@courriel.invalid",
        phone=f"063998{number}{number}4{number}",
        address=f"{number} impasse des Essarts-Perdus",
        birth_year=1950 + number,
        reference=f"LISTE-{family}",
    )


@pytest.fixture
def filled(world: Any, day: Any) -> list[int]:
    """People who came by every door, and what they leave behind them."""
    people = [
        enter_person(identity=invented(number), **world.by("helene")).pk for number in range(5)
    ]
    world.people["volunteer"] = people[-1]
    register_volunteer(session_id=day.pk, **world.by("volunteer"))
    say_needs(
        session_id=day.pk, needs=["meal"], words="Essoufflement rare", **world.by("volunteer")
    )
    hearing = propose_hearing(
        edition_id=world.edition.pk,
        role="Médecin",
        qualification="qualified",
        why="Sait.",
        given_name=GIVEN[5],
        family_name=FAMILY[5],
        **world.by("ines"),
    )
    accept_hearing(hearing_id=hearing.pk, interests="Aucun.", named=False, **world.by("ines"))
    people.append(hearing.witness_id)
    correct_person(person_id=hearing.witness_id, identity=invented(5), **world.by("helene"))
    ask_to_follow(
        edition_id=world.edition.pk,
        email="abonnee@courriel.invalid",
        language="fr",
        **world.by("gwenaelle"),
    )
    queue_message(people[0], subject="Pour Zéphirine", body="Essarts-Perdus", now=NOW)
    browser = Client()
    for number in range(5):
        email = invented(number).email
        browser.post("/compte/login/code/", {"email": email})
        browser.post("/compte/password/reset/", {"email": email})
        browser.post("/compte/login/", {"login": email, "password": "un essai manqué"})
    return people


def traces() -> list[str]:
    """Whatever would say who somebody is."""
    found = ["abonnee", "courriel.invalid", "Essarts-Perdus", "Essoufflement", "personne@"]
    for number in range(6):
        who = invented(number)
        found += [who.given_name, who.family_name, who.family_name.lower()]
        found += [who.phone, who.phone[1:], f"+33{who.phone[1:]}", who.reference]
    return found


def found_in(raw: bytes) -> list[str]:
    """The traces in bytes, as they are or in hexadecimal, as `pg_dump` writes binary values."""
    written = [(trace, trace.encode()) for trace in traces()]
    return [trace for trace, value in written if value in raw or value.hex().encode() in raw]


def test_the_bytes_of_backups_name_nobody_and_an_old_one_does_not_bring_back_the_erased(
    world: Any, filled: list[int], tmp_path: Path
) -> None:
    copy = back_up("default", tmp_path / "database", now=NOW)
    keys = back_up("keys", tmp_path / "keys", now=NOW)
    for made in (copy, keys):
        assert made.stat().st_mode & 0o077 == 0
        raw = made.read_bytes()
        assert len(raw) > 1000
        assert not found_in(raw)
    assert b"person_entered" in copy.read_bytes(), "the bytes of the register are there to search"

    gone, erased = filled[0], invented(0)
    account = Account.objects.get(person_id=gone).pk
    erase_person(person_id=gone, reason="request", **world.by("helene"))
    size = log.head().size
    put_back("default", copy)
    assert log.head().size < size
    assert Account.objects.filter(pk=account).exists(), "the old rows are back"
    assert identity_of(gone).full_name == "", "and cannot be read"
    assert "Zéphirine" not in "".join(message.body for message in outbox())
    others = identities(filled[1:])
    assert [others[person] for person in filled[1:]] == [invented(number) for number in range(1, 6)]
    assert identity_of(world.people["aicha"]).given_name == "Aïcha"

    with pytest.raises(NotAllowed):
        erase_again(**world.by("helene"))
    assert erase_again(actor=OPERATOR, clock=world.clock) == 1
    assert erase_again(actor=OPERATOR, clock=world.clock) == 0
    assert not Account.objects.filter(pk=account).exists()
    assert find_person(email=erased.email) is None
    enter_person(identity=erased, **world.by("helene"))

    world.edition.refresh_from_db()
    made = tmp_path / "bundle"
    write_bundle(edition=world.edition, out=made, actor=OPERATOR, clock=world.clock)
    checks = list(verify_bundle(made))
    assert checks
    assert not [check for check in checks if check.holds is False]
    for path in made.rglob("*"):
        if path.is_file():
            assert not found_in(path.read_bytes()), path


def test_an_old_copy_of_the_keys_does_not_bring_back_who_is_marked_as_erased(
    world: Any, filled: list[int], tmp_path: Path
) -> None:
    keys = back_up("keys", tmp_path / "keys", now=NOW)
    erase_person(person_id=filled[0], reason="request", **world.by("helene"))
    put_back("keys", keys)
    assert erase_again(actor=OPERATOR, clock=world.clock) == 0
    assert identity_of(filled[0]).full_name == ""
    assert identity_of(filled[1]) == invented(1)


def test_copies_of_keys_are_kept_for_days_and_apart(city: Any, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    old = back_up("keys", folder, now=NOW - timedelta(days=8))
    recent = back_up("keys", folder, now=NOW - timedelta(days=6))
    assert old.exists(), "two days old when the second is made"
    back_up("keys", folder, now=NOW)
    assert recent.exists()
    assert not old.exists(), "deleted by the next copy once too old"
    assert stale_keys(folder, now=NOW + timedelta(days=2), days=7) == [recent]
    with pytest.raises(BackupError, match="keep the two apart"):
        back_up("default", folder, now=NOW)
    database = back_up("default", tmp_path / "database", now=NOW)
    with pytest.raises(BackupError, match="keep the two apart"):
        back_up("keys", tmp_path / "database", now=NOW)
    for alias, wrong in (("keys", database), ("default", recent), ("default", tmp_path / "none")):
        with pytest.raises(BackupError, match="not a copy"):
            put_back(alias, wrong)
    assert remembered() == {
        "keys": str(folder),
        "default": str(tmp_path / "database"),
        "days": 7,
    }


def test_the_doctor_says_where_copies_of_keys_lie_too_long_or_beside_the_database(
    city: Any, tmp_path: Path
) -> None:
    def said() -> str:
        return "\n".join(f"{found.mark} {found.sentence}" for found in examine())

    now = datetime.now(UTC)
    back_up("keys", tmp_path / "keys", now=now)
    back_up("default", tmp_path / "database", now=now)
    assert "ok   backups: no copy of keys older than 7 days" in said()
    (tmp_path / "keys" / f"keys-{now - timedelta(days=9):%Y%m%d-%H%M%S}.sqlite3").touch()
    assert "1 copies of keys are older than 7 days" in said()
    (tmp_path / "database" / "keys-20260101-000000.sqlite3").touch()
    assert "holds the database and the keys" in said()


def test_a_tool_that_is_missing_or_fails_is_named(
    city: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite copies itself")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="install postgresql-client"):
        back_up("default", tmp_path / "database", now=NOW)
    monkeypatch.undo()
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", "nowhere")
    with pytest.raises(BackupError, match="nowhere"):
        back_up("default", tmp_path / "database", now=NOW)


@pytest.mark.any_database  # the folder has its own
def test_the_command_line_backs_up_and_restores(folder: Path, tmp_path: Path) -> None:
    assert "backups: none yet of alienor and keys" in alienor(folder, "doctor").stdout
    made = alienor(folder, "backup", "--out", str(tmp_path / "database"))
    assert made.returncode == 0, made.stderr
    together = alienor(folder, "backup", "--keys", "--out", str(tmp_path / "database"))
    assert together.returncode == 2
    assert "keep the two apart" in together.stderr
    keys = alienor(folder, "backup", "--keys", "--out", str(tmp_path / "keys"))
    assert keys.returncode == 0, keys.stderr
    wrong = alienor(folder, "restore", keys.stdout.strip())
    assert wrong.returncode == 2
    back = alienor(folder, "restore", made.stdout.strip())
    assert back.returncode == 0, back.stderr
    assert "erased again, for their key is gone: 0" in back.stdout
    assert alienor(folder, "restore", "--keys", keys.stdout.strip()).returncode == 0
    assert alienor(folder, "doctor").returncode == 0
    assert alienor(folder, "verify", str(bundle(folder, tmp_path / "bundle"))).returncode == 0
