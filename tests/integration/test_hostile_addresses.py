"""Addresses and query strings that nobody types by accident: never a fault of the server."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from alienor.platform.accounts.open import open_account

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.mark.parametrize(
    "path",
    [
        "9999/000", "999999/000", "64/000", "99/000", "63/000", "0/000.p/0", "0/000.p/257", "0/000.p/99999",
        "entries/000.p/0", "entries/000.p/257", f"0/{'9' * 400}", f"0/{'9' * 5000}",
    ],
)  # fmt: skip
def test_a_tile_that_no_register_can_have_is_not_found_at_once(
    world: Any, client: Any, path: str
) -> None:
    client.get("/register/tile/0/000")  # whatever is loaded by the first request
    begun = time.process_time()
    assert client.get(f"/register/tile/{path}").status_code == 404
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ["²", "9" * 30, "9" * 4500, "\x00", "\u0663", "-1", "1" * 15])
def test_whatever_is_searched_the_journal_answers(world: Any, client: Any, text: str) -> None:
    for name in ("text", "kind", "edition", "page"):
        assert client.get("/journal/", {name: text}).status_code in (200, 404), name


def test_a_search_longer_than_a_line_is_refused_in_a_sentence(world: Any, client: Client) -> None:
    answer = client.get("/journal/", {"text": "a" * 60_000})
    assert answer.status_code == 404
    assert "60000 caractères, et 300 au plus" in answer.content.decode()
    assert client.get("/journal/", {"text": "a" * 300}).status_code == 200


def test_an_address_that_names_what_the_rules_do_not_know_is_not_found(
    world: Any, second_factor: None
) -> None:
    desk = Client()
    desk.force_login(open_account(world.people["helene"]))
    place = "/bureau/essai/"
    for unknown in ("etapes/nope/", "places/nope/importer/", "tirage/9/"):
        page = desk.get(place + unknown)
        assert page.status_code == 404, unknown
    for page in ("9" * 30, "9" * 5000, "4611686018427387904", "²", "0", "x"):
        shown = desk.get(place + "recrutement/portes/", {"page": page})
        assert shown.status_code == 200, page[:20]
    for path in ("%00/", "essai/votes/%00/", "essai/sujets/a%00b/"):
        assert desk.get(f"/editions/{path}").status_code == 404, path


def test_the_pages_of_the_second_factor_open(world: Any) -> None:
    member = Client()
    member.force_login(open_account(world.people["aicha"]))
    assert member.get("/compte/2fa/webauthn/").status_code in (200, 302)


@pytest.mark.parametrize("page", ["/", "/jour/", "/t/garder/", "/compte/login/"])
def test_a_form_in_other_bytes_than_utf_8_is_refused_in_a_sentence(world: Any, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    kind = "application/x-www-form-urlencoded"
    for charset in ("utf-16", "nothing", "latin-1", ""):
        answer = client.generic("POST", page, b"a=1", content_type=f"{kind}; charset={charset}")
        assert answer.status_code == 422, charset
        assert "UTF-8" in answer.content.decode()
    for charset in ("utf-8", "UTF-8", '"utf-8"'):
        answer = client.generic("POST", page, b"a=1", content_type=f"{kind}; charset={charset}")
        assert answer.status_code == 403, "without the token of the page"
