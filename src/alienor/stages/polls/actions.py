"""The life of a vote: drafted, announced, opened, closed, counted, published, or annulled."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from alienor.cores import rules as rulebooks
from alienor.cores.rules import Rulebook, UnknownCode
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import commit
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.recount import (
    BALLOTS,
    INVALID,
    YES_NO,
    add_up,
    chosen_of,
    outcome_of,
    result_of,
    sentences,
    standing_counts,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, WrongState
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls import acts
from alienor.stages.polls.models import CountSheet, OpenChoice, Poll, PollOption
from alienor.stages.polls.queries import (
    electorate_for,
    record_digest,
    sessions_held,
    sheets_of,
)

ANSWERS = ("yes", "no", "abstain")


@action
def draft_poll(
    *,
    edition_id: int,
    kind: str,
    question: str,
    actor: Actor,
    clock: Clock,
    options: Sequence[tuple[str, str]] = (),
    places: int = 1,
    body: str = "",
    step: str = "",
    matter: str = "",
) -> Poll:
    """Word a vote that `body` (by default the one that the rules name) will hold.

    `options`: (key, text) pairs, none for yes, no or abstain.

    Who: `polls.draft` where it is about substance, else `polls.draft_procedure`.
    Register: `poll_drafted`. Errors: NotAllowed; RuleForbids, absolute (the proposition group
    decides nothing; the committee touches no substance); Invalid.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    rulebook = rules_of(edition)
    try:
        rule = rulebook.poll_kind(kind)
    except UnknownCode as error:
        raise Invalid("unknown_code", field="kind", value=kind) from error
    require(actor, "polls.draft" if rule.about_substance else "polls.draft_procedure", on=edition)
    body = body or rule.body
    breach = rulebooks.decision_breach(rulebook, kind=kind, body=body)
    enforce(edition, breach, reason="", actor=actor, clock=clock)
    if not question.strip():
        raise Invalid("required", field="question")
    yes_no = rule.method == YES_NO
    if yes_no and options:
        raise Invalid("options_not_wanted", field="options")
    if not yes_no and len(options) < 2:
        raise Invalid("options_needed", field="options")
    now = clock.now()
    poll = Poll.objects.create(
        edition=edition,
        kind=kind,
        body=body,
        step=step,
        matter=matter,
        question=keep_words(question.strip(), now=now, author_id=actor.person_id),
        method=rule.method,
        places=0 if yes_no else places,
        drafted_at=now,
    )
    rows = [
        PollOption.objects.create(
            poll=poll,
            position=position,
            key=key,
            text=keep_words(text, now=now, author_id=actor.person_id),
        )
        for position, (key, text) in enumerate(options)
    ]
    record(
        acts.PollDrafted(
            poll=poll.public_id,
            kind=kind,
            question=poll.question.digest,
            options=[row.text.digest for row in rows],
            method=poll.method,
            places=poll.places,
        ),
        on=edition,
        articles=(rule.article,),
    )
    return poll


