"""A day as it goes: items begin and end, times shift, the desk conducts, the hall's screens follow."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_sessions
from tests.integration.test_ceremony import pages_of
from tests.integration.test_sessions import ITEMS, MEAL

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.people.actions import give_role
from alienor.platform.register import reading
from alienor.procedures.sessions import begin_day, end_day, open_vote
from alienor.procedures.tables import make_tables
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, preparing, running
from alienor.stages.sessions.queries import recorded_agenda, run_of, running_item
from alienor.stages.sessions.typical_days import typical_days

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened


def desk(world: Any, name: str = "helene") -> Client:
    client = Client()
    client.force_login(
        open_account(world.people[name]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def read(client: Client, name: str, session: Any) -> str:
    """The main part of a page of the day, as one line of words."""
    answer = client.get(reverse(f"office:{name}", args=["essai", session.public_id]))
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " "))


def begin(world: Any, session: Any, number: int) -> Any:
    return running.begin_item(session_id=session.pk, number=number, **world.by("helene"))


def at(session: Any, position: int, **times: Any) -> None:
    """As if an item had begun or ended at that time."""
    with guard.lifted():
        session.agenda.filter(position=position).update(**times)


def test_one_item_is_on_at_a_time_and_each_is_in_the_register(world: Any, opened: Any) -> None:
    assert running_item(opened) is None
    begin(world, opened, 1)
    with pytest.raises(Invalid, match="item_is_on"):
        begin(world, opened, 1)
    begin(world, opened, 3)
    assert running_item(opened).position == 2
    first = opened.agenda.get(position=0)
    assert first.begun_at < first.ended_at
    running.end_item(session_id=opened.pk, **world.by("helene"))
    with pytest.raises(Invalid, match="no_item_is_on"):
        running.end_item(session_id=opened.pk, **world.by("helene"))
    again = begin(world, opened, 1)
    assert (again.begun_at, again.ended_at) == (first.begun_at, None)
    kinds = [entry.kind for entry in reading.history_of(opened.public_id)]
    assert kinds[-4:] == ["item_begun/1", "item_begun/1", "item_ended/1", "item_begun/1"]
    end_day(session_id=opened.pk, sentences=["Rien."], **world.by("helene"))
    assert running_item(opened) is None


def test_who_conducts_and_when(world: Any, day: Any) -> None:
    with pytest.raises(WrongState):
        begin(world, day, 1)
    for name in ("aicha", "joel", "ines", "farid"):
        with pytest.raises(NotAllowed):
            running.set_screens(session_id=day.pk, screen="tables", **world.by(name))
    with pytest.raises(Invalid, match="unknown_code"):
        running.set_screens(session_id=day.pk, screen="film", **world.by("helene"))
    running.set_screens(session_id=day.pk, screen="welcome", **world.by("helene"))
    size = len(reading.history_of(day.public_id))
    running.set_screens(session_id=day.pk, screen="welcome", **world.by("helene"))
    assert len(reading.history_of(day.public_id)) == size, "nothing changed: nothing is recorded"


def test_whoever_leads_the_day_is_sent_to_no_page_that_refuses_them(world: Any, day: Any) -> None:
    world.newcomer("ambre")
    give_role(
        person_id=world.people["ambre"],
        role="chair",
        edition=world.edition,
        **world.by("helene"),
    )
    page = read(desk(world, "ambre"), "conduct", day)
    assert "L’équipe d’organisation l’ouvre" in page and "Ouvrir la séance" not in page
    assert "Ouvrir la séance" in read(desk(world), "conduct", day)
    begin_day(session_id=day.pk, derogation="Pour l'essai.", **world.by("helene"))
    page = read(desk(world, "ambre"), "conduct", day)
    assert "l’équipe d’organisation lève la séance" in page and "Lever la séance" not in page
    assert "Lever la séance" in read(desk(world), "conduct", day)


def test_a_vote_that_is_prepared_from_a_day_is_of_its_step(world: Any, day: Any) -> None:
    page = desk(world).get(reverse("office:session", args=["essai", day.public_id]))
    address = reverse("office:draft_poll", args=["essai"]) + "?step=session_1"
    assert address in page.content.decode()
    assert desk(world).get(address).context["form"]["step"].value() == "session_1"
    for kind, step, said in (
        ("shortlist", "session_1", "Choisir notre sujet, "),
        ("shortlist", "session_2", "qui n’a pas encore de journée"),
        ("indicative", "", "avec aucune journée avant d’être ouvert"),
    ):
        made = draft_poll(
            edition_id=world.edition.pk,
            kind=kind,
            matter="topics" if kind == "shortlist" else "",
            step=step,
            question="Laquelle ?",
            options=[("a", "Oui"), ("b", "Non")],
            **world.by("helene"),
        )
        page = desk(world).get(reverse("office:poll", args=["essai", made.public_id]))
        text = unescape(page.content.decode()).replace("'", "’").replace("\xa0", " ")
        assert said in text, (step, made.step)


def test_an_item_that_is_not_on_the_agenda_cannot_begin(world: Any, opened: Any) -> None:
    for number in (0, 4, -1):
        with pytest.raises(NotFound):
            begin(world, opened, number)


def test_what_comes_is_expected_after_what_is_on(world: Any, opened: Any) -> None:
    start = opened.starts_at
    planned = [0, 30, 90]

    def run(minute: int) -> list[tuple[str, int]]:
        rows = run_of(opened, now=start + timedelta(minutes=minute))
        assert [one.planned_at for one in rows] == [start + timedelta(minutes=m) for m in planned]
        return [(one.state, round((one.expected_at - start).total_seconds() / 60)) for one in rows]

    assert run(-20) == [("coming", 0), ("coming", 30), ("coming", 90)]
    assert run(10) == [("coming", 10), ("coming", 40), ("coming", 100)]
    at(opened, 0, begun_at=start + timedelta(minutes=10))
    assert run(15) == [("now", 10), ("coming", 40), ("coming", 100)]
    assert run(55) == [("now", 10), ("coming", 55), ("coming", 115)]
    at(opened, 0, ended_at=start + timedelta(minutes=35))
    at(opened, 2, begun_at=start + timedelta(minutes=35))
    assert run(40) == [("done", 10), ("skipped", 30), ("now", 35)]
    assert [one.late for one in run_of(opened, now=start)] == [10, 0, -55]


def test_the_desk_leads_from_item_to_item(world: Any, opened: Any) -> None:
    page = reverse("office:conduct", args=["essai", opened.public_id])
    client = desk(world)
    said = read(client, "conduct", opened)
    assert "Aucun point n’est en cours" in said and "Commencer : Café" in said
    assert client.post(page, {"do": "begin", "number": "1"}).status_code == 302
    said = read(client, "conduct", opened)
    assert "Point suivant : Choix du sujet" in said and "30 minutes prévues" in said
    twice = client.post(page, {"do": "begin", "number": "1"})
    assert twice.status_code == 422 and "déjà en cours" in twice.content.decode()
    for wrong in ({"do": "begin", "number": "²"}, {"do": "begin"}, {"do": "sing"}, {}):
        assert client.post(page, wrong).status_code == 404
    assert client.post(page, {"do": "show", "screen": "film"}).status_code == 422
    assert client.post(page, {"do": "end"}).status_code == 302
    assert running_item(opened) is None
    assert desk(world, "aicha").get(page).status_code == 403


def test_the_screens_follow_the_day(world: Any, day: Any) -> None:
    client = desk(world)
    said = read(client, "projector", day)
    assert "Bienvenue" in said and "Grande halle" in said and "/sessions/" in said
    raw = client.get(reverse("office:projector", args=["essai", day.public_id])).content.decode()
    assert "<svg" in raw and 'class="qr"' in raw
    opened = test_sessions.begin_day(
        session_id=day.pk, derogation="Pour l'essai.", **world.by("helene")
    )
    for name in ("aicha", "bruno", "claire"):
        attending.check_in(session_id=day.pk, person_id=world.people[name], **world.by("helene"))
    assert "Repas partagé" in read(client, "projector", opened)
    begin(world, opened, 1)
    said = read(client, "projector", opened)
    assert "Café" in said and "30 minutes prévues" in said and "Ensuite" in said
    running.set_screens(session_id=opened.pk, screen="tables", **world.by("helene"))
    assert "pas encore composées" in read(client, "projector", opened)
    make_tables(session_id=opened.pk, tables=1, rounds=1, **world.by("joel"))
    said = read(client, "projector", opened)
    assert "Table 1" in said and "Aïcha E." in said
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter="topics",
        question="Quels sujets garder ?",
        options=[("a", "Les bancs"), ("b", "Les arbres")],
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    open_vote(poll_id=poll.pk, channel="hands", **world.by("helene"))
    said = read(client, "projector", opened)
    assert "Quels sujets garder ?" in said and "Les bancs" in said and "peuvent voter" in said
    assert "Table 1" not in said, "an open vote goes before everything else"


def test_the_screens_thank_at_the_end(world: Any, opened: Any) -> None:
    end_day(session_id=opened.pk, sentences=["Nous gardons trois sujets."], **world.by("helene"))
    said = read(desk(world), "projector", opened)
    assert "Merci" in said and "Nous gardons trois sujets." in said
    assert "La séance n’est pas ouverte" in read(desk(world), "conduct", opened)


def test_a_screen_shows_names_to_the_desk_alone(world: Any, opened: Any) -> None:
    page = reverse("office:projector", args=["essai", opened.public_id])
    assert Client().get(page).status_code == 302
    assert desk(world, "aicha").get(page).status_code == 403


def test_an_agenda_may_begin_from_a_typical_day(world: Any) -> None:
    session = test_sessions.plan(world)
    page = reverse("office:set_agenda", args=["essai", session.public_id])
    client = desk(world)
    for one in typical_days():
        shown = client.get(page, {"type": one.code}).context["form"]
        data = {name: "" if value is None else value for name, value in shown.initial.items()}
        assert data["1-title"] == one.items[0]["title"]
        assert len({data[name] for name in data if name.endswith("-title")}) == len(one.items)
        assert client.post(page, data).status_code == 302
        items = recorded_agenda(session)["items"]
        assert tuple(items) == one.items
        assert set(one.label) == {"fr", "en"}
    assert client.get(page, {"type": "nothing"}).context["form"].initial["1-title"] == "Émargement"


def test_rooms_and_material_are_on_the_sheet_and_come_back_in_the_form(world: Any) -> None:
    session = test_sessions.plan(world)
    item = preparing.Item(
        kind="tables", title="Tables", minutes=60, room=" Gymnase ", material="12 feutres"
    )
    preparing.set_agenda(session_id=session.pk, items=[*ITEMS, item, MEAL], **world.by("joel"))
    recorded = recorded_agenda(session)["items"][2]
    assert (recorded["room"], recorded["material"]) == ("Gymnase", "12 feutres")
    page = desk(world).get(reverse("office:set_agenda", args=["essai", session.public_id]))
    assert "12 feutres" in page.content.decode()
    assert "Gymnase" in read(desk(world), "conduct", session)
    sheet = reverse("office:run_sheet", args=["essai", session.public_id])
    for name in ("helene", "joel"):
        (printed,) = pages_of(desk(world, name).get(sheet).content)
        assert "12 feutres" in printed and "Gymnase" in printed and "Fin prévue" in printed
    assert desk(world, "aicha").get(sheet).status_code == 403


def test_an_item_that_ended_is_resumed_from_the_same_card(world: Any, opened: Any) -> None:
    begin(world, opened, 1)
    client, page = desk(world), reverse("office:conduct", args=["essai", opened.public_id])
    assert "Reprendre : " not in words_of(client.get(page))
    client.post(page, {"do": "end"})
    assert f"Reprendre : {opened.agenda.get(position=0).title}" in words_of(client.get(page))
    client.post(page, {"do": "begin", "number": 1})
    assert running_item(opened).position == 0


def test_a_button_leads_back_to_its_part_of_the_page(world: Any, opened: Any) -> None:
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    client, page = desk(world), reverse("office:conduct", args=["essai", opened.public_id])
    listed = client.post(page, {"do": "add", "person": world.people["aicha"]})
    assert listed.url == f"{page}#parole"
    assert client.post(page, {"do": "show", "screen": "welcome"}).url == f"{page}#ecrans"
    assert client.post(page, {"do": "begin", "number": 1}).url == page


def words_of(answer: Any) -> str:
    """The words of a page, without what is only said to those who do not see it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", answer.content.decode())).split())
