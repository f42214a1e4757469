from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text


class City(models.Model):
    """The city (or village, or agglomeration) that this instance serves: one row."""

    name = models.CharField(max_length=120)
    insee = models.CharField(max_length=5, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    founded_at = models.DateTimeField()


class Edition(models.Model):
    """One run of the assembly: rules, subject, sessions, follow-up."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    mandate = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    rules = models.ForeignKey("RulesVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title

    @property
    def edition_id(self) -> int:
        return int(self.pk)

    @property
    def rules_digest(self) -> str:
        return self.rules.digest if self.rules else ""


class RulesVersion(models.Model):
    """A version of the rules: the whole text, and when it came into force."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rules_versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="rules_version_number")
        ]


class FoundingDocument(models.Model):
    """One of the linked documents on which the edition stands; none enacts another."""

    class Kind(models.TextChoices):
        PRINCIPLES = "principles"
        CREATION = "creation"
        OPERATION = "operation"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    dated = models.DateField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")


class Commitment(models.Model):
    """What the city promises in public to do with the result, by when, with what budget."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="commitments")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    budget_euros = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()


class Step(models.Model):
    """A step of the rules in this edition's calendar."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    planned_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="step_code")]
        ordering = ["position"]


class Derogation(models.Model):
    """A published departure from an article: who, why, for which act."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="derogations")
    article = models.CharField(max_length=20)
    breach = models.CharField(max_length=60)
    reason = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
