"""Those who were there are thanked once, with what was decided and what follows."""

from __future__ import annotations

import html
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.integration.test_minutes import entered
from tests.integration.test_sessions import plan

from alienor.platform.acts import SystemClock, guard
from alienor.platform.errors import Invalid, NotAllowed, WrongState
from alienor.platform.messages.queue import letters_to_print, outbox
from alienor.platform.people.records import Identity, change_identity, identity_of
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import end_day, open_vote, welcome_walk_in
from alienor.procedures.thanking import thank_those_who_came, to_thank
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.queries import result_sentence
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import holding
from alienor.stages.sessions.exit_questions import answer_exit_questions

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def opened(world: Any) -> Any:
    return world.open_day("session_1", "aicha", "bruno")


@pytest.fixture
def held(world: Any, opened: Any) -> Any:
    sentences = ["Le sujet est choisi.", "Deux.", "Trois.", "Quatre."]
    end_day(session_id=opened.pk, sentences=sentences, **world.by("helene"))
    opened.refresh_from_db()
    return opened


def thanked() -> dict[str, Any]:
    """The messages of thanks, by their first reader's name."""
    return {one.to.split()[0]: one for one in outbox() if "Merci !" in one.subject}


def test_nobody_is_thanked_before_the_end_nor_by_whoever_does_not_chair(
    world: Any, opened: Any
) -> None:
    with pytest.raises(WrongState):
        thank_those_who_came(session_id=opened.pk, **world.by("helene"))
    end_day(session_id=opened.pk, sentences=["C'est dit."], **world.by("helene"))
    for name in ("joel", "aicha", "gwenaelle"):
        with pytest.raises(NotAllowed):
            thank_those_who_came(session_id=opened.pk, **world.by(name))


def test_thanks_say_what_was_decided_the_next_date_and_where_to_answer(
    world: Any, held: Any
) -> None:
    answer_exit_questions(
        session_id=held.pk,
        person_id=world.people["aicha"],
        answers={"spoke": "yes"},
        **world.by("aicha"),
    )
    later = plan(world, step="session_2", number=2, title="Débattre")
    assert thank_those_who_came(session_id=held.pk, **world.by("helene")) == 2
    said = thanked()
    questions = reverse("member:day_questions", args=[held.public_id])
    for words in ("- Le sujet est choisi.", "- Trois.", later.title, later.place):
        assert words in said["Bruno"].body, words
    assert "Quatre." not in said["Bruno"].body  # the page says the rest
    assert questions in said["Bruno"].body
    assert questions not in said["Aïcha"].body


def test_nobody_is_thanked_twice(world: Any, held: Any) -> None:
    facts = {"session_id": held.pk, **world.by("helene")}
    thank_those_who_came(**facts)
    assert to_thank(held) == 0
    with pytest.raises(Invalid, match="nobody_to_thank"):
        thank_those_who_came(**facts)
    assert len(thanked()) == 2
    assert Entry.objects.filter(kind="thanks_sent/1").count() == 1


def test_the_questions_are_no_longer_asked_after_two_days(world: Any, held: Any) -> None:
    world.clock.at += timedelta(days=3)
    thank_those_who_came(session_id=held.pk, **world.by("helene"))
    assert all("questions/" not in one.body for one in thanked().values())


def test_whoever_has_no_address_gets_a_letter(world: Any, opened: Any) -> None:
    welcome_walk_in(session_id=opened.pk, identity=Identity(given_name="Zoé"), **world.by("helene"))
    end_day(session_id=opened.pk, sentences=["C'est dit."], **world.by("helene"))
    assert thank_those_who_came(session_id=opened.pk, **world.by("helene")) == 2
    letters = [one for one in letters_to_print() if "Merci !" in one.subject]
    assert [one.to for one in letters] == ["Zoé"]
    assert "questions/" not in letters[0].body


def test_everybody_is_thanked_in_their_language(world: Any, held: Any) -> None:
    bruno = identity_of(world.people["bruno"])
    with guard.lifted():
        change_identity(
            world.people["bruno"],
            Identity(
                given_name=bruno.given_name,
                family_name=bruno.family_name,
                email=bruno.email,
                language="en",
            ),
        )
    thank_those_who_came(session_id=held.pk, **world.by("helene"))
    said = {one.to.split()[0]: one.body for one in outbox() if held.title in one.subject}
    assert "Thank you" in said["Bruno"] and "Merci" in said["Aïcha"]


def test_the_desk_reads_the_message_before_it_is_sent(
    world: Any, held: Any, second_factor: None
) -> None:
    where = ["essai", held.public_id]
    client, page = entered(world, "helene"), reverse("office:thank", args=where)
    assert (
        "Remercier 2 personnes"
        in client.get(reverse("office:session", args=where)).content.decode()
    )
    shown = client.get(page).content.decode()
    assert "Merci d" in shown and "Le sujet est choisi." in shown
    message = unescape(shown[shown.index('<article class="card message"') :].split("</article>")[0])
    assert settings.DEFAULT_FROM_EMAIL in message
    assert f"<b>Merci ! {held.title}</b>" in message.replace("\xa0", " ")
    assert "<br>- Le sujet est choisi." in message
    assert not thanked()
    assert client.post(page).status_code == 302
    assert len(thanked()) == 2
    assert client.post(page).status_code == 422
    assert "Remercier" not in client.get(reverse("office:session", args=where)).content.decode()


def test_whoever_was_there_answers_the_questions_in_their_space(world: Any, held: Any) -> None:
    page = reverse("member:day_questions", args=[held.public_id])
    assert entered(world, "bruno").get(page).status_code == 404  # the test's day is long past
    with guard.lifted():
        type(held).objects.filter(pk=held.pk).update(closed_at=SystemClock().now())
    client = entered(world, "bruno")
    assert client.post(page, {"spoke": "yes", "again": "no"}).status_code == 302
    assert client.get(page).context["form"].initial == {"spoke": "yes", "again": "no"}
    assert entered(world, "driss").get(page).status_code == 404
    assert client.post(page, {}).status_code == 422


def test_results_of_votes_end_the_page_of_a_day_on_which_nobody_wrote_what_was_decided(
    world: Any, opened: Any, client: Client, second_factor: None
) -> None:
    """A day of another kind than a session is closed without a sentence; its screens say it too."""
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter="topics",
        question="Que garder ?",
        options=[("o1", "Les écoles"), ("o2", "Les bus")],
        **world.by("helene"),
    )
    facts = {"poll_id": poll.pk, **world.by("helene")}
    open_vote(channel="hands", **facts)
    conducting.close_poll(**facts)
    for teller in ("helene", world.second_teller()):
        counts = {"o1": 2, "ballots": 2}
        counting.enter_count(poll_id=poll.pk, sector="S", counts=counts, **world.by(teller))
    sentence = html.escape(result_sentence(counting.publish_result(**facts), language="fr"))
    holding.close_session(session_id=opened.pk, **world.by("helene"))
    page = client.get(reverse("public:session", args=["essai", opened.public_id])).content.decode()
    told, _journal = page.split("Dans le journal public")
    assert sentence in told[told.rindex("Ce que l’Assemblée a décidé aujourd’hui") :]
    assert told.count(sentence) == 1
    hall = entered(world, "helene").get(
        reverse("office:projector", args=["essai", opened.public_id])
    )
    assert sentence in hall.content.decode()
