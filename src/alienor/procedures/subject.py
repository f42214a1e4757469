"""The subject: topics become the options of a vote, and its result becomes the subject."""

from __future__ import annotations

from dataclasses import dataclass

from alienor.cores.rules import PollKind
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import NotYet, RuleForbids
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of, step_not_open
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import draft_poll
from alienor.stages.topics.actions import choose_subject, shortlist_topics
from alienor.stages.topics.models import Topic
from alienor.stages.topics.queries import call_step, subject_of, topics_of, votable_topics

TOPICS = "topics"


@dataclass(frozen=True, kw_only=True)
class TopicRound:
    """A round of the rules' funnel, from 1 to `last`: `keep` of these topics, by `kind`."""

    number: int
    last: int
    keep: int
    kind: PollKind
    topics: list[Topic]
    question: str


def round_to_hold(edition: Edition) -> TopicRound:
    """The round of the choice of the subject that comes next.

    Errors: RuleForbids, absolute, once the subject is chosen; NotYet where it has to wait: for the
    end of the call (`call_open`), for the jury (`topics_unscreened`), for the vote of the round
    before (`topics_at_vote`), for topics to choose among (`topics_needed`).
    """
    rules = rules_of(edition)
    if subject_of(edition) is not None:
        raise RuleForbids("one_subject_an_edition", article=rules.topics.article, absolute=True)
    if step_not_open(edition, call_step(edition)) is None:
        raise NotYet("call_open")
    rounds = Poll.objects.filter(edition=edition, matter__startswith=TOPICS)
    held = rounds.exclude(state=Poll.State.ANNULLED)
    if any(poll.state != Poll.State.PUBLISHED or poll.is_tied for poll in held):
        raise NotYet("topics_at_vote")
    unscreened = topics_of(edition).filter(state=Topic.State.SUBMITTED).count()
    if unscreened:
        raise NotYet("topics_unscreened", count=unscreened)
    funnel = rules.topics.funnel
    number = min(len(held) + 1, len(funnel))
    topics = list(votable_topics(edition, shortlisted=len(held) > 0))
    if len(topics) < 2:
        raise NotYet("topics_needed", count=len(topics))
    rule = funnel[number - 1]
    return TopicRound(
        number=number,
        last=len(funnel),
        keep=min(rule.keep, len(topics)),
        kind=rules.poll_kind(rule.poll),
        topics=topics,
        question=rule.question.fr if rule.question else "",
    )


@action
def draft_topic_vote(
    *,
    edition_id: int,
    question: str,
    actor: Actor,
    clock: Clock,
    step: str = "",
    follows: Poll | None = None,
    chained: bool = False,
) -> Poll:
    """Word the next round of the choice of the subject: its options are the topics still in the
    running, its step the one that the rules name.

    `chained`: once its result stands the next round is drafted from it; `follows`: the round
    before, where this one was so.
    Who: `polls.draft`. Register: `poll_drafted`, and `poll_chained`. Errors: NotAllowed; those of
    `round_to_hold`; Invalid (a `step` where the rules name several).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    now = round_to_hold(edition)
    left = rules_of(edition).topics.funnel[now.number :] if chained else ()
    return draft_poll(
        edition_id=edition.pk,
        kind=now.kind.code,
        question=question,
        options=[(topic.public_id, topic.title) for topic in now.topics],
        places=now.keep,
        step=step,
        matter=f"{TOPICS}:{now.number}",
        rounds=[(now.keep, now.kind.code), *((one.keep, one.poll) for one in left)]
        if chained
        else (),
        follows=follows,
        actor=actor,
        clock=clock,
    )


def apply_topic_vote(poll: Poll, *, actor: Actor, clock: Clock) -> None:
    """Do with the topics what a settled result says: keep some, or take up the subject.

    Errors: NotYet (`nothing_chosen`): nobody ticked a topic, or all that were are tied and the
    rules keep none of them.
    """
    chosen = (poll.result or {})["chosen"]
    if not chosen:
        raise NotYet("nothing_chosen")
    facts = {"edition_id": poll.edition_id, "poll": poll.public_id, "actor": actor, "clock": clock}
    if poll.kind == "choose_subject":
        choose_subject(chosen=chosen[0], **facts)
    else:
        shortlist_topics(kept=chosen, **facts)
