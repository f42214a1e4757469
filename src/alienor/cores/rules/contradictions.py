"""Where the rules of one rulebook contradict one another, or the founding text."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from alienor.cores.rules import vocabulary as words
from alienor.cores.rules.blocks import Chain
from alienor.cores.rules.faults import nearest
from alienor.cores.rules.lines import joined
from alienor.cores.rules.model import Body, Majority, PollKind, Rulebook, Step
from alienor.cores.rules.polls import groups_of
from alienor.cores.rules.reader import Faults

_ROUNDING = Decimal("0.5")


def contradictions(rulebook: Rulebook, faults: Faults) -> None:
    """Add to `faults` everything in `rulebook` that cannot hold together."""
    _check_articles(rulebook, faults)
    for body in rulebook.bodies:
        _check_body(rulebook, body, faults)
        _check_seats(body, faults)
    for index, rule in enumerate(rulebook.incompatibilities):
        if len(rule.bodies) < 2:
            faults.add("incompatibility_of_one", f"incompatibility[{index}].bodies")
    _check_steps(rulebook, faults)
    _check_sessions(rulebook.steps, faults)
    _check_topics(rulebook, faults)
    for chain in rulebook.chains:
        _check_chain(rulebook, chain, faults)
    for poll in rulebook.polls:
        _check_poll(rulebook, poll, faults)
        _check_applied_poll(rulebook, poll, faults)
        _check_electorate(rulebook, poll, faults)
        _check_thresholds(rulebook, poll, faults)
    _check_draw(rulebook, faults)


def cited_articles(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Each block of parameters by its path, with the number of the article that it cites."""
    blocks: list[tuple[str, str]] = []
    blocks += [(joined("college", item.code), item.article) for item in rulebook.colleges]
    blocks += [(joined("body", item.code), item.article) for item in rulebook.bodies]
    blocks += [
        (f"incompatibility[{index}]", item.article)
        for index, item in enumerate(rulebook.incompatibilities)
    ]
    blocks += [(joined("step", item.code), item.article) for item in rulebook.steps]
    blocks += [(joined("poll", item.code), item.article) for item in rulebook.polls]
    blocks += [(joined("chain", item.code), item.article) for item in rulebook.chains]
    blocks += [
        ("topics", rulebook.topics.article),
        ("draw", rulebook.draw.article),
        ("recruitment", rulebook.recruitment.article),
        ("council", rulebook.council.article),
        ("dialogue", rulebook.dialogue.article),
        ("followup", rulebook.followup.article),
        ("moderation", rulebook.moderation.article),
        ("privacy", rulebook.privacy.article),
        ("test_sheets", rulebook.test_sheets.article),
    ]
    if rulebook.proposals is not None:
        blocks.append(("proposals", rulebook.proposals.article))
    if rulebook.allowance is not None:
        blocks.append(("allowance", rulebook.allowance.article))
    return tuple(blocks)


def _check_articles(rulebook: Rulebook, faults: Faults) -> None:
    numbers = {article.number for article in rulebook.articles}
    for path, number in cited_articles(rulebook):
        if number not in numbers:
            faults.add("unknown_article", f"{path}.article", value=number)


def _check_body(rulebook: Rulebook, body: Body, faults: Faults) -> None:
    path = joined("body", body.code)
    granted = {
        words.TAKES_DECISIONS: body.takes_decisions,
        words.TOUCHES_SUBSTANCE: body.touches_substance,
    }
    for power, given in granted.items():
        if (body.code, power) in words.ABSOLUTE_REFUSALS:
            if given or power not in body.absolute:
                faults.add("absolute_refusal_loosened", f"{path}.{power}", power=power)
        elif given and power in body.absolute:
            faults.add("absolute_power_granted", f"{path}.{power}", power=power)
    mandate = (("mandate_from", body.mandate_from), ("mandate_to", body.mandate_to))
    cited = [(f"{path}.{key}", step) for key, step in mandate if step is not None]
    _check_cited_steps(rulebook, cited, faults)


def _check_seats(body: Body, faults: Faults) -> None:
    path = joined("body", body.code)
    seen: set[str] = set()
    for index, line in enumerate(body.seats):
        where = f"{path}.seats[{index}]"
        for college in line.colleges:
            if college in seen:
                faults.add("college_on_two_lines", f"{where}.colleges", college=college)
            seen.add(college)
        if line.count is None and line.source != words.OPEN_SEATS:
            faults.add("seat_count_missing", where)
        if line.count is not None and line.source == words.OPEN_SEATS:
            faults.add("open_seats_counted", f"{where}.count")
        wanted = sum(quota.count for quota in line.at_least)
        if line.count is not None and wanted > line.count:
            faults.add("subquota_above_seats", f"{where}.at_least", wanted=wanted, count=line.count)
        for quota in line.at_least:
            if quota.college not in line.colleges:
                faults.add(
                    "subquota_of_absent_college",
                    f"{where}.at_least.{quota.college}",
                    college=quota.college,
                )


