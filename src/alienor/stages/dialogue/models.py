from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Question(models.Model):
    """A question that somebody asks in public of an elected member or a city service.

    `service` or `seat` (the public id of an elected member's seat) says who answers; `addressee`
    is that in words, as it stood when the question was asked.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="questions")
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=160, blank=True)
    service = models.CharField(max_length=80, blank=True)
    seat = models.CharField(max_length=16, blank=True)
    addressee = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["edition", "due_on"])]


class Reply(models.Model):
    """An answer; a later one stands beside it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    answered_by = models.CharField(max_length=160)
    validated_by = models.CharField(max_length=160)
    answered_at = models.DateTimeField()
