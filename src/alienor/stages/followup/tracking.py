"""What the city does about each point, and what the follow-up group thinks of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.words import keep_title, keep_words, require_words
from alienor.stages.followup import acts
from alienor.stages.followup.models import (
    Assessment,
    Evidence,
    FollowedAction,
    Milestone,
    Point,
    ReturnRequest,
    StatusChange,
)
from alienor.stages.followup.queries import (
    recorded_assessment,
    recorded_spending,
    recorded_status,
)
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

EVIDENCE_KINDS = ("document", "data", "note")


@action
def plan_action(
    *,
    point_id: int,
    title: str,
    owner: str,
    milestones: Sequence[tuple[str, date]],
    actor: Actor,
    clock: Clock,
    service: str = "",
    budget_euros: int | None = None,
) -> FollowedAction:
    """Plan something to carry out a point, with who answers for it and by when.

    `milestones`: (label, day). Who: an organiser or a city service (`followup.track`).
    Register: `action_planned`. Errors: NotAllowed; NotFound; Invalid (no title, owner, milestone).
    """
    point = (
        Point.objects.select_related("file__edition", "file__edition__rules")
        .filter(pk=point_id)
        .first()
    )
    if point is None:
        raise NotFound("point")
    edition = point.file.edition
    require(actor, "followup.track", on=edition)
    require_words(title=title, owner=owner)
    if not milestones:
        raise Invalid("required", field="milestones")
    now = clock.now()
    planned = FollowedAction.objects.create(
        point=point,
        title=keep_title(title.strip(), now=now, author_id=actor.person_id),
        owner=owner.strip(),
        service=service,
        budget_euros=budget_euros,
        planned_at=now,
    )
    for label, day in milestones:
        Milestone.objects.create(action=planned, label=label, planned_on=day)
    record(
        acts.ActionPlanned(
            action=planned.public_id,
            point=point.public_id,
            title=planned.title.digest,
            owner=planned.owner,
            milestones=[day.isoformat() for _label, day in milestones],
            budget_euros=budget_euros,
        ),
        on=edition,
        articles=(rules_of(edition).followup.article,),
    )
    return planned


@action
def change_status(
    *, action_id: int, status: str, reason: str, actor: Actor, clock: Clock, seen: str = ""
) -> FollowedAction:
    """Say where an action stands, and why; its history stays.

    `seen`: the `recorded_status` that its author was changing. Who: `followup.track`. Register:
    `action_status_changed`. Errors: NotAllowed; NotFound; Conflict; Invalid (unknown status, no
    reason).
    """
    row = _followed(action_id, actor, "followup.track")
    unchanged(seen, recorded_status(row))
    if status not in FollowedAction.Status.values:
        raise Invalid("unknown_code", field="status", value=status)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    now = clock.now()
    change = StatusChange.objects.create(
        action=row,
        status=status,
        reason=keep_words(reason.strip(), now=now, author_id=actor.person_id),
        changed_at=now,
    )
    row.status = status
    row.save(update_fields=["status"])
    record(
        acts.ActionStatusChanged(action=row.public_id, status=status, reason=change.reason.digest),
        on=row.point.file.edition,
    )
    return row


@action
def reach_milestone(*, milestone_id: int, done_on: date, actor: Actor, clock: Clock) -> Milestone:
    """Note the day on which a milestone was reached.

    Who: `followup.track`. Register: `milestone_reached`. Errors: NotAllowed; NotFound; WrongState
    where it was noted.
    """
    milestone = Milestone.objects.select_for_update().filter(pk=milestone_id).first()
    if milestone is None:
        raise NotFound("milestone")
    row = _followed(milestone.action_id, actor, "followup.track")
    if milestone.done_on:
        raise WrongState(state="done", wanted=("planned",))
    milestone.done_on = done_on
    milestone.save(update_fields=["done_on"])
    record(
        acts.MilestoneReached(
            action=row.public_id,
            label=milestone.label,
            planned_on=milestone.planned_on.isoformat(),
            done_on=done_on.isoformat(),
        ),
        on=row.point.file.edition,
    )
    return milestone


@action
def link_evidence(
    *, action_id: int, title: str, kind: str, text: str, actor: Actor, clock: Clock
) -> Evidence:
    """Show that something was done.

    Who: `followup.track`. Register: `evidence_linked`. Errors: NotAllowed; NotFound; Invalid.
    """
    row = _followed(action_id, actor, "followup.track")
    if kind not in EVIDENCE_KINDS:
        raise Invalid("unknown_code", field="kind", value=kind)
    require_words(title=title, text=text)
    now = clock.now()
    evidence = Evidence.objects.create(
        action=row,
        title=title.strip(),
        kind=kind,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        linked_at=now,
    )
    record(
        acts.EvidenceLinked(
            action=row.public_id, title=evidence.title, kind=kind, text=evidence.text.digest
        ),
        on=row.point.file.edition,
    )
    return evidence


@action
def record_spending(
    *, action_id: int, spent_euros: int, actor: Actor, clock: Clock, seen: str = ""
) -> FollowedAction:
    """Publish what was spent since the beginning.

    `seen`: the `recorded_spending` that its author was changing. Who: `followup.track`. Register:
    `spending_recorded`. Errors: NotAllowed; NotFound; Conflict; Invalid.
    """
    row = _followed(action_id, actor, "followup.track")
    unchanged(seen, recorded_spending(row))
    if spent_euros < 0:
        raise Invalid("negative", field="spent_euros")
    row.spent_euros = spent_euros
    row.save(update_fields=["spent_euros"])
    record(
        acts.SpendingRecorded(action=row.public_id, spent_euros=spent_euros),
        on=row.point.file.edition,
    )
    return row


@action
def assess_action(
    *,
    action_id: int,
    side: str,
    mark: str,
    text: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Assessment:
    """Say what one thinks of an action: the city, and beside it the follow-up group.

    `side`: "city" or "group"; `seen`: the `recorded_assessment` that this one follows. Who: for
    the city, an organiser or a service (`followup.track`); for the group, its members alone
    (`followup.assess`). Register: `action_assessed`. Errors: NotAllowed; NotFound; Conflict;
    Invalid.
    """
    if side not in Assessment.Side.values:
        raise Invalid("unknown_code", field="side", value=side)
    permission = "followup.assess" if side == Assessment.Side.GROUP else "followup.track"
    row = _followed(action_id, actor, permission)
    unchanged(seen, recorded_assessment(row, side))
    require_words(mark=mark, text=text)
    now = clock.now()
    assessment = Assessment.objects.create(
        action=row,
        side=side,
        mark=mark.strip(),
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        given_at=now,
    )
    record(
        acts.ActionAssessed(
            action=row.public_id, side=side, mark=assessment.mark, text=assessment.text.digest
        ),
        on=row.point.file.edition,
    )
    return assessment


@action
def ask_return(*, edition_id: int, text: str, actor: Actor, clock: Clock) -> ReturnRequest:
    """Ask that the assembly meet again.

    Who: the follow-up group (`followup.assess`). Register: `return_asked`. Errors: NotAllowed;
    Invalid without words.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "followup.assess", on=edition)
    if not text.strip():
        raise Invalid("required", field="text")
    now = clock.now()
    request = ReturnRequest.objects.create(
        edition=edition,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        asked_at=now,
    )
    record(
        acts.ReturnAsked(request=request.public_id, text=request.text.digest),
        on=edition,
        articles=(rules_of(edition).followup.article,),
    )
    return request


