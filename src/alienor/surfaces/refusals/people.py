"""Refusals about people: how they are reached, found, and what they are charged with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "contact_taken": later(
        "Une autre personne a déjà cette adresse électronique ou ce téléphone : "
        "cherchez-la d'abord."
    ),
    "contact_needed": later(
        "Donnez une adresse électronique ou un téléphone : c'est ainsi que vous pourrez changer "
        "d'avis."
    ),
    "nobody_found": later(
        "Personne n'est connu par cette adresse ou ce téléphone : vérifiez ce que vous avez écrit."
    ),
    "last_organiser": later(
        "C'est la dernière personne chargée de l'organisation : nommez-en d'abord une autre."
    ),
    "count_changed": later(
        "Il y a maintenant %(count)s personnes, et non plus %(seen)s : revenez à la liste, "
        "relisez, puis validez à nouveau."
    ),
}
