"""Refusals about a day: its agenda, who is there, who speaks, what is asked at its end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "agenda_empty": later("L'ordre du jour est vide : donnez-lui au moins un point."),
    "item_untitled": later("Le point %(number)s de l'ordre du jour n'a pas de titre."),
    "item_length": later(
        "Le point %(number)s de l'ordre du jour doit durer entre 1 et %(most)s minutes."
    ),
    "date_out_of_bounds": later(
        "Le %(date)s est à plus d'un an dans le passé ou à plus de cinq ans dans l'avenir : "
        "corrigez la date."
    ),
    "day_too_long": later(
        "Une journée dure %(days)s jours au plus : corrigez la fin, ou prévoyez-en une autre."
    ),
    "ends_before_it_starts": later("La fin vient avant le début : corrigez l'une des deux."),
    "step_has_its_day": later(
        "Cette étape a déjà sa journée : déplacez-la, ou annulez-la d'abord."
    ),
    "item_is_on": later("Le point %(number)s est déjà en cours."),
    "no_item_is_on": later("Aucun point n'est en cours."),
    "left_before_arriving": later(
        "Quelqu'un serait parti avant d'arriver : vérifiez ces deux heures."
    ),
    "there_already": later("Cette personne est déjà notée présente."),
    "contact_of_another": later(
        "Cette adresse ou ce téléphone est celui d'une personne d'un autre nom. Laissez-le vide : "
        "on entre aussi sans."
    ),
    "same_name": later(
        "%(name)s a déjà une place : cherchez ce nom et notez sa présence. Si c'est une autre "
        "personne, ajoutez de quoi les distinguer, un second prénom par exemple."
    ),
    "badge_taken": later(
        "Le badge n° %(number)s est déjà à quelqu'un. Prenez un badge sans nom qui n'a pas servi."
    ),
    "badge_ended": later(
        "Le badge n° %(number)s a été remplacé : il n'ouvre plus rien. Prenez-en un autre."
    ),
    "blanks_wrong": later("Le nombre de badges sans nom va de 0 à %(most)s."),
    "room_full": later(
        "La salle est pleine : %(capacity)s personnes, c'est la limite de sécurité. Quand "
        "quelqu'un s'en va, notez-le, puis recommencez."
    ),
    "capacity_wrong": later("Indiquez combien de personnes la salle peut accueillir, au moins 1."),
    "guests_wrong": later("Ces nombres vont de 0 à %(most)s."),
    "floor_is_given": later(
        "Quelqu'un a la parole : son temps se compte déjà. Remerciez d'abord cette personne."
    ),
    "nobody_speaks": later("Personne n'a la parole en ce moment."),
    "nobody_to_thank": later("Toutes les personnes présentes ont déjà été remerciées."),
    "nobody_to_remind": later(
        "Il n'y a personne à relancer : tout le monde a répondu, ou n'a pas donné d'adresse."
    ),
    "nothing_answered": later("Répondez à une question au moins."),
    "everybody_answered": later(
        "Il y a déjà autant de réponses que de personnes présentes, celles sur papier comprises : "
        "une réponse par personne. Si ce n'est pas la vôtre, dites-le à l'équipe d'organisation."
    ),
    "slips_too_many": later(
        "Trop de feuilles : %(most)s au plus, autant que de personnes notées présentes qui n'ont "
        "pas répondu par téléphone. Recomptez, ou complétez d'abord les présences."
    ),
    "answers_beyond_slips": later(
        "Il y a plus de réponses à cette question que de feuilles (%(slips)s) : recomptez."
    ),
    "questions_over": later(
        "Ces questions se posent pendant deux jours après la journée : c'est passé, les totaux ne "
        "changent plus."
    ),
}
