"""The ceremony: balls are read as they fall, read again, and decide the panel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from alienor.cores.sortition import SortitionInvalid, replay
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.platform.people.records import unseal
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.actions import SortitionSaid, locked_draw
from alienor.stages.draw.beacon import announced_round, before_the_beacon
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.quotas import counts_of, features_of
from alienor.stages.draw.record import tokens_hash
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.queries import rules_of, step_not_open

DRAWN_AGAIN, READ_AGAIN = "drawn_again", "read_again"
_TITLED = re.compile(
    r"(?<!\w)(?:(?:mmes?|mlle|mr|mrs|ms|monsieur|madame|mademoiselle)(?!\w)|mm?\."
    r"|(?-i:(?:M|Me|Dr) [A-ZÀ-Ý]))",
    re.IGNORECASE,
)
"""What comes before a name, and before no function."""


@action
def read_ball(
    *, draw_id: int, place: int, digit: int, actor: Actor, clock: Clock, derogation: str = ""
) -> Draw:
    """Enter a ball as it falls and the first person reads it out: every screen shows it at once.

    `place`: which ball it is, from 1, so that two desks never enter the same one twice. Who: an
    organiser or the chair (`draw.hold`). Register: `ball_drawn`, and `derogated` where the draw's
    step is not open. Errors: NotAllowed; WrongState before the freeze or once drawn; Invalid
    (`not_a_ball`, `ball_read_already`, `balls_in_order`, `beacon_is_out`); RuleForbids
    (`step_not_open`).
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.FROZEN)
    if not 0 <= digit <= 9:
        raise Invalid("not_a_ball", field="digit")
    if 1 <= place <= len(draw.balls_read):
        raise Invalid("ball_read_already", place=place, digit=draw.balls_read[place - 1])
    if place != len(draw.balls_read) + 1 or place > draw.ball_count:
        raise Invalid("balls_in_order", place=place, wanted=len(draw.balls_read) + 1)
    before_the_beacon(draw, clock.now())
    if place == 1:
        _hold_to_its_step(draw, derogation=derogation, actor=actor, clock=clock)
        draw.readings += 1
    draw.balls_read = [*draw.balls_read, digit]
    draw.save(update_fields=["readings", "balls_read"])
    record(
        acts.BallDrawn(draw=draw.public_id, place=place, digit=digit),
        on=draw.edition,
        articles=(rules_of(draw.edition).draw.article,),
    )
    return draw


@action
def read_balls_again(
    *, draw_id: int, read_again: Sequence[int], actor: Actor, clock: Clock
) -> bool:
    """Compare what a second person read with the balls entered as they fell: whether they agree.
    Where they do not, both readings are published before anybody corrects one.

    Who: an organiser or the chair (`draw.hold`). Register: `readings_differ` where they do. Errors:
    NotAllowed; WrongState before the freeze or once drawn; Invalid (`balls_missing`, `wrong_balls`,
    `not_a_ball`).
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.FROZEN)
    if not all(0 <= digit <= 9 for digit in read_again):
        raise Invalid("not_a_ball", field="read_again")
    if len(draw.balls_read) < draw.ball_count:
        raise Invalid("balls_missing", place=len(draw.balls_read) + 1)
    if len(read_again) != draw.ball_count:
        raise Invalid("wrong_balls", field="read_again")
    if list(read_again) == list(draw.balls_read):
        return True
    first, second = ("".join(map(str, digits)) for digits in (draw.balls_read, read_again))
    record(acts.ReadingsDiffer(draw=draw.public_id, first=first, second=second), on=draw.edition)
    return False


@action
def clear_balls(
    *, draw_id: int, reason: str, actor: Actor, clock: Clock, then: str = DRAWN_AGAIN
) -> Draw:
    """Begin the reading again with the first ball: what was read stays in the register. `then`:
    other balls are drawn, or the same ones (`READ_AGAIN`) entered as they had fallen.

    Who: an organiser or the chair (`draw.hold`). Register: `balls_cleared`, with the reason.
    Errors: NotAllowed; WrongState before the freeze or once drawn; Invalid (`unknown_code`,
    `reason_required`, `no_ball_read`).
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.FROZEN)
    if then not in (DRAWN_AGAIN, READ_AGAIN):
        raise Invalid("unknown_code", field="then", value=then)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    if not draw.balls_read:
        raise Invalid("no_ball_read")
    words = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    draw.balls_read = []
    draw.save(update_fields=["balls_read"])
    record(acts.BallsCleared(draw=draw.public_id, then=then, reason=words.digest), on=draw.edition)
    return draw


