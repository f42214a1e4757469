from django.db import models


class Message(models.Model):
    """One message to one person; subject and body are encrypted with that person's key.

    Queued, then sent or failed; to somebody without an e-mail address, a letter to print, then
    posted.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        LETTER = "letter"
        POSTED = "posted"
        SENT = "sent"
        FAILED = "failed"

    person_id = models.BigIntegerField(db_index=True)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)


class Asking(models.Model):
    """Something that a public form asked for an address, until it is confirmed by a link.

    `kind` and `about`: what is asked and of what (an edition's slug, a day's public id).
    `sent_at`: when its link was last sent. Of the link's secret only the hash is kept.
    """

    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="fr")
    secret_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind", "about"], name="asked_once")
        ]


class Follower(models.Model):
    """Somebody who follows an edition by e-mail, and confirmed it.

    `told_until` is the number of the last entry of the register that they were told of. The link
    in each message holds a secret, of which only the hash is kept.
    """

    edition = models.CharField(max_length=80, db_index=True)
    person_id = models.BigIntegerField()
    language = models.CharField(max_length=8, default="fr")
    secret_hash = models.CharField(max_length=64, unique=True)
    told_until = models.BigIntegerField(default=-1)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person_id"], name="follows_once")
        ]
