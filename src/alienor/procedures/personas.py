"""In a demonstration: people whom a newcomer may enter as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Act, Clock, SealedRef, act_type, action, record, require
from alienor.platform.errors import WrongState
from alienor.platform.people.records import seal


@act_type(
    "persona_presented", says=_("Démonstration : un rôle d'essai est ouvert à tout le monde.")
)
@dataclass(frozen=True, kw_only=True)
class PersonaPresented(Act):
    """Anybody may enter this demonstration as an invented person."""

    persona: Annotated[str, "short name of the role"]
    record: Annotated[SealedRef, "commitment to who it is"]


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
