"""Two organisers open the same page: the second one sees what the first wrote, then decides."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.test import Client
from django.urls import reverse
from tests.integration.conftest import set_second_factor
from tests.integration.test_dialogue import ask
from tests.integration.test_hearings import accept, meeting, propose

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import unchanged, version_of
from alienor.platform.errors import Conflict
from alienor.platform.people.actions import give_role
from alienor.platform.register.models import Entry
from alienor.procedures.minutes import correct_words, draft_from_day
from alienor.procedures.sessions import begin_day, end_day, register_volunteer
from alienor.stages.draw.actions import prepare_draw
from alienor.stages.followup import council, tracking
from alienor.stages.proposals.writing import draft_proposal
from alienor.stages.sessions import preparing

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

RULES = rules.template_text("poitiers-2022")
FUNCTIONS = {"prepared_by": "Direction", "validated_by": "Adjointe"}
NOT_COMPARED = ("alienor_accounts_", "alienor_live_", "alienor_messages_")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One page that replaces (or follows) what is recorded.

    `furnish` makes what it is about and gives the arguments of its address. `shown`: words of what
    the first one wrote, that the second one must read. `kind`: what each records.
    """

    page: str
    furnish: Callable[[Any], list[Any]]
    first: dict[str, Any]
    second: dict[str, Any]
    shown: tuple[str, ...]
    kind: str
    second_one: str = "maelle"
    first_one: str = "helene"


def edition_alone(_world: Any) -> list[Any]:
    return ["essai"]


def step(_world: Any) -> list[Any]:
    return ["essai", "session_1"]


def day(world: Any) -> Any:
    starts = world.clock.now() + timedelta(days=10)
    made = preparing.plan_session(
        edition_id=world.edition.pk,
        kind="session",
        step="session_1",
        number=1,
        title="Choisir notre sujet",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        place="Grande halle",
        **world.by("helene"),
    )
    meal = preparing.Item(kind="meal", title="Repas partagé", minutes=80, lead="L'équipe")
    return preparing.set_agenda(session_id=made.pk, items=[meal], **world.by("helene"))


def planned_day(world: Any) -> list[Any]:
    return ["essai", day(world).public_id]


def expected_day(world: Any) -> list[Any]:
    made = preparing.announce_session(session_id=day(world).pk, **world.by("helene"))
    for name in ("bruno", "claire", "driss", "elodie"):
        register_volunteer(session_id=made.pk, **world.by(name))
    return ["essai", made.public_id]


def open_day(world: Any) -> list[Any]:
    made = preparing.announce_session(session_id=day(world).pk, **world.by("helene"))
    begin_day(session_id=made.pk, derogation="Pour l'essai.", **world.by("helene"))
    return ["essai", made.public_id]


def minuted_day(world: Any) -> list[Any]:
    where = open_day(world)
    session = world.edition.sessions.get()
    end_day(session_id=session.pk, sentences=["Le sujet est choisi."], **world.by("helene"))
    draft_from_day(session_id=session.pk, **world.by("helene"))
    return where


def quota(world: Any) -> list[Any]:
    draw = prepare_draw(edition_id=world.edition.pk, **world.by("helene"))
    row = draw.quotas[0]
    return ["essai", draw.number, row["feature"], row["value"]]


def council_file(world: Any) -> Any:
    return council.transmit_file(
        edition_id=world.edition.pk,
        points=[council.PointText(key="c1", title="Médiation", text="La Ville crée une équipe.")],
        letter="Voici.",
        derogation="Pour l'essai.",
        **world.by("helene"),
    )


def debate(world: Any) -> list[Any]:
    council_file(world)
    return ["essai"]


def point(world: Any) -> list[Any]:
    return ["essai", council_file(world).points.get().public_id]


def followed(world: Any) -> list[Any]:
    row = tracking.plan_action(
        point_id=council_file(world).points.get().pk,
        title="Recruter",
        owner="Directrice",
        milestones=[("Postes créés", date(2026, 6, 1))],
        **world.by("helene"),
    )
    return ["essai", row.public_id]


