"""Readability: lengths that anyone can count again by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.wording import LONG_SENTENCE, readability
from alienor.cores.wording.tokens import folded, pieces, sentences, words


def test_the_index_is_words_a_sentence_plus_the_percentage_of_long_words() -> None:
    measured = readability("La Ville plante des haies. Elle demande votre opinion avant octobre.")
    # 11 words in 2 sentences; "demande", "opinion", "octobre" have seven letters
    assert (measured.words, measured.sentences) == (11, 2)
    assert measured.long_words == pytest.approx(3 / 11)
    assert measured.index == pytest.approx(11 / 2 + 300 / 11)
    assert measured.level == "easy"


def test_an_administrative_sentence_is_harder_than_its_plain_version() -> None:
    hard = readability(
        "Préalablement à l'établissement des préconisations définitives, les participantes sont "
        "invitées à transmettre leurs observations relativement aux orientations envisagées."
    )
    plain = readability("Vous pouvez donner votre avis. Nous le lirons avant de décider.")
    assert hard.level == "very_hard"
    assert plain.level == "very_easy"
    assert hard.index > plain.index


def test_long_sentences_are_pointed_out_as_they_stand() -> None:
    at_limit = " ".join(["mot"] * LONG_SENTENCE) + "."
    beyond = " ".join(["mot"] * (LONG_SENTENCE + 1)) + "."
    assert readability(f"{at_limit} {beyond}").long_sentences == (beyond,)


@pytest.mark.parametrize("text", ["", "  \n ", "… !"])
def test_a_text_without_words_has_no_level(text: str) -> None:
    measured = readability(text)
    assert (measured.words, measured.index, measured.level) == (0, 0.0, "empty")


@given(st.text(max_size=80))
def test_any_text_can_be_measured(text: str) -> None:
    measured = readability(text)
    assert measured.words == sum(len(words(sentence)) for sentence in sentences(text))
    assert 0 <= measured.long_words <= 1
    assert measured.words_per_sentence <= measured.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux ! Trois ? Quatre…", ["Un.", "Deux !", "Trois ?", "Quatre…"]),
        ("M. Karim vient. Il part.", ["M. Karim vient.", "Il part."]),
        ("Voir art. 3.5 du texte.", ["Voir art. 3.5 du texte."]),
        ("Des haies, etc. sont plantées.", ["Des haies, etc. sont plantées."]),
        ("Des haies, etc. Puis rien.", ["Des haies, etc.", "Puis rien."]),
        ("Il dit : « Oui ! » Puis il part.", ["Il dit :", "« Oui ! »", "Puis il part."]),
        ("Nous voulons :\n- un parc\n- des bancs", ["Nous voulons :", "- un parc", "- des bancs"]),
        ("Le site poitiers.fr ouvre à 9 h 30.", ["Le site poitiers.fr ouvre à 9 h 30."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_words_are_counted_as_french_writes_them() -> None:
    assert words("L'eau d'aujourd’hui, va-t-on la boire ?") == [
        "L",
        "eau",
        "d",
        "aujourdhui",
        "va-t-on",
        "la",
        "boire",
    ]


def test_folding_takes_away_case_accents_and_ligatures() -> None:
    assert folded("L'Œuvre élevée, ça va") == "l'oeuvre elevee, ca va"


@given(st.text())
def test_pieces_joined_again_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
