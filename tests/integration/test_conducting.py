"""Votes are opened by hands, roll call or on paper, counted by two, each in its own edition."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid
from alienor.platform.people.actions import give_role
from alienor.stages.founding.actions import found_edition
from alienor.stages.polls.conducting import close_poll, open_poll
from alienor.stages.polls.counting import enter_count, publish_result
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import draft_poll

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def poll(world: Any) -> Any:
    return draft_poll(
        edition_id=world.edition.pk,
        kind="group_indicative",
        question="Garder cette option ?",
        **world.by("helene"),
    )


def opened(world: Any, poll: Any, channel: str = "hands") -> Any:
    return open_poll(
        poll_id=poll.pk,
        channel=channel,
        present=set(world.people.values()),
        derogation="Pour l'essai.",
        **world.by("helene"),
    )


@pytest.mark.parametrize("channel", ["electronic_secret", "telephone", "xx", ""])
def test_no_derogation_opens_a_vote_on_a_channel_that_does_not_exist(
    world: Any, poll: Any, channel: str
) -> None:
    with pytest.raises(Invalid, match="channel_unknown"):
        opened(world, poll, channel)
    assert Poll.objects.get().state == "drafted"


def test_counts_that_agree_are_not_counted_again(world: Any, poll: Any) -> None:
    world.newcomer("maelle")
    give_role(person_id=world.people["maelle"], role="organiser", **world.by("helene"))
    opened(world, poll)
    for teller in ("helene", "maelle"):
        enter_count(poll_id=poll.pk, sector="Salle", counts={"yes": 1}, **world.by(teller))
    again = {"poll_id": poll.pk, "sector": "Salle", "recount": True}
    with pytest.raises(Invalid, match="counts_agree"):
        enter_count(counts={"no": 1}, **again, **world.by("helene"))
    close_poll(poll_id=poll.pk, **world.by("helene"))
    assert publish_result(poll_id=poll.pk, **world.by("helene")).result["outcome"] == "adopted"


def test_counts_that_differ_are_counted_again(world: Any, poll: Any) -> None:
    world.newcomer("maelle")
    give_role(person_id=world.people["maelle"], role="organiser", **world.by("helene"))
    opened(world, poll)
    for teller, answer in (("helene", "yes"), ("maelle", "no")):
        enter_count(poll_id=poll.pk, sector="Salle", counts={answer: 1}, **world.by(teller))
    sheet = enter_count(
        poll_id=poll.pk, sector="Salle", counts={"no": 1}, recount=True, **world.by("helene")
    )
    assert sheet.round == 2


def test_a_vote_is_read_and_held_in_its_own_edition_alone(
    world: Any, poll: Any, client: Client, second_factor: None
) -> None:
    other = found_edition(
        title="Une autre",
        slug="autre",
        rules=rules.template_text("poitiers-2022"),
        **world.by("helene"),
    )
    world.newcomer("rose")
    give_role(person_id=world.people["rose"], role="reception", edition=other, **world.by("helene"))
    for name in ("rose", "helene"):
        client.force_login(open_account(world.people[name]))
        for page in ("poll", "open_poll", "enter_count", "annul_poll", "settle_tie"):
            answer = client.get(reverse(f"office:{page}", args=["autre", poll.public_id]))
            assert answer.status_code == 404, (name, page)
            assert b"Garder cette option" not in answer.content
        for page in ("open_poll", "annul_poll", "answer_roll_call"):
            sent = {"channel": "hands", "reason": "Non."}
            address = reverse(f"office:{page}", args=["autre", poll.public_id])
            assert client.post(address, sent).status_code == 404
        address = reverse("office:move_poll", args=["autre", poll.public_id, "annoncer"])
        assert client.post(address).status_code == 404
    assert Poll.objects.get().state == "drafted"


def test_a_roll_call_asks_for_or_against_whatever_the_derogation(world: Any) -> None:
    options = [("a", "La joie"), ("b", "Le prix")]
    draft = {"edition_id": world.edition.pk, "kind": "indicative", "question": "Quel critère ?"}
    poll = draft_poll(options=options, **draft, **world.by("helene"))
    with pytest.raises(Invalid, match="roll_call_needs_yes_no"):
        opened(world, poll, "roll_call")
    assert Poll.objects.get().state == "drafted"
