"""What a telephone sends that no page of the site would: a refusal in words, never a fault."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.integration import test_sessions, test_table_notes
from tests.integration.test_badges import made, phone
from tests.integration.test_running import begin
from tests.integration.test_table_page import JSON, device
from tests.integration.test_voting_by_phone import HERE, by_phone

from alienor.stages.polls.models import OpenChoice

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened, held = test_sessions.day, test_sessions.opened, test_table_notes.held
MARKS = ("9" * 5000, "٣", "²", "1\n2", "o1>o3")


def test_no_mark_on_a_ballot_is_a_fault_nor_loses_the_others(world: Any, opened: Any) -> None:
    """Numbers are those that the page offers; whatever else is sent ranks nothing."""
    badge = made(world, opened)
    poll = by_phone(world, opened, "schulze")
    for name, mark in zip(HERE, MARKS, strict=True):
        answer = phone(badge[name]).post(
            reverse("room:answer", args=[poll.public_id]),
            {"mark_o1": mark, "mark_o2": "1", "mark_o3": "02"},
        )
        assert answer.status_code == 302, (mark, answer.status_code)
    kept = OpenChoice.objects.filter(poll=poll).values_list("answer", flat=True)
    assert list(kept) == ["o2>o3"] * len(HERE)


@pytest.mark.parametrize("seen", ['{"a": 1e999}', '{"a": NaN}', '{"a": -1}', "[1]", "1" * 5000])
def test_no_version_that_a_device_claims_is_a_fault(world: Any, held: Any, seen: str) -> None:
    begin(world, held, 1)
    answer = device(held).post(
        reverse("room:table_keep"),
        {"number": 1, "question": 1, "client": "abc", "seq": 1, "seen": seen, "notes": "Oui."},
        **JSON,
    )
    assert answer.status_code == 422, answer.status_code
