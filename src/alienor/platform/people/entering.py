"""Make somebody known, or forget them, from within an action that asked for its permission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from alienor.platform.accounts.open import close_account, open_account
from alienor.platform.acts.record import record
from alienor.platform.acts.types import SealedRef
from alienor.platform.errors import Invalid
from alienor.platform.people import acts, records
from alienor.platform.people.models import Person
from alienor.platform.people.records import Identity

Farewell = Callable[[int, datetime], None]
_farewells: list[Farewell] = []


def register_farewell(farewell: Farewell) -> None:
    """A stage ends what a person holds, in the act that erases them: it changes and records."""
    _farewells.append(farewell)


def make_known(identity: Identity, *, through: str, now: datetime, password: str = "") -> Person:
    """Store a new person, open their account where they have an e-mail, and record it.

    Register: `person_entered`. Errors: Invalid (no name and no contact; `contact_taken`).
    """
    if not (identity.full_name or identity.email or identity.phone):
        raise Invalid("required", field="given_name")
    for kind in records.FINDING:
        value = getattr(identity, kind)
        if value and records.find_person(**{kind: value}) is not None:
            raise Invalid("contact_taken", field=kind)
    person = _entered(identity, through=through, now=now)
    open_account(person.pk, password=password)
    return person


def known_by_address(email: str, *, language: str, through: str, now: datetime) -> int:
    """The person with this address; a newcomer is known by it alone until they confirm that it is
    theirs: no name, no account.

    Register: `person_entered` for a newcomer. Errors: Invalid without an address.
    """
    if not email.strip():
        raise Invalid("required", field="email")
    known = records.find_person(email=email)
    if known is not None:
        return known
    identity = Identity(email=email.strip(), language=language)
    return int(_entered(identity, through=through, now=now).pk)


def forget_person(person_id: int, *, reason: str, now: datetime) -> None:
    """Erase somebody for good: what they hold ends, then go their account, what is known of them
    and, once the act is committed, their key.

    Register: `person_erased`, and what each farewell records.
    """
    for farewell in _farewells:
        farewell(person_id, now)
    close_account(person_id)
    records.erase_person(person_id, now=now)
    record(acts.PersonErased(reason=reason), on=None)


def name_if_unnamed(person_id: int, identity: Identity) -> None:
    """Whoever was known by a contact alone (they follow an edition) takes this name, and has an
    account. Called where their word is had: never on what a public form was sent."""
    there = records.identity_of(person_id)
    if not there.full_name and identity.full_name:
        records.change_identity(person_id, replace(identity, language=there.language))
        open_account(person_id)


def known_or_new(identity: Identity, *, through: str, now: datetime) -> int:
    """The person with this name and contact, made known where nobody has either. Whoever was
    known by a contact alone (they follow an edition) takes this name.

    Errors: Invalid (`contact_taken`) where the contact is that of somebody by another name.
    """
    known = records.find_person(
        email=identity.email, phone=identity.phone, reference=identity.reference
    )
    if known is None:
        return int(make_known(identity, through=through, now=now).pk)
    name_if_unnamed(known, identity)
    if records.identity_of(known).full_name.casefold() != identity.full_name.casefold():
        raise Invalid(
            "contact_taken", field=next(kind for kind in records.FINDING if getattr(identity, kind))
        )
    return known


def _entered(identity: Identity, *, through: str, now: datetime) -> Person:
    person = records.create_person(identity, now=now)
    digest = records.seal(person.pk, purpose="entry", content={"through": through}, now=now)
    record(acts.PersonEntered(record=SealedRef(digest)), on=None)
    return person
