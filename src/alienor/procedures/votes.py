"""What a vote is about, and what its result means: a topic, an option, an amendment, the text."""

from __future__ import annotations

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import NotFound, WrongState
from alienor.procedures.subject import MATTER as TOPICS
from alienor.procedures.subject import publish_topic_vote
from alienor.stages.polls.actions import draft_poll, publish_result
from alienor.stages.polls.models import Poll
from alienor.stages.proposals.deliberating import (
    decide_amendment,
    decide_final_text,
    decide_proposal,
)
from alienor.stages.proposals.models import Amendment, FinalText, Proposal

PROPOSAL, AMENDMENT, FINAL = "proposal:", "amendment:", "final:"


@action
def draft_option_vote(
    *, proposal_id: int, question: str, step: str, actor: Actor, clock: Clock
) -> Poll:
    """Word the vote on an option that the group submitted.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where the option is not submitted.
    """
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound("proposal")
    if proposal.state != Proposal.State.FROZEN:
        raise WrongState(state=proposal.state, wanted=("frozen",))
    return draft_poll(
        edition_id=proposal.edition_id,
        kind="arbitration",
        question=question,
        step=step,
        matter=PROPOSAL + proposal.public_id,
        actor=actor,
        clock=clock,
    )


@action
def draft_amendment_vote(
    *, amendment_id: int, question: str, step: str, actor: Actor, clock: Clock
) -> Poll:
    """Word the vote on an amendment.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where it was decided.
    """
    amendment = Amendment.objects.select_related("proposal").filter(pk=amendment_id).first()
    if amendment is None:
        raise NotFound("amendment")
    if amendment.state != Amendment.State.SUBMITTED:
        raise WrongState(state=amendment.state, wanted=("submitted",))
    return draft_poll(
        edition_id=amendment.proposal.edition_id,
        kind="amendment",
        question=question,
        step=step,
        matter=AMENDMENT + amendment.public_id,
        actor=actor,
        clock=clock,
    )


@action
def draft_final_vote(
    *, final_id: int, question: str, step: str, actor: Actor, clock: Clock
) -> Poll:
    """Word the vote of the final text.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where it was voted.
    """
    final = FinalText.objects.filter(pk=final_id).first()
    if final is None:
        raise NotFound("final text")
    if final.state != FinalText.State.COMPOSED:
        raise WrongState(state=final.state, wanted=("composed",))
    return draft_poll(
        edition_id=final.edition_id,
        kind="final_vote",
        question=question,
        step=step,
        matter=FINAL + final.public_id,
        actor=actor,
        clock=clock,
    )


@action
def publish_vote(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Publish a result and apply it to what the vote was about.

    Who: `polls.conduct`. Register: `poll_published`, then what it decided. Errors: those of the
    vote and of what it decides.
    """
    poll = Poll.objects.filter(pk=poll_id).first()
    if poll is None:
        raise NotFound("poll")
    if poll.matter == TOPICS:
        return publish_topic_vote(poll_id=poll_id, actor=actor, clock=clock)
    poll = publish_result(poll_id=poll_id, actor=actor, clock=clock)
    outcome = (poll.result or {})["outcome"]
    if outcome not in ("adopted", "rejected"):
        return poll
    facts = {"outcome": outcome, "poll": poll.public_id, "actor": actor, "clock": clock}
    kind, _colon, about = poll.matter.partition(":")
    if kind + ":" == PROPOSAL:
        decide_proposal(proposal=about, **facts)
    elif kind + ":" == AMENDMENT:
        decide_amendment(amendment=about, **facts)
    elif kind + ":" == FINAL:
        decide_final_text(final=about, **facts)
    return poll
