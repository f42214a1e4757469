"""Why a list read from a file is not taken: the file, its columns, one of its lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
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
}
