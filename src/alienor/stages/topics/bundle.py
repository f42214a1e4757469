"""The topics' share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.topics.queries import topics_of

TOPICS = (
    Field(name="topic", fr="Référence du sujet", en="Reference of the topic"),
    Field(
        name="title",
        empty=True,
        fr="Le sujet, vide s'il est masqué",
        en="The topic, empty where it is hidden",
    ),
    Field(
        name="state",
        fr="Où il en est : submitted, merged, admitted, refused, shortlisted, chosen",
        en="Where it stands: submitted, merged, admitted, refused, shortlisted, chosen",
    ),
    Field(
        name="channel",
        fr="Par où il est arrivé : web, paper, meeting",
        en="How it came: web, paper, meeting",
    ),
    Field(name="submitted", type="datetime", fr="Quand il est proposé", en="When it was proposed"),
    Field(
        name="merged_into",
        empty=True,
        fr="Référence du sujet auquel il est réuni",
        en="Reference of the topic that it was joined to",
    ),
    Field(
        name="not_met",
        empty=True,
        fr="Critères non remplis, séparés par des espaces",
        en="Criteria that are not met, separated by spaces",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/topics.csv`: every topic, with its state and what it was merged into."""
    return table(
        "topics",
        fr="Les sujets proposés",
        en="The topics proposed",
        fields=TOPICS,
        rows=lambda: _topics(Edition.objects.get(pk=edition.pk)),
    )


def _topics(edition: Edition) -> list[list[object]]:
    return [
        [
            topic.public_id,
            topic.title.public,
            topic.state,
            topic.channel,
            topic.submitted_at,
            topic.merged_into.public_id if topic.merged_into else None,
            " ".join(found.criterion for found in topic.screenings.all() if not found.met),
        ]
        for topic in topics_of(edition)
    ]
