"""Refusals about a vote: its preparation, its opening, its hours, its answers, its count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "drafted_with_topics": later(
        "Ce vote porte sur les sujets : préparez-le depuis la page des sujets, « Mettre les sujets "
        "aux voix »."
    ),
    "drafted_with_proposal": later(
        "Ce vote porte sur une proposition : préparez-le depuis la page des propositions, « Mettre "
        "aux voix »."
    ),
    "drafted_with_amendment": later(
        "Ce vote porte sur un amendement : préparez-le depuis la page des propositions, "
        "« Amendements à voter »."
    ),
    "drafted_with_final_text": later(
        "Ce vote porte sur le texte final : préparez-le depuis la page des propositions, "
        "« Préparer le vote final »."
    ),
    "drafted_with_proposals": later(
        "Ce vote départage plusieurs propositions : préparez-le depuis la page des propositions, "
        "« Départager des propositions »."
    ),
    "proposals_needed": later(
        "Il faut au moins deux propositions que le groupe a soumises, et qui ne sont pas déjà aux "
        "voix : attendez qu'il les soumette."
    ),
    "no_chain": later(
        "Les règles en vigueur ne prévoient pas de départager des propositions par tours : "
        "mettez-les aux voix une par une, ou adoptez des règles qui le prévoient."
    ),
    "step_needed": later("Les règles permettent ce vote à plusieurs étapes : choisissez-en une."),
    "at_vote_already": later(
        "Le vote sur ce texte est déjà préparé : ouvrez-le depuis le bureau, ou annulez-le avant "
        "d'en préparer un autre."
    ),
    "matter_at_vote": later(
        "Un autre vote sur la même chose est ouvert, en cours de dépouillement ou publié : un seul "
        "en décide. Annulez celui-ci, ou d'abord l'autre s'il n'est pas publié."
    ),
    "majority_unknown": later(
        "Les règles ne disent pas à quelle majorité ce vote serait adopté. Donnez des options, ou "
        "choisissez les degrés d'accord : on verra ce que chacune et chacun en pense."
    ),
    "options_needed": later("Un choix demande au moins deux options : ajoutez-en."),
    "options_not_wanted": later("Un vote pour ou contre n'a pas d'options : retirez-les."),
    "too_many_options": later("Un choix a %(most)s options au plus : regroupez-en."),
    "costs_needed": later(
        "Pour partager un budget, écrivez le budget, et un coût par option, dans le même ordre."
    ),
    "costs_not_wanted": later(
        "Un budget et des coûts ne servent qu'au budget en parts égales : choisissez cette "
        "méthode, ou effacez-les."
    ),
    "bad_cost": later("« %(cost)s » n'est pas un coût : écrivez un nombre entier, sans centimes."),
    "channel_unknown": later(
        "On vote ici à main levée, à l'appel nominal ou sur papier : choisissez l'un des trois."
    ),
    "secret_needs_paper": later(
        "Ce vote est secret : tant qu'il n'existe pas de bulletin chiffré, il se tient sur papier, "
        "dans une urne, et se dépouille en public. Choisissez « papier »."
    ),
    "roll_call_needs_yes_no": later(
        "À l'appel nominal, chacun répond pour, contre ou abstention, et ce vote a des options : "
        "choisissez « à main levée » ou « sur papier »."
    ),
    "ballot_needs_paper": later(
        "Classer ou donner des mentions demande un bulletin : choisissez « sur papier »."
    ),
    "nobody_entitled": later(
        "Personne ne peut voter pour l'instant : notez d'abord les présences, ou pourvoyez des "
        "places."
    ),
    "group_too_small": later(
        "Ce vote doit réunir la majorité dans chaque collège, et l'un d'eux compterait moins de "
        "%(least)s personnes : sur papier, son résultat dirait ce que chacune a voté. Attendez "
        "d'autres personnes, ou votez à main levée si les règles le permettent."
    ),
    "closing_hour_past": later(
        "Cette heure est passée : choisissez une heure à venir, ou laissez le champ vide."
    ),
    "no_closing_hour": later(
        "Aucune heure de fin n'a été annoncée pour ce vote : il reste ouvert jusqu'à ce que vous "
        "le fermiez, il n'y a rien à prolonger."
    ),
    "not_later": later(
        "On prolonge vers plus tard : choisissez une heure à venir, après celle qui est annoncée."
    ),
    "closes_later": later(
        "Ce vote est annoncé comme ouvert jusqu'à plus tard, et tout le monde n'a pas voté : "
        "attendez l'heure, ou choisissez « Clore avant l’heure » et dites pourquoi."
    ),
    "counting_begun": later(
        "Le comptage a commencé : la liste de ce vote ne change plus. S'il y manque des personnes, "
        "annulez ce vote en disant pourquoi, et faites-en un autre."
    ),
    "nobody_to_add": later(
        "Personne d'autre ne peut voter : notez d'abord les arrivées à l'accueil."
    ),
    "not_on_roll": later("Cette personne n'est pas sur la liste de ce vote."),
    "not_on_own_roll": later("Vous n'êtes pas sur la liste de ce vote."),
    "voted_already": later("Cette personne a déjà répondu à l'appel."),
    "no_answer": later(
        "Aucune réponse n'est choisie, rien n'est enregistré : choisissez-en une, puis votez."
    ),
    "nothing_marked": later(
        "Ce bulletin est vide, rien n'est enregistré : marquez ce que vous choisissez, ou cochez "
        "« Je vote blanc », puis votez."
    ),
    "blank_and_marked": later(
        "Ce bulletin est blanc et marqué à la fois, rien n'est enregistré : gardez l'un ou l'autre."
    ),
    "answered_already": later("Vous avez déjà répondu à cet appel : une réponse ne change plus."),
    "not_counted": later(
        "Personne n'a encore compté ce vote : deux personnes comptent, chacune de son côté, puis "
        "saisissent."
    ),
    "hall_and_sectors": later(
        "La salle entière et un secteur compteraient deux fois les mêmes mains : nommez ce "
        "secteur, comme les autres, ou comptez la salle entière, seule."
    ),
    "counts_agree": later(
        "Les deux comptages de ce secteur sont les mêmes : il n'y a rien à recompter."
    ),
    "count_exceeds_roll": later(
        "Ce comptage fait %(cast)s voix, pour %(entitled)s personnes sur la liste du vote. "
        "Vérifiez-le. S'il est juste, des personnes ont voté sans avoir été notées présentes : "
        "notez-les. Si le vote est ouvert, ajoutez-les ensuite à sa liste ; s'il est clos, "
        "annulez-le en disant pourquoi, puis refaites-le."
    ),
    "group_needed": later(
        "Ce vote doit réunir la majorité dans chaque collège : dites de quel collège est ce "
        "secteur, ou cette urne. Comptez chaque collège à part."
    ),
    "second_teller": later(
        "Vous avez déjà compté ce secteur : le second comptage revient à une autre personne."
    ),
    "two_sheets_already": later(
        "Ce secteur a déjà ses deux comptages pour ce tour. "
        "S'ils diffèrent, demandez un recomptage."
    ),
    "nothing_chosen": later(
        "Ce vote ne garde aucun sujet : personne n'en a coché, ou ceux de tête sont à égalité et "
        "les règles n'en gardent alors aucun. Annulez-le, puis préparez-en un autre."
    ),
    "revote_needed": later(
        "Les règles demandent un nouveau vote pour départager cette égalité : remettez aux voix "
        "les options à égalité."
    ),
    "revote_drafted": later(
        "Le nouveau vote qui départage cette égalité est déjà préparé : ouvrez-le."
    ),
}
