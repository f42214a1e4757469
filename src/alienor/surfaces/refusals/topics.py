"""Refusals about topics: their screening, their merging, their choice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "finding_required": later(
        "Chaque critère demande un avis et sa raison, qui est publiée : complétez-les."
    ),
    "merge_into_refused": later(
        "Ce sujet a été jugé non recevable : un autre ne peut pas le rejoindre sans être examiné. "
        "Choisissez-en un autre."
    ),
    "merge_with_itself": later(
        "Un sujet ne peut être réuni qu'à un autre sujet, qui n'est pas lui-même réuni."
    ),
    "one_subject_an_edition": later(
        "L'article %(article)s s'y oppose : l'assemblée a déjà choisi son sujet, un par édition."
    ),
    "call_open": later("L'appel à sujets est encore ouvert : le vote attend sa clôture."),
    "topics_unscreened": later(
        "Des sujets attendent encore l'avis du jury (%(count)s) : notez-le d'abord."
    ),
    "topics_at_vote": later(
        "Le vote du tour précédent n'est pas terminé : publiez son résultat, départagez son "
        "égalité ou annulez-le d'abord."
    ),
    "topics_needed": later(
        "Il faut au moins deux sujets recevables pour choisir ; il y en a %(count)s."
    ),
}
