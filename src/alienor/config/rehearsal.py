"""The process of one rehearsal: it plays the day, serves it, and ends by itself.

It ends when somebody ends it, when nobody has asked it anything for `IDLE`, after `LONGEST`, and
when the server that began it is gone, however that ended; its folder goes with it.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from alienor.platform.rehearsals.place import Place

if TYPE_CHECKING:  # it reads settings, which are not there yet
    from alienor.platform.live.stream import Receive, Scope, Send

IDLE = 6 * 3600
"""Seconds without a request after which nobody rehearses any longer."""

LONGEST = 24 * 3600
"""Seconds that a rehearsal lasts at most."""

EVERY = 0.3
"""Seconds between two looks at whether to end."""

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of any file that it writes: whoever has the link cannot fill the disk of the site."""

NICE = 5
"""It lets the real site go first."""

logger = logging.getLogger(__name__)


class Play(Protocol):
    """Plays a plan, told how far it is; returns what `day.json` says."""

    def __call__(
        self, plan: dict[str, Any], *, now: datetime, told: Callable[[int, int], None]
    ) -> dict[str, Any]: ...


def rehearse(folder: Path, *, play: Play) -> int:
    """Play (`play`) and serve the rehearsal in this folder, until it ends; its folder is then
    removed. Returns 1 where it could not be played; the folder then says so."""
    place = Place(folder=folder)
    alive = _Alive(place)
    threading.Thread(target=alive.watch, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    try:
        _prepare(place, play)
    except Exception:
        logger.exception("a rehearsal could not be prepared")
        (folder / "failed").touch()
        return 1
    _serve(place, alive)
    alive.end()
    return 0


class _Alive:
    """Knows when the rehearsal was asked something for the last time, and when it is to end."""

    def __init__(self, place: Place) -> None:
        self._place, self._server = place, os.getppid()
        self._asked = time.monotonic()
        self._begun = self._asked - (datetime.now(UTC) - place.begun_at).total_seconds()

    def asked(self) -> None:
        self._asked = time.monotonic()

    def watch(self) -> None:
        while True:
            time.sleep(EVERY)
            if self._is_over():
                self.end()
            if self._place.asked("again"):
                self.begin_again()

    def _is_over(self) -> bool:
        now = time.monotonic()
        return (
            self._place.asked("stop")
            or not self._place.exists
            or os.getppid() != self._server
            or now - self._asked > IDLE
            or now - self._begun > LONGEST
        )

    def end(self) -> None:
        """Leave nothing."""
        from alienor.platform.compute import abandon

        abandon()
        self._place.remove()
        os._exit(0)

    def begin_again(self) -> None:
        """Be the same process, with nothing of what was done: its address and lock stay."""
        from alienor.platform.compute import abandon

        abandon()
        self._place.clear()
        command = [sys.executable, "-m", "alienor", "rehearse", str(self._place.folder)]
        os.execv(command[0], command)  # noqa: S606  # this very program again


def _prepare(place: Place, play: Play) -> None:
    from alienor.config.serve import prepare
    from alienor.platform.compute import abandon

    place.write("progress.json", {"done": 0, "of": 1})
    prepare()

    def told(done: int, of: int) -> None:
        place.write("progress.json", {"done": done, "of": of})

    place.write("day.json", play(place.read("plan.json"), now=datetime.now(UTC), told=told))
    abandon()  # the tables are made: the processes that searched for them need not stay


def _serve(place: Place, alive: _Alive) -> None:
    import uvicorn

    from alienor.config.serve import GRACE

    with place.socket() as socket:
        uvicorn.run(
            _noticed(alive.asked),
            uds=socket,
            log_level="warning",
            lifespan="off",
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )


def _noticed(asked: Callable[[], None]) -> Any:
    """The site's own router, which says so whenever somebody asks it something; a screen that is
    left on asks by itself."""
    from alienor.config.asgi import application

    async def noticed(scope: Scope, receive: Receive, send: Send) -> None:
        by_itself = any(name == b"hx-request" for name, _value in scope["headers"])
        if not by_itself and not scope["path"].startswith("/live/"):
            asked()
        await application(scope, receive, send)

    return noticed
