"""The freeze in two steps: panels are dealt out beside the site, outside any transaction, then
everything is closed at once. In a small pool the second step follows at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast

from django.db import transaction

from alienor.cores.sortition import Method, SortitionInvalid, deal, panels_for
from alienor.platform import compute
from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.acts.rehearse import rehearse
from alienor.platform.compute import ComputationStopped, Seen
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.procedures.codes import tell_check_codes
from alienor.stages.draw import freezing
from alienor.stages.draw.actions import SortitionSaid
from alienor.stages.draw.models import Draw
from alienor.stages.draw.planned import Dealing, Plan, plan_freeze, planned_instance
from alienor.stages.draw.quotas import PoolMember
from alienor.stages.founding.actions import hold_still
from alienor.stages.recruitment.queries import entries_of, pool_of

LONG = 800
"""People in a pool above whom nobody waits for panels at the button: they take more than a few
seconds."""

WAITED = 10.0
"""Seconds that whoever presses the button waits for the panels of a smaller pool. Mostly they are
there in two; few seats with quotas that leave next to no room can take a minute."""


def takes_long(draw: Draw) -> bool:
    """Whether the freeze of this draw has two steps, whatever its quotas."""
    return entries_of(draw.edition).count() > LONG


def freeze_or_begin(
    *,
    draw_id: int,
    announced: str,
    actor: Actor,
    clock: Clock,
    beacon_at: datetime | None = None,
    derogation: str = "",
) -> Draw | None:
    """Both steps at once where panels are there within `WAITED`; else None, and they go on being
    dealt out. None too where somebody began that before: it stays as it was begun.

    Who: `draw.hold`. Register and errors: those of `begin_dealing` and `freeze_dealt`; `no_panel`
    leaves nothing to go on with.
    """
    draw = _draw(draw_id, actor)
    begun_before = dealing_of(draw) is not None
    begin_dealing(
        draw_id=draw_id,
        announced=announced,
        actor=actor,
        clock=clock,
        beacon_at=beacon_at,
        derogation=derogation,
    )
    if begun_before or takes_long(draw):
        return None
    end = time.monotonic() + WAITED
    while (seen := dealing_of(draw)) and seen.state == "running" and time.monotonic() < end:
        time.sleep(0.05)
    if seen is None or seen.state in ("running", "stopped", "died"):
        return None
    if isinstance(error := seen.error, SortitionInvalid):
        compute.forget(draw.public_id)
        raise Invalid("no_panel", fault=SortitionSaid(error.faults)) from error
    if error is not None:
        return None
    return freeze_dealt(draw_id=draw_id, actor=actor, clock=clock)


def dealing_of(draw: Draw) -> Seen | None:
    """How the dealing of this draw stands; None where none is under way. Its `note` is a `Plan`."""
    return compute.look(draw.public_id) if draw.state == Draw.State.PREPARED else None


def begin_dealing(
    *,
    draw_id: int,
    announced: str,
    actor: Actor,
    clock: Clock,
    beacon_at: datetime | None = None,
    derogation: str = "",
) -> None:
    """First step: draw tokens and salts, and begin to deal out panels. Nothing is written in the
    assembly's tables. Where that is under way already, it stays as it was begun.

    Who: `draw.hold`. Errors: those of `freeze_draw` that do not need the panels.
    """
    draw, now = _draw(draw_id, actor), clock.now()
    pool = pool_of(draw.edition)
    asked = {"announced": announced, "beacon_at": beacon_at, "derogation": derogation}
    rehearse(freezing.check_freeze, draw_id=draw.pk, pool=pool, actor=actor, clock=clock, **asked)
    if dealing_of(draw) is None:
        _deal(draw, plan_freeze(draw, pool, now=now, **asked), pool)


def go_on_dealing(*, draw_id: int, actor: Actor) -> None:
    """Go on where it was stopped, to the very same panels.

    Who: `draw.hold`. Errors: NotAllowed; WrongState once frozen; ComputationStopped where it is
    forgotten; DealtForOthers.
    """
    draw = _draw(draw_id, actor)
    seen = dealing_of(draw)
    if seen is None:
        raise ComputationStopped
    _deal(draw, seen.note, pool_of(draw.edition))


def stop_dealing(*, draw_id: int, actor: Actor) -> None:
    """Stop; what was found is kept for an hour. Who: `draw.hold`."""
    compute.stop(_draw(draw_id, actor).public_id)


def forget_dealing(*, draw_id: int, actor: Actor) -> None:
    """Forget the panels and the tokens they were dealt out for: nobody has seen them. Who:
    `draw.hold`."""
    compute.forget(_draw(draw_id, actor).public_id)


@action
def freeze_dealt(*, draw_id: int, actor: Actor, clock: Clock) -> Draw:
    """Second step: freeze the draw of an assembly with the panels that were dealt out, as was asked
    for when they were begun.

    Who: `draw.hold`. Register: `draw_frozen`, and `derogated` where the pool is thinner than the
    rules ask. Errors: those of `freeze_draw`; ComputationStopped where no panels are there.
    """
    draw = _draw(draw_id, actor)
    hold_still(draw.edition_id)
    seen = dealing_of(draw)
    if seen is None:
        raise ComputationStopped
    plan: Plan = seen.note
    try:
        dealing = Dealing(plan=plan, dealt=seen.result)
    except SortitionInvalid as error:
        raise Invalid("no_panel", fault=SortitionSaid(error.faults)) from error
    frozen: Draw = freezing.freeze_draw(
        draw_id=draw.pk,
        pool=pool_of(draw.edition),
        announced=plan.announced,
        beacon_at=plan.beacon_at,
        derogation=plan.derogation,
        dealing=dealing,
        actor=actor,
        clock=clock,
    )
    tell_check_codes(frozen, clock=clock)
    transaction.on_commit(partial(compute.forget, draw.public_id))
    return frozen


def _deal(draw: Draw, plan: Plan, pool: Sequence[PoolMember]) -> None:
    instance = planned_instance(draw, plan, pool)
    compute.begin(
        draw.public_id,
        deal,
        instance,
        method=cast(Method, draw.method),
        seed=freezing.turns_seed(plan.commitments),
        panels=panels_for(len(instance.respondents), seats=instance.seats),
        note=plan,
    )


def _draw(draw_id: int, actor: Actor) -> Draw:
    """The draw of the assembly, still to be frozen, for whoever may hold it."""
    draw = Draw.objects.select_related("edition", "edition__rules").filter(pk=draw_id).first()
    if draw is None:
        raise NotFound("draw")
    require(actor, "draw.hold", on=draw)
    if draw.state != Draw.State.PREPARED:
        raise WrongState(state=draw.state, wanted=(Draw.State.PREPARED,))
    return draw
