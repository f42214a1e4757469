"""The numbered panels leave the public site once their time is over (ADR 0015)."""

from __future__ import annotations

from datetime import datetime

from alienor.cores.sortition.lottery import PUBLIC_FOR
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.stages.draw import acts
from alienor.stages.draw.actions import locked_draw
from alienor.stages.draw.models import Draw
from alienor.stages.draw.queries import HEAVY

OVER = (Draw.State.PUBLISHED, Draw.State.ANNULLED)


def listed_until(draw: Draw) -> datetime | None:
    """When the list of panels leaves the public site: None while the draw goes on, or where there
    was never a list."""
    over = draw.annulled_at or draw.published_at
    return over + PUBLIC_FOR if over and draw.frozen_at else None


@action
def withdraw_list(*, draw_id: int, actor: Actor, clock: Clock) -> Draw:
    """Take the list of panels off the public site; its hash stays in the register, the list in
    the database, for an auditor.

    Who: the operator, whose worker does it (`draw.withdraw_list`). Register:
    `draw_list_withdrawn`. Errors: NotAllowed; WrongState before the record is published; Invalid
    (`list_still_public`) before its time.
    """
    draw = locked_draw(draw_id, actor, "draw.withdraw_list", *OVER)
    until = listed_until(draw)
    if until is None or clock.now() < until:
        raise Invalid("list_still_public")
    if draw.list_withdrawn_at is None:
        draw.list_withdrawn_at = clock.now()
        draw.save(update_fields=["list_withdrawn_at"])
        record(
            acts.DrawListWithdrawn(draw=draw.public_id, panels=draw.panels_hash), on=draw.edition
        )
    return draw


def withdraw_lists(*, actor: Actor, clock: Clock) -> int:
    """Withdraw every list whose time is over; return how many. Errors: NotAllowed."""
    now = clock.now()
    standing = Draw.objects.filter(state__in=OVER, list_withdrawn_at=None).defer(*HEAVY)
    due = [draw.pk for draw in standing if (until := listed_until(draw)) and until <= now]
    for draw_id in due:
        withdraw_list(draw_id=draw_id, actor=actor, clock=clock)
    return len(due)
