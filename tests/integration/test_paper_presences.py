"""Hours of presence lists on paper, and how a vote was held: who could vote, and in which way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime
from tests.integration import test_paper_sheets
from tests.integration.conftest import set_second_factor
from tests.integration.test_badges import acts
from tests.integration.test_paper_sheets import approval_vote, by, send, words
from tests.integration.test_running import desk, read

from alienor.platform.errors import Invalid, NotAllowed, NotFound
from alienor.stages.sessions.afterwards import enter_presence_hours
from alienor.stages.sessions.attending import check_in, enter_presences
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
    assert present_at(held, at(held, 0)) == {one.person_id} and not present_at(held, at(held, -1))
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
            f"{hour(held, -1)} Zoé Invention",
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
            departures=f"{hour(held, 1)} Aïcha Exemple",
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
    assert enter_presence_hours(arrived={}, left={person: at(held, 3)}, **facts) == 1
    assert enter_presence_hours(arrived={}, left={person: at(held, 3)}, **facts) == 0
    assert enter_presence_hours(arrived={}, left={person: at(held, 2)}, **facts) == 1
    [one] = held.presences.all()
    assert one.left_at == at(held, 2)
    told = {"session": held.public_id, "arrivals": 0, "departures": 1}
    assert acts(held, "presence_hours_entered") == [told, told]


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
