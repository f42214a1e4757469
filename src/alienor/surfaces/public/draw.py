"""The draw as the public sees it: what was closed, the balls, who the panel is like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from alienor.platform.register import reading
from alienor.stages.draw.queries import draws_of, published_draw
from alienor.stages.founding.queries import (
    derogation_to,
    edition_named,
    is_undrawn,
    path_of,
    rules_of,
)
from alienor.surfaces.draw_record import record_of, record_title
from alienor.surfaces.draws.view import draw_view
from alienor.surfaces.public import journal


def draws(request: HttpRequest, slug: str) -> HttpResponse:
    """Every draw of an edition."""
    found = edition_named(slug)
    views = [draw_view(draw) for draw in draws_of(found)]
    path = path_of(found)
    return render(
        request,
        "alienor/public/draw.html",
        {
            "edition": found,
            "path": path,
            "undrawn": is_undrawn(found, path),
            "derogation": derogation_to(found, "draw_not_held"),
            "rules": rules_of(found).draw,
            "draws": [
                (view, journal.history(reading.history_of(view.draw.public_id)[:30]))
                for view in views
            ],
            "live_topics": f"edition.{slug}",
        },
    )


def record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The record of one draw, once it is published."""
    found = published_draw(edition_named(slug), number)
    return render(
        request,
        "alienor/public/draw_record.html",
        {
            "edition": found.edition,
            "draw": found,
            "title": record_title(found),
            "record": record_of(found),
            "live_topics": f"edition.{slug}",
        },
    )


urlpatterns = [
    path("editions/<slug:slug>/tirage/", draws, name="draw"),
    path("editions/<slug:slug>/tirage/<int:number>/compte-rendu/", record, name="draw_record"),
]
