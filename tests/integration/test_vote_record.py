"""The record of a vote, to print and sign: what it holds, when there is one, and who reads it."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.integration import test_polls
from tests.integration.test_papers import text_of
from tests.integration.test_polls import RESIDENTS, TIE, Desk, draft

from alienor.platform.bundle import json_file
from alienor.platform.register.models import Entry
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import annulled_record, public_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

desk = test_polls.desk
ZERO = {"count_yes": 0, "count_no": 0, "count_abstain": 0, "count_invalid": 0}


def address_of(poll: Poll) -> str:
    return reverse("public:poll_record", args=["essai", poll.public_id])


def printed(poll: Poll, *, language: str = "") -> str:
    """The record as anybody reads it, on one line; its PDF says that it is PDF/UA."""
    answer = Client().get(f"{language}{address_of(poll)}")
    assert answer.status_code == 200
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == (language.strip("/") or "fr")
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
    return re.sub(r"\s+", " ", text_of(answer.content))


def squeezed(text: str) -> str:
    """Without the spaces and breaks that a printed hash has."""
    return re.sub(r"\s", "", text)


def counted(desk: Desk, poll: Poll, sector: str, first: int, second: int, **more: Any) -> None:
    """Two tellers find so many for in a sector."""
    for name, yes in (("helene", first), ("maelle", second)):
        sent = ZERO | {"sector": sector, "count_yes": yes, "count_no": 1} | more
        desk.done("office:enter_count", poll.public_id, name=name, **sent)


def test_the_record_says_all_that_the_hall_saw_and_names_nobody(world: Any, desk: Desk) -> None:
    only_paper = ('channels = ["hands", "paper"]', 'channels = ["paper"]')
    world.change_rules(only_paper, after="[poll.amendment]")
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    vote = poll.public_id
    desk.done("office:move_poll", vote, "annoncer")
    desk.done("office:open_poll", vote, channel="hands", derogation="La salle ferme à midi.")
    counted(desk, poll, "Salle", 3, 4)
    counted(desk, poll, "Salle", 3, 3, recount="on")
    desk.done("office:move_poll", vote, "clore")
    for reader in (Client(), *desk.clients.values()):
        assert reader.get(address_of(poll)).status_code == 404, "nothing before the result"
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    said = printed(poll)
    for words in (
        "Que préférez-vous ?",
        "3 pour, 1 contre, 0 abstention : 75,0 % des 4 exprimés ; il fallait plus de la moitié",
        "plus de la moitié, sur les voix pour ou contre",
        "En cas d’égalité, ce qui est à égalité n’est pas retenu.",
        "à main levée",
        "Ces heures sont celles du journal public.",
        "Salle, tour 1 : les deux comptages diffèrent.",
        "Pour : 4 ; Contre : 1",
        "Autres collèges, ensemble 5 (trop peu pour être dits un par un)",
        "La salle ferme à midi.",
        "Présidence de la séance",
        "Second comptage",
    ):
        assert words in said, words
    leaves = Entry.objects.filter(subject=vote).order_by("index")
    numbers = [str(entry.index) for entry in leaves if not entry.kind.startswith("count_entered")]
    for number in numbers:
        assert f"Acte n° {number} " in said
    digest = hashlib.sha256(json_file(public_record(poll))).hexdigest()
    assert digest in squeezed(said)
    for name in ("Hélène", "Maëlle", "Exemple"):
        assert name not in said
    english = printed(poll, language="/en")
    assert "Record of the vote" in english
    assert "more than half of the votes for or against" in english
    assert "Que préférez-vous ?" in english
    assert address_of(poll) in desk.get("office:poll", vote)
    assert (
        address_of(poll)
        in Client().get(reverse("public:poll", args=["essai", vote])).content.decode()
    )


def test_an_annulled_vote_has_a_record_with_its_reason_and_what_was_counted(
    world: Any, desk: Desk
) -> None:
    world.open_day("session_2", *RESIDENTS, number=2)
    poll = draft(world, "amendment", step="session_2", matter="x")
    desk.done("office:open_poll", poll.public_id, channel="hands")
    counted(desk, poll, "Salle", 3, 4)
    desk.done("office:annul_poll", poll.public_id, reason="La question était mal lue.")
    poll.refresh_from_db()
    said = printed(poll)
    assert "Ce vote a été annulé : il ne décide rien." in said
    assert "La raison : La question était mal lue." in said
    assert "Pour : 3 ; Contre : 1" in said
    assert hashlib.sha256(json_file(annulled_record(poll))).hexdigest() in squeezed(said)
    assert "Le résultat" not in said
    early = draft(world, "committee_indicative")
    desk.done("office:annul_poll", early.public_id, reason="Trop tôt.")
    early.refresh_from_db()
    said = printed(early)
    assert "La raison : Trop tôt." in said
    assert "Qui pouvait voter" not in said


def test_a_tie_is_told_with_how_it_was_settled(world: Any, desk: Desk) -> None:
    world.change_rules((TIE, 'tie = "chair"'), after="[poll.indicative]")
    world.open_day("session_1", *RESIDENTS)
    poll = desk.hold(draft(world), o1=2, o2=2, ballots=4)
    said = printed(poll)
    assert "Égalité à départager" in said
    desk.done("office:settle_tie", poll.public_id, picked_1="o2")
    poll.refresh_from_db()
    said = printed(poll)
    assert "Égalité départagée par l’animatrice ou l’animateur" in said
    assert "Ce qui l’emporte Le soir" in said
    assert hashlib.sha256(json_file(public_record(poll))).hexdigest() in squeezed(said)


@pytest.mark.parametrize("method", ["schulze", "majority_judgment", "gradient_of_agreement"])
def test_every_method_has_its_record(world: Any, desk: Desk, method: str) -> None:
    world.open_day("session_1", *RESIDENTS)
    chosen = {} if method != "gradient_of_agreement" else {"options": []}
    poll = draft(world, method=method, **chosen)
    desk.done("office:open_poll", poll.public_id, channel="paper")
    desk.done("office:move_poll", poll.public_id, "clore")
    sent: dict[str, Any] = {"sector": "Urne", "count_invalid": 0}
    sent |= {"count_blank": 0, "piles": "3 : B A"}
    if method == "majority_judgment":
        grades = ("reject", "poor", "fair", "fairly_good", "good", "very_good", "excellent")
        sent |= {f"count_{one}/{grade}": 0 for one in ("o1", "o2") for grade in grades}
        sent |= {"count_o1/good": 3, "count_o2/poor": 3, "count_ballots": 3}
    if method == "gradient_of_agreement":
        degrees = ("whole_support", "support_with_reservations", "neither", "opposed")
        sent |= {f"count_{one}": 0 for one in (*degrees, "against_without_blocking")}
        sent |= {"count_whole_support": 3}
    for name in desk.clients:
        desk.done("office:enter_count", poll.public_id, name=name, **sent)
    desk.done("office:move_poll", poll.public_id, "publier")
    poll.refresh_from_db()
    said = printed(poll)
    assert "Urne" in said
    assert {
        "schulze": "Le soir > Le matin : 3",
        "majority_judgment": "Le matin – Bien : 3",
        "gradient_of_agreement": "Rien n’est décidé.",
    }[method] in said


def test_what_somebody_wrote_is_printed_and_never_obeyed(world: Any, desk: Desk) -> None:
    evil = '#panic("no") *gras* $x$ @ref'
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world, options=[("o1", evil), ("o2", "Le soir")])
    desk.hold(poll, o1=3, o2=2, ballots=4)
    assert "#panic" in printed(poll)
    assert "*gras*" in printed(poll)
