"""What each refusal says, by its code: what happened, why, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

STATES = {
    "submitted": later("proposé"),
    "merged": later("réuni à un autre"),
    "admitted": later("recevable"),
    "refused": later("non recevable en l'état"),
    "shortlisted": later("retenu"),
    "chosen": later("choisi"),
    "prepared": later("préparé"),
    "frozen": later("fixé"),
    "drawn": later("tiré"),
    "begun": later("déjà fait"),
    "empty": later("pas encore fait"),
    "planned": later("prévue"),
    "started": later("commencée"),
    "completed": later("achevée"),
    "offered": later("proposée"),
    "accepted": later("acceptée"),
    "declined": later("déclinée"),
    "withdrawn": later("retirée"),
    "ended": later("terminée"),
    "drafted": later("préparé"),
    "announced": later("annoncé"),
    "opened": later("ouvert"),
    "closed": later("clos"),
    "corrected": later("corrigé"),
    "approved": later("approuvé"),
    "published": later("publié"),
    "annulled": later("annulé"),
    "cancelled": later("annulée"),
    "hidden": later("masquée"),
    "public": later("publique"),
    "transmitted": later("déjà transmis"),
    "done": later("déjà fait"),
    "rejected": later("rejetée"),
    "adopted": later("adoptée"),
    "composed": later("établi"),
    "requested": later("demandé"),
    "answered": later("rendu"),
    "replied": later("déjà répondu"),
    "absent": later("absente"),
    "present": later("présente"),
    "erased": later("effacée"),
    "known": later("connue"),
    "given": later("confié"),
    "standing": later("volontaire"),
    "scheduled": later("prévue"),
    "held": later("tenue"),
    "tied": later("à égalité"),
    "hands": later("à main levée"),
    "paper": later("sur papier"),
    "roll_call": later("par appel nominal"),
    "electronic_open": later("par téléphone, à découvert"),
}

SENTENCES = {
    "required": later("Ce champ est nécessaire : remplissez-le, puis validez à nouveau."),
    "reason_required": later("Dites pourquoi, en une phrase : la raison est publiée."),
    "slug_taken": later(
        "Une autre édition a déjà ce titre, ou presque (« %(slug)s » dans son adresse) : "
        "choisissez un autre titre."
    ),
    "unknown_kind": later("« %(kind)s » n'est pas une nature connue de document."),
    "unknown_step": later("Les règles en vigueur ne connaissent pas l'étape « %(step)s »."),
    "unknown_code": later("Les règles en vigueur ne connaissent pas « %(value)s »."),
    "already_seated": later("Cette personne a déjà une place dans cette instance."),
    "folder_not_empty": later("Le dossier %(folder)s contient d'autres fichiers."),
    "contact_taken": later(
        "Une autre personne a déjà cette adresse électronique ou ce téléphone : "
        "cherchez-la d'abord."
    ),
    "channel_unknown": later(
        "On vote ici à main levée, à l'appel nominal ou sur papier : choisissez l'un des trois."
    ),
    "counts_agree": later(
        "Les deux comptages de ce secteur sont les mêmes : il n'y a rien à recompter."
    ),
    "secret_needs_paper": later(
        "Ce vote est secret : tant qu'il n'existe pas de bulletin chiffré, il se tient sur papier, "
        "dans une urne, et se dépouille en public. Choisissez « papier »."
    ),
    "roll_call_needs_yes_no": later(
        "À l'appel nominal, chacun répond pour, contre ou abstention, et ce vote a des options : "
        "choisissez « à main levée » ou « sur papier »."
    ),
    "costs_needed": later(
        "Pour partager un budget, écrivez le budget, et un coût par option, dans le même ordre."
    ),
    "costs_not_wanted": later(
        "Un budget et des coûts ne servent qu'au budget en parts égales : choisissez cette "
        "méthode, ou effacez-les."
    ),
    "bad_cost": later("« %(cost)s » n'est pas un coût : écrivez un nombre entier, sans centimes."),
    "ballot_needs_paper": later(
        "Classer ou donner des mentions demande un bulletin : choisissez « sur papier »."
    ),
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
    "call_open": later("L'appel à sujets est encore ouvert : le vote attend sa clôture."),
    "topics_unscreened": later(
        "Des sujets attendent encore l'avis du jury (%(count)s) : notez-le d'abord."
    ),
    "topics_at_vote": later(
        "Le vote du tour précédent n'est pas terminé : publiez son résultat, départagez son "
        "égalité ou annulez-le d'abord."
    ),
    "matter_at_vote": later(
        "Un autre vote sur la même chose est ouvert, en cours de dépouillement ou publié : un seul "
        "en décide. Annulez celui-ci, ou d'abord l'autre s'il n'est pas publié."
    ),
    "topics_needed": later(
        "Il faut au moins deux sujets recevables pour choisir ; il y en a %(count)s."
    ),
    "revote_needed": later(
        "Les règles demandent un nouveau vote pour départager cette égalité : remettez aux voix "
        "les options à égalité."
    ),
    "revote_drafted": later(
        "Le nouveau vote qui départage cette égalité est déjà préparé : ouvrez-le."
    ),
    "at_vote_already": later(
        "Le vote sur ce texte est déjà préparé : ouvrez-le depuis le bureau, ou annulez-le avant "
        "d'en préparer un autre."
    ),
    "count_exceeds_roll": later(
        "Ce comptage fait %(cast)s bulletins, et la liste du vote compte %(entitled)s personne(s). "
        "Recomptez. Si le nombre est juste, des personnes ont voté sans avoir été notées "
        "présentes : notez-les à l'accueil. Tant que le vote est ouvert, ajoutez-les ensuite à sa "
        "liste ; une fois clos, annulez-le en disant pourquoi, et faites-en un autre."
    ),
    "group_needed": later(
        "Ce vote doit réunir la majorité dans chaque collège : dites de quel collège est ce "
        "secteur, ou cette urne. Comptez chaque collège à part."
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
    "not_counted": later(
        "Personne n'a encore compté ce vote : deux personnes comptent, chacune de son côté, puis "
        "saisissent."
    ),
    "options_needed": later("Un choix demande au moins deux options : ajoutez-en."),
    "options_not_wanted": later("Un vote pour ou contre n'a pas d'options : retirez-les."),
    "nobody_entitled": later(
        "Personne ne peut voter pour l'instant : notez d'abord les présences, ou pourvoyez des "
        "places."
    ),
    "second_teller": later(
        "Vous avez déjà compté ce secteur : le second comptage revient à une autre personne."
    ),
    "two_sheets_already": later(
        "Ce secteur a déjà ses deux comptages pour ce tour. "
        "S'ils diffèrent, demandez un recomptage."
    ),
    "not_on_roll": later("Cette personne n'est pas sur la liste de ce vote."),
    "voted_already": later("Cette personne a déjà répondu à l'appel."),
    "second_factor_needed": later(
        "C'est réservé à l'équipe d'organisation. Vous en êtes, mais votre accès n'a pas encore de "
        "seconde vérification : mettez-la en place, puis revenez."
    ),
    "not_on_own_roll": later("Vous n'êtes pas sur la liste de ce vote."),
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
    "count_changed": later(
        "Il y a maintenant %(count)s personnes, et non plus %(seen)s : revenez à la liste, "
        "relisez, puis validez à nouveau."
    ),
    "last_organiser": later(
        "C'est la dernière personne chargée de l'organisation : nommez-en d'abord une autre."
    ),
    "wrong_first_run_code": later(
        "Ce n'est pas le code affiché par le serveur : recopiez-le tel quel."
    ),
    "too_many_words": later(
        "Votre texte compte %(words)s mots, et %(most)s au plus sont possibles : raccourcissez-le."
    ),
    "too_many_characters": later(
        "Votre texte compte %(characters)s caractères, et %(most)s au plus sont possibles : "
        "raccourcissez-le."
    ),
    "unreadable": later(
        "Ce texte contient un caractère invisible (%(character)s), ici : « %(around)s ». "
        "Effacez-le ou retapez ce passage."
    ),
    "one_line": later("Écrivez cela en une seule ligne."),
    "entry_too_long": later(
        "C'est trop long pour une seule inscription au journal public : faites-en plusieurs, ou "
        "regroupez des passages."
    ),
    "out_of_range": later(
        "Un nombre ou une date est hors de ce qui peut être enregistré : corrigez-le."
    ),
    "done_meanwhile": later(
        "La même chose vient d'être faite, par quelqu'un d'autre ou par un second clic : rechargez "
        "la page."
    ),
    "busy": later(
        "Trop d'actes arrivent en même temps : rien n'a été changé. Recommencez dans un instant."
    ),
    "not_storable": later(
        "Une de ces valeurs est trop longue ou ne peut pas être enregistrée : corrigez-la."
    ),
    "too_many_paragraphs": later("Une proposition a %(most)s paragraphes au plus : regroupez-en."),
    "too_many_options": later("Un choix a %(most)s options au plus : regroupez-en."),
    "finding_required": later(
        "Chaque critère demande un avis et sa raison, qui est publiée : complétez-les."
    ),
    "merge_into_refused": later(
        "Ce sujet a été jugé non recevable : un autre ne peut pas le rejoindre sans être examiné. "
        "Choisissez-en un autre."
    ),
    "merge_with_itself": later(
        "Un sujet ne peut être réuni qu'à un autre sujet, qui n'est pas lui-même réuni."
    ),
    "one_subject_an_edition": later(
        "L'article %(article)s s'y oppose : l'assemblée a déjà choisi son sujet, un par édition."
    ),
    "paragraph_twice": later(
        "Deux passages ont la même clé : donnez-en une autre à l'un des deux."
    ),
    "amended_words": later(
        "L'assemblée a amendé un paragraphe : ses mots y restent, tels quels. Remettez : "
        "« %(words)s »"
    ),
    "submitted_words": later(
        "La proposition est soumise : seuls les paragraphes que l'assemblée a amendés changent."
    ),
    "nothing_changed": later("Rien n'a changé : modifiez le texte, ou quittez la page."),
    "two_positions": later("Un désaccord a au moins deux positions : écrivez-les."),
    "test_asked_already": later("Cet avis a déjà été demandé à ce service pour cette version."),
    "other_service": later(
        "L'article %(article)s s'y oppose : cet avis est demandé à un autre service (%(service)s)."
    ),
    "conditions_needed": later("Un avis sous conditions dit lesquelles : écrivez-les."),
    "asked_of_another": later(
        "L'article %(article)s s'y oppose : la question est posée à quelqu'un d'autre "
        "(%(addressee)s)."
    ),
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
    "agenda_empty": later("L'ordre du jour est vide : donnez-lui au moins un point."),
    "item_untitled": later("Le point %(number)s de l'ordre du jour n'a pas de titre."),
    "item_length": later(
        "Le point %(number)s de l'ordre du jour doit durer entre 1 et %(most)s minutes."
    ),
    "rules_unchanged": later("Ces règles sont celles qui sont en vigueur : rien n'a changé."),
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
    "there_already": later("Cette personne est déjà notée présente."),
    "nobody_to_thank": later("Toutes les personnes présentes ont déjà été remerciées."),
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
    "negative": later("Un nombre ne peut pas être négatif."),
    "more_than_voters": later(
        "Il y a plus de signatures que de personnes qui pouvaient voter (%(most)s) : corrigez leur "
        "nombre."
    ),
    "contact_needed": later(
        "Donnez une adresse électronique ou un téléphone : c'est ainsi que vous pourrez changer "
        "d'avis."
    ),
    "seat_not_open": later("Cette place n'est pas ouverte à toutes et à tous."),
    "quotas_contradict": later("Les quotas se contredisent : corrigez-les."),
    "not_a_relaxation": later("Cette borne ne serait pas assouplie : rechargez la page."),
    "pool_empty": later("Personne n'a encore donné son accord : envoyez d'abord des invitations."),
    "person_twice": later("Une même personne figure deux fois : corrigez la liste des accords."),
    "rehearsals_at_most": later(
        "%(most)s répétitions tournent déjà : terminez-en une pour en commencer une autre."
    ),
    "nobody_to_rehearse": later(
        "Personne n'a encore de place dans ce groupe : il n'y a personne à inventer."
    ),
    "nothing_to_miscount": later("Ce comptage est vide : il n'y a rien à y changer."),
    "nobody_to_remind": later(
        "Il n'y a personne à relancer : tout le monde a répondu, ou n'a pas donné d'adresse."
    ),
    "computation_stopped": later(
        "Le calcul a été interrompu : il dure trop longtemps, ou la machine manque de mémoire. "
        "Rien n'a changé. Réessayez ; si cela revient, prévenez la personne qui exploite "
        "le serveur."
    ),
    "no_panel": later(
        "Aucune équipe ne respecte tous ces quotas : acceptez les assouplissements proposés, ou "
        "invitez d'autres personnes."
    ),
    "item_is_on": later("Le point %(number)s est déjà en cours."),
    "nothing_answered": later("Répondez à une question au moins."),
    "questions_over": later(
        "Ces questions se posent pendant deux jours après la journée : c'est passé, les totaux ne "
        "changent plus."
    ),
    "majority_unknown": later(
        "Les règles ne disent pas à quelle majorité ce vote serait adopté. Donnez des options, ou "
        "choisissez les degrés d'accord : on verra ce que chacune et chacun en pense."
    ),
    "prompts_misplaced": later(
        "Le point %(number)s n'est ni des tables ni un débat mouvant : retirez ses questions, ou "
        "changez sa nature."
    ),
    "too_many_prompts": later(
        "Le point %(number)s a trop de questions ou d'affirmations : %(most)s au plus."
    ),
    "signs_wrong": later("Le nombre de tables va de 1 à %(most)s."),
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
    "debate_not_on": later(
        "Ce débat mouvant n'est pas en cours : commencez-le dans le déroulé, puis comptez."
    ),
    "positions_wrong": later("Le nombre de personnes d'un côté va de 0 à %(most)s."),
    "nobody_counted": later("Personne n'est compté : écrivez au moins un nombre."),
    "counts_at_most": later("On garde %(most)s comptages au plus pour une affirmation."),
    "arguments_at_most": later("On garde %(most)s arguments au plus pour une affirmation."),
    "photo_large": later(
        "La photo est trop lourde : %(most)s Mo au plus. Prenez-la moins détaillée."
    ),
    "photo_unreadable": later(
        "Ce fichier n'est pas une photo que l'on sait lire : envoyez du JPEG, du PNG ou du WebP."
    ),
    "photos_at_most": later("Une table joint %(most)s photos au plus pour un point."),
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
    "no_item_is_on": later("Aucun point n'est en cours."),
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
    "round_to_come": later(
        "Le tour %(round)s de drand n'est pas encore sorti : attendez son heure, puis réessayez."
    ),
    "beacon_unreachable": later(
        "Aucun serveur de drand n'a donné le tour %(round)s, ou ce site n'a pas accès à internet. "
        "Ouvrez %(address)s sur un autre appareil, copiez toute la réponse et collez-la ici : elle "
        "sera vérifiée de la même façon."
    ),
    "two_witnesses": later("Indiquez la fonction des deux témoins."),
    "function_wanted": later(
        "« %(said)s » semble être un nom, et il resterait public pour toujours. Écrivez une "
        "fonction : « habitante de Beaulieu », « commissaire de justice »."
    ),
    "list_still_public": later(
        "La liste des équipes reste publique deux mois après le compte rendu : attendez."
    ),
    "no_draw_needed": later(
        "Il n'y a pas plus de volontaires que de places : proposez-leur directement une place."
    ),
    "call_closed": later("Cette instance ne cherche pas de volontaires en ce moment."),
    "not_called": later(
        "Cette instance cherche des volontaires parmi les membres de l'assemblée de certains "
        "collèges, que ses règles nomment : cette personne n'en est pas."
    ),
    "draw_needed": later(
        "Il y a plus de volontaires que de places : un tirage au sort les départage."
    ),
    "no_volunteers": later("Personne n'est encore volontaire pour cette instance."),
    "table_invalid": later(
        "Rien n'a été importé. À corriger dans le fichier : %(count)s. Corrigez, puis choisissez "
        "le fichier à nouveau."
    ),
    "table_empty": later(
        "le fichier ne contient pas de ligne. Il faut une ligne de titres, puis une par personne."
    ),
    "table_unreadable": later(
        "le fichier ne peut pas être lu. Enregistrez-le en CSV, en ODS ou en XLSX."
    ),
    "old_excel": later("ce format d'Excel est trop ancien. Enregistrez le fichier en XLSX."),
    "table_too_long": later(
        "le fichier est trop long : %(rows)s lignes au plus. Coupez-le en plusieurs fichiers."
    ),
    "column_missing": later(
        "il manque la colonne « %(column)s ». Ajoutez-la, ou partez du modèle."
    ),
    "column_twice": later("la colonne « %(column)s » est écrite deux fois. Gardez-la une fois."),
    "wrong_width": later(
        "cette ligne a %(got)s cases au lieu de %(wanted)s. Vérifiez les séparateurs."
    ),
    "nobody_found": later(
        "Personne n'est connu par cette adresse ou ce téléphone : vérifiez ce que vous avez écrit."
    ),
    "name_needed": later("le prénom ou le nom manque. Écrivez les deux."),
    "finding_needed": later(
        "donnez une adresse électronique, un téléphone ou une référence à vous : c'est ainsi que "
        "la personne sera retrouvée."
    ),
    "bad_email": later("l'adresse électronique n'en est pas une. Corrigez-la."),
    "bad_phone": later("« %(value)s » n'est pas un numéro de téléphone. Corrigez-le."),
    "bad_year": later("« %(value)s » n'est pas une année de naissance. Écrivez par exemple 1985."),
    "unknown_value": later(
        "« %(value)s » n'est pas une valeur connue de la colonne « %(column)s ». Écrivez l'une de "
        "celles-ci : %(known)s."
    ),
    "line_twice": later("c'est la même personne qu'à la ligne %(other)s. Gardez une seule ligne."),
    "contact_twice": later(
        "la case « %(column)s » est la même qu'à la ligne %(other)s, où c'est quelqu'un d'autre. "
        "Corrigez l'une des deux, ou laissez-la vide et donnez un autre moyen de retrouver la "
        "personne."
    ),
    "age_contradicts": later(
        "« %(column)s » dit « %(value)s », et l'année de naissance, %(birth_year)s, donne "
        "« %(wanted)s ». Corrigez l'une des deux, ou laissez « %(column)s » vide : l'année de "
        "naissance suffit."
    ),
    "seated_otherwise": later(
        "cette personne a déjà une place ici, dans un autre collège (%(held)s). Retirez la ligne, "
        "ou mettez d'abord fin à son mandat."
    ),
    "file_invalid": later("Le fichier ne peut pas être lu. Rien n'a été importé."),
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
    "no_such_thing": later("Il n'y a rien de tel ici : revenez à la page précédente."),
}
