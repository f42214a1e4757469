"""The way of a topic in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("topic_submitted", says=_("Un sujet est proposé."), contribution=True)
@dataclass(frozen=True, kw_only=True)
class TopicSubmitted(Act):
    """Somebody proposes a subject."""

    topic: Annotated[str, "the topic"]
    title: Annotated[Words, "its title"]
    description: Annotated[Words, "what it is about"]
    channel: Annotated[str, "web, paper or meeting"]
    rewords: Annotated[str | None, "the refused topic that it puts in other words"] = None


@act_type("topics_merged", says=_("Deux sujets proches sont réunis, avec leurs auteurs."))
@dataclass(frozen=True, kw_only=True)
class TopicsMerged(Act):
    """A topic joins another that says nearly the same; both sets of authors remain."""

    topic: Annotated[str, "the topic that joins"]
    into: Annotated[str, "the topic that it joins"]
    reason: Annotated[Words, "why"]


@act_type("topic_admitted", says=_("Un sujet est jugé recevable."))
@dataclass(frozen=True, kw_only=True)
class TopicAdmitted(Act):
    """A topic meets the published criteria."""

    topic: Annotated[str, "the topic"]
    reasons: Annotated[list[Words], "the reason on each criterion, in the order of the rules"]


@act_type(
    "topic_refused", says=_("Un sujet n'est pas recevable en l'état ; la raison est publiée.")
)
@dataclass(frozen=True, kw_only=True)
class TopicRefused(Act):
    """A topic does not meet a criterion; its author may put it in other words."""

    topic: Annotated[str, "the topic"]
    criteria: Annotated[list[str], "the criteria that it does not meet"]
    reasons: Annotated[list[Words], "the reason on each criterion, in the order of the rules"]


@act_type("topics_shortlisted", says=_("L'assemblée retient des sujets."))
@dataclass(frozen=True, kw_only=True)
class TopicsShortlisted(Act):
    """The assembly keeps some topics for its next vote."""

    poll: Annotated[str, "the vote"]
    topics: Annotated[list[str], "the topics kept"]


@act_type("subject_chosen", says=_("L'assemblée a choisi son sujet."))
@dataclass(frozen=True, kw_only=True)
class SubjectChosen(Act):
    """The assembly takes up its subject: nobody outside it can withdraw or reword it."""

    topic: Annotated[str, "the topic chosen"]
    poll: Annotated[str, "the vote"]
    title: Annotated[Words, "the subject"]
