"""Refusals about a draw: its quotas, its freeze, its balls, its beacon."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "quotas_contradict": later("Les quotas se contredisent : corrigez-les."),
    "not_a_relaxation": later("Cette borne ne serait pas assouplie : rechargez la page."),
    "pool_empty": later("Personne n'a encore donné son accord : envoyez d'abord des invitations."),
    "person_twice": later("Une même personne figure deux fois : corrigez la liste des accords."),
    "no_panel": later(
        "Aucune équipe ne respecte tous ces quotas : acceptez les assouplissements proposés, ou "
        "invitez d'autres personnes."
    ),
    "not_a_ball": later("Une boule porte un chiffre de 0 à 9 : choisissez-en un."),
    "ball_read_already": later(
        "La boule %(place)s est déjà inscrite : %(digit)s. Si elle a été mal lue, reprenez la "
        "lecture en disant pourquoi."
    ),
    "balls_in_order": later(
        "Les boules s'inscrivent dans l'ordre : la suivante est la boule %(wanted)s, et non la "
        "boule %(place)s. Rechargez la page."
    ),
    "no_ball_read": later("Aucune boule n'est encore inscrite : il n'y a rien à reprendre."),
    "balls_being_read": later(
        "Les boules de ce tirage s'inscrivent une par une, à mesure qu'elles sortent : continuez "
        "ainsi, depuis la page du tirage."
    ),
    "balls_missing": later("La boule %(place)s n'est pas encore inscrite : inscrivez-la d'abord."),
    "beacon_in_past": later(
        "Le tour de balise à cette heure est déjà connu, ou il ne vient pas après celui qui était "
        "annoncé. Choisissez une heure à venir, après le tirage des boules."
    ),
    "beacon_too_far": later(
        "Le tour de balise annoncé viendrait dans plus d'un an. Vérifiez l'année."
    ),
    "beacon_is_out": later(
        "Le tour %(round)s de la balise est déjà public : qui le connaît pourrait viser avec les "
        "boules. Annoncez un tour plus tardif avant de tirer les boules."
    ),
    "beacon_wanted": later(
        "Ce tirage mélange le tour %(round)s de la balise publique : collez-le tel que les "
        "serveurs de drand le donnent."
    ),
    "no_beacon": later("Ce tirage n'annonce pas de balise publique : les boules décident seules."),
    "ball_read": later(
        "Une boule est déjà inscrite : la balise annoncée ne change plus. Reprenez d'abord la "
        "lecture des boules."
    ),
    "round_to_come": later(
        "Le tour %(round)s de drand n'est pas encore sorti : attendez son heure, puis réessayez."
    ),
    "beacon_unreachable": later(
        "Aucun serveur de drand n'a donné le tour %(round)s, ou ce site n'a pas accès à internet. "
        "Ouvrez %(address)s sur un autre appareil, copiez toute la réponse et collez-la ici : elle "
        "sera vérifiée de la même façon."
    ),
    "held_before_freeze": later(
        "Les boules tombent après que tout est fixé : à cette heure, le tirage ne l'était pas "
        "encore. Corrigez la date ou l'heure."
    ),
    "held_in_future": later(
        "Cette heure n'est pas encore passée : indiquez quand les boules ont été tirées."
    ),
    "wrong_balls": later(
        "Il faut un chiffre de 0 à 9 pour chaque boule : saisissez-les toutes, dans l'ordre où "
        "elles sont sorties."
    ),
    "two_witnesses": later("Indiquez la fonction des deux témoins."),
    "function_wanted": later(
        "« %(said)s » semble être un nom, et il resterait public pour toujours. Écrivez une "
        "fonction : « habitante de Beaulieu », « commissaire de justice »."
    ),
    "list_still_public": later(
        "La liste des équipes reste publique deux mois après le compte rendu : attendez."
    ),
}
