"""A rehearsal lives and ends, and the real instance is as it was."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.urls import reverse
from tests.integration import test_rehearsing
from tests.integration.test_doors import entered
from tests.integration.test_rehearsing import rows

from alienor.config import rehearsal as process
from alienor.platform.people.records import identities
from alienor.platform.register import log
from alienor.platform.rehearsals.place import Place, place_of
from alienor.platform.rehearsals.running import begin, rehearsals
from alienor.procedures.rehearsing import plan_of
from alienor.stages.sessions.models import Session

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

day, furnished = test_rehearsing.day, test_rehearsing.furnished
PATIENCE = 90
"""Seconds that a rehearsal may take to be ready, beside other tests."""


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something holds before so many seconds have passed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


class Guest:
    """A browser in a rehearsal, straight at its socket, with the cookies that it is given."""

    def __init__(self, place: Place) -> None:
        self._place, self.cookies = place, dict[str, str]()

    def ask(self, path: str, sent: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        link = http.client.HTTPConnection("127.0.0.1")
        link.sock = socket.socket(socket.AF_UNIX)
        with self._place.socket() as address:
            link.sock.connect(address)
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        body = None
        if sent is not None:
            told = {"csrfmiddlewaretoken": self.cookies["repetition_csrf"], **sent}
            body = "&".join(f"{name}={value}" for name, value in told.items())
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = path.removeprefix(self._place.address)
        link.request("POST" if sent is not None else "GET", path, body, headers)
        answer = link.getresponse()
        for said in answer.headers.get_all("Set-Cookie", ()):
            name, value = said.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return (
            answer.status,
            answer.headers.get("Location", ""),
            answer.read().decode().replace("\xa0", " "),
        )


@pytest.fixture
def place(world: Any, furnished: Session) -> Any:
    """A rehearsal that runs, ready."""
    made = begin({**plan_of(furnished), "desk": "/bureau/"}, about=furnished.public_id)
    assert within(PATIENCE, lambda: made.is_ready or made.has_failed)
    assert made.is_ready
    yield made
    made.ask("stop")
    assert within(10, lambda: not made.exists)


@pytest.mark.usefixtures("second_factor")
def test_a_whole_rehearsal_changes_nothing_in_the_real_instance(
    world: Any, furnished: Session
) -> None:
    client = entered(world, "helene")
    page = reverse("office:rehearse", args=[world.edition.slug, furnished.public_id])
    assert client.get(page).status_code == 200
    before, register = rows(), (log.head().size, log.head().root())
    door = client.post(page).headers["Location"]
    assert re.fullmatch(r"/repetition/[\w-]{22}/entrer/", door)
    place = place_of(site.INSTANCE.folder, door.split("/")[2])
    assert place is not None
    assert within(PATIENCE, lambda: place.is_ready or place.has_failed)
    assert place.is_ready
    real = reverse("office:session", args=[world.edition.slug, furnished.public_id])
    assert "Une répétition est en cours." in client.get(real).content.decode()
    guest = Guest(place)
    assert guest.ask("/entrer/")[0] == 200
    _status, day_page, _page = guest.ask("/entrer/role/helene/", {})
    assert day_page.startswith(f"{place.address}/bureau/essai/sessions/")
    assert guest.ask(f"{day_page}ouvrir/", {"derogation": "Essai."})[1] == day_page
    assert guest.ask("/entrer/gens/", {"do": "arrive", "many": "all"})[0] == 302
    status, _where, shown = guest.ask(day_page)
    assert (status, "Répétition : tout le monde est inventé" in shown) == (200, True)
    assert "3 personnes inventées sont arrivées." in shown
    assert guest.ask(f"{day_page}conduire/", {"do": "begin", "number": "1"})[0] == 302
    assert guest.ask("/entrer/gens/", {"do": "ask", "many": "1"})[0] == 302
    assert "Point 1, commencé à" in guest.ask(f"{day_page}conduire/")[2]
    ended = guest.ask("/entrer/terminer/", {})[1]
    assert ended.startswith(page)
    said = client.get(ended).content.decode()
    assert "il n’en reste rien" in said
    assert "Terminer la répétition" not in said  # at once
    assert within(10, lambda: not place.exists)
    assert list((site.INSTANCE.folder / "rehearsals").glob("[!.]*")) == []
    assert rows() == before
    assert (log.head().size, log.head().root()) == register


def test_the_folder_of_a_rehearsal_names_nobody_real(world: Any, place: Place) -> None:
    known = identities(world.people.values()).values()
    names = [said for who in known for said in (who.full_name, who.email) if said]
    assert len(names) > 10
    read = 0
    for path in place.folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes().decode("utf-8", "replace").casefold()
            read += len(held)
            for name in names:
                assert name.casefold() not in held, (path.name, name)
    assert read > 100_000


def test_nobody_but_whoever_has_entered_moves_people_or_ends_it(place: Place) -> None:
    guest = Guest(place)
    assert guest.ask("/entrer/")[0] == 200
    for path, sent in (
        ("/entrer/gens/", {"do": "arrive", "many": "10"}),
        ("/entrer/terminer/", {}),
        ("/entrer/recommencer/", {}),
    ):
        assert guest.ask(path, sent)[0] == 403, path
        assert guest.ask(path)[0] == 405, path
    forged = {"csrfmiddlewaretoken": "x" * 32}
    assert guest.ask("/entrer/role/helene/", forged)[0] == 403
    assert not place.asked("stop")
    assert guest.ask("/bureau/essai/sessions/x/repeter/")[0] in (302, 404)


def test_a_rehearsal_begins_again_under_the_same_address(place: Place) -> None:
    guest = Guest(place)
    guest.ask("/entrer/")
    guest.ask("/entrer/role/helene/", {})
    first = place.read("day.json")["day"]
    assert guest.ask("/entrer/recommencer/", {})[0] == 200
    assert within(PATIENCE, lambda: place.is_ready and place.read("day.json").get("day") != first)
    assert place.runs
    fresh = Guest(place)
    assert fresh.ask("/entrer/")[0] == 200


PARENT = """
import json, os, sys, time
from pathlib import Path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")
import django
django.setup()
from alienor.platform.rehearsals.running import begin
place = begin(json.loads(Path(sys.argv[1]).read_text()), about="x")
print(place.key, flush=True)
time.sleep(600)
"""


def test_a_rehearsal_ends_with_the_server_that_began_it(
    world: Any, furnished: Session, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({**plan_of(furnished), "desk": "/"}))
    instance = tmp_path / "instance"
    server = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(plan)],
        env={**os.environ, "ALIENOR_DIR": str(instance)},
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    place = place_of(instance, server.stdout.readline().decode().strip())
    assert place is not None
    assert within(30, lambda: (place.folder / "progress.json").exists())
    server.send_signal(signal.SIGKILL)
    server.wait()
    assert within(15, lambda: not place.exists)


def test_what_a_dead_rehearsal_left_is_removed(world: Any) -> None:
    folder = site.INSTANCE.folder / "rehearsals" / ("d" * 22)
    os.close(Place(folder=folder).make(plan={"desk": "/"}, marker={"rehearsal": {"about": "x"}}))
    assert rehearsals(about="x") == []
    assert not folder.exists()


def test_a_rehearsal_that_nobody_asks_anything_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Place(folder=tmp_path / ("k" * 22))
    made.make(plan={"desk": "/"}, marker={})
    alive = process._Alive(made)
    assert not alive._is_over()
    now = time.monotonic()
    monkeypatch.setattr(process.time, "monotonic", lambda: now + process.IDLE + 1)
    assert alive._is_over()
    alive.asked()
    assert not alive._is_over()
    monkeypatch.setattr(process.time, "monotonic", lambda: now + process.LONGEST + 1)
    alive.asked()
    assert alive._is_over()


def test_a_plan_that_cannot_be_played_is_said_and_cleared_away(world: Any) -> None:
    made = begin({"desk": "/", "rules": "no rules"}, about="x")
    assert within(PATIENCE, lambda: made.has_failed)
    assert within(10, lambda: not made.runs)
    assert [one.has_failed for one in rehearsals(about="x")] == [True]
    old = time.time() - 3600
    os.utime(made.folder / "failed", (old, old))
    assert rehearsals(about="x") == []
    assert not made.folder.exists()


def test_the_command_plays_only_what_a_site_has_begun(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "alienor", "rehearse", str(tmp_path)],
        env={**os.environ, "ALIENOR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "no rehearsal that a site has begun" in told.stderr


def test_a_screen_that_is_left_on_keeps_no_rehearsal_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def answered(scope: Any, receive: Any, send: Any) -> None:
        pass

    monkeypatch.setattr("alienor.config.asgi.application", answered)
    asked: list[str] = []

    def ask(path: str, *headers: tuple[bytes, bytes]) -> int:
        router = process._noticed(lambda: asked.append(path))
        asyncio.run(router({"type": "http", "path": path, "headers": headers}, None, None))
        return len(asked)

    assert ask("/bureau/", (b"hx-request", b"true")) == 0
    assert ask("/live/") == 0
    assert ask("/bureau/") == 1
