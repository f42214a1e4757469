"""A refusal that no page has caught becomes a page of its own, with its sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alienor.platform.errors import ActError, SecondFactorNeeded
from alienor.surfaces.sentences import fault_sentences, sentence


class ActErrorMiddleware:
    """Shows `ActError` as a page: what happened, why, what to do next. Nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActError):
            return None
        return render(
            request,
            "alienor/refused.html",
            {
                "sentence": sentence(exception),
                "faults": fault_sentences(exception),
                "second_factor_needed": isinstance(exception, SecondFactorNeeded),
            },
            status=exception.status,
        )
