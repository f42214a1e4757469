"""Refusals about the tables of a day: who sits where, what they write; and about debates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "too_few_for_tables": later(
        "%(people)s personnes sont attendues : il en faut au moins une par table. Attendez les "
        "réponses, ou prévoyez moins de tables."
    ),
    "no_tables_yet": later("Les tables ne sont pas encore composées : composez-les d'abord."),
    "few_tables_for_officials": later(
        "Les élues, élus, agentes et agents sont %(people)s, pour %(tables)s tables : permettez-en "
        "au moins %(needed)s par table, ou ajoutez des tables."
    ),
    "officials_parted": later(
        "Des élues, élus, agentes ou agents qui restent ensemble sont plus nombreux que ce qu'une "
        "table peut en prendre (%(most)s) : permettez-en davantage, ou séparez-les."
    ),
    "round_over": later(
        "La ronde %(round)s a déjà commencé, ou n'existe pas : choisissez une ronde à venir."
    ),
    "no_such_seat": later(
        "Cette personne ou cette table n'est pas dans cette ronde. Rechargez la page."
    ),
    "alone_in_a_list": later(
        "Une ligne ne nomme qu'une personne : nommez-en au moins deux, ou retirez la ligne."
    ),
    "together_and_apart": later(
        "Des personnes sont à la fois « ensemble » et « séparées » : retirez l'une des deux lignes."
    ),
    "unknown_member": later(
        "« %(name)s » n'a pas de place ici. Écrivez le prénom et le nom comme à l'accueil."
    ),
    "unknown_member_near": later("« %(name)s » n'a pas de place ici. Vouliez-vous « %(near)s » ?"),
    "several_of_this_name": later(
        "Plusieurs personnes s'appellent « %(name)s » : ajoutez le collège entre parenthèses, par "
        "exemple « %(name)s (%(college)s) »."
    ),
    "table_number": later("« %(text)s » n'est pas un numéro de table : écrivez 1, 2, 3."),
    "signs_wrong": later("Le nombre de tables va de 1 à %(most)s."),
    "prompts_misplaced": later(
        "Le point %(number)s n'est ni des tables ni un débat mouvant : retirez ses questions, ou "
        "changez sa nature."
    ),
    "too_many_prompts": later(
        "Le point %(number)s a trop de questions ou d'affirmations : %(most)s au plus."
    ),
    "tables_not_begun": later(
        "Ce point n'a pas commencé : les notes s'ouvrent avec lui. Gardez la page ouverte."
    ),
    "minutes_are_public": later(
        "Le compte rendu de cette journée est publié : on ne remet plus de notes. Écrivez à "
        "l'équipe d'organisation, qui peut le corriger."
    ),
    "table_notes_long": later(
        "Ces notes sont trop longues : %(most)s caractères au plus. Gardez l'essentiel."
    ),
    "table_sentence_long": later(
        "Une des phrases est trop longue : %(most)s caractères au plus. Coupez-la en deux."
    ),
    "table_too_many": later("Il y en a trop : %(most)s au plus. Réunissez ou retirez."),
    "hands_wrong": later("Le nombre de mains va de 0 à %(most)s."),
    "people_wrong": later("Le nombre de personnes à la table va de 0 à %(most)s."),
    "too_many_devices": later(
        "Trop d'appareils écrivent pour cette table : %(most)s au plus. Fermez-en."
    ),
    "photo_large": later(
        "La photo est trop lourde : %(most)s Mo au plus. Prenez-la moins détaillée."
    ),
    "photo_unreadable": later(
        "Ce fichier n'est pas une photo que l'on sait lire : envoyez du JPEG, du PNG ou du WebP."
    ),
    "photos_at_most": later("Une table joint %(most)s photos au plus pour un point."),
    "hour_not_of_day": later(
        "Cette heure n'est pas passée, ou elle est bien avant la journée : vérifiez-la."
    ),
    "item_without_hour": later(
        "Ce point n'a pas d'heure : écrivez d'abord quand il a commencé, d'après le déroulé."
    ),
    "item_still_on": later(
        "Ce point est en cours : son heure se corrige une fois qu'il est terminé."
    ),
    "debate_is_on": later(
        "Ce débat mouvant est en cours : comptez-le sur sa page, ou terminez d'abord le point."
    ),
    "debate_not_on": later(
        "Ce débat mouvant n'est pas en cours : commencez-le dans le déroulé, puis comptez."
    ),
    "positions_wrong": later("Le nombre de personnes d'un côté va de 0 à %(most)s."),
    "nobody_counted": later("Personne n'est compté : écrivez au moins un nombre."),
    "counts_at_most": later("On garde %(most)s comptages au plus pour une affirmation."),
    "arguments_at_most": later("On garde %(most)s arguments au plus pour une affirmation."),
}
