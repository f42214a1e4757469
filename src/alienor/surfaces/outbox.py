"""The messages of an instance that sends none, the newest first, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alienor.platform.messages.queue import count_messages, outbox

PER_PAGE = 30


def outbox_page(request: HttpRequest) -> HttpResponse:
    """One page of the messages, for whoever may read them."""
    page = Paginator(range(count_messages()), PER_PAGE).get_page(request.GET.get("page"))
    found = outbox(limit=PER_PAGE, after=PER_PAGE * (page.number - 1))
    return render(request, "alienor/outbox.html", {"outbox": found, "page": page})
