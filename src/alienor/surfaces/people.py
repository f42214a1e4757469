"""Who is at the other end of a request."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from alienor.platform.accounts.models import Account
from alienor.platform.actors import ANYONE, Actor
from alienor.platform.errors import NotAllowed
from alienor.platform.people.records import Identity


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, or anyone. Only a demonstration does without second factors."""
    if not request.user.is_authenticated:
        return ANYONE
    account = cast(Account, request.user)
    return Actor(
        person_id=account.person_id,
        through="web",
        second_factor=settings.DEMO or account.has_second_factor,
    )


def person_of(request: HttpRequest) -> int:
    """The id of the signed-in person. Errors: NotAllowed where nobody is signed in."""
    if not request.user.is_authenticated:
        raise NotAllowed(permission="sign_in", roles=("member",))
    return cast(Account, request.user).person_id


def reached_by(who: Identity) -> str:
    """How somebody can be reached, for the desk alone; empty where nothing is known."""
    ways = [one for one in (who.phone, who.email, who.address) if one]
    return " · ".join(ways)
