"""Begin rehearsals, know which run, end them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from alienor.platform.errors import Invalid
from alienor.platform.rehearsals.place import Place, new_place, place_of, places_in

AT_MOST = 2
"""Rehearsals at once: each takes the memory of a site, and a hall rehearses in one."""

SHOWN_FAILED = 600
"""Seconds for which a rehearsal that failed says so."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
"""What a rehearsal knows of its surroundings: no database, no mail server, no bus of the site."""

_lock = Lock()
_children: list[subprocess.Popen[bytes]] = []


def begin(plan: Mapping[str, Any], *, about: str) -> Place:
    """Begin a rehearsal in a process of its own. `about`: the public id of the day.

    Errors: Invalid (`rehearsals_at_most`) where as many run as may.
    """
    instance: Path = settings.INSTANCE.folder
    with _lock:
        if len([one for one in rehearsals() if not one.has_failed]) >= AT_MOST:
            raise Invalid("rehearsals_at_most", most=AT_MOST)
        place = new_place(instance)
        marker = {
            "demo": True,
            "rehearsal": {
                "address": place.address,
                "static": str(settings.STATIC_ROOT),
                "about": about,
                "desk": plan["desk"],
            },
        }
        lock = place.make(plan=plan, marker=marker)
        try:
            child = subprocess.Popen(  # noqa: S603  # this very program, on a folder of its own
                [sys.executable, "-m", "alienor", "rehearse", str(place.folder)],
                env=_surroundings(place),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(lock,),
                start_new_session=True,  # an interrupt of the terminal is the server's
            )
        except OSError:
            place.remove()
            raise
        finally:
            os.close(lock)
        _children.append(child)
    return place


def rehearsals(*, about: str = "") -> list[Place]:
    """Those that run, or have just failed, the oldest first; one that was asked to stop runs no
    longer, and what dead ones left is removed.

    `about`: of this day alone.
    """
    _reap()
    found = []
    for place in places_in(settings.INSTANCE.folder):
        with suppress(FileNotFoundError):  # it ends at this very moment
            if place.runs or _fails(place):
                found += [] if place.asked("stop") else [place]
            else:
                place.remove()
    return [
        one
        for one in found
        if not about or one.read("instance.json")["rehearsal"]["about"] == about
    ]


def end(key: str, *, about: str) -> None:
    """End a rehearsal of this day; its folder goes with it. One that has ended stays so."""
    place = place_of(settings.INSTANCE.folder, key)
    if place is not None and place.read("instance.json")["rehearsal"]["about"] == about:
        if place.runs:
            place.ask("stop")
        else:
            place.remove()


def _fails(place: Place) -> bool:
    """Whether it failed and still says so."""
    return (
        place.has_failed and time.time() - (place.folder / "failed").stat().st_mtime < SHOWN_FAILED
    )


def _surroundings(place: Place) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "ALIENOR_DIR": str(place.folder),
        "ALIENOR_ORIGIN": settings.ORIGIN,
        "ALIENOR_HOSTS": ",".join(settings.ALLOWED_HOSTS),
    }


def _reap() -> None:
    """Take note of those that have ended, so that the system forgets them."""
    _children[:] = [child for child in _children if child.poll() is None]
