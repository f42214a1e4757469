"""Every sheet of the paper file, entered afterwards from one page, by the rules of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, now
from tests.integration import test_sessions
from tests.integration.conftest import set_second_factor
from tests.integration.test_badges import acts, closed
from tests.integration.test_ceremony import pages_of
from tests.integration.test_running import at, begin, desk, read

from alienor.platform.actors import Actor
from alienor.platform.acts import FixedClock, guard
from alienor.platform.errors import Invalid, NotAllowed, NotFound, NotYet, WrongState
from alienor.platform.register import reading
from alienor.procedures.sessions import begin_day
from alienor.stages.polls.counting import publish_result
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import preparing
from alienor.stages.sessions.afterwards import correct_hours, enter_debate, enter_hours
from alienor.stages.sessions.day_notes import notes_of_day
from alienor.stages.sessions.debating import Positions, debates_of
from alienor.stages.sessions.exit_questions import (
    ASKED_FOR,
    answer_exit_questions,
    enter_exit_slips,
    exit_counts,
    slips_of,
)
from alienor.stages.sessions.models import Minutes, Session
from alienor.stages.sessions.queries import run_of
from alienor.stages.sessions.signs import make_table_signs
from alienor.surfaces.office.afterwards import written

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

DAY = timedelta(days=1)
ITEMS = [
    preparing.Item(kind="welcome", title="Café", minutes=30),
    preparing.Item(
        kind="tables",
        title="Nos rues",
        minutes=60,
        prompts=["Que garder ?", "Que changer ?"],
    ),
    preparing.Item(
        kind="moving_debate", title="Se placer", minutes=40, prompts=["Mieux vaut planter."]
    ),
    preparing.Item(kind="meal", title="Repas partagé", minutes=80),
]


@pytest.fixture
def held(world: Any) -> Session:
    """An open day with tables and a moving debate, of which nothing was noted."""
    session = test_sessions.plan(world)
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    opened = begin_day(session_id=session.pk, derogation="Pour l'essai.", **world.by("helene"))
    make_table_signs(session_id=session.pk, tables=2, **world.by("helene"))
    return opened


def address(session: Session) -> str:
    return reverse("office:enter_paper_day", args=["essai", session.public_id])


def send(world: Any, session: Session, name: str = "helene", **typed: Any) -> Any:
    """Type these fields on the page as it is now, and send it."""
    client = desk(world, name)
    shown = shown_on(client.get(address(session)).context["form"])
    return client.post(address(session), {**shown, **typed}, follow=True)


def shown_on(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that is left as it is."""
    values = {one: form[one].value() for one in form.fields if not one.startswith("present_")}
    return {one: written(value) for one, value in values.items()} | dict(form.seen())


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def evening(session: Session) -> FixedClock:
    return FixedClock(session.starts_at + timedelta(hours=10))


def by(session: Session, world: Any, name: str = "helene") -> dict[str, Any]:
    return {"session_id": session.pk, "actor": world.actor(name), "clock": evening(session)}


def there(world: Any, session: Session, count: int) -> list[int]:
    """So many people, noted there."""
    people = [world.newcomer(f"p{n}") for n in range(count)]
    with guard.lifted():
        for one in people:
            session.presences.create(person_id=one, college="drawn", arrived_at=world.clock.now())
    return people


def test_each_sheet_of_the_file_has_its_place_on_the_page_in_the_same_words(
    world: Any, held: Session
) -> None:
    paper = desk(world).get(reverse("office:paper_file", args=["essai", held.public_id]))
    printed = " ".join(" ".join(pages_of(paper.content)).split())
    page = read(desk(world), "enter_paper_day", held)
    for wanted in (
        "Heure réelle",
        "Combien étiez-vous à cette table ?",
        "Que changer ?",
        "Nos désaccords, gardés comme tels",
        "Prêts à conclure sur ce point ? Combien de mains",
        "Mieux vaut planter.",
        "Une affirmation écrite sur place",
        "Une réponse par personne",
    ):
        assert wanted in printed, wanted
    places = [
        page.index(title)
        for title in (
            "Le déroulé",
            "Les listes de présence",
            "Les notes des tables",
            "Le débat mouvant",
            "La feuille de parole",
            "Les feuilles de comptage des votes",
            "Comment était cette journée, pour vous ?",
        )
    ]
    assert places == sorted(places)
    for wanted in (
        "1. Café",
        "Combien étiez-vous à cette table ?",
        "Nos désaccords, gardés comme tels",
        "Prêts à conclure sur ce point ? Combien de mains",
        "Une affirmation écrite sur place",
        "Avez-vous pu dire ce que vous vouliez dire ?",
    ):
        assert wanted in page, wanted


