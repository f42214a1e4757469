"""A method chosen under "Réglages avancés": worded, held on paper, counted, published, verified."""

# ruff: noqa: F811  # a fixture is named where it is imported and where it is used

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.integration.test_polls import EVERYBODY, Desk, desk, draft  # noqa: F401  # a fixture

from alienor.auditing import verify_bundle
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.bundle import write_bundle
from alienor.platform.errors import Invalid, RuleForbids, WrongState
from alienor.platform.register.models import Entry
from alienor.stages.polls import conducting, objecting
from alienor.stages.polls.models import Objection, Poll
from alienor.stages.polls.queries import public_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

PARKS = [("o1", "Un parc"), ("o2", "Un bus"), ("o3", "Une école")]
CIRCLE = "3 : A B C\n2 : B C A\n2 : C A B"


def worded(world: Any, method: str, **facts: Any) -> Poll:
    chosen = {"options": PARKS} if method not in ("consent_round", "gradient_of_agreement") else {}
    options = chosen.get("options", [])
    return draft(world, "indicative", **{"options": options, "method": method, **facts})


def counted(desk: Desk, poll: Poll, **cells: Any) -> Poll:
    """Open on paper, close, count twice alike, publish."""
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="paper")
    desk.done("office:move_poll", vote, "clore")
    for name in desk.clients:
        desk.done("office:enter_count", vote, name=name, sector="Urne", **cells)
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    return poll


def page_of(poll: Poll, language: str = "fr") -> str:
    with translation.override(language):
        address = reverse("public:poll", args=["essai", poll.public_id])
    answer = Client().get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def checked(world: Any, folder: Path) -> str:
    """The line of the audit about votes, once the whole bundle is verified."""
    write_bundle(edition=world.edition, out=folder, actor=OPERATOR, clock=SystemClock())
    found = list(verify_bundle(folder))
    assert all(check.holds is not False for check in found), found[-1].detail
    return " ".join(check.detail for check in found)


