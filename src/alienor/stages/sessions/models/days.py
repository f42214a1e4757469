"""A day, and what it is prepared with: its agenda, what items put to people, what to read."""

from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Session(models.Model):
    """A day of the assembly, or a working meeting of one of its groups.

    `step` is the step of the rules that this day is, empty where it is none (a meeting, a welcome).
    `version` grows with each change of its preparation. `capacity`: how many people the room may
    hold for safety; `companions` and `children` are there without a place in the body that meets.
    """

    class Kind(models.TextChoices):
        SESSION = "session"
        WELCOME = "welcome"
        FINAL_VOTE = "final_vote"
        RETURN = "return"
        MEETING = "meeting"

    class State(models.TextChoices):
        PLANNED = "planned"
        ANNOUNCED = "announced"
        OPENED = "opened"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    class Screen(models.TextChoices):
        """What the screens of the hall show: the day as it goes, or one thing all the time."""

        DAY = "day"
        WELCOME = "welcome"
        PROGRAMME = "programme"
        TABLES = "tables"
        SPEAKING = "speaking"
        THANKS = "thanks"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = models.CharField(max_length=40)
    step = models.CharField(max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    access = models.CharField(max_length=400, blank=True)
    chair = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    speaking = models.JSONField(default=dict)
    screen = models.CharField(max_length=12, choices=Screen.choices, default=Screen.DAY)
    capacity = models.PositiveIntegerField(null=True)
    companions = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["edition", "starts_at"])]


class AgendaItem(models.Model):
    """One item of the day, in order; `minutes` is how long it is planned to last. `begun_at` and
    `ended_at`: when it really was. `room` and `material` are for the team's sheet. `statement`: the
    position of the one on which a moving debate has people move now."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    lead = models.CharField(max_length=160, blank=True)
    room = models.CharField(max_length=80, blank=True)
    material = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    statement = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class Prompt(models.Model):
    """What an item puts to people: one of the questions of its tables, or one of the statements on
    which its moving debate has them move. `position` from 0."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="prompts")
    position = models.PositiveSmallIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="prompt_position")]


class Paper(models.Model):
    """Something to read before the day."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
