"""django-allauth's forms, with the typed address turned into its pseudonym at once."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.forms import EmailField, EmailInput
from django.utils.translation import gettext_lazy as _

from alienor.platform.accounts.pseudonyms import pseudonymous


class PseudonymousEmailField(EmailField):
    """Takes an e-mail address and gives its pseudonym: nothing behind it sees the address."""

    widget = EmailInput(attrs={"autocomplete": "email"})

    def __init__(self) -> None:
        super().__init__(label=_("Votre adresse électronique"))

    def clean(self, value: Any) -> str:
        return pseudonymous(super().clean(value))


class LoginForm(forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = PseudonymousEmailField()


class RequestLoginCodeForm(forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    """Ask for a code by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = PseudonymousEmailField()


class ResetPasswordForm(forms.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = PseudonymousEmailField()
