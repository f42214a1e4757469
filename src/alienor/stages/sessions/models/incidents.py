"""What comes up on the day: points of order, and incidents that only the team reads."""

from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.sessions.models.days import Session


class PointOfOrder(models.Model):
    """A point of order: who asks, by function (never a name); what; what the chair decided."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="points_of_order")
    asked_by = models.CharField(max_length=120)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class Incident(models.Model):
    """Something that went wrong, for the team alone. The note is encrypted with a key of its own,
    in the key store: erasing the key erases the note, from backups too."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=12)
    key = models.UUIDField()
    note = models.BinaryField()
    noted_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
