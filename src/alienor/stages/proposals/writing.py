"""The group writes: proposals, versions, disagreements; it submits, and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require, unchanged
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import keep_title, keep_words, require_words
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.proposals import acts
from alienor.stages.proposals.models import (
    Amendment,
    Disagreement,
    Paragraph,
    Position,
    Proposal,
    Version,
)
from alienor.stages.proposals.queries import (
    amended_words,
    as_written,
    recorded_summary,
    recorded_version,
)

SIDES = ("for", "against")
PARAGRAPHS_AT_MOST = 200
"""A version is one entry of the register, which names each of them."""


@action
def draft_proposal(
    *,
    edition_id: int,
    title: str,
    summary: str,
    paragraphs: Sequence[tuple[str, str]],
    actor: Actor,
    clock: Clock,
    who_loses: str = "",
    cost_euros: int | None = None,
    yearly_cost_euros: int | None = None,
    author_label: str = "",
    note: str = "",
) -> Proposal:
    """Put a proposal in words for the first time.

    `paragraphs`: (key, text); an empty key is given one. Who: a member of the proposition group,
    or an organiser who enters its words (`proposals.write`). Register: `proposal_drafted`,
    `version_written`. Errors: NotAllowed; RuleForbids, absolute, to the methodology committee;
    Invalid (no title, no summary, no paragraph).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "proposals.write", on=edition)
    require_words(title=title, summary=summary)
    now = clock.now()
    proposal = Proposal.objects.create(
        edition=edition,
        number=edition.proposals.count() + 1,
        title=keep_title(title.strip(), now=now, author_id=actor.person_id),
        summary=keep_words(summary.strip(), now=now, author_id=actor.person_id),
        who_loses=keep_words(who_loses.strip(), now=now, author_id=actor.person_id)
        if who_loses.strip()
        else None,
        cost_euros=cost_euros,
        yearly_cost_euros=yearly_cost_euros,
        drafted_at=now,
    )
    record(
        acts.ProposalDrafted(
            proposal=proposal.public_id,
            number=proposal.number,
            title=proposal.title.digest,
            summary=proposal.summary.digest,
            who_loses=proposal.who_loses.digest if proposal.who_loses else None,
        ),
        on=edition,
        articles=(rules_of(edition).body("proposition_group").article,),
    )
    write_version(
        proposal_id=proposal.pk,
        paragraphs=paragraphs,
        note=note,
        author_label=author_label,
        actor=actor,
        clock=clock,
    )
    return proposal


@action
def write_version(
    *,
    proposal_id: int,
    paragraphs: Sequence[tuple[str, str]],
    actor: Actor,
    clock: Clock,
    note: str = "",
    author_label: str = "",
    seen: str = "",
) -> Version:
    """Write the whole text of a proposal again; what it was stays readable.

    A paragraph that the assembly amended keeps the assembly's words, as they are; once submitted,
    they are written in and nothing else changes.
    `seen`: the `recorded_version` that its author was changing. Who: `proposals.write`. Register:
    `version_written`. Errors: NotAllowed; WrongState; Conflict; Invalid (nothing written, nothing
    changed, a key twice, `amended_words`, `submitted_words`).
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.write", on=proposal.edition)
    adopted = list(
        proposal.amendments.filter(state=Amendment.State.ADOPTED, written_in__isnull=True)
    )
    if proposal.state != Proposal.State.DRAFTED and not adopted:
        raise WrongState(state=proposal.state, wanted=("drafted",))
    latest = proposal.versions.order_by("-number").first()
    unchanged(seen, recorded_version(proposal))
    written = [(key.strip(), words.strip()) for key, words in paragraphs if words.strip()]
    if not written:
        raise Invalid("required", field="paragraphs")
    if len(written) > PARAGRAPHS_AT_MOST:
        raise Invalid("too_many_paragraphs", field="paragraphs", most=PARAGRAPHS_AT_MOST)
    keys = [key for key, _words in written if key]
    if len(set(keys)) < len(keys):
        raise Invalid("paragraph_twice", field="paragraphs")
    before = (
        {row.key: row.text for row in latest.paragraphs.select_related("text")} if latest else {}
    )
    if latest and [(key, str(text)) for key, text in before.items()] == written:
        raise Invalid("nothing_changed", field="paragraphs")
    said = dict(written)
    for key, words in amended_words(proposal).items():
        if words not in said.get(key, ""):
            raise Invalid("amended_words", field="paragraphs", words=words)
    if proposal.state != Proposal.State.DRAFTED and not _only_amended(before, written, adopted):
        raise Invalid("submitted_words", field="paragraphs")
    now = clock.now()
    version = Version.objects.create(
        proposal=proposal,
        number=latest.number + 1 if latest else 1,
        note=keep_words(note.strip(), now=now, author_id=actor.person_id) if note.strip() else None,
        author_label=author_label,
        written_at=now,
    )
    rows = []
    for position, (key, words) in enumerate(written):
        same: Text | None = before.get(key)
        rows.append(
            Paragraph.objects.create(
                version=version,
                key=key or _new_key({*keys, *before, *(row.key for row in rows)}),
                position=position,
                text=same
                if same is not None and str(same) == words
                else keep_words(words, now=now, author_id=actor.person_id),
            )
        )
    for amendment in adopted:
        amendment.written_in = version.number
        amendment.save(update_fields=["written_in"])
    record(
        acts.VersionWritten(
            proposal=proposal.public_id,
            version=version.number,
            paragraphs=[row.key for row in rows],
            texts=[row.text.digest for row in rows],
            note=version.note.digest if version.note else None,
            amendments=[amendment.public_id for amendment in adopted] or None,
        ),
        on=proposal.edition,
    )
    return version


@action
def summarise_proposal(
    *,
    proposal_id: int,
    summary: str,
    actor: Actor,
    clock: Clock,
    who_loses: str = "",
    cost_euros: int | None = None,
    yearly_cost_euros: int | None = None,
    seen: str = "",
) -> Proposal:
    """Say again what a proposal is in short, who would lose by it and what it costs: a service's
    opinion or a new version may have changed them.

    Costs in whole euros, None where nobody knows. `seen`: the `recorded_summary` that its author
    was changing. Who: `proposals.write`, until it is submitted. Register: `proposal_summarised`;
    the words before stay there. Errors: NotAllowed; WrongState; Conflict; Invalid (no summary,
    nothing changed).
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.write", on=proposal.edition)
    if proposal.state != Proposal.State.DRAFTED:
        raise WrongState(state=proposal.state, wanted=("drafted",))
    before = recorded_summary(proposal)
    unchanged(seen, before)
    summary, who_loses = summary.strip(), who_loses.strip()
    require_words(summary=summary)
    after = {
        "summary": summary,
        "who_loses": who_loses,
        "cost_euros": cost_euros,
        "yearly_cost_euros": yearly_cost_euros,
    }
    if after == before:
        raise Invalid("nothing_changed", field="summary")
    if summary != before["summary"]:
        proposal.summary = keep_words(summary, now=clock.now(), author_id=actor.person_id)
    if who_loses != before["who_loses"]:
        proposal.who_loses = (
            keep_words(who_loses, now=clock.now(), author_id=actor.person_id) if who_loses else None
        )
    proposal.cost_euros, proposal.yearly_cost_euros = cost_euros, yearly_cost_euros
    proposal.save(update_fields=["summary", "who_loses", "cost_euros", "yearly_cost_euros"])
    record(
        acts.ProposalSummarised(
            proposal=proposal.public_id,
            summary=proposal.summary.digest,
            who_loses=proposal.who_loses.digest if proposal.who_loses else None,
            cost_euros=cost_euros,
            yearly_cost_euros=yearly_cost_euros,
        ),
        on=proposal.edition,
    )
    return proposal


