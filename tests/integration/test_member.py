"""The member's page: what one can do now in each role, one's details, whom to ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from tests.integration.test_dialogue import ask

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.errors import NotAllowed
from alienor.platform.people.actions import correct_person, give_role
from alienor.platform.people.records import Identity, find_person, identity_of
from alienor.platform.register.models import Entry
from alienor.stages.founding.actions import change_contact
from alienor.stages.founding.models import City
from alienor.stages.proposals import testing, writing
from alienor.stages.sessions import preparing
from alienor.stages.sessions.preparing import plan_session
from alienor.stages.topics.actions import submit_topic
from alienor.surfaces.member.now import MOST, now_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

HOME = "/moi/"


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def home(world: Any, name: str) -> str:
    return entered(world, name).get(HOME).content.decode()


def lines(world: Any, name: str) -> dict[str, list[Any]]:
    (found,) = now_in([world.edition], world.actor(name))
    return {str(role.label): role.lines for role in found.roles}


def draft(world: Any, title: str = "Des lieux frais") -> Any:
    return writing.draft_proposal(
        edition_id=world.edition.pk,
        title=title,
        summary="Ouverts le soir.",
        paragraphs=[("p1", "Un lieu frais par quartier.")],
        **world.by("ines"),
    )


def begin(world: Any, *steps: str) -> None:
    with guard.lifted():
        world.edition.steps.filter(code__in=steps).update(started_at=world.clock.now())


def test_every_line_leads_whoever_reads_it_to_a_page_that_opens(
    world: Any, second_factor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is offered what they may not do: each address answers to the one who sees it."""
    monkeypatch.setattr("alienor.surfaces.member.now.RECENT", timedelta(days=99_999))
    begin(world, "session_1", "draw", "final_vote")
    proposal = draft(world)
    draft(world, "Des arbres")
    sheet = testing.request_test(
        proposal_id=proposal.pk, axis="technical", service="Espaces publics", **world.by("ines")
    )
    ask(world)
    submit_topic(
        edition_id=world.edition.pk,
        title="Un sujet",
        description="Des mots.",
        derogation="Pour l'essai.",
        **world.by("helene"),
    )
    world.newcomer("jury")
    world.seat("jury", "screening_jury", "elected_minority")
    for name, role in (("rose", "reception"), ("maya", "moderator"), ("chair", "chair")):
        world.newcomer(name)
        give_role(
            person_id=world.people[name], role=role, edition=world.edition, **world.by("helene")
        )
    begins = world.clock.now()
    plan_session(
        edition_id=world.edition.pk,
        kind="meeting",
        body="proposition_group",
        step="",
        number=None,
        title="Séance du groupe",
        starts_at=begins,
        ends_at=begins.replace(hour=begins.hour + 2),
        place="Mairie",
        **world.by("helene"),
    )
    seen = {}
    for name in world.people:
        found = lines(world, name)
        page = entered(world, name)
        shown = page.get(HOME).content.decode()
        for label, rows in found.items():
            assert 0 < len(rows) <= MOST
            assert [row.urgent for row in rows] == sorted(
                (row.urgent for row in rows), reverse=True
            )
            for row in rows:
                assert str(row.verb) in shown.replace("&#x27;", "'")
                if not row.address.startswith("#"):
                    assert page.get(row.address).status_code == 200, (name, row.address)
            seen[label] = {str(row.verb) for row in rows}
    assert seen["Au groupe de proposition"] >= {
        "Demander un avis",
        "Écrire",
        "Proposer une audition",
        "Noter un désaccord",
    }
    assert seen["Pour votre service"] == {"Donner l'avis", "Répondre"}
    assert seen["Pour examiner les sujets"] == {"Examiner"}
    assert seen["À la modération"] == {"Relire"}
    assert "Prévoir" in seen["Au comité de méthodologie"]
    assert seen["À l'organisation"] == {"Ouvrir le bureau"}
    testing.answer_test(test_id=sheet.pk, verdict="feasible", reason="Oui.", **world.by("farid"))
    first = lines(world, "ines")["Au groupe de proposition"][0]
    assert (first.verb, first.urgent) == ("Répondre", True)
    assert entered(world, "ines").get(first.address).status_code == 200
    testing.reply_to_test(test_id=sheet.pk, reply="Merci.", **world.by("ines"))
    assert "Soumettre à l'assemblée" in {
        row.verb for row in lines(world, "ines")["Au groupe de proposition"]
    }


