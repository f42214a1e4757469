from __future__ import annotations

from django.db import models
from django.db.models import Q

from alienor.platform.public_ids import public_id
from alienor.stages.founding.models import Edition


class Frame(models.Model):
    """An imported address file: whom the lot can reach.

    `digest` covers the file and the dwellings and districts that were given with it.
    """

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="frames")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    dwellings = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="frame_imported_once")
        ]


class FrameAddress(models.Model):
    """One address of a file. Nobody is named here; it stays internal all the same."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="addresses")
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=200)
    complement = models.CharField(max_length=200, blank=True)
    commune = models.CharField(max_length=120)
    insee = models.CharField(max_length=5)
    district = models.CharField(max_length=80, blank=True)
    dwellings = models.PositiveIntegerField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "key"], name="address_once")]

    def __str__(self) -> str:
        return f"{f'{self.number} {self.suffix}'.strip()}, {self.street}"


class InvitationDraw(models.Model):
    """One draw of addresses. The seed and its salt stay internal: with the public address file
    they would tell which doors were drawn. The register holds their commitment."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=200)
    salt = models.BinaryField()
    commitment = models.CharField(max_length=64)
    drawn = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()


class Invitation(models.Model):
    """One dwelling that was drawn, and how far we got with it."""

    class State(models.TextChoices):
        DRAWN = "drawn"
        NOTICE_LEFT = "notice_left"
        MET = "met"
        REPLIED = "replied"
        DECLINED = "declined"
        UNDELIVERED = "undelivered"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitations")
    draw = models.ForeignKey(InvitationDraw, on_delete=models.PROTECT, related_name="invitations")
    address = models.ForeignKey(FrameAddress, on_delete=models.PROTECT, related_name="+")
    dwelling = models.PositiveIntegerField()
    reply_code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAWN)

    class Meta:
        indexes = [models.Index(fields=["edition", "state"])]


class DoorRound(models.Model):
    """What one desk entered of one evening: its commitment opens with `salt` and the visits."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="door_rounds")
    evening = models.PositiveSmallIntegerField()
    salt = models.BinaryField()
    commitment = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()


class DoorVisit(models.Model):
    """What happened at one door on one evening. `attempts`: how often somebody knocked so far."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        THINKING = "thinking"
        REFUSED = "refused"
        ABSENT = "absent"
        WRONG_ADDRESS = "wrong_address"
        MOVED = "moved"

    round = models.ForeignKey(DoorRound, on_delete=models.CASCADE, related_name="visits")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="visits")
    evening = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    attempts = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "evening"], name="door_once_an_evening")
        ]


class PoolEntry(models.Model):
    """A reply. `public_id` is for the draw alone; `reply_id` is the one that the register holds,
    so that nobody can tell from the register when somebody in the draw answered.

    `invitation` is empty for people of another frame, `person_id` for whoever declined: nothing
    is kept of them. `profile` is the commitment to the sealed note of their feature values.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    class Through(models.TextChoices):
        WEB = "web"
        PHONE = "phone"
        PAPER = "paper"
        DOOR = "door"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    reply_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="replies")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="replies"
    )
    person_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices)
    profile = models.CharField(max_length=64, blank=True)
    household = models.CharField(max_length=64)
    replied_through = models.CharField(max_length=6, choices=Through.choices)
    replied_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["edition", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person_id"],
                condition=Q(state="accepted"),
                name="accepted_once_an_edition",
            )
        ]
