"""The texts that an edition's acts refer to, each opened with its salt, unless it is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial

from alienor.platform.acts.types import ACT_TYPES
from alienor.platform.bundle.files import BundledEdition, Contribution, json_file
from alienor.platform.register.models import Entry
from alienor.platform.texts.models import Text


def contribute(edition: BundledEdition) -> Contribution:
    """`texts/<digest>.json`: language, salt and text; or the reason why it is hidden."""
    wanted = digests_in(
        bytes(leaf)
        for leaf in Entry.objects.filter(edition=edition.slug).values_list("leaf", flat=True)
    )
    files: Contribution = {}
    for text in Text.objects.filter(digest__in=wanted):
        files[f"texts/{text.digest}.json"] = partial(_text_file, text)
    return files


def _text_file(text: Text) -> bytes:
    return json_file(_opened(text))


def digests_in(leaves: Iterable[bytes]) -> set[str]:
    """The digests of texts that these entries hold."""
    found: set[str] = set()
    for leaf in leaves:
        content = json.loads(leaf)
        for name in ACT_TYPES[content["type"]].words_fields():
            value = content["act"].get(name)
            found.update(value if isinstance(value, list) else [value] if value else [])
    return found


def _opened(text: Text) -> dict[str, object]:
    if text.hidden_at:
        return {"hidden": text.hidden_reason, "language": text.language}
    return {"language": text.language, "salt": bytes(text.salt).hex(), "text": text.body}
