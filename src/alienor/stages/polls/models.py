from __future__ import annotations

from django.db import models

from alienor.platform.public_ids import public_id
from alienor.platform.texts.models import Text
from alienor.stages.founding.models import Edition, RulesVersion

ONE_BY_ONE = ("roll_call", "electronic_open")
"""The channels on which each person's answer is kept with their public name in that vote, and
published with the result."""


class Poll(models.Model):
    """One vote. Its question, options and method cannot change once it is open.

    `rules`: the version in force when it was drafted, then when it opened. `matter` is opaque here:
    the procedure that asked for the vote knows what its result means. `closes_at`: until when it
    stays open at least, as announced when it opened or extended since, with the last reason; it
    closes when somebody closes it. `terms_salt`: what the register committed to the terms with.
    `rounds`: where it belongs to a chain of votes, how many options each round that is left keeps
    and by which kind, its own first; `follows`: the round before. `budget`, and the `cost` of
    its options: whole units of money, 0 where no budget is shared.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted"
        ANNOUNCED = "announced"
        OPENED = "opened"
        CLOSED = "closed"
        PUBLISHED = "published"
        ANNULLED = "annulled"

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="polls")
    rules = models.ForeignKey(RulesVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    body = models.CharField(max_length=40)
    step = models.CharField(max_length=60, blank=True)
    matter = models.CharField(max_length=80, blank=True, db_index=True)
    question = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=30)
    places = models.PositiveSmallIntegerField(default=0)
    rounds = models.JSONField(default=list)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    budget = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    terms = models.JSONField(default=dict)
    entitled = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0)
    roll_salt = models.BinaryField(null=True)
    roll_commitment = models.CharField(max_length=64, blank=True)
    terms_salt = models.BinaryField(null=True)
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    extended_reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    settlement = models.JSONField(null=True)
    annulled_reason = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["edition", "state"])]

    @property
    def is_one_by_one(self) -> bool:
        """Whether each voter's own answer is kept, and public with the result."""
        return self.channel in ONE_BY_ONE

    @property
    def is_tied(self) -> bool:
        """Whether its result is public and a tie remains to be settled."""
        return (self.result or {}).get("outcome") == "tied"


class PollOption(models.Model):
    """One thing that can be chosen; `key` is what counts refer to."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    cost = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["poll", "key"], name="poll_option_key")]


class RollEntry(models.Model):
    """Somebody entitled to vote in one poll; `token` is their public name in it alone."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="roll")
    person_id = models.BigIntegerField(db_index=True)
    college = models.CharField(max_length=30)
    token = models.CharField(max_length=16, default=public_id)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "person_id"], name="once_on_the_roll"),
            models.UniqueConstraint(fields=["poll", "token"], name="roll_token"),
        ]


class CountSheet(models.Model):
    """What one person counted (hands) or typed (paper) for one sector or urn.

    Every sector has two sheets by two people; `round` grows with each recount, and earlier
    rounds stay. `counts` holds numbers by answer or option, never who chose what. `salt`: what the
    register committed to them with, when they were entered.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="sheets")
    sector = models.CharField(max_length=60)
    college = models.CharField(max_length=30, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    counts = models.JSONField()
    salt = models.BinaryField(null=True)
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "sector", "round", "entered_by"], name="one_sheet_a_teller"
            )
        ]


class Objection(models.Model):
    """An objection argued in a round of consent: what it says, never who said it."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="objections")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()


class OpenChoice(models.Model):
    """An answer given aloud at a roll call, or a ballot given by telephone (as
    `cores.voting.open_ballots` writes it): an open vote, never one that is called secret. One for
    each entry of the roll, whatever it was given through. `salt`: what the register committed to it
    with, when it was given."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="open_choices")
    entry = models.OneToOneField(RollEntry, on_delete=models.CASCADE, related_name="open_choice")
    answer = models.CharField(max_length=2000, blank=True)
    salt = models.BinaryField(null=True)
    given_at = models.DateTimeField()
