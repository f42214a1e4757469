"""What followers are told: the steps worth a message, in their language, once a day at most."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from alienor.platform.messages.following import due_followers, secret_of
from alienor.platform.messages.queue import queue_message
from alienor.platform.people.records import identities
from alienor.procedures.following import links
from alienor.stages.founding.queries import editions
from alienor.surfaces.public import journal

MOST_LINES = 30


def tell_followers(*, now: datetime) -> int:
    """Queue a message to everybody who has something new to read; return how many."""
    told = 0
    for edition in editions():
        newest = journal.notable(edition.slug).first()
        if newest is None:
            continue
        due = due_followers(edition.slug, now=now).filter(told_until__lt=newest.index)
        people = identities(due.values_list("person_id", flat=True))
        for follower in due:
            if not people[follower.person_id].email:
                continue  # erased
            with transaction.atomic(), override(follower.language):
                queue_message(
                    follower.person_id,
                    **_message(edition, since=follower.told_until, person=follower.person_id),
                    now=now,
                )
                follower.told_until, follower.told_at = newest.index, now
                follower.save(update_fields=["told_until", "told_at"])
            told += 1
    return told


def _message(edition: object, *, since: int, person: int) -> dict[str, str]:
    slug, title = edition.slug, edition.title  # type: ignore[attr-defined]
    entries = list(journal.notable(slug).filter(index__gt=since)[:MOST_LINES])
    lines = journal.lines(reversed(entries))
    said = [
        f"- {line.sentence}{f' {line.excerpt}' if line.excerpt else ''}\n"
        f"  {settings.ORIGIN}{reverse('public:entry', args=[line.index])}"
        for line in lines
    ]
    subject = ngettext(
        "%(title)s : une nouvelle étape", "%(title)s : %(count)s nouvelles étapes", len(said)
    ) % {"title": title, "count": len(said)}
    end = links(secret_of(slug, person))["end"]
    place = settings.ORIGIN + reverse("public:edition", args=[slug])
    foot = _("Tout est sur %(place)s\n\nPour ne plus recevoir ces messages : %(end)s") % {
        "place": place,
        "end": end,
    }
    return {"subject": subject, "body": "\n\n".join([*said, foot])}
