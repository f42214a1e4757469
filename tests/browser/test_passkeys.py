"""A real instance from its first page to a passkey: Chromium with a virtual authenticator."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import COMMAND, environment_of, serving

pytestmark = pytest.mark.browser

PHRASE = "quatre mots bien ordinaires"
CODE = """
import django; django.setup()
from alienor.surfaces.first_run import first_run_code
print(first_run_code())
"""


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An empty real instance: its address (a passkey wants a name) and its environment."""
    with serving(tmp_path, host="localhost") as address:
        port = int(address.rsplit(":", 1)[1])
        yield address, environment_of(tmp_path, port=port, host="localhost")


def first_run(page: Page, environment: dict[str, str]) -> None:
    """Open the instance by its wizard, with the code that its operator reads."""
    django = environment | {"DJANGO_SETTINGS_MODULE": "alienor.config.settings"}
    code = subprocess.run(
        [COMMAND[0], "-c", CODE], env=django, capture_output=True, text=True, check=True
    ).stdout.strip()
    page.goto("/commencer/")
    for name, value in {
        "code": code,
        "city": "Poitiers",
        "given_name": "Hélène",
        "family_name": "Exemple",
        "email": "helene@exemple.invalid",
        "password": PHRASE,
        "edition": "Première assemblée",
    }.items():
        page.fill(f"[name={name}]", value)
    page.click("text=Ouvrir l’assemblée")


def with_a_virtual_key(page: Page) -> Any:
    """Give the browser an authenticator that recognises its person, and keeps passkeys."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, made["authenticatorId"]


def test_an_organiser_registers_a_passkey_and_enters_with_it_alone(
    real: tuple[str, dict[str, str]], browser: Browser
) -> None:
    address, environment = real
    context = browser.new_context(base_url=address)
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    devices, key = with_a_virtual_key(page)

    first_run(page, environment)
    expect(page.locator("h1")).to_have_text("Confirmez que c’est bien vous")
    page.fill("[name=password]", PHRASE)
    page.click("text=Confirmer")
    page.click("text=Ajouter une clé d’accès")
    assert page.is_checked("[name=passwordless]")
    page.select_option("[name=name]", "computer")
    page.click("#passkey_add")
    expect(page.locator("h1")).to_have_text("Des codes de secours")
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("text=C’est noté, continuer")
    expect(page.locator("h1")).to_have_text("Aujourd’hui")

    page.click("text=Sortir")
    page.goto("/compte/login/?next=/bureau/")
    page.click("#passkey_login")
    page.wait_for_url("**/bureau/")
    expect(page.locator("h1")).to_have_text("Aujourd’hui")
    page.goto("/compte/2fa/webauthn/")
    assert "Cet ordinateur" in page.inner_text("main")
    assert "Elle suffit pour entrer." in page.inner_text("main")

    # With a phrase, the key is the second verification.
    page.click("text=Sortir")
    page.goto("/compte/login/")
    page.fill("[name=login]", "helene@exemple.invalid")
    page.fill("[name=password]", PHRASE)
    page.locator("form[action$='/compte/login/'] button").click()
    expect(page.locator("h1")).to_have_text("Seconde vérification")
    page.click("#passkey_check")
    page.wait_for_url("**/moi/")

    # Somebody with another key is not let in, and is told so.
    page.click("text=Sortir")
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    with_a_virtual_key(page)
    page.goto("/compte/login/")
    page.click("#passkey_login")
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    page.goto("/moi/")
    assert re.search("/compte/login/", page.url)
    context.close()
    assert not wrong
