"""What may be wrong in a draw's files: a code, its facts, its place, its sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["fr", "en"]
"""Languages in which this room can speak."""

Param = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to correct. `file`: `features`, `respondents`, `panels` or empty; `line` and
    `column` count from 1, None where they are not known."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    file: str = ""
    line: int | None = None
    column: int | None = None

    @classmethod
    def of(
        cls, code: str, *, line: int | None = None, column: int | None = None, **params: Param
    ) -> Fault:
        """A fault of one of `FAULT_CODES`, in the file where this code occurs."""
        return cls(code=code, params=params, file=_FILES[code], line=line, column=column)


class SortitionInvalid(ValueError):
    """The draw cannot be made from these data; `faults` lists everything found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault_sentence(fault, "en") for fault in self.faults))

    def __reduce__(self) -> tuple[type[SortitionInvalid], tuple[tuple[Fault, ...]]]:
        """It travels between processes with its faults, not with its sentence."""
        return type(self), (self.faults,)


def refuse(code: str, **params: Param) -> SortitionInvalid:
    """The error to raise for one fault."""
    return SortitionInvalid([Fault(code=code, params=params, file=_FILES[code])])


def nearest(word: str, among: Iterable[str]) -> str:
    """The word of `among` most like `word`, or an empty text where none is close."""
    return next(iter(difflib.get_close_matches(word, list(among), n=1, cutoff=0.6)), "")


def fault_sentence(fault: Fault, language: Language) -> str:
    """What is wrong, where, and what to do, in `language`."""
    french, english = _SENTENCES[fault.code]
    said = (french if language == "fr" else english).format(**fault.params)
    if suggestion := fault.params.get("suggestion"):
        said += (
            f" Vouliez-vous « {suggestion} » ?"
            if language == "fr"
            else f" Did you mean “{suggestion}”?"
        )
    place = _place(fault, language)
    if not place:
        return french_spaces(said) if language == "fr" else said
    return french_spaces(f"{place} : {said}") if language == "fr" else f"{place}: {said}"


def french_spaces(sentence: str) -> str:
    """French keeps its double punctuation on the line of the word before it."""
    for mark in (" :", " ;", " »", " ?"):
        sentence = sentence.replace(mark, "\u00a0" + mark[1])
    return sentence.replace("« ", "«\u00a0")


def _place(fault: Fault, language: Language) -> str:
    if fault.line is None:
        return ""
    names = {
        "features": ("Fichier des quotas", "Quota file"),
        "respondents": ("Fichier des personnes", "People file"),
        "panels": ("Liste des panels", "List of panels"),
    }
    parts = [names[fault.file][language == "en"]] if fault.file in names else []
    parts.append(f"{'ligne' if language == 'fr' else 'line'} {fault.line}")
    if fault.column is not None:
        parts.append(f"{'colonne' if language == 'fr' else 'column'} {fault.column}")
    place = ", ".join(parts)
    return place[0].upper() + place[1:]


