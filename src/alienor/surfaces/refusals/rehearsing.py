"""Refusals about rehearsals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "rehearsals_at_most": later(
        "%(most)s répétitions tournent déjà : terminez-en une pour en commencer une autre."
    ),
    "nobody_to_rehearse": later(
        "Personne n'a encore de place dans ce groupe : il n'y a personne à inventer."
    ),
    "nothing_to_miscount": later("Ce comptage est vide : il n'y a rien à y changer."),
}
