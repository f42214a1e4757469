from django.db import models


class Message(models.Model):
    """One message to one person; subject and body are encrypted with that person's key."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    person_id = models.BigIntegerField(db_index=True)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)


class Follower(models.Model):
    """Somebody who asked to be told by e-mail what an edition does.

    `told_until` is the number of the last entry of the register that they were told of. The link
    in each message holds a secret, of which only the hash is kept.
    """

    edition = models.CharField(max_length=80, db_index=True)
    person_id = models.BigIntegerField()
    language = models.CharField(max_length=8, default="fr")
    secret_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.BigIntegerField(default=-1)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person_id"], name="follows_once")
        ]