_FEATURES: dict[str, tuple[str, str]] = {
    "features_empty": (
        "Le fichier des quotas est vide. Écrivez la ligne de titres, puis une ligne par valeur.",
        "The quota file is empty. Write the header line, then one line for each value.",
    ),
    "features_column_missing": (
        "La colonne « {column} » manque au fichier des quotas. Ajoutez-la à la ligne de titres.",
        "The column “{column}” is missing from the quota file. Add it to the header line.",
    ),
    "not_a_number": (
        "« {text} » n'est pas un nombre entier. Écrivez un nombre de personnes.",
        "“{text}” is not a whole number. Write a number of people.",
    ),
    "empty_name": (
        "Le critère ou la valeur n'a pas de nom. Écrivez-le.",
        "The feature or the value has no name. Write it.",
    ),
    "quota_twice": (
        "« {feature} : {value} » a deux quotas. Gardez-en un.",
        "“{feature}: {value}” has two quotas. Keep one.",
    ),
    "features_not_csv": (
        "D'ici à la fin, ce n'est pas du CSV : un guillemet n'est pas fermé, ou une case n'en finit"
        " pas. Corrigez cette ligne.",
        "From here on this is no CSV: a quotation mark is not closed, or a cell does not end. "
        "Correct this line.",
    ),
    "features_column_twice": (
        "Deux colonnes s'appellent « {column} ». Gardez-en une.",
        "Two columns are called “{column}”. Keep one.",
    ),
    "features_cells": (
        "Cette ligne a {cells} cases pour {titles} titres. Mettez entre guillemets les cases qui "
        "contiennent le séparateur, ou corrigez la ligne.",
        "This line has {cells} cells for {titles} titles. Put cells that hold the separator in "
        "quotation marks, or correct the line.",
    ),
    "number_too_large": (
        "« {text} » est trop grand pour un nombre de personnes. Corrigez-le.",
        "“{text}” is too large for a number of people. Correct it.",
    ),
    "negative_bound": (
        "Un quota de « {feature} : {value} » est négatif. Écrivez 0 ou plus.",
        "A bound of “{feature}: {value}” is negative. Write 0 or more.",
    ),
    "min_above_max": (
        "« {feature} : {value} » demande au moins {minimum} et au plus {maximum} personnes. "
        "Abaissez le minimum ou relevez le maximum.",
        "“{feature}: {value}” asks for at least {minimum} and at most {maximum} people. "
        "Lower the minimum or raise the maximum.",
    ),
    "flex_inside_bounds": (
        "La marge de « {feature} : {value} » est plus étroite que ses quotas. min_flex ne dépasse "
        "pas min, et max_flex atteint au moins max.",
        "The flexibility of “{feature}: {value}” is narrower than its bounds. min_flex must not "
        "exceed min, and max_flex must reach max.",
    ),
    "minimums_exceed_seats": (
        "Les minimums de « {feature} » font {total} pour {seats} places. Abaissez-en.",
        "The minimums of “{feature}” add up to {total} for {seats} seats. Lower some of them.",
    ),
    "maximums_below_seats": (
        "Les maximums de « {feature} » font {total} pour {seats} places. Relevez-en.",
        "The maximums of “{feature}” add up to {total} for {seats} seats. Raise some of them.",
    ),
    "shares_not_100": (
        "Les parts de « {feature} » font {total} pour cent. Faites qu'elles fassent 100.",
        "The shares of “{feature}” add up to {total} percent. Make them add up to 100.",
    ),
    "negative_share": (
        "Une part de « {feature} » est négative. Écrivez 0 ou plus.",
        "A share of “{feature}” is negative. Write 0 or more.",
    ),
    "feature_twice": (
        "« {feature} » a déjà des quotas dans le fichier des quotas. Retirez-les, ou ne donnez pas "
        "ses parts ni ses places réservées.",
        "“{feature}” has quotas in the quota file already. Remove them, or give no shares and no "
        "reserved seats for it.",
    ),
    "no_seats": (
        "Le tirage porte sur {seats} place. Il en faut au moins une.",
        "The draw is for {seats} seats. It needs at least one.",
    ),
}
_RESPONDENTS: dict[str, tuple[str, str]] = {
    "respondents_empty": (
        "Le fichier des personnes est vide. Écrivez la ligne de titres, puis une ligne par "
        "personne.",
        "The people file is empty. Write the header line, then one line for each person.",
    ),
    "respondents_column_missing": (
        "La colonne « {column} » manque au fichier des personnes. Ajoutez-la, ou corrigez son nom.",
        "The column “{column}” is missing from the people file. Add it or correct its name.",
    ),
    "respondents_not_csv": (
        "D'ici à la fin, ce n'est pas du CSV : un guillemet n'est pas fermé, ou une case n'en finit"
        " pas. Corrigez cette ligne.",
        "From here on this is no CSV: a quotation mark is not closed, or a cell does not end. "
        "Correct this line.",
    ),
    "respondents_column_twice": (
        "Deux colonnes s'appellent « {column} ». Gardez-en une.",
        "Two columns are called “{column}”. Keep one.",
    ),
    "respondents_cells": (
        "Cette ligne a {cells} cases pour {titles} titres. Mettez entre guillemets les cases qui "
        "contiennent le séparateur, ou corrigez la ligne.",
        "This line has {cells} cells for {titles} titles. Put cells that hold the separator in "
        "quotation marks, or correct the line.",
    ),
    "empty_id": (
        "Cette personne n'a pas d'identifiant. Donnez-lui-en un.",
        "This person has no id. Give one.",
    ),
    "id_not_plain": (
        "L'identifiant « {id} » contient un espace ou un signe invisible. Retirez-le.",
        "The id “{id}” holds a space or an invisible character. Remove it.",
    ),
    "duplicate_id": (
        "L'identifiant « {id} » figure deux fois. Gardez une seule ligne par personne.",
        "The id “{id}” appears twice. Keep one line for each person.",
    ),
    "empty_value": (
        "« {feature} » n'est pas renseigné pour {id}. Complétez cette case.",
        "“{feature}” is not filled in for {id}. Fill in this cell.",
    ),
    "unknown_value": (
        "« {value} », pour {id}, n'a pas de quota dans « {feature} ». Corrigez cette case, ou "
        "ajoutez un quota.",
        "“{value}”, for {id}, has no quota in “{feature}”. Correct this cell, or add a quota.",
    ),
    "selected_unknown": (
        "{id}, déjà au panel, n'est pas dans le fichier des personnes. Ajoutez sa ligne.",
        "{id}, already on the panel, is not in the people file. Add the line.",
    ),
    "selected_exceed_seats": (
        "{count} personnes sont déjà au panel pour {seats} places. Augmentez les places.",
        "{count} people are already on the panel for {seats} seats. Add seats.",
    ),
    "selected_share_household": (
        "Deux personnes déjà au panel vivent au même foyer ({household}). Gardez-en une.",
        "Two people already on the panel share a household ({household}). Keep one.",
    ),
}
_DRAW: dict[str, tuple[str, str]] = {
    "no_panel": (
        "Aucun panel ne respecte tous les quotas. Appliquez les assouplissements proposés, ou "
        "invitez d'autres personnes.",
        "No panel keeps all quotas. Apply the relaxations proposed, or invite more people.",
    ),
    "stratified_failed": (
        "{attempts} essais n'ont pas trouvé de panel par tirage stratifié. Choisissez une autre "
        "méthode.",
        "{attempts} attempts found no panel by stratified draw. Choose another method.",
    ),
    "unknown_method": (
        "La méthode de tirage « {method} » n'existe pas.",
        "There is no method of drawing “{method}”.",
    ),
    "number_of_panels": (
        "Le nombre de panels est {m} ; il faut 10, 100, 1000 ou 10000, une boule par chiffre.",
        "The number of panels is {m}; it must be 10, 100, 1000 or 10000, one ball for each digit.",
    ),
    "number_of_balls": (
        "{balls} boules sont relevées ; il en faut {expected}, une par chiffre du numéro.",
        "{balls} balls are noted; {expected} are needed, one for each digit of the number.",
    ),
    "ball_not_a_digit": (
        "La boule {ball} n'est pas un chiffre de 0 à 9. Vérifiez le relevé.",
        "Ball {ball} is not a digit from 0 to 9. Check what was noted.",
    ),
    "commitment_length": (
        "L'engagement compte {length} octets ; il en faut 32 (SHA-256).",
        "The commitment has {length} bytes; it must have 32 (SHA-256).",
    ),
    "beacon_length": (
        "L'aléa de la balise compte {length} octets ; il en faut 32 (SHA-256).",
        "The randomness of the beacon has {length} bytes; it must have 32 (SHA-256).",
    ),
    "not_on_panel": (
        "{id} n'est pas au panel. Vérifiez l'identifiant.",
        "{id} is not on the panel. Check the id.",
    ),
    "not_a_respondent": (
        "{id} n'est pas dans le fichier des personnes. Vérifiez l'identifiant.",
        "{id} is not in the people file. Check the id.",
    ),
    "too_few_candidates": (
        "{count} personnes pour {seats} places : il n'y a pas de tirage à faire.",
        "{count} people for {seats} seats: there is nothing to draw.",
    ),
}
_PANELS: dict[str, tuple[str, str]] = {
    "panel_line": (
        "Cette ligne n'est pas « {expected} suivi d'identifiants triés ». Vérifiez le fichier.",
        "This line is not “{expected} followed by sorted ids”. Check the file.",
    ),
    "panels_end": (
        "Le fichier doit finir par un seul retour à la ligne. Vérifiez-le.",
        "The file must end with exactly one line feed. Check it.",
    ),
    "hash_differs": (
        "L'empreinte de la liste est {found} et non {expected} : ce n'est pas le fichier engagé.",
        "The hash of the list is {found}, not {expected}: this is not the committed file.",
    ),
}
_SENTENCES = {**_FEATURES, **_RESPONDENTS, **_DRAW, **_PANELS}
_FILES = {
    **dict.fromkeys(_FEATURES, "features"),
    **dict.fromkeys(_RESPONDENTS, "respondents"),
    **dict.fromkeys(_DRAW, ""),
    **dict.fromkeys(_PANELS, "panels"),
}
FAULT_CODES = frozenset(_SENTENCES)
