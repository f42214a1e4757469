"""The life of a vote: opened, closed, or annulled."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from alienor.cores import rules as rulebooks
from alienor.cores.rules import PollKind, Rulebook
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.commitments import commit
from alienor.cores.voting.groups import LEAST_IN_SECRET, is_anonymous
from alienor.cores.voting.open_ballots import SPOKEN
from alienor.cores.voting.ways import way_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, in_utc, record, require
from alienor.platform.errors import Invalid, NotFound, NotYet, WrongState
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of, steps_under_way
from alienor.stages.polls import acts
from alienor.stages.polls.committing import committed
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import (
    Electorate,
    annulled_record_digest,
    closes_later,
    electorate_for,
    left_off_roll,
    option_digests,
    published_electorate,
    rules_of_poll,
    was_counted,
)
from alienor.stages.sessions.queries import sessions_held

COMPLETION = "raised_then_approvals"
"""What becomes of the money that equal shares leave: spent on, as far as it goes."""
CHANNELS = ("hands", "roll_call", "paper", "electronic_open")
"""How people vote until there are encrypted ballots; the rules may name others for later."""


def channels_of(rule: PollKind, method: str) -> list[str]:
    """The channels on which a vote of this kind can be held at all, counted by `method`: paper
    alone where it is secret, no hands where each ballot says much, a roll call only for, against
    or abstain, telephones but for a round of consent. The rules name those that need no
    derogation."""
    ballot = way_of(method).ballot
    if rule.secret:
        return ["paper"]
    held = {
        "hands": ballot not in ("ranking", "grades", "approved_set"),
        "roll_call": ballot == "answer",
        "paper": True,
        "electronic_open": ballot in SPOKEN,
    }
    return [one for one in CHANNELS if held[one]]


@action
def open_poll(
    *,
    poll_id: int,
    channel: str,
    actor: Actor,
    clock: Clock,
    present: set[int] | None = None,
    closes_at: datetime | None = None,
    derogation: str = "",
) -> Poll:
    """Open a vote: its electorate may vote, and nobody may change its question any more.

    `present`: the people checked in now; None where no day is open, and nobody counts as present.
    `closes_at`: until when it stays open at least, where that is announced.
    Who: an organiser or the chair (`polls.conduct`). Register: `poll_opened`, `closing_announced`
    where an hour is, and `derogated` for each rule departed from. Errors: NotAllowed; WrongState;
    Invalid (`channel_unknown`, `secret_needs_paper`, `roll_call_needs_yes_no`,
    `ballot_needs_paper`, `closing_hour_past`, `group_too_small`, `nobody_entitled`); NotYet where
    another vote decides on the same matter; RuleForbids (too early, wrong step or none open, no
    open day, wrong body or channel; absolute where the method only consults and the rules now let
    the vote decide).
    """
    poll = conducted(poll_id, actor, Poll.State.ANNOUNCED, Poll.State.DRAFTED)
    edition, rulebook = poll.edition, rules_of(poll.edition)
    _alone(poll)
    rule = rulebook.poll_kind(poll.kind)
    if channel not in CHANNELS:
        raise Invalid("channel_unknown", field="channel")
    if rule.secret and channel != "paper":
        raise Invalid("secret_needs_paper", field="channel")
    if channel == "roll_call" and way_of(poll.method).ballot != "answer":
        raise Invalid("roll_call_needs_yes_no", field="channel")
    if channel not in channels_of(rule, poll.method):
        raise Invalid("ballot_needs_paper", field="channel")
    under_way = steps_under_way(edition)
    poll.step = rulebooks.step_of_poll(
        rulebook, kind=poll.kind, drafted=poll.step, under_way=under_way
    )
    breaches = rulebooks.poll_breaches(
        rulebook,
        kind=poll.kind,
        body=poll.body,
        sessions_held=sessions_held(edition),
        channels=[channel],
        step=poll.step,
        under_way=under_way,
        day_open=present is not None,
    )
    counted = rulebooks.method_breach(rulebook, kind=poll.kind, method=poll.method)
    if counted is not None and counted.absolute:  # rules that changed since it was drafted
        breaches = (counted, *breaches)
    enforce(edition, *breaches, reason=derogation, actor=actor, clock=clock)
    electorate = electorate_for(poll, present)
    counts_on_presence = rule.majority is not None and rule.majority.base == "present"
    if not electorate.voters or (counts_on_presence and not electorate.present):
        raise Invalid("nobody_entitled", field="channel")
    _groups_large_enough(rulebook, rule, channel, electorate.voters)
    now = clock.now()
    if closes_at is not None and closes_at <= now:
        raise Invalid("closing_hour_past", field="closes_at")
    poll.channel, poll.state, poll.opened_at = channel, Poll.State.OPENED, now
    poll.closes_at = closes_at
    poll.rules = edition.rules
    terms = _put_on_roll(poll, electorate.voters, electorate)
    record(
        acts.PollOpened(
            poll=poll.public_id,
            question=poll.question.digest,
            options=option_digests(poll),
            keys=list(poll.options.values_list("key", flat=True)),
            about=poll.matter,
            terms=terms,
            channel=channel,
            secret=rule.secret,
            entitled=poll.entitled,
            by_college=published_electorate(rulebook, electorate),
            roll=poll.roll_commitment,
        ),
        on=edition,
        articles=(rule.article,),
    )
    if closes_at is not None:
        announced = acts.ClosingAnnounced(poll=poll.public_id, closes=in_utc(closes_at))
        record(announced, on=edition)
    return poll


@action
def extend_roll(*, poll_id: int, present: set[int], actor: Actor, clock: Clock) -> int:
    """Add to the roll of an open vote those who came since; nobody is taken off. Returns how many.

    `present`: the people noted present at any moment since the vote opened.
    Who: an organiser or the chair (`polls.conduct`). Register: `roll_extended`. Errors: NotAllowed;
    WrongState; Invalid (`counting_begun`; `nobody_to_add`; `group_too_small`).
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED)
    if poll.sheets.exists():
        raise Invalid("counting_begun")
    electorate = electorate_for(poll, present)
    late = left_off_roll(poll, electorate)
    if not late:
        raise Invalid("nobody_to_add")
    rulebook = rules_of_poll(poll)
    listed = list(poll.roll.values_list("person_id", "college"))
    _groups_large_enough(rulebook, rulebook.poll_kind(poll.kind), poll.channel, [*listed, *late])
    terms = _put_on_roll(poll, late, electorate)
    record(
        acts.RollExtended(
            poll=poll.public_id,
            added=len(late),
            entitled=poll.entitled,
            roll=poll.roll_commitment,
            terms=terms,
        ),
        on=poll.edition,
        articles=(poll.terms["article"],),
    )
    return len(late)


