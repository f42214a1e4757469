"""What a rehearsal is made from: everything of the day but its people; who may begin one; and that
it is no act."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_doors import entered

from alienor.config.instance import Rehearsed
from alienor.cores import rules
from alienor.demo.invented import FABLED
from alienor.demo.rehearsal import play_rehearsal, soon
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid, NotAllowed, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import identities
from alienor.platform.register import log
from alienor.platform.rehearsals import running
from alienor.platform.rehearsals.place import Place
from alienor.procedures import invented, invented_tables
from alienor.procedures.personas import present_persona
from alienor.procedures.rehearsing import plan_of, start_rehearsal
from alienor.procedures.sessions import begin_day, open_vote
from alienor.procedures.votes import publish_vote
from alienor.stages.founding.queries import path_of
from alienor.stages.polls import conducting
from alienor.stages.polls.counting import enter_count
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, preparing
from alienor.stages.sessions import running as running_
from alienor.stages.sessions.day_notes import notes_of_day
from alienor.stages.sessions.models import PositionCount, Session
from alienor.stages.sessions.signs import signs_of
from alienor.surfaces import rehearsal as doors

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

day = test_sessions.day
CHOICES = [("parc", "Un parc"), ("bus", "Un bus"), ("ecole", "Une école")]


@pytest.fixture
def furnished(world: Any, day: Session) -> Session:
    """A day with everything that a plan takes over, and names in places where people put them."""
    by = world.by("helene")
    names = [who.full_name for who in identities(world.people.values()).values()]
    preparing.set_agenda(
        session_id=day.pk,
        items=[
            preparing.Item(
                kind="plenary",
                title=f"Ouverture par {names[1]}",
                minutes=20,
                lead=f"Avec {names[2].split()[0]}, puis la salle",
                room="Grande halle",
                material=f"Micro ; appeler {names[3]} au 06 12 34 56 78",
            ),
            preparing.Item(
                kind="tables",
                title="Tables",
                minutes=40,
                lead="Comité de méthodologie",
                prompts=("Que garder ?", f"Que répondre à {names[5]} ?"),
            ),
            preparing.Item(kind="meal", title="Repas partagé", minutes=60),
        ],
        **by,
    )
    preparing.add_paper(
        session_id=day.pk,
        title="À lire",
        text=f"Écrire à aicha@exemple.invalid, ou à {names[4]}.",
        **by,
    )
    for name in ("aicha", "bruno", "claire"):
        attending.answer_convocation(
            session_id=day.pk, person_id=world.people[name], answer="yes", **by
        )
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        step=day.step,
        question="Par quoi commencer ?",
        method="approval",
        options=CHOICES,
        **by,
    )
    announce_poll(poll_id=poll.pk, **by)
    day.refresh_from_db()
    return day


@pytest.fixture
def not_begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Rehearsals are asked for and none is begun: with what each would have been."""
    asked: list[dict[str, Any]] = []

    def begin(plan: dict[str, Any], *, about: str) -> Place:
        asked.append(plan)
        return Place(folder=Path("/nowhere") / ("k" * 22))

    monkeypatch.setattr("alienor.procedures.rehearsing.begin", begin)
    yield asked


def rows() -> dict[str, int]:
    """How many rows each table has, those of sign-in and of browsers' sessions left aside."""
    counts: dict[str, int] = {}
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names():
                if not table.startswith(("django_session", "account_", "mfa_")):
                    cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                    counts[f"{alias}.{table}"] = cursor.fetchone()[0]
    return counts


