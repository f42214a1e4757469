"""The public register as people read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.acts.types import ACT_TYPES, ActType, digests_in
from alienor.platform.register import reading
from alienor.platform.texts.words import digests_of_texts_with, texts_by_digest
from alienor.stages.founding.queries import editions, rules_of
from alienor.surfaces.fields import number_in
from alienor.surfaces.words import reader_language, spoken

# What a reader who follows an edition wants to be told: decisions, texts and invitations to act.
# Arrivals, places, counts and corrections stay in the journal.
NOTABLE = (
    "edition_founded", "rules_adopted", "derogated", "commitment_made", "step_started",
    "draw_frozen", "draw_published", "topic_submitted", "topic_admitted", "topic_refused",
    "subject_chosen", "topics_shortlisted", "session_announced", "session_moved",
    "session_cancelled", "session_concluded", "minutes_published", "hearing_scheduled",
    "hearing_held", "proposal_drafted", "version_written", "proposal_frozen", "test_answered",
    "amendment_submitted", "amendment_decided", "proposal_decided", "minority_opinion_attached",
    "final_text_composed", "final_text_decided", "poll_announced", "poll_opened",
    "poll_published", "poll_annulled", "file_transmitted", "council_debated", "point_answered",
    "action_status_changed", "action_assessed", "return_asked", "question_answered",
)  # fmt: skip


# The page of what an act is about, by the name of its first field.
PAGES = {
    "poll": "public:poll",
    "topic": "public:topic",
    "session": "public:session",
    "hearing": "public:hearing",
    "proposal": "public:proposal",
    "question": "public:question",
    "action": "public:followed_action",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry: its number, when, its sentence, and the words it refers to."""

    index: int
    at: datetime
    kind: str
    edition: str
    sentence: str
    words: tuple[Any, ...]
    content: dict[str, Any]
    about: tuple[Any, ...] = ()
    times: int = 1

    @property
    def excerpt(self) -> str:
        """The beginning of the words, or of those of what the act is about, in one line."""
        return " ".join(str(text) for text in self.words or self.about)[:240]

    @property
    def page(self) -> str:
        """The address of what the act is about; empty where it has no page of its own."""
        kind = ACT_TYPES.get(self.kind)
        field = kind.field_docs()[0][0] if kind else ""
        if field not in PAGES or not self.edition or self.kind.startswith("poll_drafted/"):
            return ""
        return reverse(PAGES[field], args=[self.edition, self.content["act"][field]])


def lines(entries: Iterable[Any]) -> list[Line]:
    """Entries in words, with the texts they refer to, in one query for all."""
    read = [(entry, json.loads(bytes(entry.leaf))) for entry in entries]
    silent = {entry.subject for entry, content in read if not digests_in(content)} - {""}
    named = {
        subject: digests_in(json.loads(bytes(entry.leaf)))[:1]
        for subject, entry in reading.first_entries_about(silent, kinds=_naming()).items()
    }
    wanted = {digest for found in named.values() for digest in found}
    for _entry, content in read:
        wanted.update(digests_in(content))
    texts = texts_by_digest(wanted)
    steps = _step_labels({entry.edition for entry, _content in read if entry.edition})
    return [
        Line(
            index=entry.index,
            at=entry.at,
            kind=content["type"],
            edition=entry.edition,
            sentence=_sentence(content, steps.get(entry.edition, {})),
            words=tuple(texts[digest] for digest in digests_in(content) if digest in texts),
            content=content,
            about=tuple(texts[one] for one in named.get(entry.subject, ()) if one in texts),
        )
        for entry, content in read
    ]


def gathered(told: Iterable[Line]) -> list[Line]:
    """The same lines, those that say the same of the same thing told once with how many they are,
    at the place of the first."""
    same: dict[tuple[Any, ...], list[Line]] = {}
    for line in told:
        alone = (line.index,) if line.words else ()
        same.setdefault((line.sentence, line.about, *alone), []).append(line)
    return [replace(found[0], times=len(found)) for found in same.values()]


def _naming() -> list[str]:
    """The types of acts that give what they are about its words."""
    return [kind.kind for kind in ACT_TYPES.values() if kind.words_fields()]


def notable(edition: str = "") -> Any:
    """The entries worth telling, newest first, of one edition or of all."""
    rows = reading.entries_of(edition) if edition else reading.entries().exclude(edition="")
    return rows.filter(kind__in=[kind.kind for kind in ACT_TYPES.values() if kind.name in NOTABLE])


def search(*, edition: str = "", text: str = "", kind: str = "") -> Any:
    """Entries that match, newest first. `text` is looked for in the entries' own bytes: ids,
    codes, hashes, and in the texts they publish; or is an entry's number."""
    rows = reading.entries_of(edition) if edition else reading.entries()
    if kind:
        rows = rows.filter(kind=kind)
    if (number := number_in(text)) is not None:
        return rows.filter(index=number)
    if not text:
        return rows
    return reading.entries_mentioning(rows, text, words=digests_of_texts_with(text))


def _sentence(content: dict[str, Any], steps: dict[str, str]) -> str:
    kind: ActType | None = ACT_TYPES.get(content["type"])
    if kind is None:
        return _("Une étape est enregistrée.")
    facts = {
        name: steps.get(value, value) if name == "step" else spoken(name, value)
        for name, value in content["act"].items()
    }
    return str(kind.says).format(**facts)


def _step_labels(slugs: set[str]) -> dict[str, dict[str, str]]:
    """The steps of these editions in words, by code."""
    language = reader_language()
    return {
        edition.slug: {
            step.code: step.label.in_language(language) for step in rules_of(edition).steps
        }
        for edition in editions()
        if edition.slug in slugs and edition.rules
    }
