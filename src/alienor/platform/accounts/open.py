"""Open an account for a person who has an e-mail address."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from alienor.platform.accounts.models import Account
from alienor.platform.accounts.pseudonyms import pseudonymous
from alienor.platform.people.records import identity_of


def open_account(person_id: int, *, password: str = "") -> Account | None:
    """The person's account, made where there is none; None for somebody without an e-mail."""
    email = identity_of(person_id).email
    if not email:
        return None
    pseudonym = pseudonymous(email)
    account = Account.objects.filter(person_id=person_id).first()
    if account is None:
        account = Account(person_id=person_id, email=pseudonym)
        account.set_password(password) if password else account.set_unusable_password()
        account.save()
    EmailAddress.objects.get_or_create(
        user=account, email=pseudonym, defaults={"verified": True, "primary": True}
    )
    return account


def forget_second_factor(person_id: int) -> int:
    """Remove somebody's second factors, for whoever lost them all; return how many they had."""
    deleted, _kinds = Authenticator.objects.filter(user__person_id=person_id).delete()
    return int(deleted)


def close_account(person_id: int) -> None:
    """Remove a person's account and with it every way to sign in as them."""
    Account.objects.filter(person_id=person_id).delete()
