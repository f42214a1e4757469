"""The services of the city test a proposal: they are asked, they answer, the group replies."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from alienor.platform.access.roles import services_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, RuleForbids, WrongState
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.queries import rules_of
from alienor.stages.proposals import acts
from alienor.stages.proposals.models import TestSheet
from alienor.stages.proposals.writing import locked_proposal

PARIS = ZoneInfo("Europe/Paris")  # deadlines are days of the city


@action
def request_test(
    *,
    proposal_id: int,
    axis: str,
    service: str,
    actor: Actor,
    clock: Clock,
    due_on: date | None = None,
) -> TestSheet:
    """Ask a city service for its opinion on the latest version.

    `due_on`: by default, as many days from now as the rules give. Who: the proposition group, or
    an organiser (`proposals.ask_test`). Register: `test_requested`. Errors: NotAllowed; Invalid
    (unknown axis, no service, asked already for this version).
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.ask_test", on=proposal.edition)
    rules = rules_of(proposal.edition).test_sheets
    if axis not in {one.code for one in rules.axis}:
        raise Invalid("unknown_code", field="axis", value=axis)
    if not service.strip():
        raise Invalid("required", field="service")
    version = proposal.versions.count()
    if proposal.tests.filter(version=version, axis=axis, service=service.strip()).exists():
        raise Invalid("test_asked_already", field="axis")
    now = clock.now()
    sheet = TestSheet.objects.create(
        proposal=proposal,
        version=version,
        axis=axis,
        service=service.strip(),
        requested_at=now,
        due_on=due_on or now.astimezone(PARIS).date() + timedelta(days=rules.answer_days),
    )
    record(
        acts.TestRequested(
            test=sheet.public_id,
            proposal=proposal.public_id,
            version=version,
            axis=axis,
            service=sheet.service,
            due_on=sheet.due_on.isoformat(),
        ),
        on=proposal.edition,
        articles=(rules.article,),
    )
    return sheet


@action
def answer_test(
    *,
    test_id: int,
    verdict: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    conditions: str = "",
    cost_euros: int | None = None,
) -> TestSheet:
    """Say whether the proposal is feasible, on conditions, or not as it stands, and why.

    Who: the service that was asked, or an organiser who enters its words (`proposals.test`).
    Register: `test_answered`. Errors: NotAllowed; RuleForbids to another service; WrongState where
    it was answered; Invalid (unknown verdict, no reason, conditions missing).
    """
    sheet = _locked(test_id)
    roles = require(actor, "proposals.test", on=sheet.proposal.edition)
    rules = rules_of(sheet.proposal.edition).test_sheets
    if "organiser" not in roles and sheet.service not in services_of(actor, sheet.proposal.edition):
        raise RuleForbids(
            "other_service", article=rules.article, absolute=True, service=sheet.service
        )
    if sheet.answered_at:
        raise WrongState(state="answered", wanted=("requested",))
    if verdict not in {one.code for one in rules.verdict}:
        raise Invalid("unknown_code", field="verdict", value=verdict)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    if verdict == "on_conditions" and not conditions.strip():
        raise Invalid("conditions_needed", field="conditions")
    now = clock.now()
    sheet.answered_at, sheet.verdict, sheet.cost_euros = now, verdict, cost_euros
    sheet.reason = keep_words(reason.strip(), now=now, author_id=actor.person_id)
    if conditions.strip():
        sheet.conditions = keep_words(conditions.strip(), now=now, author_id=actor.person_id)
    sheet.save()
    record(
        acts.TestAnswered(
            test=sheet.public_id,
            proposal=sheet.proposal.public_id,
            verdict=verdict,
            reason=sheet.reason.digest,
            late=now.astimezone(PARIS).date() > sheet.due_on,
            conditions=sheet.conditions.digest if sheet.conditions else None,
            cost_euros=cost_euros,
        ),
        on=sheet.proposal.edition,
        articles=(rules.article,),
    )
    return sheet


@action
def reply_to_test(*, test_id: int, reply: str, actor: Actor, clock: Clock) -> TestSheet:
    """Answer a service's opinion, once; the opinion stays as it is.

    Who: `proposals.write`. Register: `test_replied`. Errors: NotAllowed; WrongState; Invalid.
    """
    sheet = _locked(test_id)
    require(actor, "proposals.write", on=sheet.proposal.edition)
    if not sheet.answered_at or sheet.reply_id:
        raise WrongState(state="replied" if sheet.reply_id else "requested", wanted=("answered",))
    if not reply.strip():
        raise Invalid("required", field="reply")
    sheet.reply = keep_words(reply.strip(), now=clock.now(), author_id=actor.person_id)
    sheet.save(update_fields=["reply"])
    record(
        acts.TestReplied(test=sheet.public_id, reply=sheet.reply.digest), on=sheet.proposal.edition
    )
    return sheet


def _locked(test_id: int) -> TestSheet:
    sheet = (
        TestSheet.objects.select_related(
            "proposal", "proposal__edition", "proposal__edition__rules"
        )
        .select_for_update(of=("self",))
        .filter(pk=test_id)
        .first()
    )
    if sheet is None:
        raise NotFound("test")
    return sheet
