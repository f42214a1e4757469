"""What a vote is about, and what its result means: a topic, an option, an amendment, the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import NotFound, NotYet, WrongState
from alienor.procedures.rounds import (
    PROPOSALS,
    apply_round,
    draft_round_after,
    go_on,
    in_rounds,
    require_at_no_vote,
)
from alienor.procedures.subject import TOPICS, apply_topic_vote, draft_topic_vote
from alienor.stages.founding.models import Edition
from alienor.stages.polls.counting import ADOPTED, REVOTE, publish_result, settle_tie
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import places_left_of, tied_options_of, vote_about
from alienor.stages.polls.wording import draft_poll
from alienor.stages.proposals.deliberating import (
    decide_amendment,
    decide_final_text,
    decide_proposal,
)
from alienor.stages.proposals.models import Amendment, FinalText, Proposal

PROPOSAL, AMENDMENT, FINAL = "proposal:", "amendment:", "final:"
AGAIN = f"{REVOTE}:"


@action
def draft_option_vote(
    *, proposal_id: int, question: str, actor: Actor, clock: Clock, step: str = ""
) -> Poll:
    """Word the vote on an option that the group submitted.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where the option is not submitted; NotYet where it is at the vote already.
    """
    proposal = Proposal.objects.select_related("edition").filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound("proposal")
    if proposal.state != Proposal.State.FROZEN:
        raise WrongState(state=proposal.state, wanted=("frozen",))
    _not_at_vote(proposal.edition, PROPOSAL + proposal.public_id)
    if in_rounds(proposal):
        raise NotYet("at_vote_already")
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
    *, amendment_id: int, question: str, actor: Actor, clock: Clock, step: str = ""
) -> Poll:
    """Word the vote on an amendment.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where it was decided; NotYet where it is at the vote already.
    """
    amendment = (
        Amendment.objects.select_related("proposal__edition").filter(pk=amendment_id).first()
    )
    if amendment is None:
        raise NotFound("amendment")
    if amendment.state != Amendment.State.SUBMITTED:
        raise WrongState(state=amendment.state, wanted=("submitted",))
    _not_at_vote(amendment.proposal.edition, AMENDMENT + amendment.public_id)
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
    *, final_id: int, question: str, actor: Actor, clock: Clock, step: str = ""
) -> Poll:
    """Word the vote of the final text.

    Who: `polls.draft`. Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; NotFound;
    WrongState where it was voted; NotYet where it is at the vote already.
    """
    final = FinalText.objects.select_related("edition").filter(pk=final_id).first()
    if final is None:
        raise NotFound("final text")
    if final.state != FinalText.State.COMPOSED:
        raise WrongState(state=final.state, wanted=("composed",))
    _not_at_vote(final.edition, FINAL + final.public_id)
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
def draft_revote(
    *, poll_id: int, question: str, actor: Actor, clock: Clock, derogation: str = ""
) -> Poll:
    """Word the new vote that the rules ask for after a tie, on the tied options alone, counted as
    the first was; where a budget was shared, people tick the options that they keep.

    Who: `polls.draft`, or `polls.draft_procedure`. Register: `poll_drafted`, and `derogated` where
    the rules count otherwise. Errors: NotAllowed; RuleForbids; NotFound; WrongState where there is
    no tie to vote again; NotYet where the new vote is there already.
    """
    tied = Poll.objects.select_related("edition").select_for_update(of=("self",)).filter(pk=poll_id)
    poll = tied.first()
    if poll is None:
        raise NotFound("poll")
    if not poll.is_tied or poll.terms["tie"] != REVOTE:
        raise WrongState(state=poll.state, wanted=("tied",))
    if vote_about(poll.edition, AGAIN + poll.public_id) is not None:
        raise NotYet("revote_drafted")
    return draft_poll(
        edition_id=poll.edition_id,
        kind=poll.kind,
        body=poll.body,
        question=question,
        options=[(option.key, option.text) for option in tied_options_of(poll)],
        places=places_left_of(poll),
        step=poll.step,
        matter=AGAIN + poll.public_id,
        method="approval" if poll.budget else poll.method,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )


@action
def draft_again(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Word an annulled vote anew, in the same words, on the same matter as it stands now.

    Who: `polls.draft`, or `polls.draft_procedure`. Register: as the first time. Errors: those of
    its drafting; NotFound; WrongState where it is not annulled; NotYet where it is at the vote
    again already.
    """
    poll = Poll.objects.select_related("edition").filter(pk=poll_id).first()
    if poll is None:
        raise NotFound("poll")
    if poll.state != Poll.State.ANNULLED:
        raise WrongState(state=poll.state, wanted=("annulled",))
    Edition.objects.select_for_update().get(pk=poll.edition_id)
    if drafted_after(poll) is not None:
        raise NotYet("at_vote_already")
    kind, _colon, about = poll.matter.partition(":")
    asked: dict[str, Any] = {"question": poll.question.public, "actor": actor, "clock": clock}
    if (one := _about_one(poll, kind + ":")) is not None:
        draft, field, rows = one
        return draft(**{field: rows.get(public_id=about).pk}, step=poll.step, **asked)
    if kind == REVOTE:
        tied = Poll.objects.get(edition=poll.edition_id, public_id=about)
        return draft_revote(poll_id=tied.pk, **asked)
    if kind == TOPICS:
        return draft_topic_vote(
            edition_id=poll.edition_id,
            step=poll.step,
            follows=poll.follows,
            chained=bool(poll.rounds),
            **asked,
        )
    if kind == PROPOSALS and poll.follows_id is not None:
        return draft_round_after(poll_id=poll.follows_id, actor=actor, clock=clock)
    return _copied(poll, asked)


