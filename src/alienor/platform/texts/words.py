"""Keep words, read them, hide them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from alienor.cores.transparency.commitments import commit_text
from alienor.platform.characters import LONGEST_LINE, require_length, require_line
from alienor.platform.errors import Invalid
from alienor.platform.texts.models import Text

CHARACTERS_A_WORD = 15
"""Twice what words and spaces take on average in French: an address or two may be longer."""


def keep_words(
    body: str, *, now: datetime, language: str = "fr", author_id: int | None = None
) -> Text:
    """Store a text for good; its `digest` is what the act records."""
    salt = os.urandom(16)
    return Text.objects.create(
        digest=commit_text(salt=salt, text=body),
        salt=salt,
        body=body,
        language=language,
        author_id=author_id,
        created_at=now,
    )


def keep_title(title: str, *, now: datetime, author_id: int | None = None) -> Text:
    """Store a text of one line. Errors: Invalid (`one_line`, `too_many_characters`)."""
    require_line(title, field="title")
    return keep_words(title, now=now, author_id=author_id)


def require_words(**fields: str) -> None:
    """Each of these fields says something. Errors: Invalid (`required`, the first empty one)."""
    for field, value in fields.items():
        if not value.strip():
            raise Invalid("required", field=field)


def require_at_most(words: str, *, most: int, field: str) -> None:
    """A text keeps to `most` words, of the length that words have. Errors: Invalid
    (`too_many_words`, `too_many_characters`)."""
    if (count := len(words.split())) > most:
        raise Invalid("too_many_words", field=field, words=count, most=most)
    require_length(words, most=most * CHARACTERS_A_WORD, field=field)


def hide_words(text: Text, *, reason: str, now: datetime) -> None:
    """Hide a text from every page and file; its commitment and the reason stay."""
    text.hidden_at, text.hidden_reason = now, reason
    text.save(update_fields=["hidden_at", "hidden_reason"])


def show_words(text: Text) -> None:
    """Show a hidden text again."""
    text.hidden_at, text.hidden_reason = None, ""
    text.save(update_fields=["hidden_at", "hidden_reason"])


def texts_by_digest(digests: Iterable[str]) -> dict[str, Text]:
    """The texts with these digests."""
    return {text.digest: text for text in Text.objects.filter(digest__in=set(digests))}


def digests_of_texts_with(words: str, *, at_most: int = 50) -> list[str]:
    """The digests of public texts that hold these words, newest first.

    Errors: Invalid (`too_many_characters`): no database looks for a text of any length.
    """
    require_length(words, most=LONGEST_LINE, field="text")
    found = Text.objects.filter(body__icontains=words, hidden_at__isnull=True).order_by("-pk")
    return list(found.values_list("digest", flat=True)[:at_most])
