"""What the platform refuses whatever the stage: words, numbers, two at once, access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "form_not_utf8": later(
        "Ce formulaire n'est pas écrit en UTF-8, et ne se lit pas : envoyez-le depuis la page du "
        "site."
    ),
    "required": later("Ce champ est nécessaire : remplissez-le, puis validez à nouveau."),
    "reason_required": later("Dites pourquoi, en une phrase : la raison est publiée."),
    "unknown_code": later("Les règles en vigueur ne connaissent pas « %(value)s »."),
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
    "negative": later("Un nombre ne peut pas être négatif."),
    "not_storable": later(
        "Une de ces valeurs est trop longue ou ne peut pas être enregistrée : corrigez-la."
    ),
    "done_meanwhile": later(
        "La même chose vient d'être faite, par quelqu'un d'autre ou par un second clic : rechargez "
        "la page."
    ),
    "busy": later(
        "Trop d'actes arrivent en même temps : rien n'a été changé. Recommencez dans un instant."
    ),
    "computation_stopped": later(
        "Le calcul a été interrompu : il dure trop longtemps, ou la machine manque de mémoire. "
        "Rien n'a changé. Réessayez ; si cela revient, prévenez la personne qui exploite "
        "le serveur."
    ),
    "folder_not_empty": later("Le dossier %(folder)s contient d'autres fichiers."),
    "second_factor_needed": later(
        "C'est réservé à l'équipe d'organisation. Vous en êtes, mais votre accès n'a pas encore de "
        "seconde vérification : mettez-la en place, puis revenez."
    ),
    "wrong_first_run_code": later(
        "Ce n'est pas le code affiché par le serveur : recopiez-le tel quel."
    ),
    "no_such_thing": later("Il n'y a rien de tel ici : revenez à la page précédente."),
}