def test_a_plan_holds_the_day_and_names_nobody(world: Any, furnished: Session) -> None:
    plan = plan_of(furnished)
    told = plan["session"]
    assert told["title"] == furnished.title
    assert [item["kind"] for item in told["items"]] == ["plenary", "tables", "meal"]
    assert [item["minutes"] for item in told["items"]] == [20, 40, 60]
    assert [item["lead"] for item in told["items"]] == ["", "Comité de méthodologie", ""]
    assert told["items"][1]["prompts"] == ["Que garder ?", "Que répondre à … ?"]
    assert plan["coming"] == {
        **dict.fromkeys(plan["bodies"]["assembly"], 0),
        "drawn": 1,
        "volunteer": 1,
        "elected_majority": 1,
    }
    (poll,) = plan["polls"]
    assert (poll["question"], poll["announced"]) == ("Par quoi commencer ?", True)
    assert [one["label"] for one in poll["options"]] == [label for _key, label in CHOICES]
    words = json.dumps(plan, ensure_ascii=False).casefold()
    assert "ouverture par …" in words
    for who in identities(world.people.values()).values():
        for said in (who.full_name, who.email, who.phone):
            assert not said or said.casefold() not in words, said
    assert "06 12 34 56 78" not in words
    ids = {f'"person_id": {one}' for one in world.people.values()}
    assert not any(one in words for one in ids)


def test_a_later_day_is_rehearsed_as_it_will_be(world: Any, furnished: Session) -> None:
    """What the rules put before it is done by then, days that are only planned included."""
    assert furnished.step == "session_1"
    begins = world.clock.now() + timedelta(days=40)
    later = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session",
        step="session_2",
        number=2,
        title="Session 2",
        starts_at=begins,
        ends_at=begins + timedelta(hours=6),
        place="Grande halle",
        **world.by("helene"),
    )
    meal = preparing.Item(kind="meal", title="Repas partagé", minutes=80)
    preparing.set_agenda(session_id=later.pk, items=[meal], **world.by("helene"))
    plan = plan_of(later)
    assert [held["step"] for held in plan["held"]] == ["session_1"]
    assert "session_1" in plan["steps"]["done"]
    assert "session_2" not in plan["steps"]["done"] + plan["steps"]["begun"]
    assert plan_of(furnished)["held"] == []


def test_asking_for_a_rehearsal_is_no_act(
    world: Any, furnished: Session, not_begun: list[dict[str, Any]]
) -> None:
    before = rows()
    start_rehearsal(session=furnished, desk="/bureau/", actor=world.organiser)
    assert not_begun[0]["desk"] == "/bureau/"
    assert rows() == before


@pytest.mark.usefixtures("second_factor")
def test_only_an_organiser_rehearses(
    world: Any, furnished: Session, not_begun: list[dict[str, Any]]
) -> None:
    for name, role in (("rose", "reception"), ("ambre", "chair")):
        world.newcomer(name)
        give_role(
            person_id=world.people[name], role=role, edition=world.edition, **world.by("helene")
        )
    page = reverse("office:rehearse", args=[world.edition.slug, furnished.public_id])
    for name in ("rose", "ambre", "aicha", "joel", "farid"):
        with pytest.raises(NotAllowed):
            start_rehearsal(session=furnished, desk="", actor=world.actor(name))
        client = entered(world, name)
        assert (client.get(page).status_code, client.post(page).status_code) == (403, 403), name
    assert Client().get(page).status_code == 302
    assert not_begun == []
    client = entered(world, "helene")
    assert "Commencer la répétition" in client.get(page).content.decode()
    assert client.post(page).headers["Location"].startswith("/repetition/")
    assert len(not_begun) == 1
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(open_account(world.people["helene"]))
    assert strict.post(page).status_code == 403
    assert len(not_begun) == 1


def test_a_day_without_agenda_or_that_has_begun_is_not_rehearsed(
    world: Any, furnished: Session
) -> None:
    bare = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="meeting",
        title="Réunion",
        starts_at=world.clock.now(),
        ends_at=world.clock.now().replace(hour=23),
        place="Mairie",
        **world.by("helene"),
    )
    with pytest.raises(Invalid, match="agenda_empty"):
        plan_of(bare)
    begin_day(session_id=furnished.pk, derogation="Pour l'essai.", **world.by("helene"))
    furnished.refresh_from_db()
    with pytest.raises(WrongState):
        plan_of(furnished)


# --- What is played from a plan ---

