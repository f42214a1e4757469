"""A day that goes on by paper: what is printed before, what is entered afterwards, in one go."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_ceremony import pages_of
from tests.integration.test_running import desk, read

from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import identity_of
from alienor.procedures.afterwards import PaperDay, enter_paper_day
from alienor.procedures.tables import make_tables
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import attending
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import present_in
from alienor.surfaces.papers.paper_file import paper_file

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened


def enter(world: Any, session: Session, by: str = "helene", **facts: Any) -> int:
    return enter_paper_day(session_id=session.pk, day=PaperDay(**facts), **world.by(by))


def test_the_paper_file_holds_all_that_a_day_needs(world: Any, opened: Session) -> None:
    for name in ("aicha", "bruno", "claire", "driss"):
        attending.check_in(session_id=opened.pk, person_id=world.people[name], **world.by("helene"))
    make_tables(session_id=opened.pk, tables=2, rounds=2, **world.by("helene"))
    draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        step="session_1",
        question="Quels sujets gardons-nous ?",
        matter="topics",
        options=[("a", "Rues calmes"), ("b", "Cantines")],
        **world.by("helene"),
    )
    answer = desk(world).get(reverse("office:paper_file", args=["essai", opened.public_id]))
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "no-store"
    pages = pages_of(answer.content)
    words = " ".join(" ".join(pages).split())
    for wanted in (
        "Si le réseau ou le courant manque",
        "Déroulé : Choisir notre sujet",
        "Aïcha Exemple",
        "Qui est à quelle table",
        "Ronde 2",
        "Notes de la table 2",
        "Nos désaccords",
        "Feuille de parole",
        "Quels sujets gardons-nous ?",
        "Rues calmes",
        "Reviendriez-vous",
    ):
        assert wanted in words, wanted
    tallied = [page for page in pages if "Premier comptage" in page or "Second comptage" in page]
    assert len(tallied) == 2, "a sheet apart for each of the two who count"
    assert all("Quels sujets gardons-nous ?" in page for page in tallied)


def test_before_anybody_answers_the_file_is_for_all_who_have_a_place(
    world: Any, day: Session
) -> None:
    members = len(colleges_in(world.edition, "assembly"))
    assert paper_file(day)["slips"] == members
    attending.answer_convocation(
        session_id=day.pk, person_id=world.people["bruno"], answer="no", **world.by("bruno")
    )
    assert paper_file(day)["slips"] == members - 1


def test_what_paper_kept_is_entered_on_one_page(world: Any, opened: Session) -> None:
    attending.check_in(session_id=opened.pk, person_id=world.people["bruno"], **world.by("helene"))
    client, address = (
        desk(world),
        reverse("office:enter_paper_day", args=["essai", opened.public_id]),
    )
    page = unescape(client.get(address).content.decode())
    assert "Aïcha Exemple" in page and "Bruno Exemple" not in page, "Bruno is noted already"
    answer = client.post(
        address,
        {
            "present_drawn": [world.people["aicha"]],
            "present_elected_majority": [world.people["claire"]],
            "walk_ins": "Zoé Invention\n\nYanis\n",
            "seen-companions": "0",
            "seen-children": "0",
            "companions": "3",
            "children": "5",
            "minutes_residents": "62",
            "minutes_elected": "18",
        },
        follow=True,
    )
    assert "4 personnes de plus" in unescape(answer.content.decode())
    opened.refresh_from_db()
    assert len(present_in(opened)) == 5
    assert (opened.companions, opened.children) == (3, 5)
    assert opened.speaking == {"residents": 62, "elected": 18}
    names = {identity_of(one).full_name for one in colleges_in(world.edition, "assembly")}
    assert {"Zoé Invention", "Yanis"} <= names


def test_a_fault_enters_nothing(world: Any, opened: Session) -> None:
    with pytest.raises(NotFound):
        enter(world, opened, person_ids=[world.people["aicha"], world.people["farid"]])
    with pytest.raises(Invalid):
        enter(world, opened, person_ids=[world.people["aicha"]], minutes={"nobody": 3})
    with pytest.raises(Invalid):
        enter(world, opened, person_ids=[world.people["aicha"]], guests=(0, -1))
    assert not present_in(opened)
    client, address = (
        desk(world),
        reverse("office:enter_paper_day", args=["essai", opened.public_id]),
    )
    answer = client.post(address, {"present_drawn": ["999999"], "children": "2"})
    assert answer.status_code == 422
    opened.refresh_from_db()
    assert opened.children == 0


def test_entered_twice_nobody_is_counted_twice(world: Any, opened: Session) -> None:
    people = [world.people["aicha"], world.people["aicha"], world.people["bruno"]]
    assert enter(world, opened, person_ids=people) == 2
    assert enter(world, opened, person_ids=people) == 0
    assert opened.presences.count() == 2


def test_the_reception_enters_presences_and_never_the_minutes(world: Any, opened: Session) -> None:
    world.newcomer("rose", "Rose")
    give_role(
        person_id=world.people["rose"],
        role="reception",
        edition=world.edition,
        **world.by("helene"),
    )
    page = read(desk(world, "rose"), "enter_paper_day", opened)
    assert "Minutes de parole" not in page and "Lever la séance" not in page
    assert enter(world, opened, by="rose", person_ids=[world.people["aicha"]]) == 1
    with pytest.raises(NotAllowed):
        enter(world, opened, by="rose", minutes={"residents": 3})
    with pytest.raises(NotAllowed):
        enter(world, opened, by="aicha")


def test_a_day_that_is_over_takes_no_more_presences(world: Any, opened: Session) -> None:
    test_sessions.end_day(session_id=opened.pk, sentences=["C'est dit."], **world.by("helene"))
    with pytest.raises(WrongState):
        enter(world, opened, person_ids=[world.people["aicha"]])
