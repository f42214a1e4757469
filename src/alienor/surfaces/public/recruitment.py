"""How people are invited, as the public sees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.recruitment.queries import funnel_of
from alienor.surfaces.recruitment import funnel_picture, public_counts


def recruitment(request: HttpRequest, slug: str) -> HttpResponse:
    """The funnel without its small numbers, and how the addresses are drawn, in plain words."""
    found = edition_named(slug)
    rulebook = rules_of(found)
    counts = funnel_of(found)
    least = rulebook.privacy.minimum_cell
    return render(
        request,
        "alienor/public/recruitment.html",
        {
            "edition": found,
            "rules": rulebook.recruitment,
            "funnel": counts,
            "picture": funnel_picture(counts, least=least),
            "counts": public_counts(found),
            "least": least,
            "live_topics": f"edition.{slug}",
        },
    )


urlpatterns = [path("editions/<slug:slug>/recrutement/", recruitment, name="recruitment")]
