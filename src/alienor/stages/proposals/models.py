from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Proposal(models.Model):
    """A proposal of the group. Its words are in its versions; the assembly alone adopts it."""

    class State(models.TextChoices):
        DRAFTED = "drafted"
        FROZEN = "frozen"
        ADOPTED = "adopted"
        REJECTED = "rejected"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    summary = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    who_loses = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    cost_euros = models.PositiveIntegerField(null=True)
    yearly_cost_euros = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    poll = models.CharField(max_length=16, blank=True)
    drafted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="proposal_number")
        ]


class Version(models.Model):
    """The whole text of a proposal at a moment; earlier ones stay readable."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    author_label = models.CharField(max_length=160, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version")
        ]


class Paragraph(models.Model):
    """One paragraph of a version; its key never changes from version to version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="paragraphs")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="paragraph_key")]


class TestSheet(models.Model):
    """What a city service is asked, and finds, of one version on one axis."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="tests")
    version = models.PositiveSmallIntegerField()
    axis = models.CharField(max_length=30)
    service = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=30, blank=True)
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    conditions = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    cost_euros = models.PositiveIntegerField(null=True)
    reply = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")


class Argument(models.Model):
    """A reason for or against, in the words of who gives it."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="arguments")
    side = models.CharField(max_length=8)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=160, blank=True)
    given_at = models.DateTimeField()


class Disagreement(models.Model):
    """Something on which the group does not agree, kept as such for the assembly."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="disagreements")
    paragraph = models.CharField(max_length=40, blank=True)
    question = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()


class Position(models.Model):
    """One position in a disagreement, and who holds it, by no name."""

    disagreement = models.ForeignKey(
        Disagreement, on_delete=models.CASCADE, related_name="positions"
    )
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    held_by = models.CharField(max_length=200, blank=True)


class Amendment(models.Model):
    """Other words that somebody proposes for a paragraph; the assembly adopts or rejects them."""

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        ADOPTED = "adopted"
        REJECTED = "rejected"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="amendments")
    paragraph = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUBMITTED)
    poll = models.CharField(max_length=16, blank=True)
    written_in = models.PositiveSmallIntegerField(null=True)
    submitted_at = models.DateTimeField()


class MinorityOpinion(models.Model):
    """What those who lost a vote want to be read beside its result."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="minority_opinions")
    poll = models.CharField(max_length=16)
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    signatures = models.PositiveIntegerField()
    written_at = models.DateTimeField()


class FinalText(models.Model):
    """The text that the assembly votes as a whole, made of what it adopted."""

    class State(models.TextChoices):
        COMPOSED = "composed"
        ADOPTED = "adopted"
        REJECTED = "rejected"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="final_texts")
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    preamble = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMPOSED)
    poll = models.CharField(max_length=16, blank=True)
    composed_at = models.DateTimeField()


class Clause(models.Model):
    """One point of the final text: what the council answers, one by one."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    final = models.ForeignKey(FinalText, on_delete=models.CASCADE, related_name="clauses")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["final", "key"], name="clause_key")]
