from django.db import models


class PersonKey(models.Model):
    """A person's key, wrapped by the instance's wrapping key (AES-256-GCM)."""

    reference = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
