"""Public pages are kept until the next act, for those who have no session, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.integration.test_dialogue import ask

from alienor.platform.accounts.open import open_account
from alienor.stages.dialogue.moderating import hide_contribution

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def headers(answer: Any) -> dict[str, set[str]]:
    return {name: set(value.split(", ")) for name, value in answer.headers.items()}


def test_a_page_is_made_once_for_each_act_and_language(world: Any) -> None:
    address = reverse("public:questions", args=["essai"])
    assert asked(Client(), address) > 1
    assert asked(Client(), address) == 1
    assert asked(Client(), f"/en{address}") > 1
    ask(world, title="Nouvelle question")
    assert "Nouvelle question" in Client().get(address).content.decode()
    assert asked(Client(), address) == 1


def test_words_that_moderation_hides_leave_at_once(world: Any) -> None:
    question = ask(world, title="Devis gratuit")
    address = reverse("public:question", args=["essai", question.public_id])
    for _time in range(2):
        assert "Devis gratuit" in Client().get(address).content.decode()
    hide_contribution(
        edition_id=world.edition.pk,
        digest=question.text.digest,
        reason="Publicité.",
        **world.by("helene"),
    )
    assert "Devis gratuit" not in Client().get(address).content.decode()


def test_a_session_a_search_and_a_form_are_never_kept(world: Any) -> None:
    address = reverse("public:hearings", args=["essai"])
    ines = Client()
    ines.force_login(open_account(world.people["ines"]))
    assert "Proposer une audition" in ines.get(address).content.decode()
    assert "Proposer une audition" not in Client().get(address).content.decode()
    assert "Proposer une audition" in ines.get(address).content.decode()
    assert asked(Client(), reverse("public:register") + "?text=x") > 1
    assert asked(Client(), reverse("public:register") + "?text=x") > 1
    form = reverse("public:ask_question", args=["essai"])
    first, second = (Client().get(form).content for _time in range(2))
    assert first != second  # each has its own token


def test_a_kept_page_has_the_headers_of_a_fresh_one(world: Any) -> None:
    address = reverse("public:edition", args=["essai"])
    fresh, kept = (Client().get(address) for _time in range(2))
    assert fresh.content == kept.content
    assert headers(fresh) == headers(kept)


def test_it_can_be_turned_off(world: Any, settings: Any) -> None:
    settings.PAGE_CACHE = False
    address = reverse("public:questions", args=["essai"])
    assert asked(Client(), address) == asked(Client(), address) > 1
