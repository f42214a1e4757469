"""Hearings: the group chooses whom it hears; nobody is heard before declaring their interests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.platform.accounts.open import open_account
from alienor.platform.bundle import EditionFiles
from alienor.platform.errors import ActError, Invalid, NotAllowed, NotFound, RuleForbids, WrongState
from alienor.platform.people.records import identity_of
from alienor.stages.hearings import actions
from alienor.stages.hearings.queries import hearing_named, hearings_behind, hearings_of
from alienor.stages.proposals import writing
from alienor.stages.sessions import preparing
from alienor.stages.sessions.queries import session_by_id

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

WITNESS = {
    "role": "Médecin gériatre",
    "qualification": "qualified",
    "why": "Elle suit des personnes isolées.",
    "stance": "Aller chercher les personnes isolées",
    "given_name": "Théophane",
    "family_name": "Randria",
}


def propose(world: Any, name: str = "ines", **facts: Any) -> Any:
    return actions.propose_hearing(
        edition_id=world.edition.pk, **{**WITNESS, **facts}, **world.by(name)
    )


def accept(world: Any, hearing: Any, name: str = "ines", **facts: Any) -> Any:
    whole = {"interests": "Aucun.", "named": True, **facts}
    return actions.accept_hearing(hearing_id=hearing.pk, **whole, **world.by(name))


def meeting(world: Any, days: int = 3, body: str = "proposition_group") -> Any:
    begins = world.clock.now() + timedelta(days=days)
    return preparing.plan_session(
        edition_id=world.edition.pk,
        kind="meeting" if body != "assembly" else "session",
        body=body,
        step="",
        number=None,
        title="Séance du groupe",
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        place="Maison des Trois-Quartiers",
        **world.by("helene"),
    )


def scheduled(world: Any) -> Any:
    hearing = propose(world)
    accept(world, hearing)
    day = meeting(world)
    actions.schedule_hearing(hearing_id=hearing.pk, meeting=day.public_id, **world.by("ines"))
    return hearing


def held(world: Any, **answers: str) -> Any:
    hearing = scheduled(world)
    world.clock.at += timedelta(days=4)
    actions.hold_hearing(
        hearing_id=hearing.pk, summary="Trois heures au frais.", answers=answers, **world.by("ines")
    )
    return hearing


def test_the_group_proposes_and_neither_the_committee_nor_anyone_else_does(world: Any) -> None:
    propose(world)
    propose(world, "helene")
    with pytest.raises(RuleForbids) as refusal:
        propose(world, "joel")
    assert refusal.value.absolute
    for name in ("aicha", "bruno", "gwenaelle", "farid"):
        with pytest.raises(NotAllowed):
            propose(world, name)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"role": " "}, "required"),
        ({"why": ""}, "required"),
        ({"qualification": "famous"}, "unknown_code"),
    ],
)
def test_a_hearing_says_who_and_why(world: Any, facts: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        propose(world, **facts)
    assert not hearings_of(world.edition)


def test_nobody_is_heard_before_declaring_their_interests(world: Any) -> None:
    hearing, day = propose(world), meeting(world)
    facts = {"hearing_id": hearing.pk, "meeting": day.public_id}
    with pytest.raises(WrongState):
        actions.schedule_hearing(**facts, **world.by("ines"))
    with pytest.raises(Invalid, match="interests_needed"):
        accept(world, hearing, interests="  ")
    accept(world, hearing)
    with pytest.raises(WrongState):
        accept(world, hearing)
    actions.schedule_hearing(**facts, **world.by("joel"))
    assert hearing_named(world.edition, hearing.public_id).state == "scheduled"


def test_a_hearing_takes_place_on_a_day_of_the_group_or_of_the_assembly(world: Any) -> None:
    hearing = propose(world)
    accept(world, hearing)
    elsewhere = meeting(world, body="methodology_committee")
    with pytest.raises(Invalid, match="not_a_hearing_day"):
        actions.schedule_hearing(
            hearing_id=hearing.pk, meeting=elsewhere.public_id, **world.by("ines")
        )
    with pytest.raises(NotFound):
        actions.schedule_hearing(hearing_id=hearing.pk, meeting="none", **world.by("ines"))
    with pytest.raises(NotAllowed):
        actions.schedule_hearing(
            hearing_id=hearing.pk, meeting=elsewhere.public_id, **world.by("aicha")
        )


def test_a_name_is_shown_only_with_agreement_and_erased_where_nobody_is_heard(
    world: Any, client: Client
) -> None:
    def page(hearing: Any) -> str:
        address = reverse("public:hearing", args=["essai", hearing.public_id])
        return client.get(address).content.decode()

    hearing = propose(world)
    assert "Randria" not in page(hearing)
    accept(world, hearing)
    assert "Théophane Randria" in page(hearing)
    quiet = propose(world, family_name="Discret")
    accept(world, quiet, named=False)
    assert "Discret" not in page(quiet)
    with pytest.raises(Invalid, match="reason_required"):
        actions.withdraw_hearing(hearing_id=hearing.pk, reason="", **world.by("ines"))
    actions.withdraw_hearing(hearing_id=hearing.pk, reason="Elle décline.", **world.by("ines"))
    assert "Randria" not in page(hearing)
    assert "Elle décline." in page(hearing)
    assert identity_of(hearing.witness_id).full_name == ""
    files = EditionFiles(world.edition).content
    assert not [name for name in files if b"Discret" in files[name]()]


def test_anyone_adds_a_question_until_the_person_is_heard(world: Any, client: Client) -> None:
    hearing = scheduled(world)
    ask = {"hearing_id": hearing.pk, **world.by("gwenaelle")}
    with pytest.raises(Invalid, match="required"):
        actions.ask_at_hearing(text=" ", **ask)
    with pytest.raises(Invalid, match="too_many_words"):
        actions.ask_at_hearing(text="mot " * 301, **ask)
    asked = actions.ask_at_hearing(
        text="Combien de temps ?", author_label="Habitante, Beaulieu", **ask
    )
    with pytest.raises(Invalid, match="hearing_to_come"):
        actions.hold_hearing(hearing_id=hearing.pk, summary="Oui.", answers={}, **world.by("ines"))
    world.clock.at = meeting(world, days=5).starts_at
    note = {"hearing_id": hearing.pk, **world.by("ines")}
    with pytest.raises(Invalid, match="required"):
        actions.hold_hearing(summary=" ", answers={}, **note)
    with pytest.raises(NotFound):
        actions.hold_hearing(summary="Oui.", answers={"none": "Non."}, **note)
    assert hearing_named(world.edition, hearing.public_id).state == "scheduled"
    actions.hold_hearing(
        summary="Trois heures au frais.", answers={asked.public_id: "Trois heures."}, **note
    )
    page = client.get(reverse("public:hearing", args=["essai", hearing.public_id]))
    assert "Trois heures." in page.content.decode()
    with pytest.raises(WrongState):
        actions.ask_at_hearing(text="Et encore ?", **ask)
    with pytest.raises(WrongState):
        actions.withdraw_hearing(reason="Trop tard.", **note)


def test_a_passage_rests_on_what_was_heard(world: Any, client: Client) -> None:
    proposal = writing.draft_proposal(
        edition_id=world.edition.pk,
        title="Des lieux frais",
        summary="Ouverts le soir.",
        paragraphs=[("frais-p1", "Un lieu frais par quartier.")],
        **world.by("ines"),
    )
    waiting, hearing = propose(world), held(world)
    cite = {"text": proposal.public_id, "passage": "frais-p1", **world.by("ines")}
    with pytest.raises(WrongState):
        actions.cite_hearing(hearing_id=waiting.pk, **cite)
    with pytest.raises(Invalid, match="unknown_code"):
        actions.cite_hearing(hearing_id=hearing.pk, **{**cite, "passage": "frais-p9"})
    with pytest.raises(NotFound):
        actions.cite_hearing(hearing_id=hearing.pk, **{**cite, "text": "none"})
    first = actions.cite_hearing(hearing_id=hearing.pk, **cite)
    assert actions.cite_hearing(hearing_id=hearing.pk, **cite) == first
    assert list(hearings_behind(world.edition, proposal.public_id)) == [hearing]
    page = client.get(reverse("public:proposal", args=["essai", proposal.public_id]))
    assert "Théophane Randria · Médecin gériatre" in page.content.decode()
    page = client.get(reverse("public:hearing", args=["essai", hearing.public_id]))
    assert "Un lieu frais par quartier." in page.content.decode()


def test_a_hearing_whose_day_is_cancelled_waits_for_another_day(world: Any) -> None:
    hearing = scheduled(world)
    day = session_by_id(hearing_named(world.edition, hearing.public_id).meeting)
    preparing.cancel_session(session_id=day.pk, reason="Neige.", **world.by("helene"))
    world.clock.at += timedelta(days=4)
    note = {"hearing_id": hearing.pk, **world.by("ines")}
    with pytest.raises(Invalid, match="hearing_day_cancelled"):
        actions.hold_hearing(summary="Oui.", answers={}, **note)
    other = meeting(world)
    actions.schedule_hearing(meeting=other.public_id, **note)


def test_a_source_is_added_and_enters_the_files(world: Any) -> None:
    hearing = held(world)
    facts = {"hearing_id": hearing.pk, **world.by("ines")}
    with pytest.raises(Invalid, match="required"):
        actions.add_source(title=" ", **facts)
    with pytest.raises(Invalid, match="not_on_the_web"):
        actions.add_source(title="Piège", address="javascript:alert(1)", **facts)
    source = actions.add_source(
        title="Note sur la fraîcheur", publisher="Hôpital", note="Trois heures.", **facts
    )
    files = EditionFiles(world.edition).content
    assert source.public_id.encode() in files["data/hearing_sources.csv"]()
    assert hearing.public_id.encode() in files["data/hearings.csv"]()


def test_a_hearing_that_does_not_exist_is_said_so(world: Any) -> None:
    with pytest.raises(NotFound):
        actions.withdraw_hearing(hearing_id=0, reason="Non.", **world.by("ines"))
    with pytest.raises(ActError):
        hearing_named(world.edition, "none")


def test_the_group_walks_a_hearing_through_its_pages(world: Any, client: Client) -> None:
    client.force_login(open_account(world.people["ines"]))
    posted = {
        "role": "Habitante, dixième étage",
        "qualification": "experienced",
        "why": "Elle vit la chaleur.",
        "given_name": "Ada",
        "family_name": "Exemple",
    }
    answer = client.post(reverse("public:propose_hearing", args=["essai"]), posted)
    hearing = hearings_of(world.edition).get()
    place = ["essai", hearing.public_id]
    assert answer.headers["Location"] == reverse("public:hearing", args=place)
    refused = client.post(reverse("public:accept_hearing", args=place), {"interests": " "})
    assert refused.status_code == 422
    client.post(reverse("public:accept_hearing", args=place), {"interests": "Locataire."})
    day = meeting(world)
    assert (
        "Séance du groupe"
        in client.get(reverse("public:schedule_hearing", args=place)).content.decode()
    )
    client.post(reverse("public:schedule_hearing", args=place), {"meeting": day.public_id})
    client.post(reverse("public:ask_at_hearing", args=place), {"text": "Où alliez-vous ?"})
    client.post(reverse("public:add_source", args=place), {"title": "Cahier de relevés"})
    page = client.get(reverse("public:hearing", args=place)).content.decode()
    assert "Où alliez-vous" in page
    assert "Cahier de relevés" in page
    assert "Ada Exemple" not in page
    listed = client.get(reverse("public:hearings", args=["essai"])).content.decode()
    assert "Habitante, dixième étage" in listed
    shown = client.get(reverse("public:session", args=["essai", day.public_id]))
    assert "Habitante, dixième étage" in shown.content.decode()
