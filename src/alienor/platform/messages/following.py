"""Who follows an edition by e-mail. Called from actions, and from the worker that tells them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alienor.platform.messages.models import Follower
from alienor.platform.people.records import pseudonym

AT_MOST_EVERY = timedelta(hours=20)


def new_follower(*, edition: str, person_id: int, language: str, last_entry: int) -> Follower:
    """Note that somebody follows; whoever follows already keeps where they are."""
    follower, _new = Follower.objects.get_or_create(
        edition=edition,
        person_id=person_id,
        defaults={
            "secret_hash": _hash(secret_of(edition, person_id)),
            "language": language,
            "told_until": last_entry,
        },
    )
    return follower


def secret_of(edition: str, person_id: int) -> str:
    """The secret in the link that ends it (16 hex digits): it dies with the person's key."""
    return pseudonym(person_id, f"following\n{edition}")


def follower_with(secret: str) -> Follower | None:
    """Who holds this secret."""
    return Follower.objects.filter(secret_hash=_hash(secret)).first()


def due_followers(edition: str, *, now: datetime) -> QuerySet[Follower]:
    """Those who may be told something now: once a day at most."""
    rested = Q(told_at__isnull=True) | Q(told_at__lte=now - AT_MOST_EVERY)
    return Follower.objects.filter(rested, edition=edition)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
