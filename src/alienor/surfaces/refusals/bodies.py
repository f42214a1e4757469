"""Refusals about seats, and about calls for volunteers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "already_seated": later("Cette personne a déjà une place dans cette instance."),
    "seat_not_open": later("Cette place n'est pas ouverte à toutes et à tous."),
    "call_closed": later("Cette instance ne cherche pas de volontaires en ce moment."),
    "not_called": later(
        "Cette instance cherche des volontaires parmi les membres de l'assemblée de certains "
        "collèges, que ses règles nomment : cette personne n'en est pas."
    ),
    "no_draw_needed": later(
        "Il n'y a pas plus de volontaires que de places : proposez-leur directement une place."
    ),
    "draw_needed": later(
        "Il y a plus de volontaires que de places : un tirage au sort les départage."
    ),
    "no_volunteers": later("Personne n'est encore volontaire pour cette instance."),
}
