"""The ceremony: everything is closed and public before the balls fall."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import cast

from alienor.cores.beacon import CHAINS, QUICKNET, BeaconInvalid, Round, read_round
from alienor.cores.sortition import (
    Dealt,
    Instance,
    Method,
    SortitionInvalid,
    chance_written,
    deal,
    panels_for,
    panels_text,
    replay,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.compute import compute_within
from alienor.platform.errors import Invalid
from alienor.platform.people.records import seal, seal_all, unseal
from alienor.platform.public_ids import public_id
from alienor.platform.texts.words import keep_words
from alienor.stages.draw import acts
from alienor.stages.draw.actions import SortitionSaid, locked_draw
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.planned import (
    Dealing,
    Plan,
    people_as_planned,
    planned_sealings,
    profile_content,
)
from alienor.stages.draw.quotas import PoolMember, counts_of, instance_of, thin_pool_breach
from alienor.stages.draw.record import (
    certificate_facts,
    certificate_file,
    commitments_file,
    quotas_file,
    sha256,
    tokens_hash,
)
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.queries import rules_of, step_not_open

BRIEF = 15
"""Seconds that panels may take within the transaction of a freeze: SQLite's other writers give up
after twenty (`config/settings`). What takes longer is dealt out beforehand."""

FARTHEST = timedelta(days=366)
"""How far ahead a round of the beacon is announced at most: beyond that it is a slip of the pen,
for which the draw would wait."""

DRAWN_AGAIN, READ_AGAIN = "drawn_again", "read_again"
_TITLED = re.compile(
    r"(?<!\w)(?:(?:mmes?|mlle|mr|mrs|ms|monsieur|madame|mademoiselle)(?!\w)|mm?\."
    r"|(?-i:(?:M|Me|Dr) [A-ZÀ-Ý]))",
    re.IGNORECASE,
)
"""What comes before a name, and before no function."""


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
    draw.pool_counts = counts_of((member.values for member in pool), _features(draw))
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
    _before_the_beacon(draw, clock.now())
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
    before, after = draw.beacon_round, _round_to_come(beacon_at, clock)
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
        _before_the_beacon(draw, drawn_at)
    announced = _announced_round(draw, beacon)
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
    draw.panel_counts = counts_of((note["values"] for note in profiles.values()), _features(draw))
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
    beacon_round = None if beacon_at is None else _round_to_come(beacon_at, clock)
    if draw.purpose == Draw.ASSEMBLY:
        breach = thin_pool_breach(rules_of(draw.edition), people=len(pool), seats=draw.seats)
        enforce(draw.edition, breach, reason=derogation, actor=actor, clock=clock)
    return draw, beacon_round


def _after_the_freeze(draw: Draw, held_at: datetime) -> datetime:
    """The moment of a draw on paper, told to the minute: in that of the freeze, balls fell after
    it."""
    frozen_at = draw.frozen_at
    if frozen_at is None or held_at >= frozen_at:
        return held_at
    if held_at < frozen_at.replace(second=0, microsecond=0):
        raise Invalid("held_before_freeze", field="held_at")
    return frozen_at


def _round_to_come(moment: datetime, clock: Clock) -> int:
    """The round of drand at that moment, which must be still to come."""
    if moment <= clock.now() or QUICKNET.time_of(QUICKNET.round_at(moment)) <= clock.now():
        raise Invalid("beacon_in_past", field="beacon_at")
    if moment > clock.now() + FARTHEST:
        raise Invalid("beacon_too_far", field="beacon_at")
    return QUICKNET.round_at(moment)


def _before_the_beacon(draw: Draw, moment: datetime) -> None:
    """Balls fall while nobody knows the announced round: who does could aim with them."""
    if draw.beacon_round is not None and moment >= QUICKNET.time_of(draw.beacon_round):
        raise Invalid("beacon_is_out", round=draw.beacon_round)


def _announced_round(draw: Draw, text: str) -> Round | None:
    if draw.beacon_round is None:
        return None
    if not text.strip():
        raise Invalid("beacon_wanted", field="beacon", round=draw.beacon_round)
    try:
        return read_round(text, chain=CHAINS[draw.beacon], expected=draw.beacon_round)
    except BeaconInvalid as error:
        raise Invalid("wrong_beacon", field="beacon", fault=error) from error


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


def _hold_to_its_step(draw: Draw, *, derogation: str, actor: Actor, clock: Clock) -> None:
    """The balls of an assembly fall while the step of its draw is open, or by derogation."""
    step = next((step.code for step in rules_of(draw.edition).steps if step.kind == "draw"), "")
    if draw.purpose == Draw.ASSEMBLY and step:
        breach = step_not_open(draw.edition, step)
        enforce(draw.edition, breach, reason=derogation, actor=actor, clock=clock)


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


def _features(draw: Draw) -> list[str]:
    return list(dict.fromkeys(row["feature"] for row in draw.quotas))