def question(world: Any) -> list[Any]:
    return ["essai", ask(world).public_id]


def agreed_hearing(world: Any) -> list[Any]:
    hearing = propose(world)
    accept(world, hearing)
    for days in (3, 4):
        meeting(world, days)
    return ["essai", hearing.public_id]


def proposal(world: Any) -> list[Any]:
    made = draft_proposal(
        edition_id=world.edition.pk,
        title="La médiation",
        summary="Le soir.",
        paragraphs=[("a", "Quatre médiateurs."), ("b", "Un bilan.")],
        **world.by("ines"),
    )
    return ["essai", made.public_id]


def meeting_on(turn: int) -> Callable[[Any], str]:
    return lambda form: str(form.fields["meeting"].choices[turn][0])


def higher(by: int) -> Callable[[Any], int]:
    return lambda form: int(form.initial["minimum"]) + by


CASES = [
    Case(
        page="office:adopt_rules",
        furnish=edition_alone,
        first={"rules": RULES + "\n# la première\n", "reason": "Une."},
        second={"rules": RULES + "\n# la seconde\n", "reason": "Deux."},
        shown=("# la première",),
        kind="rules_adopted",
    ),
    Case(
        page="office:step",
        furnish=step,
        first={"planned_on": "2026-04-04"},
        second={"planned_on": "2026-05-05"},
        shown=("4 avril 2026",),
        kind="step_planned",
    ),
    Case(
        page="office:make_commitment",
        furnish=edition_alone,
        first={"text": "Répondre point par point.", "budget_euros": 5000, "due": "2026-09-01"},
        second={"text": "Répondre à chaque point."},
        shown=("Répondre point par point.", "5000", "1er septembre 2026"),
        kind="commitment_made",
    ),
    Case(
        page="office:move_session",
        furnish=planned_day,
        first={"place": "Gymnase", "reason": "Salle prise."},
        second={"place": "Mairie", "reason": "Plus près."},
        shown=("Gymnase",),
        kind="session_moved",
    ),
    Case(
        page="office:set_agenda",
        furnish=planned_day,
        first={
            "2-title": "Débat mouvant",
            "2-kind": "moving_debate",
            "2-minutes": 45,
            "2-lead": "Deux médiatrices",
        },
        second={"2-title": "Musique", "2-kind": "music", "2-minutes": 30},
        shown=("Débat mouvant", "débat mouvant, 45 minutes", "Deux médiatrices", "Point 2"),
        kind="agenda_set",
        second_one="joel",
    ),
    Case(
        page="office:make_tables",
        furnish=expected_day,
        first={"tables": 2, "rounds": 1},
        second={"tables": 1, "rounds": 1},
        shown=("<dd>2</dd>",),
        kind="tables_made",
        second_one="joel",
    ),
    Case(
        page="office:table_wishes",
        furnish=expected_day,
        first={"together": "Bruno Exemple, Claire Exemple"},
        second={"access": "Driss Exemple"},
        shown=("Bruno Exemple, Claire Exemple",),
        kind="table_wishes_set",
    ),
    Case(
        page="office:write_minutes",
        furnish=minuted_day,
        first={"summary": "On a choisi le sujet."},
        second={"summary": "L'assemblée a choisi son sujet."},
        shown=("On a choisi le sujet.",),
        kind="minutes_corrected",
        second_one="joel",
    ),
    Case(
        page="office:change_quota",
        furnish=quota,
        first={"minimum": higher(1), "reason": "Peu de réponses."},
        second={"minimum": higher(2), "reason": "Très peu de réponses."},
        shown=("Au moins",),
        kind="quota_changed",
    ),
    Case(
        page="office:record_debate",
        furnish=debate,
        first={
            "debated_on": "2026-06-01",
            "title": "Débat de juin",
            "text": "Favorable.",
            "votes_for": 30,
        },
        second={"debated_on": "2026-06-29", "title": "Débat", "text": "Partagé.", "votes_for": 20},
        shown=("Débat de juin", "Favorable.", "1er juin 2026", "<dd>30</dd>"),
        kind="council_debated",
    ),
    Case(
        page="office:answer_point",
        furnish=point,
        first={"verdict": "refused", "reason": "Trop cher.", **FUNCTIONS},
        second={"verdict": "refused", "reason": "Trop tôt.", **FUNCTIONS},
        shown=("Trop cher.", "refusé"),
        kind="point_answered",
    ),
    Case(
        page="office:change_status",
        furnish=followed,
        first={"status": "late", "reason": "Deux postes vacants."},
        second={"status": "started", "reason": "C'est parti."},
        shown=("Deux postes vacants.", "en retard"),
        kind="action_status_changed",
    ),
    Case(
        page="office:record_spending",
        furnish=followed,
        first={"spent_euros": 1200},
        second={"spent_euros": 1300},
        shown=("1200",),
        kind="spending_recorded",
    ),
    Case(
        page="office:assess_for_city",
        furnish=followed,
        first={"mark": "Satisfaisant", "text": "Les postes sont créés."},
        second={"mark": "Fragile", "text": "Deux sont vacants."},
        shown=("Satisfaisant", "Les postes sont créés."),
        kind="action_assessed",
    ),
    Case(
        page="public:assess_action",
        furnish=followed,
        first={"mark": "Satisfaisant", "text": "On voit les médiateurs."},
        second={"mark": "Insuffisant", "text": "Pas le dimanche."},
        shown=("Satisfaisant", "On voit les médiateurs."),
        kind="action_assessed",
        first_one="karim",
        second_one="karine",
    ),
    Case(
        page="public:answer_question",
        furnish=question,
        first={"text": "Oui, en mai.", "answered_by": "Directrice", "validated_by": "Adjointe"},
        second={"text": "Non.", "answered_by": "Chef de service", "validated_by": "Adjointe"},
        shown=("Oui, en mai.", "Directrice"),
        kind="question_answered",
        first_one="farid",
    ),
    Case(
        page="public:schedule_hearing",
        furnish=agreed_hearing,
        first={"meeting": meeting_on(0)},
        second={"meeting": meeting_on(1)},
        shown=("Séance du groupe",),
        kind="hearing_scheduled",
        first_one="ines",
        second_one="joel",
    ),
    Case(
        page="public:summarise_proposal",
        furnish=proposal,
        first={"summary": "Le soir et la nuit.", "cost_euros": 5000},
        second={"summary": "Le soir seulement."},
        shown=("Le soir et la nuit.", "5000"),
        kind="proposal_summarised",
        first_one="ines",
        second_one="helene",
    ),
    Case(
        page="public:write_version",
        furnish=proposal,
        first={"p1-a": "Six médiateurs.", "p2-b": ""},
        second={"p2-b": "Un bilan public.", "p3-": "Une évaluation."},
        shown=("Six médiateurs.", "Paragraphe 1"),
        kind="version_written",
        first_one="ines",
        second_one="helene",
    ),
]


