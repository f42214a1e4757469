"""A round of drand verified by a browser: the same verdicts as the program's."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import alienor
from alienor.cores.beacon import QUICKNET, BeaconInvalid, Chain, check_round
from alienor.cores.sortition import beacon_shift
from tests.unit.beacon.beacon_cases import (
    ELSEWHERE,
    ELSEWHERE_KEY,
    NOT_SIGNATURES,
    OURS,
    ROUNDS,
    another_way_of_writing,
    signed,
    with_key,
)

pytestmark = pytest.mark.browser

STATIC = Path(alienor.__file__).parent / "surfaces" / "static" / "alienor"
VERDICTS = """async (cases) => {
  const { checkRound } = await import("/js/beacon.js");
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return cases.map(({ round, signature, chain }) => {
    try {
      return hex(checkRound(round, signature, chain || undefined));
    } catch (error) {
      return error.code || String(error);
    }
  });
}"""


class Files(SimpleHTTPRequestHandler):
    """The static files, under the site's policy for scripts."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'; script-src 'self'")
        super().end_headers()

    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page beside the static files alone: nothing here needs a demonstration."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=STATIC))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/VENDORED.md")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def of_program(round_number: int, signature: str, chain: Chain) -> str:
    try:
        return check_round(chain, round_number, signature).hex()
    except BeaconInvalid as error:
        return error.code


def of_browser(page: Page, *cases: tuple[int, str, Chain | None]) -> list[str]:
    facts = [
        {
            "round": number,
            "signature": signature,
            "chain": chain and {"name": chain.name, "publicKey": chain.public_key},
        }
        for number, signature, chain in cases
    ]
    verdicts: list[str] = page.evaluate(VERDICTS, facts)
    return verdicts


def test_the_browser_knows_the_chain_that_the_program_knows(page: Page) -> None:
    known = page.evaluate("async () => (await import('/js/beacon.js')).QUICKNET")
    assert known == {
        "name": QUICKNET.name,
        "hash": QUICKNET.hash,
        "publicKey": QUICKNET.public_key,
    }


def test_published_rounds_verify(page: Page) -> None:
    verdicts = of_browser(page, *((number, ROUNDS[number], None) for number in ROUNDS))
    assert verdicts == [of_program(number, ROUNDS[number], QUICKNET) for number in ROUNDS]
    assert verdicts[1] == "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"


def test_program_and_browser_refuse_the_same_for_the_same_reason(page: Page) -> None:
    cases = [
        *((1000, signature, QUICKNET) for signature, _code in NOT_SIGNATURES),
        (1001, ROUNDS[1000], QUICKNET),
        (3, ELSEWHERE, QUICKNET),
        (3, ELSEWHERE, with_key(ELSEWHERE_KEY)),
        (0, ROUNDS[1000], QUICKNET),
        (-1, ROUNDS[1000], QUICKNET),
        (*another_way_of_writing(), OURS),
        (1, signed(1), with_key("c0" + "00" * 95)),
        *((number, signed(number), OURS) for number in (1, 2, 10**6, 2**33)),
        *((number + 1, signed(number), OURS) for number in (1, 2**32)),
        *(
            (1000, ROUNDS[1000][:place] + "5" + ROUNDS[1000][place + 1 :], QUICKNET)
            for place in range(0, 96, 8)
        ),
    ]
    assert of_browser(page, *cases) == [of_program(*case) for case in cases]


def test_a_shift_is_the_same_number(page: Page) -> None:
    beacons = [hashlib.sha256(bytes([k])).digest() for k in range(50)]
    found = page.evaluate(
        """async (beacons) => {
          const { beaconShift } = await import("/js/beacon.js");
          return beacons.map((one) =>
            [10, 100, 1000, 10000].map((m) => beaconShift(Uint8Array.from(one), m)));
        }""",
        [list(one) for one in beacons],
    )
    assert found == [[beacon_shift(one, m) for m in (10, 100, 1000, 10_000)] for one in beacons]
