"""The draws' share of the public bundle."""

from __future__ import annotations

from functools import partial

from alienor.platform.bundle import Contribution, Field, table
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.draw.models import Draw
from alienor.stages.draw.queries import portrait
from alienor.stages.draw.record import certificate_file, chances_file, quotas_file, transcript_file

DRAWS = (
    Field(
        name="number",
        type="integer",
        fr="Numéro du tirage : ses fichiers sont dans draws/<numéro>/",
        en="Number of the draw: its files are under draws/<number>/",
    ),
    Field(name="draw", fr="Référence du tirage", en="Reference of the draw"),
    Field(name="body", fr="Instance dont on tire les places", en="Body whose seats are drawn"),
    Field(
        name="state",
        fr="Où il en est : frozen, drawn, published, annulled",
        en="Where it stands: frozen, drawn, published, annulled",
    ),
    Field(name="seats", type="integer", fr="Places à tirer", en="Seats to draw"),
    Field(
        name="pool",
        type="integer",
        fr="Personnes parmi lesquelles on tire",
        en="People among whom it is drawn",
    ),
    Field(
        name="panel_number",
        type="integer",
        empty=True,
        fr="Numéro écrit par les boules, vide avant elles",
        en="Number written by the balls, empty before them",
    ),
    Field(name="frozen", type="datetime", fr="Quand il est fixé", en="When it was frozen"),
    Field(
        name="drawn",
        type="datetime",
        empty=True,
        fr="Quand les boules sont tirées",
        en="When the balls were drawn",
    ),
)

PORTRAITS = (
    Field(name="number", type="integer", fr="Numéro du tirage", en="Number of the draw"),
    Field(name="feature", fr="Caractéristique du tirage", en="Feature of the draw"),
    Field(name="value", fr="Valeur de la caractéristique", en="Value of the feature"),
    Field(
        name="census_percent",
        type="number",
        empty=True,
        fr="Part dans la population, en pour cent",
        en="Share of the population, in percent",
    ),
    Field(
        name="pool",
        type="integer",
        empty=True,
        fr="Combien parmi qui l'on tire ; suppressed : trop peu pour être publié",
        en="How many of those among whom it is drawn; suppressed: too few to be published",
    ),
    Field(
        name="panel",
        type="integer",
        empty=True,
        fr="Combien parmi les tirés au sort ; suppressed : trop peu pour être publié",
        en="How many of those who are drawn; suppressed: too few to be published",
    ),
)
SUPPRESSED = "suppressed"


def contribute(edition: BundledEdition) -> Contribution:
    """`draws/<n>/`: quotas, commitments, panels and alternates (until they are withdrawn),
    certificate and chances from the freeze on, the transcript once it is published;
    `data/draws.csv` for all of them, `data/portraits.csv` once it is published: whom a draw
    gathered is told once, as it was frozen."""
    draws = list(
        Draw.objects.filter(edition_id=edition.pk, frozen_at__isnull=False).order_by("number")
    )
    files = table(
        "draws",
        fr="Les tirages au sort",
        en="The draws by lot",
        fields=DRAWS,
        rows=lambda: _draws(draws),
    )
    if told := [draw for draw in draws if draw.published_at]:
        files |= table(
            "portraits",
            fr="Qui a donné son accord et qui est tiré au sort, sans les petits nombres",
            en="Who agreed and who is drawn, small numbers left out",
            fields=PORTRAITS,
            rows=lambda: _portraits(told),
            missing=(SUPPRESSED,),
        )
    for draw in draws:
        folder = f"draws/{draw.number}"
        files[f"{folder}/quotas.csv"] = partial(quotas_file, draw)
        files[f"{folder}/commitments.csv"] = draw.commitments_text.encode
        if draw.list_withdrawn_at is None:
            files[f"{folder}/panels.txt"] = draw.panels_text.encode
            if draw.alternates_hash:
                files[f"{folder}/alternates.txt"] = draw.alternates_text.encode
        if draw.certificate_hash:
            files[f"{folder}/certificate.json"] = partial(certificate_file, draw)
        files[f"{folder}/chances.csv"] = partial(chances_file, draw)
        if draw.published_at:
            files[f"{folder}/transcript.json"] = partial(transcript_file, draw)
    return files


def _draws(draws: list[Draw]) -> list[list[object]]:
    return [
        [
            draw.number,
            draw.public_id,
            draw.body,
            draw.state,
            draw.drawn_seats,
            draw.pool_size,
            draw.panel_number,
            draw.frozen_at,
            draw.drawn_at,
        ]
        for draw in draws
    ]


def _portraits(draws: list[Draw]) -> list[list[object]]:
    return [
        [
            draw.number,
            feature.feature,
            cell.value,
            cell.census,
            SUPPRESSED if cell.pool is None else cell.pool,
            SUPPRESSED if cell.panel is None else cell.panel,
        ]
        for draw in draws
        for feature in portrait(draw)
        for cell in feature.cells
    ]
