"""Badges: made, printed, scanned, handed out, and what they open on a telephone."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from tests.integration import test_sessions
from tests.integration.test_ceremony import pages_of
from tests.integration.test_running import begin, desk, read

from alienor.platform.access.roles import roles_of
from alienor.platform.actors import Actor
from alienor.platform.acts import guard
from alienor.platform.codes import read_code
from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.people.actions import erase_person
from alienor.platform.people.records import Identity, change_identity, identity_of
from alienor.platform.register import reading
from alienor.procedures.sessions import begin_day, end_day, open_vote
from alienor.stages.bodies.queries import college_in
from alienor.stages.polls.models import OpenChoice
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, badges, preparing, room
from alienor.stages.sessions.exit_questions import (
    ASKED_FOR,
    QUESTIONS,
    answer_exit_questions,
    exit_counts,
)
from alienor.stages.sessions.models import Badge, Session
from alienor.stages.sessions.queries import present_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened


def made(world: Any, session: Session, blanks: int = 2) -> dict[str, Badge]:
    """The badges of a day, by the name of who wears them; those without one as `blank`."""
    badges.make_badges(session_id=session.pk, blanks=blanks, **world.by("helene"))
    names = {person: name for name, person in world.people.items()}
    return {names.get(one.person_id, "blank"): one for one in badges.badges_of(session)}


def phone(badge: Badge) -> Client:
    client = Client()
    answer = client.get(reverse("room:enter", args=[badges.code_of(badge)]))
    assert answer.status_code == 302, "the code leaves the address at once"
    assert answer["Location"] == reverse("room:today")
    return client


def shown(client: Client, status: int = 200) -> str:
    answer = client.get(reverse("room:today"))
    assert answer.status_code == status
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " "))


def scan(client: Client, session: Session, text: str, **also: str) -> str:
    """What the desk reads once a badge is scanned."""
    answer = client.post(
        reverse("office:welcome", args=["essai", session.public_id]),
        {"q": text, **also},
        follow=True,
    )
    return unescape(answer.content.decode())


def acts(session: Session, kind: str) -> list[dict[str, Any]]:
    """What the register holds of a day, of one kind of act."""
    return [
        json.loads(bytes(entry.leaf))["act"]
        for entry in reading.history_of(session.public_id)
        if entry.kind.startswith(f"{kind}/")
    ]


def closed(world: Any, session: Session) -> None:
    """The day ends, a moment ago by the clock of the site."""
    end_day(session_id=session.pk, sentences=["C'est dit."], **world.by("helene"))
    with guard.lifted():
        Session.objects.filter(pk=session.pk).update(closed_at=now())


def test_everybody_who_did_not_say_no_has_a_badge_and_some_have_no_name(
    world: Any, day: Session
) -> None:
    attending.answer_convocation(
        session_id=day.pk, person_id=world.people["bruno"], answer="no", **world.by("bruno")
    )
    found = made(world, day, blanks=3)
    assert "aicha" in found and "claire" in found and "bruno" not in found
    count = day.badges.count()
    assert day.badges.filter(person_id=None).count() == 3
    attending.answer_convocation(
        session_id=day.pk, person_id=world.people["bruno"], answer="yes", **world.by("bruno")
    )
    made(world, day, blanks=3)
    assert day.badges.count() == count + 1, "made again, only what is missing is added"
    act = acts(day, "badges_made")[-1]
    assert act["named"] == count - 2 and act["blank"] == 3


def test_what_is_stored_of_a_badge_opens_nothing(world: Any, day: Session) -> None:
    badge = made(world, day)["aicha"]
    code = badges.code_of(badge)
    assert code not in {badge.digest, str(badge.pk)}
    assert badges.badge_with(badge.digest) is None
    assert badges.badge_with(code) == badge
    assert code not in str(acts(day, "badges_made"))


@pytest.mark.parametrize(
    "written", ["{}", " {} ", "https://a.example/b/{}", "http://a.example/b/{}/", "{half} {other}"]
)
def test_a_code_is_read_as_people_and_scanners_write_it(written: str) -> None:
    code = "k7qpm3xw2t"
    text = written.format(code.upper(), half=code[:5].upper(), other=code[5:])
    assert read_code(text.rstrip("/") if text.endswith("/") else text) == code


@pytest.mark.parametrize("text", ["", "Aïcha", "k7qpm3xw2", "k7qpm3xw2t9", "0000000000"])
def test_a_name_or_half_a_code_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_a_badge_that_is_scanned_notes_its_person_once(world: Any, opened: Session) -> None:
    badge, client = made(world, opened)["aicha"], desk(world)
    address = "http://localhost/b/" + badges.code_of(badge)
    assert "Aïcha Exemple est là" in scan(client, opened, address)
    assert world.people["aicha"] in present_in(opened)
    again = scan(client, opened, badges.code_of(badge).upper())
    assert "déjà là depuis" in again and "badge sans nom" in again
    assert opened.presences.filter(person_id=world.people["aicha"]).count() == 1
    attending.check_out(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    assert "Aïcha Exemple est là" in scan(client, opened, address), "back after an errand"


def test_a_page_that_fetches_itself_again_leaves_what_is_said_to_the_desk(
    world: Any, opened: Session
) -> None:
    badge, client = made(world, opened)["aicha"], desk(world)
    page = reverse("office:welcome", args=["essai", opened.public_id])
    client.post(page, {"q": badges.code_of(badge)})
    fetched = client.post(page, {"q": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "est là" not in fetched.partition('id="announcements"')[2].partition("</div>")[0]
    assert "Aïcha Exemple est là" in client.get(page).content.decode()


def test_a_badge_of_another_day_notes_nobody(world: Any, opened: Session) -> None:
    other = test_sessions.plan(world, title="Une autre journée", step="session_2", number=2)
    preparing.set_agenda(session_id=other.pk, items=[test_sessions.MEAL], **world.by("helene"))
    preparing.announce_session(session_id=other.pk, **world.by("helene"))
    badge = made(world, other)["aicha"]
    page = scan(desk(world), opened, badges.code_of(badge))
    assert "celui d'une autre journée : Une autre journée" in page
    assert not present_in(opened)


def test_a_badge_without_a_name_goes_to_a_walk_in_in_one_go(world: Any, opened: Session) -> None:
    blank, client = made(world, opened)["blank"], desk(world)
    page = scan(client, opened, badges.code_of(blank))
    assert f"Badge n° {blank.number}, sans nom" in page
    form = reverse("office:walk_in", args=["essai", opened.public_id]) + f"?badge={blank.number}"
    assert form in page and f'value="{blank.number}"' in client.get(form).content.decode()
    client.post(form, {"given_name": "Zoé", "badge": blank.number})
    blank.refresh_from_db()
    assert blank.person_id in present_in(opened)
    assert college_in(world.edition, "assembly", blank.person_id) == "volunteer"
    assert "Zoé" in shown(phone(blank))


def test_a_badge_lost_is_replaced_and_opens_nothing_more(world: Any, opened: Session) -> None:
    found = made(world, opened)
    lost, blank, client = found["aicha"], found["blank"], desk(world)
    page = scan(client, opened, badges.code_of(blank))
    assert 'name="badge"' in page
    client.post(
        reverse("office:note_presence", args=["essai", opened.public_id]),
        {"person": world.people["aicha"], "move": "arrive", "badge": blank.number},
    )
    assert world.people["aicha"] in present_in(opened)
    assert "a été remplacé" in shown(phone(lost), status=403)
    assert "a été remplacé" in scan(client, opened, badges.code_of(lost))
    assert "Aïcha" in shown(phone(blank))


def test_the_door_says_by_name_who_came_and_who_left(world: Any, opened: Session) -> None:
    made(world, opened)
    client, where = desk(world), ["essai", opened.public_id]
    note = reverse("office:note_presence", args=where)
    for move, said in (("arrive", "Aïcha Exemple est là."), ("leave", "Aïcha Exemple s’en va.")):
        client.post(note, {"person": world.people["aicha"], "move": move})
        assert said in read(client, "welcome", opened)
    client.post(reverse("office:walk_in", args=where), {"given_name": "Zoé"})
    assert "Zoé est là." in read(client, "welcome", opened)


def test_nobody_takes_the_badge_of_somebody_else(world: Any, opened: Session) -> None:
    found = made(world, opened)
    with pytest.raises(Invalid, match="badge_taken"):
        badges.give_badge(
            session_id=opened.pk,
            number=found["aicha"].number,
            person_id=world.people["bruno"],
            **world.by("helene"),
        )
    with pytest.raises(NotFound):
        badges.give_badge(
            session_id=opened.pk,
            number=found["blank"].number,
            person_id=world.people["farid"],
            **world.by("helene"),
        )
    with pytest.raises(NotAllowed):
        badges.make_badges(session_id=opened.pk, blanks=0, **world.by("aicha"))
    with pytest.raises(Invalid):
        badges.make_badges(session_id=opened.pk, blanks=-1, **world.by("helene"))


def test_a_badge_gives_no_role_but_a_members(world: Any) -> None:
    helene = Actor(person_id=world.people["helene"], through="badge")
    assert roles_of(helene, world.edition) == {"anyone", "member"}


def test_a_telephone_without_a_badge_says_what_to_do(world: Any, opened: Session) -> None:
    blank = made(world, opened)["blank"]
    assert "Lisez votre badge" in shown(Client(), status=403)
    assert "à personne" in shown(phone(blank), status=403)
    assert Client().get(reverse("room:enter", args=["k7qpm3xw2t"])).status_code == 404
    forged = Client()
    forged.cookies["badge"] = f"{opened.public_id}:1"
    assert "Lisez votre badge" in shown(forged, status=403)
    assert forged.post(reverse("room:floor")).status_code == 404


def test_a_code_that_a_telephone_cannot_read_is_typed(world: Any, opened: Session) -> None:
    code, client = badges.code_of(made(world, opened)["aicha"]), Client()
    assert "tapez le code écrit sous l’image" in shown(client, status=403)
    wrong = client.post(reverse("room:enter_typed"), {"code": "k7qpm 3xw2t"})
    assert client.get(reverse("room:enter_typed"))["Location"] == reverse("room:today")
    assert wrong.status_code == 404 and "Vérifiez le code" in wrong.content.decode()
    assert client.post(reverse("room:enter_typed"), {"code": f" {code[:5]} {code[5:].upper()} "})
    assert "Aïcha" in shown(client)


def test_the_badge_of_whoever_had_their_data_erased_opens_nothing(
    world: Any, opened: Session
) -> None:
    client = phone(made(world, opened)["aicha"])
    erase_person(person_id=world.people["aicha"], reason="request", **world.by("helene"))
    assert "a été remplacé" in shown(client, status=403)


def test_the_telephone_shows_the_item_the_table_and_asks_for_the_floor(
    world: Any, opened: Session
) -> None:
    badge = made(world, opened)["aicha"]
    client = phone(badge)
    assert "Passez à l’accueil" in shown(client)
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    begin(world, opened, 1)
    page = shown(client)
    assert "En ce moment Café" in page and "Ensuite : Choix du sujet" in page
    client.post(reverse("room:floor"))
    assert "on vous donnera la parole" in shown(client)
    client.post(reverse("room:floor"), {"renounce": "yes"})
    assert "Demander la parole" in shown(client)


def test_a_roll_call_is_answered_with_a_badge_once(world: Any, day: Session) -> None:
    world.seat("claire", "proposition_group", "elected_majority")
    meeting = test_sessions.plan(
        world, kind="meeting", body="proposition_group", step="", number=None, title="Séance"
    )
    preparing.set_agenda(session_id=meeting.pk, items=[test_sessions.MEAL], **world.by("helene"))
    preparing.announce_session(session_id=meeting.pk, **world.by("helene"))
    begin_day(session_id=meeting.pk, **world.by("helene"))
    found = made(world, meeting)
    attending.check_in(session_id=meeting.pk, person_id=world.people["ines"], **world.by("helene"))
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="group_indicative",
        question="Faut-il entendre les écoles ?",
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    open_vote(poll_id=poll.pk, channel="roll_call", **world.by("helene"))
    client = phone(found["ines"])
    assert "Faut-il entendre les écoles ?" in shown(client)
    for answer in ("yes", "no"):
        client.post(reverse("room:answer", args=[poll.public_id]), {"answer": answer})
    assert [one.answer for one in OpenChoice.objects.filter(poll=poll)] == ["yes"]
    assert "Vous avez répondu : Pour" in shown(client)
    elsewhere = phone(made(world, day)["claire"])
    refused = elsewhere.post(reverse("room:answer", args=[poll.public_id]), {"answer": "no"})
    assert refused.status_code == 404, "a badge opens its own day alone"


def test_a_badge_opens_nothing_two_days_after(world: Any, opened: Session) -> None:
    client = phone(made(world, opened)["aicha"])
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    closed(world, opened)
    page = shown(client)
    assert "La journée est finie" in page and "C'est dit." in page
    with guard.lifted():
        Session.objects.filter(pk=opened.pk).update(closed_at=now() - timedelta(days=3))
    assert "Cette journée est passée" in shown(client, status=403)


def test_the_questions_of_the_end_are_counted_and_nobody_is_read(
    world: Any, opened: Session
) -> None:
    badge = made(world, opened)["aicha"]
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    client = phone(badge)
    assert "Comment était cette journée" not in shown(client)
    closed(world, opened)
    assert "Comment était cette journée" in shown(client)
    for again in ("no", "yes"):
        client.post(reverse("room:say"), {"spoke": "yes", "again": again})
    opened.refresh_from_db()
    over = opened.closed_at + ASKED_FOR + timedelta(minutes=1)
    assert exit_counts(opened, now=over) == [], "fewer than ten are not shown"
    for n in range(9):
        person = world.newcomer(f"p{n}")
        with guard.lifted():
            opened.presences.create(person_id=person, college="drawn", arrived_at=world.clock.now())
        answer_exit_questions(
            session_id=opened.pk,
            person_id=person,
            answers={"again": "rather_no"},
            actor=Actor(person_id=person),
            clock=world.clock,
        )
    assert exit_counts(opened, now=over - timedelta(hours=1)) == [], "they may change still"
    [whole] = exit_counts(opened, now=over)
    assert whole.people == 10
    assert whole.counts["again"] == {"yes": 1, "rather_yes": 0, "rather_no": 9, "no": 0}
    assert "spoke" not in whole.counts, "one person alone answered that"
    said = str(acts(opened, "exit_answered"))
    assert said != "[]" and "rather_no" not in said and "yes" not in said


def test_who_was_not_there_or_says_nothing_is_not_counted(world: Any, opened: Session) -> None:
    def answer(name: str, **answers: str) -> None:
        answer_exit_questions(
            session_id=opened.pk,
            person_id=world.people["aicha"],
            answers=answers,
            **world.by(name),
        )

    with pytest.raises(NotFound):
        answer("aicha", spoke="yes")
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    with pytest.raises(NotFound):
        answer("bruno", spoke="yes")
    with pytest.raises(Invalid):
        answer("aicha", spoke="perhaps")
    with pytest.raises(Invalid, match="nothing_answered"):
        answer("aicha")
    assert len(QUESTIONS) == 4


def test_the_safe_capacity_of_the_room_alone_limits_who_enters(world: Any, opened: Session) -> None:
    room.set_capacity(session_id=opened.pk, people=3, **world.by("helene"))
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    room.count_guests(session_id=opened.pk, companions=1, children=1, **world.by("helene"))
    with pytest.raises(Invalid, match="room_full"):
        attending.check_in(
            session_id=opened.pk, person_id=world.people["bruno"], **world.by("helene")
        )
    client = desk(world)
    assert "Dans la salle : 3, sur 3 au plus" in read(client, "welcome", opened)
    client.post(
        reverse("office:note_guests", args=["essai", opened.public_id]),
        {"who": "children", "do": "less"},
    )
    attending.check_in(session_id=opened.pk, person_id=world.people["bruno"], **world.by("helene"))
    with pytest.raises(Invalid):
        room.count_guests(session_id=opened.pk, companions=-1, children=0, **world.by("helene"))
    with pytest.raises(Invalid):
        room.set_capacity(session_id=opened.pk, people=0, **world.by("helene"))
    end_day(session_id=opened.pk, sentences=["C'est dit."], **world.by("helene"))
    with pytest.raises(WrongState):
        room.set_capacity(session_id=opened.pk, people=9, **world.by("helene"))


def test_a_latecomer_reads_the_table_of_the_round_that_is_on(world: Any, opened: Session) -> None:
    client = phone(made(world, opened)["aicha"])
    attending.check_in(session_id=opened.pk, person_id=world.people["aicha"], **world.by("helene"))
    with guard.lifted():
        for turn, table in ((2, 5), (3, 8)):  # seated since the second round
            opened.table_seats.create(round=turn, table=table, person_id=world.people["aicha"])
        opened.agenda.update(kind="tables", begun_at=now())
        opened.agenda.exclude(position=0).update(ended_at=now())
    begun = opened.agenda.count()
    assert f"ronde {min(begun, 3)}" in shown(client)
    with guard.lifted():
        opened.agenda.exclude(position__in=(0, 1)).update(begun_at=None)
    assert "ronde 2 5" in shown(client)


def test_two_desks_count_guests_at_once_and_lose_nobody(world: Any, opened: Session) -> None:
    for _desk in range(2):
        room.guests_move(session_id=opened.pk, children=1, **world.by("helene"))
    room.guests_move(session_id=opened.pk, companions=-1, **world.by("helene"))
    opened.refresh_from_db()
    assert (opened.companions, opened.children) == (0, 2), "nobody less than none is there"
    with pytest.raises(Invalid):
        room.guests_move(session_id=opened.pk, companions=5000, **world.by("helene"))
    with pytest.raises(NotAllowed):
        room.guests_move(session_id=opened.pk, children=1, **world.by("aicha"))


def test_a_badge_that_was_replaced_is_handed_to_nobody(world: Any, opened: Session) -> None:
    found = made(world, opened)
    give = {"session_id": opened.pk, "person_id": world.people["aicha"], **world.by("helene")}
    badges.give_badge(number=found["blank"].number, **give)
    with pytest.raises(Invalid, match="badge_ended"):
        badges.give_badge(number=found["aicha"].number, **give)
    with pytest.raises(NotFound):
        badges.give_badge(number=9999, **give)


def test_a_badge_says_the_name_that_one_wishes(world: Any, opened: Session) -> None:
    client = desk(world, "aicha")
    form = client.get(reverse("member:details"))
    assert "Le nom sur mon badge" in unescape(form.content.decode())
    facts = {"given_name": "Aïcha", "badge_name": "Aïcha de Beaulieu", "language": "fr"}
    client.post(reverse("member:details"), {**facts, "shown": "words"})
    assert identity_of(world.people["aicha"]).on_badge == "Aïcha de Beaulieu"
    made(world, opened)
    with guard.lifted():
        change_identity(world.people["bruno"], Identity(given_name="Bruno"))
    pdf = desk(world).get(reverse("office:badges", args=["essai", opened.public_id]))
    pages = " ".join(" ".join(pages_of(pdf.content)).split())
    assert "Aïcha de Beaulieu" in pages and "Bruno" in pages
    code = badges.code_of(opened.badges.get(person_id=world.people["aicha"]))
    assert f"{code[:5]} {code[5:]}" in pages
