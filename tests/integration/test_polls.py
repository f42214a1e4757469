"""Votes on the pages: what a list costs does not grow with what it lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alienor.stages.polls.actions import announce_poll, draft_poll

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def announced(world: Any, question: str) -> None:
    helene = world.by("helene")
    poll = draft_poll(edition_id=world.edition.pk, kind="arbitration", question=question, **helene)
    announce_poll(poll_id=poll.pk, **helene)


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is read once in the life of a process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_of_votes_asks_as_much_for_ten_as_for_one(world: Any, client: Client) -> None:
    address = f"/editions/{world.edition.slug}/votes/"
    announced(world, "Garder la première option ?")
    one = queries_of(client, address)
    for rank in range(9):
        announced(world, f"Garder l'option {rank} ?")
    assert queries_of(client, address) == one
    assert one <= 20