def _check_cited_steps(
    rulebook: Rulebook, cited: Iterable[tuple[str, str]], faults: Faults
) -> None:
    codes = [step.code for step in rulebook.steps]
    for path, code in cited:
        if code not in codes:
            faults.add("unknown_step", path, value=code, suggestion=nearest(code, codes))


def _check_steps(rulebook: Rulebook, faults: Faults) -> None:
    for step in rulebook.steps:
        path = f"{joined('step', step.code)}.after"
        cited = [(f"{path}[{index}]", code) for index, code in enumerate(step.after)]
        _check_cited_steps(rulebook, cited, faults)
    try:
        TopologicalSorter({step.code: step.after for step in rulebook.steps}).prepare()
    except CycleError as error:
        cycle = tuple(error.args[1])
        faults.add("steps_in_cycle", f"{joined('step', cycle[0])}.after", steps=cycle)


def _check_sessions(steps: tuple[Step, ...], faults: Faults) -> None:
    for step in steps:
        written = {
            "number": step.number is not None,
            "purposes": bool(step.purposes),
            "convivial": step.convivial,
        }
        for key, given in written.items():
            if given and step.kind != words.SESSION:
                faults.add("session_key_elsewhere", f"{joined('step', step.code)}.{key}", key=key)
    sessions = [step for step in steps if step.kind == words.SESSION]
    sessions.sort(key=lambda step: step.number or 0)
    shown = tuple(str(step.number) for step in sessions)
    for expected, step in enumerate(sessions, start=1):
        if step.number != expected:
            where = f"{joined('step', step.code)}.number"
            faults.add("session_numbers", where, numbers=shown, count=len(sessions))
            break
    if not any(words.CHOOSES_SUBJECT in step.purposes for step in sessions):
        where = f"{joined('step', sessions[0].code)}.purposes" if sessions else "step"
        faults.add("subject_never_chosen", where)


def _check_topics(rulebook: Rulebook, faults: Faults) -> None:
    topics = rulebook.topics
    if topics.screening_bodies == (words.METHODOLOGY_COMMITTEE,):
        faults.add("committee_screens_alone", "topics.screening_bodies")
    codes = [poll.code for poll in rulebook.polls]
    entering = topics.entering
    for index, line in enumerate(topics.funnel):
        where = f"topics.funnel[{index}]"
        if line.keep >= entering:
            faults.add("funnel_grows", f"{where}.keep", keep=line.keep, entering=entering)
        if line.poll not in codes:
            suggestion = nearest(line.poll, codes)
            faults.add("unknown_poll", f"{where}.poll", value=line.poll, suggestion=suggestion)
        entering = line.keep
    if topics.funnel and entering != 1:
        faults.add("funnel_open_ended", f"topics.funnel[{len(topics.funnel) - 1}]", keep=entering)


def _check_chain(rulebook: Rulebook, chain: Chain, faults: Faults) -> None:
    codes = {poll.code: poll for poll in rulebook.polls}
    entering = 0
    for index, line in enumerate(chain.rounds):
        where = f"{joined('chain', chain.code)}.rounds[{index}]"
        if entering and line.keep >= entering:
            faults.add("chain_grows", f"{where}.keep", keep=line.keep, entering=entering)
        if line.poll not in codes:
            suggestion = nearest(line.poll, codes)
            faults.add("unknown_poll", f"{where}.poll", value=line.poll, suggestion=suggestion)
        elif codes[line.poll].method in (words.YES_NO, *words.CONSULTATIVE_METHODS):
            method = codes[line.poll].method
            faults.add("chain_chooses_nothing", f"{where}.poll", poll=line.poll, method=method)
        entering = line.keep
    if entering > 1:
        last = f"{joined('chain', chain.code)}.rounds[{len(chain.rounds) - 1}].keep"
        faults.add("chain_open_ended", last, keep=entering)


def _check_poll(rulebook: Rulebook, poll: PollKind, faults: Faults) -> None:
    path = joined("poll", poll.code)
    body = next((body for body in rulebook.bodies if body.code == poll.body), None)
    if body is not None:
        if poll.decisive and not body.takes_decisions:
            faults.add("undecided_body_decides", f"{path}.decisive", body=body.code)
        if poll.about_substance and not body.touches_substance:
            faults.add("poll_touches_substance", f"{path}.about_substance", body=body.code)
    if poll.decisive and poll.method in words.CONSULTATIVE_METHODS:
        faults.add("method_not_decisive", f"{path}.method", method=poll.method)
    for index, channel in enumerate(poll.channels):
        if poll.secret and channel in words.OPEN_CHANNELS:
            faults.add("secret_on_open_channel", f"{path}.channels[{index}]", channel=channel)
    cited = [(f"{path}.steps[{index}]", code) for index, code in enumerate(poll.steps)]
    _check_cited_steps(rulebook, cited, faults)
    held = len(rulebook.sessions)
    if poll.required_sessions > held:
        where = f"{path}.required_sessions"
        faults.add("too_many_required_sessions", where, required=poll.required_sessions, count=held)


