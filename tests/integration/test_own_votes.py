"""A member's votes: what is open, to come and past, and answering a roll call for oneself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed, NotFound, WrongState
from alienor.platform.register.models import Entry
from alienor.procedures.sessions import open_vote
from alienor.stages.polls import conducting, counting, wording
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import OpenChoice, Poll
from alienor.stages.polls.queries import result_sentence
from alienor.stages.sessions.preparing import Item, announce_session, plan_session, set_agenda

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

QUESTION = "Faut-il entendre les écoles ?"


def entered(world: Any, name: str) -> Client:
    client = Client()
    client.force_login(open_account(world.people[name]))
    return client


def drafted(world: Any, kind: str = "group_indicative", **facts: Any) -> Poll:
    return wording.draft_poll(
        edition_id=world.edition.pk, kind=kind, question=QUESTION, **facts, **world.by("helene")
    )


@pytest.fixture
def roll_call(world: Any) -> Poll:
    """A roll call of the proposition group, open, with Inès and Claire on the roll."""
    world.seat("claire", "proposition_group", "elected_majority")
    poll = drafted(world)
    wording.announce_poll(poll_id=poll.pk, **world.by("helene"))
    return conducting.open_poll(poll_id=poll.pk, channel="roll_call", **world.by("helene"))


def published(world: Any, poll: Poll) -> None:
    for act in (conducting.close_poll, counting.publish_result):
        act(poll_id=poll.pk, **world.by("helene"))


def test_a_member_answers_a_roll_call_once_and_for_themself(world: Any, roll_call: Poll) -> None:
    page = entered(world, "ines")
    home = page.get(reverse("member:home")).content.decode()
    assert "Le vote est ouvert" in home and QUESTION in home
    assert "Ce vote n&#x27;est pas secret" in home
    address = reverse("member:answer_roll_call", args=[roll_call.public_id])
    assert address in home
    said = page.post(address, {"answer": "yes"}, follow=True).content.decode()
    assert "Vous avez répondu : Pour." in said
    assert address not in said
    entry = roll_call.roll.get(person_id=world.people["ines"])
    assert entry.token in said
    act = Entry.objects.order_by("-index").first()
    assert act.kind == "roll_call_answered/2"
    leaf = bytes(act.leaf).decode()
    assert entry.token in leaf and "yes" not in leaf and "Inès" not in leaf
    assert json.loads(leaf)["by"] == ["member"], "the token's college is nowhere"
    again = page.post(address, {"answer": "no"})
    assert again.status_code == 422
    assert "une réponse ne change plus" in again.content.decode()
    assert OpenChoice.objects.get().answer == "yes"
    with pytest.raises(Invalid, match="voted_already"):
        counting.answer_roll_call(
            poll_id=roll_call.pk,
            person_id=world.people["ines"],
            answer="no",
            **world.by("helene"),
        )
    published(world, roll_call)
    assert Poll.objects.get(pk=roll_call.pk).result["counts"]["yes"] == 1
    silent = roll_call.roll.get(person_id=world.people["claire"])
    said = entered(world, "claire").get(reverse("member:votes")).content.decode()
    assert f"Vous n’avez pas répondu. Votre code dans ce vote est {silent.token}" in said


def test_the_organiser_still_notes_what_was_said_aloud(world: Any, roll_call: Poll) -> None:
    counting.answer_roll_call(
        poll_id=roll_call.pk, person_id=world.people["claire"], answer="no", **world.by("helene")
    )
    with pytest.raises(Invalid, match="answered_already"):
        answer_own_roll_call(poll_id=roll_call.pk, answer="yes", **world.by("claire"))
    with pytest.raises(NotAllowed):
        counting.answer_roll_call(
            poll_id=roll_call.pk, person_id=world.people["ines"], answer="no", **world.by("claire")
        )


def test_who_may_not_answer_a_roll_call(world: Any, roll_call: Poll) -> None:
    answer = {"poll_id": roll_call.pk, "answer": "yes"}
    with pytest.raises(NotAllowed):
        answer_own_roll_call(**answer, **world.by("gwenaelle"))
    for name in ("farid", "helene", "aicha"):
        with pytest.raises(Invalid, match="not_on_own_roll"):
            answer_own_roll_call(**answer, **world.by(name))
    with pytest.raises(Invalid, match="unknown_code"):
        answer_own_roll_call(poll_id=roll_call.pk, answer="perhaps", **world.by("ines"))
    with pytest.raises(NotFound):
        answer_own_roll_call(poll_id=0, answer="yes", **world.by("ines"))
    address = reverse("member:answer_roll_call", args=[roll_call.public_id])
    refused = entered(world, "aicha").post(address, {"answer": "yes"})
    assert refused.status_code == 422
    assert "pas sur la liste de ce vote" in refused.content.decode()
    assert "/compte/" in Client().post(address, {"answer": "yes"}).url
    conducting.close_poll(poll_id=roll_call.pk, **world.by("helene"))
    with pytest.raises(WrongState):
        answer_own_roll_call(**answer, **world.by("ines"))
    assert not OpenChoice.objects.exists()


def test_nobody_answers_by_themself_where_hands_or_papers_count(world: Any) -> None:
    poll = drafted(world)
    conducting.open_poll(poll_id=poll.pk, channel="hands", **world.by("helene"))
    with pytest.raises(WrongState):
        answer_own_roll_call(poll_id=poll.pk, answer="yes", **world.by("ines"))
    home = entered(world, "ines").get(reverse("member:home")).content.decode()
    assert "On vote à main levée" in home
    assert reverse("member:answer_roll_call", args=[poll.public_id]) not in home


def test_whoever_is_not_noted_present_is_sent_to_the_reception(world: Any) -> None:
    world.open_day("session_2", "bruno", number=2)
    poll = drafted(world, "amendment", step="session_2", matter="amendment:essai")
    wording.announce_poll(poll_id=poll.pk, **world.by("helene"))
    page = entered(world, "aicha")
    for address in (reverse("member:home"), reverse("member:votes")):
        assert "Passez à l’accueil" not in page.get(address).content.decode()
    assert "Pendant la séance en cours" in page.get(reverse("member:votes")).content.decode()
    open_vote(poll_id=poll.pk, channel="paper", **world.by("helene"))
    for address in (reverse("member:home"), reverse("member:votes")):
        said = page.get(address).content.decode()
        assert "Passez à l’accueil" in said and QUESTION in said
        assert "Personne ne saura" not in said and "Il est sans nom" in said
        for name in ("bruno", "claire"):
            other = entered(world, name).get(address).content.decode()
            assert "Passez à l’accueil" not in other, name
    public = Client().get(reverse("public:poll", args=["essai", poll.public_id])).content.decode()
    assert "les bulletins sont sans nom" in public


def test_announced_votes_are_shown_to_those_who_will_vote(world: Any) -> None:
    begins = world.clock.now()
    day = plan_session(
        edition_id=world.edition.pk,
        kind="meeting",
        body="proposition_group",
        step="",
        number=None,
        title="Séance du groupe",
        starts_at=begins,
        ends_at=begins.replace(hour=begins.hour + 2),
        place="Maison des Trois-Quartiers",
        **world.by("helene"),
    )
    set_agenda(
        session_id=day.pk,
        items=[Item(kind="plenary", title="Tour de table", minutes=30)],
        **world.by("helene"),
    )
    announce_session(session_id=day.pk, **world.by("helene"))
    poll = drafted(world)
    votes = reverse("member:votes")
    assert QUESTION not in entered(world, "ines").get(votes).content.decode()
    wording.announce_poll(poll_id=poll.pk, **world.by("helene"))
    said = entered(world, "ines").get(votes).content.decode()
    assert QUESTION in said and "Maison des Trois-Quartiers" in said
    assert "à main levée ou par appel nominal" in said
    assert "1 vote annoncé" in entered(world, "ines").get(reverse("member:home")).content.decode()
    assert QUESTION not in entered(world, "aicha").get(votes).content.decode()
    drafted(world, "arbitration", matter="proposal:x", step="session_3")
    final = Poll.objects.order_by("-pk").first()
    wording.announce_poll(poll_id=final.pk, **world.by("helene"))
    assert QUESTION in entered(world, "aicha").get(votes).content.decode()
    assert QUESTION not in entered(world, "claire").get(votes).content.decode()


def test_past_votes_show_their_result_and_never_what_was_chosen(world: Any) -> None:
    poll = drafted(world)
    conducting.open_poll(poll_id=poll.pk, channel="hands", **world.by("helene"))
    world.newcomer("maelle")
    from alienor.platform.people.actions import give_role

    give_role(person_id=world.people["maelle"], role="organiser", **world.by("helene"))
    for teller in ("helene", "maelle"):
        counting.enter_count(
            poll_id=poll.pk,
            sector="Salle",
            counts={"yes": 1, "no": 0, "abstain": 0},
            **world.by(teller),
        )
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    votes = reverse("member:votes")
    waiting = entered(world, "ines").get(votes).content.decode()
    assert "dépouillement en cours" in waiting and "Vous avez répondu" not in waiting
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    poll.refresh_from_db()
    said = entered(world, "ines").get(votes).content.decode()
    assert result_sentence(poll, language="fr").split(".")[0] in said
    assert "Vous avez répondu" not in said
    english = entered(world, "ines").get("/en" + votes).content.decode()
    assert result_sentence(poll, language="en").split(".")[0] in english
    assert QUESTION not in entered(world, "aicha").get(votes).content.decode()
    assert "/compte/" in Client().get(votes).url
