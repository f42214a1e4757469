"""The words of a vote: drafted, then shown before it opens."""

from __future__ import annotations

from collections.abc import Sequence

from alienor.cores import rules as rulebooks
from alienor.cores.rules import PollKind, Rulebook
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ways import Way, methods_for, way_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls import acts
from alienor.stages.polls.conducting import conducted
from alienor.stages.polls.models import Poll, PollOption
from alienor.stages.polls.queries import option_digests

OPTIONS_AT_MOST = 100
"""More could neither be read in a hall nor recorded in one entry."""


@action
def draft_poll(
    *,
    edition_id: int,
    kind: str,
    question: str,
    actor: Actor,
    clock: Clock,
    options: Sequence[tuple[str, str | Text]] = (),
    places: int = 1,
    body: str = "",
    step: str = "",
    matter: str = "",
    method: str = "",
    budget: int = 0,
    costs: Sequence[int] = (),
    rounds: Sequence[tuple[int, str]] = (),
    follows: Poll | None = None,
    derogation: str = "",
) -> Poll:
    """Word a vote that `body` (by default the one that the rules name) will hold.

    `options`: (key, words) pairs, none for yes, no or abstain; words that are published already are
    given as their `Text`, so that what moderation hides there is hidden here. `step`: the one of
    the rules at which it is held; where the rules name a single one it is that one. `matter`: what
    its result means, for the procedure that asked for the vote. `method`: how it is counted, by
    default as the rules say; where it decides, another one needs a `derogation`, and one that only
    consults is refused. `budget`, `costs`: where the method shares a budget, what may be spent and
    what each option costs, in their order. `rounds`: of a chain, how many options each round keeps
    and by which kind of vote, this one first; `follows`: the round before.

    Who: `polls.draft` where it is about substance, else `polls.draft_procedure`. Register:
    `poll_drafted`, `poll_budgeted` where a budget is shared, `poll_chained` where it is a round,
    and `derogated` for a method that is not that of the rules. Errors: NotAllowed; RuleForbids,
    absolute (the proposition group decides nothing; the committee touches no substance; a
    consultation decides nothing) or for the method; Invalid (`step_needed`, `majority_unknown` for
    a yes or no whose majority no rule says, `one_place_only`, `costs_needed`, `costs_not_wanted`,
    and `drafted_with_...` where the vote is about something and has its own page).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    rulebook = rules_of(edition)
    rule = rulebook.poll_kind(kind)
    require(actor, "polls.draft" if rule.about_substance else "polls.draft_procedure", on=edition)
    body = body or rule.body
    breach = rulebooks.decision_breach(rulebook, kind=kind, body=body)
    enforce(edition, breach, reason="", actor=actor, clock=clock)
    about = rulebooks.matter_of(rulebook, kind=kind)
    if about is not None and not matter:
        raise Invalid(f"drafted_with_{about}", field="kind")
    method = method or methods_for(rule.method)[0]
    way = _way(method)
    departs = rulebooks.method_breach(rulebook, kind=kind, method=method)
    enforce(edition, departs, reason=derogation, actor=actor, clock=clock)
    step = _step(rulebook, rule, step)
    if not question.strip():
        raise Invalid("required", field="question")
    if way.ballot == "answer" and rule.majority is None:
        raise Invalid("majority_unknown", field="method")
    if options and not way.has_options:
        raise Invalid("options_not_wanted", field="options")
    if way.has_options and len(options) < 2:
        raise Invalid("options_needed", field="options")
    if way.one and places != 1:
        raise Invalid("fault", field="places", fault=VotingFault("one_place_only"))
    if len(options) > OPTIONS_AT_MOST:
        raise Invalid("too_many_options", field="options", most=OPTIONS_AT_MOST)
    _check_costs(way, options, costs=costs, budget=budget)
    now = clock.now()
    poll = Poll.objects.create(
        edition=edition,
        rules=edition.rules,
        kind=kind,
        body=body,
        step=step,
        matter=matter,
        question=keep_words(question.strip(), now=now, author_id=actor.person_id),
        method=method,
        places=places if way.has_options and not way.shares else 0,
        budget=budget if way.shares else 0,
        rounds=[list(one) for one in rounds],
        follows=follows,
        drafted_at=now,
    )
    rows = [
        PollOption.objects.create(
            poll=poll,
            position=position,
            key=key,
            cost=costs[position] if way.shares else 0,
            text=words
            if isinstance(words, Text)
            else keep_words(words, now=now, author_id=actor.person_id),
        )
        for position, (key, words) in enumerate(options)
    ]
    record(
        acts.PollDrafted(
            poll=poll.public_id,
            kind=kind,
            question=poll.question.digest,
            options=[row.text.digest for row in rows],
            method=poll.method,
            places=poll.places,
        ),
        on=edition,
        articles=(rule.article,),
    )
    if way.shares:
        record(acts.PollBudgeted(poll=poll.public_id, budget=budget, costs=list(costs)), on=edition)
    if rounds:
        chained = acts.PollChained(
            poll=poll.public_id,
            follows=follows.public_id if follows else "",
            keeps=[keep for keep, _kind in rounds],
        )
        record(chained, on=edition)
    return poll


@action
def announce_poll(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Show the question and the options before the vote opens.

    Who: an organiser or the chair (`polls.conduct`). Register: `poll_announced`.
    Errors: NotAllowed, WrongState.
    """
    poll = conducted(poll_id, actor, Poll.State.DRAFTED)
    poll.state = Poll.State.ANNOUNCED
    poll.save(update_fields=["state"])
    record(
        acts.PollAnnounced(
            poll=poll.public_id, question=poll.question.digest, options=option_digests(poll)
        ),
        on=poll.edition,
    )
    return poll


def _check_costs(
    way: Way, options: Sequence[tuple[str, str | Text]], *, costs: Sequence[int], budget: int
) -> None:
    """Errors: Invalid (`costs_not_wanted`, `costs_needed`, or a cost beyond the budget)."""
    if not way.shares:
        if costs or budget:
            raise Invalid("costs_not_wanted", field="costs")
        return
    if len(costs) != len(options) or not budget:
        raise Invalid("costs_needed", field="costs")
    for (_key, words), cost in zip(options, costs, strict=True):
        if not 1 <= cost <= budget:
            fault = VotingFault("cost_out_of_range", option=str(words), cost=cost, budget=budget)
            raise Invalid("fault", field="costs", fault=fault)


def _way(method: str) -> Way:
    try:
        return way_of(method)
    except VotingFault as fault:
        raise Invalid("unknown_code", field="method", value=method) from fault


def _step(rulebook: Rulebook, rule: PollKind, step: str) -> str:
    """The step at which a vote is held: the one asked for, or the only one that the rules name."""
    if step and step not in {one.code for one in rulebook.steps}:
        raise Invalid("unknown_step", field="step", step=step)
    if step or not rule.steps:
        return step
    if len(rule.steps) > 1:
        raise Invalid("step_needed", field="step")
    return rule.steps[0]
