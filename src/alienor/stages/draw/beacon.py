"""The round of the beacon that a draw announces, and mixes in."""

from __future__ import annotations

from datetime import datetime, timedelta

from alienor.cores.beacon import CHAINS, QUICKNET, BeaconInvalid, Round, read_round
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.actions import locked_draw
from alienor.stages.draw.models import Draw

FARTHEST = timedelta(days=366)
"""How far ahead a round of the beacon is announced at most: beyond that it is a slip of the pen,
for which the draw would wait."""


@action
def postpone_beacon(
    *, draw_id: int, beacon_at: datetime, reason: str, actor: Actor, clock: Clock
) -> Draw:
    """Announce a later round of the beacon, where the balls would fall after the one announced: who
    knows a round could aim with the balls. Never once a ball counts.

    Who: an organiser or the chair (`draw.hold`). Register: `beacon_postponed`, with the reason.
    Errors: NotAllowed; WrongState before the freeze or once drawn; Invalid (`no_beacon`,
    `ball_read`, `reason_required`, `beacon_in_past`, `beacon_too_far`).
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.FROZEN)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    if draw.beacon_round is None:
        raise Invalid("no_beacon")
    if draw.balls_read:
        raise Invalid("ball_read")
    before, after = draw.beacon_round, round_to_come(beacon_at, clock)
    if after <= before:
        raise Invalid("beacon_in_past", field="beacon_at")
    words = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    draw.beacon_round = after
    draw.save(update_fields=["beacon_round"])
    record(
        acts.BeaconPostponed(
            draw=draw.public_id,
            beacon_round_before=before,
            beacon_round=after,
            reason=words.digest,
        ),
        on=draw.edition,
    )
    return draw


def round_to_come(moment: datetime, clock: Clock) -> int:
    """The round of drand at that moment, which must be still to come.

    Errors: Invalid (`beacon_in_past`, `beacon_too_far`).
    """
    if moment <= clock.now() or QUICKNET.time_of(QUICKNET.round_at(moment)) <= clock.now():
        raise Invalid("beacon_in_past", field="beacon_at")
    if moment > clock.now() + FARTHEST:
        raise Invalid("beacon_too_far", field="beacon_at")
    return QUICKNET.round_at(moment)


def before_the_beacon(draw: Draw, moment: datetime) -> None:
    """Balls fall while nobody knows the announced round: who does could aim with them.

    Errors: Invalid (`beacon_is_out`).
    """
    if draw.beacon_round is not None and moment >= QUICKNET.time_of(draw.beacon_round):
        raise Invalid("beacon_is_out", round=draw.beacon_round)


def announced_round(draw: Draw, text: str) -> Round | None:
    """The round that a draw announced, as `text` gives it, its signature checked; None where none
    was announced.

    Errors: Invalid (`beacon_wanted`, `wrong_beacon`).
    """
    if draw.beacon_round is None:
        return None
    if not text.strip():
        raise Invalid("beacon_wanted", field="beacon", round=draw.beacon_round)
    try:
        return read_round(text, chain=CHAINS[draw.beacon], expected=draw.beacon_round)
    except BeaconInvalid as error:
        raise Invalid("wrong_beacon", field="beacon", fault=error) from error
