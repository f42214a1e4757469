"""Words, amounts and files that nobody sends by accident: refused in a sentence, never kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.test_sessions import day, plan
from tests.integration.test_topics import call, submit

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.platform.characters import LONGEST, readable
from alienor.platform.errors import Invalid
from alienor.platform.messages.models import Message
from alienor.platform.messages.queue import outbox, queue_message
from alienor.platform.people.records import Identity
from alienor.platform.register.models import Entry
from alienor.platform.tables import Column, TableInvalid, read_sheet
from alienor.platform.texts.models import Text
from alienor.procedures.appointing import appoint
from alienor.stages.founding.actions import adopt_rules, found_edition, make_commitment
from alienor.stages.polls.wording import draft_poll
from alienor.stages.proposals.models import Proposal
from alienor.stages.sessions.attending import say_needs
from alienor.stages.topics.models import Topic
from alienor.surfaces.fields import MOST_EUROS
from alienor.surfaces.first_run import first_run_code

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["call", "day"]

UNREADABLE = (
    "\x01",
    "\x00",
    "\x0b",
    "\x1f",
    "\x7f",
    "\x85",
    "\u202e",
    "\u2066",
    "\ufffe",
    "\ud800",
)


def helene(world: Any) -> Client:
    client = Client()
    client.force_login(open_account(world.people["helene"]))
    return client


def test_a_character_that_shows_nothing_is_refused_where_it_stands(call: Any, client: Any) -> None:
    for character in UNREADABLE:
        for words in (
            {"title": f"Un sujet {character} curieux"},
            {"description": f"Oui{character}"},
        ):
            with pytest.raises(Invalid, match="unreadable") as refusal:
                submit(call, words.pop("title", "Un sujet"), **words)
            assert refusal.value.params["character"] == f"U+{ord(character):04X}"
    page = client.post(
        reverse("public:submit_topic", args=["essai"]),
        {"title": "Un sujet \x01 curieux", "description": "Des mots."},
    )
    assert page.status_code == 422
    said = page.content.decode()
    assert "caractère invisible (U+0001)" in said
    assert "Un sujet \ufffd curieux" in said
    assert not Topic.objects.exists()
    submit(call, "Un sujet", description="Des mots,\r\n\tune liste,\nun émoji 👩‍👧, un e\u0301.")
    for identity in (
        Identity(given_name="Ma\x02do"),
        Identity(given_name="Mado", phone="06\u202e"),
    ):
        with pytest.raises(Invalid, match="unreadable"):
            appoint(
                edition_id=call.edition.pk, body="assembly", college="drawn", identity=identity,
                accepted=True, **call.by("helene"),
            )  # fmt: skip


def test_a_feed_is_served_whatever_was_kept_before(call: Any, client: Any) -> None:
    topic = submit(call, "Un sujet curieux")
    with guard.lifted():
        Text.objects.filter(pk=topic.title_id).update(body="Un sujet \x01 curieux")
        type(call.edition).objects.filter(pk=call.edition.pk).update(title="Essai\x0b\u202e")
    feed = client.get(reverse("public:feed", args=["essai"]))
    assert feed.status_code == 200
    assert "Un sujet \ufffd curieux" in feed.content.decode()
    assert readable("\x00a\u202eb\n") == "\ufffda\ufffdb\n"


def test_a_list_with_such_a_character_names_its_line() -> None:
    data = b"Nom;Ville\nBrun;Poitiers\nGr\x1fis;Poitiers\n"
    with pytest.raises(TableInvalid) as refusal:
        read_sheet(data, columns=[Column(code="name", names=("Nom",))])
    assert [(fault.line, fault.error.code) for fault in refusal.value.params["faults"]] == [
        (3, "unreadable")
    ]


def test_a_text_has_a_length_in_characters_too(call: Any, client: Any) -> None:
    page = client.post(
        reverse("public:submit_topic", args=["essai"]),
        {"title": "Un mot", "description": "a" * 20_000},
    )
    assert page.status_code == 422
    assert "20000 caractères" in page.content.decode()
    assert not Topic.objects.exists()
    with pytest.raises(Invalid, match="too_many_characters"):
        make_commitment(edition_id=call.edition.pk, text="a " * LONGEST, **call.by("helene"))
    with pytest.raises(Invalid, match="too_many_characters"):
        submit(call, "a" * 301)


def test_what_one_needs_has_a_length_too(day: Any, world: Any) -> None:
    for words in ("z" * (LONGEST + 1), "\x00"):
        with pytest.raises(Invalid):
            say_needs(session_id=day.pk, needs=["meal"], words=words, **world.by("aicha"))


def test_a_title_is_one_line(call: Any, second_factor: None) -> None:
    with pytest.raises(Invalid, match="one_line"):
        submit(call, "Un titre\r\nBcc: quelqu'un")
    page = helene(call).post(
        reverse("office:plan_session", args=["essai"]),
        {
            "kind": "meeting", "body": "proposition_group", "step": "",
            "title": "Titre\r\nBcc: moi@exemple.invalid", "starts_at": "2027-01-01T10:00",
            "ends_at": "2027-01-01T11:00", "place": "Ici",
        },
    )  # fmt: skip
    assert page.status_code == 422
    assert "en une seule ligne" in page.content.decode()
    queue_message(
        call.people["helene"], subject="Titre\r\nBcc: moi", body="Mots.", now=call.clock.now()
    )
    assert outbox()[0].subject == "Titre Bcc: moi"
    assert Message.objects.count() == 1


def test_amounts_and_counts_that_no_column_holds_are_refused(
    world: Any, second_factor: None
) -> None:
    desk = helene(world)
    commitments = reverse("office:make_commitment", args=["essai"])
    seen = desk.get(commitments).context["form"].initial["seen"]
    for amount in ("9" * 25, str(2**60), str(MOST_EUROS + 1), "-1"):
        page = desk.post(commitments, {"text": "Oui.", "budget_euros": amount, "seen": seen})
        assert page.status_code == 422, amount
        assert page.context["form"].errors["budget_euros"]
    sent = {"text": "Oui.", "budget_euros": str(MOST_EUROS), "seen": seen}
    assert desk.post(commitments, sent).status_code == 302
    inside = Client()
    inside.force_login(open_account(world.people["ines"]))
    for amount in ("9" * 25, str(2**62)):
        page = inside.post(
            reverse("public:draft_proposal", args=["essai"]),
            {"title": "T", "summary": "S", "text": "A", "cost_euros": amount},
        )
        assert page.status_code == 422
    with pytest.raises(Invalid, match="out_of_range"):  # and whoever calls the action itself
        make_commitment(
            edition_id=world.edition.pk, text="Oui.", budget_euros=2**60, **world.by("helene")
        )
    assert not Proposal.objects.exists()


def test_more_than_an_entry_holds_is_refused_in_a_sentence(world: Any, second_factor: None) -> None:
    inside = Client()
    inside.force_login(open_account(world.people["ines"]))
    page = inside.post(
        reverse("public:draft_proposal", args=["essai"]),
        {"title": "T", "summary": "S", "text": "\n\n".join(f"par {n}" for n in range(600))},
    )
    assert page.status_code == 422
    assert "200 paragraphes au plus" in page.content.decode()
    with pytest.raises(Invalid, match="too_many_options"):
        draft_poll(
            edition_id=world.edition.pk,
            kind="choose_subject",
            matter="topics",
            question="Lequel ?",
            options=[(f"o{n}", f"o {n}") for n in range(600)],
            **world.by("helene"),
        )
    size = Entry.objects.count()
    with pytest.raises(Invalid, match=r"entry_too_long|not_storable"):
        found_edition(
            title="a" * 50_000,
            slug="longue",
            rules=rules.template_text("neutral"),
            **world.by("helene"),
        )
    assert Entry.objects.count() == size


def test_rules_nested_too_deep_are_a_fault_of_the_file(world: Any) -> None:
    with pytest.raises(Invalid, match="rules_invalid") as refusal:
        adopt_rules(
            edition_id=world.edition.pk,
            rules="x=" + "[" * 3000 + "]" * 3000,
            reason="Essai.",
            **world.by("helene"),
        )
    assert [fault.code for fault in refusal.value.params["faults"]] == ["syntax"]


def test_a_day_beyond_the_calendar_is_refused(world: Any, second_factor: None) -> None:
    page = helene(world).post(
        reverse("office:plan_session", args=["essai"]),
        {
            "kind": "meeting", "body": "proposition_group", "step": "", "title": "T",
            "starts_at": "0001-01-01T00:00", "ends_at": "9999-12-31T23:59", "place": "Ici",
        },
    )  # fmt: skip
    assert page.status_code == 422
    assert plan(world, kind="meeting", body="proposition_group", step="", number=None)


def test_what_no_form_sends_is_refused(world: Any, day: Any, second_factor: None) -> None:
    desk = helene(world)
    for person in ("²", "9" * 30, "", "1e3"):
        noted = desk.post(
            reverse("office:note_presence", args=["essai", day.public_id]),
            {"move": "arrive", "person": person},
        )
        assert noted.status_code == 404, person
    for content in ("é", "%%%"):
        imported = desk.post(
            reverse("office:import_members", args=["essai", "assembly"]), {"content": content}
        )
        assert imported.status_code == 422, content


def test_the_first_run_refuses_any_other_code(db: None, client: Client) -> None:
    assert len(first_run_code()) == 32, "nobody tries 2 ** 128 of them"
    for code in ("é" * 8, first_run_code()[:-1], first_run_code()[:8], "²"):
        page = client.post(reverse("first_run"), {"code": code})
        assert page.status_code == 422
