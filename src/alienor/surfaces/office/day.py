"""What the pages of one day share at the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.stages.founding.queries import edition_named, path_of
from alienor.stages.sessions.queries import open_session_of, session_named
from alienor.surfaces.forms import ActionPage


def day_conducted(poll: Any, *, by: Actor) -> Any:
    """The open day during which this vote is held, where `by` may conduct it: the page one came
    from and goes back to. None otherwise."""
    if not may(by, "sessions.chair", on=poll.edition):
        return None
    return open_session_of(poll.edition, poll.body, step=poll.step)


def may_open_and_close(session: Any, *, by: Actor) -> bool:
    """Whether `by` may open a day, or close it: it begins or ends a step of the rules too, which is
    for an organiser, where it is one that is not under way, or over, already."""
    ahead = [item for item in path_of(session.edition) if item.rule.code == session.step]
    untouched = "now" if session.state == "announced" else "next"
    moves = any(item.status not in ("done", untouched) for item in ahead)
    return may(by, "sessions.chair", on=session.edition) and (
        not moves or may(by, "founding.plan", on=session.edition)
    )


class DayPage(ActionPage):
    """What the pages of one day share."""

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"]), "session": self.session(**place)}

    def session(self, **place: Any) -> Any:
        """The day of this page."""
        return session_named(edition_named(place["slug"]), place["public_id"])

    def back(self, **place: Any) -> str:
        """The day's page on the desk."""
        return reverse("office:session", args=[place["slug"], place["public_id"]])
