"""Answers to a roll call: noted as they are said aloud, or given by each for themself."""

from __future__ import annotations

from alienor.cores.voting import ANSWERS
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.stages.polls import acts
from alienor.stages.polls.models import OpenChoice, Poll


@action
def answer_own_roll_call(*, poll_id: int, answer: str, actor: Actor, clock: Clock) -> OpenChoice:
    """Answer a roll call for oneself, once, while it is open.

    Who: somebody on the roll (`polls.answer_own`). Register: `roll_call_answered`.
    Errors: NotAllowed; NotFound; WrongState; Invalid (`not_on_own_roll`, `answered_already`,
    unknown answer).
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
        raise WrongState(state=poll.state, wanted=("opened",))
    try:
        return note_answer(poll, actor.person_id, answer, clock=clock)
    except Invalid as error:
        own = {"not_on_roll": "not_on_own_roll", "voted_already": "answered_already"}
        raise Invalid(own.get(error.code, error.code), field=error.field, **error.params) from error


def note_answer(poll: Poll, person_id: int | None, answer: str, *, clock: Clock) -> OpenChoice:
    """Keep and record somebody's answer in an open roll call, for an action that has asked.

    Errors: WrongState; Invalid (not on the roll, answered already, unknown answer).
    """
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
    record(
        acts.RollCallAnswered(poll=poll.public_id, token=entry.token),
        on=poll.edition,
        concerns=[entry.person_id],
    )
    return choice
