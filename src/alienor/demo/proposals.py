"""The proposals of the texts: written, tested, argued, amended, arbitrated, made one text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.services import name_of
from alienor.procedures.asking import ask_for_test
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.models import Poll
from alienor.stages.proposals import deliberating, testing, writing

# The day on which the options are submitted, two days before the session that arbitrates.
SUBMITTED = {"poitiers-2022": -680}
ARGUED = {"poitiers-2022": -782, "poitiers-2024": -8}


def events(player: Player, slug: str) -> Iterator[Event]:
    """What happens to the proposals of one edition."""
    told = text(slug, "proposals")
    for proposal in told["proposals"]:
        name = f"{slug} : {proposal['title']}"
        for version in proposal["versions"]:
            write = _draft if version["number"] == 1 else _write
            yield Event(
                day=version["day"],
                at="20:15",
                title=name,
                happens=partial(write, player, slug, proposal, version),
            )
            if "summary" in version:
                yield Event(
                    day=version["day"],
                    at="20:20",
                    title=name,
                    happens=partial(_summarise, player, slug, proposal, version),
                )
        for sheet in proposal["test_sheets"]:
            yield from _test(player, slug, proposal, sheet)
        for amendment in proposal.get("amendments", ()):
            yield Event(
                day=amendment["day"],
                at="09:45",
                title=name,
                happens=partial(_amend, player, slug, proposal, amendment),
            )
        yield Event(
            day=ARGUED[slug],
            at="12:00",
            title=name,
            happens=partial(_argue, player, slug, proposal),
        )
        if slug in SUBMITTED:
            yield Event(
                day=SUBMITTED[slug],
                at="18:00",
                title=name,
                happens=partial(_freeze, player, slug, proposal),
            )
    if "final" in told:
        yield Event(
            day=told["final"]["day"] - 1,
            at="18:00",
            title=f"{slug} : {told['final']['title']}",
            happens=partial(_compose, player, slug, told["final"]),
        )
    for opinion in told.get("minority_opinions", ()):
        yield Event(
            day=opinion["day"] + 1,
            at="09:00",
            title=f"{slug} : {opinion['title']}",
            happens=partial(_dissent, player, slug, opinion),
        )


def key_of(slug: str, kind: str, name: str) -> str:
    """Where the player keeps what was made from this key: `proposal`, `amendment`, `test`."""
    return f"{slug}/{kind}/{name}"


def _test(
    player: Player, slug: str, proposal: dict[str, Any], sheet: dict[str, Any]
) -> Iterator[Event]:
    name = f"{slug} : avis des services, {proposal['title']}"
    yield Event(
        day=sheet["requested_day"],
        at="10:00",
        title=name,
        happens=partial(_request, player, slug, proposal, sheet),
    )
    if sheet["state"] == "answered":
        yield Event(
            day=sheet["answered_day"],
            at="16:30",
            title=name,
            happens=partial(_answer, player, slug, sheet),
        )


def _draft(player: Player, slug: str, told: dict[str, Any], version: dict[str, Any]) -> None:
    made = writing.draft_proposal(
        edition_id=edition_named(slug).pk,
        title=told["title"],
        summary=told["summary"],
        who_loses=told["who_loses"],
        cost_euros=told["cost_euros"],
        yearly_cost_euros=told["yearly_cost_euros"],
        paragraphs=_paragraphs(version),
        note=version["note"],
        author_label=version["by"],
        **_by(player),
    )
    player.made[key_of(slug, "proposal", told["key"])] = made.pk


def _write(player: Player, slug: str, told: dict[str, Any], version: dict[str, Any]) -> None:
    writing.write_version(
        proposal_id=player.made[key_of(slug, "proposal", told["key"])],
        paragraphs=_paragraphs(version),
        note=version["note"],
        author_label=version["by"],
        **_by(player),
    )


def _summarise(player: Player, slug: str, told: dict[str, Any], version: dict[str, Any]) -> None:
    writing.summarise_proposal(
        proposal_id=player.made[key_of(slug, "proposal", told["key"])],
        who_loses=told["who_loses"],
        summary=version["summary"],
        cost_euros=version["cost_euros"],
        yearly_cost_euros=told["yearly_cost_euros"],
        **_by(player),
    )


def _paragraphs(version: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["id"], one["text"]) for one in version["paragraphs"]]


def _request(player: Player, slug: str, proposal: dict[str, Any], sheet: dict[str, Any]) -> None:
    made = ask_for_test(
        proposal_id=player.made[key_of(slug, "proposal", proposal["key"])],
        axis=sheet["axis"],
        service=name_of(slug, sheet["service"]),
        **_by(player),
    )
    player.made[key_of(slug, "test", sheet["key"])] = made.pk


def _answer(player: Player, slug: str, sheet: dict[str, Any]) -> None:
    testing.answer_test(
        test_id=player.made[key_of(slug, "test", sheet["key"])],
        verdict=sheet["verdict"],
        reason=sheet["reason"],
        conditions=" ; ".join(sheet.get("conditions", ())),
        cost_euros=sheet.get("cost_euros"),
        actor=player.actor(f"{slug}/service/{sheet['service']}"),
        clock=player.clock,
    )


def _amend(player: Player, slug: str, proposal: dict[str, Any], amendment: dict[str, Any]) -> None:
    made = deliberating.submit_amendment(
        proposal_id=player.made[key_of(slug, "proposal", proposal["key"])],
        paragraph=amendment["paragraph"],
        text=amendment["new_text"],
        reason=amendment["reason"],
        author_label=amendment["author"]["label"],
        **_by(player),
    )
    player.made[key_of(slug, "amendment", amendment["key"])] = made.pk


def _argue(player: Player, slug: str, proposal: dict[str, Any]) -> None:
    proposal_id = player.made[key_of(slug, "proposal", proposal["key"])]
    for one in proposal["arguments"]:
        deliberating.give_argument(
            proposal_id=proposal_id,
            side=one["side"],
            text=one["text"],
            author_label=one["author"]["label"],
            **_by(player),
        )
    for one in proposal.get("disagreements", ()):
        writing.note_disagreement(
            proposal_id=proposal_id,
            paragraph=one["paragraph"],
            question=one["question"],
            positions=[(held["text"], held["held_by"]) for held in one["positions"]],
            **_by(player),
        )


def _freeze(player: Player, slug: str, proposal: dict[str, Any]) -> None:
    writing.freeze_proposal(
        proposal_id=player.made[key_of(slug, "proposal", proposal["key"])], **_by(player)
    )


def _compose(player: Player, slug: str, final: dict[str, Any]) -> None:
    made = deliberating.compose_final_text(
        edition_id=edition_named(slug).pk,
        title=final["title"],
        preamble=final["preamble"],
        points=[
            deliberating.Point(
                key=clause["key"],
                title=clause["title"],
                text=clause["text"],
                proposal_id=player.made.get(key_of(slug, "proposal", clause.get("proposal", ""))),
            )
            for clause in final["clauses"]
        ],
        **_by(player),
    )
    player.made[key_of(slug, "final", "text")] = made.pk


def _dissent(player: Player, slug: str, opinion: dict[str, Any]) -> None:
    poll = Poll.objects.get(pk=player.made[f"{slug}/poll/{opinion['poll']}"])
    deliberating.attach_minority_opinion(
        edition_id=edition_named(slug).pk,
        poll=poll.public_id,
        title=opinion["title"],
        text=opinion["text"],
        signatures=opinion["signatures"],
        **_by(player),
    )


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
