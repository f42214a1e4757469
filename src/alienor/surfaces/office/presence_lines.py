"""Lines of a presence list as they are typed: an hour, then a name."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as now

from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid
from alienor.stages.sessions.queries import lasts_days, moments_of
from alienor.surfaces.sentences import sentence

AT_MOST = 200
"""Characters of a line."""
_HOUR = r"(?P<hour>[01]?\d|2[0-3])\s?[:h]\s?(?P<minute>[0-5]\d)?"
_DATE = r"(?:(?P<day>[0-3]?\d)/(?P<month>[01]?\d)\s)?"
_FIRST = re.compile(rf"{_DATE}{_HOUR}(?!\w)", re.IGNORECASE)
_LAST = re.compile(rf"(?<!\w){_DATE}{_HOUR}$", re.IGNORECASE)
_BETWEEN = " \t\xa0,;.:–—-"


class LineFault(Exception):
    """What is wrong with a line, in words."""


def example(session: Any) -> str:
    """A line as it is typed for this day."""
    starts = localtime(session.starts_at)
    return f"{starts:%d/%m} 10:40 Ana Modèle" if lasts_days(session) else "10:40 Ana Modèle"


def read_line(line: str, session: Any) -> tuple[str, datetime]:
    """The name and the moment of a line; the hour may come last. Errors: LineFault."""
    found = None
    if len(line) <= AT_MOST:
        found = _FIRST.match(line) or _LAST.search(line)
    name = (line[: found.start()] + line[found.end() :]).strip(_BETWEEN) if found else ""
    if found is None or not name:
        said = now("« %(line)s » : écrivez l'heure, puis le nom, par exemple « %(example)s ».")
        raise LineFault(said % {"line": line[:60], "example": example(session)})
    return name, _moment(found, line, session)


def _moment(found: re.Match[str], line: str, session: Any) -> datetime:
    at = time(int(found["hour"]), int(found["minute"] or 0))
    moments = [
        one
        for one in moments_of(session, at)
        if found["day"] is None
        or (localtime(one).day, localtime(one).month) == (int(found["day"]), int(found["month"]))
    ]
    if len(moments) > 1:
        said = now(
            "« %(line)s » : cette journée dure plusieurs jours, écrivez aussi la date, par exemple "
            "« %(example)s »."
        )
        raise LineFault(said % {"line": line, "example": example(session)})
    if not moments or moments[0] > SystemClock().now():
        raise LineFault(f"« {line} » : {sentence(Invalid('hour_not_of_day'))}")
    return moments[0]
