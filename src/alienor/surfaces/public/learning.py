"""The course and the glossary in public. What a reader answers is shown, never kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from alienor.cores.wording import folded
from alienor.stages.learning.library import Question, Unit, terms, unit_named
from alienor.stages.learning.library import course as whole_course
from alienor.surfaces.words import reader_language


@dataclass(frozen=True)
class Checked:
    """A question, and what the reader chose (None where nothing was chosen)."""

    name: str
    question: Question
    chosen: int | None

    @property
    def right(self) -> bool:
        """Whether the reader chose the right answer."""
        return self.chosen == self.question.answer

    @property
    def right_choice(self) -> str:
        """The right answer, in words."""
        return self.question.choices[self.question.answer]


def course(request: HttpRequest) -> HttpResponse:
    """The units of the course."""
    found = whole_course(reader_language())
    return render(request, "alienor/public/course.html", {"course": found})


def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: read, answer, see why.

    Answers come in the body of the request: an address ends up in the logs of servers.
    """
    language = reader_language()
    found = unit_named(slug, language)
    every = whole_course(language).units
    checked = _checked(request, found)
    return render(
        request,
        "alienor/public/unit.html",
        {
            "unit": found,
            "label": whole_course(language).label,
            "following": next(iter(every[every.index(found) + 1 :]), None),
            "questions": checked,
            "answered": any(one.chosen is not None for one in checked),
            "right": sum(one.right for one in checked),
        },
    )


def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the assembly, in the reader's language; those with the word that is searched."""
    language, query = reader_language(), request.GET.get("mot", "").strip()
    found = [
        (slug, word, meaning)
        for slug, word, meaning in ((one.slug, *one.in_language(language)) for one in terms())
        if folded(query) in folded(f"{word} {meaning}")
    ]
    if language == "en":
        found.sort(key=lambda row: row[1].casefold())
    return render(request, "alienor/public/glossary.html", {"terms": found, "query": query})


def _checked(request: HttpRequest, unit: Unit) -> list[Checked]:
    found = []
    for index, question in enumerate(unit.questions):
        name = f"q{index + 1}"
        chosen = request.POST.get(name, "")
        known = {str(rank): rank for rank in range(len(question.choices))}
        found.append(Checked(name=name, question=question, chosen=known.get(chosen)))
    return found


urlpatterns = [
    path("apprendre/", course, name="course"),
    path("apprendre/<slug:slug>/", unit, name="unit"),
    path("glossaire/", glossary, name="glossary"),
]
