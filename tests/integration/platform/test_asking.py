"""What a public form asks for an address happens once whoever reads its messages confirms it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.conftest import World
from tests.integration.test_sessions import MEAL, plan

from alienor.platform.accounts.models import Account
from alienor.platform.accounts.open import open_account
from alienor.platform.messages.queue import outbox
from alienor.platform.people.records import find_person, identity_of
from alienor.procedures.appointing import appoint
from alienor.procedures.following import ask_to_follow
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import college_in
from alienor.stages.sessions import attending, preparing
from alienor.stages.sessions.models import Answer

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

STRANGER = "inconnue@exemple.invalid"
NAMES = {"given_name": "Zoé", "family_name": "Exemple"}


@pytest.fixture
def day(world: World) -> Any:
    session = plan(world)
    preparing.set_agenda(session_id=session.pk, items=[MEAL], **world.by("joel"))
    return preparing.announce_session(session_id=session.pk, **world.by("joel"))


def come(client: Client, day: Any, email: str) -> Any:
    return client.post(
        reverse("public:come", args=["essai", day.public_id]),
        {"email": email, "given_name": "Mallory"},
        follow=True,
    )


def follow(client: Client, email: str) -> Any:
    return client.post(reverse("public:follow", args=["essai"]), {"email": email}, follow=True)


def link() -> str:
    """The link of the newest message."""
    found = re.search(r"https?://[^/]+(/\S*demandes/[0-9a-f]+/)", outbox()[0].body)
    assert found, outbox()[0].body
    return found[1]


def test_a_stranger_cannot_answer_for_somebody_known(world: Any, day: Any, client: Client) -> None:
    aicha = {"session_id": day.pk, "person_id": world.people["aicha"]}
    attending.answer_convocation(answer="no", **aicha, **world.by("aicha"))
    assert come(client, day, "aicha@exemple.invalid").status_code == 200
    assert day.answers.get().answer == "no"
    assert identity_of(world.people["aicha"]).given_name == "Aïcha"
    client.post(f"{link()}venir/{day.public_id}/")
    assert day.answers.get().answer == "yes"
    assert identity_of(world.people["aicha"]).full_name == "Aïcha Exemple"
    assert college_in(world.edition, "assembly", world.people["aicha"]) == "drawn"


def test_a_stranger_s_address_gets_nothing_before_it_is_confirmed(
    world: Any, day: Any, client: Client
) -> None:
    come(client, day, STRANGER)
    person = find_person(email=STRANGER)
    assert not Answer.objects.exists()
    assert not Seat.objects.filter(person_id=person).exists()
    assert not Account.objects.filter(person_id=person).exists()
    assert identity_of(person).full_name == ""
    address = f"{link()}venir/{day.public_id}/"
    page = client.get(link())
    assert page.status_code == 302
    assert page["Location"] == address
    assert "given_name" in client.get(address).content.decode()
    assert not Answer.objects.exists(), "looking confirms nothing"
    assert client.post(address).status_code == 422, "whoever confirms says their name"
    assert not Seat.objects.filter(person_id=person).exists()
    assert client.post(address, NAMES).status_code == 302
    assert client.post(address, NAMES).status_code == 302
    assert Seat.objects.get(person_id=person).college == "volunteer"
    assert Account.objects.filter(person_id=person).exists()
    assert identity_of(person).full_name == "Zoé Exemple"
    assert outbox()[0].subject.startswith("Vous êtes inscrite ou inscrit")
    assert len(outbox()) == 2


def test_an_address_gets_one_message_an_hour_over_all_forms(
    world: Any, day: Any, client: Client
) -> None:
    for email in (STRANGER, "aicha@exemple.invalid"):
        before = len(outbox())
        for _ in range(3):
            come(client, day, email)
            follow(client, email)
            client.post("/compte/login/code/", {"email": STRANGER})
            client.post("/compte/password/reset/", {"email": STRANGER})
        assert len(outbox()) == before + 1, email
    page = client.get(link())
    assert page.status_code == 200, "one link shows both"
    for wanted in (f"venir/{day.public_id}/", "suivre/essai/"):
        assert f"{link()}{wanted}" in page.content.decode()


def test_the_next_hour_another_message_may_be_sent(world: Any) -> None:
    asked = {"edition_id": world.edition.pk, "email": STRANGER, "language": "fr"}
    for minutes, messages in ((0, 1), (50, 1), (15, 2), (50, 2)):
        world.clock.at += timedelta(minutes=minutes)
        ask_to_follow(**asked, **world.by("gwenaelle"))
        assert len(outbox()) == messages


def test_everybody_is_shown_the_same(world: Any, day: Any, client: Client) -> None:
    open_account(world.people["aicha"])
    for ask in (lambda email: come(client, day, email), lambda email: follow(client, email)):
        pages = [ask(email) for email in (STRANGER, STRANGER, "aicha@exemple.invalid")]
        assert len({page.content for page in pages}) == 1
        assert {page.status_code for page in pages} == {200}


def test_what_is_not_open_to_all_is_refused_to_everybody_at_once(
    world: Any, client: Client
) -> None:
    meeting = plan(world, body="proposition_group", kind="meeting", step="")
    item = preparing.Item(kind="plenary", title="Séance", minutes=60)
    preparing.set_agenda(session_id=meeting.pk, items=[item], **world.by("helene"))
    preparing.announce_session(session_id=meeting.pk, **world.by("helene"))
    for email in (STRANGER, "ines@exemple.invalid"):
        page = come(client, meeting, email)
        assert page.status_code == 422
        assert "ouverte à toutes et à tous" in page.content.decode()
    assert outbox() == []


def test_a_link_that_is_unknown_or_of_another_demand_leads_nowhere(
    world: Any, day: Any, client: Client
) -> None:
    follow(client, STRANGER)
    assert client.get("/demandes/0/").status_code == 404
    for method in (client.get, client.post):
        assert method(f"{link()}venir/{day.public_id}/").status_code == 404
    assert client.get(f"{link()}suivre/essai/").status_code == 200


def test_somebody_signed_in_registers_at_once(world: Any, day: Any, client: Client) -> None:
    client.force_login(open_account(world.people["bruno"]))
    address = reverse("public:come", args=["essai", day.public_id])
    page = client.post(address, follow=True).content.decode()
    assert "Vous êtes inscrite ou inscrit" in page
    assert day.answers.get().answer == "yes"
    client.post(address)
    assert len(outbox()) == 1, "saying it again sends nothing more"


def test_a_follower_who_is_given_a_place_has_an_account(world: Any, client: Client) -> None:
    follow(client, STRANGER)
    person = find_person(email=STRANGER)
    named = identity_of(person).__class__(given_name="Mado", email=STRANGER)
    appoint(
        edition_id=world.edition.pk, body="assembly", college="volunteer", identity=named,
        accepted=True, **world.by("helene"),
    )  # fmt: skip
    assert Account.objects.filter(person_id=person).exists()
