"""The questions of the texts, their answers, and those that moderation hid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.services import name_of
from alienor.procedures.asking import ask_in_public
from alienor.stages.bodies.queries import elected_seats
from alienor.stages.dialogue import actions
from alienor.stages.dialogue.moderating import hide_contribution
from alienor.stages.dialogue.queries import questions_of
from alienor.stages.founding.queries import edition_named

ANYBODY = "democratie-locale"  # the service that answers where nobody else is named


def events(player: Player, slug: str) -> Iterator[Event]:
    """What people ask in one edition."""
    told = text(slug, "dialogue")
    for question in told["questions"]:
        title = f"{slug} : {question['title']}"
        yield Event(
            day=question["day"],
            at="13:00",
            title=title,
            happens=partial(_ask, player, slug, question),
        )
        if question["state"] == "answered":
            yield Event(
                day=question["answered_day"],
                at="16:00",
                title=title,
                happens=partial(_answer, player, slug, question),
            )
    for hidden in told.get("moderated", ()):
        yield Event(
            day=hidden["hidden_day"],
            at="10:00",
            title=f"{slug} : modération",
            happens=partial(_hide, player, slug, hidden),
        )


def _ask(player: Player, slug: str, told: dict[str, Any]) -> None:
    edition = edition_named(slug)
    asked = told["to"]["ref"]
    service = f"{slug}/service/{asked}" in player.people
    seats = list(elected_seats(edition))
    named = player.people.get(f"public:{asked}")
    seat = next((one for one in seats if one.person_id == named), seats[0] if seats else None)
    by_seat = seat is not None and not service
    made = ask_in_public(
        edition_id=edition.pk,
        title=told["title"],
        text=told["text"],
        author_label=told["author"]["label"],
        service="" if by_seat else name_of(slug, asked if service else ANYBODY),
        seat=seat.public_id if seat is not None and by_seat else "",
        actor=player.anyone,
        clock=player.clock,
    )
    player.made[_key(slug, told["key"])] = made.pk


def _answer(player: Player, slug: str, told: dict[str, Any]) -> None:
    actions.answer_question(
        question_id=player.made[_key(slug, told["key"])],
        text=told["answer"],
        answered_by=told["answered_by"],
        validated_by=told["validated_by"],
        actor=player.organiser,
        clock=player.clock,
    )


def _hide(player: Player, slug: str, told: dict[str, Any]) -> None:
    """What was hidden: asked first, then hidden with the reason."""
    words = {"title": "À propos d’une réponse", "text": told["original"], "to": {"ref": ANYBODY}}
    _ask(player, slug, {**told, **words})
    edition = edition_named(slug)
    asked = questions_of(edition).get(pk=player.made[_key(slug, told["key"])])
    hide_contribution(
        edition_id=edition.pk,
        digest=asked.text.digest,
        reason=told["reason"],
        actor=player.organiser,
        clock=player.clock,
    )


def _key(slug: str, name: str) -> str:
    return f"{slug}/question/{name}"
