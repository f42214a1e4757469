"""What a public form asked for an address, until whoever reads its messages confirms it.

Called from actions. Every form shares one link a person and one message an hour, so that typing
somebody else's address again and again sends them one message, and changes nothing for them.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import QuerySet

from alienor.platform.messages.models import Asking
from alienor.platform.people.models import Person
from alienor.platform.people.records import pseudonym

ONE_MESSAGE_EACH = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=7)


def note_asking(
    *, person_id: int, kind: str, about: str, language: str, now: datetime
) -> str | None:
    """Note that something is asked; return the secret of the link to send.

    None where a link was sent to this person less than an hour ago: it shows this demand too.
    """
    Person.objects.select_for_update().get(pk=person_id)  # one at a time: one message
    rested = not Asking.objects.filter(
        person_id=person_id, sent_at__gt=now - ONE_MESSAGE_EACH
    ).exists()
    secret = secret_of(person_id)
    facts = {"secret_hash": _hash(secret), "language": language, "asked_at": now}
    sent = {"sent_at": now} if rested else {}
    Asking.objects.update_or_create(
        person_id=person_id,
        kind=kind,
        about=about,
        defaults={**facts, **sent, "confirmed_at": None},
    )
    return secret if rested else None


def secret_of(person_id: int) -> str:
    """The secret in a person's link (16 hex digits): it dies with their key."""
    return pseudonym(person_id, "asking")


def askings_with(secret: str) -> QuerySet[Asking]:
    """What is asked for the person whose link this is, the newest first."""
    return Asking.objects.filter(secret_hash=_hash(secret)).order_by("-asked_at", "-pk")


def old_askings(*, now: datetime) -> QuerySet[Asking]:
    """Those of more than a week ago: they are forgotten, confirmed or not."""
    return Asking.objects.filter(asked_at__lt=now - FORGOTTEN_AFTER)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
