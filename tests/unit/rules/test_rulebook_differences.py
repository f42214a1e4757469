"""What changed between two rulebooks."""

from __future__ import annotations

import pytest

from alienor.cores.rules import (
    Change,
    diff_rulebooks,
    load_template,
    parse_rulebook,
    template_names,
    template_text,
)

OLD = load_template("poitiers-2022")
TEXT = template_text("poitiers-2022")


def changes(*edits: tuple[str, str]) -> tuple[Change, ...]:
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return diff_rulebooks(OLD, parse_rulebook(text, name="new"))


@pytest.mark.parametrize("name", template_names())
def test_nothing_changes_between_a_rulebook_and_itself(name: str) -> None:
    assert diff_rulebooks(load_template(name), load_template(name)) == ()


def test_a_comment_is_no_change_of_the_rules() -> None:
    assert changes(("schema =", "# relu le 15 janvier\nschema =")) == ()


def test_a_changed_parameter_names_its_article() -> None:
    assert changes(("answer_days = 90", "answer_days = 60")) == (
        Change(
            what="parameter",
            kind="changed",
            path="council.answer_days",
            article="16",
            before=90,
            after=60,
        ),
    )


def test_a_vote_given_to_a_college_is_seen() -> None:
    old = next(line for line in TEXT.splitlines() if line.startswith("electorate = "))
    (change,) = changes((old, old.replace('agent = "none"', 'agent = "present"')))
    assert (change.path, change.article) == ("poll.shortlist.electorate.agent", "8")
    assert (change.before, change.after) == ("none", "present")


def test_a_changed_article_comes_first() -> None:
    found = changes(
        ("answer_days = 90", "answer_days = 60"), ('title = "Autonomie"', 'title = "Liberté"')
    )
    assert [(change.what, change.path) for change in found] == [
        ("article", "article.3.title"),
        ("parameter", "council.answer_days"),
    ]


def test_a_whole_article_or_step_is_added_or_removed_at_once() -> None:
    new = load_template("poitiers-2024")
    found = {change.path: change.kind for change in diff_rulebooks(OLD, new)}
    assert found["step.welcome"] == "added"
    assert found["step.session_4"] == "removed"
    assert found["proposals"] == "added"
    assert found["draw.seats"] == "changed"


def test_what_one_way_adds_the_other_way_removes() -> None:
    new = load_template("poitiers-2024")
    forward = {(change.path, change.kind) for change in diff_rulebooks(OLD, new)}
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    back = {(change.path, opposite[change.kind]) for change in diff_rulebooks(new, OLD)}
    assert forward == back
