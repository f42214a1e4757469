from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class CouncilFile(models.Model):
    """What the assembly transmits to the city council; one an edition."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="council_file")
    letter = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    contents = models.JSONField(default=list)
    transmitted_at = models.DateTimeField()
    due_on = models.DateField()
    debated_on = models.DateField(null=True)
    debate_number = models.CharField(max_length=60, blank=True)
    debate_title = models.CharField(max_length=200, blank=True)
    debate_text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    debate_votes = models.JSONField(default=dict)


class Point(models.Model):
    """One point of the file: what the council answers."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    file = models.ForeignKey(CouncilFile, on_delete=models.CASCADE, related_name="points")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["file", "key"], name="point_key")]


class Answer(models.Model):
    """What the council answers to a point. A later answer stands beside the earlier ones."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted"
        ACCEPTED_IN_PART = "accepted_in_part"
        REFUSED = "refused"

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    route = models.CharField(max_length=30, blank=True)
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    service = models.CharField(max_length=80, blank=True)
    budget_euros = models.PositiveIntegerField(null=True)
    due_on = models.DateField(null=True)
    prepared_by = models.CharField(max_length=160)
    validated_by = models.CharField(max_length=160)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["point", "number"], name="answer_number")]


class Reminder(models.Model):
    """Somebody asks again about a point."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="reminders")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField()


class FollowedAction(models.Model):
    """Something that the city does about a point: owner, budget, milestones, evidence."""

    class Status(models.TextChoices):
        PLANNED = "planned"
        STARTED = "started"
        LATE = "late"
        DONE = "done"
        ABANDONED = "abandoned"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="actions")
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=160)
    service = models.CharField(max_length=80, blank=True)
    budget_euros = models.PositiveIntegerField(null=True)
    spent_euros = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    planned_at = models.DateTimeField()


class Milestone(models.Model):
    """A day by which something is to be there, and the day on which it was."""

    action = models.ForeignKey(FollowedAction, on_delete=models.CASCADE, related_name="milestones")
    label = models.CharField(max_length=200)
    planned_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["planned_on", "pk"]


class Evidence(models.Model):
    """What shows that something was done."""

    action = models.ForeignKey(FollowedAction, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()


class StatusChange(models.Model):
    """One line of an action's history."""

    action = models.ForeignKey(FollowedAction, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=10)
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class Assessment(models.Model):
    """What the city, or beside it the follow-up group, thinks of an action."""

    class Side(models.TextChoices):
        CITY = "city"
        GROUP = "group"

    action = models.ForeignKey(FollowedAction, on_delete=models.CASCADE, related_name="assessments")
    side = models.CharField(max_length=6, choices=Side.choices)
    mark = models.CharField(max_length=120)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()


class ReturnRequest(models.Model):
    """The follow-up group asks that the assembly meet again."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="return_requests")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.CharField(max_length=160, blank=True)
