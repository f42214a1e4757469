"""What a public form asks for an address: noted, and done once a link in a message confirms it.

One shape for every form: nothing is done for somebody known, nor a name or an account given to
somebody new, before whoever reads the address's messages opens the link.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from alienor.platform.access.roles import grants_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import NotFound
from alienor.platform.messages.asking import askings_with, note_asking, old_askings
from alienor.platform.messages.models import Asking, Follower
from alienor.platform.messages.queue import queue_message
from alienor.platform.people.entering import forget_person, known_by_address
from alienor.platform.people.models import Person
from alienor.platform.people.records import identity_of
from alienor.stages.bodies.queries import seats_of_person


def ask(
    *, kind: str, about: str, title: str, email: str, language: str, actor: Actor, clock: Clock
) -> None:
    """Note, from within an action, what an address asks; a message asks to confirm.

    Nothing tells whether the address was known; within an hour of the last one no other message
    is sent. `title`: what it is about, in words. Register: `person_entered` for a newcomer.
    Errors: Invalid without an address.
    """
    now = clock.now()
    person_id = known_by_address(email, language=language, through=actor.through, now=now)
    secret = note_asking(person_id=person_id, kind=kind, about=about, language=language, now=now)
    if secret is None:
        return
    with override(language):
        queue_message(
            person_id,
            subject=_("À confirmer : %(title)s") % {"title": title},
            body=_(
                "Quelqu'un, vous sans doute, a donné votre adresse sur notre site à propos de "
                "« %(title)s ».\n\nPour voir ce qui est demandé et le confirmer : %(link)s\n\nSi "
                "ce n'est pas vous, ne faites rien : rien n'a été fait, et cette demande s'efface "
                "dans les sept jours."
            )
            % {"title": title, "link": settings.ORIGIN + reverse("public:askings", args=[secret])},
            now=now,
        )


def held(*, secret: str, kind: str, about: str) -> Asking:
    """The demand that somebody confirms. Errors: NotFound."""
    asking = askings_with(secret).filter(kind=kind, about=about).first()
    if asking is None:
        raise NotFound("asking")
    return asking


def confirmed(asking: Asking, *, clock: Clock) -> None:
    """Note that it is confirmed: confirming again changes nothing."""
    asking.confirmed_at = clock.now()
    asking.save(update_fields=["confirmed_at"])


@action
def forget_askings(*, actor: Actor, clock: Clock) -> int:
    """Forget what was asked more than a week ago, and whoever is known for that alone; return how
    many demands.

    Who: the operator (`following.forget`). Register: `person_erased` for those. Errors: NotAllowed.
    """
    require(actor, "following.forget")
    rows = list(old_askings(now=clock.now()))
    Asking.objects.filter(pk__in=[one.pk for one in rows]).delete()
    for person_id in sorted({one.person_id for one in rows}):
        forget_if_alone(person_id, clock=clock)
    return len(rows)


def forget_if_alone(person_id: int, *, clock: Clock) -> None:
    """Erase somebody of whom an address alone is known, and who asks and follows nothing more."""
    waiting = Asking.objects.filter(person_id=person_id, confirmed_at=None)
    if waiting.exists() or Follower.objects.filter(person_id=person_id).exists():
        return
    if Person.objects.filter(pk=person_id, erased_at__isnull=False).exists():
        return
    identity = identity_of(person_id)
    named = identity.full_name or identity.phone or identity.reference
    if not (named or seats_of_person(person_id).exists() or grants_of(person_id).exists()):
        Asking.objects.filter(person_id=person_id).delete()
        forget_person(person_id, reason="purpose_over", now=clock.now())
