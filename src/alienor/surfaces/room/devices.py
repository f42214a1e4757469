"""What a device of the hall is entered with: a badge, or the sign of a table. The code that it
reads leaves the address at once, and a cookie of the device remembers it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse


def entered(page: str) -> HttpResponseRedirect:
    """To a page of the hall, and no address with a code goes along."""
    answer = HttpResponseRedirect(reverse(page))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def cookie_terms() -> dict[str, Any]:
    """How such a cookie is set: for this site alone, out of reach of scripts."""
    return {
        "path": settings.SESSION_COOKIE_PATH,
        "secure": settings.SESSION_COOKIE_SECURE,
        "httponly": True,
        "samesite": "Lax",
    }


def put_away(page: str, cookie: str) -> HttpResponseRedirect:
    """Forget what the device was entered with: it is lent, and goes on to another."""
    answer = HttpResponseRedirect(reverse(page))
    answer.delete_cookie(cookie, path=settings.SESSION_COOKIE_PATH)
    return answer
