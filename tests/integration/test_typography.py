"""No line of a page begins with a colon: French spaces hold, and what is copied stays as it is."""

from __future__ import annotations

import pytest
from django.test import Client

from alienor.platform.documents.typeset import unbroken
from alienor.surfaces.templatetags.alienor import unsplit
from alienor.surfaces.typography import spaced

HARD = "\u00a0"


def made(html: str) -> str:
    return spaced(html.encode()).decode()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Témoins : Aïcha ; Bruno.</p>", f"<p>Témoins{HARD}: Aïcha{HARD}; Bruno.</p>"),
        ("<p>Pourquoi ? Enfin !</p>", f"<p>Pourquoi{HARD}? Enfin{HARD}!</p>"),
        ("<p>« Pourquoi ? »</p>", f"<p>«{HARD}Pourquoi{HARD}?{HARD}»</p>"),
        ("<p>« <a>Mon tirage</a> ».</p>", f"<p>«{HARD}<a>Mon tirage</a>{HARD}».</p>"),
        ("<b>Nom</b><i> : Aïcha</i>", f"<b>Nom</b><i>{HARD}: Aïcha</i>"),
        ("<p>52,1 % des accords</p>", f"<p>52,1{HARD}% des accords</p>"),
        ("<b>Repas</b> <span>40 min</span>", f"<b>Repas</b> <span>40{HARD}min</span>"),
        ("<p>20 minutes, 3 mineurs</p>", "<p>20 minutes, 3 mineurs</p>"),
        ("<p>de 8 h 45 à 20 h</p>", f"<p>de 8{HARD}h{HARD}45 à 20{HARD}h</p>"),
        ("et enfin ?", f"et enfin{HARD}?"),
        ("<p>pas d'accord aujourd&#x27;hui</p>", "<p>pas d’accord aujourd’hui</p>"),
        ("<p>l'« essai »</p>", f"<p>l’«{HARD}essai{HARD}»</p>"),
        ("<p>It doesn't. L&#39;École</p>", "<p>It doesn’t. L’École</p>"),
    ],
)
def test_french_spaces_do_not_end_a_line(written: str, shown: str) -> None:
    assert made(written) == shown
    assert made(shown) == shown


@pytest.mark.parametrize(
    "kept",
    [
        '<input value="Qui : moi ?"><a title="« ici »">x</a>',
        "<pre>print(a if b else c) ; date ; ls</pre>",
        "<code>alienor verify : x</code>",
        "<textarea>Une question ?\nEncore : une.</textarea>",
        '<script type="application/json">{"said": "Boule : 3"}</script>',
        "<p>10:30, http://exemple.invalid/?a=1 :hover</p>",
        "<p>What is it? Here: that.</p>",
        "<input value=\"l'été\"><textarea>l'été</textarea><code>d'un</code>",
        "<p>'ainsi' et 5' de pause, the days' end</p>",
    ],
)
def test_what_is_sent_back_or_copied_stays_as_it_is(kept: str) -> None:
    assert made(kept) == kept


def test_printed_documents_have_the_same_spaces() -> None:
    facts = {"title": "Liste : assemblée", "rows": ["« Oui »", "52,1 % ; 3", "à 10:30"], "pages": 3}
    assert unbroken("Qu'est-ce qu'un 'vote' ?") == f"Qu’est-ce qu’un 'vote'{HARD}?"
    assert unbroken(facts) == {
        "title": f"Liste{HARD}: assemblée",
        "rows": [f"«{HARD}Oui{HARD}»", f"52,1{HARD}%{HARD}; 3", "à 10:30"],
        "pages": 3,
    }


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_pages_leave_with_their_spaces_and_their_length(settings: object, world: object) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "alienor.surfaces.typography.Typography"]
    for _kept in range(2):
        page = Client().get("/glossaire/")
        text = page.content.decode()
        assert f"{HARD}:" in text or f"{HARD}?" in text
        assert spaced(page.content) == page.content
        assert int(page.headers["Content-Length"]) == len(page.content)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("Que voulez-vous ?", 'Que <span class="unsplit">voulez-vous</span> ?'),
        ("Y a-t-on pensé ?", 'Y <span class="unsplit">a-t-on</span> pensé ?'),
        ("Un porte-vélo <b>", "Un porte-vélo &lt;b&gt;"),
    ],
)
def test_no_line_breaks_at_the_hyphen_of_a_question(asked: str, shown: str) -> None:
    assert unsplit(asked) == shown


@pytest.mark.parametrize("unit", ["d&#x27;", "l'", "a : ", "5 h "])
def test_a_page_is_read_once_however_long_a_text_is(unit: str) -> None:
    """Somebody's one word of 100,000 characters would hold up everybody for minutes."""
    shown = made(f"<p>{unit * 100_000}</p>")
    assert shown.startswith("<p>") and shown.endswith("</p>")
    assert shown.count("’") + shown.count(HARD) >= 99_999


def test_in_english_a_colon_between_elements_follows_its_word() -> None:
    page = b"<b>Next item : <i>Lunch : a break</i></b> <b>Votes</b> : <i>3</i> <i>12</i> :"
    assert spaced(page, english=True).replace("\N{NO-BREAK SPACE}".encode(), b" ") == (
        b"<b>Next item: <i>Lunch : a break</i></b> <b>Votes</b>: <i>3</i> <i>12</i>:"
    )
    assert b"Votes</b>" + "\N{NO-BREAK SPACE}".encode() + b": " in spaced(page)
