"""Proposals as people see them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from alienor.cores.wording import Paragraph as Passage
from alienor.cores.wording import ParagraphChange, diff_paragraphs
from alienor.platform.errors import NotFound
from alienor.stages.founding.models import Edition
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import published_polls_of
from alienor.stages.proposals.models import (
    Amendment,
    Argument,
    Clause,
    Disagreement,
    FinalText,
    MinorityOpinion,
    Paragraph,
    Position,
    Proposal,
    TestSheet,
    Version,
)


def proposals_of(edition: Edition) -> QuerySet[Proposal]:
    """The proposals of an edition, by number."""
    return edition.proposals.select_related("title", "summary", "who_loses").order_by("number")


def proposal_named(edition: Edition, public_id: str) -> Proposal:
    """One proposal of an edition. Errors: NotFound."""
    found = proposals_of(edition).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("proposal")
    return found


def versions_of(proposal: Proposal) -> list[Version]:
    """Every version with its paragraphs, the first one first."""
    paragraphs = Prefetch("paragraphs", Paragraph.objects.select_related("text"))
    return list(proposal.versions.select_related("note").prefetch_related(paragraphs))


def recorded_version(proposal: Proposal) -> dict[str, Any]:
    """The words of the latest version, as whoever writes another sees them."""
    latest = proposal.versions.order_by("-number").first()
    rows = latest.paragraphs.select_related("text") if latest else ()
    return {"paragraphs": [[row.key, str(row.text)] for row in rows]}


def recorded_summary(proposal: Proposal) -> dict[str, Any]:
    """What a proposal is in short and costs, as whoever changes it sees it."""
    return {
        "summary": str(proposal.summary),
        "who_loses": str(proposal.who_loses or ""),
        "cost_euros": proposal.cost_euros,
        "yearly_cost_euros": proposal.yearly_cost_euros,
    }


def changes_between(old: Version, new: Version) -> list[ParagraphChange]:
    """What became of each paragraph from one version to another, word by word."""
    return diff_paragraphs(_passages(old), _passages(new))


def tests_of(proposal: Proposal) -> QuerySet[TestSheet]:
    """The test sheets of a proposal, in the order in which they were asked."""
    return proposal.tests.select_related("reason", "conditions", "reply").order_by("pk")


def waiting_tests(edition: Edition, *, service: str = "") -> QuerySet[TestSheet]:
    """Test sheets without an answer, the most urgent first; of one service where it is given."""
    rows = TestSheet.objects.filter(proposal__edition=edition, answered_at__isnull=True)
    if service:
        rows = rows.filter(service=service)
    return rows.select_related("proposal", "proposal__title").order_by("due_on", "pk")


def unreplied_tests(edition: Edition) -> QuerySet[TestSheet]:
    """Opinions that services gave and to which the group has not replied, the oldest first."""
    return (
        TestSheet.objects.filter(
            proposal__edition=edition,
            proposal__state=Proposal.State.DRAFTED,
            answered_at__isnull=False,
            reply__isnull=True,
        )
        .select_related("proposal", "proposal__title")
        .order_by("answered_at", "pk")
    )


def drafts_of(edition: Edition) -> QuerySet[Proposal]:
    """Proposals still written, by number: `written` versions, whether a test was `asked`, and
    whether one `waits` for its answer or for the group's reply."""
    sheets = TestSheet.objects.filter(proposal=OuterRef("pk"))
    return (
        proposals_of(edition)
        .filter(state=Proposal.State.DRAFTED)
        .annotate(
            written=Count("versions"),
            asked=Exists(sheets),
            waits=Exists(sheets.filter(Q(answered_at__isnull=True) | Q(reply__isnull=True))),
        )
    )


def late_tests(edition: Edition, *, today: date) -> QuerySet[TestSheet]:
    """Test sheets that are past their deadline."""
    return waiting_tests(edition).filter(due_on__lt=today)


def test_named(edition: Edition, public_id: str) -> TestSheet:
    """One test sheet of an edition. Errors: NotFound."""
    found = (
        TestSheet.objects.filter(proposal__edition=edition, public_id=public_id)
        .select_related("proposal", "proposal__title")
        .first()
    )
    if found is None:
        raise NotFound("test")
    return found


