"""The assembly deliberates: arguments, amendments, what its votes decided, the final text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.words import keep_title, keep_words, require_words
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.deciding import require_decision
from alienor.stages.proposals import acts
from alienor.stages.proposals.models import (
    Amendment,
    Argument,
    Clause,
    FinalText,
    MinorityOpinion,
    Proposal,
)
from alienor.stages.proposals.queries import deciding_polls
from alienor.stages.proposals.writing import SIDES, locked_proposal

OUTCOMES = ("adopted", "rejected")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of the final text, as it is entered."""

    key: str
    title: str
    text: str
    proposal_id: int | None = None


@action
def give_argument(
    *,
    proposal_id: int,
    side: str,
    text: str,
    actor: Actor,
    clock: Clock,
    author_label: str = "",
) -> Argument:
    """Give a reason for or against, in one's own words.

    Who: any member of the assembly (`proposals.argue`). Register: `argument_given`.
    Errors: NotAllowed; Invalid (unknown side, no words).
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.argue", on=proposal.edition)
    if side not in SIDES:
        raise Invalid("unknown_code", field="side", value=side)
    if not text.strip():
        raise Invalid("required", field="text")
    now = clock.now()
    argument = Argument.objects.create(
        proposal=proposal,
        side=side,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        author_label=author_label,
        given_at=now,
    )
    record(
        acts.ArgumentGiven(
            argument=argument.public_id,
            proposal=proposal.public_id,
            side=side,
            text=argument.text.digest,
        ),
        on=proposal.edition,
    )
    return argument


@action
def submit_amendment(
    *,
    proposal_id: int,
    paragraph: str,
    text: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    author_label: str = "",
) -> Amendment:
    """Propose other words for a paragraph of the latest version.

    Who: any member of the assembly (`proposals.amend`). Register: `amendment_submitted`.
    Errors: NotAllowed; WrongState where the assembly has decided; Invalid (no such paragraph, no
    words, no reason, the same words).
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.amend", on=proposal.edition)
    if proposal.state in OUTCOMES:
        raise WrongState(state=proposal.state, wanted=("drafted", "frozen"))
    version = proposal.versions.order_by("-number").first()
    row = version.paragraphs.filter(key=paragraph).first() if version else None
    if version is None or row is None:
        raise Invalid("unknown_code", field="paragraph", value=paragraph)
    require_words(text=text, reason=reason)
    if str(row.text) == text.strip():
        raise Invalid("nothing_changed", field="text")
    now = clock.now()
    amendment = Amendment.objects.create(
        proposal=proposal,
        paragraph=paragraph,
        version=version.number,
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        reason=keep_words(reason.strip(), now=now, author_id=actor.person_id),
        author_label=author_label,
        submitted_at=now,
    )
    record(
        acts.AmendmentSubmitted(
            amendment=amendment.public_id,
            proposal=proposal.public_id,
            version=version.number,
            paragraph=paragraph,
            text=amendment.text.digest,
            reason=amendment.reason.digest,
        ),
        on=proposal.edition,
    )
    return amendment


@action
def decide_amendment(
    *, amendment: str, outcome: str, poll: str, actor: Actor, clock: Clock
) -> Amendment:
    """Apply what the assembly voted of an amendment (called by the procedure of that vote).

    Who: whoever conducts the vote (`polls.conduct`). Register: `amendment_decided`.
    Errors: NotAllowed; NotFound; WrongState; RuleForbids where that vote decides nothing.
    """
    row = (
        Amendment.objects.select_related("proposal__edition", "proposal__edition__rules")
        .select_for_update(of=("self",))
        .filter(public_id=amendment)
        .first()
    )
    if row is None:
        raise NotFound("amendment")
    require(actor, "polls.conduct", on=row.proposal.edition)
    if row.state != Amendment.State.SUBMITTED:
        raise WrongState(state=row.state, wanted=("submitted",))
    require_decision(row.proposal.edition, poll, actor=actor, clock=clock)
    row.state, row.poll = outcome, poll
    row.save(update_fields=["state", "poll"])
    record(
        acts.AmendmentDecided(amendment=amendment, poll=poll, outcome=outcome),
        on=row.proposal.edition,
    )
    return row


@action
def decide_proposal(
    *, proposal: str, outcome: str, poll: str, actor: Actor, clock: Clock
) -> Proposal:
    """Apply what the assembly voted of a proposal (called by the procedure of that vote).

    Who: whoever conducts the vote (`polls.conduct`). Register: `proposal_decided`.
    Errors: NotAllowed; NotFound; WrongState where it was not submitted; RuleForbids where that vote
    decides nothing.
    """
    found = Proposal.objects.select_related("edition").select_for_update(of=("self",))
    row = found.filter(public_id=proposal).first()
    if row is None:
        raise NotFound("proposal")
    require(actor, "polls.conduct", on=row.edition)
    if row.state != Proposal.State.FROZEN:
        raise WrongState(state=row.state, wanted=("frozen",))
    require_decision(row.edition, poll, actor=actor, clock=clock)
    row.state, row.poll = outcome, poll
    row.save(update_fields=["state", "poll"])
    record(acts.ProposalDecided(proposal=proposal, poll=poll, outcome=outcome), on=row.edition)
    return row


