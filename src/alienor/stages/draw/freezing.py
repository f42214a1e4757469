"""The freeze: everything is closed and public before the balls fall."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import cast

from alienor.cores.beacon import QUICKNET
from alienor.cores.sortition import (
    Dealt,
    Instance,
    Method,
    SortitionInvalid,
    chance_written,
    deal,
    panels_for,
    panels_text,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.compute import compute_within
from alienor.platform.errors import Invalid
from alienor.platform.people.records import seal, seal_all
from alienor.platform.public_ids import public_id
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.actions import SortitionSaid, locked_draw
from alienor.stages.draw.beacon import round_to_come
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.planned import (
    Dealing,
    Plan,
    people_as_planned,
    planned_sealings,
    profile_content,
)
from alienor.stages.draw.quotas import (
    PoolMember,
    counts_of,
    features_of,
    instance_of,
    thin_pool_breach,
)
from alienor.stages.draw.record import (
    certificate_facts,
    certificate_file,
    commitments_file,
    quotas_file,
    sha256,
)
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.queries import rules_of

BRIEF = 15
"""Seconds that panels may take within the transaction of a freeze: SQLite's other writers give up
after twenty (`config/settings`). What takes longer is dealt out beforehand."""


@action
def freeze_draw(
    *,
    draw_id: int,
    pool: Sequence[PoolMember],
    announced: str,
    actor: Actor,
    clock: Clock,
    beacon_at: datetime | None = None,
    derogation: str = "",
    dealing: Dealing | None = None,
) -> Draw:
    """Close the pool and the quotas, deal out the numbered panels with their alternates, and record
    all their hashes with the announced balls (`announced`: where, when, how). Nothing changes
    afterwards. `beacon_at`: a moment after the balls, whose round of drand is mixed in. `dealing`:
    the panels of a large pool, dealt out beforehand for these people and quotas.

    Each profile is sealed under a salted commitment. A pool of no more households than seats is
    kept whole. Who: an organiser or the chair (`draw.hold`). Register: `draw_frozen`, and
    `derogated` where the pool is thinner than the rules ask. Errors: NotAllowed; WrongState;
    Invalid (`required`, `pool_empty`, `person_twice`, `no_panel`, `beacon_in_past`,
    `beacon_too_far`); RuleForbids (`pool_too_thin`); DealtForOthers where people or quotas changed
    since `dealing`; ComputationStopped where panels take longer than `BRIEF` and there is no
    `dealing`.
    """
    draw, beacon_round = _may_freeze(
        draw_id, pool, announced, beacon_at, derogation=derogation, actor=actor, clock=clock
    )
    edition, rulebook = draw.edition, rules_of(draw.edition)
    if dealing is not None:
        entries = _sealed_as_planned(draw, pool, dealing.plan, clock)
        commitments, dealt = commitments_file(entries), dealing.dealt
    else:
        entries = _sealed(draw, pool, clock)
        commitments = commitments_file(entries)
        people = [
            (entry.token, member.values, entry.household)
            for entry, member in zip(entries, pool, strict=True)
        ]
        instance = instance_of(draw.quotas, people, seats=draw.seats)
        dealt = _dealt(instance, draw.method, commitments)
    lottery = dealt.lottery
    draw.ball_count = lottery.balls
    for entry in entries:
        entry.chance = chance_written(round(lottery.chances[entry.token] * lottery.m), lottery.m)
    DrawEntry.objects.bulk_create(entries)
    draw.state, draw.frozen_at = Draw.State.FROZEN, clock.now()
    draw.announced = keep_words(announced.strip(), now=clock.now(), author_id=actor.person_id)
    draw.pool_size, draw.drawn_seats = len(pool), dealt.instance.seats
    draw.everyone_kept = not dealt.instance.quotas and bool(draw.quotas)
    draw.pool_counts = counts_of((member.values for member in pool), features_of(draw.quotas))
    draw.commitments_text, draw.commitments_hash = commitments.decode(), sha256(commitments)
    draw.quotas_hash = sha256(quotas_file(draw))
    draw.panels_text, draw.panels_hash = lottery.text, lottery.hash
    draw.alternates_text = panels_text(dealt.alternates)
    draw.alternates_hash = sha256(draw.alternates_text.encode())
    draw.certificate = certificate_facts(
        dealt.distribution.certificate, rounding_loss=lottery.rounding_loss
    )
    draw.certificate_hash = sha256(certificate_file(draw))
    draw.beacon, draw.beacon_round = QUICKNET.hash if beacon_round else "", beacon_round
    draw.code = f"alienor {version('alienor')}"
    draw.save()
    record(
        acts.DrawFrozen(
            draw=draw.public_id,
            number=draw.number,
            body=draw.body,
            seats=draw.drawn_seats,
            pool=draw.pool_size,
            everyone_kept=draw.everyone_kept,
            quotas=draw.quotas_hash,
            commitments=draw.commitments_hash,
            panels=draw.panels_hash,
            alternates=draw.alternates_hash,
            certificate=draw.certificate_hash,
            beacon=draw.beacon or None,
            beacon_round=draw.beacon_round,
            panel_count=lottery.m,
            balls=draw.ball_count,
            method=draw.method,
            code=draw.code,
            announced=draw.announced.digest,
        ),
        on=edition,
        articles=(rulebook.draw.article,),
    )
    return draw


@action
def check_freeze(
    *,
    draw_id: int,
    pool: Sequence[PoolMember],
    announced: str,
    actor: Actor,
    clock: Clock,
    beacon_at: datetime | None = None,
    derogation: str = "",
) -> None:
    """Refuse what `freeze_draw` would refuse before it deals: to be rehearsed, where dealing takes
    long.

    Who: an organiser or the chair (`draw.hold`). Register: `derogated`, as the freeze. Errors:
    those of `freeze_draw`, but for `no_panel`.
    """
    _may_freeze(
        draw_id, pool, announced, beacon_at, derogation=derogation, actor=actor, clock=clock
    )


def _may_freeze(
    draw_id: int,
    pool: Sequence[PoolMember],
    announced: str,
    beacon_at: datetime | None,
    *,
    derogation: str,
    actor: Actor,
    clock: Clock,
) -> tuple[Draw, int | None]:
    """The draw, locked, and the round of the beacon, once nothing stands against its freeze."""
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.PREPARED)
    if not announced.strip():
        raise Invalid("required", field="announced")
    if not pool:
        raise Invalid("pool_empty")
    if len({member.person_id for member in pool}) < len(pool):
        raise Invalid("person_twice")
    beacon_round = None if beacon_at is None else round_to_come(beacon_at, clock)
    if draw.purpose == Draw.ASSEMBLY:
        breach = thin_pool_breach(rules_of(draw.edition), people=len(pool), seats=draw.seats)
        enforce(draw.edition, breach, reason=derogation, actor=actor, clock=clock)
    return draw, beacon_round


def _sealed(draw: Draw, pool: Sequence[PoolMember], clock: Clock) -> list[DrawEntry]:
    """A token and a salted commitment for everybody."""
    homes: dict[str, str] = {}
    entries = []
    for member in pool:
        token = public_id()
        home = homes.setdefault(member.household, public_id()) if member.household else ""
        content = profile_content(draw, token=token, household=home, values=member.values)
        digest = seal(member.person_id, purpose="draw", content=content, now=clock.now())
        entries.append(
            DrawEntry(
                draw=draw,
                person_id=member.person_id,
                token=token,
                household=home,
                commitment=digest,
            )
        )
    return entries


def _sealed_as_planned(
    draw: Draw, pool: Sequence[PoolMember], plan: Plan, clock: Clock
) -> list[DrawEntry]:
    """The tokens and commitments that were planned."""
    members = people_as_planned(draw, plan, pool)
    digests = seal_all(list(planned_sealings(draw, plan, members)), purpose="draw", now=clock.now())
    return [
        DrawEntry(
            draw=draw,
            person_id=ticket.person_id,
            token=ticket.token,
            household=ticket.household,
            commitment=digest,
        )
        for ticket, digest in zip(plan.tickets, digests, strict=True)
    ]


def turns_seed(commitments: bytes) -> bytes:
    """Turns within a type are decided by the hash of the pool's commitments."""
    return hashlib.sha256(commitments).digest()


def _dealt(instance: Instance, method: str, commitments: bytes) -> Dealt:
    seed = turns_seed(commitments)
    panels = panels_for(len(instance.respondents), seats=instance.seats)
    try:
        return compute_within(
            BRIEF, deal, instance, method=cast(Method, method), seed=seed, panels=panels
        )
    except SortitionInvalid as error:
        raise Invalid("no_panel", fault=SortitionSaid(error.faults)) from error
