"""Refusals about addresses, letters, doors and replies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "no_frame": later("Importez d'abord le fichier d'adresses : c'est parmi elles qu'on tire."),
    "too_few_addresses": later(
        "Le nombre doit être compris entre 1 et %(available)s, les adresses qui restent."
    ),
    "no_door": later("Notez au moins une porte : choisissez ce qui s'y est passé."),
    "unknown_invitation": later(
        "Cette invitation n'existe pas dans cette édition : vérifiez le code de la lettre."
    ),
    "bad_attempts": later("Le nombre de passages est au moins 1."),
    "bad_evening": later("Le numéro de la soirée est au moins 1."),
    "door_twice": later(
        "Une de ces portes est déjà notée pour la soirée %(evening)s : retirez-la, ou changez le "
        "numéro de la soirée."
    ),
    "too_young": later(
        "L'article %(article)s demande d'avoir au moins %(minimum)s ans dans l'année."
    ),
    "guardian_needed": later(
        "Cette personne est mineure : il faut l'accord écrit d'un parent, puis cocher la case."
    ),
    "replied_already": later("Cette réponse est déjà enregistrée pour cette édition."),
}
