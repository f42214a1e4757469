"""After the vote of the complete edition: the council answers, the city acts, citizens follow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.services import name_of
from alienor.platform.actors import Actor
from alienor.procedures.council import transmit_final_text
from alienor.stages.bodies.queries import seats_of
from alienor.stages.followup import council, tracking
from alienor.stages.followup.models import CouncilFile, Milestone, Point
from alienor.stages.founding.queries import edition_named

SLUG = "poitiers-2022"
ROUTES = {"council_deliberation": "deliberation"}
VERDICTS = {"no_reason": "refused"}


def events(player: Player) -> Iterator[Event]:
    """Everything that follows the final vote."""
    told, after = text(SLUG, "council"), text(SLUG, "followup")
    yield _event(told["transmission"]["day"], "09:00", "transmission", _transmit, player, told)
    yield _event(told["debate"]["day"], "19:00", "débat du conseil", _debate, player, told)
    for answer in told["answers"]:
        yield _event(
            answer["answered_day"], "20:00", f"point {answer['clause']}", _answer, player, answer
        )
        for reminder in answer.get("reminders", ()):
            yield _event(
                reminder["day"], "12:00", "relance", _remind, player, answer["clause"], reminder
            )
    for action in after["actions"]:
        yield from _action(player, action)
    request = after["return_request"]
    yield _event(request["day"], "21:00", "demande de retour", _ask, player, request)
    yield _event(request["answered_day"], "10:00", "réponse", _answer_return, player, request)


def _event(day: int, at: str, title: str, happens: Any, *facts: Any) -> Event:
    return Event(day=day, at=at, title=f"{SLUG} : {title}", happens=partial(happens, *facts))


def _action(player: Player, told: dict[str, Any]) -> Iterator[Event]:
    title = told["title"]
    first = told["history"][0]["day"]
    yield _event(first, "21:00", title, _plan, player, told)
    for change in told["history"][1:]:
        yield _event(change["day"], "09:30", title, _change, player, told, change)
    for milestone in told["milestones"]:
        if milestone.get("done_day", 0) < 0:
            yield _event(milestone["done_day"], "17:00", title, _reach, player, told, milestone)
    for evidence in told["evidence"]:
        yield _event(evidence["day"], "17:30", title, _show, player, told, evidence)
    for side in ("city", "group"):
        if one := told.get(f"assessment_{side}"):
            yield _event(one["day"], "18:30", title, _assess, player, told, side, one)
    last = max(change["day"] for change in told["history"])
    yield _event(last, "18:00", title, _spend, player, told)


def _transmit(player: Player, told: dict[str, Any]) -> None:
    transmit_final_text(
        edition_id=edition_named(SLUG).pk,
        letter=told["transmission"]["text"],
        derogation="La transmission a lieu avant l’ouverture de l’étape au calendrier.",
        **_by(player),
    )


def _debate(player: Player, told: dict[str, Any]) -> None:
    debate = told["debate"]
    council.record_debate(
        file_id=CouncilFile.objects.get(edition=edition_named(SLUG)).pk,
        debated_on=player.date(debate["day"]),
        number=debate["number"],
        title=debate["title"],
        text=debate["text"],
        votes=debate["votes"],
        **_by(player),
    )


def _answer(player: Player, told: dict[str, Any]) -> None:
    answer = text(SLUG, "council")["answer"]
    due = told.get("deadline_day")
    council.answer_point(
        point_id=_point(told["clause"]).pk,
        verdict=VERDICTS.get(told["verdict"], told["verdict"]),
        route=ROUTES.get(told["route"], told["route"]),
        reason=told["reason"],
        service=name_of(SLUG, told["service"]) if "service" in told else "",
        budget_euros=told.get("budget_euros"),
        due_on=player.date(due) if due is not None else None,
        prepared_by=answer["prepared_by"],
        validated_by=answer["validated_by"],
        **_by(player),
    )


def _remind(player: Player, clause: str, told: dict[str, Any]) -> None:
    council.remind_point(
        point_id=_point(clause).pk, text=told["text"], by_label=told["by"], **_by(player)
    )


def _plan(player: Player, told: dict[str, Any]) -> None:
    made = tracking.plan_action(
        point_id=_point(told["clause"]).pk,
        title=told["title"],
        owner=told["owner"],
        service=name_of(SLUG, told["service"]),
        budget_euros=told["budget_euros"],
        milestones=[(one["label"], player.date(one["planned_day"])) for one in told["milestones"]],
        **_by(player),
    )
    player.made[_key(told)] = made.pk


def _change(player: Player, told: dict[str, Any], change: dict[str, Any]) -> None:
    tracking.change_status(
        action_id=player.made[_key(told)],
        status=change["status"],
        reason=change["reason"],
        **_by(player),
    )


def _reach(player: Player, told: dict[str, Any], milestone: dict[str, Any]) -> None:
    row = Milestone.objects.get(action_id=player.made[_key(told)], label=milestone["label"])
    tracking.reach_milestone(
        milestone_id=row.pk, done_on=player.date(milestone["done_day"]), **_by(player)
    )


def _show(player: Player, told: dict[str, Any], evidence: dict[str, Any]) -> None:
    tracking.link_evidence(
        action_id=player.made[_key(told)],
        title=evidence["title"],
        kind=evidence["kind"],
        text=evidence["text"],
        **_by(player),
    )


def _assess(player: Player, told: dict[str, Any], side: str, one: dict[str, Any]) -> None:
    tracking.assess_action(
        action_id=player.made[_key(told)],
        side=side,
        mark=one["mark"],
        text=one["text"],
        actor=_member() if side == "group" else player.organiser,
        clock=player.clock,
    )


def _spend(player: Player, told: dict[str, Any]) -> None:
    tracking.record_spending(
        action_id=player.made[_key(told)], spent_euros=told["spent_euros"], **_by(player)
    )


def _ask(player: Player, told: dict[str, Any]) -> None:
    tracking.ask_return(
        edition_id=edition_named(SLUG).pk, text=told["text"], actor=_member(), clock=player.clock
    )


def _answer_return(player: Player, told: dict[str, Any]) -> None:
    request = edition_named(SLUG).return_requests.get()
    tracking.answer_return(
        request_id=request.pk,
        answer=told["answer"],
        answered_by=told["answered_by"],
        **_by(player),
    )


def _member() -> Actor:
    """A resident of the follow-up group, who enters what the group says."""
    seats = seats_of(edition_named(SLUG), "followup_group").filter(college="drawn")
    return Actor(person_id=seats.order_by("person_id")[0].person_id, through="demo")


def _point(key: str) -> Point:
    return Point.objects.get(file__edition=edition_named(SLUG), key=key)


def _key(told: dict[str, Any]) -> str:
    return f"{SLUG}/action/{told['key']}"


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
