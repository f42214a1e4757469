"""Follow an edition by e-mail: asked, confirmed by a link, ended by another."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import NotFound
from alienor.platform.messages import following
from alienor.platform.messages.models import Follower
from alienor.platform.register import reading
from alienor.procedures import confirming
from alienor.stages.founding.models import Edition

KIND = "follow"


@action
def ask_to_follow(
    *, edition_id: int, email: str, language: str, actor: Actor, clock: Clock
) -> None:
    """Ask to be told by e-mail what an edition does; a message asks to confirm (`confirming.ask`).

    Who: anyone (`following.ask`). Register: `person_entered` for a newcomer. Errors: Invalid
    without an address.
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "following.ask", on=edition)
    confirming.ask(
        kind=KIND,
        about=edition.slug,
        title=edition.title,
        email=email,
        language=language,
        actor=actor,
        clock=clock,
    )


@action
def confirm_following(*, secret: str, edition: str, actor: Actor, clock: Clock) -> None:
    """Confirm that one wants to follow `edition` (a slug). Confirming twice changes nothing.

    Who: whoever holds the link (`following.ask`). Register: nothing. Errors: NotFound.
    """
    require(actor, "following.ask")
    asked = confirming.held(secret=secret, kind=KIND, about=edition)
    if asked.confirmed_at is not None:
        return
    last = reading.entries().first()
    following.new_follower(
        edition=edition,
        person_id=asked.person_id,
        language=asked.language,
        last_entry=last.index if last else -1,
    )
    confirming.confirmed(asked, clock=clock)


@action
def end_following(*, secret: str, actor: Actor, clock: Clock) -> Follower:
    """Stop following. Whoever was known for this alone is erased.

    Who: whoever holds the link (`following.ask`). Register: `person_erased` for those. Errors:
    NotFound.
    """
    require(actor, "following.ask")
    follower = following.follower_with(secret)
    if follower is None:
        raise NotFound("follower")
    follower.delete()
    confirming.forget_if_alone(follower.person_id, clock=clock)
    return follower


def end_link(secret: str) -> str:
    """The address in each message that ends it."""
    return settings.ORIGIN + reverse("public:end_following", args=[secret])
