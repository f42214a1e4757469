"""What changes in the bodies leaves in the register. No act names a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("seat_offered", says=_("Une place est proposée ({body}, {college})."))
@dataclass(frozen=True, kw_only=True)
class SeatOffered(Act):
    """A place in a body is offered to somebody, who has yet to accept it."""

    seat: Annotated[str, "the seat"]
    body: Annotated[str, "the body, as the rules name it"]
    college: Annotated[str, "the college for which it is filled"]
    function: Annotated[str, "public function, empty for residents"]
    replaces: Annotated[str | None, "the seat that it replaces"] = None


@act_type("seat_accepted", says=_("Une place est pourvue ({body}, {college})."))
@dataclass(frozen=True, kw_only=True)
class SeatAccepted(Act):
    """The person accepts: the seat is filled from now on."""

    seat: Annotated[str, "the seat"]
    body: Annotated[str, "the body"]
    college: Annotated[str, "the college"]


@act_type("seat_declined", says=_("Une place proposée est déclinée ({body}, {college})."))
@dataclass(frozen=True, kw_only=True)
class SeatDeclined(Act):
    """The person declines: the seat stays to be filled."""

    seat: Annotated[str, "the seat"]
    body: Annotated[str, "the body"]
    college: Annotated[str, "the college"]


@act_type("offer_withdrawn", says=_("Une place proposée est retirée ({body}, {college})."))
@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(Act):
    """An offer that got no answer is withdrawn: the seat stays to be filled."""

    seat: Annotated[str, "the seat"]
    body: Annotated[str, "the body"]
    college: Annotated[str, "the college"]
    reason: Annotated[Words, "why, in words that say nothing private"]


@act_type("mandate_ended", says=_("Un mandat prend fin ({body}, {college})."))
@dataclass(frozen=True, kw_only=True)
class MandateEnded(Act):
    """A member leaves a body before its end."""

    seat: Annotated[str, "the seat"]
    body: Annotated[str, "the body"]
    college: Annotated[str, "the college"]
    reason: Annotated[Words, "why, in words that say nothing private"]


@act_type("volunteered_for_body", says=_("Une personne est volontaire ({body})."))
@dataclass(frozen=True, kw_only=True)
class VolunteeredForBody(Act):
    """Somebody of the assembly volunteers for a body that seeks people."""

    volunteering: Annotated[str, "the volunteering; nothing else refers to the person"]
    body: Annotated[str, "the body"]


@act_type("volunteering_withdrawn", says=_("Une personne n'est plus volontaire ({body})."))
@dataclass(frozen=True, kw_only=True)
class VolunteeringWithdrawn(Act):
    """Somebody no longer volunteers. No reason is asked."""

    volunteering: Annotated[str, "the volunteering"]
    body: Annotated[str, "the body"]
