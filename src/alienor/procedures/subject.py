"""The subject: topics become the options of a vote, and its result becomes the subject."""

from __future__ import annotations

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import Invalid, WrongState
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.actions import draft_poll, publish_result
from alienor.stages.polls.models import Poll
from alienor.stages.topics.actions import choose_subject, shortlist_topics
from alienor.stages.topics.queries import votable_topics

MATTER = "topics"


@action
def draft_topic_vote(
    *, edition_id: int, round_number: int, question: str, step: str, actor: Actor, clock: Clock
) -> Poll:
    """Word a round of the choice of the subject: its options are the topics still in the running.

    `round_number`: from 1, as the rules' funnel counts. Who: `polls.draft`.
    Register: `poll_drafted`. Errors: NotAllowed; RuleForbids; Invalid (no such round, fewer than
    two topics).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    funnel = rules_of(edition).topics.funnel
    if not 1 <= round_number <= len(funnel):
        raise Invalid("unknown_code", field="round", value=round_number)
    rule = funnel[round_number - 1]
    topics = votable_topics(edition, shortlisted=round_number > 1)
    return draft_poll(
        edition_id=edition.pk,
        kind=rule.poll,
        question=question,
        options=[(topic.public_id, str(topic.title)) for topic in topics],
        places=rule.keep,
        step=step,
        matter=MATTER,
        actor=actor,
        clock=clock,
    )


@action
def publish_topic_vote(*, poll_id: int, actor: Actor, clock: Clock) -> Poll:
    """Publish the result of such a vote and apply it: topics kept, or the subject chosen.

    Who: `polls.conduct`. Register: `poll_published`, then `topics_shortlisted` or
    `subject_chosen`. Errors: those of the vote; WrongState where the vote is about something else.
    """
    poll = publish_result(poll_id=poll_id, actor=actor, clock=clock)
    if poll.matter != MATTER:
        raise WrongState(state=poll.matter or "other", wanted=(MATTER,))
    result = poll.result or {}
    if result["outcome"] == "tied":
        return poll
    facts = {"edition_id": poll.edition_id, "poll": poll.public_id, "actor": actor, "clock": clock}
    if poll.kind == "choose_subject":
        choose_subject(chosen=result["chosen"][0], **facts)
    else:
        shortlist_topics(kept=result["chosen"], **facts)
    return poll
