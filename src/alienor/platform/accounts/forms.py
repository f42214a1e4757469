"""django-allauth's forms, in our words; a typed address becomes its pseudonym at once."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from django.forms import ChoiceField, EmailField, EmailInput
from django.utils.translation import gettext_lazy as _

from alienor.platform.accounts.pseudonyms import pseudonymous

LABELS = {
    "password": _("Votre phrase de passe"),
    "oldpassword": _("Votre phrase de passe actuelle"),
    "password1": _("La nouvelle phrase de passe"),
    "password2": _("La nouvelle phrase, une seconde fois"),
    "code": _("Votre code"),
}
KEY_KINDS = {
    "phone": _("Ce téléphone ou cette tablette"),
    "computer": _("Cet ordinateur"),
    "key": _("Une clé à brancher ou à approcher"),
}
"""What a passkey is. A choice: a name that somebody types could be theirs, in clear."""


class PseudonymousEmailField(EmailField):
    """Takes an e-mail address and gives its pseudonym: nothing behind it sees the address."""

    widget = EmailInput(attrs={"autocomplete": "email"})

    def __init__(self) -> None:
        super().__init__(label=_("Votre adresse électronique"))

    def clean(self, value: Any) -> str:
        return pseudonymous(super().clean(value))


class KeyKindField(ChoiceField):
    """Which of one's keys this is."""

    def __init__(self) -> None:
        super().__init__(label=_("Où est cette clé ?"), choices=list(KEY_KINDS.items()))


class InOurWords:
    """Says our labels instead of django-allauth's, without placeholders."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label, field.help_text = LABELS[name], ""


class LoginForm(InOurWords, forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = PseudonymousEmailField()


class RequestLoginCodeForm(InOurWords, forms.RequestLoginCodeForm):  # type: ignore[misc]  # untyped
    """Ask for a code by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = PseudonymousEmailField()


class ResetPasswordForm(InOurWords, forms.ResetPasswordForm):  # type: ignore[misc]  # untyped
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = PseudonymousEmailField()


class ConfirmLoginCodeForm(InOurWords, forms.ConfirmLoginCodeForm):  # type: ignore[misc]  # untyped
    """Enter the code that came by e-mail."""


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):  # type: ignore[misc]  # untyped
    """Change one's password."""


class SetPasswordForm(InOurWords, forms.SetPasswordForm):  # type: ignore[misc]  # untyped
    """Choose a first password."""


class ResetPasswordKeyForm(InOurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]  # untyped
    """Choose a new password, by the link that came by e-mail."""


class ReauthenticateForm(InOurWords, forms.ReauthenticateForm):  # type: ignore[misc]  # untyped
    """Say one's password again before changing how one enters."""


class AuthenticateForm(InOurWords, factors.AuthenticateForm):  # type: ignore[misc]  # untyped
    """Enter the code of one's application, or one kept for such a day."""


class ReauthenticateCodeForm(InOurWords, factors.ReauthenticateForm):  # type: ignore[misc]  # untyped
    """The same, before changing how one enters."""


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]  # untyped
    """Set up the application that gives codes."""


class AddKeyForm(keys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Add a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = KeyKindField()
        alone = self.fields["passwordless"]
        alone.label = _("Cette clé suffira pour entrer")
        alone.help_text = _(
            "Elle doit alors vous reconnaître elle-même (doigt, visage, code). Sinon, elle sert de "
            "seconde vérification après votre phrase de passe ou un code par courrier."
        )
        alone.initial = True


class EditKeyForm(keys.EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Say which key this is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = KeyKindField()
