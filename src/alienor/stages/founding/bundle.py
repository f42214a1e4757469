"""The founding's share of the public bundle: the rules, and the texts of the edition."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, Field, document, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import (
    commitments_of,
    derogations_of,
    documents_of,
    path_of,
    rules_versions_of,
)

EDITION = (
    Field(name="edition", fr="Nom court de l'édition", en="Short name of the edition"),
    Field(name="title", fr="Titre de l'édition", en="Title of the edition"),
    Field(
        name="mandate",
        empty=True,
        fr="Ce qui est demandé à l'assemblée : empreinte, dans texts/",
        en="What the assembly is asked: hash, in texts/",
    ),
    Field(
        name="rules",
        fr="Les versions des règles, dans rules/",
        en="The versions of the rules, in rules/",
        of=(
            Field(name="version", type="integer", fr="Numéro", en="Number"),
            Field(name="sha256", fr="SHA-256 du fichier", en="SHA-256 of the file"),
        ),
    ),
    Field(
        name="documents",
        fr="Les textes fondateurs",
        en="The founding documents",
        of=(
            Field(name="title", fr="Titre", en="Title"),
            Field(name="kind", fr="Nature", en="Kind"),
            Field(name="author", fr="Qui l'a écrit ou voté", en="Who wrote or voted it"),
            Field(name="text", fr="Empreinte, dans texts/", en="Hash, in texts/"),
        ),
    ),
    Field(
        name="commitments",
        type="strings",
        fr="Les engagements de la Ville : empreintes, dans texts/",
        en="The city's commitments: hashes, in texts/",
    ),
    Field(
        name="derogations",
        fr="Les dérogations aux règles",
        en="The departures from the rules",
        of=(
            Field(name="article", fr="Article", en="Article"),
            Field(name="breach", fr="En quoi l'on s'en écarte", en="How it is departed from"),
            Field(
                name="reason", fr="Raison : empreinte, dans texts/", en="Reason: hash, in texts/"
            ),
        ),
    ),
)
STEPS = (
    Field(
        name="step", fr="Étape, telle que les règles la nomment", en="Step, as the rules name it"
    ),
    Field(name="planned_on", type="date", empty=True, fr="Prévue le", en="Planned on"),
    Field(name="started_at", type="datetime", empty=True, fr="Commencée", en="Started"),
    Field(name="completed_at", type="datetime", empty=True, fr="Achevée", en="Completed"),
)


def contribute(edition: BundledEdition) -> Contribution:
    """`rules/<n>.toml`, `data/steps.csv`, `data/edition.json`."""
    row = Edition.objects.select_related("rules", "mandate").get(pk=edition.pk)
    files: Contribution = {
        **document(
            "edition",
            fr="L'édition et ses textes",
            en="The edition and its texts",
            fields=EDITION,
            content=lambda: _edition(row),
        ),
        **table(
            "steps",
            fr="Les étapes de l'édition",
            en="The steps of the edition",
            fields=STEPS,
            rows=lambda: [
                [
                    item.step.code,
                    item.step.planned_on,
                    item.step.started_at,
                    item.step.completed_at,
                ]
                for item in path_of(row)
            ],
        ),
    }
    for version in rules_versions_of(row):
        files[f"rules/{version.number}.toml"] = version.source.encode
    return files


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "edition": edition.slug,
        "title": edition.title,
        "mandate": edition.mandate.digest if edition.mandate else None,
        "rules": [
            {"version": version.number, "sha256": version.digest}
            for version in rules_versions_of(edition)
        ],
        "documents": [
            {"title": row.title, "kind": row.kind, "author": row.author, "text": row.text.digest}
            for row in documents_of(edition)
        ],
        "commitments": [row.text.digest for row in commitments_of(edition)],
        "derogations": [
            {"article": row.article, "breach": row.breach, "reason": row.reason.digest}
            for row in derogations_of(edition)
        ],
    }