@action
def freeze_proposal(*, proposal_id: int, actor: Actor, clock: Clock) -> Proposal:
    """Submit a proposal to the assembly as an option: the group changes its words no more.

    Who: `proposals.write`. Register: `proposal_frozen`. Errors: NotAllowed; WrongState.
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.write", on=proposal.edition)
    if proposal.state != Proposal.State.DRAFTED:
        raise WrongState(state=proposal.state, wanted=("drafted",))
    proposal.state = Proposal.State.FROZEN
    proposal.save(update_fields=["state"])
    record(
        acts.ProposalFrozen(proposal=proposal.public_id, version=proposal.versions.count()),
        on=proposal.edition,
        articles=(rules_of(proposal.edition).body("proposition_group").article,),
    )
    return proposal


@action
def note_disagreement(
    *,
    proposal_id: int,
    question: str,
    positions: Sequence[tuple[str, str]],
    actor: Actor,
    clock: Clock,
    paragraph: str = "",
) -> Disagreement:
    """Keep a disagreement of the group as such, for the assembly.

    `positions`: (words, who holds them, by no name), two at least. Who: `proposals.write`.
    Register: `disagreement_noted`. Errors: NotAllowed; Invalid.
    """
    proposal = locked_proposal(proposal_id)
    require(actor, "proposals.write", on=proposal.edition)
    held = [(words.strip(), who.strip()) for words, who in positions if words.strip()]
    if not question.strip():
        raise Invalid("required", field="question")
    if len(held) < 2:
        raise Invalid("two_positions", field="positions")
    now = clock.now()
    made = Disagreement.objects.create(
        proposal=proposal,
        paragraph=paragraph,
        question=keep_words(question.strip(), now=now, author_id=actor.person_id),
        noted_at=now,
    )
    rows = [
        Position.objects.create(
            disagreement=made,
            text=keep_words(words, now=now, author_id=actor.person_id),
            held_by=who,
        )
        for words, who in held
    ]
    record(
        acts.DisagreementNoted(
            disagreement=made.public_id,
            proposal=proposal.public_id,
            question=made.question.digest,
            positions=[row.text.digest for row in rows],
        ),
        on=proposal.edition,
    )
    return made


def locked_proposal(proposal_id: int) -> Proposal:
    """A proposal locked for a change. Errors: NotFound."""
    proposal = (
        Proposal.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=proposal_id)
        .first()
    )
    if proposal is None:
        raise NotFound("proposal")
    return proposal


def _only_amended(
    before: Mapping[str, Text],
    written: Sequence[tuple[str, str]],
    adopted: Sequence[Amendment],
) -> bool:
    """Whether what was written is the text before with the adopted amendments, in the place of
    their paragraph or after its words."""
    if [key for key, _words in written] != list(before):
        return False
    for key, words in written:
        rest = words
        for amendment in reversed(adopted):
            if amendment.paragraph == key:
                rest = rest.removesuffix(as_written(amendment)).strip()
        if rest not in (str(before[key]), *("" for one in adopted if one.paragraph == key)):
            return False
    return True


def _new_key(known: set[str]) -> str:
    number = len(known) + 1
    while f"p{number}" in known:
        number += 1
    return f"p{number}"