def whole_state() -> dict[str, list[Any]]:
    """Every row of the assembly's tables."""
    tables = [model for model in apps.get_models() if model._meta.db_table.startswith("alienor_")]
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list())
        for model in tables
        if not model._meta.db_table.startswith(NOT_COMPARED)
    }


def sent(answer: Any, typed: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends back of the page, with what was typed in it."""
    form = answer.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    for name, one in form.fields.items():
        if shown[name] is None and not isinstance(one.widget, forms.RadioSelect):
            shown[name] = one.choices[0][0] if isinstance(one.widget, forms.Select) else ""
    for hidden in form.hidden_fields():
        assert f'name="{hidden.name}" value="{hidden.value()}"' in answer.content.decode()
    typed = {name: word(form) if callable(word) else word for name, word in typed.items()}
    return {
        name: value
        for name, value in (shown | typed).items()
        if value is not None and value is not False
    }


def entered(world: Any, name: str) -> Client:
    if name not in world.people:
        world.newcomer(name)
        if name == "karine":
            for body in ("assembly", "followup_group"):
                world.seat(name, body, "drawn")
        else:
            give_role(person_id=world.people[name], role="organiser", **world.by("helene"))
            set_second_factor(world.people[name])
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.page)
def test_the_second_one_sees_what_the_first_one_wrote_and_decides(
    world: Any, second_factor: None, case: Case
) -> None:
    address = reverse(case.page, args=case.furnish(world))
    one, other = entered(world, case.first_one), entered(world, case.second_one)
    before = Entry.objects.filter(kind__startswith=f"{case.kind}/").count()
    opened = [client.get(address) for client in (one, other)]
    assert [answer.status_code for answer in opened] == [200, 200]

    assert one.post(address, sent(opened[0], case.first)).status_code == 302
    state, mine = whole_state(), sent(opened[1], case.second)
    refused = other.post(address, mine)
    assert refused.status_code == 409
    assert whole_state() == state, "nothing is half applied"
    page = html.unescape(refused.content.decode())
    assert "entre-temps" in page
    theirs = page.partition('class="note warn theirs"')[2].partition("</section>")[0]
    for words in case.shown:
        assert words in theirs
    again = sent(refused, {})
    assert again.pop("seen") != mine.pop("seen")
    assert {name: str(again[name]) for name in mine} == {n: str(v) for n, v in mine.items()}

    assert other.post(address, sent(refused, {})).status_code == 302
    assert Entry.objects.filter(kind__startswith=f"{case.kind}/").count() == before + 2


def test_minutes_are_submitted_by_whoever_has_read_them(world: Any, second_factor: None) -> None:
    where = minuted_day(world)
    session = world.edition.sessions.get()
    facts = {"session_id": session.pk, "reason": "", **world.by("joel")}
    client, address = entered(world, "helene"), reverse("office:submit_minutes", args=where)
    opened = client.get(address)
    correct_words(words={"summary": "La seconde."}, **facts)
    refused = client.post(address, sent(opened, {"days": 7}))
    assert refused.status_code == 409
    assert "La seconde." in refused.content.decode()
    assert not session.minutes.filter(state="submitted").exists()
    assert client.post(address, sent(refused, {})).status_code == 302
    assert str(session.minutes.get(state="submitted").text) == "La seconde."


def test_a_third_change_is_seen_too(world: Any, second_factor: None) -> None:
    where = planned_day(world)
    session = world.edition.sessions.get()
    facts = {"starts_at": session.starts_at, "ends_at": session.ends_at, "reason": "Salle prise."}
    client, address = entered(world, "helene"), reverse("office:move_session", args=where)
    page = client.get(address)
    typed = {"place": "Mairie", "reason": "Plus près."}
    for place in ("Gymnase", "Préau"):
        preparing.move_session(session_id=session.pk, place=place, **facts, **world.by("helene"))
        page = client.post(address, sent(page, typed))
        assert page.status_code == 409
        assert place in page.content.decode()
        typed = {}
    assert client.post(address, sent(page, {})).status_code == 302
    session.refresh_from_db()
    assert session.place == "Mairie"


def test_a_step_is_dated_and_started_together_or_not_at_all(
    world: Any, second_factor: None
) -> None:
    client, address = entered(world, "helene"), reverse("office:step", args=step(world))
    facts = {"planned_on": "2026-04-04", "move": "start"}
    refused = client.post(address, sent(client.get(address), facts))
    assert refused.status_code == 409
    row = world.edition.steps.get(code="session_1")
    assert (row.planned_on, row.started_at) == (None, None)
    lifted = sent(refused, {"derogation": "La salle n'est libre que ce jour-là."})
    assert client.post(address, lifted).status_code == 302
    row.refresh_from_db()
    assert row.planned_on == date(2026, 4, 4)
    assert row.started_at


def test_what_is_compared_is_what_was_shown() -> None:
    shown = {"place": "Halle", "on": date(2026, 4, 4)}
    unchanged(version_of(shown), dict(reversed(shown.items())))
    unchanged("", shown)
    with pytest.raises(Conflict) as conflict:
        unchanged(version_of(shown), {**shown, "place": "Mairie"})
    assert conflict.value.theirs["place"] == "Mairie"
