"""Refusals about the minutes of a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "minutes_drafted_already": later(
        "Le compte rendu est déjà rédigé : ouvrez-le, et corrigez ses mots."
    ),
    "minutes_unchanged": later("Aucun mot n'a changé : il n'y a pas de nouvelle version à garder."),
    "remarks_days": later(
        "Laissez entre %(least)s et %(most)s jours pour lire le compte rendu et demander une "
        "correction."
    ),
    "remarks_over": later(
        "Le délai pour demander une correction est passé. Écrivez à la mairie, ou dites-le à la "
        "prochaine journée."
    ),
    "minutes_newer": later(
        "Une version plus récente de ce compte rendu vous est soumise : rechargez la page, et "
        "lisez-la."
    ),
    "request_answered": later(
        "Cette demande de correction a déjà sa réponse : elle ne change plus."
    ),
    "remarks_open": later(
        "Les personnes présentes peuvent encore demander une correction : attendez la fin du "
        "délai, ou faites approuver le compte rendu à l'ouverture de la prochaine journée."
    ),
    "requests_waiting": later(
        "Des corrections demandées attendent une réponse (%(count)s) : faites-les, ou dites "
        "pourquoi non."
    ),
}
