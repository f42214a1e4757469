"""Minutes: drafted from the day, corrected in their form, approved by those who were there."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.integration.test_papers import text_of
from tests.integration.test_sessions import plan

from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import SystemClock, guard, version_of
from alienor.platform.errors import Conflict, Invalid, NotAllowed, NotFound, NotYet, WrongState
from alienor.platform.messages.queue import outbox
from alienor.platform.people.actions import erase_person, give_role
from alienor.platform.people.notes import notes_for
from alienor.platform.register.models import Entry
from alienor.procedures.minutes import correct_words, draft_from_day
from alienor.procedures.sessions import begin_day, end_day
from alienor.procedures.thanking import submit_to_those_who_came
from alienor.stages.sessions import minutes as stage
from alienor.stages.sessions.debating import count_positions, note_argument
from alienor.stages.sessions.exit_questions import answer_exit_questions
from alienor.stages.sessions.incidents import raise_point_of_order
from alienor.stages.sessions.minutes_queries import (
    facts_of,
    latest_minutes,
    next_move,
    published_minutes,
    recorded_minutes,
    reply_counts,
    requests_of,
    words_of,
)
from alienor.stages.sessions.preparing import Item, announce_session, set_agenda
from alienor.stages.sessions.running import begin_item
from alienor.stages.sessions.sheets import Disagreement, Sheet
from alienor.stages.sessions.table_notes import enter_table_notes
from alienor.surfaces.minutes import sections_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
HERE = ("aicha", "bruno", "claire")
FUNCTIONS = {"prepared_by": "Comité de méthodologie", "validated_by": "Adjointe"}


@pytest.fixture
def held(world: Any) -> Any:
    """A day that is over, on which three people were."""
    day = world.open_day("session_1", *HERE)
    end_day(session_id=day.pk, sentences=["Le sujet est choisi."], **world.by("helene"))
    day.refresh_from_db()
    return day


@pytest.fixture
def drafted(world: Any, held: Any) -> Any:
    draft_from_day(session_id=held.pk, **world.by("helene"))
    return held


@pytest.fixture
def submitted(world: Any, drafted: Any) -> Any:
    submit_to_those_who_came(session_id=drafted.pk, days=7, **world.by("helene"))
    return drafted


def tags_of(element: Any) -> Counter[str]:
    """How often each kind of element stands in the structure of a PDF."""
    found, held = Counter[str](), element.get_object()
    for one in held if isinstance(held, list) else [held]:
        inside = one.get_object()
        if isinstance(inside, dict):
            found[inside.get("/S", "")] += 1
            found += tags_of(inside["/K"]) if "/K" in inside else Counter()
    return found


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def reads(world: Any, day: Any, name: str, answer: str = "approve", words: str = "") -> Any:
    return stage.read_minutes(
        session_id=day.pk,
        version=latest_minutes(day).number,
        person_id=world.people[name],
        answer=answer,
        words=words,
        **world.by(name),
    )


def corrected(world: Any, day: Any, by: str = "joel", **words: str) -> Any:
    said = recorded_minutes(day) | words
    return correct_words(session_id=day.pk, words=said, reason="Plus clair.", **world.by(by))


def after_the_time(world: Any) -> None:
    world.clock.at += timedelta(days=8)


def published(world: Any, day: Any) -> Any:
    after_the_time(world)
    stage.approve_minutes(session_id=day.pk, **world.by("helene"))
    return stage.publish_minutes(session_id=day.pk, **FUNCTIONS, **world.by("helene"))


def test_minutes_are_drafted_once_from_a_day_that_is_over(world: Any) -> None:
    day = world.open_day("session_1", *HERE)
    with pytest.raises(WrongState):
        draft_from_day(session_id=day.pk, **world.by("helene"))
    end_day(session_id=day.pk, sentences=["C'est dit."], **world.by("helene"))
    for name in ("aicha", "claire", "ines", "gwenaelle"):
        with pytest.raises(NotAllowed):
            draft_from_day(session_id=day.pk, **world.by(name))
    draft = draft_from_day(session_id=day.pk, **world.by("joel"))
    assert "« Journée », le lundi 2 mars 2026, Grande halle." in words_of(draft)["summary"]
    with pytest.raises(Invalid, match="minutes_drafted_already"):
        draft_from_day(session_id=day.pk, **world.by("helene"))
    with pytest.raises(NotFound):
        draft_from_day(session_id=0, **world.by("helene"))


def test_what_was_counted_is_computed_and_few_people_are_not_told(world: Any, drafted: Any) -> None:
    facts = facts_of(latest_minutes(drafted))
    assert facts["people"] is None and facts["by_college"] == [] and facts["exit"] is None
    assert len(facts["decided"]) == 1
    assert [one["number"] for one in facts["items"]] == [1]
    assert len(facts["derogations"]) == 1  # the step that was opened early


def test_no_two_totals_differ_by_what_one_person_said(world: Any, held: Any) -> None:
    people = []
    for number in range(11):
        people.append(world.newcomer(f"p{number}"))
        with guard.lifted():
            held.presences.create(
                person_id=people[-1], college="drawn", arrived_at=world.clock.now()
            )

    def say(person: int) -> None:
        answer_exit_questions(
            session_id=held.pk,
            person_id=person,
            answers={"again": "no" if person == people[-1] else "yes"},
            actor=Actor(person_id=person),
            clock=world.clock,
        )

    for person in people[:10]:
        say(person)
    draft_from_day(session_id=held.pk, **world.by("helene"))
    assert facts_of(latest_minutes(held))["exit"] is None, "an eleventh may answer still"
    say(people[10])
    world.clock.at += timedelta(days=3)
    with pytest.raises(Invalid, match="questions_over"):
        say(people[0])
    corrected(world, held, remarks="Rien.")
    told = facts_of(latest_minutes(held))["exit"]
    assert (told["people"], told["counts"]["again"]["no"]) == (11, 1)
    erase_person(person_id=people[10], reason="request", **world.by("helene"))
    corrected(world, held, remarks="Rien de plus.")
    assert facts_of(latest_minutes(held))["exit"] == told


def test_nobody_types_a_count_and_words_alone_are_corrected(world: Any, drafted: Any) -> None:
    facts = {"session_id": drafted.pk, "reason": "", **world.by("joel")}
    with pytest.raises(Invalid, match="unknown_code"):
        correct_words(words={"people": "120"}, **facts)
    with pytest.raises(Invalid, match="required"):
        correct_words(words={"summary": " "}, **facts)
    with pytest.raises(Invalid, match="minutes_unchanged"):
        correct_words(words=recorded_minutes(drafted), **facts)
    seen = version_of(recorded_minutes(drafted))
    corrected(world, drafted, **{"summary": "Une journée.", "item-1": "On a mangé ensemble."})
    latest = latest_minutes(drafted)
    assert (latest.number, latest.state) == (2, "corrected")
    assert words_of(latest) == {"summary": "Une journée.", "item-1": "On a mangé ensemble."}
    with pytest.raises(Conflict):
        correct_words(words={"summary": "Autre."}, seen=seen, **facts)
    act = json.loads(bytes(Entry.objects.filter(kind="minutes_corrected/1").last().leaf))["act"]
    assert act["changed"] == ["summary", "item-1"] and act["reason"]


def test_those_who_were_there_approve_or_ask_for_a_correction_and_nobody_else(
    world: Any, drafted: Any
) -> None:
    with pytest.raises(WrongState):
        reads(world, drafted, "aicha")
    with pytest.raises(NotAllowed):
        submit_to_those_who_came(session_id=drafted.pk, days=7, **world.by("joel"))
    with pytest.raises(Invalid, match="remarks_days"):
        submit_to_those_who_came(session_id=drafted.pk, days=1, **world.by("helene"))
    submit_to_those_who_came(session_id=drafted.pk, days=7, **world.by("helene"))
    told = [one for one in outbox() if "compte rendu" in one.subject]
    assert len(told) == 3 and reverse("member:minutes", args=[drafted.public_id]) in told[0].body
    with pytest.raises(NotFound):
        reads(world, drafted, "driss")  # has a place, was not there
    with pytest.raises(Invalid, match="required"):
        reads(world, drafted, "bruno", "correct")
    with pytest.raises(Invalid, match="too_many_words"):
        reads(world, drafted, "bruno", "correct", "mot " * 61)
    with pytest.raises(Invalid, match="unknown_code"):
        reads(world, drafted, "bruno", "burn")
    reads(world, drafted, "aicha")
    reads(world, drafted, "bruno", "correct", "Le repas a duré plus longtemps.")
    reads(world, drafted, "aicha")
    counts = reply_counts(drafted)
    assert (counts.approvals, counts.requests, counts.waiting) == (1, 1, 1)
    for entry in Entry.objects.filter(kind="minutes_read/1"):
        act = json.loads(bytes(entry.leaf))["act"]
        assert set(act) == {"session", "version", "said"}


def test_silence_approves_once_the_time_is_over_and_every_request_has_its_answer(
    world: Any, submitted: Any
) -> None:
    facts = {"session_id": submitted.pk, **world.by("helene")}
    reply = reads(world, submitted, "bruno", "correct", "Le repas a duré plus longtemps.")
    with pytest.raises(NotYet, match="remarks_open"):
        stage.approve_minutes(**facts)
    with pytest.raises(WrongState):
        stage.publish_minutes(**facts, **FUNCTIONS)
    after_the_time(world)
    with pytest.raises(NotYet, match="requests_waiting"):
        stage.approve_minutes(**facts)
    with pytest.raises(Invalid, match="remarks_over"):
        reads(world, submitted, "aicha")
    with pytest.raises(Invalid, match="reason_required"):
        stage.answer_minutes_request(reply_id=reply.pk, taken=False, why=" ", **world.by("joel"))
    with pytest.raises(NotAllowed):
        stage.answer_minutes_request(reply_id=reply.pk, taken=True, why="", **world.by("aicha"))
    stage.answer_minutes_request(
        reply_id=reply.pk, taken=False, why="L'heure est notée.", **world.by("joel")
    )
    with pytest.raises(Invalid, match="request_answered"):
        stage.answer_minutes_request(reply_id=reply.pk, taken=True, why="", **world.by("joel"))
    version = stage.approve_minutes(**facts)
    assert (version.state, version.approved_how) == ("approved", "tacit")
    with pytest.raises(WrongState):
        corrected(world, submitted, summary="Trop tard.")
    act = json.loads(bytes(Entry.objects.filter(kind="minutes_approved/1").last().leaf))["act"]
    assert (act["approvals"], act["requests"], act["taken"]) == (0, 1, 0)


def test_a_correction_is_submitted_again_before_it_is_approved(world: Any, submitted: Any) -> None:
    reply = reads(world, submitted, "bruno", "correct", "Il manque le chant.")
    corrected(world, submitted, **{"item-1": "On a chanté."})
    stage.answer_minutes_request(reply_id=reply.pk, taken=True, why="", **world.by("joel"))
    after_the_time(world)
    with pytest.raises(WrongState):
        stage.approve_minutes(session_id=submitted.pk, **world.by("helene"))
    submit_to_those_who_came(session_id=submitted.pk, days=3, **world.by("helene"))
    with pytest.raises(Invalid, match="minutes_newer"):
        stage.read_minutes(
            session_id=submitted.pk,
            version=1,
            person_id=world.people["aicha"],
            answer="approve",
            **world.by("aicha"),
        )
    reads(world, submitted, "bruno")
    counts = reply_counts(submitted)
    assert (counts.approvals, counts.requests, counts.taken, counts.waiting) == (1, 1, 1, 0)


def test_the_next_day_of_the_same_body_approves_when_it_opens(world: Any, submitted: Any) -> None:
    facts = {"session_id": submitted.pk, **world.by("helene")}
    with pytest.raises(NotFound):
        stage.adopt_minutes(meeting_id=submitted.pk, **facts)
    later = world.open_day("session_2", "aicha", number=2)
    with pytest.raises(NotAllowed):
        stage.adopt_minutes(session_id=submitted.pk, meeting_id=later.pk, **world.by("joel"))
    version = stage.adopt_minutes(meeting_id=later.pk, **facts)
    assert (version.approved_how, version.approved_by) == ("session", later)


def test_minutes_are_published_by_two_functions_with_what_was_corrected(
    world: Any, drafted: Any, client: Client
) -> None:
    where = ["essai", drafted.public_id]
    page = reverse("public:minutes", args=where)
    corrected(world, drafted, summary="Une journée de printemps.")
    submit_to_those_who_came(session_id=drafted.pk, days=7, **world.by("helene"))
    assert client.get(page).status_code == 404
    assert client.get(reverse("public:minutes_pdf", args=where)).status_code == 404
    after_the_time(world)
    stage.approve_minutes(session_id=drafted.pk, **world.by("helene"))
    facts = {"session_id": drafted.pk}
    with pytest.raises(NotAllowed):
        stage.publish_minutes(**facts, **FUNCTIONS, **world.by("joel"))
    with pytest.raises(Invalid, match="required"):
        stage.publish_minutes(**facts, **FUNCTIONS | {"validated_by": " "}, **world.by("helene"))
    stage.publish_minutes(**facts, **FUNCTIONS, **world.by("helene"))
    assert [one.number for one in published_minutes(drafted)] == [2]
    said = client.get(page).content.decode()
    for words in (
        "Une journée de printemps.",
        "Le sujet est choisi.",
        "Moins de dix personnes.",
        "<ins>",
        "Préparé par : Comité de méthodologie. Validé par : Adjointe.",
        "plus personne n’a demandé de correction",
    ):
        assert words in said, words
    assert (
        "Une journée de printemps."
        in client.get(reverse("public:session", args=where)).content.decode()
    )
    english = client.get("/en" + page).content.decode()
    assert "Fewer than ten people." in english and "Une journée de printemps." in english


def test_the_printed_minutes_say_the_same_and_are_accessible(
    world: Any, submitted: Any, client: Client, second_factor: None
) -> None:
    where = ["essai", submitted.public_id]
    desk = entered(world, "joel").get(reverse("office:minutes_draft", args=where))
    assert "pas encore public" in text_of(desk.content)
    assert desk.headers["Cache-Control"] == "no-store"
    published(world, submitted)
    answer = client.get(reverse("public:minutes_pdf", args=where))
    catalogue = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    said = text_of(answer.content)
    for words in ("Compte rendu : Journée", "Le sujet est choisi.", "Repas partagé", "Adjointe"):
        assert words in said, words
    assert "Signature" not in said


def test_a_person_who_was_there_answers_in_their_space(world: Any, held: Any) -> None:
    draft_from_day(session_id=held.pk, **world.by("helene"))
    client = entered(world, "bruno")
    page = reverse("member:minutes", args=[held.public_id])
    assert client.get(page).status_code == 404
    submit_to_those_who_came(session_id=held.pk, days=7, actor=world.organiser, clock=SystemClock())
    assert "s’il faut corriger quelque chose" in client.get(reverse("member:home")).content.decode()
    shown = client.get(page)
    assert "Le sujet est choisi." in shown.content.decode()
    sent = {"answer": "correct", "words": "Il manque le chant.", "version": 1}
    assert client.post(page, sent).status_code == 302
    assert [one.words for one in requests_of(held)] == ["Il manque le chant."]
    assert "vous avez demandé" in client.get(page).content.decode().lower()
    assert entered(world, "driss").get(page).status_code == 404
    assert entered(world, "helene").get(page).status_code == 404  # she organised, no more
    assert "Il manque le chant" not in "".join(
        bytes(one.leaf).decode() for one in Entry.objects.all()
    )


def test_the_desk_notes_what_somebody_says_of_the_minutes_by_telephone(
    world: Any, held: Any, second_factor: None
) -> None:
    draft_from_day(session_id=held.pk, **world.by("helene"))
    submit_to_those_who_came(session_id=held.pk, days=7, actor=world.organiser, clock=SystemClock())
    where = ["essai", held.public_id]
    page, client = reverse("office:note_minutes_reply", args=where), entered(world, "helene")
    assert page in client.get(reverse("office:minutes", args=where)).content.decode()
    said = {"name": "Bruno Exemple", "answer": "correct", "words": "Il manque le chant."}
    assert client.post(page, said | {"name": "Bruno Exemplaire"}).status_code == 422
    assert client.post(page, said | {"name": "Driss Exemple"}).status_code == 404  # was not there
    assert client.post(page, said).status_code == 302
    assert [one.words for one in requests_of(held)] == ["Il manque le chant."]
    assert entered(world, "joel").post(page, said).status_code == 403
    with pytest.raises(NotAllowed):
        stage.read_minutes(
            session_id=held.pk,
            version=1,
            person_id=world.people["bruno"],
            answer="approve",
            **world.by("aicha"),
        )


def test_what_somebody_asked_goes_with_their_data(world: Any, submitted: Any) -> None:
    reply = reads(world, submitted, "bruno", "correct", "Il manque le chant.")
    erase_person(person_id=world.people["bruno"], reason="request", **world.by("helene"))
    assert [one.words for one in requests_of(submitted)] == [""]
    stage.answer_minutes_request(reply_id=reply.pk, taken=True, why="", **world.by("joel"))


def test_what_was_asked_is_erased_once_the_minutes_are_published(
    world: Any, submitted: Any
) -> None:
    reply = reads(world, submitted, "bruno", "correct", "Il manque le chant.")
    stage.answer_minutes_request(
        reply_id=reply.pk, taken=False, why="Déjà dit.", **world.by("joel")
    )
    published(world, submitted)
    assert [one.words for one in requests_of(submitted)] == [""]
    assert notes_for(purpose=stage.PURPOSE) == []
    assert reply_counts(submitted).requests == 1


def test_whoever_welcomes_or_chairs_reads_neither_demands_nor_minutes_before_they_are_public(
    world: Any, submitted: Any, second_factor: None
) -> None:
    for name, role in (("rose", "reception"), ("paul", "chair")):
        world.newcomer(name)
        give_role(
            person_id=world.people[name], role=role, edition=world.edition, **world.by("helene")
        )
    reply = reads(world, submitted, "aicha", "correct", "Je n'ai pas dit cela.")
    day = ["essai", submitted.public_id]
    for page, args in (
        ("answer_minutes_request", [*day, reply.pk]),
        ("write_minutes", day),
        ("submit_minutes", day),
        ("publish_minutes", day),
    ):
        address = reverse(f"office:{page}", args=args)
        assert entered(world, "helene").get(address).status_code == 200
        for name in ("rose", "paul"):
            client = entered(world, name)
            assert client.get(address).status_code == 403, (page, name)
            assert client.post(address, {"taken": "no", "why": "Non."}).status_code == 403
    noting = reverse("office:note_minutes_reply", args=day)
    assert entered(world, "rose").get(noting).status_code == 200


def test_a_demand_that_was_worded_otherwise_meanwhile_is_read_before_it_is_answered(
    world: Any, submitted: Any, second_factor: None
) -> None:
    reply = reads(world, submitted, "aicha", "correct", "Il manque le chant.")
    client = entered(world, "helene")
    address = reverse(
        "office:answer_minutes_request", args=["essai", submitted.public_id, reply.pk]
    )
    form = client.get(address).context["form"]
    sent = {"taken": "no", "why": "Le chant y est.", "seen": form.initial["seen"]}
    reads(world, submitted, "aicha", "correct", "Je n'ai pas dit cela.")
    refused = client.post(address, sent)
    assert (refused.status_code, reply_counts(submitted).waiting) == (409, 1)
    assert "pas dit cela" in refused.content.decode().replace("&#x27;", "'")
    reads(world, submitted, "aicha")
    assert client.post(address, sent).status_code == 404
    with pytest.raises(NotFound):
        stage.answer_minutes_request(reply_id=reply.pk, taken=True, why="", **world.by("helene"))
    reads(world, submitted, "aicha", "correct", "Il manque le chant.")
    sent["seen"] = client.get(address).context["form"].initial["seen"]
    assert client.post(address, sent).status_code == 302
    assert reply_counts(submitted).waiting == 0


def test_a_sentence_that_somebody_took_back_is_not_kept(world: Any, submitted: Any) -> None:
    reads(world, submitted, "aicha", "correct", "Je n'ai pas dit cela.")
    reads(world, submitted, "aicha", "correct", "La phrase sur le bus est d'une autre table.")
    [note] = notes_for(purpose=stage.PURPOSE)
    assert note.content["words"].startswith("La phrase")
    reads(world, submitted, "aicha")
    published(world, submitted)
    assert notes_for(purpose=stage.PURPOSE) == []


def test_the_desk_says_what_minutes_wait_for(world: Any, held: Any) -> None:
    def move() -> str:
        return next_move(held, now=world.clock.now())

    assert move() == "draft"
    draft_from_day(session_id=held.pk, **world.by("helene"))
    assert move() == "submit"
    submit_to_those_who_came(session_id=held.pk, days=7, **world.by("helene"))
    assert move() == "wait"
    reply = reads(world, held, "bruno", "correct", "Il manque le chant.")
    assert move() == "answer"
    stage.answer_minutes_request(
        reply_id=reply.pk, taken=False, why="Déjà dit.", **world.by("joel")
    )
    after_the_time(world)
    assert move() == "approve"
    stage.approve_minutes(session_id=held.pk, **world.by("helene"))
    assert move() == "publish"
    stage.publish_minutes(session_id=held.pk, **FUNCTIONS, **world.by("helene"))
    assert move() == ""


def test_minutes_published_are_corrected_in_a_new_turn(world: Any, submitted: Any) -> None:
    published(world, submitted)
    corrected(world, submitted, summary="Une faute de moins.")
    assert [one.number for one in published_minutes(submitted)] == [1]
    submit_to_those_who_came(session_id=submitted.pk, days=7, **world.by("helene"))
    published(world, submitted)
    assert [one.number for one in published_minutes(submitted)] == [2, 1]


def test_what_tables_and_the_hall_said_is_drafted_item_by_item(world: Any) -> None:
    """Counts are facts; agreements, disagreements kept apart and arguments are words to correct."""
    day = plan(world)
    items = [
        Item(kind="tables", title="Les pistes", minutes=60, prompts=("Que garder ?", "Quoi ?")),
        Item(kind="moving_debate", title="Se placer", minutes=40, prompts=("Plantons.",)),
        Item(kind="meal", title="Repas partagé", minutes=80),
    ]
    by = {"session_id": day.pk, **world.by("helene")}
    set_agenda(items=items, **by)
    announce_session(**by)
    begin_day(derogation="Pour l'essai.", **by)
    begin_item(number=1, **by)
    sheet = Sheet(
        notes="Beaucoup d'envie.",
        agreements=("Ouvrir le soir.",),
        disagreements=(Disagreement(about="Le prix", positions=("Gratuit.", "Un euro.")),),
        ready=4,
        almost=2,
        not_yet=6,
    )
    for table in (1, 2):
        enter_table_notes(number=1, table=table, sheets={1: sheet}, people=None, seen={}, **by)
    begin_item(number=2, **by)
    here = {"number": 2, "statement": 1, **by}
    count_positions(agree=40, between=5, disagree=15, **here)
    note_argument(side="against", words="On manque de toits.", **here)
    begin_item(number=3, **by)
    raise_point_of_order(asked_by="elected", text="Le temps passe.", decision="On abrège.", **by)
    end_day(sentences=["C'est dit."], **by)
    words = words_of(draft_from_day(**by))
    assert words["item-1"].splitlines() == [
        "« Que garder ? »",
        "- Accord : Ouvrir le soir (tables 1, 2)",
        "- Désaccord (table 1) : Le prix. Positions : « Gratuit » ; « Un euro »",
        "- Désaccord (table 2) : Le prix. Positions : « Gratuit » ; « Un euro »",
        "- Table 1 : Beaucoup d'envie.",
        "- Table 2 : Beaucoup d'envie.",
    ]
    assert words["item-2"].splitlines() == [
        "« Plantons. »",
        "- Pas d'accord : On manque de toits.",
    ]
    said = {one.code: one for one in sections_of(latest_minutes(day))}
    assert "8 oui, 4 presque, 12 pas encore" in said["item-1"].said[0]
    assert "40 d’accord, 5 entre les deux, 15 pas d’accord" in said["item-2"].said[0]
    where = ["essai", day.public_id]
    desk = entered(world, "joel")
    page = desk.get(reverse("office:minutes", args=where)).content.decode().replace("\xa0", " ")
    assert "<p>« Que garder ? »</p><ul><li>Accord : Ouvrir le soir (tables 1, 2)</li>" in page
    printed = desk.get(reverse("office:minutes_draft", args=where)).content
    tagged = tags_of(PdfReader(io.BytesIO(printed)).trailer["/Root"]["/StructTreeRoot"])
    rest = 4  # an argument, what was decided, a point of order, a derogation
    assert tagged["/LI"] == 5 + rest
    assert said["points"].lines[0].text == ("Élues et élus : Le temps passe. Décision : On abrège.")
