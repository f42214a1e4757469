"""The days of the assembly and the meetings of its groups, as the texts tell them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from alienor.demo import hall
from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.seating import seat_people
from alienor.demo.volunteers import elected_and_agents, given_and_family, newcomers
from alienor.platform.actors import Actor
from alienor.platform.messages.asking import secret_of
from alienor.platform.people.records import find_person, identities
from alienor.procedures import sessions as procedures
from alienor.procedures.convening import announce_day
from alienor.procedures.minutes import correct_words, draft_from_day
from alienor.procedures.thanking import submit_to_those_who_came, thank_those_who_came
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.sessions import attending, badges, holding, preparing, room, running
from alienor.stages.sessions import minutes as stage
from alienor.stages.sessions.exit_questions import (
    ANSWERS,
    QUESTIONS,
    answer_exit_questions,
    enter_exit_slips,
)
from alienor.stages.sessions.minutes_queries import SUMMARY, words_of
from alienor.stages.sessions.models import Session

BODIES = {
    "groupe": "proposition_group",
    "comite": "methodology_committee",
    "suivi": "followup_group",
}
STEPS = {"final_vote": "final_vote", "welcome": "welcome"}
PREPARED, ANNOUNCED = 40, 15
THANKED, DRAFTED, SUBMITTED, READ, MINUTES = (
    1,
    3,
    3,
    5,
    18,
)  # days after the day itself, once its questions are over
TO_READ = 14  # days
TOLD = -130  # people are written to about days since then: older letters were posted long ago
LAST = 20 * 60  # when a day ends
BLANKS = 32
MOOD = ("yes", "yes", "yes", "rather_yes", "rather_yes", "rather_no", "no")  # most days are good
SPOKEN = {"elected": "elected", "agent": "agents"}


def events(player: Player, slug: str) -> Iterator[Event]:
    """Each day planned, announced, held, written up; those to come as far as they have gone."""
    told = text(slug, "sessions")
    founded = text(slug, "sessions").get("from_day", -100_000)
    for day in (*told["sessions"], *told.get("other_days", ())):
        yield from _day(player, slug, day, founded)
    for meeting in told.get("meetings", ()):
        yield from _meeting(player, slug, meeting)


def key_of(slug: str, name: str) -> str:
    """Where the player keeps the session made from this key of the texts."""
    return f"{slug}/session/{name}"


def meeting_key(body: str, number: int) -> str:
    """A meeting's key: its body and number."""
    return f"{body}-{number}"


def _day(player: Player, slug: str, day: dict[str, Any], founded: int) -> Iterator[Event]:
    name = f"{slug} : {day['title']}"
    planned = max(min(day["day"] - PREPARED, -3), founded)
    yield Event(day=planned, at="10:30", title=name, happens=partial(_plan, player, slug, day))
    if day["state"] == "planned":
        return
    announced = max(min(day["day"] - ANNOUNCED, -2), planned)
    yield Event(
        day=announced, at="11:30", title=name, happens=partial(_announce, player, slug, day)
    )
    if day["state"] != "held":
        yield Event(day=-1, at="09:00", title=name, happens=partial(_answers, player, slug, day))
        return
    yield Event(
        day=day["day"], at="08:45", title=name, happens=partial(_welcome, player, slug, day)
    )
    yield from _run(player, slug, day)
    yield from hall.happenings(player, key_of(slug, day["key"]), day)
    yield Event(day=day["day"], at="20:00", title=name, happens=partial(_end, player, slug, day))
    if TOLD < day["day"] <= -THANKED:
        yield Event(
            day=day["day"] + THANKED,
            at="09:00",
            title=f"{slug} : remerciements, {day['title']}",
            happens=partial(_thank, player, slug, day["key"]),
        )
    yield from _written(player, slug, day, day["minutes_text"])


def _run(player: Player, slug: str, day: dict[str, Any]) -> Iterator[Event]:
    """Each item begins when the one before it has lasted as long as planned."""
    hour, minute = map(int, day["start"].split(":"))
    at = 60 * hour + minute
    for number, item in enumerate(day.get("agenda", ()), start=1):
        if at < LAST:
            yield Event(
                day=day["day"],
                at=f"{at // 60:02d}:{at % 60:02d}",
                title=f"{slug} : {item['title']}",
                happens=partial(_begin_item, player, slug, day["key"], number),
            )
        at += item["minutes"]


def _meeting(player: Player, slug: str, meeting: dict[str, Any]) -> Iterator[Event]:
    name = f"{slug} : {meeting['title']}"
    one = {
        **meeting,
        "key": meeting_key(meeting["body"], meeting["number"]),
        "kind": "meeting",
        "agenda": [{"kind": "plenary", "title": meeting["title"], "minutes": 180}],
    }
    planned = min(meeting["day"] - 10, -3)
    yield Event(day=planned, at="10:00", title=name, happens=partial(_plan, player, slug, one))
    if meeting["state"] != "held":
        return
    yield Event(
        day=meeting["day"] - 7,
        at="10:05",
        title=name,
        happens=partial(_announce, player, slug, one),
    )
    yield Event(
        day=meeting["day"], at="17:50", title=name, happens=partial(_welcome, player, slug, one)
    )
    yield Event(
        day=meeting["day"], at="21:05", title=name, happens=partial(_end, player, slug, one)
    )
    yield from _written(player, slug, one, meeting["summary"])


