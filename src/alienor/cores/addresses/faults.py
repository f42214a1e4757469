"""What is wrong in an address file: a code, parameters, a place; and its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]
AT_MOST = 100
"""Faults that are listed one by one; those beyond are counted."""

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "empty": (
        "le fichier est vide. Choisissez le fichier d'adresses de la commune.",
        "the file is empty. Choose the address file of the town.",
    ),
    "unreadable": (
        "les caractères ne peuvent pas être lus. Enregistrez le fichier en UTF-8.",
        "the characters cannot be read. Save the file as UTF-8.",
    ),
    "wrong_separator": (
        "les colonnes doivent être séparées par des points-virgules (;).",
        "columns must be separated by semicolons (;).",
    ),
    "missing_column": (
        "il manque la colonne « {column} ». Choisissez un fichier Base Adresse Locale.",
        'the column "{column}" is missing. Choose a Base Adresse Locale file.',
    ),
    "repeated_column": (
        "la colonne « {column} » est écrite deux fois. Gardez-la une fois.",
        'the column "{column}" is written twice. Keep it once.',
    ),
    "no_address": (
        "le fichier ne contient aucune adresse numérotée.",
        "the file holds no numbered address.",
    ),
    "wrong_width": (
        "cette ligne a {got} cases au lieu de {wanted}. Vérifiez les points-virgules.",
        "this line has {got} cells instead of {wanted}. Check the semicolons.",
    ),
    "bad_key": (
        "« {value} » n'est pas une clé d'adresse. Il faut par exemple 86194_1234_00012_bis.",
        '"{value}" is not an address key. It should look like 86194_1234_00012_bis.',
    ),
    "bad_commune": (
        "« {value} » n'est pas un code de commune : il a cinq caractères, par exemple 86194.",
        '"{value}" is not the code of a town: it has five characters, such as 86194.',
    ),
    "no_street": (
        "le nom de la voie est vide. Écrivez-le.",
        "the name of the street is empty. Write it.",
    ),
    "not_a_number": (
        "« {value} » n'est pas un nombre. Corrigez-le.",
        '"{value}" is not a number. Correct it.',
    ),
    "number_differs": (
        "la clé dit le numéro {key_number} et la ligne dit {number}. Corrigez l'un des deux.",
        "the key says number {key_number} and the line says {number}. Correct one of them.",
    ),
    "key_shared": (
        "la clé « {value} » est déjà celle d'une autre adresse (ligne {other}). Corrigez-la.",
        'the key "{value}" is already that of another address (line {other}). Correct it.',
    ),
    "key_twice": (
        "la clé « {value} » est déjà écrite ligne {other}. Gardez une seule ligne.",
        'the key "{value}" is already written on line {other}. Keep one line.',
    ),
    "more": (
        "{count} autres lignes sont à corriger.",
        "{count} more lines are to be corrected.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to correct. `line` counts from 1 (the header); `column` is a column's name."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    line: int | None = None
    column: str = ""

    def sentence(self, language: Language) -> str:
        """Where, what is wrong and what to do, in `language`."""
        french, english = _SENTENCES[self.code]
        said = (french if language == "fr" else english).format_map(self.params)
        place = self._place(language)
        if not place:
            return said[:1].upper() + said[1:]
        return f"{place}\N{NO-BREAK SPACE}: {said}" if language == "fr" else f"{place}: {said}"

    def _place(self, language: Language) -> str:
        line = "" if self.line is None else f"{'Ligne' if language == 'fr' else 'Line'} {self.line}"
        column = f"{'colonne' if language == 'fr' else 'column'} {self.column}"
        return ", ".join(part for part in (line, column if self.column else "") if part)


class AddressesInvalid(ValueError):
    """The file cannot be used; `faults` lists everything found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        kept = tuple(faults[:AT_MOST])
        if len(faults) > AT_MOST:
            kept += (Fault(code="more", params={"count": len(faults) - AT_MOST}),)
        super().__init__("; ".join(fault.sentence("en") for fault in kept))
        self.faults = kept


def fault_codes() -> tuple[str, ...]:
    """Every code that a fault may carry."""
    return tuple(_SENTENCES)
