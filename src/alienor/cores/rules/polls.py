"""Who votes, how many must be there, and what stands against holding a poll."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alienor.cores.rules import vocabulary as words
from alienor.cores.rules.breaches import Breach
from alienor.cores.rules.model import Body, PollKind, Rulebook

TOPICS = "topics"


@dataclass(frozen=True, kw_only=True)
class Electorate:
    """For each college, "present", "seated" or "none"; `source` says why, for people to read."""

    by_college: Mapping[str, str]
    source: str
    article: str

    @property
    def colleges(self) -> tuple[str, ...]:
        """The colleges that vote."""
        return tuple(college for college, rule in self.by_college.items() if rule != words.NO_VOTE)


@dataclass(frozen=True, kw_only=True)
class QuorumNeed:
    """At least `people` of `of` ("seats", "entitled" or a college), which counts `base`."""

    people: int
    base: int
    of: str
    article: str


def electorate_of(rulebook: Rulebook, *, kind: str) -> Electorate:
    """Who votes in polls of `kind`, college by college; raises UnknownCode."""
    poll = rulebook.poll_kind(kind)
    return Electorate(
        by_college={line.college: line.rule for line in poll.electorate},
        source=poll.electorate_source,
        article=poll.article,
    )


def quorum_of(rulebook: Rulebook, *, kind: str, entitled: int) -> QuorumNeed | None:
    """How many people a poll of `kind` needs, or None where the rules ask for no quorum.

    `entitled`: people on the electoral roll, used only where the quorum is a share of them. A
    quorum on seats counts the seats of the rules, filled or not. Raises UnknownCode.
    """
    poll = rulebook.poll_kind(kind)
    if poll.quorum is None:
        return None
    if poll.quorum.of == words.OF_ENTITLED:
        base = entitled
    else:
        base = _seats(rulebook.body(poll.body), of=poll.quorum.of)
    share = poll.quorum.fraction * base
    return QuorumNeed(
        people=-(-share.numerator // share.denominator),  # rounded up
        base=base,
        of=poll.quorum.of,
        article=poll.article,
    )


def _seats(body: Body, *, of: str) -> int:
    return sum(
        line.count or 0 for line in body.seats if of == words.OF_SEATS or of in line.colleges
    )


def matter_of(rulebook: Rulebook, *, kind: str) -> str | None:
    """What a poll of `kind` is about, whose result changes it: "topics", "proposals" (several, in a
    chain), "proposal", "amendment" or "final_text"; None where the result is all there is."""
    if kind == words.CHOOSE_SUBJECT or kind in {one.poll for one in rulebook.topics.funnel}:
        return TOPICS
    for chain in rulebook.chains:
        if kind in {one.poll for one in chain.rounds}:
            return chain.code
    return {
        words.ARBITRATION: "proposal",
        words.AMENDMENT: "amendment",
        words.FINAL_VOTE: "final_text",
    }.get(kind)


def groups_of(rulebook: Rulebook, poll: PollKind) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups in each of which a poll has to carry too, with their colleges."""
    return tuple(
        (
            group,
            tuple(
                college.code
                for college in rulebook.colleges
                if group in (college.code, college.part)
            ),
        )
        for group in poll.double_majority
    )


def rests_on_presence(rulebook: Rulebook, *, kind: str) -> bool:
    """Whether who is there matters to a poll of `kind`: to its electorate, quorum or majority."""
    poll = rulebook.poll_kind(kind)
    return (
        any(line.rule == words.PRESENT for line in poll.electorate)
        or poll.quorum is not None
        or (poll.majority is not None and poll.majority.base == words.PRESENT)
    )


def step_of_poll(rulebook: Rulebook, *, kind: str, drafted: str, under_way: Collection[str]) -> str:
    """The step at which a poll of `kind` is held now: the one it was drafted for or, where that one
    is not under way, the step under way among those that the kind names. Raises UnknownCode."""
    if drafted in under_way:
        return drafted
    steps = rulebook.poll_kind(kind).steps
    return next((step for step in steps if step in under_way), drafted)


def substance_breach(rulebook: Rulebook, *, body: str) -> Breach | None:
    """What stands against `body` working on the substance of the subject; raises UnknownCode."""
    rules = rulebook.body(body)
    if rules.touches_substance:
        return None
    return Breach(
        code="body_touches_no_substance",
        params={"body": body},
        article=rules.article,
        absolute=words.TOUCHES_SUBSTANCE in rules.absolute,
    )


def decision_breach(rulebook: Rulebook, *, kind: str, body: str) -> Breach | None:
    """What stands against `body` deciding by a poll of `kind`; raises UnknownCode."""
    rules = rulebook.body(body)
    if rules.takes_decisions or not rulebook.poll_kind(kind).decisive:
        return None
    return Breach(
        code="body_takes_no_decision",
        params={"body": body, "poll": kind},
        article=rules.article,
        absolute=words.TAKES_DECISIONS in rules.absolute,
    )


