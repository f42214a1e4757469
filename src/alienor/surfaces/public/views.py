"""Public pages: query, then render."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alienor.cores.transparency.tiles import TILE_WIDTH, Tile
from alienor.platform.access.roles import ROLE_NAMES
from alienor.platform.acts.types import ACT_TYPES
from alienor.platform.register import public, reading
from alienor.stages.draw.queries import frozen_draws
from alienor.stages.founding import queries as founding
from alienor.stages.polls import queries as polls
from alienor.surfaces.polls import (
    poll_view,
    poll_views,
    result_details_of,
    rounds_of,
    ties_of,
)
from alienor.surfaces.public import journal
from alienor.surfaces.public.bodies import body_views
from alienor.surfaces.standing import standing_of
from alienor.surfaces.vote_record import departures

PER_PAGE = 50


def home(request: HttpRequest) -> HttpResponse:
    """The assembly's own page, above its editions."""
    if founding.city() is None:
        return redirect("first_run")
    editions = list(founding.editions())
    recent = journal.lines(journal.notable()[:6])
    return render(
        request,
        "alienor/public/home.html",
        {
            "editions": [
                {
                    "edition": edition,
                    "path": founding.path_of(edition),
                    "standing": standing_of(edition),
                }
                for edition in editions
            ],
            "recent": recent,
        },
    )


def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the edition stands: what is decided, by whom, what comes next."""
    found = founding.edition_named(slug)
    return render(
        request,
        "alienor/public/edition.html",
        {
            "edition": found,
            "path": founding.path_of(found),
            "assembly": body_views(found, only=("assembly",)),
            "standing": standing_of(found),
            "commitments": founding.commitments_of(found),
            "documents": founding.documents_of(found),
            "recent": journal.lines(journal.notable(slug)[:6]),
            "live_topics": f"edition.{slug}",
        },
    )


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules in force: articles as text, what they set as data, and how they changed."""
    found = founding.edition_named(slug)
    rulebook = founding.rules_of(found)
    return render(
        request,
        "alienor/public/rules.html",
        {
            "edition": found,
            "path": founding.path_of(found),
            "rulebook": rulebook,
            "reconstructed": any(article.reconstructed for article in rulebook.articles),
            "versions": founding.rules_versions_of(found),
            "derogations": [
                {"line": line, "by": [ROLE_NAMES[role] for role in line.content["by"]]}
                for line in journal.lines(reading.entries_of(slug).filter(kind="derogated/1"))
            ],
        },
    )


def body_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits where: filled, missing, in breach."""
    found = founding.edition_named(slug)
    return render(
        request,
        "alienor/public/bodies.html",
        {
            "edition": found,
            "path": founding.path_of(found),
            "bodies": body_views(found),
            "live_topics": f"edition.{slug}",
        },
    )


def poll_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The votes of an edition."""
    found = founding.edition_named(slug)
    return render(
        request,
        "alienor/public/polls.html",
        {"edition": found, "path": founding.path_of(found), "polls": poll_views(found)},
    )


def poll(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One vote: its question, who may vote, its result, and how to count again."""
    found = polls.poll_named(public_id)
    if found.edition.slug != slug or found.state == "drafted":
        raise Http404
    lines = journal.history(reading.history_of(public_id))
    return render(
        request,
        "alienor/public/poll.html",
        {
            "edition": found.edition,
            "poll": poll_view(found),
            **result_details_of(found),
            **ties_of(found, public=True),
            **rounds_of(found, public=True),
            "departures": departures(lines),
            "history": journal.gathered(lines),
            "live_topics": f"edition.{slug}",
        },
    )


def register(request: HttpRequest) -> HttpResponse:
    """The public register, searchable."""
    query = {name: request.GET.get(name, "").strip() for name in ("edition", "text", "kind")}
    pages = Paginator(journal.search(**query), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "alienor/public/register.html",
        {
            "page": page,
            "lines": journal.lines(page.object_list),
            "query": query,
            "cut": reading.FOUND_AT_MOST
            if query["text"] and pages.count == reading.FOUND_AT_MOST
            else 0,
            "editions": founding.editions(),
            "live_topics": "register",
        },
    )


def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry, in words and byte for byte, with what proves that it is in the register."""
    found = reading.entry_number(index)
    if found is None:
        raise Http404
    line = journal.lines([found])[0]
    return render(
        request,
        "alienor/public/entry.html",
        {
            "line": line,
            "edition": founding.edition_named(line.edition) if line.edition else None,
            "type": ACT_TYPES.get(line.kind),
            "leaf": bytes(found.leaf).decode(),
            "leaf_hash": bytes(found.leaf_hash).hex(),
        },
    )


def how_to_check(request: HttpRequest) -> HttpResponse:
    """How anybody can check, in a few sentences, a page for each draw and two commands."""
    return render(
        request,
        "alienor/public/check.html",
        {
            "checkpoint": public.checkpoint(),
            "key": public.public_verifier_key(),
            "editions": founding.editions(),
            "draws": frozen_draws(),
            "kinds": sorted(ACT_TYPES.values(), key=lambda kind: kind.kind),
        },
    )


def checkpoint(_: HttpRequest) -> HttpResponse:
    """The signed head of the register."""
    return public_file(public.checkpoint().encode(), "text/plain; charset=utf-8", cached=False)


def tile(_: HttpRequest, level: str, path: str) -> HttpResponse:
    """A tile of hashes, or (level `entries`) a bundle of entries."""
    of_entries = level == "entries"
    wanted = _tile_named(level="0" if of_entries else level, path=path)
    data = (
        public.entries(index=wanted.index, width=wanted.width)
        if of_entries
        else public.tile(wanted)
    )
    if data is None:
        raise Http404
    return public_file(data, "application/octet-stream", cached=wanted.width == TILE_WIDTH)


def _tile_named(*, level: str, path: str) -> Tile:
    """The tile of a level at `x001/x234/067` or `067.p/12`. Not found where no tree has it."""
    numbers, _, partial = path.partition(".p/")
    try:
        width = int(partial) if partial else TILE_WIDTH
        parts = [part.removeprefix("x") for part in numbers.split("/")]
        return Tile(level=int(level), index=int("".join(parts)), width=width)
    except ValueError as error:  # no numbers, or InvalidTile
        raise Http404 from error


def public_file(data: bytes, kind: str, *, cached: bool) -> HttpResponse:
    """Bytes that any site may read."""
    response = HttpResponse(data, content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if cached else "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
