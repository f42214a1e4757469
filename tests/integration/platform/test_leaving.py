"""Erasing somebody: what they held ends with them, and their key goes last, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from alienor.cores import rules
from alienor.platform.access.models import Grant
from alienor.platform.access.roles import roles_of
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import action, guard, rehearse, require
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.keystore.store import keys_of
from alienor.platform.people import records
from alienor.platform.people.actions import end_role, erase_person, give_role
from alienor.platform.people.models import Person
from alienor.platform.register.models import Entry
from alienor.stages.bodies.actions import offer_seat
from alienor.stages.bodies.models import Seat
from alienor.stages.founding.actions import found_edition

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def kinds_since(size: int) -> list[str]:
    return list(
        Entry.objects.filter(index__gte=size).order_by("index").values_list("kind", flat=True)
    )


def test_an_erasure_that_fails_leaves_the_key(world: Any) -> None:
    class Failed(Exception):
        pass

    aicha = world.people["aicha"]
    reference = Person.objects.get(pk=aicha).key_reference

    @action
    def erase_and_fail(*, actor: Any, clock: Any) -> None:
        """Erase somebody, then fail."""
        require(actor, "people.erase")
        erase_person(person_id=aicha, reason="request", actor=actor, clock=clock)
        assert records.identity_of(aicha) == records.ERASED
        assert records.pseudonym(aicha, "essai") == ""
        raise Failed

    with pytest.raises(Failed):
        erase_and_fail(**world.by("helene"))
    assert keys_of([reference])
    assert records.identity_of(aicha).given_name == "Aïcha"
    rehearse(erase_person, person_id=aicha, reason="request", **world.by("helene"))
    assert records.identity_of(aicha).given_name == "Aïcha"
    erase_person(person_id=aicha, reason="request", **world.by("helene"))
    assert not keys_of([reference])


def test_a_key_that_an_interrupted_erasure_left_is_erased_later(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alienor.config import regularly

    aicha = world.people["aicha"]
    reference = Person.objects.get(pk=aicha).key_reference
    monkeypatch.setattr("alienor.platform.keystore.store._delete", lambda _references: None)
    erase_person(person_id=aicha, reason="request", **world.by("helene"))
    assert keys_of([reference]), "the process died between the two commits"
    assert records.identity_of(aicha) == records.ERASED
    monkeypatch.undo()
    regularly.once()
    assert not keys_of([reference])
    assert len(keys_of(Person.objects.values_list("key_reference", flat=True))) > 5


def test_roles_and_mandates_end_with_the_person(world: Any) -> None:
    ines = world.people["ines"]
    for role, edition in (("organiser", None), ("chair", world.edition)):
        give_role(person_id=ines, role=role, edition=edition, **world.by("helene"))
    offer_seat(
        edition_id=world.edition.pk, body="followup_group", college="drawn", person_id=ines,
        **world.by("helene"),
    )  # fmt: skip
    size = Entry.objects.count()
    erase_person(person_id=ines, reason="request", **world.by("helene"))
    assert sorted(kinds_since(size)) == [
        "mandate_ended/1",
        "mandate_ended/1",
        "person_erased/1",
        "role_ended/1",
        "role_ended/1",
        "seat_declined/1",
    ]
    ended = [json.loads(bytes(entry.leaf)) for entry in Entry.objects.filter(kind="role_ended/1")]
    assert {entry.get("edition") for entry in ended} == {None, "essai"}
    assert not Grant.objects.filter(person_id=ines, ended_at__isnull=True).exists()
    assert not Seat.objects.filter(person_id=ines, state__in=("offered", "accepted")).exists()
    assert roles_of(Actor(person_id=ines), world.edition) == {"anyone", "member"}


def test_the_last_organiser_who_lives_can_neither_be_erased_nor_leave(world: Any) -> None:
    helene, elodie = world.people["helene"], world.people["elodie"]
    for name in ("elodie", "joel"):
        give_role(person_id=world.people[name], role="organiser", **world.by("helene"))
    erase_person(person_id=elodie, reason="request", **world.by("helene"))
    with guard.lifted():  # as an erasure of before left it
        Grant.objects.filter(person_id=elodie, role="organiser").update(ended_at=None)
        Grant.objects.filter(person_id=world.people["joel"]).update(edition_id=world.edition.pk)
    with pytest.raises(Invalid, match="last_organiser"):
        erase_person(person_id=helene, reason="request", **world.by("helene"))
    grant = Grant.objects.get(person_id=helene)
    with pytest.raises(Invalid, match="last_organiser"):
        end_role(grant_id=grant.pk, **world.by("helene"))
    assert records.identity_of(helene).given_name == "Hélène"


def test_a_role_is_ended_in_its_own_edition_only(world: Any, clock: Any) -> None:
    other = found_edition(title="Autre", rules=rules.template_text("neutral"), **world.by("helene"))
    give_role(
        person_id=world.people["bruno"], role="organiser", edition=other, **world.by("helene")
    )
    of_the_first = Grant.objects.get(role="city_service")
    for edition in (other, None):
        with pytest.raises(NotFound):
            end_role(
                grant_id=of_the_first.pk,
                edition=edition,
                **world.by("helene" if edition is None else "bruno"),
            )
    end_role(grant_id=of_the_first.pk, edition=world.edition, **world.by("helene"))


def test_the_desk_says_why_the_last_organiser_stays(
    world: Any, client: Any, second_factor: None
) -> None:
    client.force_login(open_account(world.people["helene"]))
    page = client.post(
        reverse("office:erase_person", args=["essai"]),
        {"email": "helene@exemple.invalid", "reason": "request", "sure": "on"},
    )
    assert page.status_code == 422
    assert "nommez-en d’abord une autre" in page.content.decode().replace("&#x27;", "’")
