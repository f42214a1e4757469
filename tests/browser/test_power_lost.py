"""The power is lost in the middle of an item: the server dies without a word and is started again.
What was said to be kept is there, what was on is on, and nobody has to do anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import COMMAND, PATIENCE, environment_of, free_port, wait_for

pytestmark = pytest.mark.browser

STORY = """
from alienor.config.serve import prepare
prepare()
import json
from datetime import timedelta
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import SystemClock
from alienor.platform.actors import OPERATOR, Actor
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.procedures.convening import announce_day
from alienor.procedures.sessions import begin_day
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.sessions import attending, badges, preparing, running, signs

clock = SystemClock()
begun = begin_instance(
    city="Poitiers", insee="86194", password="", edition_title="Essai",
    organiser=Identity(given_name="Helene", email="helene@exemple.invalid"),
    rules=rules.template_text("poitiers-2022"), actor=OPERATOR, clock=clock,
)
by = {"actor": Actor(person_id=begun.organiser_id), "clock": clock}
seat = offer_seat(edition_id=begun.edition.pk, body="assembly", college="drawn",
                  person_id=begun.organiser_id, derogation="Pour l'essai.", **by)
accept_seat(seat_id=seat.pk, **by)
starts = clock.now() + timedelta(minutes=5)
day = preparing.plan_session(
    edition_id=begun.edition.pk, kind="session", step="session_1", number=1,
    title="Session 1", starts_at=starts, ends_at=starts + timedelta(hours=8),
    place="Grande halle", **by)
Item = preparing.Item
preparing.set_agenda(session_id=day.pk, items=[
    Item(kind="tables", title="Les pistes", minutes=60, prompts=["Que garder ?"]),
    Item(kind="meal", title="Repas", minutes=60)], **by)
announce_day(session_id=day.pk, **by)
badges.make_badges(session_id=day.pk, blanks=1, **by)
signs.make_table_signs(session_id=day.pk, tables=1, **by)
begin_day(session_id=day.pk, derogation="Pour l'essai.", **by)
attending.check_in(session_id=day.pk, person_id=begun.organiser_id, **by)
running.begin_item(session_id=day.pk, number=1, **by)
account = open_account(begun.organiser_id)
TOTP.activate(account, generate_totp_secret())
client = Client()
client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
badge = day.badges.get(person_id=begun.organiser_id)
print(json.dumps({
    "cookie": [settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value],
    "desk": f"/bureau/{begun.edition.slug}/sessions/{day.public_id}/",
    "badge": badges.code_of(badge),
    "sign": signs.code_of(signs.signs_of(day)[0]),
}))
"""


@contextmanager
def served(folder: Path, *, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server that may be killed, in a group of its own with whatever it started."""
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=environment_of(folder, port=port),
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def told(folder: Path) -> Any:
    """A day in which an item at tables is on."""
    environment = environment_of(folder, port=8000)
    done = subprocess.run(
        [sys.executable, "-c", STORY],
        env={**environment, "DJANGO_SETTINGS_MODULE": "alienor.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_power_lost_in_the_middle_of_an_item_leaves_the_day_as_it_was(
    browser: Browser, tmp_path: Path
) -> None:
    day, port = told(tmp_path), free_port()
    contexts = [browser.new_context(base_url=f"http://127.0.0.1:{port}") for _device in range(3)]
    for context in contexts:
        context.set_default_timeout(PATIENCE)
    phone, table, screen = (context.new_page() for context in contexts)
    name, value = day["cookie"]
    contexts[2].add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
    with served(tmp_path, port=port) as server:
        phone.goto(f"/b/{day['badge']}")
        expect(phone.get_by_text("Les pistes").first).to_be_visible()
        table.goto(f"/t/{day['sign']}")
        table.get_by_label("Ce qui se dit").fill("Avant la panne.")
        state = table.locator("form[data-question='1'] .kept")
        expect(state).to_contain_text("enregistré à")
        screen.goto(f"{day['desk']}ecran/")
        expect(screen.get_by_text("Que garder ?")).to_be_visible()
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)
    table.get_by_label("Ce qui se dit").fill("Avant la panne. Pendant.")
    expect(state).to_have_text("gardé dans cet appareil, sera envoyé")
    for lost in (phone, screen):
        expect(lost.locator("#live-note")).to_contain_text("Connexion perdue")
    expect(screen.get_by_text("Que garder ?")).to_be_visible()

    with served(tmp_path, port=port):
        expect(state).to_contain_text("enregistré à", timeout=60_000)
        for found in (phone, screen):
            expect(found.locator("#live-note")).to_be_empty(timeout=60_000)
        expect(screen.get_by_text("Que garder ?")).to_be_visible()
        screen.goto(f"{day['desk']}tables/notes/")
        expect(screen.get_by_text("Avant la panne. Pendant.").first).to_be_visible()
        phone.get_by_role("button", name="Demander la parole").click()
        expect(phone.get_by_text("on vous donnera la parole")).to_be_visible()
        screen.goto(f"{day['desk']}conduire/")
        expect(screen.get_by_text("Point 1, commencé")).to_be_visible()
        screen.get_by_role("button", name="Point suivant : Repas").click()
        expect(phone.get_by_text("Repas").first).to_be_visible()
        for command in (["doctor"], ["bundle", "essai", "--out", str(tmp_path / "bundle")]):
            done = _alienor(tmp_path, *command)
            assert done.returncode == 0, done.stdout + done.stderr
        checked = _alienor(tmp_path, "verify", str(tmp_path / "bundle"))
        assert checked.returncode == 0, checked.stdout
    for context in contexts:
        context.close()


def _alienor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment_of(folder, port=8000),
        capture_output=True,
        text=True,
        check=False,
    )
