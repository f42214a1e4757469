"""The minutes of the day on the telephone of whoever wears its badge, while the badge opens it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from alienor.platform.actors import Actor
from alienor.platform.errors import NotFound
from alienor.surfaces.member.minutes import ReadMinutes
from alienor.surfaces.room.badge import Wearer, wearer_of


class BadgeMinutes(ReadMinutes):
    """The same page, for the badge in their hand."""

    def wearer(self) -> Wearer:
        """Errors: NotFound without a badge that opens anything."""
        who = wearer_of(self.request)
        if isinstance(who, str):
            raise NotFound("badge")
        return who

    def person(self) -> int:
        return self.wearer().person_id

    def session(self, **place: Any) -> Any:
        return self.wearer().session

    def acting(self, actor: Actor) -> Actor:
        return self.wearer().actor

    def back(self, **place: Any) -> str:
        return reverse("room:today")
