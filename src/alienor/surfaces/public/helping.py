"""The help: what each role can do, with links to the pages where it does it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse

from alienor.stages.founding.queries import edition_named, editions
from alienor.stages.learning.library import HelpSection, help_in
from alienor.surfaces.words import reader_language

LINK = re.compile(r"\[([^\]]+)\]\(([\w:]+)\)")


def help_page(request: HttpRequest) -> HttpResponse:
    """Every section. Links lead to one edition: `?edition=`, else the newest."""
    every = list(editions())
    asked = request.GET.get("edition")
    edition = edition_named(asked) if asked else next(iter(every), None)
    return render(
        request,
        "alienor/public/help.html",
        {
            "edition": edition,
            "others": [one for one in every if one != edition],
            "sections": [_linked(one, edition) for one in help_in(reader_language())],
        },
    )


def address_of(name: str, edition: Any) -> str:
    """The address of a page by its name: of the site, else of an edition; "" where there is none
    yet. Errors: NoReverseMatch for a name that no page has."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[edition.slug]) if edition else ""


def linked(text: str, edition: Any) -> str:
    """A text whose links say addresses instead of names; words alone where there is no page."""

    def one(found: re.Match[str]) -> str:
        words, name = found.groups()
        address = address_of(name, edition)
        return f"[{words}]({address})" if address else words

    return LINK.sub(one, text)


def _linked(section: HelpSection, edition: Any) -> HelpSection:
    parts = tuple(replace(part, text=linked(part.text, edition)) for part in section.parts)
    return replace(section, text=linked(section.text, edition), parts=parts)


urlpatterns = [path("aide/", help_page, name="help")]