@action
def close_poll(*, poll_id: int, actor: Actor, clock: Clock, reason: str = "") -> Poll:
    """Close a vote. Nothing partial is known before.

    `reason`: why before the announced hour, where not everybody has voted.
    Who: an organiser or the chair (`polls.conduct`). Register: `poll_closed`, after
    `poll_closed_early` where it is. Errors: NotAllowed; WrongState; Invalid (`closes_later` before
    the announced hour, without a reason).
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED)
    now = clock.now()
    if closes_later(poll, now):
        if not reason.strip():
            raise Invalid("closes_later", field="reason")
        words = keep_words(reason.strip(), now=now, author_id=actor.person_id)
        record(acts.PollClosedEarly(poll=poll.public_id, reason=words.digest), on=poll.edition)
    poll.state, poll.closed_at = Poll.State.CLOSED, now
    poll.save(update_fields=["state", "closed_at"])
    record(acts.PollClosed(poll=poll.public_id), on=poll.edition)
    return poll


@action
def annul_poll(*, poll_id: int, reason: str, actor: Actor, clock: Clock) -> Poll:
    """Annul a vote, with a published reason. What was done stays in the register, and what was
    counted is published.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_annulled`.
    Errors: NotAllowed; WrongState; Invalid without a reason.
    """
    poll = conducted(
        poll_id,
        actor,
        Poll.State.DRAFTED,
        Poll.State.ANNOUNCED,
        Poll.State.OPENED,
        Poll.State.CLOSED,
    )
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    counted = annulled_record_digest(poll) if was_counted(poll) else ""
    poll.annulled_reason = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    poll.state = Poll.State.ANNULLED
    poll.save()
    record(
        acts.PollAnnulled(poll=poll.public_id, reason=poll.annulled_reason.digest, sha256=counted),
        on=poll.edition,
    )
    return poll


def conducted(poll_id: int, actor: Actor, *states: str, settling: bool = False) -> Poll:
    """A vote in one of these states, locked, for somebody who may conduct it.

    Errors: NotAllowed; NotFound; WrongState.
    """
    poll = (
        Poll.objects.select_related("edition", "edition__rules", "question")
        .select_for_update(of=("self",))
        .filter(pk=poll_id)
        .first()
    )
    if poll is None:
        raise NotFound("poll")
    about_substance = settling and rules_of_poll(poll).poll_kind(poll.kind).about_substance
    require(actor, "polls.settle" if about_substance else "polls.conduct", on=poll.edition)
    if poll.state not in states:
        raise WrongState(state=poll.state, wanted=states)
    return poll


def _put_on_roll(poll: Poll, voters: list[tuple[int, str]], electorate: Electorate) -> str:
    """Let these people vote, and fix the roll and the terms as they are then. Returns what the
    register commits to of the terms."""
    for person, college in voters:
        poll.roll.create(person_id=person, college=college)
    roll = sorted([token, college] for token, college in poll.roll.values_list("token", "college"))
    poll.entitled = len(roll)
    poll.present, poll.seats = electorate.present, electorate.seats
    poll.roll_salt = os.urandom(32)
    poll.roll_commitment = commit(salt=poll.roll_salt, content=canonical_json(roll))
    poll.terms = _terms(rules_of_poll(poll), poll, electorate)
    poll.terms_salt, terms = committed(poll.terms)
    poll.save()
    return terms


def _groups_large_enough(
    rulebook: Rulebook, rule: PollKind, channel: str, voters: Iterable[tuple[int, str]]
) -> None:
    """A group that has to carry too says how it voted: nobody's ballot may be read off that.
    Errors: Invalid (`group_too_small`)."""
    if not is_anonymous({"secret": rule.secret, "channel": channel}):
        return
    held = Counter(college for _person, college in voters)
    for _group, colleges in rulebooks.groups_of(rulebook, rule):
        if 0 < sum(held[college] for college in colleges) < LEAST_IN_SECRET:
            raise Invalid("group_too_small", field="channel", least=LEAST_IN_SECRET)


def _groups(
    rulebook: Rulebook, rule: PollKind, electorate: Electorate
) -> dict[str, list[dict[str, Any]]]:
    """The groups in each of which a vote has to carry too, with what its majority counts on."""
    if not rule.double_majority or rule.majority is None:
        return {}
    held = {"present": electorate.attending, "seats": electorate.seated}.get(rule.majority.base)
    return {
        "double_majority": [
            {
                "group": group,
                "colleges": list(colleges),
                **({"base": sum(held.get(one, 0) for one in colleges)} if held else {}),
            }
            for group, colleges in rulebooks.groups_of(rulebook, rule)
        ]
    }


def _alone(poll: Poll) -> None:
    """One vote decides on a matter: no other one is open, being counted or published. Two that
    would open together wait for each other on their edition."""
    if not poll.matter:
        return
    Edition.objects.select_for_update().get(pk=poll.edition_id)
    others = poll.edition.polls.filter(matter=poll.matter, kind=poll.kind).exclude(pk=poll.pk)
    decides = (Poll.State.OPENED, Poll.State.CLOSED, Poll.State.PUBLISHED)
    if others.filter(state__in=decides).exists():
        raise NotYet("matter_at_vote")


def _terms(rulebook: Rulebook, poll: Poll, electorate: Electorate) -> dict[str, Any]:
    """What the vote is judged by, fixed when it opens and published with its result."""
    rule = rulebook.poll_kind(poll.kind)
    need = rulebooks.quorum_of(rulebook, kind=poll.kind, entitled=poll.entitled)
    quorum = None
    if need is not None and rule.quorum is not None:
        quorum = {
            "fraction": str(rule.quorum.fraction),
            "of": need.of,
            "attending": electorate.attending_of(need.of),
            "total": need.base,
        }
    shared = {}
    if way_of(poll.method).shares:
        costs = dict(poll.options.values_list("key", "cost"))
        shared = {"budget": poll.budget, "costs": costs, "completion": COMPLETION}
    return {
        **shared,
        **_groups(rulebook, rule, electorate),
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
        "minimum_cell": rulebook.privacy.minimum_cell,
    }
