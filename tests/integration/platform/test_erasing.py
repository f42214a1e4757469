"""Erasing from the lists in which people are: many have neither e-mail nor telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.integration.test_recruitment import PROFILE
from tests.integration.test_sessions import day, opened

from alienor.config.doctor import examine
from alienor.cores import rules
from alienor.platform.access.models import Grant
from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed
from alienor.platform.keystore.models import PersonKey
from alienor.platform.people.actions import end_role, erase_person, give_role
from alienor.platform.people.models import Person
from alienor.platform.people.records import ERASED, Identity, identity_of
from alienor.platform.register.models import Entry
from alienor.procedures.purging import purge, purpose_over
from alienor.procedures.sessions import welcome_walk_in
from alienor.stages.bodies.actions import offer_seat
from alienor.stages.bodies.models import Seat
from alienor.stages.founding.actions import complete_step, found_edition
from alienor.stages.hearings.actions import propose_hearing
from alienor.stages.recruitment.models import PoolEntry
from alienor.stages.recruitment.replies import record_reply, withdraw_reply

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["day", "opened"]

SENT = {"reason": "request", "sure": "on"}


@pytest.fixture
def places(world: Any, opened: Any, second_factor: None) -> dict[str, tuple[int, str, str]]:
    """Four people without a contact: who, the list in which they are, the page that erases."""
    walk_in = welcome_walk_in(
        session_id=opened.pk, identity=Identity(given_name="Wilfrid"), **world.by("helene")
    )
    hearing = propose_hearing(
        edition_id=world.edition.pk,
        role="Médecin",
        qualification="qualified",
        why="Sait.",
        given_name="Ysoline",
        family_name="Brisebarre",
        **world.by("ines"),
    )
    reply = record_reply(
        edition_id=world.edition.pk,
        through="paper",
        identity=Identity(given_name="Quitterie", birth_year=2002),
        profile=PROFILE,
        **world.by("helene"),
    )
    grant = give_role(
        person_id=hearing.witness_id, role="chair", edition=world.edition, **world.by("helene")
    )
    seat = Seat.objects.get(person_id=walk_in)
    at = {
        "seat": (walk_in, "office:seats", "erase_seated", seat.public_id),
        "reply": (reply.person_id, "office:recruitment", "erase_agreed", reply.public_id),
        "role": (hearing.witness_id, "office:roles", "erase_with_role", grant.public_id),
        "hearing": (hearing.witness_id, "public:hearing", "erase_heard", hearing.public_id),
    }
    return {
        kind: (
            person,
            reverse(listed, args=["essai", *([one] if listed == "public:hearing" else [])]),
            reverse(f"office:{page}", args=["essai", one]),
        )
        for kind, (person, listed, page, one) in at.items()
    }


@pytest.mark.parametrize("kind", ["seat", "reply", "role", "hearing"])
def test_somebody_without_a_contact_is_erased_from_the_list_where_they_are(
    places: dict[str, tuple[int, str, str]], world: Any, client: Client, kind: str
) -> None:
    person, listed, page = places[kind]
    client.force_login(open_account(world.people["helene"]))
    name = identity_of(person).given_name
    assert page in client.get(listed).content.decode()
    shown = client.get(page).content.decode()
    assert name in shown
    assert "On ne peut pas revenir en arrière" in shown
    before = Entry.objects.count()
    for unsure in ({}, {"reason": "request"}, {"sure": "on"}, {**SENT, "reason": "ennui"}):
        assert client.post(page, unsure).status_code == 422
    for other in ("aicha", "joel", "farid"):
        visitor = Client()
        visitor.force_login(open_account(world.people[other]))
        assert visitor.post(page, SENT).status_code == 403
    assert Entry.objects.count() == before
    assert identity_of(person).given_name == name

    assert client.post(page, SENT).headers["Location"] == listed
    assert identity_of(person) == ERASED
    ended = {"seat": ["mandate_ended/1"], "role": ["role_ended/1"], "hearing": ["role_ended/1"]}
    assert list(Entry.objects.filter(index__gte=before).values_list("kind", flat=True)) == [
        *ended.get(kind, []),
        "person_erased/1",
    ]
    after = client.get(listed).content.decode()
    assert name not in after
    assert client.get(page).status_code == 404
    assert client.post(page, SENT).status_code == 404


def test_whoever_welcomes_people_does_not_erase_them(
    places: dict[str, tuple[int, str, str]], world: Any, client: Client
) -> None:
    world.newcomer("rose")
    give_role(
        person_id=world.people["rose"],
        role="reception",
        edition=world.edition,
        **world.by("helene"),
    )
    client.force_login(open_account(world.people["rose"]))
    for person, _listed, page in places.values():
        assert client.get(page).status_code == 403
        assert client.post(page, SENT).status_code == 403
        assert identity_of(person) != ERASED


def finish(world: Any) -> None:
    """Every step of the edition is completed."""
    for step in world.edition.steps.filter(completed_at=None):
        facts = {"edition_id": world.edition.pk, "step": step.code, **world.by("helene")}
        complete_step(derogation="Pour l'essai.", **facts)


def test_what_no_longer_serves_is_counted_by_purpose_and_erased_together(
    places: dict[str, tuple[int, str, str]], world: Any, client: Client
) -> None:
    agreed, heard = places["reply"][0], places["hearing"][0]
    assert not any(purpose_over(world.edition).values()), "the edition is under way"
    withdraw_reply(entry_id=PoolEntry.objects.get().pk, **world.by("helene"))
    assert purpose_over(world.edition)["withdrawn"] == {agreed}
    finish(world)
    over = purpose_over(world.edition)
    assert over["heard"] == set(), "she chairs: her role needs her"
    assert world.people["helene"] not in set().union(*over.values())
    assert {world.people["aicha"], places["seat"][0]} <= over["seated"]
    end_role(
        grant_id=Grant.objects.get(role="chair").pk, edition=world.edition, **world.by("helene")
    )
    assert purpose_over(world.edition)["heard"] == {heard}
    assert "people:" in "".join(found.sentence for found in examine())

    client.force_login(open_account(world.people["helene"]))
    listed = reverse("office:data_to_erase", args=["essai"])
    assert listed in client.get(reverse("office:roles", args=["essai"])).content.decode()
    page = reverse("office:purge", args=["essai", "seated"])
    assert page in client.get(listed).content.decode()
    count = len(over["seated"])
    before = Entry.objects.count()
    assert f'name="count" value="{count}"' in client.get(page).content.decode()
    assert client.post(page, {"count": count}).status_code == 422
    assert client.post(page, {"count": count - 1, "sure": "on"}).status_code == 422
    assert client.get(reverse("office:purge", args=["essai", "rien"])).status_code == 404
    with pytest.raises(NotAllowed):
        purge(edition_id=world.edition.pk, purpose="seated", seen=count, **world.by("farid"))
    with pytest.raises(Invalid):
        purge(edition_id=world.edition.pk, purpose="rien", seen=0, **world.by("helene"))
    assert Entry.objects.count() == before

    assert client.post(page, {"count": count, "sure": "on"}).headers["Location"] == listed
    assert Entry.objects.count() == before + count
    assert identity_of(world.people["aicha"]) == ERASED
    assert identity_of(world.people["helene"]) != ERASED
    assert identity_of(heard) != ERASED, "another purpose, another click"
    assert purpose_over(world.edition)["seated"] == set()


def test_an_edition_under_way_needs_those_of_one_that_is_over(
    places: dict[str, tuple[int, str, str]], world: Any
) -> None:
    finish(world)
    assert world.people["aicha"] in purpose_over(world.edition)["seated"]
    later = found_edition(
        title="La suivante", rules=rules.template_text("poitiers-2022"), **world.by("helene")
    )
    offer_seat(
        edition_id=later.pk,
        body="assembly",
        college="drawn",
        person_id=world.people["aicha"],
        **world.by("helene"),
    )
    over = purpose_over(world.edition)["seated"]
    assert world.people["aicha"] not in over
    assert world.people["bruno"] in over


def test_an_erased_key_leaves_no_byte_beside_the_database(world: Any) -> None:
    database = connections["keys"]
    if database.vendor != "sqlite":
        pytest.skip("PostgreSQL writes over what it vacuums; only SQLite keeps a log beside")
    person = world.newcomer("sam")
    reference = Person.objects.get(pk=person).key_reference
    wrapped = bytes(PersonKey.objects.get(reference=reference).wrapped)
    files = list(Path(database.settings_dict["NAME"]).parent.glob("*keys*"))
    assert any(wrapped in file.read_bytes() for file in files)
    erase_person(person_id=person, reason="request", **world.by("helene"))
    assert not any(wrapped in file.read_bytes() for file in files if file.exists())
