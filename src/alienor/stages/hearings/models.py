from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Hearing(models.Model):
    """Somebody whom the proposition group hears.

    `role` says who they are in public; their name is kept with people (`witness_id`), and shown
    only where they agreed to it. `meeting` is the public id of the day on which they are heard.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        SCHEDULED = "scheduled"
        HELD = "held"
        WITHDRAWN = "withdrawn"

    class Qualification(models.TextChoices):
        QUALIFIED = "qualified"
        EXPERIENCED = "experienced"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="hearings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    witness_id = models.BigIntegerField(null=True)
    role = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    qualification = models.CharField(max_length=12, choices=Qualification.choices)
    why = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    stance = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    interests = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.CharField(max_length=160, blank=True)
    meeting = models.CharField(max_length=16, blank=True)
    proposed_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["edition", "meeting"])]


class HearingQuestion(models.Model):
    """A question to the person heard, and what they answered."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="questions")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=160, blank=True)
    answer = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()


class Source(models.Model):
    """A document that the person heard relies on or leaves with the group."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="sources")
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    publisher = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=400, blank=True)
    added_at = models.DateTimeField()


class Citation(models.Model):
    """A passage that rests on a hearing: of a proposal or of the final text (`text`, its public
    id), under the key that the passage keeps from version to version."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="citations")
    text = models.CharField(max_length=16)
    passage = models.CharField(max_length=40)
    cited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hearing", "text", "passage"], name="citation_once")
        ]
        indexes = [models.Index(fields=["text"])]
