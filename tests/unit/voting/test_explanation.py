"""A result explains itself, in French and in English, without ever flattering its figures."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores import voting
from alienor.cores.voting import (
    FAULT_CODES,
    METHODS,
    TIE_PROTOCOLS,
    AnswerTally,
    ApprovalTally,
    Majority,
    Quorum,
    TieProtocol,
    VotingFault,
    check_quorum,
    count_judgments,
    decide,
    decide_by_college,
    explain,
    how_it_counts,
    how_ties_end,
    settle_shortlist,
    settle_tie,
    shortlist,
)
from alienor.cores.voting.explanation import verdict
from alienor.cores.voting.words import Language, fraction_name, listed, number, percentage

TALLY = AnswerTally(yes=73, no=21, abstain=6)
TWO_THIRDS = Majority(fraction=Fraction(2, 3), strict=False)
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def test_a_decision_says_its_counts_its_rule_and_its_outcome() -> None:
    decision = decide(TALLY, majority=TWO_THIRDS)
    assert explain(decision, language="fr") == (
        "73 pour, 21 contre, 6 abstentions\u00a0: 77,7\u00a0% des 94 exprimés\u00a0; "
        "il fallait les deux tiers\u00a0; adopté."
    )
    assert explain(decision, language="en") == (
        "73 for, 21 against, 6 abstentions: 77.7% of the 94 votes expressed; "
        "two thirds were needed; adopted."
    )


def test_a_quorum_is_said_in_its_own_sentence() -> None:
    quorum = check_quorum(Quorum(fraction=Fraction(1, 2)), attending=49, total=100)
    said = explain(decide(AnswerTally(yes=40, no=9), quorum=quorum), language="fr")
    assert said.endswith(
        "le quorum n'est pas atteint, rien n'est décidé. Quorum non atteint\u00a0: "
        "49 personnes ont pris part, il en fallait 50 pour 100 places."
    )


@pytest.mark.parametrize(
    ("base", "french", "english"),
    [
        ("cast", "des 101 bulletins", "of the 101 ballots cast"),
        ("present", "des 110 personnes présentes", "of the 110 people present"),
        ("seats", "des 1\u202f200 places", "of the 1,200 seats"),
    ],
)
def test_a_decision_names_its_base(base: voting.Base, french: str, english: str) -> None:
    decision = decide(
        TALLY + AnswerTally(yes=0, no=0, invalid=1),
        majority=Majority(fraction=Fraction(1, 2), strict=True, base=base),
        present=110,
        seats=1200,
    )
    assert french in explain(decision, language="fr")
    assert "6 abstentions, 1 nul\u00a0:" in explain(decision, language="fr")
    assert english in explain(decision, language="en")


def test_a_tie_says_what_happens_next_and_then_what_happened() -> None:
    for protocol, words in (
        ("rejected", "ce qui vaut rejet"),
        ("chair", "la voix de l'animatrice ou de l'animateur départagera"),
        ("draw", "un tirage au sort public départagera"),
        ("revote", "un nouveau vote aura lieu"),
    ):
        tied = decide(AnswerTally(yes=5, no=5), tie_protocol=protocol)
        assert words in explain(tied, language="fr")
    settled = settle_tie(decide(AnswerTally(yes=5, no=5), tie_protocol="draw"), adopted=True)
    assert explain(settled, language="fr").endswith(
        "égalité, départagée par un tirage au sort public\u00a0; adopté."
    )


def test_counts_of_a_small_college_do_not_appear_in_a_double_majority() -> None:
    result = decide_by_college(
        {
            "residents": AnswerTally(yes=60, no=20, abstain=3),
            "elected": AnswerTally(yes=3, no=5),
            "agents": AnswerTally(yes=10, no=2, abstain=1),
        }
    )
    said = explain(result, language="fr", labels={"elected": "Élues et élus"})
    assert "Élues et élus\u00a0: décompte non publié" in said
    assert "3 pour, 5 contre" not in said
    assert "10 pour, 2 contre" not in said  # it would give the elected away by subtraction
    assert "60 pour, 20 contre, 3 abstentions" in said
    assert said.endswith(
        "Non adopté\u00a0; majorité atteinte chez residents (75,0\u00a0%) et agents, non atteinte chez "
        "Élues et élus\u00a0; il fallait l'ensemble et chaque collège."
    )


def test_a_shortlist_says_what_is_kept_and_what_is_tied() -> None:
    tally = ApprovalTally(ballots=100, approvals={"a": 50, "b": 1, "c": 1})
    result = shortlist(tally, places=2)
    labels = {"a": "Les haies", "b": "Le bus", "c": "L'eau"}
    assert explain(result, language="fr", labels=labels) == (
        "Sur 100 bulletins, pour 2 places, on retient\u00a0: Les haies (50 approbations)\u00a0; "
        "égalité pour 1 place restante entre Le bus (1 approbation) et L'eau (1 approbation), "
        "un tirage au sort public choisira."
    )
    settled = settle_shortlist(result, picked=["c"])
    assert explain(settled, language="en", labels=labels) == (
        "Out of 100 ballots, for 2 places, kept: Les haies (50 approvals) and "
        "L'eau (1 approval); a tie was settled by a public draw."
    )


def test_a_judgment_says_each_grade_and_who_supports_it() -> None:
    tally = count_judgments(
        [{"a": "bien", "b": "nul"}, {"a": "nul", "b": "bien"}, {"a": "bien", "b": "nul"}],
        options=["a", "b"],
        scale=["nul", "bien"],
    )
    assert explain(tally, language="fr") == (
        "3 bulletins. 1. a\u00a0: mention majoritaire «\u00a0bien\u00a0» (« bien » ou mieux sur "
        "66,7\u00a0% des bulletins). 2. b\u00a0: mention majoritaire «\u00a0nul\u00a0» "
        "(« nul » ou mieux sur 100,0\u00a0% des bulletins)."
    ).replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def test_a_verdict_is_a_few_words_read_from_afar() -> None:
    kept = ApprovalTally(ballots=9, approvals={"a": 5, "b": 3, "c": 1})
    short = check_quorum(Quorum(fraction=Fraction(1, 2)), attending=1, total=9)
    for result, french, english in (
        (decide(TALLY), "Adopté", "Adopted"),
        (decide(AnswerTally(yes=1, no=2)), "Non adopté", "Not adopted"),
        (decide(AnswerTally(yes=5, no=5), tie_protocol="rejected"), "Non adopté", "Not adopted"),
        (decide(AnswerTally(yes=5, no=5), tie_protocol="draw"), "Égalité", "A tie"),
        (decide(AnswerTally(yes=1, no=0), quorum=short), "Rien n'est décidé", "Nothing is decided"),
        (decide_by_college({"residents": TALLY}), "Adopté", "Adopted"),
        (shortlist(kept, places=2), "2 choix retenus", "2 options kept"),
        (shortlist(kept, places=1), "Les haies", "Les haies"),
    ):
        for language, said in zip(LANGUAGES, (french, english), strict=True):
            assert verdict(result, language=language, labels={"a": "Les haies"}) == said


@given(
    st.builds(
        AnswerTally, yes=st.integers(0, 30), no=st.integers(0, 30), abstain=st.integers(0, 3)
    ),
    st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(7, 10), Fraction(5, 7)]),
    st.booleans(),
    st.sampled_from(TIE_PROTOCOLS),
)
def test_every_decision_has_a_sentence_in_both_languages(
    tally: AnswerTally, fraction: Fraction, strict: bool, protocol: TieProtocol
) -> None:
    decision = decide(
        tally, majority=Majority(fraction=fraction, strict=strict), tie_protocol=protocol
    )
    french, english = (explain(decision, language=language) for language in LANGUAGES)
    assert french.startswith(f"{tally.yes} pour, {tally.no} contre, ")
    assert not re.search(r" [:;%»]", french)
    assert "\u00a0" not in english
    assert french.endswith(".")
    assert english.endswith(".")


def test_a_figure_is_never_rounded_onto_or_across_the_threshold() -> None:
    seventy = Fraction(7, 10)
    assert percentage(Fraction(6997, 10000), language="fr", threshold=seventy) == "69,97\u00a0%"
    assert percentage(Fraction(2, 3), language="en", threshold=Fraction(2, 3)) == "66.7%"
    assert percentage(Fraction(2999, 3000), language="en") == "99.97%"
    assert percentage(Fraction(1, 3000), language="en") == "0.03%"
    assert percentage(Fraction(1), language="en") == "100.0%"


@pytest.mark.parametrize(
    ("fraction", "strict", "french", "english"),
    [
        (Fraction(1, 2), True, "plus de la moitié", "more than half"),
        (Fraction(2, 3), False, "les deux tiers", "two thirds"),
        (Fraction(2, 3), True, "plus des deux tiers", "more than two thirds"),
        (Fraction(7, 10), False, "70\u00a0%", "70%"),
        (Fraction(4, 5), True, "plus de 80\u00a0%", "more than 80%"),
        (Fraction(5, 7), False, "5/7", "5/7"),
        (Fraction(1), False, "l'unanimité", "unanimity"),
    ],
)
def test_a_majority_is_said_as_people_say_it(
    fraction: Fraction, strict: bool, french: str, english: str
) -> None:
    assert fraction_name(fraction, strict=strict, language="fr") == french
    assert fraction_name(fraction, strict=strict, language="en") == english


def test_words_of_counting() -> None:
    assert number(12345, language="fr") == "12\u202f345"
    assert listed(["A", "B", "C"], language="fr") == "A, B et C"
    assert listed([], language="en") == ""
    with pytest.raises(ValueError, match="no such language"):
        how_it_counts("paper", language="de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_and_every_tie_has_one_plain_sentence(language: Language) -> None:
    sentences = [how_it_counts(method, language=language) for method in METHODS]
    sentences += [how_ties_end(protocol, language=language) for protocol in TIE_PROTOCOLS]
    assert len(set(sentences)) == len(METHODS) + len(TIE_PROTOCOLS)
    for sentence in sentences:
        assert sentence.count(".") == 1
        assert sentence.endswith(".")
    with pytest.raises(VotingFault) as refusal:
        how_it_counts("lottery", language=language)
    assert refusal.value.code == "unknown_method"


def test_every_fault_raised_in_this_room_has_its_sentences() -> None:
    room = Path(voting.__file__).parent
    source = "".join(path.read_text() for path in room.rglob("*.py"))
    raised = set(re.findall(r'VotingFault\(\s*"([a-z_]+)"', source))
    assert raised == FAULT_CODES


def test_a_fault_speaks_both_languages() -> None:
    fault = VotingFault("counts_exceed_electorate", cast=101, entitled=100)
    assert fault.sentence(language="fr") == (
        "101 bulletins sont comptés pour 100 personnes appelées à voter\u00a0: recomptez."
    )
    assert str(fault) == "101 ballots are counted for 100 people entitled to vote: count again."
    assert fault.params == {"cast": 101, "entitled": 100}
