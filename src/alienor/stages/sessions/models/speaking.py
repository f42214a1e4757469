"""Who has the floor, and for how long each part of the assembly spoke."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.stages.sessions.models.days import Session


class SpeakingTurn(models.Model):
    """Somebody who asked for the floor, and how long they had it, in seconds."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SPEAKING = "speaking"
        SPOKEN = "spoken"
        WITHDRAWN = "withdrawn"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="turns")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="speaking"), name="one_speaker_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["session", "person_id"],
                condition=Q(state__in=["waiting", "speaking"]),
                name="once_on_the_list_of_speakers",
            ),
        ]


class SpeakingTap(models.Model):
    """From when to when a part of the assembly spoke, by touches at the desk; nobody is named."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="taps")
    part = models.CharField(max_length=30)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alienor_drafts_taps"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at__isnull=True), name="one_tap_at_a_time"
            )
        ]
