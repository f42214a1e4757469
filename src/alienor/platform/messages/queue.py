"""Queue a message, read the outbox, send what is queued."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from alienor.platform.keystore.store import keys_of
from alienor.platform.messages.models import Message
from alienor.platform.people.cipher import decrypt, encrypt
from alienor.platform.people.models import Person
from alienor.platform.people.records import identities, identity_of

logger = logging.getLogger(__name__)
_CONTEXT = "message"
Fact = TypeVar("Fact")


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
    content = {"subject": subject, "body": body, "opens_an_account": opens_an_account}
    (message,) = _store({person_id: content}, now=now)
    return message


def tell(people: Iterable[int], *, says: Callable[[], tuple[str, str]], now: datetime) -> int:
    """Queue the same message to several people, each in their language: `says` gives its subject
    and body in the language that is active. Those without an e-mail address are left out; how
    many were told is returned."""
    known = identities(people)
    reached = {one: identity.language for one, identity in known.items() if identity.email}
    said = {}
    for language in set(reached.values()):
        with override(language):
            subject, body = says()
        said[language] = {"subject": subject, "body": body, "opens_an_account": False}
    _store({one: said[language] for one, language in reached.items()}, now=now)
    return len(reached)


def tell_each(
    facts: Mapping[int, Fact], *, says: Callable[[Fact], tuple[str, str]], now: datetime
) -> int:
    """Queue a message of their own to several people, each in their language: `says` gives its
    subject and body from what is known of one of them. Those without an e-mail address are left
    out; how many were told is returned."""
    said = {}
    for one, identity in identities(facts).items():
        if identity.email:
            with override(identity.language):
                subject, body = says(facts[one])
            said[one] = {"subject": subject, "body": body, "opens_an_account": False}
    _store(said, now=now)
    return len(said)


def _store(messages: Mapping[int, Mapping[str, Any]], *, now: datetime) -> list[Message]:
    people = Person.objects.filter(pk__in=messages)
    references = dict(people.values_list("pk", "key_reference"))
    keys = keys_of(references.values())
    rows = Message.objects.bulk_create(
        Message(
            person_id=one,
            sealed=encrypt(
                key=keys[references[one]],
                # a mail server refuses a subject of several lines
                content={**content, "subject": " ".join(content["subject"].split())},
                context=_CONTEXT,
            ),
            queued_at=now,
        )
        for one, content in messages.items()
    )
    if not settings.EMAIL_BACKEND_OUTBOX:
        from alienor.platform.jobs.tasks import send_message  # tasks import this

        for row in rows:
            transaction.on_commit(partial(send_message.enqueue, row.pk))
    return rows


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
