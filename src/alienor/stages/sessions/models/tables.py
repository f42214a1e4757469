"""Tables of a day: their plan, their signs, what they write, draw and hand in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.sessions.models.days import AgendaItem, Session


class TablePlan(models.Model):
    """How the tables of a day were asked for. `accessible`: numbers of tables; `balance`: what they
    mix; `officials`: the most elected members and agents at one, where that is limited."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="table_plan")
    tables = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    accessible = models.JSONField(default=list)
    balance = models.JSONField(default=list)
    officials = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()


class TableWish(models.Model):
    """People (ids) who stay together or apart at the tables of a day, or need an accessible one."""

    class Kind(models.TextChoices):
        TOGETHER = "together"
        APART = "apart"
        ACCESS = "access"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_wishes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    people = models.JSONField()

    class Meta:
        ordering = ["pk"]


class TableSeat(models.Model):
    """Who sits at which table, in which round of the day."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_seats")
    round = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "round", "person_id"], name="one_table_a_round"
            )
        ]


class TableSign(models.Model):
    """The sign of a table, whose code opens its page. The code is made again from `serial`
    (`signs.code_of`): what is stored opens nothing. `ended_at`: when another one replaced it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="table_signs")
    table = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["table", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["session", "serial"], name="table_sign_serial"),
            models.UniqueConstraint(
                fields=["session", "table"],
                condition=Q(ended_at__isnull=True),
                name="one_sign_a_table",
            ),
        ]


class TableDraft(models.Model):
    """What one device last wrote of a table for one question of an item, while it is typed.

    `question` from 1; 0 is the sheet's head (how many people sit there). `seq` counts the device's
    own versions; `seen` says up to which version of each other device this one goes on from, so
    that two that wrote without seeing each other are both kept. `late`: arrived once the item was
    over. Nothing of it is in the register before the table hands it in.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="table_drafts")
    table = models.PositiveSmallIntegerField()
    question = models.PositiveSmallIntegerField()
    client = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    seen = models.JSONField(default=dict)
    content = models.JSONField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        db_table = "alienor_drafts_tables"
        ordering = ["item", "table", "question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "table", "question", "client"], name="one_draft_a_device"
            )
        ]


class TableNotes(models.Model):
    """What a table handed in for one question: canonical JSON in a text, whose digest the register
    holds. A later one replaces it; two of the same moment come from two devices that wrote apart.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="table_notes")
    table = models.PositiveSmallIntegerField()
    question = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(null=True)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item", "table", "question", "pk"]


class TablePhoto(models.Model):
    """A photo of what a table drew or wrote on paper: re-encoded, so that nothing but the picture
    is left, and encrypted with a key of its own in the key store."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="photos")
    table = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    picture = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