@action
def announce_poll(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Show the question and the options before the vote opens.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_announced`.
    Errors: NotAllowed, WrongState.
    """
    poll = _conducted(poll_id, actor, Poll.State.DRAFTED)
    poll.state = Poll.State.ANNOUNCED
    poll.save(update_fields=["state"])
    record(acts.PollAnnounced(poll=poll.public_id), on=poll.edition)
    return poll


@action
def open_poll(
    *,
    poll_id: int,
    channel: str,
    actor: Actor,
    clock: Clock,
    present: set[int] | None = None,
    derogation: str = "",
) -> Poll:
    """Open a vote: its electorate may vote, and nobody may change its question any more.

    `present`: the people checked in now, None where nobody notes presences. Who: an organiser or
    the chair (`polls.conduct`). Register: `poll_opened`, and `derogated` where a rule is departed
    from. Errors: NotAllowed; WrongState; Invalid (`secret_needs_paper`, `nobody_entitled`);
    RuleForbids (too early, wrong channel, no quorum).
    """
    poll = _conducted(poll_id, actor, Poll.State.ANNOUNCED, Poll.State.DRAFTED)
    edition, rulebook = poll.edition, rules_of(poll.edition)
    rule = rulebook.poll_kind(poll.kind)
    if rule.secret and channel != "paper":
        raise Invalid("secret_needs_paper", field="channel")
    breach = rulebooks.poll_breach(
        rulebook,
        kind=poll.kind,
        body=poll.body,
        sessions_held=sessions_held(edition),
        channels=[channel],
        step=poll.step or None,
    )
    enforce(edition, breach, reason=derogation, actor=actor, clock=clock)
    electorate = electorate_for(poll, present)
    if not electorate.voters:
        raise Invalid("nobody_entitled", field="channel")
    poll.channel, poll.state, poll.opened_at = channel, Poll.State.OPENED, clock.now()
    poll.entitled = len(electorate.voters)
    poll.present, poll.seats = electorate.present, electorate.seats
    entries = [
        poll.roll.create(person_id=person, college=college) for person, college in electorate.voters
    ]
    poll.roll_salt = os.urandom(32)
    roll = sorted([entry.token, entry.college] for entry in entries)
    poll.roll_commitment = commit(salt=poll.roll_salt, content=canonical_json(roll))
    poll.terms = _terms(rulebook, poll, attending=electorate.attending)
    poll.save()
    record(
        acts.PollOpened(
            poll=poll.public_id,
            question=poll.question.digest,
            channel=channel,
            secret=rule.secret,
            entitled=poll.entitled,
            by_college=electorate.by_college(),
            roll=poll.roll_commitment,
        ),
        on=edition,
        articles=(rule.article,),
    )
    return poll


@action
def close_poll(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Close a vote. Nothing partial is known before.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_closed`.
    Errors: NotAllowed, WrongState.
    """
    poll = _conducted(poll_id, actor, Poll.State.OPENED)
    poll.state, poll.closed_at = Poll.State.CLOSED, clock.now()
    poll.save(update_fields=["state", "closed_at"])
    record(acts.PollClosed(poll=poll.public_id), on=poll.edition)
    return poll


@action
def enter_count(
    *,
    poll_id: int,
    sector: str,
    counts: Mapping[str, int],
    actor: Actor,
    clock: Clock,
    college: str = "",
    recount: bool = False,
) -> CountSheet:
    """Enter one of the two counts of a sector (hands) or an urn (paper).

    Two different people enter each sector; where they differ, `recount` begins a new round and
    the earlier ones stay in the record. Who: an organiser or the chair (`polls.conduct`).
    Register: `count_entered`. Errors: NotAllowed; WrongState (hands: while open or closed; paper:
    once closed); Invalid (unknown cell, negative, more than the electorate, same person twice).
    """
    poll = _conducted(poll_id, actor, Poll.State.OPENED, Poll.State.CLOSED)
    if poll.channel == "paper" and poll.state != Poll.State.CLOSED:
        raise WrongState(state=poll.state, wanted=("closed",))
    cells = _cells(poll)
    clean = {cell: int(counts.get(cell, 0)) for cell in cells}
    for cell, count in counts.items():
        if cell not in cells:
            raise Invalid("unknown_code", field="counts", value=cell)
        if count < 0:
            raise Invalid("fault", fault=VotingFault("negative_count", cell=cell, count=count))
    cast = sum(clean.values()) if poll.method == YES_NO else clean[BALLOTS] + clean[INVALID]
    if cast > poll.entitled:
        raise Invalid(
            "fault",
            fault=VotingFault("counts_exceed_electorate", cast=cast, entitled=poll.entitled),
        )
    if poll.method != YES_NO:
        for cell in set(cells) - {BALLOTS, INVALID}:
            if clean[cell] > clean[BALLOTS]:
                raise Invalid(
                    "fault",
                    fault=VotingFault(
                        "approvals_exceed_ballots",
                        option=cell,
                        approvals=clean[cell],
                        ballots=clean[BALLOTS],
                    ),
                )
    if actor.person_id is None:
        raise Invalid("second_teller", field="sector")
    existing = CountSheet.objects.filter(poll=poll, sector=sector)
    last = max(existing.values_list("round", flat=True), default=1)
    in_round = existing.filter(round=last)
    if recount and in_round.count() == 2:
        last, in_round = last + 1, existing.none()
    if in_round.filter(entered_by=actor.person_id).exists():
        raise Invalid("second_teller", field="sector")
    if in_round.count() >= 2:
        raise Invalid("two_sheets_already", field="sector")
    sheet = CountSheet.objects.create(
        poll=poll,
        sector=sector,
        college=college,
        round=last,
        counts=clean,
        entered_by=actor.person_id,
        entered_at=clock.now(),
    )
    record(acts.CountEntered(poll=poll.public_id, sector=sector, round=last), on=poll.edition)
    return sheet


@action
def answer_roll_call(
    *, poll_id: int, person_id: int, answer: str, actor: Actor, clock: Clock
) -> OpenChoice:
    """Note what somebody answered aloud when their name was called.

    Who: an organiser or the chair (`polls.conduct`). Register: `roll_call_answered`.
    Errors: NotAllowed; WrongState; Invalid (not on the roll, answered already, unknown answer).
    """
    poll = _conducted(poll_id, actor, Poll.State.OPENED)
    if poll.channel != "roll_call":
        raise WrongState(state=poll.channel, wanted=("roll_call",))
    if answer not in ANSWERS:
        raise Invalid("unknown_code", field="answer", value=answer)
    entry = poll.roll.filter(person_id=person_id).first()
    if entry is None:
        raise Invalid("not_on_roll", field="person")
    if OpenChoice.objects.filter(entry=entry).exists():
        raise Invalid("voted_already", field="person")
    choice = OpenChoice.objects.create(poll=poll, entry=entry, answer=answer, given_at=clock.now())
    record(acts.RollCallAnswered(poll=poll.public_id, token=entry.token), on=poll.edition)
    return choice


@action
def publish_result(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Count, judge by the rules, and publish with everything that lets anybody count again.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_published`.
    Errors: NotAllowed; WrongState; Invalid where a sector has to be counted again.
    """
    poll = _conducted(poll_id, actor, Poll.State.CLOSED)
    _judge(poll)
    poll.state, poll.published_at = Poll.State.PUBLISHED, clock.now()
    poll.save()
    _record_result(poll)
    return poll


@action
def settle_tie(*, poll_id: int, picked: Sequence[str], actor: Actor, clock: Clock) -> Poll:
    """Settle a published tie by the protocol that the rules name, in public.

    `picked`: the options picked, in order; for a yes or no, `["adopted"]` or nothing.
    Who: an organiser or the chair (`polls.conduct`). Register: `tie_settled`, `poll_published`.
    Errors: NotAllowed; WrongState where there is no tie; Invalid.
    """
    poll = _conducted(poll_id, actor, Poll.State.PUBLISHED)
    if (poll.result or {}).get("outcome") != "tied":
        raise WrongState(state="published", wanted=("tied",))
    poll.settlement = {"protocol": poll.terms["tie"], "picked": list(picked)}
    _judge(poll)
    poll.save()
    record(
        acts.TieSettled(poll=poll.public_id, protocol=poll.terms["tie"], picked=list(picked)),
        on=poll.edition,
    )
    _record_result(poll)
    return poll


@action
def annul_poll(*, poll_id: int, reason: str, actor: Actor, clock: Clock) -> Poll:
    """Annul a vote, with a published reason. What was done stays in the register.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_annulled`.
    Errors: NotAllowed; WrongState; Invalid without a reason.
    """
    poll = _conducted(
        poll_id,
        actor,
        Poll.State.DRAFTED,
        Poll.State.ANNOUNCED,
        Poll.State.OPENED,
        Poll.State.CLOSED,
    )
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    poll.annulled_reason = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    poll.state = Poll.State.ANNULLED
    poll.save()
    record(
        acts.PollAnnulled(poll=poll.public_id, reason=poll.annulled_reason.digest),
        on=poll.edition,
    )
    return poll


def _conducted(poll_id: int, actor: Actor, *states: str) -> Poll:
    poll = (
        Poll.objects.select_related("edition", "edition__rules", "question")
        .select_for_update(of=("self",))
        .get(pk=poll_id)
    )
    require(actor, "polls.conduct", on=poll.edition)
    if poll.state not in states:
        raise WrongState(state=poll.state, wanted=states)
    return poll


def _cells(poll: Poll) -> list[str]:
    if poll.method == YES_NO:
        return [*ANSWERS, INVALID]
    return [*poll.options.values_list("key", flat=True), BALLOTS, INVALID]


def _terms(rulebook: Rulebook, poll: Poll, *, attending: Mapping[str, int]) -> dict[str, Any]:
    rule = rulebook.poll_kind(poll.kind)
    need = rulebooks.quorum_of(rulebook, kind=poll.kind, entitled=poll.entitled)
    quorum = None
    if need is not None and rule.quorum is not None:
        quorum = {
            "fraction": str(rule.quorum.fraction),
            "of": need.of,
            "attending": attending.get(need.of, sum(attending.values())),
            "total": need.base,
        }
    return {
        "method": poll.method,
        "places": poll.places,
        "channel": poll.channel,
        "secret": rule.secret,
        "majority": {
            "fraction": str(rule.majority.fraction),
            "strict": rule.majority.strict,
            "base": rule.majority.base,
        }
        if rule.majority
        else None,
        "quorum": quorum,
        "tie": rule.tie,
        "entitled": poll.entitled,
        "present": poll.present,
        "seats": poll.seats,
        "article": rule.article,
    }


def _judge(poll: Poll) -> None:
    options = list(poll.options.select_related("text"))
    labels = {option.key: str(option.text) for option in options}
    try:
        if poll.channel == "roll_call":
            counts = dict.fromkeys(ANSWERS, 0)
            for answer in poll.open_choices.values_list("answer", flat=True):
                counts[answer] += 1
        else:
            counts = add_up(standing_counts(sheets_of(poll)))
        result = result_of(
            poll.terms,
            counts,
            options=[option.key for option in options],
            settlement=poll.settlement,
        )
    except VotingFault as fault:
        raise Invalid("fault", fault=fault) from fault
    poll.result = {
        "outcome": outcome_of(result),
        "counts": counts,
        "chosen": chosen_of(result),
        "sentence": sentences(result, labels),
    }


def _record_result(poll: Poll) -> None:
    result = poll.result or {}
    record(
        acts.PollPublished(
            poll=poll.public_id,
            question=poll.question.digest,
            sha256=record_digest(poll),
            outcome=result["outcome"],
            counts=result["counts"],
            chosen=result["chosen"],
        ),
        on=poll.edition,
        articles=(poll.terms["article"],),
    )
