"""Erasing from the lists in which people are: many have neither e-mail nor telephone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_recruitment import PROFILE
from tests.integration.test_sessions import day, opened

from alienor.platform.accounts.open import open_account
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import ERASED, Identity, identity_of
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import welcome_walk_in
from alienor.stages.bodies.models import Seat
from alienor.stages.hearings.actions import propose_hearing
from alienor.stages.recruitment.replies import record_reply

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
        identity=Identity(given_name="Quitterie", birth_year=1980),
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
