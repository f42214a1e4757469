"""The order of steps is the rulebook's, never the software's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.rules import (
    breach_sentence,
    load_template,
    step_breach,
    steps_open_after,
    template_names,
)

FIRST = load_template("poitiers-2022")
SECOND = load_template("poitiers-2024")


def open_codes(done: list[str]) -> list[str]:
    return [step.code for step in steps_open_after(FIRST, done=done)]


def test_an_edition_begins_with_its_principles() -> None:
    assert open_codes([]) == ["founding"]


def test_recruitment_and_the_call_for_topics_go_side_by_side() -> None:
    assert open_codes(["founding"]) == ["recruitment", "call_for_topics"]


def test_the_first_session_waits_for_the_draw_and_the_screening() -> None:
    breach = step_breach(FIRST, step="session_1", done=["founding", "recruitment", "draw"])
    assert breach is not None
    assert breach.params["missing_steps"] == ("screening",)
    assert breach.article == "8"
    assert not breach.absolute
    assert "Examen des sujets" in breach_sentence(FIRST, breach, language="fr")


def test_the_final_vote_comes_after_the_four_sessions() -> None:
    done = ["session_1", "session_2", "session_3", "testing"]
    breach = step_breach(FIRST, step="final_vote", done=done)
    assert breach is not None
    assert breach.params["missing_steps"] == ("session_4",)
    assert step_breach(FIRST, step="final_vote", done=[*done, "session_4"]) is None


def test_a_step_done_by_derogation_counts_as_done() -> None:
    assert step_breach(FIRST, step="session_2", done=["session_1"]) is None


def test_the_two_editions_do_not_follow_the_same_order() -> None:
    assert "welcome" not in {step.code for step in FIRST.steps}
    done = ["founding", "recruitment", "draw", "call_for_topics", "screening"]
    assert step_breach(FIRST, step="session_1", done=done) is None
    assert step_breach(SECOND, step="session_1", done=done) is not None


@given(st.sampled_from(template_names()), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_an_edition_that_takes_open_steps_reaches_its_end(name: str, rng: object) -> None:
    rulebook = load_template(name)
    done: list[str] = []
    while ready := steps_open_after(rulebook, done=done):
        step = rng.choice(ready)
        assert step_breach(rulebook, step=step.code, done=done) is None
        done.append(step.code)
    assert sorted(done) == sorted(step.code for step in rulebook.steps)