@action
def draw_panel(
    *,
    draw_id: int,
    read_again: Sequence[int],
    witnesses: tuple[str, str],
    actor: Actor,
    clock: Clock,
    balls: Sequence[int] = (),
    held_at: datetime | None = None,
    beacon: str = "",
    derogation: str = "",
) -> Draw:
    """Enter what a second person read: with it, the balls decide the panel and the ranked reserve.

    `beacon`: the announced round, as drand's servers give it or as somebody copied it; its
    signature is checked.

    The first reading is the balls entered as they fell, or `balls` where none was: those of a draw
    on paper, `held_at` an earlier moment, to the minute. `witnesses`: the functions of the two
    witnesses, never their names unless public. Who: an organiser or the chair (`draw.hold`).
    Register: `draw_held`, `draw_held_on_paper` where it was, and `derogated` where the draw's step
    is not open. Errors: NotAllowed; WrongState before the freeze or once drawn; Invalid
    (`balls_differ`, `wrong_balls`, `balls_being_read`, `balls_missing`, `two_witnesses`,
    `function_wanted`, `held_before_freeze`, `held_in_future`, `beacon_is_out`, `beacon_wanted`,
    `wrong_beacon`); RuleForbids (`step_not_open`).
    """
    draw = locked_draw(draw_id, actor, "draw.hold", Draw.State.FROZEN)
    first = _first_reading(draw, balls, at_once=bool(balls or held_at))
    compare_readings(first, read_again, copied=not draw.readings)
    functions = [function.strip() for function in witnesses]
    if len(functions) != 2 or not all(functions):
        raise Invalid("two_witnesses", field="first_witness")
    for field, function in zip(("first_witness", "second_witness"), functions, strict=True):
        if _TITLED.search(function):
            raise Invalid("function_wanted", field=field, said=function)
    if held_at is not None:
        held_at = _after_the_freeze(draw, held_at)
    drawn_at = held_at or clock.now()
    if drawn_at > clock.now():
        raise Invalid("held_in_future", field="held_at")
    if not draw.readings:  # entered at once: nothing else says when they fell
        before_the_beacon(draw, drawn_at)
    announced = announced_round(draw, beacon)
    if not draw.readings:
        _hold_to_its_step(draw, derogation=derogation, actor=actor, clock=clock)
    entries = {entry.token: entry for entry in draw.entries.all()}
    try:
        result = replay(
            panels=draw.panels_text,
            balls=first,
            pool=entries,
            committed_hash=draw.panels_hash,
            alternates=draw.alternates_text or None,
            beacon=announced.randomness if announced else None,
        )
    except SortitionInvalid as error:
        raise Invalid("wrong_balls", field="balls", fault=SortitionSaid(error.faults)) from error
    for entry in entries.values():
        entry.moved_at = clock.now()
    for token in result.panel:
        entries[token].selected = True
        entries[token].standing = DrawEntry.Standing.PANEL
    for rank, token in enumerate(result.reserve, start=1):
        entries[token].reserve_rank = rank
        entries[token].standing = DrawEntry.Standing.RESERVE
    DrawEntry.objects.bulk_update(
        entries.values(), ["selected", "reserve_rank", "standing", "moved_at"], batch_size=200
    )
    profiles = unseal(entries[token].commitment for token in result.panel)
    draw.panel_counts = counts_of(
        (note["values"] for note in profiles.values()), features_of(draw.quotas)
    )
    draw.state, draw.drawn_at = Draw.State.DRAWN, drawn_at
    draw.balls, draw.panel_number, draw.witnesses = first, result.number, functions
    draw.shift, draw.beacon_signature = result.shift, announced.signature if announced else ""
    draw.save()
    record(
        acts.DrawHeld(
            draw=draw.public_id,
            balls=first,
            beacon_signature=draw.beacon_signature or None,
            shift=draw.shift,
            panel_number=result.number,
            panel=tokens_hash(result.panel),
            reserve=tokens_hash(result.reserve),
            witnesses=functions,
        ),
        on=draw.edition,
        articles=(rules_of(draw.edition).draw.article,),
    )
    if held_at is not None:
        said = held_at.astimezone(UTC).isoformat(timespec="seconds")
        record(acts.DrawHeldOnPaper(draw=draw.public_id, held_at=said), on=draw.edition)
    return draw


def compare_readings(first: Sequence[int], again: Sequence[int], *, copied: bool = False) -> None:
    """Let through a second reading that says what the first one did. `copied`: both come from the
    minutes of a draw on paper.

    Errors: Invalid (`balls_differ`, with each ball that differs; `wrong_balls`).
    """
    if len(first) != len(again):
        raise Invalid("wrong_balls", field="read_again")
    differing = [
        {"place": place, "first": one, "again": other}
        for place, (one, other) in enumerate(zip(first, again, strict=True), start=1)
        if one != other
    ]
    if differing:
        raise Invalid("balls_differ", field="read_again", differing=differing, copied=copied)


def _first_reading(draw: Draw, balls: Sequence[int], *, at_once: bool) -> list[int]:
    if not draw.readings:
        return list(balls)
    if at_once:
        raise Invalid("balls_being_read")
    if len(draw.balls_read) < draw.ball_count:
        raise Invalid("balls_missing", place=len(draw.balls_read) + 1)
    return list(draw.balls_read)


def _after_the_freeze(draw: Draw, held_at: datetime) -> datetime:
    """The moment of a draw on paper, told to the minute: in that of the freeze, balls fell after
    it."""
    frozen_at = draw.frozen_at
    if frozen_at is None or held_at >= frozen_at:
        return held_at
    if held_at < frozen_at.replace(second=0, microsecond=0):
        raise Invalid("held_before_freeze", field="held_at")
    return frozen_at


def _hold_to_its_step(draw: Draw, *, derogation: str, actor: Actor, clock: Clock) -> None:
    """The balls of an assembly fall while the step of its draw is open, or by derogation."""
    step = next((step.code for step in rules_of(draw.edition).steps if step.kind == "draw"), "")
    if draw.purpose == Draw.ASSEMBLY and step:
        breach = step_not_open(draw.edition, step)
        enforce(draw.edition, breach, reason=derogation, actor=actor, clock=clock)
