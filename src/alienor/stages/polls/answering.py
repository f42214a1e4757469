"""Open votes, one by one: a roll call answered aloud or for oneself, a ballot by telephone."""

from __future__ import annotations

from alienor.cores.voting import ANSWERS
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.open_ballots import written_ballot
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.stages.polls import acts
from alienor.stages.polls.committing import answer_committed
from alienor.stages.polls.models import ONE_BY_ONE, OpenChoice, Poll


@action
def answer_own_roll_call(*, poll_id: int, answer: str, actor: Actor, clock: Clock) -> OpenChoice:
    """Answer an open vote for oneself, once, while it is open. The same answer sent again, by a
    telephone that heard no receipt, changes nothing and is no fault, even once the vote is closed:
    a refusal would make believe that the voice is lost.

    `answer`: yes, no or abstain at a roll call; by telephone, a ballot as
    `cores.voting.open_ballots` writes it. Who: somebody on the roll (`polls.answer_own`). Register:
    `roll_call_answered`, or `open_ballot_cast` by telephone. Errors: NotAllowed; NotFound;
    WrongState; Invalid (`not_on_own_roll`, `answered_already`, a ballot that cannot be counted).
    """
    poll = (
        Poll.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=poll_id)
        .first()
    )
    if poll is None:
        raise NotFound("poll")
    require(actor, "polls.answer_own", on=poll.edition)
    if poll.state != Poll.State.OPENED:
        kept = _kept(poll, actor.person_id)
        if kept is not None and kept.answer == _ballot(poll, answer):
            return kept
        raise WrongState(state=poll.state, wanted=("opened",))
    try:
        return note_answer(poll, actor.person_id, answer, clock=clock)
    except Invalid as error:
        own = {"not_on_roll": "not_on_own_roll", "voted_already": "answered_already"}
        raise Invalid(own.get(error.code, error.code), field=error.field, **error.params) from error


def note_answer(poll: Poll, person_id: int | None, answer: str, *, clock: Clock) -> OpenChoice:
    """Keep and record somebody's answer in an open vote, for an action that has asked.

    Errors: WrongState; Invalid (not on the roll, answered already, unknown answer).
    """
    if not poll.is_one_by_one:
        raise WrongState(state=poll.channel, wanted=ONE_BY_ONE)
    said = _ballot(poll, answer)
    entry = poll.roll.filter(person_id=person_id).first()
    if entry is None:
        raise Invalid("not_on_roll", field="person")
    given = OpenChoice.objects.filter(entry=entry).first()
    if given is not None and given.answer == said:
        return given
    if given is not None:
        raise Invalid("voted_already", field="person")
    salt, answered = answer_committed(poll, token=entry.token, answer=said)
    choice = OpenChoice.objects.create(
        poll=poll, entry=entry, answer=said, salt=salt, given_at=clock.now()
    )
    made = acts.RollCallAnswered if poll.channel == "roll_call" else acts.OpenBallotCast
    act = made(poll=poll.public_id, token=entry.token, answer=answered)
    record(act, on=poll.edition, concerns=[entry.person_id])
    return choice


def _kept(poll: Poll, person_id: int | None) -> OpenChoice | None:
    """What somebody answered in a vote that was closed and not annulled; None where nothing is."""
    if poll.state not in (Poll.State.CLOSED, Poll.State.PUBLISHED):
        return None
    return OpenChoice.objects.filter(poll=poll, entry__person_id=person_id).first()


def _ballot(poll: Poll, answer: str) -> str:
    """The answer as it is kept. Errors: Invalid."""
    if poll.channel == "roll_call":
        if answer not in ANSWERS:
            raise Invalid("unknown_code", field="answer", value=answer)
        return answer
    options = {option.key: str(option.text) for option in poll.options.select_related("text")}
    try:
        return written_ballot(poll.method, answer, options=list(options))
    except VotingFault as fault:
        if fault.code == "unknown_answer":
            raise Invalid("unknown_code", field="answer", value=answer) from fault
        named = {
            name: options.get(str(value), value) if name != "ballot" else value
            for name, value in fault.params.items()
        }
        raise Invalid("fault", field="answer", fault=VotingFault(fault.code, **named)) from fault
