"""Proposals in public: the list, each one, its versions side by side, and the final text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localdate

from alienor.platform.access.decide import may
from alienor.platform.access.roles import services_of
from alienor.platform.register import reading
from alienor.stages.founding.queries import edition_named, path_of, rules_of
from alienor.stages.hearings.queries import hearings_behind
from alienor.stages.polls.queries import poll_ids_in
from alienor.stages.proposals.queries import (
    amendments_of,
    arguments_of,
    changes_between,
    clauses_of,
    disagreements_of,
    final_text_of,
    minority_opinions_of,
    proposal_named,
    proposals_of,
    tests_of,
    versions_of,
)
from alienor.stages.topics.queries import subject_of
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import drafting, journal
from alienor.surfaces.public.hearings import hearing_views
from alienor.surfaces.words import axes_in, reader_language

ACTIONS = ("write", "ask_test", "argue", "amend")


def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group works on and what the assembly made of it."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/public/proposals.html",
        {
            "edition": found,
            "path": path_of(found),
            "subject": subject_of(found),
            "proposals": proposals_of(found),
            "final": final_text_of(found),
            "may_write": may(actor_of(request), "proposals.write", on=found),
            "live_topics": f"edition.{slug}",
        },
    )


def proposal(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One proposal: its words, who would lose, what the services find, arguments, amendments."""
    found = edition_named(slug)
    row = proposal_named(found, public_id)
    versions = versions_of(row)
    actor = actor_of(request)
    arguments = list(arguments_of(row))
    return render(
        request,
        "alienor/public/proposal.html",
        {
            "edition": found,
            "proposal": row,
            "versions": versions,
            "current": versions[-1],
            "tests": test_views(found, row, services_of(actor, found)),
            "for": [one for one in arguments if one.side == "for"],
            "against": [one for one in arguments if one.side == "against"],
            "disagreements": disagreements_of(row),
            "amendments": amendments_of(row),
            "opinions": [
                one for one in minority_opinions_of(found) if row.poll and one.poll == row.poll
            ],
            "hearings": hearing_views(found, hearings_behind(found, public_id)),
            "may": {name: may(actor, f"proposals.{name}", on=found) for name in ACTIONS},
            "may_test": may(actor, "proposals.test", on=found),
            "history": journal.history(reading.history_of(public_id)),
            "live_topics": f"edition.{slug}",
        },
    )


def compare(request: HttpRequest, slug: str, public_id: str, old: int, new: int) -> HttpResponse:
    """Two versions side by side, word by word."""
    found = edition_named(slug)
    row = proposal_named(found, public_id)
    versions = {version.number: version for version in versions_of(row)}
    if old not in versions or new not in versions:
        raise Http404
    return render(
        request,
        "alienor/public/compare.html",
        {
            "edition": found,
            "proposal": row,
            "old": versions[old],
            "new": versions[new],
            "changes": changes_between(versions[old], versions[new]),
        },
    )


def final_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The text that the assembly votes as a whole, point by point."""
    found = edition_named(slug)
    final = final_text_of(found)
    return render(
        request,
        "alienor/public/final_text.html",
        {
            "edition": found,
            "path": path_of(found),
            "final": final,
            "clauses": clauses_of(final) if final else [],
            "hearings": hearing_views(found, hearings_behind(found, final.public_id))
            if final
            else [],
            "opinions": minority_opinions_of(found),
            "polls": poll_ids_in(found),
            "council_article": rules_of(found).council.article,
        },
    )


def test_views(edition: Any, row: Any, own: frozenset[str]) -> list[dict[str, Any]]:
    """The services' opinions, in the words of the rules; `own`: the reader's services."""
    language = reader_language()
    rules = rules_of(edition).test_sheets
    axes = axes_in(edition)
    verdicts = {one.code: one.label.in_language(language) for one in rules.verdict}
    today = localdate()
    return [
        {
            "sheet": sheet,
            "axis": axes.get(sheet.axis, sheet.axis),
            "service": sheet.service,
            "verdict": verdicts.get(sheet.verdict, sheet.verdict),
            "late": not sheet.answered_at and sheet.due_on < today,
            "own": sheet.service in own,
        }
        for sheet in tests_of(row)
    ]


PLACE = "editions/<slug:slug>/propositions/"
ONE = PLACE + "<str:public_id>/"
TEST = "editions/<slug:slug>/avis/<str:public_id>/"
urlpatterns = [
    path(PLACE, proposal_list, name="proposals"),
    path(PLACE + "ecrire/", drafting.DraftProposal.as_view(), name="draft_proposal"),
    path("editions/<slug:slug>/texte-final/", final_text, name="final_text"),
    path(ONE, proposal, name="proposal"),
    path(ONE + "comparer/<int:old>/<int:new>/", compare, name="compare"),
    path(ONE + "resume/", drafting.Summarise.as_view(), name="summarise_proposal"),
    path(ONE + "version/", drafting.WriteVersion.as_view(), name="write_version"),
    path(ONE + "soumettre/", drafting.Freeze.as_view(), name="freeze_proposal"),
    path(ONE + "desaccord/", drafting.NoteDisagreement.as_view(), name="note_disagreement"),
    path(ONE + "avis/", drafting.RequestTest.as_view(), name="request_test"),
    path(ONE + "argument/", drafting.GiveArgument.as_view(), name="give_argument"),
    path(ONE + "amendement/", drafting.SubmitAmendment.as_view(), name="submit_amendment"),
    path(
        "editions/<slug:slug>/avis/<str:public_id>/",
        drafting.AnswerTest.as_view(),
        name="answer_test",
    ),
    path(
        "editions/<slug:slug>/avis/<str:public_id>/repondre/",
        drafting.ReplyToTest.as_view(),
        name="reply_to_test",
    ),
]