@action
def answer_return(
    *, request_id: int, answer: str, answered_by: str, actor: Actor, clock: Clock
) -> ReturnRequest:
    """Answer the group's request.

    Who: an organiser (`followup.answer`). Register: `return_answered`. Errors: NotAllowed;
    NotFound; WrongState where it was answered; Invalid.
    """
    request = (
        ReturnRequest.objects.select_related("edition")
        .select_for_update(of=("self",))
        .filter(pk=request_id)
        .first()
    )
    if request is None:
        raise NotFound("request")
    require(actor, "followup.answer", on=request.edition)
    if request.answer_id:
        raise WrongState(state="answered", wanted=("requested",))
    require_words(answer=answer, answered_by=answered_by)
    request.answer = keep_words(answer.strip(), now=clock.now(), author_id=actor.person_id)
    request.answered_by = answered_by.strip()
    request.save(update_fields=["answer", "answered_by"])
    record(
        acts.ReturnAnswered(
            request=request.public_id,
            answer=request.answer.digest,
            answered_by=request.answered_by,
        ),
        on=request.edition,
    )
    return request


def _followed(action_id: int, actor: Actor, permission: str) -> FollowedAction:
    row = (
        FollowedAction.objects.select_related("point__file__edition")
        .select_for_update(of=("self",))
        .filter(pk=action_id)
        .first()
    )
    if row is None:
        raise NotFound("action")
    require(actor, permission, on=row.point.file.edition)
    return row