def _plan(player: Player, slug: str, day: dict[str, Any]) -> None:
    edition = edition_named(slug)
    kind = day.get("kind", "welcome" if day["key"] == "welcome" else "session")
    step = f"session_{day['number']}" if kind == "session" else STEPS.get(kind, "")
    known = {one.code for one in rules_of(edition).steps}
    made = preparing.plan_session(
        edition_id=edition.pk,
        kind=kind,
        body=BODIES.get(day.get("body", ""), "assembly"),
        step=step if step in known else "",
        number=day.get("number"),
        title=day["title"],
        starts_at=_at(player, day["day"], day["start"]),
        ends_at=_at(player, day.get("end_day", day["day"]), day["end"]),
        place=day["place"],
        access=day.get("place_note", ""),
        chair=day.get("chair", ""),
        actor=player.organiser,
        clock=player.clock,
    )
    player.made[key_of(slug, day["key"])] = made.pk
    if day.get("agenda"):
        preparing.set_agenda(
            session_id=made.pk,
            items=[
                preparing.Item(
                    kind=item["kind"],
                    title=item["title"],
                    minutes=item["minutes"],
                    lead=item.get("lead", ""),
                    prompts=item.get("prompts", ()),
                )
                for item in day["agenda"]
            ],
            actor=player.organiser,
            clock=player.clock,
        )


def _announce(player: Player, slug: str, day: dict[str, Any]) -> None:
    for paper in day.get("papers", ()):
        preparing.add_paper(
            session_id=player.made[key_of(slug, day["key"])],
            title=str(paper)[:200],
            text=str(paper),
            **_by(player),
        )
    announce_day(session_id=player.made[key_of(slug, day["key"])], **_by(player))


def _answers(player: Player, slug: str, day: dict[str, Any]) -> None:
    """On the eve of a day to come: most have answered, some have not."""
    edition = edition_named(slug)
    session = Session.objects.get(pk=player.made[key_of(slug, day["key"])])
    if session.starts_at > player.moment(14):
        return
    for person, _college in sorted(colleges_in(edition, "assembly").items()):
        draw = _rank(day["key"], person) % 20
        if draw < 15:
            attending.answer_convocation(
                session_id=session.pk,
                person_id=person,
                answer="yes" if draw < 11 else "no" if draw < 13 else "unsure",
                **_by(player),
            )
    _needs(player, session, told=day.get("needs", ()))
    for number in range(6):
        _volunteer(player, session, number, *given_and_family(f"{slug}/{day['key']}/{number}"))
    if "capacity" in day:
        room.set_capacity(session_id=session.pk, people=day["capacity"], **_by(player))
    badges.make_badges(session_id=session.pk, blanks=BLANKS, **_by(player))
    if "tables" in day:
        seat_people(player, session, day["tables"])
    hall.make_signs(player, session, day)


def _needs(player: Player, session: Session, *, told: Sequence[dict[str, Any]]) -> None:
    """Some of those who come say, each for themself, what they need."""
    coming = session.answers.filter(answer="yes").order_by("person_id")
    for person, need in zip(coming.values_list("person_id", flat=True), told, strict=False):
        attending.say_needs(
            session_id=session.pk,
            needs=need["needs"],
            words=need.get("words", ""),
            actor=Actor(person_id=person, through="demo"),
            clock=player.clock,
        )


def _volunteer(player: Player, session: Session, number: int, given: str, family: str) -> None:
    """Somebody asks to come, and opens the link of the message."""
    email = f"volontaire-{session.pk}-{number}@exemple.invalid"
    anyone = {"actor": player.anyone, "clock": player.clock}
    procedures.ask_to_come(session_id=session.pk, email=email, language="fr", **anyone)
    person_id = find_person(email=email)
    assert person_id is not None, "they asked just before"  # a fault of the demo
    procedures.confirm_coming(
        secret=secret_of(person_id),
        session=session.public_id,
        given_name=given,
        family_name=family,
        **anyone,
    )