def test_a_whole_day_is_entered_from_one_page_and_once(world: Any, held: Session) -> None:
    typed = {
        "present_drawn": [world.people["aicha"]],
        "present_agent": [world.people["elodie"]],
        "walk_ins": "Zoé Invention",
        "hour_1": "09:05",
        "hour_2": "09:40",
        "hour_3": "10:50",
        "t1_2_people": "7",
        "t1_2_1_notes": "Garder les arbres.",
        "t1_2_1_agreements": "Planter.\r\nArroser.",
        "t1_2_1_disagreements": "Le prix / Gratuit / Un euro",
        "t1_2_1_ready": "5",
        "t2_2_2_notes": "Changer les bancs.",
        "d3_1_1_at": "11:00",
        "d3_1_1_agree": "2",
        "d3_1_1_disagree": "1",
        "d3_1_2_agree": "1",
        "d3_1_2_disagree": "2",
        "d3_1_for": "Un arbre se voit.\r\nIl fait frais.",
        "d3_new_words": "La nuit suffit.",
        "d3_new_1_between": "3",
        "minutes_residents": "40",
        "exit_slips": "3",
        "exit_spoke_yes": "2",
        "exit_spoke_no": "1",
    }
    answer = send(world, held, **typed)
    assert "3 personnes de plus" in words(answer), words(answer)
    run = run_of(held, now=now())
    assert [localtime(one.item.begun_at).strftime("%H:%M") for one in run[:3]] == [
        "09:05",
        "09:40",
        "10:50",
    ]
    assert run[0].item.ended_at == run[1].item.begun_at
    assert run[2].item.ended_at == run[2].item.begun_at + timedelta(minutes=40)
    [item] = notes_of_day(held)
    first, second = item.questions
    assert (first.sheets[0].table, first.sheets[0].people, first.sheets[0].sheet.ready) == (1, 7, 5)
    assert first.sheets[0].sheet.agreements == ("Planter.", "Arroser.")
    assert first.sheets[0].sheet.disagreements[0].positions == ("Gratuit", "Un euro")
    assert [one.table for one in second.sheets] == [2]
    [(_item, [debate, worded])] = debates_of(held)
    assert [(one.agree, one.disagree) for one in debate.counts] == [(2, 1), (1, 2)]
    assert localtime(debate.counts[0].at).strftime("%H:%M") == "11:00"
    assert debate.counts[1].at == run[2].item.begun_at, "without an hour: that of its item"
    assert [str(said) for _pk, said in debate.arguments["for"]] == [
        "Un arbre se voit.",
        "Il fait frais.",
    ]
    assert (str(worded.statement), worded.counts[0].between) == ("La nuit suffit.", 3)
    assert slips_of(held).slips == 3
    assert len(acts(held, "debate_entered")) == 2 and not acts(held, "debate_held")
    assert len(acts(held, "items_held")) == len(acts(held, "exit_slips_entered")) == 1
    page = read(desk(world), "enter_paper_day", held)
    for wanted in (
        "heures réelles : 3 sur 4",
        "3 personnes notées présentes",
        "notes remises, par table : 2 sur 2",
        "affirmations comptées : 2 sur 2",
        "3 feuilles saisies",
    ):
        assert wanted in page, wanted
    before = reading.history_of(held.public_id).count()
    send(world, held)
    assert reading.history_of(held.public_id).count() == before, "sent as it is, nothing changes"


