"""The public register as people read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from alienor.cores.rules import Rulebook
from alienor.platform.acts.types import ACT_TYPES, ActType, digests_in
from alienor.platform.register import reading
from alienor.platform.texts.words import digests_of_texts_with, texts_by_digest
from alienor.stages.founding.queries import editions, rules_of
from alienor.surfaces.draws.quotas import feature_label, value_label
from alienor.surfaces.fields import number_in
from alienor.surfaces.words import BODIES, reader_language, spoken

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
    "poll_extended", "poll_published", "poll_annulled", "file_transmitted", "council_debated",
    "point_answered", "action_status_changed", "action_assessed", "return_asked",
    "question_answered",
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

# What an act is about is called by what one act has named it, and in which field.
NAMED_BY = {
    "edition_founded": "title",
    "document_linked": "title",
    "commitment_made": "text",
    "topic_submitted": "title",
    "poll_drafted": "question",
    "poll_announced": "question",
    "poll_opened": "question",
    "session_planned": "title",
    "paper_added": "title",
    "hearing_proposed": "role",
    "proposal_drafted": "title",
    "argument_given": "text",
    "disagreement_noted": "question",
    "amendment_submitted": "text",
    "minority_opinion_attached": "title",
    "final_text_composed": "title",
    "action_planned": "title",
    "return_asked": "text",
    "question_asked": "title",
    "draw_prepared": "number",
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
    about: str = ""
    times: int = 1

    @property
    def excerpt(self) -> str:
        """The beginning of its words, or else what the act is about, in one line."""
        said = " ".join(str(text) for text in self.words) or self.about
        return "" if said in self.sentence else Truncator(said).chars(240)

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
    naming = {
        subject: json.loads(bytes(entry.leaf))
        for subject, entry in reading.first_entries_about(
            {entry.subject for entry, _content in read} - {""}, kinds=_naming()
        ).items()
    }
    wanted = {digest for named in naming.values() for digest in digests_in(named)}
    for _entry, content in read:
        wanted.update(digests_in(content))
    texts = texts_by_digest(wanted)
    rules = _rules({entry.edition for entry, _content in read if entry.edition})
    return [
        Line(
            index=entry.index,
            at=entry.at,
            kind=content["type"],
            edition=entry.edition,
            sentence=_sentence(content, rules.get(entry.edition)),
            words=tuple(texts[digest] for digest in digests_in(content) if digest in texts),
            content=content,
            about=_name(naming[entry.subject], texts) if entry.subject in naming else "",
        )
        for entry, content in read
    ]


def history(entries: Iterable[Any]) -> list[Line]:
    """The same, on the page of the one thing that they are all about: no line says it again."""
    return [replace(line, about="") for line in lines(entries)]


def gathered(told: Iterable[Line]) -> list[Line]:
    """The same lines, those that say the same of the same thing told once with how many they are,
    at the place of the first."""
    same: dict[tuple[Any, ...], list[Line]] = {}
    for line in told:
        alone = (line.index,) if line.words else ()
        same.setdefault((line.sentence, line.about, *alone), []).append(line)
    return [replace(found[0], times=len(found)) for found in same.values()]


def _naming() -> list[str]:
    """The kinds of acts that name what they are about in words that anyone may read: a vote in
    preparation only commits to its question."""
    named = [(kind, NAMED_BY[kind.name]) for kind in ACT_TYPES.values() if kind.name in NAMED_BY]
    return [
        kind.kind
        for kind, field in named
        if field in ("title", "number") or field in kind.words_fields()
    ]


def _name(content: dict[str, Any], texts: dict[str, Any]) -> str:
    """What the thing that this act has named is called."""
    act = content["act"]
    if content["type"].startswith("draw_prepared/"):
        return _("Tirage %(number)s : %(body)s") % {
            "number": act["number"],
            "body": BODIES.get(act["body"], act["body"]),
        }
    named = act[NAMED_BY[content["type"].partition("/")[0]]]
    return str(texts.get(named, named))


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


def _sentence(content: dict[str, Any], rules: Rulebook | None) -> str:
    kind: ActType | None = ACT_TYPES.get(content["type"])
    if kind is None:
        return _("Une étape est enregistrée.")
    facts = {name: spoken(name, value) for name, value in content["act"].items()}
    if rules is not None:
        facts |= _of_the_rules(content["act"], rules)
    return str(kind.says).format(**facts)


def _of_the_rules(act: dict[str, Any], rules: Rulebook) -> dict[str, str]:
    """The codes of an act that the rules of its edition put in words."""
    facts = {}
    steps = {step.code: step.label.in_language(reader_language()) for step in rules.steps}
    if act.get("step") in steps:
        facts["step"] = steps[act["step"]]
    if "feature" in act and "value" in act:
        facts["feature"] = feature_label(rules, act["feature"])
        facts["value"] = value_label(rules, act["feature"], act["value"])
    return facts


def _rules(slugs: set[str]) -> dict[str, Rulebook]:
    """The rules of these editions."""
    return {
        edition.slug: rules_of(edition)
        for edition in editions()
        if edition.slug in slugs and edition.rules
    }