def method_breach(rulebook: Rulebook, *, kind: str, method: str) -> Breach | None:
    """What stands against counting a poll of `kind` by `method`. One that decides nothing may be
    counted by any; where it decides, a method that only consults is refused (absolute), and another
    than the one that the rules name departs from them. Raises UnknownCode."""
    poll = rulebook.poll_kind(kind)
    if not poll.decisive:
        return None
    if method in words.CONSULTATIVE_METHODS:
        return _breach(poll, "method_decides_nothing", absolute=True, method=method)
    allowed = words.RANKED_METHODS if poll.method == words.RANKED else (poll.method,)
    if method in allowed:
        return None
    return _breach(poll, "method_not_of_the_rules", method=method, methods=allowed)


def application_breach(rulebook: Rulebook, *, kind: str, body: str) -> Breach | None:
    """What stands against doing what a poll of `kind` held by `body` says: absolute; raises
    UnknownCode."""
    poll, rules = rulebook.poll_kind(kind), rulebook.body(body)
    of_the_assembly = body == poll.body == words.ASSEMBLY and rules.takes_decisions
    if of_the_assembly and poll.decisive and poll.about_substance:
        return None
    return Breach(
        code="poll_decides_nothing",
        params={"poll": kind, "body": body},
        article=poll.article,
        absolute=True,
    )


def poll_breaches(
    rulebook: Rulebook,
    *,
    kind: str,
    body: str,
    channels: Collection[str],
    sessions_held: int,
    step: str,
    under_way: Collection[str],
    day_open: bool,
) -> tuple[Breach, ...]:
    """Everything that stands against opening a poll of `kind` in `body`, the absolute first.

    Absolute, besides what a body may not do: the sessions that come before it, and the step of a
    poll that chooses the subject.

    `channels`: the ways people would vote. `sessions_held`: sessions of the edition already held.
    `step`: the step that the poll belongs to, empty where it belongs to none; `under_way`: the
    steps that have begun and are not done. `day_open`: whether a day or meeting of `body` is open,
    on which presences are noted. Raises UnknownCode.
    """
    poll = rulebook.poll_kind(kind)
    found = [decision_breach(rulebook, kind=kind, body=body)]
    if poll.about_substance:
        found.append(substance_breach(rulebook, body=body))
    if body != poll.body:
        found.append(_breach(poll, "wrong_body", body=body, expected_body=poll.body))
    if sessions_held < poll.required_sessions:
        required = poll.required_sessions
        found.append(
            _breach(
                poll,
                "sessions_missing",
                absolute=True,
                required=required,
                held_count=sessions_held,
            )
        )
    fixed = matter_of(rulebook, kind=kind) == TOPICS
    if poll.steps and step and step not in poll.steps:
        found.append(_breach(poll, "wrong_step", absolute=fixed, step=step, steps=poll.steps))
    elif poll.steps and not set(poll.steps) & set(under_way):
        found.append(_breach(poll, "step_not_open", absolute=fixed, step=step or poll.steps))
    if not day_open and rests_on_presence(rulebook, kind=kind):
        found.append(_breach(poll, "no_open_day", body=body))
    found += [_channel_breach(poll, channel) for channel in channels]
    breaches = [breach for breach in found if breach is not None]
    return tuple(sorted(breaches, key=lambda breach: not breach.absolute))


def change_breaches(old: Rulebook, new: Rulebook, *, begun: Collection[str]) -> tuple[Breach, ...]:
    """What stands against putting `new` in the place of `old`, absolutely, once the steps `begun`
    have begun: they stay; the final vote waits for no fewer sessions once one began; the votes that
    choose the subject stay where they are once their step began."""
    found: list[Breach] = []
    kept = {step.code for step in new.steps}
    final = old.poll_kind(words.FINAL_VOTE)
    if gone := tuple(step.code for step in old.steps if step.code in set(begun) - kept):
        found.append(_breach(final, "begun_step_removed", absolute=True, steps=gone))
    required = new.poll_kind(words.FINAL_VOTE).required_sessions
    held = any(step.kind == words.SESSION and step.code in begun for step in old.steps)
    if held and required < final.required_sessions:
        lowered = {"required": final.required_sessions, "lowered": required}
        found.append(_breach(final, "sessions_lowered", absolute=True, **lowered))
    for code in dict.fromkeys(turn.poll for turn in old.topics.funnel):
        poll = old.poll_kind(code)
        moved = any(one.code == code and one.steps != poll.steps for one in new.polls)
        if moved and set(poll.steps) & set(begun):
            found.append(_breach(poll, "subject_vote_moved", absolute=True, steps=poll.steps))
    return tuple(found)


def _channel_breach(poll: PollKind, channel: str) -> Breach | None:
    if poll.secret and channel not in words.SECRET_CHANNELS:
        return _breach(poll, "secret_on_open_channel", channel=channel)
    if channel not in poll.channels:
        return _breach(poll, "channel_not_allowed", channel=channel, channels=poll.channels)
    return None


def _breach(
    poll: PollKind, code: str, *, absolute: bool = False, **params: str | int | tuple[str, ...]
) -> Breach:
    return Breach(
        code=code, params={"poll": poll.code, **params}, article=poll.article, absolute=absolute
    )
