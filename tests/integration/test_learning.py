"""The course and the glossary: open to all, answered on the spot, never recorded."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from alienor.platform.register.models import Entry
from alienor.stages.learning.library import course, terms
from alienor.surfaces.templatetags.alienor import markdown

pytestmark = pytest.mark.django_db


def test_three_units_and_a_glossary_are_there_and_whole() -> None:
    """Each question has its answer among its choices; each word its two languages; all in order."""
    assert len(course("fr").units) == 3
    for unit in course("fr").units:
        assert unit.sections and unit.questions and unit.sources
        for question in unit.questions:
            assert 0 <= question.answer < len(question.choices)
    assert len(terms()) >= 50
    assert len({term.slug for term in terms()}) == len(terms())
    for term in terms():
        assert all((term.term, term.definition, term.term_en, term.definition_en))
        assert len(term.definition.split()) <= 45
    words = [term.term for term in terms()]
    assert words == sorted(words, key=_alphabetical)


def test_the_course_is_whole_in_english() -> None:
    """Each field of each part has its English: the same parts, as long, with the same answers."""
    french, english = _fields(asdict(course("fr"))), _fields(asdict(course("en")))
    assert list(french) == list(english)
    for place, said in french.items():
        other = english[place]
        if place[-1] in ("slug", "minutes", "answer"):
            assert said == other, place
            continue
        assert other.strip() and other != said, place
        if place[-1] == "text":
            assert 0.7 < len(other) / len(said) < 1.3, place
            for mark in ("\n- ", "\n1. ", "\n\n"):
                assert other.count(mark) == said.count(mark), (place, mark)


def _fields(told: Any, place: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
    if isinstance(told, dict | list | tuple):
        rows = told.items() if isinstance(told, dict) else enumerate(told)
        return {
            key: value for name, one in rows for key, value in _fields(one, (*place, name)).items()
        }
    return {place: told}


def _alphabetical(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def test_answers_never_stand_in_an_address(client: Client) -> None:
    """What is sent by address is not read, so no log of addresses can hold an answer."""
    page = client.get(f"/apprendre/{course('fr').units[0].slug}/", {"q1": "0"}).content.decode()
    assert "bonne réponse sur" not in page
    assert '<form method="post"' in page


def test_a_reader_answers_and_sees_why(client: Client) -> None:
    """Right and wrong are said with their explanation, and the register has nothing of it."""
    before = Entry.objects.count()
    unit = course("fr").units[0]
    first, second = unit.questions[:2]
    wrong = (second.answer + 1) % len(second.choices)
    page = client.post(f"/apprendre/{unit.slug}/", {"q1": first.answer, "q2": wrong})
    body = page.content.decode()
    assert "1 bonne réponse sur" in body
    assert second.explanation.split("’")[0] in body
    assert f"{escape(second.choices[second.answer])}.</b>" in body
    assert Entry.objects.count() == before


def test_an_answer_that_is_none_counts_as_no_answer(client: Client) -> None:
    """A hand-made address changes nothing and breaks nothing."""
    page = client.post(
        f"/apprendre/{course('fr').units[0].slug}/", {"q1": "99", "q2": "x", "q3": "-1"}
    )
    assert page.status_code == 200
    assert "bonne réponse sur" not in page.content.decode()


def test_pages_link_to_each_other_and_an_unknown_unit_is_not_found(client: Client) -> None:
    """From the foot of any page to the course, each unit, the glossary; elsewhere a sentence."""
    assert 'href="/apprendre/"' in client.get("/verifier/").content.decode()
    page = client.get("/apprendre/").content.decode()
    assert course("fr").label in page
    for unit in course("fr").units:
        assert f'href="/apprendre/{unit.slug}/"' in page
    assert terms()[0].definition.split("’")[0] in client.get("/glossaire/").content.decode()
    assert client.get("/apprendre/rien/").status_code == 404


def test_the_glossary_speaks_english(client: Client) -> None:
    """The English pages show English words, and nothing says that there is only French."""
    page = client.get("/en/apprendre/").content.decode()
    first = course("en").units[0]
    assert escape(course("en").title) in page
    assert escape(first.summary) in page
    assert 'lang="fr"' not in page.partition("<main")[2].partition("</main")[0]
    unit = client.post(f"/en/apprendre/{first.slug}/", {"q1": "0"}).content.decode()
    assert "The right answer:" in unit
    assert escape(first.sections[0].title) in unit
    assert escape(first.questions[0].explanation) in unit
    assert 'lang="fr"' not in unit.partition("<main")[2].partition("</main")[0]
    page = client.get("/en/glossaire/").content.decode()
    assert terms()[0].definition_en.split("'")[0] in page


def test_a_word_of_the_glossary_is_found_without_its_accents(client: Client) -> None:
    page = client.get("/glossaire/", {"mot": "DEROGATION"}).content.decode()
    assert "dérogation</dt>" in page and "abstention</dt>" not in page
    page = client.get("/glossaire/", {"mot": "<b>zzz"}).content.decode()
    assert "Aucun mot ne correspond" in page and 'value="&lt;b&gt;zzz"' in page
    assert "dt>" in client.get("/glossaire/", {"mot": "  "}).content.decode()


def test_markdown_is_rendered_safely() -> None:
    """Emphasis and lists pass; tags, scripts and dangerous links do not."""
    said = markdown("**oui** <script>alert(1)</script>\n\n- un\n\n[x](javascript:alert(1))")
    assert "<strong>oui</strong>" in said
    assert "<li>un</li>" in said
    assert "<script" not in said
    assert 'href="javascript' not in said
