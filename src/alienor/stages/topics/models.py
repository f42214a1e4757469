from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Topic(models.Model):
    """A subject that somebody proposes, in their own words.

    Words never change: a topic that is reworded is a new one, linked to the first.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        MERGED = "merged"
        ADMITTED = "admitted"
        REFUSED = "refused"
        SHORTLISTED = "shortlisted"
        CHOSEN = "chosen"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="topics")
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    description = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    submitted_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_topics"
    )
    merge_reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    rewords = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reworded_as"
    )

    class Meta:
        indexes = [models.Index(fields=["edition", "state"])]


class Screening(models.Model):
    """What the jury found of a topic on one criterion, with its published reason."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="screenings")
    criterion = models.CharField(max_length=40)
    met = models.BooleanField()
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    screened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "criterion"], name="one_finding_a_criterion")
        ]
