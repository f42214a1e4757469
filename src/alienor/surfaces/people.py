"""Who is at the other end of a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from alienor.platform.accounts.models import Account
from alienor.platform.actors import ANYONE, Actor
from alienor.platform.errors import NotAllowed


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, or anyone."""
    if not request.user.is_authenticated:
        return ANYONE
    return Actor(person_id=person_of(request), through="web")


def person_of(request: HttpRequest) -> int:
    """The id of the signed-in person. Errors: NotAllowed where nobody is signed in."""
    if not request.user.is_authenticated:
        raise NotAllowed(permission="sign_in", roles=("member",))
    return cast(Account, request.user).person_id
