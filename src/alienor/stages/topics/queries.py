"""Topics as people see them."""

from __future__ import annotations

from django.db.models import QuerySet

from alienor.cores.wording import near_duplicates
from alienor.platform.errors import NotFound
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.topics.models import Topic

IN_THE_RUNNING = (Topic.State.SUBMITTED, Topic.State.ADMITTED)
"""The states of a topic to which another may be joined: a refused one would take it out too."""


def topics_of(edition: Edition) -> QuerySet[Topic]:
    """All topics of an edition, in the order in which they came."""
    return (
        Topic.objects.filter(edition=edition)
        .select_related("title", "description", "merged_into__title", "merge_reason")
        .prefetch_related("screenings__reason", "merged_topics__title")
        .order_by("submitted_at", "pk")
    )


def topic_named(edition: Edition, public_id: str) -> Topic:
    """One topic. Errors: NotFound."""
    topic = topics_of(edition).filter(public_id=public_id).first()
    if topic is None:
        raise NotFound("topic")
    return topic


def subject_of(edition: Edition) -> Topic | None:
    """The subject that the assembly chose, once it has."""
    return topics_of(edition).filter(state=Topic.State.CHOSEN).first()


def votable_topics(edition: Edition, *, shortlisted: bool) -> QuerySet[Topic]:
    """The topics that the next vote is about: those admitted, or those shortlisted."""
    state = Topic.State.SHORTLISTED if shortlisted else Topic.State.ADMITTED
    return topics_of(edition).filter(state=state)


def likely_duplicates(edition: Edition) -> list[tuple[Topic, Topic]]:
    """Pairs of submitted topics that say nearly the same, likeliest first."""
    topics = list(topics_of(edition).filter(state=Topic.State.SUBMITTED))
    found = near_duplicates([f"{topic.title}. {topic.description}" for topic in topics])
    return [(topics[pair.first], topics[pair.second]) for pair in found]


def call_step(edition: Edition) -> str:
    """The step of the rules during which topics are collected."""
    steps = rules_of(edition).steps
    return next(step.code for step in steps if step.kind == "call_for_topics")
