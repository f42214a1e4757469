"""The pages that give a printed document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse

from alienor.platform.access.decide import require
from alienor.platform.documents import typeset
from alienor.platform.errors import NotFound
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.draw.queries import draw_numbered, published_draw
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import poll_in, poll_named
from alienor.stages.sessions.minutes_queries import latest_minutes, published_minutes
from alienor.stages.sessions.queries import session_named
from alienor.surfaces.draw_record import record_of, record_title
from alienor.surfaces.papers import draws, facts, room
from alienor.surfaces.papers import paper_file as paper_files
from alienor.surfaces.papers.minutes import minutes_paper
from alienor.surfaces.people import actor_of
from alienor.surfaces.vote_record import signatures, vote_record

PUBLIC = ("council_file", "draw_record", "minutes", "vote_record")
"""What everybody may keep."""


def council_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The file for the council, for everybody."""
    found = edition_named(slug)
    return _paper("council_file", facts.council_file(found), f"{slug}-conseil")


def ballots(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Ballots and tally sheets of a vote, for whoever conducts it."""
    poll = poll_named(public_id)
    if poll.edition.slug != slug:
        raise NotFound("poll")
    require(actor_of(request), "polls.conduct", on=poll.edition)
    people = poll.entitled or len(colleges_in(poll.edition, poll.body))
    return _paper("ballots", facts.ballots(poll, people=people), f"{slug}-{public_id}-bulletins")


def presence_list(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The list to sign on arriving, for the desk of the day."""
    row = _day(request, slug, public_id, "sessions.welcome")
    return _paper("presence", facts.presence_list(row), f"{slug}-{public_id}-presence")


def badges(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The badges of a day, for its desk."""
    row = _day(request, slug, public_id, "sessions.welcome")
    return _paper("badges", room.badges(row), f"{slug}-{public_id}-badges")


def table_signs(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The signs of the tables of a day, for whoever prepares it."""
    row = _day(request, slug, public_id, "sessions.prepare")
    return _paper("table_signs", room.table_signs(row), f"{slug}-{public_id}-panneaux")


def paper_file(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Everything that lets a day go on by paper, for its desk."""
    row = _day(request, slug, public_id, "sessions.welcome")
    return _paper("paper_file", paper_files.paper_file(row), f"{slug}-{public_id}-dossier-papier")


def minutes(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The published minutes of a day, for everybody."""
    row = session_named(edition_named(slug), public_id)
    published = published_minutes(row)
    if not published:
        raise NotFound("minutes")
    return _paper("minutes", minutes_paper(published[0]), f"{slug}-{public_id}-compte-rendu")


def minutes_draft(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The minutes as they are written now, to be read before they are public."""
    row = _day(request, slug, public_id, "sessions.write_minutes")
    latest = latest_minutes(row)
    if latest is None:
        raise NotFound("minutes")
    return _paper("minutes", minutes_paper(latest), f"{slug}-{public_id}-projet", public=False)


def run_sheet(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The run of a day, for the team."""
    row = _day(request, slug, public_id, "sessions.prepare")
    return _paper("run_sheet", facts.run_sheet(row), f"{slug}-{public_id}-deroule")


def _day(request: HttpRequest, slug: str, public_id: str, permission: str) -> Any:
    """A day, for whoever has this permission on its edition."""
    found = edition_named(slug)
    require(actor_of(request), permission, on=found)
    return session_named(found, public_id)


def draw_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The numbered panels of a frozen draw, to post where its balls are drawn: all of them, or one
    volume of many."""
    row = draw_numbered(edition_named(slug), number)
    require(actor_of(request), "draw.hold", on=row.edition)
    volume = request.GET.get("volume", "1")
    if not volume.isdecimal():
        raise NotFound("volume")
    content = draws.draw_list(row, int(volume))
    return _paper("draw_list", content, f"{slug}-tirage-{number}-liste-{volume}")


def draw_minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The minutes of a draw, to fill by hand and sign."""
    row = draw_numbered(edition_named(slug), number)
    require(actor_of(request), "draw.hold", on=row.edition)
    return _paper("draw_minutes", draws.draw_minutes(row), f"{slug}-tirage-{number}-proces-verbal")


def draw_record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The record of a draw, for everybody once it is published."""
    row = published_draw(edition_named(slug), number)
    content = {
        **facts.house(record_title(row), row.edition),
        "edition": row.edition.title,
        "parts": [asdict(part) for part in record_of(row)],
    }
    return _paper("draw_record", content, f"{slug}-tirage-{number}-compte-rendu")


def poll_record(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The record of a vote to print and sign, for everybody once it is published or annulled."""
    poll = poll_in(slug, public_id)
    record = vote_record(poll)
    content = {
        **facts.house(record.title, poll.edition),
        "edition": poll.edition.title,
        "question": record.question,
        "outcome": record.outcome,
        "parts": [asdict(part) for part in record.parts],
        "signatures": signatures(),
    }
    return _paper("vote_record", content, f"{slug}-{public_id}-proces-verbal")


def _paper(
    template: str, content: dict[str, Any], name: str, *, public: bool | None = None
) -> HttpResponse:
    data = typeset(f"surfaces/papers/{template}.typ", facts=content)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = (
        "no-cache" if (template in PUBLIC if public is None else public) else "no-store"
    )
    return answer
