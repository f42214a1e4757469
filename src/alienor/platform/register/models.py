from django.db import models


class Entry(models.Model):
    """One recorded act: leaf number `index` of the tree.

    `leaf` is what the public sees, byte for byte. `actor_id` is internal: it lets the instance
    answer for who did it, and is never published.
    """

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60, db_index=True)
    edition = models.SlugField(max_length=60, blank=True)
    subject = models.CharField(max_length=40, blank=True, db_index=True)
    at = models.DateTimeField()
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["edition", "index"])]


class TreeHead(models.Model):
    """The one current head: how many leaves, and the roots of its perfect subtrees."""

    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    updated_at = models.DateTimeField(null=True)
