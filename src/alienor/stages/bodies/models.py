from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Seat(models.Model):
    """One person in one body, for one college, from a day to a day.

    A seat is offered, then accepted, declined, or withdrawn with a reason; an accepted one ends.
    `function` is public (an elected member's delegation, an agent's service).
    """

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        ENDED = "ended"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="seats")
    body = models.CharField(max_length=40)
    college = models.CharField(max_length=30)
    person_id = models.BigIntegerField(db_index=True)
    function = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    end_reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["edition", "body", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "body", "person_id"],
                condition=Q(state__in=["offered", "accepted"]),
                name="one_seat_a_person_a_body",
            )
        ]


class Volunteering(models.Model):
    """Somebody who volunteers for a body while it seeks people; over once a seat is offered."""

    class State(models.TextChoices):
        STANDING = "standing"
        WITHDRAWN = "withdrawn"
        OFFERED = "offered"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="volunteerings")
    body = models.CharField(max_length=40)
    person_id = models.BigIntegerField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "body", "person_id"],
                condition=Q(state="standing"),
                name="once_a_volunteer_for_a_body",
            )
        ]
