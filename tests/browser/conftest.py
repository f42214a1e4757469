"""A demonstration that is played once and served, and a Chromium to walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


COMMAND = [sys.executable, "-m", "alienor"]


def environment_of(folder: Path, *, port: int, host: str = "127.0.0.1") -> dict[str, str]:
    """What `alienor` is told about an instance that keeps its databases in its folder."""
    plain = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    return plain | {"ALIENOR_DIR": str(folder), "ALIENOR_ORIGIN": f"http://{host}:{port}"}


@contextmanager
def serving(folder: Path, *, host: str) -> Iterator[str]:
    """The address of the instance in `folder`, served by its own command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment_of(folder, port=port, host=host)
    )
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/register/checkpoint", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://{host}:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def site(tmp_path_factory: Any) -> Iterator[str]:
    """The address of a demonstration, played by its own command and served by its own command.

    `SERVED=http://… pytest tests/browser -k …` walks one that is served already: quicker while a
    test is being written. Each test leaves its acts in it.
    """
    if served := os.environ.get("SERVED"):
        yield served
        return
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [*COMMAND, "demo", "--no-serve"], check=True, env=environment_of(folder, port=8000)
    )
    with serving(folder, host="127.0.0.1") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: `make test` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """A fresh page at the width of a laptop."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules of accessibility that a machine can check."""
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def enter(page: Page, role: str) -> None:
    """Enter the demonstration in one of its roles."""
    page.goto("/demo/")
    page.locator(f"form[action$='/entrer/{role}/'] button").click()
    page.wait_for_url("**/moi/")


def newest_acts(page: Page) -> str:
    """What the public register says last."""
    page.goto("/journal/")
    return page.locator(".timeline").inner_text()
