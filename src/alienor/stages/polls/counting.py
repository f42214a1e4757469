"""Counts, answers to a roll call, the result, and ties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from alienor.cores.voting.cells import checked_counts, summary_of
from alienor.cores.voting.double_majority import DoubleDecision
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.groups import OTHERS, published_groups
from alienor.cores.voting.open_ballots import count_ballots
from alienor.cores.voting.recount import (
    YES_NO,
    add_up,
    chosen_of,
    outcome_of,
    places_left_of,
    result_of,
    standing_counts,
    tied_of,
)
from alienor.cores.voting.sheets import voters_of
from alienor.cores.voting.ways import way_of
from alienor.cores.wording import folded
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid, NotYet, WrongState
from alienor.stages.polls import acts
from alienor.stages.polls.answering import note_answer
from alienor.stages.polls.committing import count_committed
from alienor.stages.polls.conducting import conducted
from alienor.stages.polls.models import CountSheet, OpenChoice, Poll
from alienor.stages.polls.queries import (
    arguments_of,
    beyond_roll,
    group_codes,
    group_counts_of,
    record_digest,
    sheets_of,
    voters_by_group,
)

ANSWERS = ("yes", "no", "abstain")
COUNTED = ("hands", "paper")
REVOTE, ADOPTED = "revote", "adopted"
WHOLE_HALL = "Salle entière"
"""The sector that is counted where nobody names another: kept so, said in each language."""


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

    Two different people enter each sector; where they differ, or where the sectors together make
    more voices than there are people, `recount` begins a new round and the earlier ones stay in the
    record. Who: an organiser or the chair (`polls.conduct`).
    Register: `count_entered`. Errors: NotAllowed; WrongState (hands: while open or closed; paper:
    once closed; a roll call is not counted so); Invalid (unknown cell, negative, more than the
    electorate, same person twice, a recount of counts that agree; `hall_and_sectors`;
    `group_needed` where the vote has to carry in several groups of colleges too, and the sector is
    of none).
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED, Poll.State.CLOSED)
    if poll.channel not in COUNTED:
        raise WrongState(state=poll.channel, wanted=COUNTED)
    if poll.channel == "paper" and poll.state != Poll.State.CLOSED:
        raise WrongState(state=poll.state, wanted=("closed",))
    clean = _checked(poll, counts)
    groups = group_codes(poll)
    if groups and college not in (*groups, OTHERS):
        raise Invalid("group_needed", field="college")
    _within_group(poll, college, voters_of(clean))
    if actor.person_id is None:
        raise Invalid("second_teller", field="sector")
    sector = _sector(poll, sector)
    _apart(poll, sector)
    existing = CountSheet.objects.filter(poll=poll, sector=sector)
    last = max(existing.values_list("round", flat=True), default=1)
    in_round = existing.filter(round=last)
    counted = list(in_round.values_list("counts", flat=True))
    if recount and len(counted) == 2:
        if counted[0] == counted[1] and beyond_roll(poll) is None:
            raise Invalid("counts_agree", field="recount")
        last, in_round = last + 1, existing.none()
    if in_round.filter(entered_by=actor.person_id).exists():
        raise Invalid("second_teller", field="sector")
    if in_round.count() >= 2:
        raise Invalid("two_sheets_already", field="sector")
    salt, figures = count_committed(poll, sector=sector, number=last, counts=clean)
    sheet = CountSheet.objects.create(
        poll=poll,
        sector=sector,
        college=college,
        round=last,
        counts=clean,
        salt=salt,
        entered_by=actor.person_id,
        entered_at=clock.now(),
    )
    entered = acts.CountEntered(poll=poll.public_id, sector=sector, round=last, figures=figures)
    record(entered, on=poll.edition)
    return sheet


@action
def answer_roll_call(
    *, poll_id: int, person_id: int, answer: str, actor: Actor, clock: Clock
) -> OpenChoice:
    """Note what somebody answered aloud when their name was called, or says at the desk where
    others vote by telephone.

    Who: an organiser or the chair (`polls.conduct`). Register: `roll_call_answered`, or
    `open_ballot_cast` where people vote by telephone.
    Errors: NotAllowed; WrongState; Invalid (not on the roll, answered already, unknown answer).
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED)
    return note_answer(poll, person_id, answer, clock=clock)


