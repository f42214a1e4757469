"""Near-duplicates: the same request in other words comes first, another request stays away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.wording import WordingFault, near_duplicates

MEASURES = (
    Path(__file__).parents[3].parent / "shared" / "data" / "climate-convention" / "proposals.json"
)
TOPICS = [
    "Plus de pistes cyclables en ville",
    "Créer des pistes cyclables dans toute la ville",
    "Cantines bio dans les écoles",
    "Des repas bio à la cantine de l'école",
    "Gratuité des bus pour les jeunes",
    "Des bus gratuits pour les moins de 25 ans",
    "Rénover les logements sociaux",
    "La rénovation du logement social",
    "Éclairage public la nuit",
    "Accès aux soins : trouver un médecin généraliste",
]


def pairs(texts: list[str], *, threshold: float) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in near_duplicates(texts, threshold=threshold)]


def test_the_same_request_in_other_words_is_found_and_no_other() -> None:
    assert sorted(pairs(TOPICS, threshold=0.4)) == [(0, 1), (2, 3), (4, 5), (6, 7)]


def test_the_words_in_common_are_given_so_that_a_person_can_judge() -> None:
    best = near_duplicates(TOPICS, threshold=0.4)[0]
    assert (best.first, best.second) == (0, 1)
    assert set(best.shared) == {"pistes", "cyclables", "ville"}


def test_case_accents_order_and_plurals_do_not_hide_a_duplicate() -> None:
    texts = ["Végétaliser l'école Jean-Jaurès", "ecoles jean jaures : VEGETALISER", "Le marché"]
    (pair,) = near_duplicates(texts, threshold=0.8)
    assert (pair.first, pair.second) == (0, 1)


def test_a_slip_of_the_pen_does_not_hide_a_duplicate() -> None:
    texts = ["Des bibliothèques ouvertes le dimanche", "Des bibliotèques ouvertes le dimanche", "x"]
    assert pairs(texts, threshold=0.5) == [(0, 1)]


def test_texts_without_a_word_in_common_are_not_compared() -> None:
    assert pairs(["chat", "maison", ""], threshold=0.01) == []


def test_empty_words_alone_do_not_make_a_likeness() -> None:
    assert pairs(["Les haies pour nous tous", "Les bus pour nous tous"], threshold=0.2) == []


def test_an_empty_list_and_empty_texts_have_no_pair() -> None:
    assert near_duplicates([]) == []
    assert near_duplicates(["", "", "…"]) == []


@given(st.lists(st.text(alphabet="abcde éà'-", max_size=25), max_size=6))
def test_scores_are_ordered_between_zero_and_one_and_each_pair_comes_once(
    texts: list[str],
) -> None:
    found = near_duplicates(texts, threshold=0.05)
    assert [pair.score for pair in found] == sorted((p.score for p in found), reverse=True)
    assert all(0 < pair.score <= 1 and pair.first < pair.second for pair in found)
    assert len({(pair.first, pair.second) for pair in found}) == len(found)


@given(st.lists(st.text(alphabet="abcde ", min_size=1, max_size=12), min_size=1, max_size=4))
def test_a_text_given_twice_is_its_own_duplicate(texts: list[str]) -> None:
    worded = [f"sujet {text}" for text in texts]
    assert (0, len(worded)) in pairs([*worded, worded[0]], threshold=1.0)


@pytest.mark.parametrize("threshold", [0, -0.1, 1.1])
def test_a_threshold_outside_zero_to_one_is_refused(threshold: float) -> None:
    with pytest.raises(WordingFault) as refusal:
        near_duplicates(["a"], threshold=threshold)
    assert refusal.value.code == "threshold_out_of_range"


@pytest.mark.skipif(not MEASURES.exists(), reason=f"no list of real measures at {MEASURES}")
def test_among_146_real_measures_the_closest_are_the_two_on_aid_and_carbon_accounts() -> None:
    texts = [measure["text"] for measure in json.loads(MEASURES.read_text(encoding="utf-8"))]
    found = near_duplicates(texts)
    assert 1 <= len(found) <= 15
    best = found[0]
    assert "bilan gaz à effet de serre" in texts[best.first]
    assert "bilan gaz à effet de serre" in texts[best.second]
    assert best.score > 0.6
