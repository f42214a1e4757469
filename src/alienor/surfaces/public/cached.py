"""Public pages are kept until the next act: nothing that they show changes without one.

A page is kept under its address, its language, the day (deadlines pass at midnight) and the
number of the newest entry of the register: an act makes every kept page unreachable, on every
node at once, and nothing has to be told to forget. Whoever has a session, or searches, reads
afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import get_language

from alienor.platform.register import reading

# Files and tiles have their own roads; a page that holds a form has a token in it.
NEVER = {"file", "archive", "tile", "checkpoint"}


class PageCache:
    """Middleware: answers from what is kept, and keeps what it has just shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "page_key", None)
        if key and response.status_code == 200 and "CSRF_COOKIE" not in request.META:
            caches["pages"].set(key, (response.content, response.headers["Content-Type"]))
        return response

    def process_view(self, request: Any, view: Any, _args: Any, _place: Any) -> HttpResponse | None:
        """The kept page, where there is one."""
        if not settings.PAGE_CACHE or not _is_the_same_for_everybody(request, view):
            return None
        key = _key(request)
        kept = caches["pages"].get(key)
        if kept is None:
            request.page_key = key
            return None
        content, content_type = kept
        response = HttpResponse(content, content_type=content_type)
        response.spaced = True  # for `surfaces.typography`
        patch_vary_headers(response, ("Cookie",))
        return response


def _is_the_same_for_everybody(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    return (
        request.method in ("GET", "HEAD")
        and match is not None
        and match.namespace == "public"
        and match.url_name not in NEVER
        and not hasattr(view, "view_class")
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _key(request: HttpRequest) -> str:
    newest = reading.entries().values_list("index", flat=True).first()
    said = f"{newest}\n{localdate()}\n{get_language()}\n{request.path}"
    return hashlib.sha256(said.encode()).hexdigest()
