"""A draw that anyone makes again in their browser.

The page brings what the register says, the addresses of the public files and the sentences;
`check-draw.js` downloads the files, computes and compares. What is typed stays in the browser: no
field has a name, so no form can send it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from alienor.auditing.draws import ALTERNATES, FILES, PANELS
from alienor.platform.documents.typeset import unbroken
from alienor.platform.register import reading
from alienor.stages.draw.queries import beacon_randomness, draw_numbered
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.draws.quotas import quota_views
from alienor.surfaces.public import journal
from alienor.surfaces.words import reader_language

CHANCES, TRANSCRIPT = "chances.csv", "transcript.json"

HOLDS = {
    "panels.txt": _("les équipes numérotées, une par ligne, avec les codes de leurs membres"),
    "alternates.txt": _("pour chaque équipe, les personnes qui se tiennent prêtes à remplacer"),
    "certificate.json": _("ce que l'on sait des chances : la plus faible, la borne, la méthode"),
    "commitments.csv": _("la liste fermée : le code de chaque personne et son engagement"),
    "quotas.csv": _("les quotas : pour chaque valeur, le plus petit et le plus grand nombre"),
    CHANCES: _("la chance de chaque personne, telle qu'elle est annoncée"),
    TRANSCRIPT: _("le compte rendu : les boules, l'équipe, la liste complémentaire"),
}

SAYS = {
    "working": _("Calcul en cours…"),
    "no_crypto": _(
        "Ce navigateur ne sait pas calculer d'empreintes à cette adresse. Ouvrez cette page à une "
        "adresse qui commence par https://, ou suivez « À la main » à chaque étape."
    ),
    "all_same": _("Tout concorde : {count} comparaisons, aucune différence."),
    "some_differ": _(
        "Attention, {bad} comparaisons sur {count} ne concordent pas. Voyez l'étape {steps}. "
        "Rechargez la page ; si la différence demeure, gardez les fichiers et dites-le "
        "publiquement."
    ),
    "more": _("Et {count} autres différences de ce genre."),
    "cannot": _("Cette étape n'a pas pu être faite : il manque {file}."),
    # 1. The files.
    "file": _("{file} est téléchargé : {size} octets, {lines} lignes."),
    "file_whole": _("{file} est téléchargé : {size} octets."),
    "file_missing": _("{file} n'a pas pu être téléchargé (réponse : {why})."),
    # 2. Their hashes.
    "hash_same": _(
        "{file} : son empreinte, calculée ici, est {found}. C'est celle que l'acte n° {entry} "
        "avait inscrite."
    ),
    "hash_differs": _(
        "{file} n'est pas le fichier inscrit : son empreinte, calculée ici, est {found}, alors que "
        "l'acte n° {entry} avait inscrit {said}."
    ),
    "order_same": _(
        "L'acte n° {frozen}, qui ferme la liste, vient avant l'acte n° {held}, qui inscrit les "
        "boules."
    ),
    "order_differs": _(
        "L'acte n° {frozen}, qui ferme la liste, ne vient pas avant l'acte n° {held}, qui inscrit "
        "les boules."
    ),
    # 3. From the balls to the panel.
    "balls_wanted": _("Écrivez {count} boules, chacune un chiffre de 0 à 9."),
    "panel": _(
        "Les boules {balls} écrivent le numéro {number} : c'est la ligne {line} de {file}. On y "
        "lit les codes de {count} personnes."
    ),
    "beacon_same": _(
        "La signature du tour {round} de la balise publique est bonne. Il ajoute {shift} au numéro "
        "que les boules écrivent : {written} plus {shift}, moins {panels} si l'on dépasse, donne "
        "{number}."
    ),
    "beacon_differs": _(
        "Le tour {round} de la balise publique n'a pas pu être contrôlé ici ({why})."
    ),
    "codes": _("Ces codes"),
    "panel_missing": _("Les boules écrivent {number}, et {file} n'a pas de ligne à ce numéro."),
    "panel_same": _(
        "L'empreinte de ces {count} codes est {found}, celle que l'acte n° {entry} a inscrite : "
        "c'est bien l'équipe du jour du tirage."
    ),
    "panel_differs": _(
        "Ce n'est pas l'équipe inscrite : l'empreinte des codes de cette ligne est {found}, alors "
        "que l'acte n° {entry} a inscrit {said}."
    ),
    "number_same": _("L'acte n° {entry} a inscrit le même numéro : {number}."),
    "number_differs": _("L'acte n° {entry} a inscrit le numéro {said}, et non {number}."),
    "balls_differ": _("L'acte n° {entry} annonçait {said} boules, on en a inscrit {found}."),
    "trial": _(
        "Ceci est un essai : les boules du tirage étaient {balls}. {common} personnes sur {count} "
        "sont dans les deux équipes."
    ),
    "waiting": _("Les boules ne sont pas tombées : on ne peut ici que faire des essais."),
    # 4. The seed and the reserve.
    "seed": _(
        "La graine, calculée à partir de l'empreinte de {file} et des chiffres {digits}, est "
        "{seed}."
    ),
    "ready": _(
        "{file} nomme d'abord {count} personnes choisies avec cette équipe, avant les boules, pour "
        "que les quotas tiennent si des places se libèrent : elles ouvrent la liste."
    ),
    "reserve": _(
        "Les {count} personnes de {file} qui ne sont pas dans l'équipe sont rangées par leur "
        "empreinte avec la graine. La liste complémentaire commence par {tokens}"
    ),
    "reserve_same": _(
        "L'empreinte de cette liste de {count} rangs est {found}, celle que l'acte n° {entry} a "
        "inscrite."
    ),
    "reserve_differs": _(
        "Ce n'est pas la liste complémentaire inscrite : l'empreinte calculée est {found}, alors "
        "que l'acte n° {entry} a inscrit {said}."
    ),
    "transcript_same": _(
        "{file} dit les mêmes boules ({balls}), les mêmes {panel} codes et les mêmes {reserve} "
        "rangs."
    ),
    "transcript_balls": _("{file} dit les boules {said}, l'acte a inscrit {found}."),
    "transcript_panel": _(
        "{file} ne dit pas la même équipe. À la place {rank}, le calcul donne {found}, le compte "
        "rendu dit {said}."
    ),
    "transcript_reserve": _(
        "{file} ne dit pas la même liste complémentaire. Au rang {rank}, le calcul donne {found}, "
        "le compte rendu dit {said}."
    ),
    "transcript_later": _("Le compte rendu n'est pas encore publié : il sera comparé ensuite."),
    # 5. Everybody's chance.
    "pool_same": _("{file} compte {count} personnes, autant que l'acte n° {entry} en a inscrit."),
    "pool_differs": _("{file} compte {count} personnes, l'acte n° {entry} en a inscrit {said}."),
    "list_same": _(
        "{file} compte {panels} équipes, numérotées de {first} à {last}, chacune de {seats} "
        "personnes différentes, toutes de la liste fermée."
    ),
    "panels_differ": _("{file} compte {found} équipes, l'acte n° {entry} en a inscrit {said}."),
    "line_number": _("{file}, ligne {line} : on attendait le numéro {found}, on lit {said}."),
    "line_size": _("{file}, ligne {line} : {found} personnes différentes, au lieu de {said}."),
    "line_order": _("{file}, ligne {line} : les codes ne sont pas rangés dans leur ordre."),
    "line_stranger": _("{file}, ligne {line} : le code {token} n'est pas dans la liste fermée."),
    "ready_stranger": _(
        "{file}, ligne {line} : le code {token} n'est pas celui de quelqu'un qui peut remplacer."
    ),
    "chances_same": _(
        "Pour les {count} personnes, le nombre d'équipes compté dans {file} est la chance annoncée "
        "dans {other}."
    ),
    "chance_differs": _(
        "{token} est dans {found} équipes de {file} sur {panels}, et {other} annonce {said}."
    ),
    "range": _(
        "La chance la plus faible est de {lowest} équipes sur {panels} (personnes dans ce cas : "
        "{low}), la plus forte de {highest} équipes (personnes dans ce cas : {high})."
    ),
    # My chance.
    "mine_unknown": _(
        "Aucune ligne de {file} ne porte {typed}. Votre code a dix signes, votre code de contrôle "
        "huit. Prenez bien ceux de ce tirage-ci, sur votre page."
    ),
    "mine_line": _(
        "Vous êtes à la ligne {line} de {file} : votre code est {token}, votre engagement "
        "{commitment}."
    ),
    "mine_closed": _(
        "Ce fichier est celui qui a été fermé : son empreinte est celle de l'acte n° {entry}."
    ),
    "mine_open": _(
        "Ce fichier n'est pas celui qui a été fermé : son empreinte n'est pas celle de l'acte n° "
        "{entry}."
    ),
    "mine_on": _(
        "Vous êtes dans {count} équipes de {file} sur {panels} : environ {hundred} chances sur 100."
    ),
    "mine_drawn": _(
        "Les boules ont désigné l'équipe {number}, et vous en êtes : vous avez été tirée ou tiré "
        "au sort."
    ),
    "mine_reserve": _(
        "Les boules ont désigné l'équipe {number}, et vous n'en êtes pas : vous êtes au rang "
        "{rank} de la liste complémentaire, qui en compte {count}."
    ),
    "mine_waiting": _("Les boules ne sont pas tombées : personne n'est désigné."),
    "mine_annulled": _("Ce tirage est annulé (acte n° {entry}) : il ne vous donne aucune place."),
    "mine_called": _("Depuis, l'acte n° {entry} vous a appelée ou appelé à une place."),
    "mine_left": _("Depuis, l'acte n° {entry} a transmis votre place à quelqu'un d'autre."),
    "opening_unread": _(
        "Ce n'est pas le texte de votre page, ou il n'est pas entier. Copiez-le du premier au "
        "dernier signe, de {first} à {last}."
    ),
    "opening_same": _(
        "L'engagement recalculé à partir de votre sel et de vos réponses est {found}. C'est celui "
        "de la ligne {line} de {file}, à côté de votre code {token}."
    ),
    "opening_differs": _(
        "L'engagement recalculé à partir de ce texte est {found}, et aucune ligne de {file} ne le "
        "porte à côté du code {token}. Un seul signe changé suffit : recopiez le texte, et voyez "
        "qu'il est bien de ce tirage-ci."
    ),
    "opening_says": _("Les réponses ainsi scellées : {answers}."),
}


def check_draw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What to compute of a draw, by hand or by this page, and what that proves."""
    edition = edition_named(slug)
    draw = draw_numbered(edition, number)
    history = journal.history(reading.history_of(draw.public_id))
    acts: dict[str, journal.Line] = {}
    for line in history:  # what was closed first is what counts
        acts.setdefault(line.kind.partition("/")[0], line)
    files = _files(edition, draw, acts)
    frozen, held = acts.get("draw_frozen"), acts.get("draw_held")
    return render(
        request,
        "alienor/public/check_draw.html",
        {
            "edition": edition,
            "draw": draw,
            "frozen": frozen,
            "held": held,
            "annulled": acts.get("draw_annulled"),
            "files": files,
            "ball_numbers": range(1, draw.ball_count + 1),
            "line": draw.panel_written if held else "407",
            "randomness": beacon_randomness(draw),
            "digits": "".join(map(str, held.content["act"]["balls"])) if held else "",
            "facts": {
                "language": reader_language(),
                "journal": reverse("public:register"),
                "files": [
                    {name: file[name] for name in ("name", "url", "sha256", "entry")}
                    for file in files
                ],
                "frozen": _told(frozen),
                "held": _told(held),
                "beacon": {
                    "round": draw.beacon_round,
                    "module": static("alienor/js/beacon.js"),
                },
                "annulled": _told(acts.get("draw_annulled")),
                "replaced": [
                    _told(line) for line in history if line.kind.startswith("panel_replaced/")
                ],
                "labels": _labels(draw),
                "says": {code: unbroken(str(words)) for code, words in SAYS.items()},
            },
        },
    )