def test_where_nothing_waits_the_page_says_what_comes_next(world: Any) -> None:
    said = home(world, "claire")
    assert "Rien ne vous attend en ce moment." in said
    assert "Ensuite : Grands principes" in said
    assert lines(world, "claire") == {}
    assert lines(world, "ines").keys() == {"À l'assemblée"}


def test_a_group_has_nothing_to_do_once_its_mandate_is_over(world: Any) -> None:
    begin(world, "session_1")
    assert "Au groupe de proposition" in lines(world, "ines")
    with guard.lifted():
        world.edition.steps.filter(code="final_vote").update(
            started_at=world.clock.now(), completed_at=world.clock.now()
        )
    assert "Au groupe de proposition" not in lines(world, "ines")


def test_an_elected_member_is_led_to_the_questions_asked_of_them_alone(world: Any) -> None:
    from alienor.stages.bodies.models import Seat
    from alienor.stages.dialogue.actions import ask_question

    seat = Seat.objects.get(person_id=world.people["claire"])
    ask_question(
        edition_id=world.edition.pk,
        title="Quand ouvre la piscine ?",
        text="Le quartier attend.",
        seat=seat.public_id,
        **world.by("gwenaelle"),
    )
    assert "Quand ouvre la piscine" in lines(world, "claire")["Comme élue ou élu"][0].sentence
    assert "Comme élue ou élu" not in lines(world, "driss")


def details(**changes: Any) -> dict[str, Any]:
    return {
        "given_name": "Aïcha",
        "family_name": "Exemple",
        "phone": "",
        "language": "fr",
        "shown": "words",
        "words": "",
        **changes,
    }


def test_a_member_corrects_their_details_and_says_how_they_appear(world: Any) -> None:
    page = entered(world, "aicha")
    address = reverse("member:details")
    shown = page.get(address).content.decode()
    assert "aicha@exemple.invalid" in shown and reverse("member:change_email") in shown
    assert "Effacer mes données" in shown
    sent = details(given_name="Aïcha-Marie", phone="05 49 11 22 33", words="Habitante, Beaulieu")
    answer = page.post(address, sent, follow=True)
    assert "Vos coordonnées sont corrigées." in answer.content.decode()
    known = identity_of(world.people["aicha"])
    assert (known.given_name, known.public_name) == ("Aïcha-Marie", "Habitante, Beaulieu")
    assert find_person(phone="05 49 11 22 33") == world.people["aicha"]
    entry = Entry.objects.order_by("-index").first()
    assert entry.kind == "person_corrected/1"
    assert "Beaulieu" not in bytes(entry.leaf).decode()
    seats = Client().get(reverse("public:bodies", args=["essai"])).content.decode()
    assert "Habitante, Beaulieu" in seats and "Aïcha-Marie" not in seats
    page.post(address, details(shown="name"))
    assert identity_of(world.people["aicha"]).public_name == "Aïcha Exemple"
    page.post(address, details())
    assert identity_of(world.people["aicha"]).public_name == ""


def test_a_new_e_mail_ends_the_visit_and_every_earlier_way_to_sign_in(world: Any) -> None:
    account = open_account(world.people["aicha"])
    account.set_password("une phrase de passe longue")
    with guard.lifted():
        account.save()
    page, address = entered(world, "aicha"), reverse("member:change_email")
    sent = {"email": "nouvelle@exemple.invalid"}
    thief = entered(world, "aicha")
    stolen = thief.post(address, sent)  # a session alone, of somebody who has a passphrase
    assert "/compte/reauthenticate/" in stolen.url
    assert find_person(email="nouvelle@exemple.invalid") is None
    page.post(page.get(address).url, {"password": "une phrase de passe longue"})
    assert "votre double vérification seront à refaire" in page.get(address).content.decode()
    answer = page.post(address, sent, follow=True)
    assert answer.redirect_chain[0][0] == reverse("account_login")
    assert "Entrez avec un code" in answer.content.decode()
    assert page.get(HOME).status_code == 302
    fresh = get_user_model().objects.get(person_id=world.people["aicha"])
    assert not fresh.has_usable_password()
    assert find_person(email="nouvelle@exemple.invalid") == world.people["aicha"]
    assert find_person(email="aicha@exemple.invalid") is None


