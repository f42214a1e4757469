"""What the pages of one day share at the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions.queries import session_named
from alienor.surfaces.forms import ActionPage


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
