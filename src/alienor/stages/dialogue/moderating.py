"""Moderation: nobody edits somebody else's words. They are hidden, with a published reason, by
whom the rules name; their commitment stays, and they can be shown again."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.acts.types import ACT_TYPES, digests_in
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.register import reading
from alienor.platform.register.models import Entry
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import hide_words, keep_words, show_words, texts_by_digest
from alienor.stages.dialogue import acts
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of


@action
def hide_contribution(
    *, edition_id: int, digest: str, reason: str, actor: Actor, clock: Clock
) -> None:
    """Hide somebody's words from every page and file, with a published reason.

    `digest`: that of one of the texts of the contribution; all its words go together. Who: the
    moderation team that the rules name, or an organiser who enters its finding
    (`contributions.moderate`). Register: `contribution_hidden`. Errors: NotAllowed; NotFound
    where no contribution has these words; WrongState where they are hidden; Invalid (no reason).
    """
    edition, entry, texts = _contribution(edition_id, digest, reason, actor)
    if texts[0].hidden_at:
        raise WrongState(state="hidden", wanted=("public",))
    now = clock.now()
    for text in texts:
        hide_words(text, reason=reason.strip(), now=now)
    kept = keep_words(reason.strip(), now=now, author_id=actor.person_id)
    record(
        acts.ContributionHidden(contribution=entry.subject, entry=entry.index, reason=kept.digest),
        on=edition,
        articles=(rules_of(edition).moderation.article,),
    )


@action
def show_contribution(
    *, edition_id: int, digest: str, reason: str, actor: Actor, clock: Clock
) -> None:
    """Show hidden words again, after a second look.

    Who: `contributions.moderate`. Register: `contribution_shown`. Errors: NotAllowed; NotFound;
    WrongState where they are not hidden; Invalid without a reason.
    """
    edition, entry, texts = _contribution(edition_id, digest, reason, actor)
    if not texts[0].hidden_at:
        raise WrongState(state="public", wanted=("hidden",))
    for text in texts:
        show_words(text)
    kept = keep_words(reason.strip(), now=clock.now(), author_id=actor.person_id)
    record(
        acts.ContributionShown(contribution=entry.subject, entry=entry.index, reason=kept.digest),
        on=edition,
        articles=(rules_of(edition).moderation.article,),
    )


def contributions_to(edition: Edition) -> QuerySet[Entry]:
    """The entries that recorded somebody's own words, newest first."""
    kinds = [kind.kind for kind in ACT_TYPES.values() if kind.contribution]
    return reading.entries_of(edition.slug).filter(kind__in=kinds)


def words_of_contribution(edition: Edition, digest: str) -> tuple[Entry, list[Text]]:
    """The entry that recorded these words, and all the texts of that act, in order.

    Errors: NotFound where no contribution to this edition has them.
    """
    entry = reading.entries_mentioning(contributions_to(edition), digest).first()
    digests = digests_in(json.loads(bytes(entry.leaf))) if entry else []
    if entry is None or digest not in digests:
        raise NotFound("contribution")
    found = texts_by_digest(digests)
    return entry, [found[one] for one in digests]


def _contribution(
    edition_id: int, digest: str, reason: str, actor: Actor
) -> tuple[Edition, Entry, list[Text]]:
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    require(actor, "contributions.moderate", on=edition)
    entry, texts = words_of_contribution(edition, digest)
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    return edition, entry, texts
