from django.db import models


class Grant(models.Model):
    """A role given to a person, for one edition or (edition empty) for the whole instance."""

    public_id = models.CharField(max_length=16, unique=True)
    person_id = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=30)
    edition_id = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
