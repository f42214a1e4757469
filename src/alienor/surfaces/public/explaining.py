"""How a draw is made, told to whoever it is about.

The law asks for both notices: an administration says so where a program takes part in a decision
about a person, and publishes the rules that define it (code des relations entre le public et
l'administration, articles L311-3-1, L312-1-3, R311-3-1-1 and R311-3-1-2). The plain one carries
the figures of a draw; the technical one is a document of the program, served as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from alienor.cores.rules import Rulebook
from alienor.stages.draw.queries import chance_range, draw_numbered, draw_of
from alienor.stages.founding.queries import edition_named, is_undrawn, path_of, rules_of
from alienor.stages.recruitment.queries import entries_of
from alienor.surfaces.draws.numbering import grouped, numbering
from alienor.surfaces.draws.quotas import QuotaView, feature_label, quota_views
from alienor.surfaces.draws.view import draw_view
from alienor.surfaces.pictures.lot import Group, chances_of_groups
from alienor.surfaces.words import reader_language

ASSEMBLY = "assembly"

METHODS = {
    "leximin": _(
        "la chance la plus faible est la plus haute possible, puis la suivante, et ainsi de suite"
    ),
    "maximin": _("la chance la plus faible est la plus haute possible"),
    "nash": _("le produit de toutes les chances est le plus grand possible"),
    "goldilocks": _("aucune chance n'est trop faible ni trop forte"),
    "stratified": _("les quotas sont remplis un à un, et les chances comptées ensuite"),
}

EXAMPLE = (
    Group(label=_("6 personnes habitent au nord"), people=6, seats=2),
    Group(label=_("4 personnes habitent au sud"), people=4, seats=2),
)
"""Ten people, four seats, two for each side of a river: chances that anyone can count."""

PACKAGE = Path(__file__).resolve().parents[2]
DOCUMENTS = {"fr": "tirage.md", "en": "draw.md"}


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A feature by which a draw balances: `source` of its census shares, empty where no census
    stands behind it; `quotas`, empty while they are not proposed."""

    label: str
    source: str
    quotas: list[QuotaView]


def explained(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The plain notice of one draw, by default that of the assembly; by the rules alone where none
    is prepared yet."""
    edition = edition_named(slug)
    draw = draw_of(edition) if number is None else draw_numbered(edition, number)
    rulebook = rules_of(edition)
    numbered = numbering(draw, people=entries_of(edition).count())
    return render(
        request,
        "alienor/public/draw_explained.html",
        {
            "edition": edition,
            "draw": draw,
            "view": draw_view(draw) if draw else None,
            "rules": rulebook.draw,
            "for_assembly": draw is None or draw.body == ASSEMBLY,
            "undrawn": draw is None and is_undrawn(edition, path_of(edition)),
            "seats": _seats(draw, rulebook),
            "numbering": numbered,
            "chances": _chances(draw),
            "method": METHODS[draw.method if draw else "leximin"],
            "leximin": draw is None or draw.method == "leximin",
            "criteria": criteria_of(draw, rulebook),
            "example": chances_of_groups(EXAMPLE),
            "live_topics": f"edition.{slug}",
        },
    )


def criteria_of(draw: Any, rulebook: Rulebook) -> list[Criterion]:
    """By what a draw balances; by the rules where it is not prepared."""
    known = {one.code: one for one in rulebook.draw.feature}
    if draw is None:
        grouped: list[tuple[str, list[QuotaView]]] = [(code, []) for code in known]
    else:
        rows = groupby(quota_views(draw), key=lambda row: row.feature)
        grouped = [(code, list(quotas)) for code, quotas in rows]
    found = []
    for code, quotas in grouped:
        from_census = code in known and all(row.census is not None for row in quotas)
        found.append(
            Criterion(
                label=feature_label(rulebook, code),
                source=known[code].source if from_census else "",
                quotas=quotas,
            )
        )
    return found


def technical(request: HttpRequest) -> HttpResponse:
    """The technical notice, in the reader's language."""
    return render(
        request,
        "alienor/public/draw_technical.html",
        {"notice": technical_notice(reader_language())},
    )


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A long document as HTML: how it begins, then its parts. `contents`: the address of each part
    in the page, and its title."""

    beginning: SafeString
    parts: SafeString
    contents: list[tuple[str, str]]


@cache
def technical_notice(language: str) -> Notice:
    """The technical notice: it is the program's own text, and no HTML passes through."""
    reader = _markdown()
    tokens = reader.parse(_document(DOCUMENTS[language]))
    contents, begins = [], len(tokens)
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            begins = min(begins, place)
            title = tokens[place + 1].content
            token.attrSet("id", slugify(title))
            contents.append((slugify(title), title))
    beginning, parts = (
        mark_safe(reader.renderer.render(some, reader.options, {}))  # noqa: S308  # ours
        for some in (tokens[:begins], tokens[begins:])
    )
    return Notice(beginning=beginning, parts=parts, contents=contents)


def _document(name: str) -> str:
    """A document of the program: beside the package in a checkout, within it once installed."""
    folders = (PACKAGE.parent.parent / "docs", PACKAGE / "docs")
    return next(one / name for one in folders if (one / name).is_file()).read_text("utf-8")


def _markdown() -> MarkdownIt:
    """What is wider than a phone scrolls by itself, by keyboard too."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    rules = reader.renderer.rules  # of the HTML renderer alone
    for kind in ("fence", "code_block"):
        rules[kind] = partial(_scrolling, rules[kind])
    rules["table_open"] = lambda *_given: '<div class="scroll" tabindex="0"><table>\n'
    rules["table_close"] = lambda *_given: "</table></div>\n"
    return reader


def _scrolling(write: Callable[..., str], *given: Any) -> str:
    return write(*given).replace("<pre>", '<pre tabindex="0">', 1)


def _seats(draw: Any, rulebook: Rulebook) -> int:
    if draw is None:
        return rulebook.draw.seats
    return int(draw.drawn_seats or draw.seats)


def _chances(draw: Any) -> dict[str, Any] | None:
    """The lowest and the highest chance, in numbered panels and in a hundred."""
    spread = chance_range(draw) if draw else None
    if spread is None:
        return None
    lowest, highest = spread
    return {
        "lowest": grouped(round(draw.panels * lowest)),
        "highest": grouped(round(draw.panels * highest)),
        "low": round(100 * lowest),
        "high": round(100 * highest),
    }


urlpatterns = [
    path("editions/<slug:slug>/tirage/comment/", explained, name="draw_explained"),
    path("editions/<slug:slug>/tirage/<int:number>/comment/", explained, name="one_draw_explained"),
    path("tirage/notice-technique/", technical, name="draw_technical"),
]