@action
def publish_result(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Count, judge by the rules, and publish with everything that lets anybody count again.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_published`.
    Errors: NotAllowed; WrongState; NotYet before anybody counted; Invalid where a sector has to be
    counted again.
    """
    poll = conducted(poll_id, actor, Poll.State.CLOSED)
    _judge(poll)
    poll.state, poll.published_at = Poll.State.PUBLISHED, clock.now()
    poll.save()
    _record_result(poll)
    return poll


@action
def settle_tie(
    *, poll_id: int, picked: Sequence[str], actor: Actor, clock: Clock, revote: str = ""
) -> Poll:
    """Settle a published tie by the protocol that the rules name, in public.

    `picked`: the options picked, in order; for a yes or no, `["adopted"]` or nothing. `revote`: the
    public id of the published vote that picked them, where the rules ask for a new vote.
    Who: an organiser or the chair (`polls.settle` where it is about substance and no new vote
    picked, else `polls.conduct`). Register: `tie_settled`, `poll_published`.
    Errors: NotAllowed; WrongState where there is no tie; NotYet where the rules ask for a new vote;
    Invalid for other than the tied options.
    """
    poll = conducted(poll_id, actor, Poll.State.PUBLISHED, settling=not revote)
    if not poll.is_tied:
        raise WrongState(state="published", wanted=("tied",))
    protocol = poll.terms["tie"]
    if (protocol == REVOTE) != bool(revote):
        raise NotYet("revote_needed")
    if poll.method == YES_NO and list(picked) not in ([], [ADOPTED]):
        raise Invalid("unknown_code", field="picked", value=", ".join(picked))
    poll.settlement = {"protocol": protocol, "picked": list(picked)}
    if revote:
        poll.settlement["revote"] = revote
    _judge(poll)
    poll.save()
    record(
        acts.TieSettled(poll=poll.public_id, protocol=protocol, picked=list(picked)),
        on=poll.edition,
    )
    _record_result(poll)
    return poll


def _sector(poll: Poll, said: str) -> str:
    """A sector as it is kept: the one of that name that was counted already, however it is written,
    or its hands would count twice; and no " + ", by which files name sectors in sum. Errors:
    Invalid without a name."""
    name = re.sub(r"\s*\+\s*", "+", " ".join(said.split()))
    if not name:
        raise Invalid("required", field="sector")
    known = poll.sheets.order_by("pk").values_list("sector", flat=True)
    return next((one for one in known if folded(one) == folded(name)), name)


def _apart(poll: Poll, sector: str) -> None:
    """The whole hall is counted, or its sectors: both would count hands twice; but where each group
    is counted apart, the hall is that of one group. Errors: Invalid (`hall_and_sectors`)."""
    if group_codes(poll):
        return
    counted = set(poll.sheets.values_list("sector", flat=True)) | {sector}
    if WHOLE_HALL in counted and len(counted) > 1:
        raise Invalid("hall_and_sectors", field="sector")


def _checked(poll: Poll, counts: Mapping[str, int]) -> dict[str, int]:
    """Every cell of a count, 0 where none was given. Errors: Invalid."""
    options = _options(poll)
    try:
        clean = checked_counts(poll.method, counts, options=list(options), labels=options)
    except VotingFault as fault:
        if fault.code == "unknown_answer":
            value = str(fault.params["answer"])
            raise Invalid("unknown_code", field="counts", value=value) from fault
        raise Invalid("fault", fault=fault) from fault
    cast = voters_of(clean)
    if cast > poll.entitled:
        raise Invalid("count_exceeds_roll", cast=cast, entitled=poll.entitled)
    return clean


def _options(poll: Poll) -> dict[str, str]:
    """The words of each option, by its key, in order."""
    return {option.key: str(option.text) for option in poll.options.select_related("text")}


def _within_group(poll: Poll, group: str, cast: int) -> None:
    """No more voices in a group than its people on the roll: what a sector counts too much for one
    would carry it, with those of another. Errors: Invalid (`count_exceeds_roll`)."""
    entitled = voters_by_group(poll).get(group)
    if entitled is not None and cast > entitled:
        raise Invalid("count_exceeds_roll", cast=cast, entitled=entitled)


def _judge(poll: Poll) -> None:
    options = list(poll.options.values_list("key", flat=True))
    try:
        if poll.channel == "roll_call":
            counts = dict.fromkeys(ANSWERS, 0)
            for answer in poll.open_choices.values_list("answer", flat=True):
                counts[answer] += 1
        elif poll.channel == "electronic_open":
            counts = count_ballots(
                poll.method, poll.open_choices.values_list("answer", flat=True), options=options
            )
        else:
            sheets = sheets_of(poll)
            if not sheets:
                raise NotYet("not_counted")
            counts = add_up(standing_counts(sheets))
        by_group = group_counts_of(poll)
        for group, counted in (by_group or {}).items():
            _within_group(poll, group, voters_of(counted))
        result = result_of(
            poll.terms,
            counts,
            options=options,
            settlement=poll.settlement,
            arguments=arguments_of(poll),
            by_group=by_group,
        )
        said = summary_of(poll.method, counts, options=options)
    except VotingFault as fault:
        if fault.code == "counts_exceed_electorate":
            raise Invalid("count_exceeds_roll", **fault.params) from fault
        raise Invalid("fault", fault=fault) from fault
    poll.result = {
        "outcome": outcome_of(result),
        "counts": said,
        "chosen": chosen_of(result),
        "tied": tied_of(result),
    }
    if isinstance(result, DoubleDecision):
        poll.result["by_group"] = published_groups(result)
    if way_of(poll.method).shares:
        poll.result["places_left"] = places_left_of(result)


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
