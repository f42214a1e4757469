"""What a day concluded, and the versions of its minutes."""

from __future__ import annotations

from django.db import models

from alienor.platform.texts.models import Text
from alienor.stages.sessions.models.days import Session


class Conclusion(models.Model):
    """One sentence of "Ce que l'Assemblée a décidé aujourd'hui"."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]


class Minutes(models.Model):
    """A version of the minutes. `text`: what is told first; the other words are its `sections`.
    `facts`: what was computed from the day when the version was written, as canonical JSON; empty
    in versions from before that. `reason`: why a version corrects the one before it.

    The latest version is drafted or corrected, submitted to those who were there until
    `remarks_until`, approved by them, then published.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted"
        CORRECTED = "corrected"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        PUBLISHED = "published"

    class How(models.TextChoices):
        """How it was approved: nobody asked for anything more in time, or a later day did it."""

        TACIT = "tacit"
        SESSION = "session"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    facts = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    remarks_until = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    approved_by = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, related_name="minutes_approved"
    )
    prepared_by = models.CharField(max_length=160, blank=True)
    validated_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="minutes_number")]


class MinutesSection(models.Model):
    """Words of one section of a version of the minutes; `code`: `item-3`, `remarks`."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=12)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "code"], name="minutes_section_once")
        ]


class MinutesReply(models.Model):
    """What somebody who was there says of submitted minutes. `note`: the sealed note with the
    correction that they ask for; `taken`: whether it is, once that is answered."""

    class Answer(models.TextChoices):
        APPROVE = "approve"
        CORRECT = "correct"

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="replies")
    person_id = models.BigIntegerField(db_index=True)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    note = models.CharField(max_length=64, blank=True)
    taken = models.BooleanField(null=True)
    why = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "person_id"], name="minutes_reply_once")
        ]
