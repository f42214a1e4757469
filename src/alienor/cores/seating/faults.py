"""What may be wrong in what organisers ask of the tables: a code, its facts, its sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["fr", "en"]
Place = Literal["", "people", "together", "apart", "accessible"]
Param = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to correct. `file`: the list where it stands; `number`: which group of that list,
    from 1; `line` and `column` of its file, from 1. None where it is nowhere in particular."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    file: Place = ""
    number: int | None = None
    line: int | None = None
    column: int | None = None


_SUGGESTED = 3
"""Wrong ids of one list for which the nearest is looked for."""


class SeatingInvalid(ValueError):
    """People cannot be seated so; `faults` lists everything found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault_sentence(fault, "en") for fault in self.faults))

    def __reduce__(self) -> tuple[type[SeatingInvalid], tuple[tuple[Fault, ...]]]:
        """It travels between processes with its faults, not with its sentence."""
        return type(self), (self.faults,)


def nearest(word: str, among: Iterable[str]) -> str:
    """The word of `among` most like `word`, or an empty text where none is close."""
    return next(iter(difflib.get_close_matches(word, sorted(among), n=1, cutoff=0.6)), "")


def unknown_ids(
    ids: Iterable[str], known: Iterable[str], *, file: Place, **place: int | None
) -> Iterator[Fault]:
    """A fault for each id of a list that names nobody; the first few with what is most like it, as
    a whole column of wrong ids would take minutes to compare. `place`: `number` or `line`."""
    known = frozenset(known)
    unknown = 0
    for column, one in enumerate(ids, start=1):
        if one not in known:
            suggestion = nearest(one, known) if unknown < _SUGGESTED else ""
            unknown += 1
            yield Fault(
                code="unknown_id",
                params={"id": one, "suggestion": suggestion},
                file=file,
                column=column,
                **place,
            )


