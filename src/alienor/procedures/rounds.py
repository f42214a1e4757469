"""Chains of votes: the rules say the rounds, one click drafts the first, a result the next.

Nobody words anything of substance here. The options are the topics as they were proposed, or the
proposals as the group submitted them; the questions are those of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from alienor.cores.rules.blocks import ChainRound
from alienor.cores.rules.vocabulary import PROPOSALS
from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import Invalid, NotFound, NotYet, WrongState
from alienor.platform.public_ids import public_id
from alienor.procedures.subject import TOPICS, draft_topic_vote, round_to_hold
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import round_after, vote_about
from alienor.stages.polls.wording import draft_poll
from alienor.stages.proposals.deliberating import decide_proposal
from alienor.stages.proposals.models import Proposal

PROPOSAL = "proposal:"
WHICH_TO_KEEP = "Parmi ces choix, lesquels voulez-vous garder ?"
"""Asked of a round for which the rules have no question of their own."""


@action
def begin_topic_rounds(*, edition_id: int, actor: Actor, clock: Clock, step: str = "") -> Poll:
    """Draft the round that comes next in the choice of the subject, and by it those after: each is
    drafted as soon as the result of the one before stands, until one topic is left.

    Who: `polls.draft`. Register: `poll_drafted`, `poll_chained`. Errors: those of
    `subject.draft_topic_vote`.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    return draft_topic_vote(
        edition_id=edition_id,
        question=round_to_hold(edition).question or WHICH_TO_KEEP,
        step=step,
        chained=True,
        actor=actor,
        clock=clock,
    )


@action
def begin_proposal_rounds(
    *, edition_id: int, proposals: Sequence[str], actor: Actor, clock: Clock, step: str = ""
) -> Poll:
    """Draft the first round among these proposals (their public ids), by the chain of the rules:
    those that a round leaves out are rejected, the one that is left at the end is adopted.

    A first round that would keep them all is passed over.
    Who: `polls.draft`. Register: `poll_drafted`, `poll_chained`. Errors: NotAllowed; RuleForbids;
    NotFound; Invalid (`no_chain` in the rules; `options_needed`: two proposals at least);
    WrongState where one is not submitted; NotYet (`at_vote_already`).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    chain = rules_of(edition).chain(PROPOSALS)
    if chain is None:
        raise Invalid("no_chain")
    rows = require_at_no_vote(edition, proposals)
    if len(rows) < 2:
        raise Invalid("options_needed", field="proposals")
    return _draft(
        edition,
        rows,
        rounds=[(one.keep, one.poll) for one in rounds_for(chain.rounds, len(rows))],
        matter=f"{PROPOSALS}:{public_id()}",
        step=step,
        follows=None,
        actor=actor,
        clock=clock,
    )


@action
def draft_round_after(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Draft the round that goes on from the options that a published round kept.

    Who: `polls.draft`. Register: `poll_drafted`, `poll_chained`. Errors: NotAllowed; NotFound;
    RuleForbids; WrongState where it is no round, has no result that stands, or no round is left;
    NotYet (`at_vote_already`).
    """
    poll = Poll.objects.select_related("edition", "edition__rules").filter(pk=poll_id).first()
    if poll is None:
        raise NotFound("poll")
    Edition.objects.select_for_update().get(pk=poll.edition_id)
    if not goes_on(poll):
        raise WrongState(state=poll.state, wanted=("published",))
    if round_after(poll) is not None:
        raise NotYet("at_vote_already")
    kind, _colon, about = poll.matter.partition(":")
    if kind == TOPICS:
        return draft_topic_vote(
            edition_id=poll.edition_id,
            question=round_to_hold(poll.edition).question or WHICH_TO_KEEP,
            step=poll.step,
            follows=poll,
            chained=True,
            actor=actor,
            clock=clock,
        )
    return _draft(
        poll.edition,
        list(poll.edition.proposals.filter(public_id__in=_chosen(poll)).order_by("number")),
        rounds=[(keep, code) for keep, code in poll.rounds[1:]],
        matter=f"{PROPOSALS}:{about.partition(':')[0]}:{poll.public_id}",
        step=poll.step,
        follows=poll,
        actor=actor,
        clock=clock,
    )


