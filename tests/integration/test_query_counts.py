"""How many queries a page asks: bounded, and the same whatever there is to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.integration.test_dialogue import ANSWER

from alienor.platform.accounts.open import open_account
from alienor.platform.acts import guard
from alienor.stages.dialogue import actions as dialogue
from alienor.stages.hearings import actions as hearings
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.proposals import deliberating, testing, writing
from alienor.stages.sessions.preparing import plan_session
from alienor.stages.topics.actions import submit_topic

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

# Pages of an edition, and the most queries that each may ask.
PUBLIC = {
    "edition": 30,
    "rules": 12,
    "bodies": 20,
    "polls": 12,
    "draw": 20,
    "draw_explained": 20,
    "recruitment": 20,
    "topics": 15,
    "sessions": 12,
    "proposals": 15,
    "final_text": 12,
    "hearings": 15,
    "council": 20,
    "followup": 20,
    "questions": 12,
    "files": 12,
    "feed": 10,
}
DESK = {
    "edition": 60,
    "seats": 25,
    "topics": 26,
    "sessions": 15,
    "proposals": 20,
    "council": 25,
    "recruitment": 30,
}
# Pages of a member, by who reads them: roles, days, votes and calls of one edition.
MEMBER = {"home": 90, "votes": 12, "details": 10}


def fill(world: Any, number: int) -> None:
    """One more of everything."""
    begins = world.clock.now()
    day = plan_session(
        edition_id=world.edition.pk,
        kind="meeting",
        body="proposition_group",
        step="",
        number=None,
        title=f"Séance {number}",
        starts_at=begins,
        ends_at=begins.replace(hour=begins.hour + 2),
        place="Mairie",
        **world.by("helene"),
    )
    proposal = writing.draft_proposal(
        edition_id=world.edition.pk,
        title=f"Proposition {number}",
        summary="Ouverts le soir.",
        paragraphs=[("p1", f"Paragraphe {number}."), ("p2", "Un autre.")],
        **world.by("ines"),
    )
    testing.request_test(
        proposal_id=proposal.pk, axis="technical", service="Espaces publics", **world.by("ines")
    )
    deliberating.give_argument(
        proposal_id=proposal.pk, side="for", text=f"Argument {number}.", **world.by("aicha")
    )
    question = dialogue.ask_question(
        edition_id=world.edition.pk,
        title=f"Question {number}",
        text="Quand ?",
        service="Espaces publics",
        **world.by("gwenaelle"),
    )
    dialogue.answer_question(question_id=question.pk, **ANSWER, **world.by("farid"))
    hearing = hearings.propose_hearing(
        edition_id=world.edition.pk,
        role=f"Médecin {number}",
        qualification="qualified",
        why="Elle sait.",
        family_name=f"Exemple {number}",
        **world.by("ines"),
    )
    hearings.accept_hearing(
        hearing_id=hearing.pk, interests="Aucun.", named=True, **world.by("ines")
    )
    hearings.schedule_hearing(hearing_id=hearing.pk, meeting=day.public_id, **world.by("ines"))
    hearings.ask_at_hearing(hearing_id=hearing.pk, text="Pourquoi ?", **world.by("bruno"))
    hearings.add_source(hearing_id=hearing.pk, title=f"Note {number}", **world.by("ines"))
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="committee_indicative",
        question=f"Garder l'horaire {number} ?",
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    deliberating.submit_amendment(
        proposal_id=proposal.pk,
        paragraph="p1",
        text=f"Autre paragraphe {number}.",
        reason="Plus clair.",
        **world.by("aicha"),
    )
    submit_topic(
        edition_id=world.edition.pk,
        title=f"Sujet {number}",
        description="Des mots.",
        derogation="Pour l'essai.",
        **world.by("helene"),
    )
    world.newcomer(f"elue{number}")
    world.seat(f"elue{number}", "assembly", "volunteer")
    world.newcomer(f"agent{number}")
    world.seat(f"agent{number}", "proposition_group", "agent")


def counted(client: Client, address: str) -> int:
    client.get(address)  # what is asked once (types, translations) is asked
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    return len(asked)


def test_a_page_asks_as_much_for_three_things_as_for_one(
    world: Any, second_factor: None, settings: Any
) -> None:
    settings.PAGE_CACHE = False
    anyone, desk, member = Client(), Client(), Client()
    desk.force_login(open_account(world.people["helene"]))
    member.force_login(open_account(world.people["ines"]))
    with guard.lifted():
        world.edition.steps.filter(code="session_1").update(started_at=world.clock.now())
    pages = [
        *((anyone, f"public:{name}", most) for name, most in PUBLIC.items()),
        *((desk, f"office:{name}", most) for name, most in DESK.items()),
    ]
    own = [(member, f"member:{name}", most) for name, most in MEMBER.items()]

    def asked() -> dict[tuple[str, int], int]:
        edition = {(name, most): (one, reverse(name, args=["essai"])) for one, name, most in pages}
        mine = {(name, most): (one, reverse(name)) for one, name, most in own}
        return {page: counted(*found) for page, found in (edition | mine).items()}

    fill(world, 1)
    first = asked()
    fill(world, 2)
    fill(world, 3)
    then = asked()
    grown = {page: (first[page], then[page]) for page in first if then[page] > first[page]}
    assert not grown
    assert not {page: count for page, count in then.items() if count > page[1]}
