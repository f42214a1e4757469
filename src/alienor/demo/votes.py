"""The votes of the texts: worded, announced, opened among those present, counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.cores.voting.cells import BALLOTS, BLANK, INVALID
from alienor.cores.voting.ways import way_of
from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.proposals import key_of as made_key
from alienor.demo.topics import key_of as topic_key
from alienor.procedures import sessions as days
from alienor.procedures import subject
from alienor.procedures import votes as meaning
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.polls.models import Poll
from alienor.stages.topics.models import Topic

TELLERS = ("helene", "maelle")
# Kinds of the rules where the texts name none, or a method that the rules do not count.
KINDS = {
    "s1-tour-1": "shortlist",
    "s1-tour-2": "shortlist",
    "s1-tour-3": "choose_subject",
    "groupe-gradient": "group_temperature",
    "groupe-consentement": "group_temperature",
    "comite-methode": "committee_temperature",
    "s2-pistes": "fields",
    "s2-criteres": "criteria",
    "s3-departager": "option_choice",
    "final": "final_vote",
}
STEPS = {"vote": "final_vote"}
ABOUT: dict[str, tuple[str, Any]] = {
    "amendment": ("amendment_id", meaning.draft_amendment_vote),
    "arbitration": ("proposal_id", meaning.draft_option_vote),
    "final_vote": ("final_id", meaning.draft_final_vote),
}


def events(player: Player, slug: str) -> Iterator[Event]:
    """What happens to the votes of one edition."""
    for told in text(slug, "votes")["polls"]:
        title = f"{slug} : {told['question'][:70]}"
        if told["state"] == "closed":
            yield Event(
                day=told["day"],
                at=told["time"],
                title=title,
                happens=partial(_hold, player, slug, told),
            )
        elif told["state"] == "announced":
            yield Event(
                day=-2, at="16:00", title=title, happens=partial(_announce, player, slug, told)
            )


def key_of(slug: str, name: str) -> str:
    """Where the player keeps the vote made from this key of the texts."""
    return f"{slug}/poll/{name}"


def _announce(player: Player, slug: str, told: dict[str, Any]) -> Poll:
    edition = edition_named(slug)
    kind = KINDS.get(told["key"]) or told.get("poll_kind") or "amendment"
    method = told.get("counted_by") or rules_of(edition).poll_kind(kind).method
    session = str(told.get("session", "")).replace("-", "_")
    step = STEPS.get(session, session)
    if kind in ("shortlist", "choose_subject"):
        poll = _next_round(edition) or subject.draft_topic_vote(
            edition_id=edition.pk, question=told["question"], chained=True, **_by(player)
        )
    elif (about := _about(player, slug, told)) is not None and kind in ABOUT:
        poll = ABOUT[kind][1](
            **{ABOUT[kind][0]: about}, question=told["question"], step=step, **_by(player)
        )
    else:
        poll = wording.draft_poll(
            edition_id=edition.pk,
            kind=kind,
            question=told["question"],
            options=[(option["key"], option["label"]) for option in told["options"]]
            if way_of(method).has_options
            else (),
            method=method,
            places=max(1, told["winners"]),
            step=step,
            **_by(player),
        )
    player.made[key_of(slug, told["key"])] = poll.pk
    wording.announce_poll(poll_id=poll.pk, **_by(player))
    return poll


def _next_round(edition: Edition) -> Poll | None:
    """The round that the result of the one before has drafted."""
    drafted = edition.polls.filter(state=Poll.State.DRAFTED, follows__isnull=False)
    found: Poll | None = drafted.first()
    return found


def _hold(player: Player, slug: str, told: dict[str, Any]) -> None:
    poll = _announce(player, slug, told)
    rule = rules_of(poll.edition).poll_kind(poll.kind)
    channel = "paper" if "paper" in told["channels"] and "paper" in rule.channels else "hands"
    days.open_vote(poll_id=poll.pk, channel=channel, **_by(player))
    if channel == "paper":
        conducting.close_poll(poll_id=poll.pk, **_by(player))
    for sector, first, second, recount in _counts(player, slug, poll, told):
        _enter(player, poll, sector, (first, second))
        if recount:
            _enter(player, poll, sector, (recount, recount), recount=True)
    if channel == "hands":
        conducting.close_poll(poll_id=poll.pk, **_by(player))
    meaning.publish_vote(poll_id=poll.pk, **_by(player))


def _enter(
    player: Player,
    poll: Poll,
    sector: str,
    counts: tuple[dict[str, int], dict[str, int]],
    *,
    recount: bool = False,
) -> None:
    for teller, counted in zip(TELLERS, counts, strict=True):
        counting.enter_count(
            poll_id=poll.pk,
            sector=sector,
            counts=counted,
            recount=recount,
            actor=player.actor(teller),
            clock=player.clock,
        )


Counted = tuple[str, dict[str, int], dict[str, int], dict[str, int] | None]


def _counts(player: Player, slug: str, poll: Poll, told: dict[str, Any]) -> list[Counted]:
    """Each sector or table with its two counts, and the recount where they differ."""
    if "piles" in told:
        piled = {**told["piles"], BLANK: told["blank"]}
        return [(counting.WHOLE_HALL, piled, piled, None)]
    if "sectors" in told:
        return [
            (f"Secteur {one['sector']}", one["teller_1"], one["teller_2"], one.get("recount"))
            for one in told["sectors"]
        ]
    tables = told.get("paper_tables") or [
        {"table": 0, "entry_1": _totals(told), "entry_2": _totals(told)}
    ]
    shares = _shares(
        told, [one["entry_2"] for one in tables], choosing=way_of(poll.method).has_options
    )
    rows: list[Counted] = []
    for one, extra in zip(tables, shares, strict=True):
        counted = [
            _cells(player, slug, poll, one[name]) | extra if one.get(name) else None
            for name in ("entry_1", "entry_2", "recount")
        ]
        label = f"Table {one['table']}" if one["table"] else counting.WHOLE_HALL
        rows.append((label, counted[0] or {}, counted[1] or {}, counted[2]))
    return rows


def _totals(told: dict[str, Any]) -> dict[str, int]:
    return {option["key"]: option["count"] for option in told["options"]}


def _cells(player: Player, slug: str, poll: Poll, entry: dict[str, int]) -> dict[str, int]:
    """Counts by option as the vote knows them: a topic is known by its public id."""
    if not poll.matter.startswith(subject.TOPICS):
        return dict(entry)
    ids = {name: player.made[topic_key(slug, name)] for name in entry}
    public = dict(Topic.objects.filter(pk__in=ids.values()).values_list("pk", "public_id"))
    return {public[ids[name]]: count for name, count in entry.items()}


def _shares(
    told: dict[str, Any], entries: list[dict[str, int]], *, choosing: bool
) -> list[dict[str, int]]:
    """Ballots and invalid ballots of each table, which the texts give for the whole hall only."""
    invalid = told.get("null", 0)
    if not choosing:
        return [{INVALID: invalid if number == 0 else 0} for number in range(len(entries))]
    valid = told["ballots"] - invalid
    least = [max(entry.values()) for entry in entries]
    ballots = list(least)
    number = 0
    while sum(ballots) < valid:
        ballots[number % len(ballots)] += 1
        number += 1
    return [
        {BALLOTS: count, INVALID: invalid if number == 0 else 0}
        for number, count in enumerate(ballots)
    ]


def _about(player: Player, slug: str, told: dict[str, Any]) -> int | None:
    """The amendment, option or final text that the vote is about."""
    if told["key"] == "final":
        return player.made.get(made_key(slug, "final", "text"))
    matter = told.get("matter", {})
    for kind in ("amendment", "proposal"):
        if kind in matter:
            return player.made.get(made_key(slug, kind, matter[kind]))
    return None


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
