"""Objections argued in a round of consent: what they say is published, never who said it."""

from __future__ import annotations

from alienor.cores.voting.ways import way_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid, WrongState
from alienor.platform.texts.words import keep_words
from alienor.stages.polls import acts
from alienor.stages.polls.conducting import conducted
from alienor.stages.polls.models import Objection, Poll


@action
def note_objection(*, poll_id: int, argument: str, actor: Actor, clock: Clock) -> Objection:
    """Note why somebody objects in a round of consent, in words that whoever objects agrees to.

    Who: an organiser or the chair (`polls.conduct`). Register: `objection_noted`.
    Errors: NotAllowed; WrongState (another method, or not open nor closed); Invalid without words.
    """
    poll = conducted(poll_id, actor, Poll.State.OPENED, Poll.State.CLOSED)
    if way_of(poll.method).ballot != "position":
        raise WrongState(state=poll.method, wanted=("consent_round",))
    words = argument.strip()
    if not words:
        raise Invalid("required", field="argument")
    now = clock.now()
    # Nobody is its author in public or inside: the round is not a list of who objects.
    text = keep_words(words, now=now, author_id=None)
    objection = Objection.objects.create(poll=poll, text=text, noted_at=now)
    record(acts.ObjectionNoted(poll=poll.public_id, argument=text.digest), on=poll.edition)
    return objection
