"""Every change is a recorded act: whole, permitted, in the register, or not at all."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.db import connections
from django.db.utils import IntegrityError, OperationalError

from alienor.cores.transparency.merkle import Frontier
from alienor.platform.access.table import PERMISSIONS
from alienor.platform.acts import (
    ACT_TYPES,
    ACTIONS,
    Act,
    act_type,
    action,
    record,
    rehearse,
    require,
)
from alienor.platform.acts.action import NotRecorded
from alienor.platform.acts.guard import WrittenOutsideAction
from alienor.platform.acts.limits import refusal_of
from alienor.platform.acts.types import ActType
from alienor.platform.errors import Invalid, NotAllowed
from alienor.platform.people import records
from alienor.platform.people.actions import enter_person
from alienor.platform.people.records import Identity
from alienor.platform.register import log, reading
from alienor.platform.register.models import Entry
from alienor.procedures.personas import present_persona
from alienor.stages.founding.models import Edition
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TOOL = runpy.run_path(str(Path(__file__).parents[3] / "tools" / "acts.py"))


def last_entry() -> dict[str, Any]:
    return json.loads(bytes(Entry.objects.order_by("-index")[0].leaf))


def test_nothing_writes_the_assemblys_tables_outside_an_action(world: Any) -> None:
    with pytest.raises(WrittenOutsideAction):
        Edition.objects.filter(pk=world.edition.pk).update(title="Autre")
    with pytest.raises(WrittenOutsideAction):
        world.edition.save()
    with pytest.raises(WrittenOutsideAction):
        Entry.objects.filter(index=0).delete()


SEAT = "alienor_bodies_seat"


@pytest.mark.parametrize(
    ("alias", "sql"),
    [
        ("default", f"UPDATE {SEAT} SET function=function"),
        ("default", f'update "{SEAT}" SET function=function'),
        ("default", f"/* x */ UPDATE {SEAT} SET function=function"),
        ("default", f"-- SELECT\nUPDATE {SEAT} SET function=function"),
        ("default", f"WITH x AS (SELECT 1) UPDATE {SEAT} SET function=function"),
        ("default", f'UPDATE "main"."{SEAT}" SET function=function'),
        ("default", f"UPDATE OR IGNORE {SEAT} SET function=function"),
        ("default", f"UPDATE [{SEAT}] SET function=function"),
        ("default", f"UPDATE `{SEAT.upper()}` SET function=function"),
        ("default", f"DELETE FROM {SEAT} WHERE 1=0"),
        ("default", f"SELECT 1; DELETE FROM {SEAT} WHERE 1=0"),
        ("default", f"SELECT * INTO {SEAT}_2 FROM {SEAT}"),
        ("default", f"WITH x AS (SELECT 1) INSERT INTO {SEAT} SELECT * FROM {SEAT} WHERE 1=0"),
        ("default", f"EXPLAIN ANALYZE DELETE FROM {SEAT}"),
        ("default", f"TRUNCATE {SEAT}"),
        ("default", f"DROP TABLE {SEAT}"),
        ("default", f"ALTER TABLE {SEAT} ADD COLUMN z integer"),
        (
            "default",
            f"CREATE TRIGGER t AFTER INSERT ON alienor_live_change BEGIN DELETE FROM {SEAT}; END",
        ),
        ("keys", "DELETE FROM alienor_keystore_personkey"),
        ("keys", "INSERT INTO alienor_keystore_personkey VALUES ('', '')"),
    ],
)
def test_no_statement_written_by_hand_passes_the_guard(db: None, alias: str, sql: str) -> None:
    with pytest.raises(WrittenOutsideAction), connections[alias].cursor() as cursor:
        cursor.execute(sql)


def test_whatever_reads_passes_the_guard(db: None) -> None:
    reads = [
        f"SELECT COUNT(*) FROM {SEAT}",
        f"(SELECT 1 FROM {SEAT})",
        f"/* x */ SELECT 1 FROM {SEAT};",
    ]
    if connections["default"].vendor == "sqlite":
        reads = [reads[0], reads[2], f"PRAGMA table_info({SEAT})"]
    for sql in reads:
        with connections["default"].cursor() as cursor:
            cursor.execute(sql)


def test_an_action_that_writes_before_its_permission_is_refused(world: Any, clock: Any) -> None:
    @action
    def rename(*, actor: Any, clock: Any) -> None:
        """Rename without asking."""
        Edition.objects.filter(pk=world.edition.pk).update(title="Autre")

    with pytest.raises(WrittenOutsideAction):
        rename(actor=world.organiser, clock=clock)


def test_an_action_that_records_nothing_changes_nothing(world: Any, clock: Any) -> None:
    @action
    def rename(*, actor: Any, clock: Any) -> None:
        """Rename in silence."""
        require(actor, "founding.found", on=world.edition)
        Edition.objects.filter(pk=world.edition.pk).update(title="Autre")

    with pytest.raises(NotRecorded):
        rename(actor=world.organiser, clock=clock)
    world.edition.refresh_from_db()
    assert world.edition.title == "Assemblée d'essai"


def test_what_a_failed_nested_action_recorded_goes_with_it(world: Any, clock: Any) -> None:
    from alienor.stages.founding.actions import make_commitment

    before = log.head().size

    @action
    def try_both(*, actor: Any, clock: Any) -> None:
        """Commit twice, of which the second fails."""
        facts = {"edition_id": world.edition.pk, "actor": actor, "clock": clock}
        make_commitment(text="Nous répondrons point par point.", **facts)
        with pytest.raises(Exception, match="required"):
            make_commitment(text=" ", **facts)

    try_both(actor=world.organiser, clock=clock)
    assert log.head().size == before + 1
    assert world.edition.commitments.count() == 1


def test_a_preview_and_an_act_wait_for_each_other(world: Any, clock: Any) -> None:
    began, said = threading.Event(), list[str]()

    @action
    def enter_slowly(*, actor: Any, clock: Any) -> None:
        """Begin, let a preview begin too, then enter somebody."""
        require(actor, "people.enter")
        began.set()
        time.sleep(0.5)
        enter_person(
            identity=Identity(given_name="Lente", email="lente@exemple.invalid"),
            actor=actor,
            clock=clock,
        )

    def run(name: str, act: Any) -> None:
        try:
            act()
            said.append(f"{name}: done")
        except Exception as error:
            said.append(f"{name}: {error!r}")
        finally:
            connections.close_all()

    def preview() -> None:
        began.wait(10)
        rehearse(
            enter_person,
            identity=Identity(given_name="Essai", email="essai@exemple.invalid"),
            actor=world.organiser,
            clock=clock,
        )

    threads = [
        threading.Thread(
            target=run, args=("act", lambda: enter_slowly(actor=world.organiser, clock=clock))
        ),
        threading.Thread(target=run, args=("preview", preview)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["act: done", "preview: done"]
    assert records.find_person(email="lente@exemple.invalid")
    assert records.find_person(email="essai@exemple.invalid") is None


def test_an_entry_says_who_in_which_capacity_and_by_which_rules(world: Any) -> None:
    entry = last_entry()
    assert entry["by"] == ["organiser"]
    assert entry["edition"] == "essai"
    assert entry["rules"] == world.edition.rules.digest
    assert entry["type"] == "role_given/1"
    assert "demo" not in entry


def test_the_head_is_the_root_of_all_entries(world: Any) -> None:
    head = log.head()
    assert head == Frontier.of(log.leaf_hashes(0, head.size))
    assert head.size == Entry.objects.count() > 20


def test_an_entry_that_is_too_long_is_refused_whole(world: Any, clock: Any) -> None:
    from dataclasses import dataclass

    @act_type("endless_test", says="…")
    @dataclass(frozen=True, kw_only=True)
    class Endless(Act):
        """Only for this test."""

        text: Annotated[str, "too much"]

    @action
    def say_too_much(*, actor: Any, clock: Any) -> None:
        """Record more than an entry holds."""
        require(actor, "founding.found", on=world.edition)
        record(Endless(text="a" * 40_000), on=world.edition)

    before = log.head()
    try:
        with pytest.raises(Invalid, match="entry_too_long"):
            say_too_much(actor=world.organiser, clock=clock)
    finally:
        del ACT_TYPES["endless_test/1"]
    assert log.head() == before


def test_no_entry_holds_a_name_an_address_or_a_contact(world: Any) -> None:
    whole = b"\n".join(log.leaves(0, log.head().size)).decode()
    for secret in ("Aïcha", "Hélène", "exemple.invalid", "Exemple"):
        assert secret not in whole


def test_every_type_of_act_is_documented() -> None:
    assert ACT_TYPES
    for kind in ACT_TYPES.values():
        assert kind.doc, kind.kind
        for name, _type, meaning in kind.field_docs():
            assert meaning, f"{kind.kind}: {name} has no meaning"
        facts = {name for name, _, _ in kind.field_docs()}
        assert set(re.findall(r"{(\w+)}", str(kind.says))) <= facts, kind.kind


def test_the_page_of_all_acts_is_up_to_date() -> None:
    assert TOOL["PAGE"].read_text() == TOOL["page"](TOOL["types"]())


def test_whoever_verifies_knows_which_fields_refer_to_texts() -> None:
    assert TOOL["WORDS"].read_text() == TOOL["words"](TOOL["types"]())


def test_a_type_of_act_never_changes() -> None:
    """Here? Put the type back as it was, and make a new version beside it. A new type is frozen by
    tools/acts.py."""
    kinds, frozen = TOOL["types"](), json.loads(TOOL["FROZEN"].read_text())
    assert TOOL["faults"](kinds, frozen) == []
    assert TOOL["frozen_with"](kinds, frozen) == frozen, "run .venv/bin/python tools/acts.py"


@dataclass(frozen=True, kw_only=True)
class Planted(Act):
    """Something is planted."""

    tree: Annotated[str, "the tree"]
    height: Annotated[int, "in centimetres"]


@dataclass(frozen=True, kw_only=True)
class PlantedWithMore(Planted):
    """Another field."""

    place: Annotated[str | None, "where"] = None


@dataclass(frozen=True, kw_only=True)
class PlantedElsewhere(Act):
    """Another order."""

    height: Annotated[int, "in centimetres"]
    tree: Annotated[str, "the tree"]


@dataclass(frozen=True, kw_only=True)
class PlantedInMetres(Act):
    """Another meaning."""

    tree: Annotated[str, "the tree"]
    height: Annotated[int, "in metres"]


@dataclass(frozen=True, kw_only=True)
class PlantedTogether(Act):
    """Another type."""

    tree: Annotated[list[str], "the tree"]
    height: Annotated[int, "in centimetres"]


@pytest.mark.parametrize(
    "changed", [PlantedWithMore, PlantedElsewhere, PlantedInMetres, PlantedTogether]
)
def test_a_changed_type_is_refused_with_what_to_do(changed: type[Act]) -> None:
    def typed(cls: type[Act]) -> ActType:
        return ActType(name="planted", version=1, says="Planté.", cls=cls)

    frozen = TOOL["frozen_with"]({"planted/1": typed(Planted)}, {})
    assert not TOOL["faults"]({"planted/1": typed(Planted)}, frozen)
    (said,) = TOOL["faults"]({"planted/1": typed(changed)}, frozen)
    assert "planted/1 has changed" in said
    assert "a new version beside it" in said
    (said,) = TOOL["faults"]({}, frozen)
    assert "planted/1 is gone" in said
    kept = TOOL["frozen_with"]({"planted/1": typed(changed)}, frozen)
    assert kept == frozen, "nothing rewrites a digest"


def test_the_server_knows_every_type_of_the_package() -> None:
    code = (
        "import django; django.setup(); from alienor.platform.acts import ACT_TYPES;"
        "import alienor.config.urls; print(*ACT_TYPES)"
    )
    environment = environ | {"DJANGO_SETTINGS_MODULE": "alienor.config.settings"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) == set(TOOL["types"]())


def test_somebody_who_may_be_entered_as_has_a_sentence_of_their_own(
    world: Any, settings: Any
) -> None:
    settings.DEMO = True
    present_persona(
        person_id=world.people["aicha"], key="aicha", label="Aïcha", **world.by("helene")
    )
    (line,) = journal.lines(reading.entries()[:1])
    assert line.sentence == "Démonstration : un rôle d'essai est ouvert à tout le monde."


def test_every_action_says_who_may_and_what_enters_the_register() -> None:
    ours = {name: call for name, call in ACTIONS.items() if not name.startswith("tests.")}
    assert len(ours) > 15
    for name, call in ours.items():
        if "<locals>" in call.__qualname__:
            continue
        assert "Who:" in call.__doc__, name
        assert "Register:" in call.__doc__, name
        assert "Errors:" in call.__doc__ or "NotAllowed" in call.__doc__, name


def test_every_permission_has_its_sentence_and_known_roles() -> None:
    from alienor.platform.access.roles import ROLE_NAMES

    for permission in PERMISSIONS.values():
        assert permission.doc.endswith(".")
        assert set(permission.roles) <= set(ROLE_NAMES)


def test_a_person_without_the_role_is_told_who_has_it(world: Any, clock: Any) -> None:
    from alienor.stages.founding.actions import make_commitment

    with pytest.raises(NotAllowed) as refusal:
        make_commitment(
            edition_id=world.edition.pk, text="Moi", actor=world.actor("aicha"), clock=clock
        )
    assert refusal.value.params["roles"] == ("organiser",)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            IntegrityError("UNIQUE constraint failed: alienor_bodies_seat.public_id"),
            "done_meanwhile",
        ),
        (IntegrityError("NOT NULL constraint failed: alienor_bodies_seat.body"), None),
        (OperationalError("database is locked"), "busy"),
        (OperationalError("no such table: seat"), None),
    ],
)
def test_two_at_once_and_a_database_that_waits_are_refusals_and_faults_of_ours_are_not(
    error: Exception, code: str | None
) -> None:
    refusal = refusal_of(error)
    assert (refusal.code if refusal else None) == code