def test_a_ranking_is_chosen_at_the_desk_counted_twice_and_verified(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    page = html.unescape(desk.get("office:draft_poll"))
    assert "<summary>Réglages avancés</summary>" in page
    assert "Classement, méthode de Schulze" in page
    world.open_day("session_1", *EVERYBODY)
    poll = desk.done(
        "office:draft_poll",
        kind="indicative",
        question="Par quoi commencer ?",
        options="Un parc\nUn bus\nUne école",
        places=1,
        method="schulze",
    )
    assert poll is not None
    assert (poll.method, poll.places) == ("schulze", 1)
    counted(desk, poll, piles=CIRCLE, count_blank=1, count_invalid=0)
    assert poll.result == {
        "outcome": "chosen",
        "counts": {"o1": 3, "o2": 2, "o3": 2, "ballots": 8, "blank": 1, "invalid": 0},
        "chosen": ["o1"],
        "tied": [],
    }
    said = page_of(poll)
    for words in (
        "Sur 8 bulletins, pour 1 place, on retient : Un parc.",
        "De « Un parc » à « Un bus », la chaîne la plus forte vaut 5 contre 2 ; dans l'autre sens, "
        "4 contre 3.",
        "Les duels du premier choix gardé",
        "<span>Un bus</span> <b>5 – 2</b>",
        "Le choix de la ligne est préféré à celui de la colonne",
        "Un parc > Un bus > Une école",
    ):
        assert words in said, words
    assert "Out of 8 ballots, for 1 place, kept: Un parc." in page_of(poll, "en")
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_typed_piles_are_refused_with_their_line_and_nothing_is_kept(
    world: Any,
    desk: Desk,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, "instant_runoff")
    desk.done("office:open_poll", poll.public_id, channel="paper")
    desk.done("office:move_poll", poll.public_id, "clore")
    form = html.unescape(desk.get("office:enter_count", poll.public_id))
    assert "A = Un parc ; B = Un bus ; C = Une école" in form
    for piles, why in (
        ("3 : A B\n2 : A Z", "Ligne 2, « Z » n'est pas la lettre d'un choix, de A à C."),
        ("A B A", "Un bulletin retient deux fois"),
        ("A=B", "à la même place"),
        ("99 : A", "personnes"),
    ):
        said = desk.refused(
            "office:enter_count",
            poll.public_id,
            status=422,
            sector="Urne",
            piles=piles,
            count_blank=0,
            count_invalid=0,
        )
        assert why in html.unescape(said).replace("\u00a0", " "), piles
    assert not poll.sheets.exists()


@pytest.mark.parametrize(
    ("method", "places", "chosen", "step"),
    [
        ("ranked_pairs", 2, ["o1", "o2"], "« Un parc » passe devant « Un bus », 5 contre 2."),
        ("instant_runoff", 1, [], "Combien de bulletins mettent chaque choix en premier"),
        ("instant_runoff", 1, [], "« Un bus » et « Une école » sont derniers à égalité"),
        ("single_transferable_vote", 2, ["o1"], "Pour 2 places, il faut 3 bulletins"),
    ],
)
def test_each_way_of_counting_rankings_is_published_with_its_steps(
    world: Any,
    desk: Desk,
    tmp_path: Path,
    method: str,
    places: int,
    chosen: list[str],
    step: str,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, method, places=places)
    counted(desk, poll, piles=CIRCLE, count_blank=0, count_invalid=1)
    assert poll.result is not None
    assert poll.result["chosen"] == chosen
    assert step in page_of(poll)
    checked(world, tmp_path / "bundle")


def test_a_tie_in_a_count_is_settled_by_the_protocol_of_the_rules(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.change_rules(('tie = "rejected"', 'tie = "draw"'), after="[poll.indicative]")
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, "instant_runoff")
    counted(desk, poll, piles="2 : A B C\n2 : B A C\n1 : C", count_blank=0, count_invalid=0)
    assert poll.result is not None
    assert (poll.result["outcome"], poll.result["tied"]) == ("tied", ["o1", "o2"])
    assert "un tirage au sort public choisira" in page_of(poll)
    desk.done("office:settle_tie", poll.public_id, picked_1="o2")
    poll.refresh_from_db()
    assert poll.result["chosen"] == ["o2"]
    checked(world, tmp_path / "bundle")


def test_majority_judgment_is_counted_grade_by_grade(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, "majority_judgment")
    grades = ("reject", "poor", "fair", "fairly_good", "good", "very_good", "excellent")
    cells = {f"count_{key}/{grade}": 0 for key, _text in PARKS for grade in grades}
    cells |= {"count_o1/good": 3, "count_o1/poor": 2, "count_o2/excellent": 2}
    cells |= {"count_o2/reject": 3, "count_o3/fair": 5, "count_ballots": 5, "count_invalid": 0}
    counted(desk, poll, **cells)
    assert poll.result is not None
    assert poll.result["chosen"] == ["o1"]
    said = page_of(poll)
    assert "Un parc (mention « Bien »)" in said
    assert "Combien de bulletins donnent chaque mention" in said
    checked(world, tmp_path / "bundle")


def test_a_ballot_that_ranks_or_grades_needs_paper(world: Any, desk: Desk) -> None:
    world.open_day("session_1", *EVERYBODY)
    for method in ("schulze", "majority_judgment"):
        poll = worded(world, method)
        said = desk.refused("office:open_poll", poll.public_id, status=422, channel="hands")
        assert "channel" in said
        with pytest.raises(Invalid, match="ballot_needs_paper"):
            conducting.open_poll(
                poll_id=poll.pk, channel="hands", present=set(), **world.by("helene")
            )


def test_a_runoff_keeps_one_option_and_says_so(world: Any, desk: Desk) -> None:
    said = desk.refused(
        "office:draft_poll",
        status=422,
        kind="indicative",
        question="?",
        options="A\nB\nC",
        places=2,
        method="instant_runoff",
    )
    assert "ne retient qu'un choix" in html.unescape(said)


@pytest.mark.parametrize("method", ["consent_round", "gradient_of_agreement"])
def test_what_consults_never_decides(world: Any, desk: Desk, method: str) -> None:
    world.change_rules(("decisive = false", "decisive = true"), after="[poll.indicative]")
    with pytest.raises(RuleForbids, match="method_decides_nothing") as refusal:
        worded(world, method, derogation="Si.")
    assert refusal.value.absolute
    said = desk.refused(
        "office:draft_poll",
        status=403,
        kind="indicative",
        question="?",
        places=1,
        method=method,
        derogation="Si.",
    )
    assert "consulte sans décider" in html.unescape(said)


def test_rules_that_change_do_not_make_a_consultation_decide(
    world: Any,
    desk: Desk,
) -> None:
    poll = worded(world, "consent_round")
    world.change_rules(("decisive = false", "decisive = true"), after="[poll.indicative]")
    world.open_day("session_1", *EVERYBODY)
    said = desk.refused(
        "office:open_poll", poll.public_id, status=403, channel="hands", derogation="Si."
    )
    assert "consulte sans décider" in html.unescape(said)


def test_a_round_of_consent_is_published_with_its_objections_and_decides_nothing(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, "consent_round")
    vote = poll.public_id
    desk.done("office:open_poll", vote, channel="hands")
    cells = {"count_consent": 4, "count_reservation": 1, "count_objection": 1}
    cells |= {"count_aside": 0, "count_invalid": 0}
    for name in desk.clients:
        desk.done("office:enter_count", vote, name=name, sector="Salle", **cells)
    desk.done("office:move_poll", vote, "clore")
    said = desk.post("office:move_poll", vote, "publier", follow=True)
    assert said.status_code in (302, 409, 422)
    poll.refresh_from_db()
    assert poll.state == "closed", "an objection waits for its reason"
    desk.refused("office:note_objection", vote, status=422, argument=" ")
    desk.done("office:note_objection", vote, argument="Le square n'a pas d'ombre.")
    leaf = json.loads(bytes(Entry.objects.get(kind="objection_noted/1").leaf))
    assert set(leaf["act"]) == {"poll", "argument"}
    assert Objection.objects.get().text.author_id is None
    desk.done("office:move_poll", vote, "publier")
    poll.refresh_from_db()
    assert poll.result is not None
    assert (poll.result["outcome"], poll.result["chosen"]) == ("heard", [])
    assert public_record(poll)["objections"] == [leaf["act"]["argument"]]
    page = page_of(poll)
    assert "4 consentements, 1 réserve, 1 objection" in page
    assert "Rien n'est décidé." in page
    assert "Le square n'a pas d'ombre." in page
    checked(world, tmp_path / "bundle")
    with pytest.raises(WrongState):
        objecting.note_objection(poll_id=poll.pk, argument="Trop tard.", **world.by("helene"))


def test_degrees_of_agreement_are_shown_whole(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    poll = worded(world, "gradient_of_agreement")
    desk.done("office:open_poll", poll.public_id, channel="hands")
    cells = {"count_whole_support": 3, "count_support_with_reservations": 2, "count_neither": 1}
    cells |= {"count_against_without_blocking": 0, "count_opposed": 1, "count_invalid": 0}
    for name in desk.clients:
        desk.done("office:enter_count", poll.public_id, name=name, sector="Salle", **cells)
    desk.done("office:move_poll", poll.public_id, "clore")
    desk.done("office:move_poll", poll.public_id, "publier")
    page = page_of(poll)
    assert "5 d'accord, 1 entre les deux, 1 pas d'accord" in page
    assert "« D'accord avec une réserve »" in page
    checked(world, tmp_path / "bundle")


def test_a_budget_is_shared_among_those_who_tick_projects(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.open_day("session_1", *EVERYBODY)
    sent = {"kind": "indicative", "question": "Que payer ?", "options": "Bancs\nArbres\nFontaine"}
    sent |= {"places": 1, "method": "equal_shares", "budget": 90}
    for costs, why in (
        ("50 000\n1 000", "un coût par option"),
        ("50\n25\nbeaucoup", "n'est pas un coût"),
        ("50\n25\n91", "pour un budget de 90"),
    ):
        said = desk.refused("office:draft_poll", status=422, costs=costs, **sent)
        assert why in html.unescape(said).replace("\u00a0", " "), costs
    wrong = {**sent, "method": "approval"}
    said = desk.refused("office:draft_poll", status=422, costs="50\n25\n90", **wrong)
    assert "ne servent qu'au budget" in html.unescape(said)
    poll = desk.done("office:draft_poll", costs="50 €\n25\n9 0", **sent)
    assert poll is not None
    assert [option.cost for option in poll.options.all()] == [50, 25, 90]
    counted(desk, poll, piles="4 : A\n2 : B\n1 : B C", count_blank=0, count_invalid=0)
    assert poll.result is not None
    assert poll.result["chosen"] == ["o1", "o2"]
    assert poll.result["counts"] == {
        "o1": 4, "o2": 3, "o3": 1, "ballots": 7, "blank": 0, "invalid": 0,
    }  # fmt: skip
    page = page_of(poll)
    for words in (
        "pour un budget de 90, on retient : Bancs (50) et Arbres (25).",
        "Le budget de 90 est partagé entre 7 bulletins : 12,86 chacun.",
        "Dépensé : 75 sur 90.",
    ):
        assert words in page, words
    checked(world, tmp_path / "bundle")


def test_a_derogated_method_is_voted_again_by_derogation_too(
    world: Any,
    desk: Desk,
    tmp_path: Path,
) -> None:
    world.change_rules(
        ("decisive = false", "decisive = true"),
        ('tie = "rejected"', 'tie = "revote"'),
        after="[poll.indicative]",
    )
    world.open_day("session_1", *EVERYBODY)
    with pytest.raises(RuleForbids, match="method_not_of_the_rules"):
        worded(world, "schulze")
    poll = worded(world, "schulze", derogation="Le sujet le demande.")
    counted(desk, poll, piles="1 : A B C\n1 : B C A\n1 : C A B", count_blank=0, count_invalid=0)
    assert poll.is_tied
    said = desk.refused("office:draft_revote", poll.public_id, status=409, question="Encore ?")
    assert "Déroger et dire pourquoi" in html.unescape(said)
    again = desk.done("office:draft_revote", poll.public_id, question="Encore ?", derogation="Oui.")
    assert again is not None
    counted(desk, again, piles="2 : A\n1 : B", count_blank=0, count_invalid=0)
    poll.refresh_from_db()
    assert poll.result is not None
    assert poll.result["chosen"] == ["o1"]
    checked(world, tmp_path / "bundle")
