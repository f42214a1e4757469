"""Queue a message, read the outbox, send what is queued."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from alienor.platform.people.records import ERASED, Identity, identities, identity_of

logger = logging.getLogger(__name__)
_CONTEXT = "message"
Fact = TypeVar("Fact")


@dataclass(frozen=True, kw_only=True)
class OutboxMessage:
    """A message as its reader sees it."""

    id: int
    to: str
    address: str
    language: str
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
    and body in the language that is active. For those without an e-mail address it is a letter to
    print. How many are told by e-mail is returned."""
    said = {}
    known = _those_who_are_known(people)
    for language in {identity.language for identity in known.values()}:
        with override(language):
            said[language] = says()
    return _told({one: said[who.language] for one, who in known.items()}, known, now=now)


def tell_each(
    facts: Mapping[int, Fact],
    *,
    says: Callable[[Fact], tuple[str, str]],
    on_paper: Callable[[Fact], tuple[str, str]] | None = None,
    now: datetime,
) -> int:
    """Queue a message of their own to several people, each in their language: `says` gives its
    subject and body from what is known of one of them. For those without an e-mail address it is a
    letter to print, which says `on_paper` where a link is of no use. How many are told by e-mail is
    returned."""
    said = {}
    known = _those_who_are_known(facts)
    for one, identity in known.items():
        with override(identity.language):
            said[one] = (says if identity.email else on_paper or says)(facts[one])
    return _told(said, known, now=now)


def _those_who_are_known(people: Iterable[int]) -> dict[int, Identity]:
    return {one: who for one, who in identities(people).items() if who != ERASED}


def _told(
    said: Mapping[int, tuple[str, str]], known: Mapping[int, Identity], *, now: datetime
) -> int:
    messages = {
        one: {"subject": subject, "body": body, "opens_an_account": False}
        for one, (subject, body) in said.items()
    }
    reached = {one: message for one, message in messages.items() if known[one].email}
    others = {one: message for one, message in messages.items() if one not in reached}
    _store(reached, now=now)
    _store(others, now=now, state=Message.State.LETTER)
    return len(reached)


def _store(
    messages: Mapping[int, Mapping[str, Any]],
    *,
    now: datetime,
    state: str = Message.State.QUEUED,
) -> list[Message]:
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
            state=state,
            queued_at=now,
        )
        for one, content in messages.items()
    )
    if state == Message.State.QUEUED and not settings.EMAIL_BACKEND_OUTBOX:
        from alienor.platform.jobs.tasks import send_message  # tasks import this

        for row in rows:
            transaction.on_commit(partial(send_message.enqueue, row.pk))
    return rows


def outbox(*, limit: int = 100, after: int = 0) -> list[OutboxMessage]:
    """The newest messages but the `after` first of them, decrypted; those to erased people are left
    out."""
    return list(_shown(Message.objects.order_by("-pk")[after : after + limit]))


def count_messages() -> int:
    """How many messages there are, those to erased people among them."""
    return Message.objects.count()


def letters_to_print() -> list[OutboxMessage]:
    """Letters that were not posted yet, the oldest first; those to erased people are left out."""
    return list(_shown(Message.objects.filter(state=Message.State.LETTER).order_by("pk")))


def count_letters() -> int:
    """How many letters wait to be printed."""
    return Message.objects.filter(state=Message.State.LETTER).count()


def mark_as_posted(ids: Iterable[int], *, now: datetime) -> int:
    """Note that these letters were posted, or handed over; how many is returned."""
    waiting = Message.objects.filter(pk__in=list(ids), state=Message.State.LETTER)
    return waiting.update(state=Message.State.POSTED, sent_at=now)


def _shown(found: Iterable[Message]) -> Iterator[OutboxMessage]:
    rows = list(found)
    people = {
        person.pk: person
        for person in Person.objects.filter(
            pk__in={row.person_id for row in rows}, erased_at__isnull=True
        )
    }
    keys = keys_of(person.key_reference for person in people.values())
    names = identities(people)
    for row in rows:
        key = keys.get(people[row.person_id].key_reference) if row.person_id in people else None
        if key is None:
            continue
        content = decrypt(key=key, blob=bytes(row.sealed), context=_CONTEXT)
        identity = names[row.person_id]
        yield OutboxMessage(
            id=row.pk,
            to=f"{identity.full_name} <{identity.email}>" if identity.email else identity.full_name,
            address=identity.address,
            language=identity.language,
            subject=content["subject"],
            body=content["body"],
            state=row.state,
            queued_at=row.queued_at,
            opens_an_account=content.get("opens_an_account", False),
        )


def send(message_id: int) -> None:
    """Send one queued message. Failing, it stays queued with its attempts counted, and raises."""
    message = Message.objects.get(pk=message_id)
    if message.state != Message.State.QUEUED:
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
