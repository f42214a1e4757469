"""Plays events in the order of their dates, each through actions, under a clock that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alienor.platform.actors import Actor
from alienor.platform.acts import FixedClock
from alienor.platform.people.actions import enter_person
from alienor.platform.people.records import Identity

PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY = -1150
"""When the city opens its instance, before anything else."""


class NotInItsTime(ValueError):
    """An event that is not over on the day played, or comes before what was played already."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens: how many days from the day played, at what time, and what."""

    day: int
    at: str = "10:00"
    title: str
    happens: Callable[[], object]


@dataclass
class Player:
    """The people who act and the clock they act under.

    `today` is the day on which the demonstration is played: every date is relative to it. `people`
    and `made` keep the ids of those who were entered and of what was made, by a key of the texts.
    """

    today: date
    clock: FixedClock = field(init=False)
    people: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = FixedClock(self.moment(FIRST_DAY, "09:00"))

    def moment(self, day: int, at: str = "10:00") -> datetime:
        """A moment of the calendar, in Paris."""
        when = time.fromisoformat(at)
        return datetime.combine(self.today + timedelta(days=day), when, tzinfo=PARIS)

    def date(self, day: int) -> date:
        """A date of the calendar."""
        return self.today + timedelta(days=day)

    def actor(self, key: str) -> Actor:
        """Somebody who was entered under `key`."""
        return Actor(person_id=self.people[key], through="demo")

    @property
    def organiser(self) -> Actor:
        return self.actor("helene")

    @property
    def anyone(self) -> Actor:
        """Somebody at the public site."""
        return Actor(through="demo")

    def enter(self, key: str, identity: Identity) -> int:
        """Enter somebody once; the same key is the same person."""
        if key not in self.people:
            person = enter_person(identity=identity, actor=self.organiser, clock=self.clock)
            self.people[key] = person.pk
        return self.people[key]

    def play(self, events: Iterable[Event], *, told: Callable[[Event], None]) -> int:
        """Play events in the order of their dates; return how many there were.

        Errors: NotInItsTime, before anything is played.
        """
        ordered = sorted(events, key=lambda event: (event.day, event.at))
        for event in ordered:
            self._check_time(event)
        for event in ordered:
            told(event)
            self.clock.at = self.moment(event.day, event.at)
            try:
                event.happens()
            except Exception as error:
                error.add_note(f"while playing: {event.title}, day {event.day}")
                raise
        return len(ordered)

    def _check_time(self, event: Event) -> None:
        """Everything has happened when the day played begins, and time goes forward."""
        if event.day >= 0:
            raise NotInItsTime(f"{event.title}: day {event.day} is not over on the day played")
        if self.moment(event.day, event.at) < self.clock.at:
            raise NotInItsTime(f"{event.title}: day {event.day} is over already")


def split_name(name: str) -> tuple[str, str]:
    """Given name and family name of an invented full name."""
    given, _, family = name.partition(" ")
    return given, family
