"""What is wrong in a rulebook: a code, parameters, a place; and its sentence in two languages."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from alienor.cores.rules.labels import Language, french_spaces

Param: TypeAlias = str | int | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to correct. `line` and `column` count from 1, None where they are not known."""

    code: str
    path: str
    params: Mapping[str, Param]
    line: int | None = None
    column: int | None = None


class RulebookInvalid(ValueError):
    """The text is no rulebook; `faults` lists everything found, in the order of the text."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault_sentence(fault, "en") for fault in faults))
        self.faults = faults


def nearest(word: str, among: Iterable[str]) -> str:
    """The word of `among` most like `word`, or an empty text where none is close."""
    return next(iter(difflib.get_close_matches(word, list(among), n=1, cutoff=0.6)), "")


def fault_sentence(fault: Fault, language: Language) -> str:
    """What is wrong, where, and what to do, in `language` ("fr" or "en")."""
    words: dict[str, str] = {}
    for key, value in fault.params.items():
        words[key] = ", ".join(value) if isinstance(value, tuple) else str(value)
    french, english = _SENTENCES[fault.code]
    said = (french if language == "fr" else english).format_map(words)
    if suggestion := words.get("suggestion"):
        said += (
            f" Vouliez-vous « {suggestion} » ?"
            if language == "fr"
            else (f' Did you mean "{suggestion}"?')
        )
    place = _place(fault, language)
    if language == "fr":
        return french_spaces(f"{place} : {said}" if place else said)
    return f"{place}: {said}" if place else said


def fault_codes() -> tuple[str, ...]:
    """Every code a fault may carry."""
    return tuple(_SENTENCES)


def _place(fault: Fault, language: Language) -> str:
    parts = []
    if fault.line is not None:
        parts.append(f"{'Ligne' if language == 'fr' else 'Line'} {fault.line}")
    if fault.column is not None:
        parts.append(f"{'colonne' if language == 'fr' else 'column'} {fault.column}")
    if fault.path:
        parts.append(f"`{fault.path}`")
    return ", ".join(parts)


_SENTENCES: dict[str, tuple[str, str]] = {
    # The form of the text.
    "syntax": (
        "le fichier n'est pas du TOML correct ({detail}). Corrigez la ponctuation à cet endroit.",
        "the file is not valid TOML ({detail}). Correct the punctuation there.",
    ),
    "schema_unknown": (
        'le schéma « {value} » n\'est pas connu. Écrivez schema = "{expected}".',
        'the schema "{value}" is not known. Write schema = "{expected}".',
    ),
    "unknown_key": (
        "la clé « {key} » n'existe pas ici. Corrigez-la ou retirez-la.",
        'there is no key "{key}" here. Correct it or remove it.',
    ),
    "missing_key": (
        "il manque « {key} ». Ajoutez cette clé.",
        '"{key}" is missing. Add this key.',
    ),
    "wrong_type": (
        "il faut ici {expected_fr}. Réécrivez la valeur.",
        "{expected_en} is needed here. Rewrite the value.",
    ),
    "empty_text": (
        "ce texte est vide. Écrivez-le.",
        "this text is empty. Write it.",
    ),
    "bad_code": (
        "« {value} » n'est pas un code. N'employez que des minuscules sans accent, des chiffres "
        "et _.",
        '"{value}" is not a code. Use only lower-case letters without accent, digits and _.',
    ),
    "not_a_choice": (
        "« {value} » n'est pas possible ici. Choisissez parmi : {allowed}.",
        '"{value}" is not possible here. Choose among: {allowed}.',
    ),
    "repeated_value": (
        "« {value} » est écrit deux fois. Gardez-le une seule fois.",
        '"{value}" is written twice. Keep it once.',
    ),
    "empty_list": (
        "cette liste est vide. Donnez au moins un élément.",
        "this list is empty. Give at least one item.",
    ),
    "too_small": (
        "{value} est trop petit. Écrivez au moins {minimum}.",
        "{value} is too small. Write at least {minimum}.",
    ),
    "bad_fraction": (
        '« {value} » n\'est pas une fraction. Écrivez par exemple "2/3".',
        '"{value}" is not a fraction. Write for instance "2/3".',
    ),
    "bad_percentage": (
        '« {value} » n\'est pas un pourcentage de 0 à 100. Écrivez par exemple "35.3".',
        '"{value}" is not a percentage from 0 to 100. Write for instance "35.3".',
    ),
    # What is cited must exist.
    "unknown_article": (
        "l'article {value} est cité mais n'existe pas. Écrivez cet article ou citez-en un autre.",
        "article {value} is cited but does not exist. Write this article or cite another.",
    ),
    "unknown_step": (
        "l'étape « {value} » est citée mais n'existe pas. Décrivez-la ou citez-en une autre.",
        'the step "{value}" is cited but does not exist. Describe it or cite another.',
    ),
    "unknown_poll": (
        "le vote « {value} » est cité mais n'existe pas. Décrivez-le ou citez-en un autre.",
        'the poll "{value}" is cited but does not exist. Describe it or cite another.',
    ),
    # Bodies and seats.
    "absolute_refusal_loosened": (
        "le texte fondateur l'exclut : le groupe de proposition ne prend pas de décision et le "
        "comité de méthodologie ne touche pas au fond. Écrivez {power} = false et "
        'absolute = ["{power}"].',
        "the founding text rules it out: the proposition group takes no decision and the "
        "methodology committee does not touch the substance. Write {power} = false and "
        'absolute = ["{power}"].',
    ),
    "absolute_power_granted": (
        "« {power} » est dit absolument refusé mais accordé. Écrivez {power} = false ou retirez "
        "« {power} » de absolute.",
        '"{power}" is called absolutely refused yet granted. Write {power} = false or remove '
        '"{power}" from absolute.',
    ),
    "seat_count_missing": (
        'le nombre de places manque. Donnez count, ou écrivez source = "open" si la venue est '
        "libre.",
        'the number of seats is missing. Give count, or write source = "open" if anyone may come.',
    ),
    "open_seats_counted": (
        "des places ouvertes à toutes et tous n'ont pas de nombre. Retirez count ou changez "
        "source.",
        "seats open to all have no number. Remove count or change source.",
    ),
    "college_on_two_lines": (
        "le collège « {college} » a déjà une ligne de places dans cette instance. Réunissez les "
        "deux lignes.",
        'the college "{college}" already has a line of seats in this body. Join the two lines.',
    ),
    "subquota_above_seats": (
        "{wanted} places sont réservées sur une ligne de {count}. Réservez-en moins ou ajoutez "
        "des places.",
        "{wanted} seats are reserved on a line of {count}. Reserve fewer or add seats.",
    ),
    "subquota_of_absent_college": (
        "le collège « {college} » n'est pas sur cette ligne. Ajoutez-le à colleges ou retirez sa "
        "réserve.",
        'the college "{college}" is not on this line. Add it to colleges or remove its reserve.',
    ),
    "incompatibility_of_one": (
        "une incompatibilité oppose au moins deux instances. Ajoutez-en une.",
        "an incompatibility opposes at least two bodies. Add one.",
    ),
    # Steps.
    "steps_in_cycle": (
        "ces étapes s'attendent l'une l'autre : {steps}. Retirez un des after.",
        "these steps wait for one another: {steps}. Remove one of the after.",
    ),
    "session_key_elsewhere": (
        '« {key} » ne vaut que pour une session. Retirez cette clé ou écrivez kind = "session".',
        '"{key}" is for sessions only. Remove this key or write kind = "session".',
    ),
    "session_numbers": (
        "les sessions portent les numéros {numbers}. Numérotez-les de 1 à {count}, sans trou ni "
        "doublon.",
        "the sessions are numbered {numbers}. Number them from 1 to {count}, each once.",
    ),
    "subject_never_chosen": (
        'aucune session ne choisit le sujet. Ajoutez "chooses_subject" aux purposes d\'une '
        "session.",
        'no session chooses the subject. Add "chooses_subject" to the purposes of a session.',
    ),
    # Topics.
    "committee_screens_alone": (
        "le comité de méthodologie ne peut pas examiner seul les sujets. Nommez aussi le jury.",
        "the methodology committee cannot screen topics alone. Name the jury as well.",
    ),
    "funnel_grows": (
        "ce tour garde {keep} sujets alors qu'il n'en reçoit que {entering}. Gardez-en moins.",
        "this round keeps {keep} topics out of {entering}. Keep fewer.",
    ),
    "funnel_open_ended": (
        "le dernier tour garde {keep} sujets : il faut en choisir un seul. Écrivez keep = 1 au "
        "dernier tour.",
        "the last round keeps {keep} topics: one must be chosen. Write keep = 1 in the last round.",
    ),
    "chain_grows": (
        "ce tour garde {keep} choix alors qu'il n'en reçoit que {entering}. Gardez-en moins.",
        "this round keeps {keep} options out of {entering}. Keep fewer.",
    ),
    "chain_open_ended": (
        "le dernier tour garde {keep} choix : il faut en garder un seul. Écrivez keep = 1 au "
        "dernier tour.",
        "the last round keeps {keep} options: one must be left. Write keep = 1 in the last round.",
    ),
    "chain_chooses_nothing": (
        "le vote « {poll} » se compte par « {method} », qui ne choisit pas entre des options. "
        "Prenez un vote par approbation, par mentions ou par classement.",
        'the vote "{poll}" is counted by "{method}", which does not choose among options. Take one '
        "by approval, by grades or by ranking.",
    ),
    "double_majority_without_majority": (
        "une double majorité demande une majorité, et un vote pour ou contre.",
        "a double majority asks for a majority, and a vote for or against.",
    ),
    "double_majority_of_nobody": (
        "personne de « {group} » ne vote : sa majorité ne pourrait jamais être atteinte.",
        'nobody of "{group}" votes: its majority could never be reached.',
    ),
    "double_majority_twice": (
        "« {group} » compte des personnes d'un autre collège déjà nommé : comptez-les une fois.",
        '"{group}" counts people of another college that is named already: count them once.',
    ),
    # Polls.
    "electorate_silent": (
        'rien ne dit si le collège « {college} » vote. Écrivez {college} = "present", '
        '"seated" ou "none".',
        'nothing says whether the college "{college}" votes. Write {college} = "present", '
        '"seated" or "none".',
    ),
    "electorate_without_seat": (
        "le collège « {college} » vote sans place dans l'instance « {body} ». Écrivez "
        '"none" ou donnez-lui une place.',
        'the college "{college}" votes without a seat in the body "{body}". Write "none" or give '
        "it a seat.",
    ),
    "nobody_votes": (
        "aucun collège ne vote. Donnez le vote à au moins un collège.",
        "no college votes. Give the vote to at least one college.",
    ),
    "undecided_body_decides": (
        "l'instance « {body} » ne prend pas de décision et ne peut pas tenir un vote décisif. "
        "Écrivez decisive = false ou confiez le vote à une autre instance.",
        'the body "{body}" takes no decision and cannot hold a decisive poll. Write '
        "decisive = false or give the poll to another body.",
    ),
    "poll_touches_substance": (
        "l'instance « {body} » ne touche pas au fond. Écrivez about_substance = false ou confiez "
        "le vote à une autre instance.",
        'the body "{body}" does not touch the substance. Write about_substance = false or give '
        "the poll to another body.",
    ),
    "applied_poll_loosened": (
        "le logiciel applique le résultat du vote « {poll} » : l'assemblée seule le tient, il "
        "décide et touche au fond. Écrivez {key} = {wanted}, ou donnez un autre nom à un vote "
        "indicatif.",
        'the software applies the result of the poll "{poll}": the assembly alone holds it, it '
        "decides and touches the substance. Write {key} = {wanted}, or give an indicative poll "
        "another name.",
    ),
    "method_not_decisive": (
        "la méthode « {method} » sert à consulter, pas à décider. Changez de méthode ou écrivez "
        "decisive = false.",
        'the method "{method}" consults and does not decide. Change the method or write '
        "decisive = false.",
    ),
    "secret_on_open_channel": (
        "un vote secret ne peut pas passer par « {channel} ». Retirez ce moyen de vote ou écrivez "
        "secret = false.",
        'a secret vote cannot use "{channel}". Remove this channel or write secret = false.',
    ),
    "majority_missing": (
        "un vote décisif par oui ou non demande une majorité. Ajoutez majority.",
        "a decisive yes or no vote needs a majority. Add majority.",
    ),
    "majority_out_of_reach": (
        "la majorité demandée ({fraction}) ne peut jamais être atteinte. Restez entre 0 et 1.",
        "the majority asked for ({fraction}) can never be reached. Stay between 0 and 1.",
    ),
    "quorum_out_of_reach": (
        "le quorum demandé ({fraction}) ne peut jamais être atteint. Restez entre 0 et 1.",
        "the quorum asked for ({fraction}) can never be reached. Stay between 0 and 1.",
    ),
    "quorum_without_seats": (
        "ce quorum se compte sur des places sans nombre (« {of} »). Comptez-le sur un collège "
        "dont les places sont fixées.",
        'this quorum counts seats that have no number ("{of}"). Count it on a college whose seats '
        "are fixed.",
    ),
    "too_many_required_sessions": (
        "ce vote attend {required} sessions alors qu'il y en a {count}. Demandez-en moins.",
        "this poll waits for {required} sessions and there are {count}. Ask for fewer.",
    ),
    # The draw.
    "draw_seats_mismatch": (
        "le tirage donne {seats} places et l'assemblée en compte {count}. Écrivez le même nombre.",
        "the draw gives {seats} seats and the assembly has {count}. Write the same number.",
    ),
    "frames_sum": (
        "les fichiers donnent {sum} places en tout au lieu de {seats}. Corrigez seats.",
        "the frames give {sum} seats in all instead of {seats}. Correct seats.",
    ),
    "shares_sum": (
        "les parts font {sum} % au lieu de 100 %. Corrigez-les (un demi-point d'arrondi est "
        "admis).",
        "the shares add up to {sum} % instead of 100 %. Correct them (half a point of rounding is "
        "allowed).",
    ),
}
