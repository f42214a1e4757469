"""What followers are told: the steps worth a message, in their language, once a day at most."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from alienor.platform.messages.following import due_followers, secret_of
from alienor.platform.messages.queue import queue_message
from alienor.platform.people.records import identity_of
from alienor.procedures.following import end_link
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
        for number in due.values_list("pk", flat=True):
            with transaction.atomic():
                # Asked again under a lock: another worker may have told them meanwhile.
                follower = due.select_for_update().filter(pk=number).first()
                if follower is not None and identity_of(follower.person_id).email:
                    _tell(follower, edition, until=newest.index, now=now)
                    told += 1
    return told


def _tell(follower: Any, edition: Any, *, until: int, now: datetime) -> None:
    with override(follower.language):
        message = _message(edition, since=follower.told_until, person=follower.person_id)
    queue_message(follower.person_id, **message, now=now)
    follower.told_until, follower.told_at = until, now
    follower.save(update_fields=["told_until", "told_at"])


def _message(edition: Any, *, since: int, person: int) -> dict[str, str]:
    slug, title = edition.slug, edition.title
    entries = journal.notable(slug).filter(index__gt=since)
    count = entries.count()
    lines = journal.lines(reversed(list(entries[:MOST_LINES])))
    said = [
        f"- {line.sentence}{f' {line.excerpt}' if line.excerpt else ''}\n"
        f"  {settings.ORIGIN}{reverse('public:entry', args=[line.index])}"
        for line in lines
    ]
    subject = ngettext(
        "%(title)s : une nouvelle étape", "%(title)s : %(count)s nouvelles étapes", count
    ) % {"title": title, "count": count}
    place = settings.ORIGIN + reverse("public:edition", args=[slug])
    foot = _("Tout est sur %(place)s\n\nPour ne plus recevoir ces messages : %(end)s") % {
        "place": place,
        "end": end_link(secret_of(slug, person)),
    }
    return {"subject": subject, "body": "\n\n".join([*said, foot])}
