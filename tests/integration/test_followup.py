"""After the vote: transmitted, answered point by point, followed by citizens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed, NotFound, RuleForbids, WrongState
from alienor.procedures.council import transmit_final_text
from alienor.stages.followup import council, tracking
from alienor.stages.followup.queries import (
    action_named,
    actions_of,
    file_of,
    point_named,
    points_of,
    return_requests_of,
)
from alienor.stages.founding.queries import derogations_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

POINTS = [
    council.PointText(key="c1", title="Médiation", text="La Ville crée une équipe."),
    council.PointText(key="c2", title="Toilettes", text="La Ville ouvre des toilettes."),
]
FUNCTIONS = {"prepared_by": "Direction", "validated_by": "Conseil municipal"}
DAY = date(2026, 6, 1)


@pytest.fixture
def file(world: Any) -> Any:
    return council.transmit_file(
        edition_id=world.edition.pk,
        points=POINTS,
        letter="Voici ce que l'assemblée a voté.",
        derogation="Pour l'essai.",
        **world.by("helene"),
    )


@pytest.fixture
def action(world: Any, file: Any) -> Any:
    return tracking.plan_action(
        point_id=file.points.get(key="c1").pk,
        title="Recruter",
        owner="Directrice de la tranquillité publique",
        milestones=[("Postes créés", DAY)],
        budget_euros=150_000,
        **world.by("helene"),
    )


def test_the_file_waits_for_its_step_and_is_one_an_edition(world: Any) -> None:
    facts = {"edition_id": world.edition.pk, "points": POINTS, "letter": "Voici."}
    with pytest.raises(RuleForbids) as refusal:
        council.transmit_file(**facts, **world.by("helene"))
    assert (refusal.value.code, refusal.value.article) == ("step_not_open", "16")
    for name in ("aicha", "karim", "farid", "joel"):
        with pytest.raises(NotAllowed):
            council.transmit_file(**facts, **world.by(name))
    for faulty in ({"points": []}, {"letter": " "}):
        with pytest.raises(Invalid, match="required"):
            council.transmit_file(**{**facts, **faulty}, **world.by("helene"))
    file = council.transmit_file(
        derogation="Le conseil se réunit demain.", **facts, **world.by("helene")
    )
    assert file.due_on == (world.clock.now() + timedelta(days=90)).date()
    assert derogations_of(world.edition)[0].article == "16"
    with pytest.raises(WrongState):
        council.transmit_file(derogation="Encore.", **facts, **world.by("helene"))


def test_nothing_is_transmitted_before_the_assembly_adopts_a_text(world: Any) -> None:
    with pytest.raises(WrongState):
        transmit_final_text(edition_id=world.edition.pk, letter="Voici.", **world.by("helene"))


def test_a_refusal_without_a_reason_is_shown_as_such(world: Any, file: Any, client: Client) -> None:
    point = file.points.get(key="c2")
    council.answer_point(point_id=point.pk, verdict="refused", **FUNCTIONS, **world.by("helene"))
    page = reverse("public:council", args=["essai"])
    shown = client.get(page).content.decode()
    assert "Refus non motivé à ce jour" in shown
    assert "ne lie pas le conseil municipal en droit" in shown
    council.remind_point(point_id=point.pk, text="Pourquoi ?", **world.by("karim"))
    council.answer_point(
        point_id=point.pk, verdict="refused", reason="Trop cher.", **FUNCTIONS, **world.by("helene")
    )
    shown = client.get(page).content.decode()
    assert "Refus non motivé à ce jour" not in shown
    assert "Trop cher." in shown
    answered = next(one for one in points_of(file) if one.point.key == "c2")
    assert len(answered.earlier) == 1
    with pytest.raises(Invalid, match="required"):
        council.remind_point(point_id=point.pk, text=" ", **world.by("karim"))
    with pytest.raises(NotAllowed):
        council.remind_point(point_id=point.pk, text="Moi aussi.", **world.by("aicha"))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"verdict": "maybe"}, "unknown_code"),
        ({"route": "telepathy"}, "unknown_code"),
        ({"reason": ""}, "required"),
        ({"route": ""}, "required"),
        ({"validated_by": " "}, "required"),
    ],
)
def test_an_acceptance_says_why_by_which_route_and_who_validated_it(
    world: Any, file: Any, facts: dict[str, str], code: str
) -> None:
    whole = {"verdict": "accepted", "route": "deliberation", "reason": "Oui.", **FUNCTIONS}
    with pytest.raises(Invalid, match=code):
        council.answer_point(
            point_id=file.points.get(key="c1").pk, **{**whole, **facts}, **world.by("helene")
        )


def test_every_route_of_the_rules_is_recorded(world: Any, file: Any) -> None:
    point = file.points.get(key="c1")
    for route in (
        "deliberation",
        "mayor_decision",
        "direct_implementation",
        "consultation",
        "referendum",
    ):
        answer = council.answer_point(
            point_id=point.pk,
            verdict="accepted",
            route=route,
            reason="Oui.",
            **FUNCTIONS,
            **world.by("helene"),
        )
        assert answer.route == route


def test_the_debate_is_recorded_with_its_votes(world: Any, file: Any, client: Client) -> None:
    facts = {
        "file_id": file.pk,
        "debated_on": DAY,
        "number": "2026-12",
        "title": "Débat",
        "text": "Une heure de débat.",
        "votes": {"for": 40, "against": 3, "abstain": 5},
        **world.by("helene"),
    }
    council.record_debate(**facts)
    assert (
        "40 pour, 3 contre"
        in client.get(reverse("public:council", args=["essai"])).content.decode()
    )
    for faulty, code in (
        ({"title": " "}, "required"),
        ({"votes": {"maybe": 1}}, "unknown_code"),
        ({"votes": {"for": -1}}, "negative"),
    ):
        with pytest.raises(Invalid, match=code):
            council.record_debate(**{**facts, **faulty})
    with pytest.raises(NotFound):
        council.record_debate(**{**facts, "file_id": 0})


def test_an_action_is_late_when_a_milestone_passed_even_if_nobody_says_so(
    world: Any, action: Any
) -> None:
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert [row.is_late for row in actions_of(world.edition, today=before)] == [False]
    assert [row.is_late for row in actions_of(world.edition, today=after)] == [True]
    milestone = action.milestones.get()
    tracking.reach_milestone(milestone_id=milestone.pk, done_on=after, **world.by("helene"))
    assert [row.is_late for row in actions_of(world.edition, today=after)] == [False]
    with pytest.raises(WrongState):
        tracking.reach_milestone(milestone_id=milestone.pk, done_on=after, **world.by("helene"))
    with pytest.raises(NotFound):
        tracking.reach_milestone(milestone_id=0, done_on=after, **world.by("helene"))


def test_an_action_keeps_its_history_evidence_and_spending(world: Any, action: Any) -> None:
    facts = {"action_id": action.pk, **world.by("farid")}
    tracking.change_status(status="started", reason="Postes créés.", **facts)
    tracking.link_evidence(title="Feuille de route", kind="document", text="Deux binômes.", **facts)
    tracking.record_spending(spent_euros=1200, **facts)
    row = action_named(world.edition, action.public_id)
    assert (row.status, row.spent_euros) == ("started", 1200)
    for call, faulty, code in (
        (tracking.change_status, {"status": "asleep", "reason": "x"}, "unknown_code"),
        (tracking.change_status, {"status": "done", "reason": " "}, "reason_required"),
        (tracking.link_evidence, {"title": "t", "kind": "rumour", "text": "x"}, "unknown_code"),
        (tracking.link_evidence, {"title": "t", "kind": "note", "text": " "}, "required"),
        (tracking.record_spending, {"spent_euros": -1}, "negative"),
    ):
        with pytest.raises(Invalid, match=code):
            call(**faulty, **facts)
    with pytest.raises(NotAllowed):
        tracking.change_status(
            action_id=action.pk, status="done", reason="Fini.", **world.by("karim")
        )


def test_an_action_has_an_owner_and_milestones(world: Any, file: Any) -> None:
    whole = {
        "point_id": file.points.get(key="c1").pk,
        "title": "Recruter",
        "owner": "Directrice",
        "milestones": [("Fini", DAY)],
    }
    for faulty in ({"title": " "}, {"owner": ""}, {"milestones": []}):
        with pytest.raises(Invalid, match="required"):
            tracking.plan_action(**{**whole, **faulty}, **world.by("helene"))
    with pytest.raises(NotFound):
        tracking.plan_action(**{**whole, "point_id": 0}, **world.by("helene"))


def test_the_group_assesses_beside_the_city_and_neither_for_the_other(
    world: Any, action: Any, client: Client
) -> None:
    facts = {"action_id": action.pk, "mark": "satisfaisant", "text": "On la voit."}
    tracking.assess_action(side="city", **facts, **world.by("farid"))
    with pytest.raises(NotAllowed):
        tracking.assess_action(side="city", **facts, **world.by("karim"))
    for name in ("helene", "farid", "aicha"):
        with pytest.raises(NotAllowed):
            tracking.assess_action(side="group", **facts, **world.by(name))
    with pytest.raises(Invalid, match="unknown_code"):
        tracking.assess_action(side="press", **facts, **world.by("helene"))
    client.force_login(open_account(world.people["karim"]))
    page = reverse("public:assess_action", args=["essai", action.public_id])
    assert client.post(page, {"mark": "avec une réserve", "text": "Trop lent."}).status_code == 302
    shown = client.get(reverse("public:followed_action", args=["essai", action.public_id]))
    assert "Avec une réserve" in shown.content.decode()


def test_the_group_asks_for_a_return_day_and_the_city_answers(
    world: Any, file: Any, client: Client
) -> None:
    client.force_login(open_account(world.people["karim"]))
    page = reverse("public:ask_return", args=["essai"])
    assert client.post(page, {"text": "Le bilan manque."}).status_code == 302
    request = return_requests_of(world.edition)[0]
    with pytest.raises(NotAllowed):
        tracking.ask_return(edition_id=world.edition.pk, text="Moi.", **world.by("aicha"))
    facts = {"request_id": request.pk, "answer": "Oui.", "answered_by": "Directrice"}
    with pytest.raises(Invalid, match="required"):
        tracking.answer_return(**{**facts, "answer": " "}, **world.by("helene"))
    tracking.answer_return(**facts, **world.by("helene"))
    with pytest.raises(WrongState):
        tracking.answer_return(**facts, **world.by("helene"))
    assert "Directrice" in client.get(reverse("public:followup", args=["essai"])).content.decode()


def test_what_is_not_there_is_not_found(world: Any) -> None:
    assert file_of(world.edition) is None
    for query in (point_named, action_named):
        with pytest.raises(NotFound):
            query(world.edition, "inconnu")
