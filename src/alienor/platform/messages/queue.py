"""Queue a message, read the outbox, send what is queued."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from alienor.platform.keystore.store import keys_of
from alienor.platform.messages.models import Message
from alienor.platform.people.cipher import decrypt, encrypt
from alienor.platform.people.models import Person
from alienor.platform.people.records import identities, identity_of

logger = logging.getLogger(__name__)
_CONTEXT = "message"


@dataclass(frozen=True, kw_only=True)
class OutboxMessage:
    """A message as its reader sees it."""

    id: int
    to: str
    subject: str
    body: str
    state: str
    queued_at: datetime
    opens_an_account: bool


def queue_message(
    person_id: int, *, subject: str, body: str, now: datetime, opens_an_account: bool = False
) -> Message:
    """Store a message and, where there is a mail server, have it sent after the commit.

    `opens_an_account`: it holds a code or a link by which one signs in as its reader.
    """
    content = {
        "subject": " ".join(subject.split()),
        "body": body,
        "opens_an_account": opens_an_account,
    }
    message = Message.objects.create(
        person_id=person_id,
        sealed=encrypt(key=_key_of(person_id), content=content, context=_CONTEXT),
        queued_at=now,
    )
    if not settings.EMAIL_BACKEND_OUTBOX:
        from alienor.platform.jobs.tasks import send_message  # tasks import this

        transaction.on_commit(partial(send_message.enqueue, message.pk))
    return message


def outbox(*, limit: int = 100) -> list[OutboxMessage]:
    """The newest messages, decrypted; those to erased people are left out."""
    rows = list(Message.objects.order_by("-pk")[:limit])
    people = {
        person.pk: person
        for person in Person.objects.filter(
            pk__in={row.person_id for row in rows}, erased_at__isnull=True
        )
    }
    keys = keys_of(person.key_reference for person in people.values())
    names = identities(people)
    shown = []
    for row in rows:
        key = keys.get(people[row.person_id].key_reference) if row.person_id in people else None
        if key is None:
            continue
        content = decrypt(key=key, blob=bytes(row.sealed), context=_CONTEXT)
        identity = names[row.person_id]
        shown.append(
            OutboxMessage(
                id=row.pk,
                to=f"{identity.full_name} <{identity.email}>",
                subject=content["subject"],
                body=content["body"],
                state=row.state,
                queued_at=row.queued_at,
                opens_an_account=content.get("opens_an_account", False),
            )
        )
    return shown


def send(message_id: int) -> None:
    """Send one queued message. Failing, it stays queued with its attempts counted, and raises."""
    message = Message.objects.get(pk=message_id)
    if message.state == Message.State.SENT:
        return
    key = _key_of(message.person_id)
    content = decrypt(key=key, blob=bytes(message.sealed), context=_CONTEXT)
    message.attempts += 1
    message.save(update_fields=["attempts"])
    EmailMessage(
        subject=" ".join(content["subject"].split()),
        body=content["body"],
        to=[identity_of(message.person_id).email],
    ).send()
    message.state, message.sent_at = Message.State.SENT, timezone.now()
    message.save(update_fields=["state", "sent_at"])


def _key_of(person_id: int) -> bytes:
    reference = Person.objects.values_list("key_reference", flat=True).get(pk=person_id)
    return keys_of([reference])[reference]
