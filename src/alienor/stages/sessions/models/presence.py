"""Who will come, who is there, and the badges that open the day to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.stages.sessions.models.days import Session


class Answer(models.Model):
    """Whether somebody will come: yes, no, or not known yet."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    answer = models.CharField(max_length=8)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person_id"], name="one_answer_a_person")
        ]


class Presence(models.Model):
    """Somebody who is (or was) there: since when, and when they left; they may have been away in
    between (`Absence`). `thanked_at`: when they were thanked after the day."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person_id"], name="one_presence_a_person")
        ]


class Absence(models.Model):
    """A time during which somebody who came was away: they left, and came back."""

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="absences")
    left_at = models.DateTimeField()
    back_at = models.DateTimeField()


class Badge(models.Model):
    """A badge of one day. Its code is made again from `number` (`badges.code_of`): what is stored
    opens nothing. `person_id` is empty on one that is printed for whoever comes unannounced, and
    `ended_at` set on one that was lost."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="badges")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    person_id = models.BigIntegerField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="badge_number"),
            models.UniqueConstraint(
                fields=["session", "person_id"],
                condition=Q(ended_at__isnull=True, person_id__isnull=False),
                name="one_badge_a_person",
            ),
        ]


class ExitSlips(models.Model):
    """The answers to the questions of the end that came on paper: how many slips, and by question
    how many of them gave each answer. They name nobody. `salt` opens what the register holds."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="exit_slips")
    slips = models.PositiveIntegerField()
    counts = models.JSONField()
    salt = models.BinaryField()
    entered_at = models.DateTimeField()


class ExitTotals(models.Model):
    """What is shown of the answers to the questions of the end, once for all: counts for the whole
    day and for tables, as `ExitCounts` has them."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="exit_totals")
    told = models.JSONField()
    settled_at = models.DateTimeField()
