"""What a vote may change: nothing, unless the assembly decided it on the substance."""

from __future__ import annotations

from alienor.cores.rules import application_breach
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound, WrongState
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import rules_of_poll


def require_decision(edition: Edition, poll: str, *, actor: Actor, clock: Clock) -> None:
    """Let through what a published vote of this edition (its public id) decides.

    Errors: NotFound; WrongState before its result is published; RuleForbids, absolute, where the
    vote is an indicative one, is about procedure, or was not held by the assembly.
    """
    row = (
        Poll.objects.filter(edition=edition, public_id=poll)
        .select_related("edition", "rules")
        .first()
    )
    if row is None:
        raise NotFound("poll")
    if row.state != Poll.State.PUBLISHED:
        raise WrongState(state=row.state, wanted=(Poll.State.PUBLISHED,))
    breach = application_breach(rules_of_poll(row), kind=row.kind, body=row.body)
    enforce(edition, breach, reason="", actor=actor, clock=clock)
