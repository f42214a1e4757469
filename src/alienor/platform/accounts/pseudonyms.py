"""The pseudonymous address of an account."""

from __future__ import annotations

from alienor.platform.people.cipher import index_digest
from alienor.platform.people.models import ContactIndex

DOMAIN = "personne.invalid"


def pseudonymous(email: str) -> str:
    """`<hmac>@personne.invalid` for an address; an address of that form is left as it is."""
    if email.endswith(f"@{DOMAIN}"):
        return email
    return f"{index_digest('email', email)}@{DOMAIN}"


def person_behind(pseudonymous_email: str) -> int | None:
    """The person whose address this pseudonym stands for."""
    digest = pseudonymous_email.removesuffix(f"@{DOMAIN}")
    return ContactIndex.objects.filter(digest=digest).values_list("person_id", flat=True).first()
