"""Small words of the templates."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import nh3
from django import template
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from alienor.cores.rules.model import Label
from alienor.cores.wording import blocks
from alienor.platform.access.decide import may
from alienor.platform.access.roles import roles_of
from alienor.platform.accounts.forms import KEY_KINDS
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import PathStep, rules_of
from alienor.stages.founding.stops import Stop, stops_of
from alienor.stages.learning.library import help_in, term_named
from alienor.surfaces import words
from alienor.surfaces.draws.portraits import FeatureView
from alienor.surfaces.people import actor_of
from alienor.surfaces.pictures import positions
from alienor.surfaces.pictures.bars import Bar, bars
from alienor.surfaces.pictures.circle import SeatGroup, circle_of_seats, legend
from alienor.surfaces.pictures.duels import duel_bars
from alienor.surfaces.pictures.grades import graded
from alienor.surfaces.pictures.portrait import (
    PortraitRow,
    percent,
    portrait_bars,
    portrait_legend,
)
from alienor.surfaces.polls import grade_table
from alienor.surfaces.words import (
    BODIES,
    COLLEGES,
    DEBATE_SIDES,
    STOPS,
    group_label,
    reader_language,
)

register = template.Library()
INVERTED = re.compile(r"\b\w+(?:-t)?-(?:je|tu|ils?|elles?|on|nous|vous|ce|là|ci)\b")
MARKDOWN = MarkdownIt("commonmark", {"html": False})
MARKDOWN_TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br", "blockquote", "code", "hr"}


@register.simple_tag(takes_context=True)
def here_in(context: dict[str, Any], language: str) -> str:
    """The address of this page in another language."""
    request: HttpRequest = context["request"]
    here = request.path_info  # as it is known within this site, wherever that is reached
    found = translate_url(here, language)
    there = request.path if found == here else found
    query = request.META.get("QUERY_STRING", "")
    return f"{there}?{query}" if query else there


@register.simple_tag
def live(ident: str) -> SafeString:
    """The attributes of a fragment that is fetched again when what it shows has changed."""
    return format_html(
        'id="{0}" hx-get="" hx-trigger="live from:body" hx-select="#{0}" hx-swap="outerHTML"', ident
    )


@register.simple_tag(takes_context=True)
def nav_link(context: dict[str, Any], name: str, label: str) -> SafeString:
    """A link of the navigation, which says when one is there, or on a page below it."""
    request, address = context.get("request"), reverse(name)
    path = request.path if request else ""
    current = "page" if path == address else "true" if path.startswith(address) else ""
    if name == "public:home" and current == "true":
        current = "true" if path.startswith(f"{address}editions/") else ""
    return format_html(
        '<a href="{}"{}>{}</a>',
        address,
        format_html(' aria-current="{}"', current) if current else "",
        label,
    )


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], label: Label) -> str:
    """A label of the rules in the reader's language."""
    return label.in_language("en" if context.get("language") == "en" else "fr")


@register.filter
def hour(moment: datetime) -> str:
    """The hour as people say it."""
    return words.hour(moment)


@register.filter
def day(moment: date | None) -> str:
    """A day as people say it, nothing where there is none: "1er mars 2027"."""
    return full_day(moment) if moment else ""


@register.filter
def day_and_hour(moment: datetime) -> SafeString:
    """A day with its name and the hour, which a machine can read too."""
    return format_html(
        '<time datetime="{}">{}</time>', moment.isoformat(), words.day_and_hour(moment)
    )


@register.filter
def stops(path: list[PathStep]) -> list[Stop]:
    """The steps of an edition as the stops of its path."""
    return stops_of(path)


@register.filter
def stop_label(stop: Stop) -> str:
    """A stop in a word or two."""
    label = str(STOPS[stop.nature])
    return f"{label} {stop.number}" if stop.number else label


@register.filter
def unsplit(text: object) -> SafeString:
    """Words in which no line breaks at the hyphen of a question: "voulez-vous", "a-t-on"."""
    held = INVERTED.sub(r'<span class="unsplit">\g<0></span>', conditional_escape(str(text)))
    return mark_safe(held)  # noqa: S308  # escaped just before


