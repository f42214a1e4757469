from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition


class Draw(models.Model):
    """One draw: for the assembly, or for the drawn seats of a group (`group:<body>`).

    Prepared (quotas may change), frozen (nothing may any more, the panels are public), drawn
    (the balls have fallen), published. What the freeze closed is kept byte for byte.
    `ball_count`: as many as write the number of a panel, known at the freeze. `balls_read`: what
    the first person has read out so far, of the `readings`th reading (0 while none has begun: the
    balls of a draw on paper are entered at once).
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        FROZEN = "frozen"
        DRAWN = "drawn"
        PUBLISHED = "published"
        ANNULLED = "annulled"

    ASSEMBLY = "assembly"
    GROUP = "group:"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    seats = models.PositiveIntegerField()
    drawn_seats = models.PositiveIntegerField(default=0)
    quotas = models.JSONField(default=list)
    method = models.CharField(max_length=20)
    announced = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    ball_count = models.PositiveSmallIntegerField(default=3)
    pool_size = models.PositiveIntegerField(default=0)
    everyone_kept = models.BooleanField(default=False)
    pool_counts = models.JSONField(default=dict)
    panel_counts = models.JSONField(default=dict)
    commitments_text = models.TextField(blank=True)
    commitments_hash = models.CharField(max_length=64, blank=True)
    quotas_hash = models.CharField(max_length=64, blank=True)
    panels_text = models.TextField(blank=True)
    panels_hash = models.CharField(max_length=64, blank=True)
    alternates_text = models.TextField(blank=True)
    alternates_hash = models.CharField(max_length=64, blank=True)
    certificate_hash = models.CharField(max_length=64, blank=True)
    beacon = models.CharField(max_length=64, blank=True)
    beacon_round = models.PositiveBigIntegerField(null=True)
    beacon_signature = models.CharField(max_length=200, blank=True)
    shift = models.PositiveSmallIntegerField(default=0)
    certificate = models.JSONField(default=dict)
    code = models.CharField(max_length=40, blank=True)
    readings = models.PositiveSmallIntegerField(default=0)
    balls_read = models.JSONField(default=list)
    balls = models.JSONField(default=list)
    panel_number = models.PositiveSmallIntegerField(null=True)
    witnesses = models.JSONField(default=list)
    prepared_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    annulled_at = models.DateTimeField(null=True)
    list_withdrawn_at = models.DateTimeField(null=True)
    annulled_reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="draw_number")]

    @property
    def body(self) -> str:
        """The body whose seats are drawn."""
        return self.purpose.removeprefix(self.GROUP)

    @property
    def panels(self) -> int:
        """How many panels are numbered, once frozen."""
        return 10**self.ball_count

    @property
    def panel_written(self) -> str:
        """The number of the panel drawn, as the balls write it."""
        return f"{self.panel_number:0{self.ball_count}d}"


class QuotaChange(models.Model):
    """A bound that was moved before the freeze, and why."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="quota_changes")
    feature = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    minimum_before = models.PositiveIntegerField()
    maximum_before = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField()
    maximum = models.PositiveIntegerField()
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class DrawEntry(models.Model):
    """Somebody in the pool of one draw. `token` is their public name in it alone.

    Their profile is sealed (`platform.people`) under `commitment`; `household` is an internal
    token shared by the people of one household. `chance`: the share of panels that they are on,
    as text.
    """

    class Standing(models.TextChoices):
        POOL = "pool"
        PANEL = "panel"
        RESERVE = "reserve"
        CALLED = "called"
        LEFT = "left"

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entries")
    person_id = models.BigIntegerField(db_index=True)
    token = models.CharField(max_length=16)
    household = models.CharField(max_length=16, blank=True)
    commitment = models.CharField(max_length=64)
    chance = models.CharField(max_length=8)
    selected = models.BooleanField(default=False)
    reserve_rank = models.PositiveIntegerField(null=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.POOL)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "person_id"], name="once_in_the_pool"),
            models.UniqueConstraint(fields=["draw", "token"], name="draw_token"),
        ]

    @property
    def check_code(self) -> str:
        """The beginning of the commitment, short enough to be compared by eye."""
        return f"{self.commitment[:4]}-{self.commitment[4:8]}"
