"""A refusal that no page has caught becomes a page of its own, with its sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from alienor.platform.acts.limits import refusal_of
from alienor.platform.errors import ActError, Invalid, SecondFactorNeeded
from alienor.surfaces.sentences import fault_sentences, sentence


class ActErrorMiddleware:
    """Shows a refusal, or what the platform cannot take, as a page: what happened, why, what to
    do next. Nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Django reads such a form to look for its token, and again for the page of its own refusal.
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return _refused(request, Invalid("form_not_utf8"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        error = refusal_of(exception)
        return None if error is None else _refused(request, error)


def _refused(request: HttpRequest, error: ActError) -> HttpResponse:
    # In an address, what cannot be used is not there.
    unusable = isinstance(error, Invalid) and request.method in ("GET", "HEAD")
    return render(
        request,
        "alienor/refused.html",
        {
            "sentence": sentence(error),
            "faults": fault_sentences(error),
            "back": _page_before(request),
            "second_factor_needed": isinstance(error, SecondFactorNeeded),
        },
        status=404 if unusable else error.status,
    )


def _page_before(request: HttpRequest) -> str:
    """The page of this site whose button was refused; empty where there is none."""
    before = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if own and request.method == "POST" else ""
