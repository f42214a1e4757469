from django.db import models
from django.utils.translation import gettext as _


class Text(models.Model):
    """One text, in one language, as its author wrote it."""

    digest = models.CharField(max_length=64, unique=True)
    salt = models.BinaryField()
    body = models.TextField()
    language = models.CharField(max_length=8, default="fr")
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)

    @property
    def public(self) -> str:
        """The words as files carry them: nothing where moderation has hidden them."""
        return "" if self.hidden_at else self.body

    def __str__(self) -> str:
        """The words as pages show them."""
        return _("[masqué par la modération]") if self.hidden_at else self.body
