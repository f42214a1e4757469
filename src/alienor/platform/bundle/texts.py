"""The texts that an edition's acts refer to, each opened with its salt, unless it is hidden."""

from __future__ import annotations

import json
from functools import partial

from alienor.platform.acts.types import digests_in
from alienor.platform.bundle.files import BundledEdition, Contribution, json_file
from alienor.platform.register.models import Entry
from alienor.platform.texts.models import Text


def contribute(edition: BundledEdition) -> Contribution:
    """`texts/<digest>.json`: language, salt and text; or the reason why it is hidden."""
    leaves = Entry.objects.filter(edition=edition.slug).values_list("leaf", flat=True)
    wanted = {digest for leaf in leaves for digest in digests_in(json.loads(bytes(leaf)))}
    files: Contribution = {}
    for text in Text.objects.filter(digest__in=wanted):
        files[f"texts/{text.digest}.json"] = partial(_text_file, text)
    return files


def _text_file(text: Text) -> bytes:
    return json_file(_opened(text))


def _opened(text: Text) -> dict[str, object]:
    if text.hidden_at:
        return {"hidden": text.hidden_reason, "language": text.language}
    return {"language": text.language, "salt": bytes(text.salt).hex(), "text": text.body}