@action
def compose_final_text(
    *,
    edition_id: int,
    title: str,
    points: Sequence[Point],
    actor: Actor,
    clock: Clock,
    preamble: str = "",
) -> FinalText:
    """Make one text of what the assembly adopted, point by point.

    Who: the proposition group, or an organiser who enters its words (`proposals.write`).
    Register: `final_text_composed`. Errors: NotAllowed; Invalid (no title, no point, a key twice);
    WrongState where the text was voted, or a point comes from a proposal that was not adopted.
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "proposals.write", on=edition)
    if edition.final_texts.exclude(state=FinalText.State.REJECTED).exists():
        raise WrongState(state="composed", wanted=("drafted",))
    kept = [point for point in points if point.text.strip()]
    if not title.strip() or not kept:
        raise Invalid("required", field="title" if not title.strip() else "points")
    if len({point.key for point in kept}) < len(kept):
        raise Invalid("paragraph_twice", field="points")
    adopted = set(
        edition.proposals.filter(state=Proposal.State.ADOPTED).values_list("pk", flat=True)
    )
    if any(point.proposal_id is not None and point.proposal_id not in adopted for point in kept):
        raise WrongState(state="rejected", wanted=("adopted",))
    now = clock.now()
    final = FinalText.objects.create(
        edition=edition,
        title=keep_title(title.strip(), now=now, author_id=actor.person_id),
        preamble=keep_words(preamble.strip(), now=now, author_id=actor.person_id)
        if preamble.strip()
        else None,
        composed_at=now,
    )
    rows = [
        Clause.objects.create(
            final=final,
            key=point.key,
            position=position,
            title=keep_title(point.title.strip(), now=now, author_id=actor.person_id),
            text=keep_words(point.text.strip(), now=now, author_id=actor.person_id),
            proposal_id=point.proposal_id,
        )
        for position, point in enumerate(kept)
    ]
    record(
        acts.FinalTextComposed(
            final=final.public_id,
            title=final.title.digest,
            clauses=[row.public_id for row in rows],
            texts=[row.text.digest for row in rows],
        ),
        on=edition,
    )
    return final


@action
def decide_final_text(
    *, final: str, outcome: str, poll: str, actor: Actor, clock: Clock
) -> FinalText:
    """Apply the final vote (called by its procedure).

    Who: whoever conducts the vote (`polls.conduct`). Register: `final_text_decided`.
    Errors: NotAllowed; NotFound; WrongState; RuleForbids where that vote decides nothing.
    """
    found = FinalText.objects.select_related("edition").select_for_update(of=("self",))
    row = found.filter(public_id=final).first()
    if row is None:
        raise NotFound("final text")
    require(actor, "polls.conduct", on=row.edition)
    if row.state != FinalText.State.COMPOSED:
        raise WrongState(state=row.state, wanted=("composed",))
    require_decision(row.edition, poll, actor=actor, clock=clock)
    row.state, row.poll = outcome, poll
    row.save(update_fields=["state", "poll"])
    rulebook = rules_of(Edition.objects.select_related("rules").get(pk=row.edition_id))
    record(
        acts.FinalTextDecided(final=final, poll=poll, outcome=outcome),
        on=row.edition,
        articles=(rulebook.council.article,),
    )
    return row


@action
def attach_minority_opinion(
    *,
    edition_id: int,
    poll: str,
    title: str,
    text: str,
    signatures: int,
    actor: Actor,
    clock: Clock,
) -> MinorityOpinion:
    """Attach to a result what those who lost want to be read with it.

    `poll`: the public id of the vote that decided on a proposal, an amendment or the final text.
    `signatures`: how many of its voters sign, nobody named. Who: a member of the assembly
    (`proposals.argue`). Register: `minority_opinion_attached`. Errors: NotAllowed; NotFound where
    no such vote decided; Invalid (no words, none or more signatures than voters).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "proposals.argue", on=edition)
    vote = deciding_polls(edition).filter(public_id=poll).first()
    if vote is None:
        raise NotFound("poll")
    require_words(title=title, text=text)
    if signatures < 1:
        raise Invalid("negative", field="signatures")
    if signatures > vote.entitled:
        raise Invalid("more_than_voters", field="signatures", most=vote.entitled)
    now = clock.now()
    opinion = MinorityOpinion.objects.create(
        edition=edition,
        poll=poll,
        title=keep_title(title.strip(), now=now, author_id=actor.person_id),
        text=keep_words(text.strip(), now=now, author_id=actor.person_id),
        signatures=signatures,
        written_at=now,
    )
    record(
        acts.MinorityOpinionAttached(
            opinion=opinion.public_id,
            poll=poll,
            title=opinion.title.digest,
            text=opinion.text.digest,
            signatures=signatures,
        ),
        on=edition,
    )
    return opinion