def go_on(poll: Poll, *, actor: Actor, clock: Clock) -> Poll | None:
    """Draft the round after one whose result stands now, where whoever published it may; for
    anybody else it waits at the desk."""
    if not goes_on(poll) or not may(actor, "polls.draft", on=poll.edition):
        return None
    return draft_round_after(poll_id=poll.pk, actor=actor, clock=clock)


def goes_on(poll: Poll) -> bool:
    """Whether a round has a result that stands, from which another one goes on."""
    stands = poll.state == Poll.State.PUBLISHED and not poll.is_tied
    return stands and len(poll.rounds) > 1 and len(_chosen(poll)) > 1


def in_rounds(proposal: Proposal) -> bool:
    """Whether a proposal is among the options of a round under way, or that goes on."""
    rows = proposal.edition.polls.filter(
        matter__startswith=f"{PROPOSALS}:", options__key=proposal.public_id
    )
    return any(
        row.state not in (Poll.State.PUBLISHED, Poll.State.ANNULLED) or row.is_tied or goes_on(row)
        for row in rows
        if row.state != Poll.State.ANNULLED
    )


def at_vote(proposal: Proposal) -> bool:
    """Whether a proposal has a vote of its own already, or is in a chain."""
    own = vote_about(proposal.edition, PROPOSAL + proposal.public_id)
    return own is not None or in_rounds(proposal)


def require_at_no_vote(edition: Edition, proposals: Sequence[str]) -> list[Proposal]:
    """These proposals, in order, each submitted and at no vote. Errors: NotFound; WrongState where
    one is not submitted; NotYet (`at_vote_already`)."""
    rows = list(edition.proposals.filter(public_id__in=proposals).order_by("number"))
    if len(rows) != len(set(proposals)):
        raise NotFound("proposal")
    for row in rows:
        if row.state != Proposal.State.FROZEN:
            raise WrongState(state=row.state, wanted=("frozen",))
        if at_vote(row):
            raise NotYet("at_vote_already")
    return rows


def rounds_for(rounds: Sequence[ChainRound], options: int) -> list[ChainRound]:
    """The rounds that leave some of so many options out."""
    return [one for one in rounds if one.keep < options]


def apply_round(poll: Poll, *, actor: Actor, clock: Clock) -> None:
    """Do with proposals what the result of a round says: those left out are rejected; the one that
    the last round keeps is adopted."""
    chosen = _chosen(poll)
    facts = {"poll": poll.public_id, "actor": actor, "clock": clock}
    for key in poll.options.values_list("key", flat=True):
        if key not in chosen:
            decide_proposal(proposal=key, outcome="rejected", **facts)
        elif len(poll.rounds) == 1:
            decide_proposal(proposal=key, outcome="adopted", **facts)


def _chosen(poll: Poll) -> list[str]:
    return list((poll.result or {}).get("chosen", []))


def _draft(
    edition: Edition,
    rows: list[Proposal],
    *,
    rounds: list[tuple[int, str]],
    matter: str,
    step: str,
    follows: Poll | None,
    actor: Actor,
    clock: Clock,
) -> Poll:
    """Draft a round among these proposals, asked in the words of the rules."""
    keep, kind = rounds[0]
    chain = rules_of(edition).chain(PROPOSALS)
    asked = [one.question for one in chain.rounds if one.poll == kind] if chain else []
    return draft_poll(
        edition_id=edition.pk,
        kind=kind,
        question=asked[0].fr if asked else WHICH_TO_KEEP,
        options=[(row.public_id, row.title) for row in rows],
        places=min(keep, len(rows) - 1),
        step=step,
        matter=matter,
        rounds=[(min(keep, len(rows) - 1), kind), *rounds[1:]],
        follows=follows,
        actor=actor,
        clock=clock,
    )