def _files(edition: Any, draw: Any, acts: dict[str, journal.Line]) -> list[dict[str, Any]]:
    """The public files of a draw, each with the hash that an act gave of it: none of the chances,
    which follow from the panels."""
    if "draw_frozen" not in acts:
        return []
    frozen = acts["draw_frozen"]
    closed = frozen.content["act"]
    hashes = {
        file: (closed[field], frozen.index) for field, file in FILES.items() if field in closed
    }
    if draw.list_withdrawn_at:
        del hashes[PANELS]
        hashes.pop(ALTERNATES, None)
    hashes[CHANCES] = ("", None)
    if published := acts.get("draw_published"):
        hashes[TRANSCRIPT] = (published.content["act"]["sha256"], published.index)
    return [
        {
            "name": name,
            "holds": HOLDS[name],
            "url": reverse("public:file", args=[edition.slug, f"draws/{draw.number}/{name}"]),
            "sha256": digest,
            "entry": entry,
        }
        for name, (digest, entry) in hashes.items()
    ]


def _labels(draw: Any) -> dict[str, str]:
    """Features and values in the reader's language, by the codes that a commitment holds."""
    rows = quota_views(draw)
    labels = {row.feature: row.feature_label for row in rows}
    return labels | {f"{row.feature}.{row.value}": row.value_label for row in rows}


def _told(line: journal.Line | None) -> dict[str, Any] | None:
    """An act with its number in the register."""
    return None if line is None else {"entry": line.index, "act": line.content["act"]}


urlpatterns = [
    path("editions/<slug:slug>/tirage/<int:number>/verifier/", check_draw, name="check_draw")
]