PLAN = {
    "city": "Poitiers",
    "insee": "86194",
    "edition": {"slug": "essai", "title": "Assemblée d'essai"},
    "rules": rules.template_text("poitiers-2022"),
    "steps": {
        "done": ["founding", "recruitment", "draw", "call_for_topics", "screening", "session_1"],
        "begun": ["group_work"],
    },
    "held": [{"step": "session_1", "kind": "session", "number": 1, "title": "Session 1"}],
    "bodies": {
        "assembly": {"drawn": 12, "volunteer": 6, "elected_majority": 2, "agent": 2},
        "proposition_group": {"drawn": 4},
        "methodology_committee": {"drawn": 1},
    },
    "coming": {"drawn": 10, "volunteer": 5, "elected_majority": 1, "agent": 1},
    "session": {
        "kind": "session",
        "body": "assembly",
        "step": "session_2",
        "number": 2,
        "title": "Session 2",
        "place": "Grande halle",
        "access": "",
        "minutes": 300,
        "capacity": 200,
        "items": [
            {
                "kind": kind,
                "title": title,
                "minutes": 60,
                "lead": "",
                "room": "",
                "material": "",
                "prompts": prompts,
            }
            for kind, title, prompts in (
                ("plenary", "Ouverture", []),
                ("tables", "Tables", ["Que garder ?", "Que changer ?"]),
                ("moving_debate", "Débat", ["Il faut des arbres.", "Il faut des bancs."]),
                ("meal", "Repas", []),
            )
        ],
        "papers": [{"title": "À lire", "text": "Peu de mots."}],
    },
    "tables": None,
    "polls": [
        {
            "kind": "indicative",
            "body": "assembly",
            "step": "session_2",
            "question": f"Par quoi commencer, {method} ?",
            "method": method,
            "places": 1,
            "budget": 0,
            "options": [{"key": key, "label": label} for key, label in CHOICES]
            if method not in ("yes_no_abstain", "gradient_of_agreement")
            else [],
            "costs": [],
            "announced": True,
        }
        for method in ("approval", "majority_judgment", "schulze", "gradient_of_agreement")
    ],
    "desk": "/bureau/",
}


@pytest.fixture
def rehearsal(db: None, settings: Any) -> Session:
    """A rehearsal that was played in the database of the tests."""
    settings.DEMO = True
    settings.REHEARSAL = Rehearsed(
        address="/repetition/k", static="/nowhere", about="x", desk="/bureau/"
    )
    heard: list[tuple[int, int]] = []
    played = play_rehearsal(
        PLAN, now=datetime.now(UTC), told=lambda done, of: heard.append((done, of))
    )
    assert played.left_out == {}
    assert heard
    assert all(done <= of for done, of in heard)
    return played.session


def as_persona(key: str) -> dict[str, Any]:
    """Somebody of the rehearsal, now."""
    person = invented.persona_of(key).person_id
    return {"actor": Actor(person_id=person, through="demo"), "clock": SystemClock()}


def test_a_rehearsal_is_the_day_about_to_begin_with_as_many_people(rehearsal: Session) -> None:
    assert rehearsal.state == "announced"
    minutes = (rehearsal.starts_at - datetime.now(UTC)).total_seconds() / 60
    assert 3 < minutes < 6
    assert invented.crowd_of(rehearsal).awaited == 17
    assert rehearsal.badges.exclude(person_id=None).count() == 22
    assert rehearsal.table_seats.filter(round=1).count() == 17
    states = {one.step.code: one.status for one in path_of(rehearsal.edition)}
    assert (states["session_1"], states["session_2"]) == ("done", "next")
    assert states["group_work"] == "now"
    assert Poll.objects.filter(state="announced").count() == 4


