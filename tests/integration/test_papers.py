"""Printed documents: what they hold, who gets them, and that words stay words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.integration.test_sessions import plan

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.documents import typeset
from alienor.stages.polls.wording import draft_poll
from alienor.stages.proposals import deliberating
from alienor.stages.proposals.models import FinalText

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def text_of(data: bytes) -> str:
    """The words of a document, with plain spaces."""
    pages = PdfReader(io.BytesIO(data)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\xa0", " ")


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def test_what_somebody_wrote_is_printed_and_never_obeyed() -> None:
    evil = '#panic("no") *not bold* $x$ \\ #include "/etc/passwd" <a> @ref'
    facts = {
        "title": evil, "language": "fr", "city": evil, "foot": evil, "when": evil,
        "headers": ["Nom", "A", "D", "S"], "walk_ins": evil,
        "colleges": [{"label": evil, "people": [evil]}],
    }  # fmt: skip
    data = typeset("surfaces/papers/presence.typ", facts=facts)
    reader = PdfReader(io.BytesIO(data))
    assert "#panic" in text_of(data)
    assert "*not bold*" in text_of(data)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_file_for_the_council_is_public_and_whole(world: Any, client: Client) -> None:
    address = reverse("public:council_file", args=["essai"])
    assert client.get(address).status_code == 404
    final = deliberating.compose_final_text(
        edition_id=world.edition.pk,
        title="Des lieux frais",
        points=[deliberating.Point(key="c1", title="Médiation", text="La Ville crée.")],
        **world.by("ines"),
    )
    assert client.get(address).status_code == 404
    with guard.lifted():  # its vote and quorum are not what is tested here
        FinalText.objects.filter(pk=final.pk).update(state="adopted")
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    said = text_of(answer.content)
    assert "ne lie pas le conseil municipal" in said
    assert "Médiation" in said
    assert "Les avis des services" in said
    english = text_of(client.get("/en" + address).content)
    assert "does not bind" in english


def test_ballots_are_for_whoever_conducts_the_vote(world: Any, second_factor: None) -> None:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="arbitration",
        matter="proposal:abc",
        step="session_2",
        question="Faut-il des lieux frais ?",
        **world.by("helene"),
    )
    address = reverse("office:ballots", args=["essai", poll.public_id])
    for name in ("aicha", "claire", "joel"):
        assert entered(world, name).get(address).status_code == 403
    said = text_of(entered(world, "helene").get(address).content)
    assert said.count("Faut-il des lieux frais ?") >= 5  # one a person of the assembly
    for words in ("Pour", "Contre", "Abstention", "Nuls", "Second comptage"):
        assert words in said


def test_the_presence_list_is_for_the_desk_of_the_day(world: Any, second_factor: None) -> None:
    address = reverse("office:presence_list", args=["essai", plan(world).public_id])
    assert entered(world, "aicha").get(address).status_code == 403
    answer = entered(world, "helene").get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    said = text_of(answer.content)
    assert "Aïcha" in said
    assert "Signature" in said


@pytest.mark.usefixtures("second_factor")
@pytest.mark.parametrize(
    ("method", "said"),
    [
        (
            "schulze",
            ("Écrivez 1 dans la case", "A. Le matin", "Bulletins identiques : leurs lettres"),
        ),
        ("majority_judgment", ("Cochez une mention", "Assez bien", "Le matin – Excellent")),
        ("consent_round", ("Cochez une seule case", "Réserve")),
        ("gradient_of_agreement", ("Cochez une seule case", "je ne bloque pas")),
    ],
)
def test_ballots_and_tally_sheets_are_those_of_the_method(
    world: Any, method: str, said: tuple[str, ...]
) -> None:
    chooses = method in ("schulze", "majority_judgment")
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question="Quand ?",
        options=[("o1", "Le matin"), ("o2", "Le soir")] if chooses else [],
        method=method,
        **world.by("helene"),
    )
    answer = entered(world, "helene").get(reverse("office:ballots", args=["essai", poll.public_id]))
    assert answer.status_code == 200
    text = text_of(answer.content).replace("\u00a0", " ")
    for words in said:
        assert words in text, text[:2000]