test_named.__test__ = False  # not a test, whatever its name suggests to pytest


def arguments_of(proposal: Proposal) -> QuerySet[Argument]:
    """Reasons for and against, in the order in which they were given."""
    return proposal.arguments.select_related("text").order_by("pk")


def disagreements_of(proposal: Proposal) -> QuerySet[Disagreement]:
    """What the group does not agree on."""
    positions = Prefetch("positions", Position.objects.select_related("text").order_by("pk"))
    return (
        proposal.disagreements.select_related("question").prefetch_related(positions).order_by("pk")
    )


def amendments_of(proposal: Proposal) -> QuerySet[Amendment]:
    """Amendments, in the order in which they were proposed."""
    return proposal.amendments.select_related("text", "reason").order_by("pk")


def amended_words(proposal: Proposal) -> dict[str, str]:
    """The paragraphs that the assembly amended, by key: its words, the latest where it came back
    to one."""
    adopted = amendments_of(proposal).filter(state=Amendment.State.ADOPTED)
    return {one.paragraph: as_written(one) for one in adopted}


def as_written(amendment: Amendment) -> str:
    """The words of an amendment, as a paragraph holds them."""
    return str(amendment.text).replace("\r\n", "\n").strip()


def unwritten_amendments(edition: Edition) -> QuerySet[Amendment]:
    """Amendments that the assembly adopted and that no version holds yet."""
    return (
        Amendment.objects.filter(
            proposal__edition=edition, state=Amendment.State.ADOPTED, written_in__isnull=True
        )
        .select_related("proposal")
        .order_by("pk")
    )


def waiting_amendments(edition: Edition) -> QuerySet[Amendment]:
    """Amendments of which the assembly has not decided yet."""
    return (
        Amendment.objects.filter(proposal__edition=edition, state=Amendment.State.SUBMITTED)
        .select_related("proposal", "text", "reason")
        .order_by("proposal__number", "pk")
    )


def amendment_named(edition: Edition, public_id: str) -> Amendment:
    """One amendment of an edition. Errors: NotFound."""
    found = (
        Amendment.objects.filter(proposal__edition=edition, public_id=public_id)
        .select_related("proposal", "proposal__title", "text")
        .first()
    )
    if found is None:
        raise NotFound("amendment")
    return found


def final_text_of(edition: Edition) -> FinalText | None:
    """The text of the final vote, the latest where one was rejected."""
    return edition.final_texts.select_related("title", "preamble").order_by("-pk").first()


def clauses_of(final: FinalText) -> QuerySet[Clause]:
    """The points of the final text, in order."""
    return final.clauses.select_related("title", "text", "proposal").order_by("position")


def passages_of(edition: Edition, text: str) -> dict[str, str]:
    """The words of each passage of a proposal or of the final text (`text`, its public id), by
    key; of a proposal, in the latest version that has it. Errors: NotFound."""
    final = edition.final_texts.filter(public_id=text).first()
    if final is not None:
        return {row.key: str(row.title) for row in clauses_of(final)}
    versions = versions_of(proposal_named(edition, text))
    return {row.key: str(row.text) for version in versions for row in version.paragraphs.all()}


def deciding_polls(edition: Edition) -> QuerySet[Poll]:
    """The votes that decided on a proposal, an amendment or the final text, newest first."""
    return published_polls_of(edition).filter(
        Q(public_id__in=Proposal.objects.filter(edition=edition).values("poll"))
        | Q(public_id__in=Amendment.objects.filter(proposal__edition=edition).values("poll"))
        | Q(public_id__in=FinalText.objects.filter(edition=edition).values("poll"))
    )


def minority_opinions_of(edition: Edition) -> QuerySet[MinorityOpinion]:
    """Minority opinions, oldest first."""
    return edition.minority_opinions.select_related("title", "text").order_by("pk")


def _passages(version: Version) -> list[Passage]:
    return [Passage(row.key, str(row.text)) for row in version.paragraphs.all()]
