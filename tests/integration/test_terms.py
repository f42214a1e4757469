"""Terms of art on the pages: each in the glossary, its meaning opened where it comes first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client
from django.utils.html import escape

import alienor.surfaces
from alienor.platform.errors import NotFound
from alienor.stages.learning.library import term_named, terms

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

USE = re.compile(r"{%\s*term\s+([\"'])(.*?)\1")
TEMPLATES = Path(alienor.surfaces.__file__).parent / "templates"
WANTED = {
    "quorum", "exprimes", "college", "empreinte", "liste-complementaire", "avis-des-services",
    "recevabilite", "derogation", "proposition-d-arbitrage", "amendement", "animatrice-animateur",
    "tirage-au-sort", "mandat", "jalon",
}  # fmt: skip


def shown(template: str, **facts: str) -> str:
    return Template("{% load alienor %}" + template).render(
        Context({"request": HttpRequest(), **facts})
    )


def test_every_term_on_a_page_is_in_the_glossary() -> None:
    used = {
        slug for path in TEMPLATES.rglob("*.html") for _quote, slug in USE.findall(path.read_text())
    }
    assert used <= {term.slug for term in terms()}
    assert used >= WANTED
    with pytest.raises(NotFound):
        term_named("saisine")


def test_a_term_opens_its_meaning_without_a_script_and_links_to_the_glossary() -> None:
    page = shown('{% term "quorum" %}')
    assert '<button type="button" popovertarget="term-quorum" hidden>quorum</button>' in page
    assert '<span popover id="term-quorum">' in page
    assert page.count('href="/glossaire/#quorum"') == 2
    assert escape(term_named("quorum").definition) in page
    assert "<script" not in page


def test_the_page_keeps_its_own_words_safely_and_explains_a_term_once() -> None:
    page = shown('{% term "quorum" words %} {% term "quorum" "le quorum" %}', words="Quorum <b>")
    assert "Quorum &lt;b&gt;</button>" in page
    assert page.endswith("</span></span> le quorum")
    assert page.count("popovertarget") == 1


def test_english_readers_read_english_meanings(world: Any, client: Client) -> None:
    page = client.get("/en/editions/essai/regles/").content.decode()
    assert escape(term_named("quorum").definition_en) in page
    assert 'href="/en/glossaire/#quorum"' in page
