from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by the pseudonym of their e-mail."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=username)


class Account(AbstractBaseUser):
    """How a person signs in. `email` is a keyed pseudonym, never an address."""

    email = models.EmailField(unique=True)
    person_id = models.BigIntegerField(unique=True)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a password or a code by e-mail is not enough to enter in this person's place."""
        return bool(is_mfa_enabled(self))
