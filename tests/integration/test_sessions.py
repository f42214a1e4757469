"""A day of the assembly: prepared by the committee, open to all, counted, concluded, written up."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import guard
from alienor.platform.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    NotYet,
    RuleForbids,
    WrongState,
)
from alienor.platform.messages.asking import secret_of
from alienor.platform.messages.queue import outbox
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import Identity, find_person, identity_of
from alienor.platform.register import reading
from alienor.procedures.sessions import (
    ask_to_come,
    begin_day,
    confirm_coming,
    end_day,
    open_vote,
    register_volunteer,
    welcome_walk_in,
)
from alienor.procedures.tables import make_tables
from alienor.stages.bodies.queries import college_in, colleges_in
from alienor.stages.founding.actions import complete_step
from alienor.stages.founding.queries import derogations_of, path_of, rules_of
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.queries import result_sentence
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, holding, preparing
from alienor.stages.sessions.queries import (
    attendance_of,
    needs_of,
    own_tables,
    present_in,
    tables_of,
)
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ITEMS = [
    preparing.Item(kind="welcome", title="Café", minutes=30),
    preparing.Item(kind="vote", title="Choix du sujet", minutes=60, lead="Deux scrutatrices"),
]
MEAL = preparing.Item(kind="meal", title="Repas partagé", minutes=80)


def plan(world: Any, *, actor: Actor | None = None, **facts: Any) -> Any:
    starts = world.clock.now() + timedelta(days=10)
    return preparing.plan_session(
        edition_id=world.edition.pk,
        **{
            "kind": "session",
            "step": "session_1",
            "number": 1,
            "title": "Choisir notre sujet",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=8),
            "place": "Grande halle",
            **facts,
        },
        actor=actor or world.actor("joel"),
        clock=world.clock,
    )


@pytest.fixture
def day(world: Any) -> Any:
    """A day announced by the committee."""
    session = plan(world)
    preparing.set_agenda(session_id=session.pk, items=[*ITEMS, MEAL], **world.by("joel"))
    return preparing.announce_session(session_id=session.pk, **world.by("joel"))


@pytest.fixture
def opened(world: Any, day: Any) -> Any:
    return begin_day(session_id=day.pk, derogation="Pour l'essai.", **world.by("helene"))


def test_the_committee_prepares_a_day_and_nobody_else_does(world: Any) -> None:
    session = plan(world)
    assert session.state == "planned"
    for name in ("aicha", "bruno", "claire", "ines", "karim", "gwenaelle"):
        with pytest.raises(NotAllowed):
            preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by(name))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "party"}, "unknown_code"),
        ({"body": "senate"}, "unknown_code"),
        ({"step": "session_9"}, "unknown_code"),
        ({"title": "  "}, "required"),
        ({"place": ""}, "required"),
    ],
)
def test_a_day_needs_its_facts(world: Any, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        plan(world, **facts)


def test_a_day_ends_after_it_begins_and_a_step_has_one_day(world: Any) -> None:
    with pytest.raises(Invalid, match="ends_before_it_starts"):
        plan(world, ends_at=world.clock.now())
    with pytest.raises(Invalid, match="day_too_long"):
        plan(world, ends_at=world.clock.now() + timedelta(days=60))
    for years in (-2, 60):
        with pytest.raises(Invalid, match="date_out_of_bounds"):
            plan(world, starts_at=world.clock.now() + timedelta(days=366 * years))
    plan(world)
    with pytest.raises(Invalid, match="step_has_its_day"):
        plan(world)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], "agenda_empty"),
        ([preparing.Item(kind="nap", title="Sieste", minutes=20)], "unknown_code"),
        ([preparing.Item(kind="meal", title=" ", minutes=20)], "item_untitled"),
        ([preparing.Item(kind="meal", title="Repas", minutes=0)], "item_length"),
    ],
)
def test_an_item_has_a_known_kind_a_title_and_a_length(
    world: Any, items: list[Any], code: str
) -> None:
    session = plan(world)
    with pytest.raises(Invalid, match=code):
        preparing.set_agenda(session_id=session.pk, items=items, **world.by("helene"))


def test_a_session_without_a_convivial_moment_is_refused_by_its_article(world: Any) -> None:
    session = plan(world)
    with pytest.raises(Invalid, match="agenda_empty"):
        preparing.announce_session(session_id=session.pk, **world.by("helene"))
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("helene"))
    with pytest.raises(RuleForbids) as refusal:
        preparing.announce_session(session_id=session.pk, **world.by("helene"))
    assert refusal.value.code == "convivial_missing"
    assert not refusal.value.absolute
    preparing.announce_session(
        session_id=session.pk, derogation="La salle ferme à midi.", **world.by("helene")
    )
    assert derogations_of(world.edition)[0].breach == "convivial_missing"


def test_a_day_moves_or_is_cancelled_with_its_reason(world: Any, day: Any) -> None:
    later = day.starts_at + timedelta(days=7)
    facts = {"starts_at": later, "ends_at": later + timedelta(hours=6), "place": "Gymnase"}
    with pytest.raises(Invalid, match="reason_required"):
        preparing.move_session(session_id=day.pk, reason=" ", **facts, **world.by("helene"))
    moved = preparing.move_session(
        session_id=day.pk, reason="Salle prise", **facts, **world.by("helene")
    )
    assert moved.place == "Gymnase"
    with pytest.raises(Invalid, match="reason_required"):
        preparing.cancel_session(session_id=day.pk, reason="", **world.by("helene"))
    preparing.cancel_session(session_id=day.pk, reason="Tempête", **world.by("helene"))
    assert plan(world).state == "planned"


def test_a_member_says_whether_they_come_and_changes_their_mind(world: Any, day: Any) -> None:
    aicha = {"session_id": day.pk, "person_id": world.people["aicha"]}
    for answer in ("yes", "no"):
        attending.answer_convocation(answer=answer, **aicha, **world.by("aicha"))
    assert [one.answer for one in day.answers.all()] == ["no"]
    with pytest.raises(Invalid, match="unknown_code"):
        attending.answer_convocation(answer="perhaps", **aicha, **world.by("aicha"))
    with pytest.raises(NotAllowed):
        attending.answer_convocation(answer="yes", **aicha, **world.by("bruno"))
    world.newcomer("zoe")
    with pytest.raises(NotFound):
        attending.answer_convocation(
            session_id=day.pk, person_id=world.people["zoe"], answer="yes", **world.by("helene")
        )


def test_needs_are_read_by_the_reception_alone(world: Any, day: Any, client: Client) -> None:
    attending.say_needs(
        session_id=day.pk,
        needs=["childcare", "access"],
        words="Deux enfants, fauteuil.",
        **world.by("aicha"),
    )
    with pytest.raises(Invalid, match="unknown_code"):
        attending.say_needs(session_id=day.pk, needs=["yacht"], words="", **world.by("aicha"))
    said = needs_of(day)[world.people["aicha"]]
    assert said["needs"] == ["access", "childcare"]
    page = reverse("office:needs", args=["essai", day.public_id])
    world.newcomer("rose")
    give_role(
        person_id=world.people["rose"],
        role="reception",
        edition=world.edition,
        **world.by("helene"),
    )
    for name, status in (("rose", 200), ("helene", 302), ("aicha", 403)):
        client.force_login(open_account(world.people[name]))
        answer = client.get(page)
        assert answer.status_code == status, name
        assert (b"fauteuil" in answer.content) == (name == "rose")
    entries = b"".join(bytes(entry.leaf) for entry in reading.entries())
    assert b"fauteuil" not in entries


def test_whoever_registers_in_english_is_written_to_in_english(
    world: Any, day: Any, client: Client
) -> None:
    address = reverse("public:come", args=["essai", day.public_id])
    client.post(f"/en{address}", {"email": "gwen@exemple.invalid"})
    assert outbox()[0].subject.startswith("To confirm")
    found = re.search(r"/demandes/[0-9a-f]+/", outbox()[0].body)
    client.post(f"{found[0]}venir/{day.public_id}/", {"given_name": "Gwen"})
    assert outbox()[0].subject.startswith("You are registered")
    client.post(address, {"email": "gwenaelle@exemple.invalid"})
    assert outbox()[0].subject.startswith("À confirmer")


def test_any_resident_registers_takes_an_open_place_and_withdraws(world: Any, day: Any) -> None:
    asked = {"session_id": day.pk, "language": "fr", **world.by("gwenaelle")}
    with pytest.raises(Invalid, match="required"):
        ask_to_come(email=" ", **asked)
    ask_to_come(email="gwenaelle@exemple.invalid", **asked)
    link = {
        "secret": secret_of(find_person(email="gwenaelle@exemple.invalid")),
        "session": day.public_id,
        **world.by("gwenaelle"),
    }
    with pytest.raises(Invalid, match="required"):
        confirm_coming(given_name=" ", **link)
    person = confirm_coming(given_name="Gwenaëlle", **link)
    assert college_in(world.edition, "assembly", person) == "volunteer"
    assert confirm_coming(given_name="Gwen", **link) == person
    assert identity_of(person).full_name == "Gwenaëlle"
    attending.answer_convocation(
        session_id=day.pk,
        person_id=person,
        answer="no",
        actor=Actor(person_id=person),
        clock=world.clock,
    )
    with pytest.raises(NotFound):
        register_volunteer(session_id=day.pk, **world.by("gwenaelle"))


def test_somebody_drawn_who_registers_keeps_their_place(world: Any, day: Any) -> None:
    register_volunteer(session_id=day.pk, **world.by("aicha"))
    assert college_in(world.edition, "assembly", world.people["aicha"]) == "drawn"


def test_nobody_registers_before_the_day_is_announced(world: Any) -> None:
    session = plan(world)
    with pytest.raises(WrongState):
        register_volunteer(session_id=session.pk, **world.by("bruno"))


def test_the_desk_notes_who_comes_leaves_and_walks_in(world: Any, opened: Any) -> None:
    aicha = {"session_id": opened.pk, "person_id": world.people["aicha"]}
    attending.check_in(**aicha, **world.by("helene"))
    with pytest.raises(Invalid, match="there_already"):
        attending.check_in(**aicha, **world.by("helene"))
    attending.check_out(**aicha, **world.by("helene"))
    assert present_in(opened) == set()
    with pytest.raises(WrongState):
        attending.check_out(**aicha, **world.by("helene"))
    attending.check_in(**aicha, **world.by("helene"))
    walk_in = welcome_walk_in(
        session_id=opened.pk, identity=Identity(given_name="Passante"), **world.by("helene")
    )
    assert present_in(opened) == {world.people["aicha"], walk_in}
    world.newcomer("zoe")
    for attempt in (attending.check_in,):
        with pytest.raises(NotFound):
            attempt(session_id=opened.pk, person_id=world.people["zoe"], **world.by("helene"))
    with pytest.raises(NotAllowed):
        attending.check_in(**aicha, **world.by("bruno"))


def test_nobody_gets_a_second_place_under_the_same_name(world: Any, opened: Any) -> None:
    facts = {"session_id": opened.pk, **world.by("helene")}
    known = identity_of(world.people["aicha"])
    again = Identity(given_name=known.given_name.upper(), family_name=known.family_name.lower())
    before = colleges_in(world.edition, "assembly")
    with pytest.raises(Invalid, match="same_name"):
        welcome_walk_in(identity=again, **facts)
    assert colleges_in(world.edition, "assembly") == before
    assert present_in(opened) == set()
    namesake = replace(again, given_name=f"{again.given_name} Jeanne")
    person = welcome_walk_in(identity=namesake, **facts)
    assert present_in(opened) == {person}
    with pytest.raises(Invalid, match="same_name"):
        welcome_walk_in(identity=namesake, **facts)


@pytest.mark.parametrize(
    "name", ["d’Arc Jeanne-Marie", " JEANNE  MARIE\u200b\u00a0D'ARC", "Jeanne Marie\tD`Arc"]
)
def test_a_name_is_the_same_however_it_is_typed(world: Any, opened: Any, name: str) -> None:
    facts = {"session_id": opened.pk, **world.by("helene")}
    first = Identity(given_name="Jeanne-Marie", family_name="d'Arc")
    welcome_walk_in(identity=first, **facts)
    given, _space, family = name.strip().partition(" ")
    again = Identity(given_name=given, family_name=family)
    with pytest.raises(Invalid, match="same_name"):
        welcome_walk_in(identity=again, **facts)
    for other in ("Жанна", "Жанна Д’Арк", "जीन", "जैन", "Jeanne d'Arc"):
        welcome_walk_in(identity=Identity(given_name=other), **facts)


def test_a_presence_list_is_entered_whole_or_not_at_all(world: Any, opened: Any) -> None:
    ids = [world.people[name] for name in ("aicha", "bruno", "claire")]
    facts = {"session_id": opened.pk, **world.by("helene")}
    with pytest.raises(NotFound):
        attending.enter_presences(person_ids=[*ids, world.people["farid"]], **facts)
    assert present_in(opened) == set()
    assert attending.enter_presences(person_ids=ids, **facts) == 3
    assert attending.enter_presences(person_ids=ids, **facts) == 0


def test_residents_are_counted_by_college_from_ten_on(world: Any, opened: Any) -> None:
    attending.enter_presences(
        session_id=opened.pk,
        person_ids=[world.people[name] for name in ("aicha", "bruno", "claire")],
        **world.by("helene"),
    )
    came = attendance_of(opened)
    assert (came.people, came.residents, came.by_part) == (None, None, {})
    counts = {one.college: one.count for one in came.by_college}
    assert counts["drawn"] is None
    assert counts["volunteer"] is None
    with guard.lifted():
        for n in range(10):
            for college in ("drawn", "volunteer"):
                opened.presences.create(
                    person_id=world.newcomer(f"{college}{n}"),
                    college=college,
                    arrived_at=world.clock.now(),
                )
    came = attendance_of(opened)
    assert (came.people, came.residents) == (23, 22)
    assert came.by_part == {"elected": 1, "residents": 22}
    counts = {one.college: one.count for one in came.by_college}
    assert (counts["drawn"], counts["volunteer"], counts["elected_majority"]) == (11, 11, 1)


def test_a_vote_opens_among_the_residents_who_are_there(world: Any, opened: Any) -> None:
    attending.enter_presences(
        session_id=opened.pk,
        person_ids=[world.people[name] for name in ("aicha", "bruno", "claire")],
        **world.by("helene"),
    )
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="arbitration",
        question="Garder cette option ?",
        step="session_2",
        matter="proposal:essai",
        **world.by("helene"),
    )
    poll = open_vote(poll_id=poll.pk, channel="hands", derogation="Essai.", **world.by("helene"))
    assert poll.entitled == 2
    assert poll.present == 3


def test_tables_mix_colleges_and_their_seed_makes_them_again(world: Any, day: Any) -> None:
    facts = {"session_id": day.pk, "rounds": 2, **world.by("joel")}
    with pytest.raises(Invalid, match="too_few_for_tables"):
        make_tables(tables=2, **facts)
    for name in ("aicha", "bruno", "claire", "elodie"):
        attending.answer_convocation(
            session_id=day.pk, person_id=world.people[name], answer="yes", **world.by(name)
        )
    make_tables(tables=2, seed="graine", **facts)
    first = tables_of(day)
    make_tables(tables=2, seed="graine", **facts)
    assert tables_of(day) == first
    assert len(own_tables(day, world.people["aicha"])) == 2


def test_a_day_begins_and_ends_its_step_and_says_what_was_decided(world: Any, opened: Any) -> None:
    status = {row.rule.code: row.status for row in path_of(world.edition)}
    assert status["session_1"] == "now"
    with pytest.raises(Invalid, match="required"):
        end_day(session_id=opened.pk, sentences=[" "], **world.by("helene"))
    closed = end_day(session_id=opened.pk, sentences=["Le sujet est choisi."], **world.by("helene"))
    assert closed.state == "closed"
    status = {row.rule.code: row.status for row in path_of(world.edition)}
    assert status["session_1"] == "done"
    with pytest.raises(NotFound):
        end_day(session_id=0, sentences=[], **world.by("helene"))


def test_a_day_does_not_end_on_a_vote_without_a_result_and_tells_those_never_opened(
    world: Any, opened: Any, client: Client, second_factor: None
) -> None:
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    facts = {"edition_id": world.edition.pk, "kind": "shortlist", "matter": "topics"}
    options = [("o1", "Les écoles"), ("o2", "Les bus")]
    held, forgotten = (
        draft_poll(question=question, options=options, **facts, **world.by("helene"))
        for question in ("Que garder ?", "Et ensuite ?")
    )
    open_vote(poll_id=held.pk, channel="hands", **world.by("helene"))
    announce_poll(poll_id=forgotten.pk, **world.by("helene"))
    client.force_login(open_account(world.people["helene"]))
    desk = reverse("office:session", args=["essai", opened.public_id])
    page = client.get(desk).content.decode()
    for verb, poll in (("Clore", held), ("Ouvrir le vote", forgotten)):
        assert f'{verb}<span class="unseen"> : {poll.question}</span>' in page
    end = reverse("office:end_session", args=["essai", opened.public_id])
    page = client.get(end).content.decode()
    assert "Ces votes n’ont pas encore de résultat" in page
    assert "Ces votes de la journée n’ont pas été ouverts" in page
    said = client.post(end, {"sentences": "Le sujet est choisi."})
    assert said.status_code == 409
    assert "« Que garder ? »" in said.content.decode().replace("\xa0", " ")
    conducting.close_poll(poll_id=held.pk, **world.by("helene"))
    with pytest.raises(NotYet, match="votes_unfinished"):
        end_day(session_id=opened.pk, sentences=["Rien."], **world.by("helene"))
    conducting.annul_poll(poll_id=held.pk, reason="Mal posé.", **world.by("helene"))
    assert client.post(end, {"sentences": "Rien."}).status_code == 302
    page = client.get(reverse("office:edition", args=["essai"])).content.decode()
    assert "Vote jamais ouvert : « Et ensuite ? »" in page
    groups = client.get(reverse("office:edition", args=["essai"])).context["polls"]
    assert [(one.folded, [line.poll.pk for line in one.lines]) for one in groups] == [
        (False, [forgotten.pk]),
        (True, [held.pk]),
    ]
    page = client.get(desk).content.decode()
    assert "Ouvrir ou annuler" in page and "son étape est achevée" in page
    page = client.get(reverse("office:poll", args=["essai", forgotten.public_id])).content.decode()
    assert "Ouvrir le vote</a>" not in page and "l’on n’y déroge pas (article " in page
    assert reverse("office:annul_poll", args=["essai", forgotten.public_id]) in page
    assert "le résultat ne peut plus être saisi" in page


def test_a_result_is_read_once_among_what_was_decided_and_once_in_the_minutes(
    world: Any, opened: Any, client: Client, second_factor: None
) -> None:
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter="topics",
        question="Que garder ?",
        options=[("o1", "Les écoles"), ("o2", "Les bus")],
        **world.by("helene"),
    )
    facts = {"poll_id": poll.pk, **world.by("helene")}
    open_vote(channel="hands", **facts)
    conducting.close_poll(**facts)
    for teller in ("helene", world.second_teller()):
        counts = {"o1": 1, "ballots": 1}
        counting.enter_count(poll_id=poll.pk, sector="S", counts=counts, **world.by(teller))
    sentence = result_sentence(counting.publish_result(**facts), language="fr")
    client.force_login(open_account(world.people["helene"]))
    where = ["essai", opened.public_id]
    end = reverse("office:end_session", args=where)
    said = client.get(end).context["form"].initial["sentences"]
    assert sentence in said
    client.post(end, {"sentences": said})
    client.post(reverse("office:draft_minutes", args=where))
    minutes = client.get(reverse("office:minutes", args=where)).content.decode()
    page = client.get(reverse("public:session", args=where)).content.decode()
    told, _journal = page.split("Dans le journal public")
    assert minutes.count(html.escape(sentence)) == told.count(html.escape(sentence)) == 1


def test_speaking_is_counted_by_college_without_names(world: Any, opened: Any) -> None:
    facts = {"session_id": opened.pk, **world.by("helene")}
    holding.count_speaking(minutes={"drawn": 40, "elected": 12}, **facts)
    for minutes, code in (({"martian": 1}, "unknown_code"), ({"drawn": -1}, "negative")):
        with pytest.raises(Invalid, match=code):
            holding.count_speaking(minutes=minutes, **facts)


def test_papers_are_read_before_the_day(world: Any, day: Any, client: Client) -> None:
    facts = {"session_id": day.pk, **world.by("joel")}
    preparing.add_paper(title="Note", text="Trois pages à lire.", **facts)
    with pytest.raises(Invalid, match="required"):
        preparing.add_paper(title="Note", text=" ", **facts)
    page = client.get(reverse("public:session", args=["essai", day.public_id]))
    assert "Trois pages à lire".encode() in page.content


def test_the_committee_prepares_through_its_pages(world: Any, client: Client) -> None:
    session = plan(world)
    client.force_login(open_account(world.people["joel"]))
    where = ["essai", session.public_id]
    page = client.get(reverse("office:set_agenda", args=where))
    assert page.status_code == 200
    answer = client.post(
        reverse("office:set_agenda", args=where),
        {
            "1-title": "Repas",
            "1-kind": "meal",
            "1-minutes": 60,
            "1-order": 2,
            "2-title": "Plénière",
            "2-kind": "plenary",
            "2-minutes": 45,
            "2-order": 1,
            "3-title": "",
            "3-kind": "meal",
        },
    )
    assert answer.status_code == 302
    assert [str(row.title) for row in session.agenda.all()] == ["Plénière", "Repas"]
    for name in ("announce_session", "make_tables", "add_paper", "move_session"):
        assert client.get(reverse(f"office:{name}", args=where)).status_code == 200
    assert client.get(reverse("office:welcome", args=where)).status_code == 403
    assert client.post(reverse("office:announce_session", args=where)).status_code == 302
    assert client.get(reverse("office:session", args=where)).status_code == 200


def test_a_member_answers_from_their_own_page(world: Any, day: Any, client: Client) -> None:
    client.force_login(open_account(world.people["aicha"]))
    assert "Serez-vous là".encode() in client.get(reverse("member:home")).content
    address = reverse("member:answer_day", args=[day.public_id])
    assert client.post(address, {"answer": "yes"}).status_code == 302
    address = reverse("member:tell_needs", args=[day.public_id])
    assert client.post(address, {"needs": ["meal"], "words": ""}).status_code == 302
    assert colleges_in(world.edition, "assembly")[world.people["aicha"]] == "drawn"
    assert day.answers.get().answer == "yes"


def test_the_desk_notes_an_answer_given_by_telephone(
    world: Any, day: Any, client: Client, second_factor: None
) -> None:
    where = ["essai", day.public_id]
    sent = {"person": world.people["aicha"], "answer": "no"}
    client.force_login(open_account(world.people["joel"]))
    assert client.post(reverse("office:note_answer", args=where), sent).status_code == 403
    client.force_login(open_account(world.people["helene"]))
    assert client.post(reverse("office:note_answer", args=where), sent).status_code == 302
    assert day.answers.get().answer == "no"
    nobody = {"person": "personne", "answer": "no"}
    assert client.post(reverse("office:note_answer", args=where), nobody).status_code == 404
    found = client.post(reverse("office:welcome", args=where), {"q": "AICHA"}).content.decode()
    assert 'value="no" aria-pressed="true"' in found
    everybody = client.get(reverse("office:welcome", args=where)).content.decode()
    assert "aria-pressed" not in everybody


def test_anybody_registers_from_the_public_page(world: Any, day: Any, client: Client) -> None:
    page = reverse("public:come", args=["essai", day.public_id])
    assert client.get(page).status_code == 200
    refused = client.post(page, {"given_name": "Zoé"})
    assert refused.status_code == 422
    assert client.post(page, {"email": "z@exemple.invalid"}).status_code == 302
    assert client.get(reverse("public:sessions", args=["essai"])).status_code == 200


@pytest.mark.usefixtures("second_factor")
def test_announcing_a_day_says_what_its_opening_will_wait_for(world: Any, client: Client) -> None:
    session = plan(world)
    preparing.set_agenda(session_id=session.pk, items=[*ITEMS, MEAL], **world.by("helene"))
    client.force_login(open_account(world.people["helene"]))
    page = reverse("office:announce_session", args=["essai", session.public_id])
    assert "ne pourra pas s&#x27;ouvrir ce jour-là sans dérogation" in (
        client.get(page).content.decode()
    )
    for step in rules_of(world.edition).steps:
        if step.code == "session_1":
            break
        complete_step(
            edition_id=world.edition.pk, step=step.code, derogation="Essai.", **world.by("helene")
        )
    assert "sans dérogation" not in client.get(page).content.decode()


@pytest.mark.usefixtures("second_factor")
def test_a_day_opened_before_its_date_asks_to_confirm(world: Any, client: Client) -> None:
    session = plan(world, starts_at=now() + timedelta(days=2), ends_at=now() + timedelta(days=3))
    preparing.set_agenda(session_id=session.pk, items=[*ITEMS, MEAL], **world.by("helene"))
    preparing.announce_session(session_id=session.pk, **world.by("helene"))
    client.force_login(open_account(world.people["helene"]))
    page = reverse("office:open_session", args=["essai", session.public_id])
    refused = client.post(page, {"derogation": "Essai."})
    assert refused.status_code == 422
    assert "pas prévue aujourd&#x27;hui" in refused.content.decode()
    assert client.post(page, {"derogation": "Essai.", "early": "on"}).status_code == 302


def test_the_lines_of_a_day_say_its_title_and_no_other_words(world: Any, opened: Any) -> None:
    facts = {"session_id": opened.pk, **world.by("helene")}
    holding.conclude_session(sentences=["Nous voulons des bancs."], **facts)
    holding.close_session(**facts)
    for kind in ("session_opened/1", "session_closed/2"):
        (line,) = journal.lines(reading.entries().filter(kind=kind))
        assert line.excerpt == opened.title
    planned, *_others = journal.lines(reading.history_of(opened.public_id))
    assert planned.about == opened.title and planned.excerpt == ""
    assert {line.about for line in journal.history(reading.history_of(opened.public_id))} == {""}