def test_nobody_takes_the_contact_of_somebody_else_nor_corrects_them(world: Any) -> None:
    page = entered(world, "aicha")
    answer = page.post(reverse("member:change_email"), {"email": "bruno@exemple.invalid"})
    assert answer.status_code == 422
    assert "Une autre personne a déjà cette adresse" in answer.content.decode()
    assert page.post(reverse("member:change_email"), {"email": ""}).status_code == 422
    assert identity_of(world.people["aicha"]).email == "aicha@exemple.invalid"
    with pytest.raises(NotAllowed):
        correct_person(person_id=world.people["bruno"], identity=Identity(), **world.by("aicha"))
    assert "/compte/" in Client().get(reverse("member:details")).url


def test_the_elected_appear_by_their_name(world: Any) -> None:
    page = entered(world, "claire")
    shown = page.get(reverse("member:details")).content.decode()
    assert "paraissent sous leur nom" in shown and 'name="shown"' not in shown
    sent = details(given_name="Claire", words="Personne")
    page.post(reverse("member:details"), sent)
    assert identity_of(world.people["claire"]).public_name == "Claire Exemple"


def test_the_organiser_says_whom_to_ask_for_help(world: Any, second_factor: None) -> None:
    assert "Demandez à la mairie" in home(world, "aicha")
    desk, address = entered(world, "helene"), reverse("office:contact")
    assert address in desk.get(reverse("office:home")).content.decode()
    assert desk.post(address, {"phone": "05", "email": "pas une adresse"}).status_code == 422
    sent = {"phone": "05 49 00 00 01", "email": "aide@exemple.invalid"}
    assert desk.post(address, sent, follow=True).status_code == 200
    assert 'value="05 49 00 00 01"' in desk.get(address).content.decode()
    entry = Entry.objects.order_by("-index").first()
    assert entry.kind == "contact_changed/1"
    assert "aide@" not in bytes(entry.leaf).decode()
    desk.post(address, sent)
    assert Entry.objects.order_by("-index").first().index == entry.index
    late = desk.post(address, {"phone": "06", "email": "", "seen": "0" * 16})
    assert late.status_code == 409 and "aide@exemple.invalid" in late.content.decode()
    for page in (home(world, "aicha"), Client().get("/").content.decode()):
        assert "tel:0549000001" in page and "mailto:aide@exemple.invalid" in page
    assert entered(world, "aicha").post(address, sent).status_code == 403
    for name in ("aicha", "gwenaelle", "farid"):
        with pytest.raises(NotAllowed):
            change_contact(phone="", email="", **world.by(name))
    assert City.objects.get().contact_phone == "05 49 00 00 01"


def test_an_elected_member_is_led_to_the_day(world: Any) -> None:
    starts = world.clock.now() + timedelta(days=10)
    day = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session",
        step="session_1",
        title="Choisir notre sujet",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        place="Grande halle",
        **world.by("helene"),
    )
    meal = preparing.Item(kind="meal", title="Repas partagé", minutes=80)
    preparing.set_agenda(session_id=day.pk, items=[meal], **world.by("helene"))
    preparing.announce_session(session_id=day.pk, **world.by("helene"))
    claire = entered(world, "claire")
    page = claire.get("/moi/").content.decode()
    assert f'href="#journee-{day.public_id}">Dire si vous venez' in page
    claire.post(reverse("member:answer_day", args=[day.public_id]), {"answer": "yes"})
    said = claire.get("/moi/").content.decode()
    assert "Voir la journée" in said and "Dire si vous venez" not in said
    assert "(élue ou élu de la majorité)" in said
