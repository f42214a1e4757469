"""Moving debates: counts and arguments while they go on, then as the register holds them."""

from __future__ import annotations

from django.db import models

from alienor.platform.texts.models import Text
from alienor.stages.sessions.models.days import Prompt


class PositionCount(models.Model):
    """How many stood on each side of a statement, each time they were counted."""

    statement = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="counts")
    agree = models.PositiveIntegerField()
    between = models.PositiveIntegerField()
    disagree = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "alienor_drafts_positions"
        ordering = ["pk"]


class DebateArgument(models.Model):
    """What was said on one side of a statement, by nobody in particular, while it is noted down."""

    statement = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="arguments")
    side = models.CharField(max_length=8)
    words = models.CharField(max_length=300)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "alienor_drafts_arguments"
        ordering = ["pk"]


class DebateRecord(models.Model):
    """A statement's debate as the register holds it: counts with their times, arguments as texts.
    One for each statement; where its item goes on and ends again, it is made anew."""

    statement = models.OneToOneField(Prompt, on_delete=models.CASCADE, related_name="record")
    counts = models.JSONField()
    recorded_at = models.DateTimeField()


class RecordedArgument(models.Model):
    """An argument of a debate that is in the register."""

    debate = models.ForeignKey(DebateRecord, on_delete=models.CASCADE, related_name="arguments")
    side = models.CharField(max_length=8)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