def _check_applied_poll(rulebook: Rulebook, poll: PollKind, faults: Faults) -> None:
    """What the software applies is decided by the assembly, on the substance: never by a group, nor
    worded by the committee."""
    rounds = {line.poll for line in rulebook.topics.funnel}
    rounds |= {line.poll for chain in rulebook.chains for line in chain.rounds}
    if poll.code not in words.APPLIED_POLLS and poll.code not in rounds:
        return
    wanted = {
        "body": (poll.body == words.ASSEMBLY, f'"{words.ASSEMBLY}"'),
        "decisive": (poll.decisive, "true"),
        "about_substance": (poll.about_substance, "true"),
    }
    for key, (right, value) in wanted.items():
        if not right:
            where = f"{joined('poll', poll.code)}.{key}"
            faults.add("applied_poll_loosened", where, poll=poll.code, key=key, wanted=value)


def _check_electorate(rulebook: Rulebook, poll: PollKind, faults: Faults) -> None:
    path = f"{joined('poll', poll.code)}.electorate"
    body = next((body for body in rulebook.bodies if body.code == poll.body), None)
    rules = {line.college: line.rule for line in poll.electorate}
    for college in words.COLLEGES:
        if college not in rules:
            faults.add("electorate_silent", path, college=college)
        elif body and rules[college] != words.NO_VOTE and body.line_of(college) is None:
            where = f"{path}.{college}"
            faults.add("electorate_without_seat", where, college=college, body=body.code)
    if rules and set(rules.values()) == {words.NO_VOTE}:
        faults.add("nobody_votes", path)


def _check_thresholds(rulebook: Rulebook, poll: PollKind, faults: Faults) -> None:
    path = joined("poll", poll.code)
    _check_double_majority(rulebook, poll, faults)
    if poll.majority is None:
        if poll.decisive and poll.method == words.YES_NO:
            faults.add("majority_missing", path)
    elif not _reachable(poll.majority):
        shown = _written(poll.majority.fraction)
        faults.add("majority_out_of_reach", f"{path}.majority.fraction", fraction=shown)
    if poll.quorum is None:
        return
    if poll.quorum.fraction > 1:
        shown = _written(poll.quorum.fraction)
        faults.add("quorum_out_of_reach", f"{path}.quorum.fraction", fraction=shown)
    body = next((body for body in rulebook.bodies if body.code == poll.body), None)
    if body is not None and poll.quorum.of != words.OF_ENTITLED:
        if poll.quorum.of == words.OF_SEATS:
            counted = any(line.count is not None for line in body.seats)
        else:
            line = body.line_of(poll.quorum.of)
            counted = line is not None and line.count is not None
        if not counted:
            faults.add("quorum_without_seats", f"{path}.quorum.of", of=poll.quorum.of)


def _check_double_majority(rulebook: Rulebook, poll: PollKind, faults: Faults) -> None:
    """A group whose majority is asked for votes, by yes or no, and shares nobody with another."""
    path, seen = f"{joined('poll', poll.code)}.double_majority", set[str]()
    voting = {line.college for line in poll.electorate if line.rule != words.NO_VOTE}
    if poll.double_majority and (poll.majority is None or poll.method != words.YES_NO):
        faults.add("double_majority_without_majority", path)
    for index, (group, colleges) in enumerate(groups_of(rulebook, poll)):
        if not voting & set(colleges):
            faults.add("double_majority_of_nobody", f"{path}[{index}]", group=group)
        elif seen & set(colleges):
            faults.add("double_majority_twice", f"{path}[{index}]", group=group)
        seen |= set(colleges)


def _reachable(majority: Majority) -> bool:
    limit_allowed = not majority.strict
    if majority.fraction <= 0:
        return False
    return majority.fraction < 1 or (limit_allowed and majority.fraction == 1)


def _written(fraction: Fraction) -> str:
    return f"{fraction.numerator}/{fraction.denominator}"


def _check_draw(rulebook: Rulebook, faults: Faults) -> None:
    draw = rulebook.draw
    for body in rulebook.bodies:
        line = body.line_of("drawn")
        if body.code == words.ASSEMBLY and line and line.count not in {None, draw.seats}:
            faults.add("draw_seats_mismatch", "draw.seats", seats=draw.seats, count=line.count or 0)
    reached = sum(frame.seats for frame in rulebook.recruitment.frame)
    if reached != draw.seats:
        faults.add("frames_sum", "recruitment.frame", sum=reached, seats=draw.seats)
    for feature in draw.feature:
        total = sum((value.share for value in feature.value), Decimal(0))
        if abs(total - 100) > _ROUNDING:
            where = f"{joined('draw.feature', feature.code)}.value"
            faults.add("shares_sum", where, sum=str(total))
