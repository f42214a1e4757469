"""The course, the glossary and the help: texts in plain words and in both languages, open to all,
kept as files.

Nothing is recorded about who reads or answers: learning is nobody else's business.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alienor.platform.errors import NotFound

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a unit. `text` is plain markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to check what one understood. `answer`: the right choice, counted from 0."""

    question: str
    choices: tuple[str, ...]
    answer: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the course. `minutes`: how long it takes to read and answer."""

    slug: str
    title: str
    minutes: int
    summary: str
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the assembly, with its meaning in both languages."""

    slug: str
    term: str
    definition: str
    term_en: str
    definition_en: str

    def in_language(self, language: str) -> tuple[str, str]:
        """The word and its meaning, in English for "en", in French for any other."""
        if language == "en":
            return self.term_en, self.definition_en
        return self.term, self.definition


@dataclass(frozen=True, slots=True)
class HelpPart:
    """One task of a role. `text` is plain markdown; a link names a page of the site."""

    slug: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpSection:
    """What whoever has one of `roles` can do. `who` goes on from "Je suis"."""

    slug: str
    roles: tuple[str, ...]
    who: str
    text: str
    parts: tuple[HelpPart, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Units in the order in which to read them. `label`: what they were written for."""

    label: str
    title: str
    units: tuple[Unit, ...]


@cache
def course(language: str) -> Course:
    """The course: in English for "en", in French for any other."""
    told = _read("units.en.toml" if language == "en" else "units.toml")
    units = tuple(_unit(row) for row in told["units"])
    return Course(label=told["label"], title=told["title"], units=units)


def unit_named(slug: str, language: str) -> Unit:
    """One unit, in a language. Errors: NotFound."""
    for one in course(language).units:
        if one.slug == slug:
            return one
    raise NotFound("unit")


@cache
def terms() -> tuple[Term, ...]:
    """The glossary, in the order of the French alphabet."""
    return tuple(Term(**row) for row in _read("glossary.toml")["terms"])


def term_named(slug: str) -> Term:
    """One word of the glossary. Errors: NotFound."""
    for one in terms():
        if one.slug == slug:
            return one
    raise NotFound("term")


@cache
def help_in(language: str) -> tuple[HelpSection, ...]:
    """The help, a section for each role: in English for "en", in French for any other."""
    ending = "_en" if language == "en" else ""
    return tuple(
        HelpSection(
            slug=row["slug"],
            roles=tuple(row["roles"]),
            who=row[f"who{ending}"],
            text=row[f"text{ending}"],
            parts=tuple(
                HelpPart(
                    slug=part["slug"], title=part[f"title{ending}"], text=part[f"text{ending}"]
                )
                for part in row.get("parts", ())
            ),
        )
        for row in _read("help.toml")["sections"]
    )


def _unit(row: dict[str, Any]) -> Unit:
    return Unit(
        slug=row["slug"],
        title=row["title"],
        minutes=row["minutes"],
        summary=row["summary"],
        sources=tuple(row["sources"]),
        sections=tuple(Section(**section) for section in row["sections"]),
        questions=tuple(
            Question(**{**question, "choices": tuple(question["choices"])})
            for question in row["questions"]
        ),
    )


def _read(name: str) -> dict[str, Any]:
    with (TEXTS / name).open("rb") as file:
        return tomllib.load(file)