def fault_sentence(fault: Fault, language: Language) -> str:
    """What is wrong and what to do, in `language`; where it is, the caller says."""
    french, english = _SENTENCES[fault.code]
    if language == "en":
        said = english.format(**fault.params)
        suggestion = fault.params.get("suggestion")
        return said + (f" Did you mean “{suggestion}”?" if suggestion else "")
    said = french.format(**fault.params)
    suggestion = fault.params.get("suggestion")
    said += f" Vouliez-vous « {suggestion} » ?" if suggestion else ""
    for mark in (" :", " ;", " »", " ?"):
        said = said.replace(mark, "\u00a0" + mark[1])
    return said.replace("« ", "«\u00a0")


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "no_people": (
        "Il n'y a personne à placer. Ajoutez des personnes.",
        "There is nobody to seat. Add people.",
    ),
    "no_tables": (
        "Il n'y a pas de table. Donnez-en au moins une.",
        "There is no table. Give one at least.",
    ),
    "rounds_out_of_bounds": (
        "{rounds} tours de table : donnez-en de 1 à {most}.",
        "{rounds} rounds: give from 1 to {most}.",
    ),
    "too_many_people": (
        "{people} personnes sont trop : un plan de table en place {most} au plus.",
        "{people} people are too many: a plan seats {most} at most.",
    ),
    "more_tables_than_people": (
        "{tables} tables pour {people} personnes : donnez au plus une table par personne.",
        "{tables} tables for {people} people: give at most one table for each person.",
    ),
    "sizes_do_not_add_up": (
        "Les tables ont {places} places pour {people} personnes. Corrigez leurs tailles.",
        "The tables have {places} places for {people} people. Correct their sizes.",
    ),
    "empty_table": (
        "La table {table} n'a pas de place. Donnez-lui en une au moins, ou retirez-la.",
        "Table {table} has no place. Give it one at least, or remove it.",
    ),
    "person_twice": (
        "{id} figure deux fois. Gardez une seule ligne par personne.",
        "{id} appears twice. Keep one line for each person.",
    ),
    "unknown_field": (
        "Personne n'a de « {field} ». Corrigez ce nom, ou retirez-le.",
        "Nobody has a “{field}”. Correct this name, or remove it.",
    ),
    "unknown_value": (
        "Personne n'a « {value} » comme « {field} ». Corrigez cette valeur, ou retirez-la.",
        "Nobody has “{value}” as their “{field}”. Correct this value, or remove it.",
    ),
    "weight_out_of_bounds": (
        "Le poids de « {field} » est {weight} : donnez-en un de 1 à {most}.",
        "The weight of “{field}” is {weight}: give one from 1 to {most}.",
    ),
    "negative_cap": (
        "« {field} : {values} » ne peut pas être au plus {most} par table. Donnez 0 ou plus.",
        "“{field}: {values}” cannot be at most {most} a table. Give 0 or more.",
    ),
    "cap_too_low": (
        "{people} personnes sont « {field} : {values} », et {tables} tables qui en prennent au "
        "plus {most} n'en placent que {places}. Permettez-en {needed} par table, ou ajoutez des "
        "tables.",
        "{people} people are “{field}: {values}”, and {tables} tables that take at most {most} "
        "seat only {places} of them. Allow {needed} a table, or add tables.",
    ),
    "cap_parts_group": (
        "{ids} restent ensemble, mais ce sont {people} personnes « {field} : {values} » pour au "
        "plus {most} par table. Permettez-en davantage, ou séparez-les.",
        "{ids} stay together, but they are {people} people of “{field}: {values}” where a table "
        "takes at most {most}. Allow more, or part them.",
    ),
    "unknown_id": (
        "{id} n'est pas parmi les personnes à placer. Corrigez ou retirez cette personne.",
        "{id} is not among the people to seat. Correct or remove this person.",
    ),
    "group_of_one": (
        "Cette liste ne compte que {id}. Nommez au moins deux personnes, ou retirez-la.",
        "This list holds {id} alone. Name two people at least, or remove it.",
    ),
    "group_too_large": (
        "{ids} ne tiennent pas ensemble : {people} personnes, et la plus grande table en prend "
        "{size}. Faites des groupes plus petits, ou moins de tables.",
        "{ids} do not fit together: {people} people, and the largest table takes {size}. Make "
        "smaller groups, or fewer tables.",
    ),
    "together_and_apart": (
        "{one} et {other} doivent être à la fois ensemble et séparés. Retirez l'une des deux "
        "demandes.",
        "{one} and {other} are asked to be both together and apart. Remove one of the two.",
    ),
    "too_many_apart": (
        "{people} personnes ne doivent jamais se trouver à une même table, et il n'y a que "
        "{tables} tables. Ajoutez des tables, ou retirez-en de cette liste.",
        "{people} people must never share a table, and there are only {tables} tables. Add "
        "tables, or take people off this list.",
    ),
    "unknown_table": (
        "La table {table} est dite accessible, mais les tables vont de 1 à {tables}.",
        "Table {table} is said to be accessible, but tables go from 1 to {tables}.",
    ),
    "too_few_accessible": (
        "{people} personnes ont besoin d'une table accessible, ou restent avec elles, pour "
        "{places} places à ces tables. Rendez d'autres tables accessibles.",
        "{people} people need an accessible table, or stay with somebody who does, for {places} "
        "places at such tables. Make more tables accessible.",
    ),
    "no_accessible_table": (
        "Des personnes ont besoin d'une table accessible, et aucune n'est dite accessible. Donnez "
        "les numéros de ces tables.",
        "People need an accessible table, and none is said to be. Give the numbers of such "
        "tables (--accessible-tables 1,2).",
    ),
    "no_plan": (
        "Aucun plan ne respecte à la fois les maximums par table, les personnes à garder "
        "ensemble, celles à séparer et l'accessibilité. Retirez une de ces demandes.",
        "No plan keeps all at once: the most that a table takes, who stays together, who is kept "
        "apart, and access. Remove one of these wishes.",
    ),
    "no_plan_found": (
        "Aucun plan qui respecte toutes les demandes n'a été trouvé en {tries} essais. Retirez "
        "un maximum par table, ou une séparation.",
        "No plan that keeps every wish was found in {tries} tries. Remove a limit of a table, "
        "or a separation.",
    ),
    "not_this_plan": (
        "Ce plan ne place pas les personnes attendues. Composez les tables de nouveau.",
        "This plan does not seat the people expected. Make the tables again.",
    ),
    "unknown_round": (
        "Il n'y a pas de tour {round}. Les tours vont de 1 à {rounds}.",
        "There is no round {round}. Rounds go from 1 to {rounds}.",
    ),
    "not_seated": (
        "{id} n'est pas à une table pour ce tour.",
        "{id} is not at a table in this round.",
    ),
    "no_such_table": (
        "Il n'y a pas de table {table}. Les tables vont de 1 à {tables}.",
        "There is no table {table}. Tables go from 1 to {tables}.",
    ),
    "file_empty": (
        "Le fichier est vide. Écrivez la ligne de titres, puis une ligne par personne.",
        "The file is empty. Write the header line, then one line for each person.",
    ),
    "column_missing": (
        "La colonne « {column} » manque. Ajoutez-la, ou corrigez son nom.",
        "The column “{column}” is missing. Add it, or correct its name.",
    ),
    "column_twice": (
        "La colonne « {column} » figure deux fois. Gardez-en une.",
        "The column “{column}” appears twice. Keep one.",
    ),
    "wrong_width": (
        "Cette ligne n'a pas le nombre de cases de la ligne de titres : {got} au lieu de {wanted}. "
        "Corrigez-la.",
        "This line does not have as many cells as the header: {got} instead of {wanted}. Correct "
        "it.",
    ),
    "empty_id": (
        "Cette personne n'a pas d'identifiant. Donnez-lui-en un.",
        "This person has no id. Give one.",
    ),
    "not_csv": (
        "Cette ligne n'est pas lisible comme CSV. Vérifiez ses guillemets.",
        "This line cannot be read as CSV. Check its quotes.",
    ),
}
FAULT_CODES = frozenset(_SENTENCES)
