"""In a demonstration: people whom a newcomer may enter as."""

from __future__ import annotations

from django.conf import settings

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record, require
from alienor.platform.errors import WrongState
from alienor.platform.people.acts import PersonaPresented
from alienor.platform.people.records import seal


@action
def present_persona(*, person_id: int, key: str, label: str, actor: Actor, clock: Clock) -> None:
    """Let anybody enter as this invented person. Refused on a real instance.

    Who: an organiser (`people.enter`). Register: `persona_presented`. Errors: NotAllowed;
    WrongState on a real instance.
    """
    require(actor, "people.enter")
    if not settings.DEMO:
        raise WrongState(state="real", wanted=("demonstration",))
    digest = seal(
        person_id, purpose="persona", content={"key": key, "label": label}, now=clock.now()
    )
    record(PersonaPresented(persona=key, record=SealedRef(digest)), on=None)
