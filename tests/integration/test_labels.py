"""How somebody appears in public is chosen among functions: no name can be typed there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.platform.test_personal_data import everything_stored
from tests.integration.test_doors import entered, furnished

from alienor.platform.people.actions import erase_person
from alienor.stages.hearings.models import Hearing
from alienor.stages.proposals.models import Proposal
from alienor.surfaces.labels import labels_for

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["furnished"]

NAME = "Jeanne Quatresous, Beaulieu"
ARGUMENT = {"side": "for", "text": "Il fait chaud."}
TOPIC = {"title": "Un sujet ?", "description": "Des mots.", "derogation": "Pour l'essai."}


def forms(world: Any) -> dict[str, tuple[str, str, dict[str, str], str]]:
    """Each page on which somebody says how they appear: who, where, what they send, the field."""
    proposal, hearing = Proposal.objects.get().public_id, Hearing.objects.get().public_id
    seat = "service:Espaces publics"
    at = {
        "topic": ("gwenaelle", "submit_topic", (), TOPIC, "author_label"),
        "question": (
            "gwenaelle", "ask_question", (),
            {"addressee": seat, "title": "Quand ?", "text": "Dites."}, "author_label",
        ),
        "argument": ("aicha", "give_argument", (proposal,), ARGUMENT, "author_label"),
        "amendment": (
            "bruno", "submit_amendment", (proposal,),
            {"paragraph": "p1", "text": "Deux lieux.", "reason": "Mieux."}, "author_label",
        ),
        "heard": ("gwenaelle", "ask_at_hearing", (hearing,), {"text": "Quand ?"}, "author_label"),
        "hearing": (
            "ines", "propose_hearing", (),
            {"role": "Agente", "qualification": "experienced", "why": "Voit."}, "proposed_by",
        ),
    }  # fmt: skip
    return {
        kind: (who, reverse(f"public:{page}", args=["essai", *ids]), sent, field)
        for kind, (who, page, ids, sent, field) in at.items()
    }


@pytest.mark.parametrize("kind", ["topic", "question", "argument", "amendment", "heard", "hearing"])
def test_a_name_cannot_be_typed_as_a_label(furnished: Any, kind: str) -> None:
    who, address, sent, field = forms(furnished)[kind]
    client = entered(furnished, who)
    shown = client.get(address).content.decode()
    assert f'<select name="{field}"' in shown
    refused = client.post(address, {**sent, field: NAME})
    assert refused.status_code == 422
    assert b"Quatresous" not in everything_stored()
    # The form may want something else (a derogation, another addressee); never the label chosen.
    answer = client.post(address, {**sent, field: "Habitante"})
    assert f'id="id_{field}_error"' not in answer.content.decode()


def test_a_label_says_a_function_and_nothing_personal_before_and_after_erasure(
    furnished: Any, client: Client
) -> None:
    _who, address, sent, field = forms(furnished)["argument"]
    kept = dict(labels_for(furnished.edition, furnished.actor("aicha")))
    assert "Habitante ou habitant, par tirage au sort" in kept
    assert "Équipe d'organisation" not in kept
    mine = "Habitante ou habitant, par tirage au sort"
    assert entered(furnished, "aicha").post(address, {**sent, field: mine}).status_code == 302
    page = reverse("public:proposal", args=["essai", Proposal.objects.get().public_id])
    assert mine in client.get(page).content.decode()
    erase_person(person_id=furnished.people["aicha"], reason="request", **furnished.by("helene"))
    after = client.get(page).content.decode()
    assert mine in after
    assert "Aïcha" not in after
    assert "Aïcha".encode() not in everything_stored()


def test_each_may_appear_as_what_they_are_and_an_organiser_as_those_whose_words_they_enter(
    furnished: Any,
) -> None:
    def offered(name: str) -> set[str]:
        return set(dict(labels_for(furnished.edition, furnished.actor(name))))

    assert "Élue ou élu de la majorité" in offered("claire")
    assert "Élue ou élu de la majorité" not in offered("aicha")
    inside = "Habitante ou habitant, par tirage au sort, groupe de proposition"
    assert inside in offered("ines")
    assert "Espaces publics" in offered("farid")
    assert {"Équipe d'organisation", "Agente ou agent de la Ville"} <= offered("helene")
    assert {"", "Habitante", "Habitant, Beaulieu", "Association"} <= offered("gwenaelle")
    assert offered("gwenaelle") < offered("bruno")


def test_a_label_is_kept_in_french_and_shown_in_the_language_of_its_reader(
    furnished: Any, client: Client
) -> None:
    address = reverse("public:submit_topic", args=["essai"])
    assert '<option value="Habitante, Beaulieu">' in client.get(address).content.decode()
    english = client.get(f"/en{address}").content.decode()
    assert '<option value="Habitante, Beaulieu">' in english
    assert "Comment souhaitez-vous" not in english


def test_whoever_enters_the_words_of_others_is_told_to_write_a_function(furnished: Any) -> None:
    told = "Une fonction, jamais un nom"
    for who, page in (
        ("helene", "office:enter_topic"),
        ("helene", "office:plan_session"),
        ("ines", "public:note_disagreement"),
    ):
        ids = [Proposal.objects.get().public_id] if page.startswith("public") else []
        shown = entered(furnished, who).get(reverse(page, args=["essai", *ids]))
        assert told in shown.content.decode(), page