def test_invented_people_come_speak_vote_and_are_counted(rehearsal: Session) -> None:
    clock = SystemClock()
    assert invented.let_arrive(session=rehearsal, many=10, clock=clock) == 10
    assert invented.let_arrive(session=rehearsal, many=1000, clock=clock) == 7
    assert invented.crowd_of(rehearsal).there == 17
    begin_day(session_id=rehearsal.pk, derogation="Pour l'essai.", **as_persona("helene"))
    rehearsal.refresh_from_db()
    assert invented.let_ask(session=rehearsal, many=5, clock=clock) == 5
    assert invented.let_ask(session=rehearsal, many=100, clock=clock) == 12
    with pytest.raises(WrongState):
        invented.let_vote(session=rehearsal, clock=clock)
    for poll in Poll.objects.order_by("pk"):
        by = as_persona("helene")
        open_vote(poll_id=poll.pk, channel="electronic_open", **by)
        assert invented.crowd_of(rehearsal).silent == 17
        assert invented.let_vote(session=rehearsal, clock=clock) == 17
        assert invented.let_vote(session=rehearsal, clock=clock) == 0
        conducting.close_poll(poll_id=poll.pk, **by)
        publish_vote(poll_id=poll.pk, **by)
    results = [poll.result for poll in Poll.objects.order_by("pk")]
    assert all(result["counts"] for result in results)


@pytest.mark.parametrize(
    ("method", "channel"),
    [
        ("approval", "hands"),
        ("approval", "paper"),
        ("majority_judgment", "paper"),
        ("schulze", "paper"),
        ("consent_round", "hands"),
    ],
)
def test_two_tellers_agree_or_count_again(rehearsal: Session, method: str, channel: str) -> None:
    clock, by = SystemClock(), as_persona("helene")
    invented.let_arrive(session=rehearsal, many=1000, clock=clock)
    begin_day(session_id=rehearsal.pk, derogation="Pour l'essai.", **by)
    rehearsal.refresh_from_db()
    poll = Poll.objects.filter(method=method).first() or draft_poll(
        edition_id=rehearsal.edition_id,
        kind="indicative",
        step=rehearsal.step,
        question="Et ainsi ?",
        method=method,
        **by,
    )
    open_vote(poll_id=poll.pk, channel=channel, derogation="Pour l'essai.", **by)
    if channel == "paper":
        assert invented.crowd_of(rehearsal).lacks == ""
        conducting.close_poll(poll_id=poll.pk, **by)
    assert invented.crowd_of(rehearsal).lacks == "counts"
    invented.let_count(session=rehearsal, sector="Salle", differing=True, clock=clock)
    assert invented.crowd_of(rehearsal).lacks == "recount"
    invented.let_count(session=rehearsal, sector="Salle", differing=False, clock=clock)
    assert invented.crowd_of(rehearsal).lacks == ""
    with pytest.raises(WrongState):
        invented.let_count(session=rehearsal, sector="Salle", differing=False, clock=clock)
    if channel == "hands":
        conducting.close_poll(poll_id=poll.pk, **by)
    publish_vote(poll_id=poll.pk, **by)


def test_a_second_count_is_entered_beside_the_one_that_somebody_has_entered(
    rehearsal: Session,
) -> None:
    clock, by = SystemClock(), as_persona("helene")
    invented.let_arrive(session=rehearsal, many=1000, clock=clock)
    begin_day(session_id=rehearsal.pk, derogation="Pour l'essai.", **by)
    rehearsal.refresh_from_db()
    poll = Poll.objects.get(method="approval")
    open_vote(poll_id=poll.pk, channel="hands", **by)
    keys = [option.key for option in poll.options.all()]
    counts = {**dict.fromkeys(keys, 3), "ballots": 9}
    enter_count(poll_id=poll.pk, sector="Au fond", counts=counts, **by)
    assert invented.crowd_of(rehearsal).lacks == "second_count"
    invented.let_count(session=rehearsal, sector="Salle", differing=False, clock=clock)
    assert invented.crowd_of(rehearsal).lacks == ""
    assert poll.sheets.values_list("sector", flat=True).distinct().count() == 1