def _welcome(player: Player, slug: str, day: dict[str, Any]) -> None:
    """Open, let in the people whom the texts count: members by list, newcomers one by one."""
    session_id = player.made[key_of(slug, day["key"])]
    edition = edition_named(slug)
    session = procedures.begin_day(session_id=session_id, derogation="", **_by(player))
    wanted = dict(day.get("presence") or {})
    if session.body == "assembly":
        elected_and_agents(player, slug, wanted)
    here: list[int] = []
    seated = colleges_in(edition, session.body)
    for college, count in wanted.items():
        there = sorted(
            (one for one, own in seated.items() if own == college),
            key=lambda one: _rank(f"{slug}/{day['key']}", one),
        )
        here += there[:count]
        known = [one.full_name for one in identities(seated).values()]
        names = newcomers(f"{slug}/volontaire", first=len(there), known=known)
        for identity in islice(names, max(0, count - len(there)) if college == "volunteer" else 0):
            procedures.welcome_walk_in(session_id=session_id, identity=identity, **_by(player))
    attending.enter_presences(session_id=session_id, person_ids=here, **_by(player))
    if "tables" in day:
        seat_people(player, session, day["tables"])
    hall.make_signs(player, session, day)
    if "guests" in day:
        room.count_guests(session_id=session_id, **day["guests"], **_by(player))


def _begin_item(player: Player, slug: str, name: str, number: int) -> None:
    running.begin_item(session_id=player.made[key_of(slug, name)], number=number, **_by(player))


def _end(player: Player, slug: str, day: dict[str, Any]) -> None:
    session_id = player.made[key_of(slug, day["key"])]
    if day.get("speaking"):
        spoken = {SPOKEN.get(name, name): count for name, count in day["speaking"].items()}
        holding.count_speaking(session_id=session_id, minutes=spoken, **_by(player))
    session = procedures.end_day(
        session_id=session_id, sentences=day.get("decided", ()), **_by(player)
    )
    for person in _some_who_came(session, day.get("said_at_the_end", 0)):
        answer_exit_questions(
            session_id=session_id,
            person_id=person,
            answers={
                question: MOOD[_rank(f"{day['key']}/{question}", person) % len(MOOD)]
                for question in QUESTIONS
            },
            actor=Actor(person_id=person, through="demo"),
            clock=player.clock,
        )
    if paper := dict(day.get("said_on_paper", {})):
        enter_exit_slips(
            session_id=session_id,
            slips=paper.pop("slips"),
            counts={one: dict(zip(ANSWERS, said, strict=True)) for one, said in paper.items()},
            **_by(player),
        )


def _thank(player: Player, slug: str, key: str) -> None:
    thank_those_who_came(session_id=player.made[key_of(slug, key)], **_by(player))


def _some_who_came(session: Session, count: int) -> list[int]:
    came = session.presences.values_list("person_id", flat=True)
    return sorted(came, key=lambda one: _rank(session.title, one))[:count]


def _written(player: Player, slug: str, day: dict[str, Any], words: str) -> Iterator[Event]:
    """Minutes drafted from the day, told and corrected, submitted, read, approved, published."""
    name, key = f"{slug} : compte rendu, {day['title']}", day["key"]
    for after, at, happens in (
        (DRAFTED, "10:00", partial(_draft_minutes, player, slug, key, words)),
        (SUBMITTED, "11:00", partial(_submit_minutes, player, slug, key, day["day"])),
        (READ, "18:00", partial(_read_minutes, player, slug, key)),
        (MINUTES, "11:00", partial(_publish_minutes, player, slug, key)),
    ):
        if day["day"] + after <= 0:
            yield Event(day=day["day"] + after, at=at, title=name, happens=happens)


def _draft_minutes(player: Player, slug: str, key: str, words: str) -> None:
    session_id = player.made[key_of(slug, key)]
    draft = draft_from_day(session_id=session_id, **_by(player))
    told = words_of(draft)
    correct_words(
        session_id=session_id,
        words={**told, SUMMARY: f"{told[SUMMARY]}\n{words}"},
        reason="Ce qui s'est dit est ajouté.",
        **_by(player),
    )


def _submit_minutes(player: Player, slug: str, key: str, day: int) -> None:
    submit = submit_to_those_who_came if day > TOLD else stage.submit_minutes
    submit(session_id=player.made[key_of(slug, key)], days=TO_READ, **_by(player))


def _read_minutes(player: Player, slug: str, key: str) -> None:
    """Some of those who were there approve them; nobody has to."""
    session = Session.objects.get(pk=player.made[key_of(slug, key)])
    version = session.minutes.order_by("-number").first()
    assert version is not None, "it was submitted before"  # a fault of the demo
    for person in _some_who_came(session, 3):
        stage.read_minutes(
            session_id=session.pk,
            version=version.number,
            person_id=person,
            answer="approve",
            actor=Actor(person_id=person, through="demo"),
            clock=player.clock,
        )


def _publish_minutes(player: Player, slug: str, key: str) -> None:
    session_id = player.made[key_of(slug, key)]
    stage.approve_minutes(session_id=session_id, **_by(player))
    stage.publish_minutes(
        session_id=session_id,
        prepared_by="Comité de méthodologie",
        validated_by="Adjointe à la démocratie locale",
        **_by(player),
    )


def _at(player: Player, day: int, time: str) -> datetime:
    return player.moment(day, time)


def _rank(salt: str, person: int) -> int:
    return int(hashlib.sha256(f"{salt}/{person}".encode()).hexdigest()[:8], 16)


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
