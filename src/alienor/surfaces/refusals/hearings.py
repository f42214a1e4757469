"""Refusals about the people heard."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "interests_needed": later(
        "Une personne n'est entendue qu'après avoir déclaré ses intérêts : écrivez-les, ou "
        "« Aucun » si c'est sa déclaration."
    ),
    "not_a_hearing_day": later(
        "On entend quelqu'un lors d'une séance du groupe de proposition ou d'une journée de "
        "l'assemblée qui n'est pas terminée : choisissez-en une."
    ),
    "hearing_day_cancelled": later(
        "La journée de cette audition est annulée : fixez-lui une autre date."
    ),
    "not_on_the_web": later("Une adresse en ligne commence par https:// : corrigez-la."),
    "hearing_to_come": later(
        "L'audition n'a pas encore eu lieu : revenez noter ce qui s'est dit le jour venu."
    ),
}
