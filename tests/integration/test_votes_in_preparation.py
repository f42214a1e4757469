"""The words of a vote are public once it is announced or opens: not in the register before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alienor.platform.acts.types import ACT_TYPES, digests_in
from alienor.platform.bundle.files import EditionFiles
from alienor.platform.register.models import Entry
from alienor.stages.polls.conducting import open_poll
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

QUESTION, OPTIONS = "Fermer la piscine Bellejouanne ?", ["Cet hiver", "Cet été"]


@pytest.fixture
def poll(world: Any) -> Any:
    return draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question=QUESTION,
        options=[("a", OPTIONS[0]), ("b", OPTIONS[1])],
        step="session_2",
        **world.by("helene"),
    )


def texts_of(poll: Any) -> set[str]:
    return {str(poll.question), *(str(one.text) for one in poll.options.all())}


def shown(world: Any, client: Client) -> str:
    """All that anybody may read of the acts: their pages, the search, the public files."""
    pages = [client.get("/journal/").content.decode()]
    pages += [
        client.get(f"/journal/{entry.index}/").content.decode() for entry in Entry.objects.all()
    ]
    files = EditionFiles(world.edition).read_content()
    pages += [data.decode() for path, data in files.items() if path.startswith("texts/")]
    return "\n".join(pages)


def test_a_vote_in_preparation_is_read_nowhere(world: Any, poll: Any, client: Client) -> None:
    said = shown(world, client)
    assert [words for words in texts_of(poll) if words in said] == []
    assert not journal.search(text="piscine Bellejouanne").exists()
    assert "Un vote est préparé." in said


@pytest.mark.parametrize("announced", [True, False])
def test_its_words_are_public_once_it_is_announced_or_opens(
    world: Any, poll: Any, client: Client, announced: bool
) -> None:
    if announced:
        announce_poll(poll_id=poll.pk, **world.by("helene"))
    else:
        open_poll(
            poll_id=poll.pk,
            channel="hands",
            present=set(world.people.values()),
            derogation="Pour l'essai.",
            **world.by("helene"),
        )
    said = shown(world, client)
    assert [words for words in texts_of(poll) if words not in said] == []
    assert [entry.kind for entry in journal.search(text="piscine Bellejouanne")] == [
        "poll_announced/2" if announced else "poll_opened/3"
    ]


def test_registers_of_before_keep_their_words(poll: Any) -> None:
    old = {"type": "poll_drafted/1", "act": {"question": "q", "options": ["a", "b"]}}
    assert digests_in(old) == ["q", "a", "b"]
    assert {"poll_drafted/1", "poll_announced/1", "poll_opened/1"} <= set(ACT_TYPES)
