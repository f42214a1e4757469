from django.db import models


class Change(models.Model):
    """A topic that changed, for buses that follow a table (SQLite: other processes write too)."""

    topic = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)
