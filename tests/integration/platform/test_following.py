"""Following: asked, confirmed by a link, told once a day, ended by a link, and then erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_dialogue import ANSWER, ask

from alienor.config import regularly
from alienor.platform.acts.types import ACT_TYPES
from alienor.platform.errors import Invalid, NotAllowed, NotFound
from alienor.platform.messages.asking import askings_with
from alienor.platform.messages.following import secret_of
from alienor.platform.messages.models import Asking, Follower
from alienor.platform.messages.queue import outbox
from alienor.platform.people.actions import correct_person, erase_person
from alienor.platform.people.models import Person
from alienor.platform.people.records import find_person, identity_of
from alienor.procedures import confirming, following
from alienor.procedures.appointing import appoint
from alienor.procedures.sessions import ask_to_come, confirm_coming
from alienor.stages.dialogue import actions
from alienor.stages.sessions.preparing import Item, announce_session, plan_session, set_agenda
from alienor.surfaces.digests import tell_followers
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

READER = "lectrice@exemple.invalid"


def follow(world: Any, email: str = READER, language: str = "fr") -> str:
    """Ask; return the secret of the link in the message."""
    following.ask_to_follow(
        edition_id=world.edition.pk, email=email, language=language, **world.by("gwenaelle")
    )
    found = re.search(r"/demandes/([0-9a-f]+)/", outbox()[0].body)
    assert found
    return found[1]


def confirm(world: Any, secret: str) -> str:
    """Confirm; return the secret of the link that ends it."""
    following.confirm_following(secret=secret, edition="essai", **world.by("gwenaelle"))
    return secret_of("essai", askings_with(secret).get().person_id)


def something_new(world: Any) -> None:
    question = ask(world)
    actions.answer_question(question_id=question.pk, **ANSWER, **world.by("farid"))


def test_whoever_confirmed_is_told_once_a_day_and_only_what_is_new(world: Any) -> None:
    asked = follow(world)
    something_new(world)
    assert tell_followers(now=world.clock.now()) == 0
    assert confirm(world, asked) == (secret := confirm(world, asked))
    assert tell_followers(now=world.clock.now()) == 0
    something_new(world)
    assert tell_followers(now=world.clock.now()) == 1
    told = outbox()[0]
    assert "une nouvelle étape" in told.subject
    assert "Une réponse est donnée à une question." in told.body
    assert "Une personne est inscrite" not in told.body
    assert f"/suivre/{secret}/arreter/" in told.body
    something_new(world)
    assert tell_followers(now=world.clock.now()) == 0
    assert tell_followers(now=world.clock.now() + timedelta(days=1)) == 1
    assert tell_followers(now=world.clock.now() + timedelta(days=3)) == 0


def test_a_reader_in_english_is_told_in_english(world: Any) -> None:
    secret = follow(world, language="en")
    assert outbox()[0].subject.startswith("To confirm")
    confirm(world, secret)
    something_new(world)
    tell_followers(now=world.clock.now())
    assert "An answer is given to a question." in outbox()[0].body


def test_whoever_stops_and_was_known_for_this_alone_is_erased(world: Any) -> None:
    secret = confirm(world, follow(world))
    person = find_person(email=READER)
    following.end_following(secret=secret, **world.by("gwenaelle"))
    assert find_person(email=READER) is None
    assert Person.objects.get(pk=person).erased_at
    with pytest.raises(NotFound):
        following.end_following(secret=secret, **world.by("gwenaelle"))


def test_a_member_who_stops_following_stays_known(world: Any) -> None:
    secret = confirm(world, follow(world, email="Aicha@exemple.invalid"))
    assert Follower.objects.get().person_id == world.people["aicha"]
    following.end_following(secret=secret, **world.by("gwenaelle"))
    assert identity_of(world.people["aicha"]).given_name == "Aïcha"


def test_a_follower_who_becomes_a_member_takes_their_name(world: Any) -> None:
    follow(world)
    person = find_person(email=READER)
    named = replace(identity_of(person), given_name="Mado", family_name="Exemple")
    with pytest.raises(NotAllowed):
        correct_person(person_id=person, identity=named, **world.by("aicha"))
    appoint(
        edition_id=world.edition.pk,
        body="assembly",
        college="volunteer",
        identity=named,
        accepted=True,
        **world.by("helene"),
    )
    assert identity_of(person).full_name == "Mado Exemple"


def test_a_follower_who_registers_for_a_day_keeps_their_place_when_they_stop_following(
    world: Any,
) -> None:
    asked = follow(world)
    secret = confirm(world, asked)
    person = find_person(email=READER)
    day = plan_session(
        edition_id=world.edition.pk,
        kind="session",
        body="assembly",
        step="session_1",
        number=1,
        title="Choisir notre sujet",
        starts_at=world.clock.now() + timedelta(days=10),
        ends_at=world.clock.now() + timedelta(days=10, hours=8),
        place="Grande halle",
        **world.by("helene"),
    )
    meal = Item(kind="meal", title="Repas partagé", minutes=60)
    set_agenda(session_id=day.pk, items=[meal], **world.by("helene"))
    announce_session(session_id=day.pk, **world.by("helene"))
    ask_to_come(session_id=day.pk, email=READER, language="fr", **world.by("gwenaelle"))
    confirm_coming(secret=asked, session=day.public_id, given_name="Mado", **world.by("gwenaelle"))
    assert identity_of(person).given_name == "Mado"
    following.end_following(secret=secret, **world.by("gwenaelle"))
    assert find_person(email=READER) == person
    assert not Follower.objects.exists()


def test_whoever_never_confirms_is_forgotten_after_a_week(world: Any) -> None:
    follow(world)
    with pytest.raises(NotAllowed):
        confirming.forget_askings(**world.by("helene"))
    regularly.once()  # by the real clock, long after the world's
    assert not Asking.objects.exists()
    assert find_person(email=READER) is None
    regularly.once()


def test_an_address_is_needed_and_an_erased_follower_is_told_nothing(world: Any) -> None:
    with pytest.raises(Invalid, match="required"):
        following.ask_to_follow(
            edition_id=world.edition.pk, email=" ", language="fr", **world.by("gwenaelle")
        )
    secret = follow(world)
    confirm(world, secret)
    erase_person(person_id=find_person(email=READER), reason="request", **world.by("helene"))
    something_new(world)
    assert tell_followers(now=world.clock.now()) == 0


def test_the_pages_of_following_and_what_a_machine_that_opens_links_does(
    world: Any, client: Client
) -> None:
    page = client.get(reverse("public:follow", args=["essai"])).content.decode()
    assert reverse("public:feed", args=["essai"]) in page
    done = client.post(reverse("public:follow", args=["essai"]), {"email": READER}, follow=True)
    assert "Ouvrez le message envoyé" in done.content.decode()
    asked = re.search(r"/demandes/([0-9a-f]+)/", outbox()[0].body)
    assert asked
    confirming = reverse("public:confirm_follow", args=[asked[1], "essai"])
    client.get(confirming)
    assert not Follower.objects.exists()
    client.post(confirming)
    follower = Follower.objects.get()
    end = reverse("public:end_following", args=[secret_of("essai", follower.person_id)])
    client.get(end)
    assert Follower.objects.exists()
    client.post(end)
    assert not Follower.objects.exists()
    assert client.get(end).status_code == client.get(confirming).status_code == 404


def test_the_feed_tells_what_is_worth_telling(world: Any, client: Client) -> None:
    something_new(world)
    feed = client.get(reverse("public:feed", args=["essai"]))
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    text = feed.content.decode()
    assert "Une réponse est donnée à une question." in text
    assert "Une place est proposée" not in text
    assert (
        reverse("public:feed", args=["essai"])
        in client.get(reverse("public:edition", args=["essai"])).content.decode()
    )
    assert client.get("/editions/rien/fil.atom").status_code == 404


def test_every_notable_act_exists() -> None:
    assert set(journal.NOTABLE) <= {kind.name for kind in ACT_TYPES.values()}
