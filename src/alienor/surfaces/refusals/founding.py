"""Refusals about an edition and its rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "slug_taken": later(
        "Une autre édition a déjà ce titre, ou presque (« %(slug)s » dans son adresse) : "
        "choisissez un autre titre."
    ),
    "unknown_kind": later("« %(kind)s » n'est pas une nature connue de document."),
    "unknown_step": later("Les règles en vigueur ne connaissent pas l'étape « %(step)s »."),
    "rules_unchanged": later("Ces règles sont celles qui sont en vigueur : rien n'a changé."),
}
