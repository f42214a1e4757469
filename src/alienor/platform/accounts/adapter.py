"""How django-allauth is bent to the house: no open sign-up, no address in its tables."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alienor.platform.accounts.models import Account
from alienor.platform.accounts.pseudonyms import person_behind
from alienor.platform.messages.queue import queue_message
from alienor.platform.people.records import identity_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are opened by actions; messages leave through the house's own queue."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "Cette adresse et cette phrase de passe ne vont pas ensemble : corrigez l'une ou "
            "l'autre, ou recevez un code."
        ),
        "too_many_login_attempts": _(
            "Trop d'essais en peu de temps : attendez cinq minutes, puis recommencez."
        ),
        "incorrect_code": _(
            "Ce n'est pas le code envoyé : recopiez-le tel quel, ou recevez-en un autre."
        ),
        "incorrect_password": _("Ce n'est pas votre phrase de passe : tapez-la à nouveau."),
        "enter_current_password": _("Ce n'est pas votre phrase de passe : tapez-la à nouveau."),
        "rate_limited": _("Trop de demandes en peu de temps : attendez une minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message for the person behind the pseudonym; nobody there, nothing sent."""
        person_id = person_behind(email)
        if person_id is None:
            return
        rendered = self.render_mail(template_prefix, email, context)
        queue_message(
            person_id,
            subject=rendered.subject,
            body=rendered.body,
            now=timezone.now(),
            opens_an_account=True,
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No notices: fewer messages, and none that names what somebody did."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Second factors: their secrets are encrypted, their labels name nobody."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Ce code ou cette clé ne convient pas. Un code change toutes les trente secondes : "
            "attendez le suivant, et vérifiez l'heure de votre téléphone."
        ),
    }

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        return urlsafe_b64encode(
            nonce + self._cipher().encrypt(nonce, text.encode(), b"mfa")
        ).decode()

    def decrypt(self, encrypted_text: str) -> str:
        blob = urlsafe_b64decode(encrypted_text)
        return self._cipher().decrypt(blob[:12], blob[12:], b"mfa").decode()

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        name = identity_of(user.person_id).full_name or "Aliénor"
        return {"id": user_pk_to_url_str(user).encode(), "display_name": name, "name": name}

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        return "key"

    def _get_user_identifier(self, user: Account) -> str:
        return identity_of(user.person_id).full_name or "Aliénor"

    @staticmethod
    def _cipher() -> AESGCM:
        return AESGCM(settings.INSTANCE.secrets.raw("wrapping"))
