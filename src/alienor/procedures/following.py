"""Follow an edition by e-mail: asked, confirmed by a link, ended by another."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from alienor.platform.access.roles import grants_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.messages import following
from alienor.platform.messages.models import Follower
from alienor.platform.messages.queue import queue_message
from alienor.platform.people import records
from alienor.platform.people.entering import forget_person, make_known
from alienor.platform.people.records import Identity
from alienor.platform.register import reading
from alienor.stages.bodies.queries import seats_of_person
from alienor.stages.founding.models import Edition


@action
def ask_to_follow(
    *, edition_id: int, email: str, language: str, actor: Actor, clock: Clock
) -> None:
    """Ask to be told by e-mail what an edition does; a message asks to confirm.

    Nothing tells whether the address was known; asked again within the hour, no other message
    is sent. Who: anyone (`following.ask`). Register:
    `person_entered` for a newcomer. Errors: Invalid without an address.
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "following.ask", on=edition)
    if not email.strip():
        raise Invalid("required", field="email")
    now = clock.now()
    known = records.find_person(email=email)
    person_id = (
        known
        or make_known(
            Identity(email=email.strip(), language=language), through=actor.through, now=now
        ).pk
    )
    last = reading.entries().first()
    secret = following.new_follower(
        edition=edition.slug,
        person_id=person_id,
        language=language,
        last_entry=last.index if last else -1,
        now=now,
    )
    if secret is None:
        return
    with override(language):
        queue_message(
            person_id,
            subject=_("Suivre : %(title)s") % {"title": edition.title},
            body=_(
                "Vous avez demandé à recevoir par courrier électronique ce que fait "
                "« %(title)s ».\n\nPour confirmer : %(confirm)s\n\nSi ce n'est pas vous, ne faites "
                "rien : votre adresse est effacée dans les sept jours.\n\nPour arrêter, à tout "
                "moment : %(end)s"
            )
            % {"title": edition.title, **links(secret)},
            now=now,
        )


@action
def confirm_following(*, secret: str, actor: Actor, clock: Clock) -> Follower:
    """Confirm that one wants to follow. Confirming twice changes nothing.

    Who: whoever holds the link (`following.ask`). Register: nothing. Errors: NotFound.
    """
    follower = _held(secret, actor)
    if follower.confirmed_at is None:
        follower.confirmed_at = clock.now()
        follower.save(update_fields=["confirmed_at"])
    return follower


@action
def end_following(*, secret: str, actor: Actor, clock: Clock) -> Follower:
    """Stop following. Whoever was known for this alone is erased.

    Who: whoever holds the link (`following.ask`). Register: `person_erased` for those. Errors:
    NotFound.
    """
    follower = _held(secret, actor)
    _forget(follower, clock)
    return follower


@action
def forget_unconfirmed(*, actor: Actor, clock: Clock) -> int:
    """Forget those who never confirmed; return how many.

    Who: the operator (`following.forget`). Register: `person_erased` for those known for this
    alone. Errors: NotAllowed.
    """
    require(actor, "following.forget")
    rows = list(following.unconfirmed_followers(now=clock.now()))
    for follower in rows:
        _forget(follower, clock)
    return len(rows)


def links(secret: str) -> dict[str, str]:
    """The two addresses in each message: `confirm` and `end`."""
    return {
        name: settings.ORIGIN + reverse(f"public:{name}_following", args=[secret])
        for name in ("confirm", "end")
    }


def _held(secret: str, actor: Actor) -> Follower:
    require(actor, "following.ask")
    follower = following.follower_with(secret)
    if follower is None:
        raise NotFound("follower")
    return follower


def _forget(follower: Follower, clock: Clock) -> None:
    """End following, and erase the person where they are known for this alone."""
    person_id = follower.person_id
    follower.delete()
    if Follower.objects.filter(person_id=person_id).exists():
        return
    identity = records.identity_of(person_id)
    named = identity.full_name or identity.phone or identity.reference
    if not (named or seats_of_person(person_id).exists() or grants_of(person_id).exists()):
        forget_person(person_id, reason="purpose_over", now=clock.now())
