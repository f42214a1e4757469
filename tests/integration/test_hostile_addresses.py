"""Addresses and query strings that nobody types by accident: never a fault of the server."""

from __future__ import annotations

import time
from typing import Any

import pytest

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
