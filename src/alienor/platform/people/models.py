from django.db import models


class Person(models.Model):
    """Somebody the assembly knows: an id, a reference to a key, and an encrypted record."""

    key_reference = models.UUIDField(unique=True)
    record = models.BinaryField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class ContactIndex(models.Model):
    """Finds a person by e-mail or telephone without storing either."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    digest = models.CharField(max_length=64, unique=True)


class SealedNote(models.Model):
    """Something private about a person (their needs, their profile for the lot), encrypted.

    `digest` is the salted commitment that the public register may hold of it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    purpose = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "person"])]
