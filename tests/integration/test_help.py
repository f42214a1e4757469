"""The help: a section for each role, in both languages, in the words of the pages it tells of."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from tests.integration.test_doors import entered
from tests.unit.test_messages import tool

from alienor.platform.access.roles import ROLE_NAMES
from alienor.platform.people.actions import give_role
from alienor.stages.learning.library import HelpSection, help_in
from alienor.surfaces.public.helping import LINK, address_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

OF_NO_PERSON = {"operator"}  # whoever runs the server has a manual of their own
BOLD = re.compile(r"\*\*([^*]+)\*\*")
LANGUAGES = ("fr", "en")
SEATED = {
    "drawn": "aicha",
    "volunteer": "bruno",
    "elected": "claire",
    "agent": "elodie",
    "proposition_group": "ines",
    "methodology_committee": "joel",
    "followup_group": "karim",
    "screening_jury": "nour",
    "screener": "nour",
    "city_service": "farid",
    "organiser": "helene",
    "member": "aicha",
    "anyone": "gwenaelle",
}
GIVEN = ("chair", "reception", "moderator")


def texts(section: HelpSection) -> str:
    return "\n".join((section.text, *(part.text for part in section.parts)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_that_somebody_can_have_is_told_what_it_can_do(language: str) -> None:
    told = [role for section in help_in(language) for role in section.roles]
    assert set(ROLE_NAMES) - OF_NO_PERSON <= set(told)
    assert len(told) == len(set(told))
    places = [
        slug
        for section in help_in(language)
        for slug in (section.slug, *(part.slug for part in section.parts))
    ]
    assert len(places) == len(set(places))
    for section in help_in(language):
        for title, text in (
            (section.who, section.text),
            *((part.title, part.text) for part in section.parts),
        ):
            assert title
            assert 80 <= len(text.split()) <= 220, title


def test_both_languages_lead_to_the_same_pages_in_the_same_order() -> None:
    for french, english in zip(help_in("fr"), help_in("en"), strict=True):
        assert [name for _words, name in LINK.findall(texts(french))] == [
            name for _words, name in LINK.findall(texts(english))
        ]
        assert len(BOLD.findall(texts(french))) >= len(BOLD.findall(texts(english)))


def test_the_help_says_the_words_of_the_pages() -> None:
    """What is in bold, and what a link is called, is a message of the interface, letter by letter:
    who renames a button is told which help to change."""
    said: dict[str, set[str]] = {"fr": set(), "en": set()}
    for message in tool().merge():
        for language, words in (("fr", message.id), ("en", message.string)):
            every = words if isinstance(words, tuple | list) else [words]
            said[language].update(_plain(one) for one in every if one)
    unknown = {
        (language, words)
        for language in LANGUAGES
        for section in help_in(language)
        for words in (
            *BOLD.findall(texts(section)),
            *(words for words, _name in LINK.findall(texts(section))),
        )
        if _plain(words) not in said[language]
    }
    assert not unknown


def _plain(words: str) -> str:
    """Without what typography and the place in a sentence change."""
    flat = words.replace("\u00a0", " ").replace("’", "'").rstrip(".")
    return flat[:1].lower() + flat[1:]


@pytest.mark.parametrize("role", [*SEATED, *GIVEN])
def test_every_link_opens_for_those_whom_the_section_addresses(
    world: Any, second_factor: None, role: str
) -> None:
    name = SEATED.get(role, "maya")
    if name == "nour":
        world.newcomer(name)
        world.seat(name, "screening_jury", "volunteer")
    if role in GIVEN:
        world.newcomer(name)
        give_role(
            person_id=world.people[name], role=role, edition=world.edition, **world.by("helene")
        )
    client = entered(world, name)
    (section,) = [one for one in help_in("fr") if role in one.roles]
    for words, page in LINK.findall(texts(section)):
        address = address_of(page, world.edition)
        assert address, page
        assert client.get(address).status_code in (200, 302), (words, address)


@pytest.mark.parametrize(("language", "start"), [("fr", ""), ("en", "/en")])
def test_the_page_lists_its_sections_by_role_and_leads_into_an_edition(
    world: Any, client: Client, language: str, start: str
) -> None:
    page = client.get(f"{start}/aide/").content.decode()
    for section in help_in(language):
        assert f'<a href="#{section.slug}">{escape(section.who)}</a>' in page
        assert f'id="{section.slug}"' in page
        for part in section.parts:
            assert f'<a href="#{part.slug}">' in page
            assert f'id="{part.slug}"' in page
    assert f'href="{start}/editions/essai/votes/"' in page
    assert "](" not in page
    assert "public:" not in page
    assert client.get(f"{start}/aide/", {"edition": "essai"}).status_code == 200
    assert client.get(f"{start}/aide/", {"edition": "aucune"}).status_code == 404


def test_before_the_first_edition_links_that_need_one_are_words(city: Any, client: Client) -> None:
    page = client.get("/aide/").content.decode()
    assert 'href="/verifier/"' in page
    assert "/editions/" not in page
    assert "](" not in page


def test_each_foot_leads_to_the_help_and_the_desk_to_the_section_of_who_reads(
    world: Any, second_factor: None, client: Client
) -> None:
    assert 'href="/aide/"' in client.get("/verifier/").content.decode()
    helene = entered(world, "helene")
    assert 'href="/aide/#organisation"' in helene.get("/bureau/").content.decode()
    desk = helene.get("/bureau/essai/").content.decode()
    assert 'href="/aide/?edition=essai#organisation"' in desk
    assert "#tirage" not in desk