@register.filter
def paragraphs(text: str) -> SafeString:
    """Words typed line by line, as paragraphs and lists."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    "<ul>{}</ul>",
                    format_html_join("", "<li>{}</li>", ((line,) for line in one.lines)),
                )
                if one.is_list
                else format_html(
                    "<p>{}</p>",
                    format_html_join(mark_safe("<br>"), "{}", ((line,) for line in one.lines)),
                ),
            )
            for one in blocks(text)
        ),
    )


@register.filter
def markdown(text: str) -> SafeString:
    """Plain markdown as HTML: paragraphs, emphasis, lists, links; whatever else is taken out."""
    cleaned = nh3.clean(MARKDOWN.render(text), tags=MARKDOWN_TAGS)
    return mark_safe(cleaned)  # noqa: S308  # nh3 has just cleaned it


@register.simple_tag(takes_context=True)
def term(context: dict[str, Any], slug: str, words: str = "") -> str:
    """A word of the glossary, as this page says it; where it comes first, it opens its meaning."""
    word, definition = term_named(slug).in_language(reader_language())
    told: set[str] = context["request"].__dict__.setdefault("terms_told", set())
    if slug in told:
        return words or word
    told.add(slug)
    facts = {"slug": slug, "words": words or word, "word": word, "definition": definition}
    return render_to_string("alienor/components/term.html", facts)


@register.inclusion_tag("alienor/components/own_help.html", takes_context=True)
def own_help(context: dict[str, Any], edition: Any = None) -> dict[str, Any]:
    """Links to the help of the roles that the reader has in an edition, or on the whole site."""
    held = roles_of(actor_of(context["request"]), edition) - {"anyone", "member"}
    sections = [one for one in help_in(reader_language()) if held & set(one.roles)]
    return {"sections": sections, "edition": edition}


@register.filter
def plainly(says: str) -> str:
    """The sentence of a type of act, without the facts that an act fills in."""
    return re.sub(r"{\w+}", "…", str(says))


@register.filter
def key_name(kind: str) -> Any:
    """A passkey by what it is."""
    return KEY_KINDS.get(kind, KEY_KINDS["key"])


@register.filter
def college(code: str) -> Any:
    """A college in the words of a town hall."""
    return COLLEGES.get(code, code)


@register.filter
def group(code: str) -> str:
    """A college, or a part of several, in the words of a town hall."""
    return group_label(code)


@register.filter
def colleges(codes: tuple[str, ...]) -> str:
    """Several colleges in the words of a town hall."""
    return ", ".join(str(COLLEGES.get(code, code)) for code in codes)


@register.filter
def body(code: str) -> Any:
    """A body in the words of a town hall."""
    return BODIES.get(code, code)


@register.inclusion_tag("alienor/components/moderation.html", takes_context=True)
def moderation(context: dict[str, Any], text: Any) -> dict[str, Any]:
    """Under somebody's words: why they are hidden; to the moderation, what it can do."""
    request, edition = context["request"], context["edition"]
    asked: dict[int, bool] = request.__dict__.setdefault("may_moderate", {})
    if edition.pk not in asked:
        asked[edition.pk] = may(actor_of(request), "contributions.moderate", on=edition)
    return {
        "text": text,
        "edition": edition,
        "may_moderate": asked[edition.pk],
        "appeal_days": rules_of(edition).moderation.appeal_days if text.hidden_at else None,
    }


@register.filter
def field_kind(field: Any) -> str:
    """`check`, `radio` (one box a choice, under a legend) or nothing: how a field is laid out."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "radio"
    return "check" if getattr(widget, "input_type", "") == "checkbox" else ""


@register.simple_tag
def seat_circle(composition: Any) -> SafeString:
    """The circle of seats of a composition."""
    return circle_of_seats(_groups(composition), ident=f"circle-{composition.body}")


@register.simple_tag
def seat_legend(composition: Any) -> SafeString:
    """Its legend."""
    return legend(_groups(composition))


@register.simple_tag
def result_bars(poll: Any) -> SafeString:
    """The result of a published vote as bars."""
    if (table := grade_table(poll.poll)) is not None:
        kept = {option.text for option in poll.options if option.chosen}
        return graded([(label, counts, label in kept) for label, counts in table.rows])
    if poll.duels:
        return duel_bars(poll.duels, out_of=poll.cast)
    if poll.options:
        rows = [
            Bar(label=option.text, count=option.count or 0, chosen=option.chosen)
            for option in sorted(poll.options, key=lambda option: -(option.count or 0))
        ]
    else:
        labels = poll.answer_labels
        winner = {"adopted": "yes", "rejected": "no"}.get(poll.poll.result["outcome"])
        rows = [
            Bar(
                label=str(labels[answer]),
                count=poll.counts.get(answer, 0),
                chosen=answer == winner,
                of=answer not in poll.beside,
            )
            for answer in labels
            if answer != "invalid" or poll.counts.get(answer)
        ]
    return bars(rows, out_of=poll.base or poll.cast, needed=poll.needed)


@register.simple_tag
def draw_file(edition: Any, draw: Any, name: str) -> str:
    """The address of one public file of a draw."""
    return reverse("public:file", args=[edition.slug, f"draws/{draw.number}/{name}"])


@register.simple_tag
def bar_list(rows: list[Bar]) -> SafeString:
    """Bars with their exact counts."""
    return bars(rows)


@register.simple_tag
def moved(counts: Any) -> SafeString:
    """A hall, each time it was counted on both sides of a statement."""
    return positions.moved(counts)


@register.filter
def sides(debate: Any) -> list[tuple[str, Any, Any]]:
    """The sides of a moving debate: code, words, and what was said there."""
    return [(side, DEBATE_SIDES[side], debate.arguments[side]) for side in DEBATE_SIDES]


@register.simple_tag
def portrait_of(rows: list[PortraitRow]) -> SafeString:
    """A feature of the panel beside the census."""
    return portrait_bars(rows)


@register.simple_tag
def portrait_key(features: list[FeatureView]) -> SafeString:
    """Which bar of these portraits is which."""
    return portrait_legend([row for feature in features for row in feature.rows])


@register.simple_tag
def percent_of(share: float | None) -> str:
    """A share in words."""
    return percent(share)


def _groups(composition: Any) -> list[SeatGroup]:
    groups = []
    for line in composition.lines:
        filled = dict(line.by_college)
        for code in line.line.colleges:
            first = code == line.line.colleges[0]
            groups.append(
                SeatGroup(
                    code=code,
                    label=str(COLLEGES.get(code, code)),
                    filled=filled.get(code, 0),
                    empty=line.missing if first else 0,
                )
            )
    return groups
