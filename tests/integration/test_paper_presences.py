"""Hours of presence lists on paper, and how a vote was held: who could vote, and in which way."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from time import process_time
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localtime
from tests.integration import test_paper_sheets, test_sessions
from tests.integration.conftest import set_second_factor
from tests.integration.test_badges import acts
from tests.integration.test_paper_sheets import (
    ITEMS,
    address,
    approval_vote,
    by,
    send,
    shown_on,
    words,
)
from tests.integration.test_running import desk, read

from alienor.platform.acts import FixedClock, guard
from alienor.platform.errors import Invalid, NotAllowed, NotFound
from alienor.platform.register import reading
from alienor.procedures.sessions import begin_day, open_vote
from alienor.stages.bodies.models import Seat
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import preparing
from alienor.stages.sessions.afterwards import enter_hours, enter_presence_hours
from alienor.stages.sessions.attending import check_in, check_out, enter_presences
from alienor.stages.sessions.day_notes import notes_of_day
from alienor.stages.sessions.debating import debates_of
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import came_or_left_within, present_at, present_in
from alienor.stages.sessions.taps import tap_speaking

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

held = test_paper_sheets.held


def at(session: Session, hours: float) -> datetime:
    return session.starts_at + timedelta(hours=hours)


def hour(session: Session, hours: float) -> str:
    return f"{localtime(at(session, hours)):%H:%M}"


def seated(world: Any, session: Session) -> set[int]:
    """Four people of the assembly, there from the beginning."""
    people = {world.people[name] for name in ("bruno", "ines", "joel", "karim")}
    enter_presences(person_ids=people, **by(session, world))
    return people


def who_could_vote(poll: Any) -> set[int]:
    return set(poll.roll.values_list("person_id", flat=True))


def test_who_left_before_a_vote_or_came_after_it_has_no_voice_in_it(
    world: Any, held: Session
) -> None:
    people = seated(world, held)
    poll, later = approval_vote(world), approval_vote(world, matter="another")
    v, w = f"v{poll.public_id}_", f"v{later.public_id}_"
    typed = {
        "present_drawn": [world.people["aicha"]],
        "walk_ins": "Zoé Invention",
        "arrivals": f"{hour(held, 2)} zoe invention",
        "departures": f"Exemple, Aïcha {hour(held, 3).replace(':', 'h')}",
        f"{v}1_0": "2",
        f"{v}1_2": "4",
        f"{w}1_0": "1",
        f"{w}1_2": "3",
    }
    page = words(send(world, held, **typed))
    assert page.count("écrivez l'heure de ce vote") == 4, "each vote, above and beside its field"
    assert not held.presences.filter(person_id=world.people["aicha"]).exists()
    page = words(send(world, held, **typed, **{f"{v}at": hour(held, 1), f"{w}at": hour(held, 4)}))
    assert "6 personnes notées présentes, 1 est partie" in page
    poll.refresh_from_db()
    later.refresh_from_db()
    [zoe] = present_in(held) - {*people}
    assert who_could_vote(poll) == {*people, world.people["aicha"]}
    assert who_could_vote(later) == {*people, zoe}


def test_without_hours_whoever_signed_was_there_from_the_beginning(
    world: Any, held: Session
) -> None:
    enter_presences(person_ids=[world.people["aicha"]], **by(held, world))
    [one] = held.presences.all()
    assert one.arrived_at == held.starts_at
    assert present_at(held, at(held, -1)) == {one.person_id}, "a day that begins early"
    assert not came_or_left_within(held)
    check_in(person_id=world.people["bruno"], **by(held, world))
    assert came_or_left_within(held), "noted at ten in the evening"


def test_every_line_that_cannot_be_read_is_said_at_once(world: Any, held: Session) -> None:
    page = words(
        send(
            world,
            held,
            present_drawn=[world.people["aicha"]],
            walk_ins="Zoé Invention\nINVENTION Zoé\nBruno Exemple",
            arrivals=f"Aïcha Exemple\n{hour(held, 1)} Personne Inconnue\n{hour(held, 1)} "
            "Claire Exemple",
            departures=f"{hour(held, 1)} Aïcha Exemple\n{hour(held, 2)} Aïcha Exemple\n"
            f"{hour(held, -6)} Zoé Invention",
        )
    )
    for said in (
        "est écrit deux fois",
        "Bruno Exemple a déjà une place",
        "« Aïcha Exemple » : écrivez l'heure, puis le nom",
        "« Personne Inconnue » n'est sur aucune liste",
        "« Claire Exemple » n'est pas noté comme présent",
        "« Aïcha Exemple » a deux heures",
    ):
        assert said in page, said
    assert not held.presences.exists()
    page = words(
        send(
            world,
            held,
            present_drawn=[world.people["aicha"]],
            arrivals=f"{hour(held, 2)} Aïcha Exemple",
            departures=f"{hour(held, -1)} Aïcha Exemple",
        )
    )
    assert "serait parti avant d'arriver" in page and not held.presences.exists()


def test_hours_replace_those_noted_and_their_act_names_nobody(world: Any, held: Session) -> None:
    person = world.people["aicha"]
    enter_presences(person_ids=[person], **by(held, world))
    facts = by(held, world)
    with pytest.raises(NotAllowed):
        enter_presence_hours(arrived={}, left={person: at(held, 1)}, **by(held, world, "aicha"))
    with pytest.raises(NotFound):
        enter_presence_hours(arrived={world.people["bruno"]: at(held, 1)}, left={}, **facts)
    for hours, code in ((-13, "hour_not_of_day"), (11, "hour_not_of_day")):
        with pytest.raises(Invalid) as refused:
            enter_presence_hours(arrived={}, left={person: at(held, hours)}, **facts)
        assert refused.value.code == code
    with pytest.raises(Invalid) as refused:
        enter_presence_hours(arrived={}, left={person: at(held, -1)}, **facts)
    assert refused.value.code == "left_before_arriving"
    back = {"arrived": {person: at(held, 2)}, "left": {person: at(held, 1)}}
    assert enter_presence_hours(**back, **facts) == 1 and enter_presence_hours(**back, **facts) == 0
    assert enter_presence_hours(arrived={}, left={person: at(held, 3)}, **facts) == 1
    assert enter_presence_hours(arrived={}, left={person: at(held, 3)}, **facts) == 0
    assert enter_presence_hours(arrived={}, left={person: at(held, 2)}, **facts) == 1
    [one] = held.presences.all()
    assert one.left_at == at(held, 2)
    told = {"session": held.public_id, "arrivals": 0, "departures": 1}
    assert acts(held, "presence_hours_entered") == [{**told, "arrivals": 1}, told, told], "no names"


def test_a_vote_that_went_into_an_urn_is_entered_as_such(world: Any, held: Session) -> None:
    seated(world, held)
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    assert "Ou dans une urne" in read(desk(world), "enter_paper_day", held)
    urn = {f"{v}urn_0": "2", f"{v}urn_1": "1", f"{v}urn_2": "3", f"{v}urn_3": "1"}
    page = words(send(world, held, **urn, **{f"{v}1_0": "2", f"{v}1_2": "2"}))
    assert "pas les deux" in page
    page = words(send(world, held, **urn))
    poll.refresh_from_db()
    assert (poll.state, poll.channel) == ("closed", "paper"), page
    [sheet] = poll.sheets.all()
    assert (sheet.sector, sheet.counts["invalid"]) == ("Urne", 1)
    other = world.second_teller()
    set_second_factor(world.people[other])
    page = read(desk(world, other), "enter_paper_day", held)
    assert "Secteur 1" not in page and "Ou dans une urne" not in page, "an urn it was"
    send(world, held, other, **urn)
    assert "les deux comptages s'accordent" in read(desk(world), "enter_paper_day", held)


def test_an_hour_without_a_count_is_asked_for_it(world: Any, held: Session) -> None:
    seated(world, held)
    poll = approval_vote(world)
    page = words(send(world, held, **{f"v{poll.public_id}_at": hour(held, 1)}))
    assert "Écrivez aussi le comptage de ce vote" in page
    poll.refresh_from_db()
    assert poll.state == "drafted"


def test_minutes_that_were_counted_live_are_said_before_they_are_replaced(
    world: Any, held: Session
) -> None:
    assert "rien encore" in read(desk(world), "enter_paper_day", held)
    world.clock.at = at(held, 1)
    facts = {"session_id": held.pk, **world.by("helene")}
    tap_speaking(part="residents", **facts)
    world.clock.at = at(held, 1.1)
    tap_speaking(part="residents", **facts)
    page = read(desk(world), "enter_paper_day", held)
    assert "comptées pendant la journée : habitantes et habitants 6" in page


def day_at(world: Any, begins: int, lasts: int = 8) -> Session:
    """An open day that begins at this hour of the town."""
    starts = localtime(world.clock.now() + timedelta(days=10)).replace(
        hour=begins, minute=0, second=0, microsecond=0
    )
    session = test_sessions.plan(world, starts_at=starts, ends_at=starts + timedelta(hours=lasts))
    preparing.set_agenda(session_id=session.pk, items=ITEMS, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    return begin_day(session_id=session.pk, derogation="Pour l'essai.", **world.by("helene"))


def voters_at(world: Any, session: Session, written: str, **typed: Any) -> set[int]:
    """Who could vote in a vote that is entered with this hour."""
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    page = words(
        send(world, session, **typed, **{f"{v}at": written, f"{v}1_0": "1", f"{v}1_2": "2"})
    )
    poll.refresh_from_db()
    assert poll.state == "closed", page[page.find("<main") : page.find("<form", page.find("<main"))]
    return who_could_vote(poll)


def in_the_evening(session: Session, hours: float) -> FixedClock:
    return FixedClock(session.starts_at + timedelta(hours=hours))


def test_hours_after_midnight_are_of_the_night_of_the_day(world: Any) -> None:
    night = day_at(world, 18, 7)
    people = seated(world, night)
    aicha = world.people["aicha"]
    left = {"present_drawn": [aicha], "departures": "00:10 Aïcha Exemple"}
    hours = {"hour_1": "18:05", "hour_2": "18:40", "hour_3": "21:00", "hour_4": "00:10"}
    assert voters_at(world, night, "00:15", **left, **hours) == people
    assert night.presences.get(person_id=aicha).left_at == night.starts_at + timedelta(
        hours=6, minutes=10
    )
    assert night.agenda.get(position=3).begun_at == night.starts_at + timedelta(hours=6, minutes=10)


def test_an_hour_far_from_the_day_is_refused(world: Any) -> None:
    day = day_at(world, 10)
    page = words(
        send(world, day, present_drawn=[world.people["aicha"]], arrivals="2:30 Aïcha Exemple")
    )
    assert "bien avant la journée" in page and not day.presences.exists()


def test_a_day_that_lasts_days_asks_for_the_date(world: Any) -> None:
    two = day_at(world, 9, 32)
    people = seated(world, two)
    aicha = world.people["aicha"]
    check_in(
        session_id=two.pk,
        person_id=aicha,
        actor=world.actor("helene"),
        clock=in_the_evening(two, 6),
    )
    page = words(send(world, two, departures="11:00 Aïcha Exemple"))
    assert "écrivez aussi la date" in page
    sunday = localtime(two.starts_at) + timedelta(days=1)
    written = f"{sunday:%Y-%m-%d}T11:00"
    assert voters_at(world, two, written) == {*people, aicha}
    page = words(send(world, two, departures=f"{sunday:%d/%m} 11:30 Aïcha Exemple"))
    assert "C'est enregistré" in page
    assert two.presences.get(person_id=aicha).left_at == two.starts_at + timedelta(
        hours=26, minutes=30
    )


def test_whoever_came_or_left_within_the_minute_of_a_vote_was_there(world: Any) -> None:
    day = day_at(world, 10)
    people = seated(world, day)
    clock = FixedClock(day.starts_at + timedelta(minutes=40, seconds=40))
    aicha = world.people["aicha"]
    check_in(session_id=day.pk, person_id=aicha, actor=world.actor("helene"), clock=clock)
    page = words(send(world, day, departures="10:40 Aïcha Exemple"))
    assert "C'est enregistré" in page, "in the minute in which she came"
    assert present_at(day, day.starts_at + timedelta(minutes=40)) == {*people, aicha}
    assert present_at(day, day.starts_at + timedelta(minutes=41)) == people


def test_whoever_left_and_came_back_was_away_in_between(world: Any) -> None:
    day = day_at(world, 10)
    people = seated(world, day)
    bruno, karim = world.people["bruno"], world.people["karim"]
    facts = {"session_id": day.pk, "person_id": bruno, "actor": world.actor("helene")}
    check_out(**facts, clock=in_the_evening(day, 1))
    check_in(**facts, clock=in_the_evening(day, 4))
    assert came_or_left_within(day)
    typed = {"departures": "11:00 Karim Exemple", "arrivals": "14:00 Karim Exemple"}
    assert voters_at(world, day, "12:00", **typed) == people - {bruno, karim}
    assert present_at(day, at(day, 4.5)) == people


def test_hours_typed_after_a_vote_say_that_its_roll_stays(world: Any, held: Session) -> None:
    seated(world, held)
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    send(world, held, **{f"{v}1_0": "1", f"{v}1_2": "2"})
    page = words(send(world, held, departures=f"{hour(held, 1)} Bruno Exemple"))
    assert "La liste des votes déjà ouverts ne suit pas ces heures : « Que garder ? »." in page


def test_the_hour_that_made_a_roll_is_public(world: Any, held: Session) -> None:
    seated(world, held)
    voters_at(world, held, hour(held, 1))
    poll = Poll.objects.get()
    told = [
        json.loads(bytes(entry.leaf))["act"]
        for entry in reading.history_of(poll.public_id)
        if entry.kind.startswith("poll_held_on_paper/")
    ]
    [act] = told
    moment = datetime.fromisoformat(act["held"])
    assert abs(moment - at(held, 1)) < timedelta(minutes=1)


def test_of_two_open_days_a_vote_takes_the_people_of_its_own(world: Any, held: Session) -> None:
    saturday = seated(world, held)
    sunday = world.open_day("session_2", "aicha", "bruno", number=2)
    mine = approval_vote(world)
    v = f"v{mine.public_id}_"
    send(world, held, **{f"{v}1_0": "1", f"{v}1_2": "2"})
    mine.refresh_from_db()
    assert who_could_vote(mine) == saturday, "entered on Saturday's page"
    later = draft_poll(
        edition_id=world.edition.pk,
        kind="amendment",
        step="session_2",
        matter="x",
        question="Changer ?",
        **world.by("helene"),
    )
    open_vote(poll_id=later.pk, channel="hands", **world.by("helene"))
    assert who_could_vote(later) <= present_in(sunday)


@pytest.mark.parametrize("name", ["walk_ins", "arrivals", "departures"])
def test_a_field_that_claims_to_have_shown_what_is_typed_breaks_nothing(
    world: Any, held: Session, name: str
) -> None:
    send(world, held, **{name: "Zoé Invention", f"seen-{name}": "Zoé Invention"})
    assert not held.presences.exists()


def test_a_line_of_any_length_is_read_at_once(world: Any, held: Session) -> None:
    begun = process_time()
    page = words(send(world, held, arrivals="a" + "-" * 20_000 + "b", walk_ins="x" * 5000))
    assert "écrivez l'heure, puis le nom" in page and "160 signes au plus" in page
    assert process_time() - begun < 5, "it took 8 s of a core before"


@pytest.mark.parametrize("name", ["!!!", "…"])
def test_what_names_nobody_is_no_walk_in(world: Any, held: Session, name: str) -> None:
    assert "écrivez un prénom et un nom" in words(send(world, held, walk_ins=name))
    assert not held.presences.exists()


def test_whoever_lost_their_place_is_not_dropped_in_silence(world: Any, held: Session) -> None:
    client = desk(world)
    shown = shown_on(client.get(address(held)).context["form"])
    claire = world.people["claire"]
    with guard.lifted():
        Seat.objects.filter(person_id=claire).delete()
    sent = {**shown, "present_elected_majority": [claire], "companions": "1"}
    page = words(client.post(address(held), sent))
    assert "n'a plus sa place ici" in page and not held.presences.exists()


def test_a_count_of_hands_leaves_an_open_vote_open(world: Any, held: Session) -> None:
    seated(world, held)
    poll = approval_vote(world)
    v = f"v{poll.public_id}_"
    open_vote(poll_id=poll.pk, channel="hands", **world.by("helene"))
    send(world, held, **{f"{v}1_0": "1", f"{v}1_2": "2"})
    poll.refresh_from_db()
    assert (poll.state, poll.sheets.count()) == ("opened", 1)


def test_an_urn_that_is_still_open_says_that_it_closes(world: Any, held: Session) -> None:
    seated(world, held)
    poll = approval_vote(world)
    open_vote(poll_id=poll.pk, channel="paper", **world.by("helene"))
    assert "votre saisie le clôt" in read(desk(world), "enter_paper_day", held)


def test_a_statement_that_two_desks_word_takes_nobody_elses_counts(
    world: Any, held: Session
) -> None:
    client = desk(world)
    shown = shown_on(client.get(address(held)).context["form"])
    enter_hours(begun={3: at(held, 1)}, **by(held, world))
    send(world, held, d3_new_words="La nuit suffit.", d3_new_1_agree="3")
    mine = {"hour_3": hour(held, 1), "d3_new_words": "Le jour aussi.", "d3_new_1_agree": "4"}
    client.post(address(held), {**shown, **mine})
    [(_item, debates)] = debates_of(held)
    assert [(str(one.statement), one.counts[0].agree) for one in debates if one.counts] == [
        ("La nuit suffit.", 3),
        ("Le jour aussi.", 4),
    ]


def test_an_hour_of_a_debate_without_its_count_is_asked_for_it(world: Any, held: Session) -> None:
    page = words(send(world, held, hour_3=hour(held, 1), d3_1_1_at=hour(held, 1.5)))
    assert "combien de personnes étaient de chaque côté" in page


def test_how_many_sat_at_a_table_is_corrected(world: Any, held: Session) -> None:
    send(world, held, hour_2=hour(held, 1), t1_2_people="6", t1_2_1_notes="Garder les arbres.")
    send(world, held, t1_2_people="9")
    [sheet] = notes_of_day(held)[0].questions[0].sheets
    assert sheet.people == 9


def test_a_walk_in_with_the_address_of_somebody_else_is_not_noted_as_them(
    world: Any, held: Session
) -> None:
    page = reverse("office:walk_in", args=["essai", held.public_id])
    sent = {"given_name": "Zoé", "family_name": "Invention", "email": "aicha@exemple.invalid"}
    answer = desk(world).post(page, sent)
    assert "celui d'une personne d'un autre nom" in words(answer)
    assert not held.presences.exists()
