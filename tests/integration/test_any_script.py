"""Names, words and options in any script are printed: one character never stops the papers."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.integration import test_paper_sheets
from tests.integration.test_paper_presences import seated
from tests.integration.test_paper_sheets import ITEMS, send
from tests.integration.test_papers import text_of
from tests.integration.test_running import desk
from tests.integration.test_sessions import plan

from alienor.platform.actors import Actor
from alienor.platform.documents import typeset
from alienor.platform.documents.glyphs import SQUARE, families, printable
from alienor.platform.messages.asking import secret_of
from alienor.platform.people.records import find_person
from alienor.procedures.minutes import draft_from_day
from alienor.procedures.sessions import (
    ask_to_come,
    begin_day,
    confirm_coming,
    end_day,
    open_vote,
)
from alienor.stages.polls.conducting import close_poll
from alienor.stages.polls.counting import enter_count, publish_result
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import preparing
from alienor.stages.sessions.badges import make_badges
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.signs import make_table_signs

held = test_paper_sheets.held
with_a_database = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

NAMES = {
    "Chinese": "王小明",
    "Japanese": "さくら",
    "Korean": "김민준",
    "Tamil": "தமிழ்",
    "Bengali": "বাংলা",
    "Hindi": "हिन्दी",
    "Amharic": "አበበ",
    "Thai": "สมชาย",
    "Khmer": "សុខា",
    "Tifinagh": "ⴰⵎⵣⵉⵖ",
    "Arabic": "محمد",
    "Hebrew": "שלום",
    "Greek": "Ελένη",
    "Ukrainian": "Олена",
    "Armenian": "Արամ",
    "Georgian": "ნინო",
    "Vietnamese": "Nguyễn",
    "Yoruba": "Adéọlá",
    "emoji": "😀 🌳 ✅",
}


LETTERS = sorted(set().union(*families().values()))
SIGNS = [one for one in LETTERS if unicodedata.category(one)[0] in "MC"]


def printed(*names: str) -> bytes:
    """The list of presences, with these names."""
    facts = {
        "title": "Présences", "language": "fr", "city": "Exemple", "foot": "Exemple",
        "when": "Samedi", "headers": ["Nom", "A", "D", "S"], "walk_ins": "Autres",
        "colleges": [{"label": "Habitants", "people": names}],
    }  # fmt: skip
    return typeset("surfaces/papers/presence.typ", facts=facts)


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_name_is_printed_in_its_own_script(name: str) -> None:
    assert printable(name) == name
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(printed(name))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert len(fonts) > 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ana 𓀀𓀁 Élu", f"Ana {SQUARE}{SQUARE} Élu"),
        ("王\u0bcd", "王"),
        ("a\x00b\ue000\ud800", f"a{SQUARE}b{SQUARE}{SQUARE}"),
        ("Ligne\r\nsuivante\t王", "Ligne\r\nsuivante\t王"),
    ],
)
def test_what_no_font_holds_is_a_square(written: str, shown: str) -> None:
    assert printable(written) == shown
    assert printed(written)


def test_every_character_there_is_can_be_printed() -> None:
    """All of Unicode that is assigned, and some that is not."""
    every = [chr(one) for one in (*range(0x32000), *range(0xE0000, 0xE0200), 0x10FFFF)]
    assert printed(*(" ".join(every[one : one + 500]) for one in range(0, len(every), 500)))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(LETTERS) | st.sampled_from(SIGNS) | st.characters(), max_size=12))
def test_letters_and_signs_of_any_scripts_together_can_be_printed(mixed: list[str]) -> None:
    assert printed("".join(mixed))


class TestInTheHall:
    pytestmark = with_a_database

    @pytest.mark.parametrize("name", ["王", "😀", "𓀀"])
    def test_one_name_and_every_paper_of_the_day_is_printed(self, world: Any, name: str) -> None:
        session = announced(world)
        world.newcomer("wang", name)
        world.seat("wang", "assembly", "volunteer")
        make_table_signs(session_id=session.pk, tables=2, **world.by("helene"))
        make_badges(session_id=session.pk, blanks=1, **world.by("helene"))
        for page in ("paper_file", "presence_list", "badges", "table_signs", "run_sheet"):
            where = reverse(f"office:{page}", args=["essai", session.public_id])
            assert desk(world).get(where).status_code == 200, page

    def test_who_registers_alone_under_such_a_name_is_on_the_list(self, world: Any) -> None:
        session = announced(world)
        nobody = {"actor": Actor(), "clock": world.clock}
        address = "wang@exemple.invalid"
        ask_to_come(session_id=session.pk, email=address, language="fr", **nobody)
        confirm_coming(
            secret=secret_of(find_person(email=address)),
            session=session.public_id,
            given_name="小明",
            family_name="王",
            **nobody,
        )
        where = reverse("office:presence_list", args=["essai", session.public_id])
        assert "小明" in text_of(desk(world).get(where).content)

    def test_an_emoji_in_any_words_of_a_day_is_printed(self, world: Any) -> None:
        word = "Oui ✅ 𓀀"
        session = announced(world, word)
        begin_day(session_id=session.pk, derogation="Pour l'essai.", **world.by("helene"))
        seated(world, session)
        poll = vote(world, word)
        make_table_signs(session_id=session.pk, tables=2, **world.by("helene"))
        send(world, session, t1_2_people="5", t1_2_1_notes=word, t1_2_1_agreements=word)
        end_day(session_id=session.pk, sentences=[word], **world.by("helene"))
        draft_from_day(session_id=session.pk, **world.by("helene"))
        for page in ("paper_file", "run_sheet", "minutes_draft"):
            where = reverse(f"office:{page}", args=["essai", session.public_id])
            assert desk(world).get(where).status_code == 200, page
        where = reverse("office:ballots", args=["essai", poll.public_id])
        assert desk(world).get(where).status_code == 200

    def test_an_emoji_in_an_option_and_the_public_record_is_printed(
        self, world: Any, held: Session
    ) -> None:
        seated(world, held)
        poll = vote(world, "Bancs 🌳")
        open_vote(poll_id=poll.pk, channel="hands", derogation="Essai.", **world.by("helene"))
        close_poll(poll_id=poll.pk, **world.by("helene"))
        counts = {"a": 3, "b": 1, "ballots": 3}
        for who in ("helene", world.second_teller()):
            enter_count(poll_id=poll.pk, sector="Salle entière", counts=counts, **world.by(who))
        publish_result(poll_id=poll.pk, **world.by("helene"))
        where = f"/editions/essai/votes/{poll.public_id}/proces-verbal.pdf"
        assert Client().get(where).status_code == 200


def announced(world: Any, title: str = "Café") -> Session:
    session = plan(world)
    items = [replace(ITEMS[0], title=title), *ITEMS[1:]]
    preparing.set_agenda(session_id=session.pk, items=items, **world.by("joel"))
    preparing.announce_session(session_id=session.pk, **world.by("joel"))
    return session


def vote(world: Any, option: str) -> Any:
    return draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter="topics",
        question=option,
        options=[("a", option), ("b", "Arbres")],
        **world.by("helene"),
    )
