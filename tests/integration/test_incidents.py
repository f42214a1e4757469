"""What interrupts a day: points of order, which everybody may read, and incidents, which nobody
outside the team may."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_badges import acts
from tests.integration.test_running import desk, read

from alienor.platform.actors import OPERATOR
from alienor.platform.acts import FixedClock, guard
from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.keystore.models import PersonKey
from alienor.platform.people.actions import give_role
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import begin_day
from alienor.stages.sessions import incidents
from alienor.stages.sessions.models import Incident

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
SECRET = "Une chute dans l'escalier nord."


def raised(world: Any, session: Any, **changes: Any) -> Any:
    facts = {"asked_by": "residents", "text": "Voter le titre d'abord.", **changes}
    return incidents.raise_point_of_order(session_id=session.pk, **facts, **world.by("helene"))


def test_a_point_of_order_names_nobody_and_is_decided_once(world: Any, opened: Any) -> None:
    point = raised(world, opened)
    decided = {"session_id": opened.pk, "point": point.public_id, **world.by("helene")}
    incidents.decide_point_of_order(decision="Accordé.", **decided)
    with pytest.raises(WrongState):
        incidents.decide_point_of_order(decision="Refusé.", **decided)
    [entry] = acts(opened, "point_of_order_raised")
    assert entry["asked_by"] == "residents"
    assert len(acts(opened, "point_of_order_decided")) == 1
    raised(world, opened, asked_by="chair", decision="Dit d'emblée.")
    assert len(acts(opened, "point_of_order_decided")) == 2
    page = Client().get(reverse("public:session", args=["essai", opened.public_id]))
    shown = unescape(page.content.decode())
    assert "Voter le titre d'abord." in shown
    assert "→ Accordé." in shown


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"asked_by": "Aïcha"}, "unknown_code"),
        ({"text": " "}, "required"),
        ({"text": "x" * 1001}, "too_many_characters"),
        ({"decision": "x" * 1001}, "too_many_characters"),
    ],
)
def test_a_point_of_order_says_what_and_by_which_function(
    world: Any, opened: Any, changes: dict[str, str], wrong: str
) -> None:
    with pytest.raises(Invalid, match=wrong):
        raised(world, opened, **changes)
    assert not opened.points_of_order.exists()
    with pytest.raises(NotFound):
        incidents.decide_point_of_order(
            session_id=opened.pk, point="none", decision="Oui.", **world.by("helene")
        )


def test_points_of_order_belong_to_a_day_that_is_open(world: Any, day: Any) -> None:
    with pytest.raises(WrongState):
        raised(world, day)
    with pytest.raises(NotAllowed):
        incidents.raise_point_of_order(
            session_id=day.pk, asked_by="residents", text="Non.", **world.by("joel")
        )


def test_the_desk_leads_from_the_opening_of_a_day_to_its_conduct_and_back_from_an_incident(
    world: Any, day: Any
) -> None:
    client, where = desk(world), ["essai", day.public_id]
    conduct = reverse("office:conduct", args=where)
    welcome = reverse("office:welcome", args=where)

    def page(name: str) -> str:
        return client.get(reverse(f"office:{name}", args=where)).content.decode()

    assert "Personne n'est encore noté présent" in read(client, "open_session", day)
    assert conduct not in page("incidents")
    begin_day(session_id=day.pk, derogation="Essai.", **world.by("helene"))
    assert f'<a class="button" href="{conduct}">' in page("session")
    assert f'<a class="button second" href="{welcome}">' in page("session")
    assert conduct in page("incidents")


def test_of_an_incident_the_register_says_that_there_was_one_and_the_note_is_encrypted(
    world: Any, opened: Any
) -> None:
    incidents.note_incident(session_id=opened.pk, kind="health", note=SECRET, **world.by("helene"))
    [entry] = acts(opened, "incident_noted")
    assert entry == {"session": opened.public_id}
    row = Incident.objects.get()
    assert SECRET.encode() not in bytes(row.note)
    assert [one.note for one in incidents.incidents_of(opened)] == [SECRET]
    leaves = b"".join(bytes(one.leaf) for one in Entry.objects.all())
    assert b"escalier" not in leaves
    for name in ("aicha", "joel", "gwenaelle", "ines"):
        with pytest.raises(NotAllowed):
            incidents.note_incident(
                session_id=opened.pk, kind="health", note="Non.", **world.by(name)
            )
    with pytest.raises(Invalid, match="unknown_code"):
        incidents.note_incident(
            session_id=opened.pk, kind="gossip", note="Non.", **world.by("helene")
        )


def test_a_note_on_an_incident_is_forgotten_after_a_year_key_and_all(
    world: Any, opened: Any
) -> None:
    made = incidents.note_incident(
        session_id=opened.pk, kind="order", note=SECRET, **world.by("helene")
    )
    now = world.clock.now()
    early = FixedClock(at=now + incidents.KEPT - timedelta(days=1))
    assert incidents.forget_incidents(actor=OPERATOR, clock=early) == 0
    late = FixedClock(at=now + incidents.KEPT + timedelta(days=1))
    assert incidents.forget_incidents(actor=OPERATOR, clock=late) == 1
    assert incidents.forget_incidents(actor=OPERATOR, clock=late) == 0
    assert not PersonKey.objects.filter(reference=made.key).exists()
    [noted] = incidents.incidents_of(opened)
    assert (noted.forgotten, noted.note) == (True, "")
    assert acts(opened, "incidents_forgotten")[0]["incidents"] == 1
    with pytest.raises(NotAllowed):
        incidents.forget_incidents(**world.by("helene"))


def test_the_desk_notes_both_in_two_clicks_and_reception_reads_no_incident(
    world: Any, opened: Any
) -> None:
    world.newcomer("rose")
    give_role(
        person_id=world.people["rose"],
        role="reception",
        edition=world.edition,
        **world.by("helene"),
    )
    address = reverse("office:incidents", args=["essai", opened.public_id])
    sent = {"kind": "health", "note": SECRET}
    assert desk(world, "rose").post(address, sent).status_code == 302
    assert SECRET not in unescape(desk(world, "rose").get(address).content.decode())
    assert SECRET in unescape(desk(world).get(address).content.decode())
    points = reverse("office:points_of_order", args=["essai", opened.public_id])
    assert desk(world, "rose").get(points).status_code == 403
    asked = {"asked_by": "elected", "text": "Une pause ?"}
    assert desk(world).post(points, asked).status_code == 302
    shown = read(desk(world), "conduct", opened)
    assert "Une pause ?" in shown
    assert "Trancher" in shown
    point = incidents.points_of_order_of(opened)[0]
    decide = reverse("office:decide_point", args=["essai", opened.public_id, point.public_id])
    assert desk(world).post(decide, {"decision": "Dix minutes."}).status_code == 302
    assert "Dix minutes." in read(desk(world), "conduct", opened)


def test_nothing_of_an_incident_is_written_outside_an_action(world: Any, opened: Any) -> None:
    with pytest.raises(guard.WrittenOutsideAction):
        Incident.objects.all().delete()
