"""The people heard in the texts: proposed, agreed, asked, heard; then what rests on them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player, split_name
from alienor.demo.proposals import key_of
from alienor.demo.sessions import key_of as session_key
from alienor.demo.sessions import meeting_key
from alienor.stages.founding.queries import edition_named
from alienor.stages.hearings import actions
from alienor.stages.hearings.queries import hearings_of
from alienor.stages.proposals.models import FinalText, Proposal
from alienor.stages.sessions.models import Session

# How many days before the hearing it is proposed, agreed to, given its day, asked about.
PROPOSED, AGREED, SCHEDULED, ASKED = 14, 12, 9, 4
# The day on which the group says which passages rest on what it heard.
CITED = {"poitiers-2022": -681, "poitiers-2024": -8}


def events(player: Player, slug: str) -> Iterator[Event]:
    """Every hearing of one edition, as far as it has gone."""
    for told in text(slug, "hearings")["hearings"]:
        yield from _hearing(player, slug, told)


def _hearing(player: Player, slug: str, told: dict[str, Any]) -> Iterator[Event]:
    name, day = f"{slug} : audition, {told['role']}", told["day"]

    def event(when: int, at: str, happens: Any, *facts: Any) -> Event:
        return Event(
            day=when, at=at, title=name, happens=partial(happens, player, slug, told, *facts)
        )

    yield event(day - PROPOSED, "18:30", _propose)
    for question in told["questions"]:
        yield event(min(day - ASKED, -1), "12:30", _ask, question)
    if told["state"] == "proposed":
        return
    yield event(day - AGREED, "10:30", _agree)
    yield event(day - SCHEDULED, "10:45", _schedule)
    if told["state"] != "held":
        return
    yield event(day, "20:45", _hold)
    for passage in told["supports"]:
        if owner := _proposal_with(slug, passage):
            yield event(CITED[slug], "11:00", _cite, key_of(slug, "proposal", owner), passage)
        else:
            final = text(slug, "proposals")["final"]["day"]
            yield event(final + 1, "11:00", _cite, key_of(slug, "final", "text"), passage)


def _propose(player: Player, slug: str, told: dict[str, Any]) -> None:
    given, family = split_name(told["name"])
    made = actions.propose_hearing(
        edition_id=edition_named(slug).pk,
        role=told["role"],
        qualification=told["qualification"],
        why=told["why"],
        stance=told["stance"],
        given_name=given,
        family_name=family,
        proposed_by=told["proposed_by"],
        **_by(player),
    )
    player.made[_key(slug, told)] = made.pk


def _agree(player: Player, slug: str, told: dict[str, Any]) -> None:
    """They declare their interests, agree to their name, and send what there is to read."""
    hearing_id = player.made[_key(slug, told)]
    actions.accept_hearing(
        hearing_id=hearing_id, interests=told["interests"], named=True, **_by(player)
    )
    for source in told["sources"]:
        actions.add_source(
            hearing_id=hearing_id,
            title=source["title"],
            publisher=source.get("publisher", ""),
            note=source["note"],
            **_by(player),
        )


def _schedule(player: Player, slug: str, told: dict[str, Any]) -> None:
    name = told.get("session") or meeting_key("groupe", told["meeting"])
    day = Session.objects.get(pk=player.made[session_key(slug, name)])
    actions.schedule_hearing(
        hearing_id=player.made[_key(slug, told)], meeting=day.public_id, **_by(player)
    )


def _ask(player: Player, slug: str, told: dict[str, Any], question: dict[str, Any]) -> None:
    actions.ask_at_hearing(
        hearing_id=player.made[_key(slug, told)],
        text=question["question"],
        author_label=question["author"]["label"],
        actor=player.anyone,
        clock=player.clock,
    )


def _hold(player: Player, slug: str, told: dict[str, Any]) -> None:
    """The questions were asked in the order of the texts, and are answered in it."""
    hearing = hearings_of(edition_named(slug)).get(pk=player.made[_key(slug, told)])
    answers = {
        asked.public_id: question["answer"]
        for asked, question in zip(hearing.questions.all(), told["questions"], strict=True)
    }
    actions.hold_hearing(
        hearing_id=hearing.pk, summary=told["summary"], answers=answers, **_by(player)
    )


def _cite(player: Player, slug: str, told: dict[str, Any], owner: str, passage: str) -> None:
    kind = FinalText if owner == key_of(slug, "final", "text") else Proposal
    actions.cite_hearing(
        hearing_id=player.made[_key(slug, told)],
        text=kind.objects.get(pk=player.made[owner]).public_id,
        passage=passage,
        **_by(player),
    )


def _proposal_with(slug: str, passage: str) -> str:
    """The key of the proposal of the texts that has this paragraph; empty for a final point."""
    for proposal in text(slug, "proposals")["proposals"]:
        for version in proposal["versions"]:
            if passage in {one["id"] for one in version["paragraphs"]}:
                return str(proposal["key"])
    return ""


def _key(slug: str, told: dict[str, Any]) -> str:
    return f"{slug}/hearing/{told['key']}"


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