def test_what_was_entered_is_corrected_from_the_same_page(world: Any, held: Session) -> None:
    send(
        world,
        held,
        hour_2="09:40",
        hour_3="10:50",
        t1_2_1_notes="Garder.",
        d3_1_1_agree="2",
        d3_1_against="On manque de toits.",
    )
    send(world, held, t1_2_1_notes="Garder les arbres.", d3_1_1_agree="12", d3_1_1_disagree="4")
    [item] = notes_of_day(held)
    assert [one.sheet.notes for one in item.questions[0].sheets] == ["Garder les arbres."]
    [(_item, [debate])] = debates_of(held)
    assert [(one.agree, one.disagree) for one in debate.counts] == [(12, 4)]
    assert [str(said) for _pk, said in debate.arguments["against"]] == ["On manque de toits."]
    assert acts(held, "debate_entered")[-1]["agree"] == [12]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"t1_2_1_notes": "Garder."}, "écrivez quand il a commencé"),
        ({"d3_1_1_agree": "2"}, "écrivez quand il a commencé"),
        ({"hour_3": "10:00", "d3_new_1_agree": "2"}, "Écrivez l'affirmation qui a été débattue"),
        ({"hour_3": "10:00", "d3_1_for": "x" * 301}, "300"),
        ({"hour_2": "10:00", "t2_2_1_agreements": "x" * 301}, "Coupez-la en deux"),
        ({"hour_2": "26:00"}, "Le déroulé · 2. Nos rues"),
        ({"exit_spoke_yes": "1"}, "Écrivez combien il y a de feuilles."),
        ({"exit_slips": "2"}, "Trop de feuilles : 1 au plus"),
        (
            {"hour_2": "10:00", "t2_2_people": "5", "t2_2_1_ready": "9"},
            "Cela fait 9 mains, et vous étiez 5 à cette table.",
        ),
        ({"exit_slips": "1", "exit_spoke_yes": "1", "exit_spoke_no": "1"}, "que de feuilles (1)"),
    ],
)
def test_a_fault_is_said_where_it_is_and_what_was_typed_stays(
    world: Any, held: Session, typed: dict[str, str], said: str
) -> None:
    before = reading.history_of(held.public_id).count()
    answer = send(
        world, held, present_drawn=[world.people["aicha"]], t2_2_2_notes="", children="4", **typed
    )
    page = words(answer)
    assert answer.status_code in (409, 422)
    assert "Rien n’a été enregistré" in page
    assert said in page
    name, value = list(typed.items())[-1]
    assert answer.context["form"][name].value() == value, "what was typed stays"
    assert answer.context["form"]["children"].value() == "4"
    assert '<details class="card fold" open>' in page, "the sheet with the fault is open"
    assert reading.history_of(held.public_id).count() == before
    assert not held.presences.exists()


def test_two_who_enter_at_once_do_not_wipe_each_other_out(world: Any, held: Session) -> None:
    for position in (1, 2):
        at(held, position, begun_at=held.starts_at, ended_at=held.starts_at + timedelta(hours=1))
    client = desk(world)
    shown = shown_on(client.get(address(held)).context["form"])
    send(world, held, d3_1_1_agree="9", d3_1_for="Il fait frais.", t1_2_1_notes="Garder.")
    both = {**shown, "d3_1_1_agree": "8", "t2_2_1_notes": "Changer."}
    answer = client.post(address(held), both)
    assert answer.status_code == 422
    assert "Quelqu'un d'autre a écrit ici entre-temps : « 9 »" in words(answer)
    form = answer.context["form"]
    assert [form[one].value() for one in ("d3_1_1_agree", "d3_1_for", "t1_2_1_notes")] == [
        "8",
        "Il fait frais.",
        "Garder.",
    ], "what was left alone holds what the other one wrote"
    assert client.post(address(held), shown_on(form)).status_code == 302
    [(_item, [debate])] = debates_of(held)
    assert debate.counts[0].agree == 8
    assert [str(said) for _pk, said in debate.arguments["for"]] == ["Il fait frais."]
    [item] = notes_of_day(held)
    assert [one.sheet.notes for one in item.questions[0].sheets] == ["Garder.", "Changer."]


def test_every_fault_that_can_be_seen_is_said_at_once(world: Any, held: Session) -> None:
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    page = words(
        send(world, held, exit_slips="1", exit_spoke_yes="2", **{f"{v}1_0": "3", f"{v}2_0": "0"})
    )
    assert "que de feuilles (1)" in page
    assert "Secteur 1 · Bulletins exprimés ou blancs" in page
    assert "il dit combien de personnes ont voté ici" in page, "not: 3 out of 0 ballots"
    page = words(send(world, held, **{f"{v}1_0": "3", f"{v}1_2": "2"}))
    assert "reçoit 3 approbations pour 2 bulletins" in page


