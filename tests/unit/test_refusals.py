"""Every refusal has its sentence, kept in one place."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

import alienor
from alienor.surfaces.refusals import ROOMS, SENTENCES
from alienor.surfaces.refusals.states import STATES
from alienor.surfaces.sentences import _SPECIAL

PACKAGE = Path(alienor.__file__).parent
ERRORS = {"Invalid", "NotYet", "RuleForbids"}
NEVER_NAMED = {"Message", "Invitation"}  # no act refuses for the state of one


def raised() -> Iterator[tuple[str, str]]:
    """The codes that are raised as they stand, and where; what carries a fault says that one."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ERRORS:
                continue
            code = node.args[0] if node.args else None
            faulty = any(keyword.arg == "fault" for keyword in node.keywords)
            if isinstance(code, ast.Constant) and not faulty:
                yield code.value, str(path.relative_to(PACKAGE))


def test_a_code_has_its_sentence_in_one_place() -> None:
    codes = Counter(code for room in ROOMS for code in room.SENTENCES)

    assert [code for code, times in codes.items() if times > 1] == []


def test_every_code_that_is_raised_has_its_sentence() -> None:
    found = set(raised())

    assert len(found) > 200
    assert {(code, where) for code, where in found if code not in {*SENTENCES, *_SPECIAL}} == set()


def test_no_sentence_is_left_of_a_refusal_that_is_gone() -> None:
    told = "".join(
        path.read_text()
        for path in PACKAGE.rglob("*.py")
        if PACKAGE / "surfaces" / "refusals" not in path.parents
    )
    composed = "drafted_with_"  # the rest of the code is what the vote is about

    assert [
        code for code in SENTENCES if f'"{code}"' not in told and not code.startswith(composed)
    ] == []


def test_every_state_that_a_refusal_may_name_has_its_words() -> None:
    states = {
        (model.__name__, str(state))
        for model in apps.get_models()
        if model.__module__.startswith("alienor.") and model.__name__ not in NEVER_NAMED
        for field in model._meta.fields
        if field.name == "state"
        for state, _words in field.choices or ()
    }

    assert len(states) > 40
    assert {(name, state) for name, state in states if state not in STATES} == set()
