"""Who follows an edition by e-mail. Called from actions, and from the worker that tells them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alienor.platform.messages.models import Follower
from alienor.platform.people.records import pseudonym

AT_MOST_EVERY = timedelta(hours=20)
ASKED_AGAIN_AFTER = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=7)


def new_follower(
    *, edition: str, person_id: int, language: str, last_entry: int, now: datetime
) -> str | None:
    """Note that somebody asks to follow; return the secret of their links.

    None where they asked less than an hour ago: whoever types somebody else's address again and
    again sends them one message.
    """
    secret = secret_of(edition, person_id)
    follower, new = Follower.objects.get_or_create(
        edition=edition,
        person_id=person_id,
        defaults={
            "secret_hash": _hash(secret),
            "language": language,
            "asked_at": now,
            "told_until": last_entry,
        },
    )
    if new:
        return secret
    if now - follower.asked_at < ASKED_AGAIN_AFTER:
        return None
    follower.asked_at, follower.language = now, language
    follower.save(update_fields=["asked_at", "language"])
    return secret


def secret_of(edition: str, person_id: int) -> str:
    """The secret in the links of somebody's messages (16 hex digits): it dies with their key."""
    return pseudonym(person_id, f"following\n{edition}")


def follower_with(secret: str) -> Follower | None:
    """Who holds this secret."""
    return Follower.objects.filter(secret_hash=_hash(secret)).first()


def due_followers(edition: str, *, now: datetime) -> QuerySet[Follower]:
    """Those who confirmed and may be told something now: once a day at most."""
    rested = Q(told_at__isnull=True) | Q(told_at__lte=now - AT_MOST_EVERY)
    return Follower.objects.filter(rested, edition=edition, confirmed_at__isnull=False)


def unconfirmed_followers(*, now: datetime) -> QuerySet[Follower]:
    """Those who asked and never confirmed."""
    return Follower.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - FORGOTTEN_AFTER)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