def test_invented_tables_write_and_the_hall_takes_sides(rehearsal: Session) -> None:
    clock, by = SystemClock(), as_persona("helene")
    invented.let_arrive(session=rehearsal, many=1000, clock=clock)
    begin_day(session_id=rehearsal.pk, derogation="Pour l'essai.", **by)
    rehearsal.refresh_from_db()
    assert invented_tables.let_write(session=rehearsal, clock=clock) == 0
    assert len(signs_of(rehearsal)) == 3
    running_.begin_item(session_id=rehearsal.pk, number=2, **by)
    assert invented_tables.let_write(session=rehearsal, clock=clock) == 3
    assert invented_tables.silent_tables(rehearsal) == []
    (item,) = notes_of_day(rehearsal)
    assert [one.words for one in item.questions] == ["Que garder ?", "Que changer ?"]
    assert all(len(one.sheets) == 3 and one.readiness for one in item.questions)
    with pytest.raises(WrongState):
        invented_tables.let_move(session=rehearsal, clock=clock)
    running_.begin_item(session_id=rehearsal.pk, number=3, **by)
    assert invented_tables.is_debating(rehearsal)
    assert invented_tables.let_move(session=rehearsal, clock=clock) == 17
    count = PositionCount.objects.get()
    assert count.agree + count.between + count.disagree == 17
    assert str(count.statement.text) == "Il faut des arbres."


def test_invented_people_do_nothing_in_a_real_instance(world: Any, furnished: Session) -> None:
    clock, before = SystemClock(), log.head().size
    for act in (
        lambda: invented.let_arrive(session=furnished, many=1, clock=clock),
        lambda: invented.let_ask(session=furnished, many=1, clock=clock),
        lambda: invented.let_vote(session=furnished, clock=clock),
        lambda: invented.let_count(session=furnished, sector="S", differing=True, clock=clock),
        lambda: invented.telephone_of(furnished, taken=()),
        lambda: invented_tables.let_write(session=furnished, clock=clock),
        lambda: invented_tables.let_move(session=furnished, clock=clock),
        lambda: present_persona(
            person_id=world.people["aicha"], key="a", label="A", **world.by("helene")
        ),
    ):
        with pytest.raises(WrongState):
            act()
    assert log.head().size == before
    assert Client().get("/entrer/").status_code == 404


def test_every_name_of_a_rehearsal_is_out_of_a_tale(rehearsal: Session) -> None:
    people = apps.get_model("alienor_people", "Person").objects.values_list("pk", flat=True)
    for who in identities(people).values():
        assert who.family_name in (*FABLED, "Invention"), who.full_name
        assert not who.email or who.email.endswith("@exemple.invalid")


def test_a_hall_that_takes_telephones_at_once_has_one_badge_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def telephone_of(_day: Any, *, taken: list[int]) -> Any:
        free = max(taken, default=0) + 1
        time.sleep(0.02)
        return SimpleNamespace(number=free)

    monkeypatch.setattr(doors, "_place", lambda: Place(folder=tmp_path))
    monkeypatch.setattr(doors, "rehearsed_day", lambda: None)
    monkeypatch.setattr(doors, "reverse", lambda _name, args: f"/{args[0]}/")
    monkeypatch.setattr(doors.invented, "telephone_of", telephone_of)
    with ThreadPoolExecutor(8) as hall:
        asked = [RequestFactory().post("/") for _ in range(16)]
        given = [answer["Location"] for answer in hall.map(doors.take_telephone, asked)]
    assert len(set(given)) == 16


def test_at_most_two_rehearsals_run(settings: Any, tmp_path: Path) -> None:
    settings.INSTANCE = type("Instance", (), {"folder": tmp_path})()
    held = []
    for _ in range(running.AT_MOST):
        place = running.new_place(tmp_path)
        held.append(place.make(plan={"desk": "/"}, marker={"rehearsal": {"about": "d"}}))
    with pytest.raises(Invalid, match="rehearsals_at_most"):
        running.begin({"desk": "/"}, about="d")
    assert len(running.rehearsals(about="d")) == running.AT_MOST
    assert running.rehearsals(about="another") == []


def test_a_rehearsal_begun_before_midnight_can_be_opened_before_midnight() -> None:
    evening = datetime(2026, 11, 26, 22, 57, 30, tzinfo=UTC)  # 23:57 in Paris
    assert soon(evening) == datetime(2026, 11, 26, 22, 57, tzinfo=UTC)
    noon = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
    assert soon(noon) == datetime(2026, 11, 26, 11, 5, tzinfo=UTC)