def test_what_a_page_sends_too_late_is_never_dropped_without_a_word(
    world: Any, held: Session
) -> None:
    poll = approval_vote(world)
    there(world, held, 12)
    client, v = desk(world), f"v{poll.public_id}_"
    shown = shown_on(client.get(address(held)).context["form"])
    people = {"present_drawn": [world.people["aicha"]]}
    send(world, held, hour_2="10:00", **people, **{f"{v}1_0": "1", f"{v}1_2": "1"})
    late = {**shown, **people, "walk_ins": "Zoé Neuve", "hour_2": "10:00", "hour_3": "11:00"}
    page = words(client.post(address(held), late, follow=True))
    assert "C'est enregistré : 1 personne de plus" in page, "who is there already stays so"
    typed = {**shown, "hour_2": "10:20", "hour_3": "11:00", f"{v}1_0": "2", f"{v}1_2": "2"}
    page = words(client.post(address(held), typed, follow=True))
    assert "« Nos rues » est déjà noté à 10\xa0h" in page
    assert "10:20, n'est pas prise" in page
    assert "Votre comptage de « Que garder ? » est déjà saisi" in page


def test_hours_are_those_of_the_day_and_never_replace_what_was_noted(
    world: Any, held: Session
) -> None:
    first = held.starts_at + timedelta(minutes=5)
    begin(world, held, 2)
    noted = held.agenda.get(position=1).begun_at
    enter_hours(begun={1: first, 2: first}, **by(held, world))
    assert held.agenda.get(position=1).begun_at == noted
    [entry] = acts(held, "items_held")
    assert entry["items"] == [1]
    with pytest.raises(NotFound):
        enter_hours(begun={9: first}, **by(held, world))
    for wrong in (held.starts_at - timedelta(days=1), held.starts_at + timedelta(days=1)):
        with pytest.raises(Invalid, match="hour_not_of_day"):
            enter_hours(begun={3: wrong}, **by(held, world))
    for name in ("aicha", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            enter_hours(begun={3: first}, **by(held, world, name))


def test_a_wrong_hour_is_corrected_with_its_reason_and_the_item_before_ends_then(
    world: Any, held: Session
) -> None:
    start = held.starts_at
    first, second, third = (start + timedelta(minutes=one) for one in (5, 40, 100))
    enter_hours(begun={1: first, 2: second, 3: third}, **by(held, world))
    right = start + timedelta(minutes=30)

    def correct(name: str = "helene", **facts: Any) -> Any:
        told = {"begun": {1: first, 2: right}, "reason": "Mal recopiée.", **facts}
        return correct_hours(**told, **by(held, world, name))

    for name in ("aicha", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            correct(name)
    with pytest.raises(NotYet, match="item_without_hour"):
        correct(begun={4: third})
    with pytest.raises(Invalid, match="hour_not_of_day"):
        correct(begun={2: start + timedelta(days=1)})
    with pytest.raises(Invalid, match="nothing_changed"):
        correct(begun={1: first, 2: second})
    with pytest.raises(Invalid, match="reason_required"):
        correct(reason=" ")
    assert acts(held, "hours_corrected") == []

    assert [item.position for item in correct()] == [1]
    one, two, three = held.agenda.filter(position__lt=3)
    assert (one.begun_at, one.ended_at) == (first, right), "it lasted until the next one"
    assert (two.begun_at, two.ended_at) == (right, third)
    assert (three.begun_at, three.ended_at) == (third, third + timedelta(minutes=40))
    [entry] = acts(held, "hours_corrected")
    assert entry["items"] == [2]

    late = start + timedelta(minutes=170)  # the second really came last
    correct(begun={2: late})
    one, two, three = held.agenda.filter(position__lt=3)
    assert one.ended_at == third
    assert three.ended_at == third + timedelta(minutes=40), "it had ended by itself"
    assert two.ended_at == late + timedelta(minutes=60)

    begin(world, held, 4)
    with pytest.raises(Invalid, match="item_still_on"):
        correct(begun={4: right})


def test_the_page_of_hours_changes_only_the_one_that_was_typed(world: Any, held: Session) -> None:
    place = reverse("office:correct_hours", args=["essai", held.public_id])
    assert "Corriger une heure" not in words(desk(world).get(address(held)))
    begun = held.starts_at - timedelta(hours=1, seconds=-17)
    at(held, 0, begun_at=begun, ended_at=begun + timedelta(minutes=30))
    at(held, 1, begun_at=begun + timedelta(minutes=30), ended_at=begun + timedelta(minutes=50))
    assert "Corriger une heure" in words(desk(world).get(address(held)))
    form = desk(world).get(place).context["form"]
    assert [name for name in form.fields if name.isdigit()] == ["1", "2"]
    shown = {"1": form["1"].value(), "2": form["2"].value(), "seen": form["seen"].value()}
    typed = f"{localtime(begun + timedelta(minutes=20)):%H:%M}"
    answer = desk(world).post(place, {**shown, "2": typed, "reason": "Pressé en retard."})
    assert answer.status_code == 302
    one, two = held.agenda.filter(position__lt=2)
    assert one.begun_at == begun
    assert f"{localtime(two.begun_at):%H:%M}" == typed
    assert one.ended_at == two.begun_at

    again = desk(world).post(place, {**shown, "2": "00:00", "reason": "Non."})
    assert again.status_code == 409
    assert typed.replace(":", " h ").lstrip("0") in words(again).replace("\xa0", " ")
    for name in ("aicha", "joel", "rose"):
        if name == "rose":
            world.newcomer("rose")
        assert desk(world, name).get(place).status_code == 403


def test_a_debate_is_entered_once_it_is_over_until_the_minutes_are_public(
    world: Any, held: Session
) -> None:
    counted = Positions(agree=4, between=1, disagree=2, at=held.starts_at)

    def enter(name: str = "helene", **facts: Any) -> Any:
        told = {"number": 3, "statement": 1, "counts": [counted], "arguments": {}, **facts}
        return enter_debate(**told, **by(held, world, name))

    with pytest.raises(NotYet, match="item_without_hour"):
        enter()
    begin(world, held, 3)
    with pytest.raises(Invalid, match="debate_is_on"):
        enter()
    closed(world, held)
    held.refresh_from_db()
    enter()
    enter()
    assert len(acts(held, "debate_entered")) == 1, "entered again, it is recorded once"
    assert read(desk(world), "enter_paper_day", held).count("1 comptage") == 1
    for facts, code in (
        ({"statement": 9}, "not_found"),
        ({"number": 2}, "not_found"),
        ({"arguments": {"sideways": ["Non."]}}, "unknown_code"),
        ({"arguments": {"for": ["a\nb"]}}, "one_line"),
        ({"counts": [Positions(agree=0, between=0, disagree=0, at=held.starts_at)]}, "nobody"),
        ({"counts": [counted] * 61}, "counts_at_most"),
        ({"counts": [counted, replace(counted, at=counted.at + DAY)]}, "hour_not_of_day"),
        ({"arguments": {"for": ["Oui."] * 61}}, "arguments_at_most"),
    ):
        with pytest.raises((Invalid, NotFound), match=code):
            enter(**facts)
    for name in ("aicha", "joel", "gwenaelle"):
        with pytest.raises(NotAllowed):
            enter(name)
    with guard.lifted():
        Minutes.objects.create(
            session=held,
            number=1,
            text=held.agenda.first().title,
            state="published",
            written_at=now(),
        )
    with pytest.raises(Invalid, match="minutes_are_public"):
        enter()
    assert "Le compte rendu est publié" in read(desk(world), "enter_paper_day", held)


def test_a_hall_that_is_counted_fuller_than_it_was_is_to_be_looked_at(
    world: Any, held: Session
) -> None:
    people = {"present_drawn": [world.people["aicha"]]}
    page = words(send(world, held, **people, hour_3="10:00", d3_1_1_agree="9", companions="2"))
    assert "C'est enregistré : 1 personne de plus" in page
    assert "9 personnes comptées au débat mouvant, et 3 notées dans la salle" in page
    page = words(send(world, held, d3_1_1_agree="3"))
    assert "notées dans la salle" not in page


def approval_vote(world: Any, matter: str = "topics") -> Any:
    """A vote of the day in which people tick what suits them."""
    return draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter=matter,
        question="Que garder ?",
        options=[("a", "Les bancs"), ("b", "Les arbres")],
        **world.by("helene"),
    )


def test_two_counts_that_differ_are_said_as_soon_as_they_are_entered(
    world: Any, held: Session
) -> None:
    poll = approval_vote(world)
    there(world, held, 12)
    v = f"v{poll.public_id}_"
    people = {"present_drawn": [world.people["aicha"]]}
    assert "12 personnes notées présentes" in words(desk(world).get(address(held)))
    send(world, held, **people, **{f"{v}1_0": "0", f"{v}1_2": "1"})
    other = world.second_teller()
    set_second_factor(world.people[other])
    page = words(send(world, held, other, **{f"{v}1_0": "1", f"{v}1_2": "1"}))
    assert "Les deux comptages de « Que garder ? » diffèrent" in page


def test_two_people_enter_the_two_counts_of_a_vote_from_the_page(world: Any, held: Session) -> None:
    there(world, held, 12)
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    people = {"present_drawn": [world.people["aicha"]]}
    page = words(send(world, held, **people, **{f"{v}1_0": "99", f"{v}1_2": "99"}))
    assert "Les feuilles de comptage des votes · Que garder ? · Secteur 1" in page
    poll.refresh_from_db()
    assert (
        poll.state == "drafted"
        and not held.presences.filter(person_id=world.people["aicha"]).exists()
    ), "the vote, the presences: nothing is entered"
    first = {f"{v}1_0": "1", f"{v}1_2": "1", f"{v}2_1": "0"}
    page = words(send(world, held, **people, **first))
    poll.refresh_from_db()
    assert (poll.state, poll.channel, poll.sheets.count()) == ("closed", "hands", 2), page
    assert "votre comptage est saisi" in read(desk(world), "enter_paper_day", held)
    other = world.second_teller()
    set_second_factor(world.people[other])
    assert "il manque le vôtre" in read(desk(world, other), "enter_paper_day", held)
    send(world, held, other, **first)
    assert "les deux comptages s'accordent" in read(desk(world), "enter_paper_day", held)
    assert publish_result(poll_id=poll.pk, **world.by("helene")).state == "published"
    assert "résultats publiés : 1 sur 1" in read(desk(world), "enter_paper_day", held)


def test_slips_are_no_more_than_people_and_nobody_is_read_from_them(
    world: Any, held: Session
) -> None:
    people = there(world, held, 30)

    def say(person: int, **answers: str) -> None:
        answer_exit_questions(
            session_id=held.pk,
            person_id=person,
            answers=answers,
            actor=Actor(person_id=person),
            clock=world.clock,
        )

    def slips(count: int, yes: int = 0, name: str = "helene") -> Any:
        return enter_exit_slips(
            session_id=held.pk, slips=count, counts={"again": {"yes": yes}}, **world.by(name)
        )

    with pytest.raises(NotAllowed):
        slips(1, name="aicha")
    for person in people[:8]:
        say(person, again="no")
    with pytest.raises(Invalid, match="slips_too_many"):
        slips(23)
    with pytest.raises(Invalid, match="answers_beyond_slips"):
        slips(3, yes=4)
    with pytest.raises(Invalid, match="negative"):
        slips(-1)
    slips(22, yes=20)
    slips(22, yes=20)
    assert len(acts(held, "exit_slips_entered")) == 1
    with pytest.raises(Invalid, match="everybody_answered"):
        say(people[9], again="no")
    say(people[0], again="rather_no")
    closed(world, held)
    held.refresh_from_db()
    over = held.closed_at + ASKED_FOR + timedelta(minutes=1)
    assert exit_counts(held, now=over - timedelta(hours=1)) == []
    [whole] = exit_counts(held, now=over)
    assert (whole.people, whole.counts["again"]["yes"]) == (22, 20)
    assert whole.counts["again"]["no"] == 0, (
        "eight answers by telephone: whoever counted the slips could take them away"
    )
    assert "heard" not in whole.counts
    slips(12, yes=9)
    for person in people[10:13]:
        say(person, again="no")
    [whole] = exit_counts(held, now=over)
    assert (whole.people, whole.counts["again"]) == (
        23,
        {"yes": 9, "rather_yes": 0, "rather_no": 1, "no": 10},
    )
    for entry in acts(held, "exit_slips_entered"):
        assert entry.keys() == {"session", "slips", "answers"} and len(entry["answers"]) == 64
    page = read(desk(world), "enter_paper_day", held)
    assert "12 feuilles saisies" in page and "réponses par téléphone : 11" in page
    with guard.lifted():
        Session.objects.filter(pk=held.pk).update(closed_at=now() - timedelta(days=3))
    held.refresh_from_db()
    with pytest.raises(Invalid, match="questions_over"):
        enter_exit_slips(
            session_id=held.pk,
            slips=1,
            counts={},
            actor=world.actor("helene"),
            clock=FixedClock(now()),
        )
    assert "les totaux ne changent plus" in read(desk(world), "enter_paper_day", held)


def test_fewer_than_ten_slips_and_answers_show_nothing(world: Any, held: Session) -> None:
    people = there(world, held, 30)
    for person in people[:6]:
        answer_exit_questions(
            session_id=held.pk,
            person_id=person,
            answers={"again": "no"},
            actor=Actor(person_id=person),
            clock=world.clock,
        )
    enter_exit_slips(
        session_id=held.pk, slips=9, counts={"again": {"yes": 9}}, **world.by("helene")
    )
    closed(world, held)
    held.refresh_from_db()
    assert exit_counts(held, now=held.closed_at + timedelta(days=3)) == []


def answered(world: Any, session: Session, people: list[int], *questions: str) -> None:
    for person in people:
        answer_exit_questions(
            session_id=session.pk,
            person_id=person,
            answers=dict.fromkeys(questions or ("again",), "no"),
            actor=Actor(person_id=person),
            clock=world.clock,
        )


def seated(session: Session, *tables: list[int]) -> None:
    """One round of tables, with these people at each."""
    with guard.lifted():
        for number, people in enumerate(tables, start=1):
            for person in people:
                session.table_seats.create(round=1, table=number, person_id=person)


@pytest.mark.parametrize(
    ("alone", "slips", "tables"),
    [(1, 10, 0), (0, 3, 0), (0, 10, 2), (0, 0, 2), (10, 0, 2), (1, 0, 0), (0, 9, 0)],
)
def test_totals_of_tables_leave_no_few_people_whoever_counted_the_slips(
    world: Any, held: Session, alone: int, slips: int, tables: int
) -> None:
    """The whole day, less the tables, less the slips, is what those of no table said."""
    people = there(world, held, 40)
    seated(held, people[:10], people[10:20])
    answered(world, held, people[: 20 + alone])
    enter_exit_slips(
        session_id=held.pk, slips=slips, counts={"again": {"yes": slips}}, **world.by("helene")
    )
    closed(world, held)
    held.refresh_from_db()
    told = exit_counts(held, now=held.closed_at + timedelta(days=3))
    assert len(told) == 1 + tables


def test_a_question_that_few_answered_at_a_table_is_told_of_no_table(
    world: Any, held: Session
) -> None:
    people = there(world, held, 40)
    seated(held, people[:10], people[10:20])
    answered(world, held, people[:11], "again", "heard")
    answered(world, held, people[11:20], "again")
    closed(world, held)
    held.refresh_from_db()
    whole, first, second = exit_counts(held, now=held.closed_at + timedelta(days=3))
    assert whole.counts["heard"]["no"] == 11 and whole.counts["again"]["no"] == 20
    assert "again" in first.counts and "again" in second.counts
    assert "heard" not in first.counts, "subtracted, it would tell what one person answered"


def test_before_it_is_open_a_day_takes_presences_and_says_why(world: Any) -> None:
    session = test_sessions.plan(world)
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    page = read(desk(world), "enter_paper_day", session)
    assert "seules les présences se saisissent" in page and "Le déroulé" not in page
    send(world, session, present_drawn=[world.people["aicha"]])
    assert session.presences.count() == 1
    with pytest.raises(WrongState):
        enter_exit_slips(session_id=session.pk, slips=1, counts={}, **world.by("helene"))


def test_what_is_typed_too_late_is_said_to_be_lost(world: Any, held: Session) -> None:
    there(world, held, 12)
    client = desk(world)
    shown = shown_on(client.get(address(held)).context["form"])
    typed = {"walk_ins": "Nadia Roux", "companions": "4", "exit_slips": "2"}
    closed(world, held)
    answer = client.post(address(held), {**shown, **typed}, follow=True)
    assert answer.status_code == 422
    assert "plus sa place ici" in words(answer)
    held.refresh_from_db()
    assert (held.companions, slips_of(held)) == (0, None), "nothing is entered then"
    left = {name: value for name, value in typed.items() if name.startswith("exit")}
    assert client.post(address(held), {**shown, **left}).status_code == 302
