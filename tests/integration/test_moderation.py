"""Moderation: nobody edits somebody else's words; they are hidden in the open, and shown again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_dialogue import ANSWER, ask

from alienor.platform.accounts.open import open_account
from alienor.platform.acts.types import ACT_TYPES
from alienor.platform.bundle import EditionFiles
from alienor.platform.errors import Invalid, NotAllowed, NotFound, RuleForbids, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.register.models import Entry
from alienor.stages.dialogue import actions
from alienor.stages.dialogue.moderating import (
    contributions_to,
    hide_contribution,
    show_contribution,
)
from alienor.stages.hearings.actions import ask_at_hearing, propose_hearing
from alienor.stages.proposals.deliberating import give_argument, submit_amendment
from alienor.stages.proposals.writing import draft_proposal, note_disagreement

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

RUDE = "Appelez notre entreprise de toiture"


@pytest.fixture
def team(world: Any) -> Any:
    """The world with Maya, whom the city named to the moderation team."""
    world.newcomer("maya")
    give_role(
        person_id=world.people["maya"],
        role="moderator",
        edition=world.edition,
        **world.by("helene"),
    )
    return world


def hide(world: Any, digest: str, name: str = "maya", reason: str = "Publicité.") -> None:
    hide_contribution(edition_id=world.edition.pk, digest=digest, reason=reason, **world.by(name))


def show(world: Any, digest: str, name: str = "maya", reason: str = "Réexamen.") -> None:
    show_contribution(edition_id=world.edition.pk, digest=digest, reason=reason, **world.by(name))


def test_words_are_hidden_with_a_reason_their_commitment_stays_and_they_come_back(
    team: Any, client: Client
) -> None:
    question = ask(team, title="Devis gratuit", text=RUDE, author_label="Toitures Dupont")
    leaf = bytes(Entry.objects.get(kind="question_asked/1").leaf)
    page = reverse("public:question", args=["essai", question.public_id])
    assert RUDE in client.get(page).content.decode()
    hide(team, question.title.digest)
    shown = client.get(page).content.decode()
    assert "Publicité." in shown
    for hidden in (RUDE, "Devis gratuit", "Toitures Dupont"):
        assert hidden not in shown
    files = EditionFiles(team.edition).content
    assert not [name for name in files if RUDE.encode() in files[name]()]
    assert question.text.digest.encode() in leaf
    assert bytes(Entry.objects.get(kind="question_asked/1").leaf) == leaf
    show(team, question.text.digest)
    assert RUDE in client.get(page).content.decode()


def test_only_the_team_of_the_rules_and_the_desk_moderate(team: Any) -> None:
    digest = ask(team).text.digest
    for name in ("gwenaelle", "aicha", "claire", "elodie", "ines", "karim", "farid"):
        with pytest.raises(NotAllowed):
            hide(team, digest, name)
    with pytest.raises(RuleForbids) as refusal:
        hide(team, digest, "joel")
    assert refusal.value.absolute
    hide(team, digest, "helene")
    with pytest.raises(NotAllowed):
        show(team, digest, "aicha")


def test_a_moderation_says_why_and_hides_once(team: Any) -> None:
    question = ask(team)
    digest = question.text.digest
    with pytest.raises(Invalid, match="reason_required"):
        hide(team, digest, reason=" ")
    with pytest.raises(WrongState):
        show(team, digest)
    hide(team, digest)
    for attempt in (
        lambda: hide(team, digest),
        lambda: actions.answer_question(question_id=question.pk, **ANSWER, **team.by("farid")),
    ):
        with pytest.raises(WrongState):
            attempt()
    with pytest.raises(Invalid, match="reason_required"):
        show(team, digest, reason="")


def test_what_the_city_and_the_council_wrote_cannot_be_hidden(team: Any) -> None:
    question = ask(team)
    reply = actions.answer_question(question_id=question.pk, **ANSWER, **team.by("farid"))
    for digest in (reply.text.digest, "0" * 64, "title"):
        with pytest.raises(NotFound):
            hide(team, digest)


def test_every_kind_of_contribution_is_hidden_on_its_page(team: Any, client: Client) -> None:
    proposal = draft_proposal(
        edition_id=team.edition.pk,
        title="Des lieux frais",
        summary="Ouverts le soir.",
        paragraphs=[("p1", "Un lieu frais par quartier.")],
        **team.by("ines"),
    )
    give_argument(proposal_id=proposal.pk, side="for", text=RUDE + " 1", **team.by("aicha"))
    submit_amendment(
        proposal_id=proposal.pk,
        paragraph="p1",
        text=RUDE + " 2",
        reason=RUDE + " 3",
        **team.by("bruno"),
    )
    note_disagreement(
        proposal_id=proposal.pk,
        question=RUDE + " 4",
        positions=[(RUDE + " 5", ""), (RUDE + " 6", "")],
        **team.by("ines"),
    )
    hearing = propose_hearing(
        edition_id=team.edition.pk,
        role="Médecin",
        qualification="qualified",
        why="Elle sait.",
        **team.by("ines"),
    )
    ask_at_hearing(hearing_id=hearing.pk, text=RUDE + " 7", **team.by("gwenaelle"))
    pages = [
        reverse("public:proposal", args=["essai", proposal.public_id]),
        reverse("public:hearing", args=["essai", hearing.public_id]),
    ]
    client.force_login(open_account(team.people["maya"]))
    listed = client.get(reverse("public:moderation", args=["essai"])).content.decode()
    assert all(f"{RUDE} {number}" in listed for number in range(1, 8))
    for address in pages:
        while "/masquer/" in (html := client.get(address).content.decode()):
            form = html.split("/masquer/")[0].rsplit('"', 1)[-1] + "/masquer/"
            assert RUDE in client.get(form).content.decode()
            assert client.post(form, {"reason": "Publicité."}).status_code == 302
        assert RUDE not in html
        assert "Publicité." in html
        assert "/retablir/" in html
    for address in pages:
        assert RUDE not in Client().get(address).content.decode()
    hidden = Entry.objects.filter(kind="contribution_hidden/1").count()
    assert hidden == contributions_to(team.edition).count() == 4


def test_whoever_does_not_moderate_is_offered_nothing(team: Any, client: Client) -> None:
    question = ask(team)
    page = reverse("public:question", args=["essai", question.public_id])
    for name in ("gwenaelle", "aicha", "joel"):
        if name != "gwenaelle":
            client.force_login(open_account(team.people[name]))
        assert "/masquer/" not in client.get(page).content.decode()
        listed = client.get(reverse("public:moderation", args=["essai"])).content.decode()
        assert "Rue des Arbres." in listed
        assert "/masquer/" not in listed
        form = reverse("public:hide_contribution", args=["essai", question.text.digest])
        assert client.post(form, {"reason": "Non."}).status_code == 403


def test_contributions_are_the_words_of_people_not_of_the_city() -> None:
    assert {kind.name for kind in ACT_TYPES.values() if kind.contribution} == {
        "topic_submitted",
        "question_asked",
        "hearing_question_asked",
        "argument_given",
        "disagreement_noted",
        "amendment_submitted",
        "minority_opinion_attached",
        "return_asked",
    }