def _about_one(poll: Poll, kind: str) -> tuple[Callable[..., Poll], str, QuerySet[Any]] | None:
    """How a vote about one proposal, amendment or final text is worded, and among which it is."""
    edition = poll.edition_id
    return {
        PROPOSAL: (draft_option_vote, "proposal_id", Proposal.objects.filter(edition=edition)),
        AMENDMENT: (
            draft_amendment_vote,
            "amendment_id",
            Amendment.objects.filter(proposal__edition=edition),
        ),
        FINAL: (draft_final_vote, "final_id", FinalText.objects.filter(edition=edition)),
    }.get(kind)


def _copied(poll: Poll, asked: dict[str, Any]) -> Poll:
    """A vote with the same options, counted in the same way; proposals have to be at no other."""
    options = list(poll.options.select_related("text"))
    if poll.matter.startswith(f"{PROPOSALS}:"):
        require_at_no_vote(poll.edition, [one.key for one in options])
    return draft_poll(
        edition_id=poll.edition_id,
        kind=poll.kind,
        body=poll.body,
        step=poll.step,
        matter=poll.matter,
        method=poll.method,
        options=[(one.key, one.text) for one in options],
        places=poll.places or 1,
        budget=poll.budget,
        costs=[one.cost for one in options] if poll.budget else (),
        rounds=[(keep, code) for keep, code in poll.rounds],
        follows=poll.follows,
        **asked,
    )


def drafted_after(poll: Poll) -> Poll | None:
    """The vote that was drafted in place of one that was annulled: the latest in the same words,
    or on the same matter; those annulled left aside."""
    if poll.state != Poll.State.ANNULLED:
        return None
    same = Q(matter=poll.matter) if poll.matter else Q(question__body=poll.question.body)
    later = poll.edition.polls.filter(same, pk__gt=poll.pk)
    return later.exclude(state=Poll.State.ANNULLED).order_by("pk").last()


@action
def publish_vote(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Publish a result and apply it to what the vote was about; a tie waits to be settled. After a
    round of a chain, the next one is drafted, where whoever publishes may draft it.

    Who: `polls.conduct`. Register: `poll_published`, then what it decided. Errors: those of the
    vote and of what it decides.
    """
    poll = publish_result(poll_id=poll_id, actor=actor, clock=clock)
    _apply(poll, actor, clock)
    return poll


@action
def settle_vote(*, poll_id: int, picked: Sequence[str], actor: Actor, clock: Clock) -> Poll:
    """Settle a tie as the chair decided or the public draw fell, and apply the result.

    Who: as `settle_tie`. Register: `tie_settled`, `poll_published`, then what it decided. Errors:
    those of `settle_tie` and of what it decides.
    """
    poll = settle_tie(poll_id=poll_id, picked=picked, actor=actor, clock=clock)
    _apply(poll, actor, clock)
    return poll


def _not_at_vote(edition: Edition, matter: str) -> None:
    """Errors: NotYet where a vote on this was prepared, and not annulled; one at a time."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    if vote_about(edition, matter) is not None:
        raise NotYet("at_vote_already")


def _apply(poll: Poll, actor: Actor, clock: Clock) -> None:
    if poll.is_tied:
        return
    result = poll.result or {}
    facts = {"poll": poll.public_id, "actor": actor, "clock": clock}
    kind, _colon, about = poll.matter.partition(":")
    if kind == TOPICS:
        apply_topic_vote(poll, actor=actor, clock=clock)
    elif kind + ":" == PROPOSAL:
        decide_proposal(proposal=about, outcome=result["outcome"], **facts)
    elif kind + ":" == AMENDMENT:
        decide_amendment(amendment=about, outcome=result["outcome"], **facts)
    elif kind + ":" == FINAL:
        decide_final_text(final=about, outcome=result["outcome"], **facts)
    elif kind == REVOTE:
        again = [ADOPTED] if result["outcome"] == ADOPTED else result["chosen"]
        tied = Poll.objects.get(edition=poll.edition_id, public_id=about)
        settled = settle_tie(
            poll_id=tied.pk, picked=again, revote=poll.public_id, actor=actor, clock=clock
        )
        _apply(settled, actor, clock)
    elif kind == PROPOSALS:
        apply_round(poll, actor=actor, clock=clock)
    go_on(poll, actor=actor, clock=clock)
