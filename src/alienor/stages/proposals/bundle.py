"""The proposals' share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.proposals.models import TestSheet
from alienor.stages.proposals.queries import proposals_of

PROPOSALS = (
    Field(name="proposal", fr="Référence de la proposition", en="Reference of the proposal"),
    Field(name="number", type="integer", fr="Numéro dans l'édition", en="Number in the edition"),
    Field(name="title", fr="Titre", en="Title"),
    Field(
        name="state",
        fr="Où elle en est : drafted, frozen, adopted, rejected",
        en="Where it stands: drafted, frozen, adopted, rejected",
    ),
    Field(name="versions", type="integer", fr="Versions écrites", en="Versions written"),
    Field(
        name="cost_euros",
        type="integer",
        empty=True,
        fr="Coût, en euros, une fois",
        en="Cost, in euros, once",
    ),
    Field(
        name="poll",
        empty=True,
        fr="Référence du vote qui en a décidé",
        en="Reference of the vote that decided it",
    ),
)
TESTS = (
    Field(name="test", fr="Référence de l'avis", en="Reference of the opinion"),
    Field(name="proposal", fr="Référence de la proposition", en="Reference of the proposal"),
    Field(name="version", type="integer", fr="Version examinée", en="Version tested"),
    Field(
        name="axis",
        fr="Sur quoi : technical, legal, budget, staff",
        en="About what: technical, legal, budget, staff",
    ),
    Field(name="service", fr="Service de la Ville", en="City service"),
    Field(name="due", type="date", fr="Attendu avant le", en="Due by"),
    Field(name="answered", type="datetime", empty=True, fr="Rendu", en="Answered"),
    Field(
        name="verdict",
        empty=True,
        fr="Avis : feasible, on_conditions, not_as_is",
        en="Opinion: feasible, on_conditions, not_as_is",
    ),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`data/proposals.csv` and `data/tests.csv`."""
    return {
        **table(
            "proposals",
            fr="Les propositions",
            en="The proposals",
            fields=PROPOSALS,
            rows=lambda: _proposals(Edition.objects.get(pk=edition.pk)),
        ),
        **table(
            "tests",
            fr="Les avis des services de la Ville",
            en="The opinions of the city's services",
            fields=TESTS,
            rows=lambda: _tests(Edition.objects.get(pk=edition.pk)),
        ),
    }


def _proposals(edition: Edition) -> list[list[object]]:
    return [
        [
            row.public_id,
            row.number,
            row.title,
            row.state,
            row.versions.count(),
            row.cost_euros,
            row.poll,
        ]
        for row in proposals_of(edition)
    ]


def _tests(edition: Edition) -> list[list[object]]:
    rows = TestSheet.objects.filter(proposal__edition=edition).select_related("proposal")
    return [
        [
            row.public_id,
            row.proposal.public_id,
            row.version,
            row.axis,
            row.service,
            row.due_on,
            row.answered_at,
            row.verdict,
        ]
        for row in rows.order_by("pk")
    ]
