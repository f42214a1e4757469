"""What may be wrong in a count or a rule: a code, its facts, and its sentence in each language."""

from __future__ import annotations

from collections.abc import Mapping

from alienor.cores.voting.words import Language, known_language

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "negative_count": (
        "Le nombre inscrit pour « {cell} » est négatif ({count}) : corrigez-le.",
        "The count written for “{cell}” is negative ({count}): correct it.",
    ),
    "counts_exceed_electorate": (
        "{cast} bulletins sont comptés pour {entitled} personnes appelées à voter : recomptez.",
        "{cast} ballots are counted for {entitled} people entitled to vote: count again.",
    ),
    "counts_exceed_present": (
        "{cast} bulletins sont comptés pour {present} personnes présentes : recomptez.",
        "{cast} ballots are counted for {present} people present: count again.",
    ),
    "counts_exceed_seats": (
        "{cast} bulletins sont comptés pour {seats} places : recomptez.",
        "{cast} ballots are counted for {seats} seats: count again.",
    ),
    "counts_exceed_sector": (
        "Dans le secteur {sector}, {teller} compte {cast} mains pour {present} personnes : "
        "recomptez ce secteur.",
        "In sector {sector}, {teller} counts {cast} hands for {present} people: "
        "count that sector again.",
    ),
    "sum_mismatch": (
        "Les nombres de « {cell} » font {got} au lieu de {expected} : vérifiez la saisie.",
        "The counts of “{cell}” add up to {got} instead of {expected}: check what was typed.",
    ),
    "approvals_exceed_ballots": (
        "« {option} » reçoit {approvals} approbations pour {ballots} bulletins : recomptez.",
        "“{option}” gets {approvals} approvals out of {ballots} ballots: count again.",
    ),
    "unknown_answer": (
        "La réponse « {answer} » n'est pas proposée par ce vote.",
        "The answer “{answer}” is not one this vote offers.",
    ),
    "unknown_option": (
        "Le choix « {option} » ne figure pas dans ce vote.",
        "The option “{option}” is not part of this vote.",
    ),
    "unknown_grade": (
        "La mention « {grade} » ne figure pas dans l'échelle de ce vote.",
        "The grade “{grade}” is not on this vote's scale.",
    ),
    "grade_missing": (
        "Un bulletin ne donne pas de mention à « {option} » : la règle en demande une par choix.",
        "A ballot gives no grade to “{option}”: the rule asks for one for each option.",
    ),
    "scale_too_short": (
        "Une échelle compte au moins deux mentions, toutes différentes.",
        "A scale has at least two grades, all different.",
    ),
    "no_option": (
        "Ce vote ne propose aucun choix, ou deux fois le même.",
        "This vote offers no option, or the same one twice.",
    ),
    "too_many_choices": (
        "Un bulletin retient {chosen} choix ; la règle en permet {most}.",
        "A ballot chooses {chosen} options; the rule allows {most}.",
    ),
    "chosen_twice": (
        "Un bulletin retient deux fois « {option} ».",
        "A ballot chooses “{option}” twice.",
    ),
    "places_out_of_range": (
        "On ne peut retenir {places} choix sur {options}.",
        "{places} options cannot be kept out of {options}.",
    ),
    "impossible_majority": (
        "Aucun vote ne peut réunir la majorité demandée ({fraction}).",
        "No vote can reach the majority asked for ({fraction}).",
    ),
    "impossible_quorum": (
        "Aucune assemblée ne peut réunir le quorum demandé ({fraction}).",
        "No assembly can reach the quorum asked for ({fraction}).",
    ),
    "base_unknown": (
        "La majorité se calcule sur une base qui n'est pas donnée ({base}).",
        "The majority is counted on a base that is not given ({base}).",
    ),
    "college_unknown": (
        "Le collège « {college} » n'a pas de décompte dans ce vote.",
        "The college “{college}” has no count in this vote.",
    ),
    "groups_do_not_hold": (
        "Les décomptes par collège ne s'accordent pas entre eux, ou avec le décompte d'ensemble.",
        "The counts by college do not agree with one another, or with the whole count.",
    ),
    "no_tie": (
        "Ce vote n'attend pas d'être départagé.",
        "This vote is not waiting for a tie to be settled.",
    ),
    "wrong_pick": (
        "Il faut choisir {places} des choix à égalité, et eux seuls.",
        "Exactly {places} of the tied options must be picked, and no other.",
    ),
    "tellers": (
        "« {sector} » doit être compté par deux personnes différentes. Comptages saisis : "
        "{count} sur 2.",
        "“{sector}” must be counted by two different people. Counts entered: {count} of 2.",
    ),
    "recount_needed": (
        "Les deux comptages de « {sector} » diffèrent : recomptez, chacune ou chacun à part.",
        "The two counts of “{sector}” differ: count again, each person apart.",
    ),
    "same_person": (
        "Les deux saisies sont de la même personne : une autre doit saisir la seconde.",
        "Both entries are by the same person: someone else must type the second.",
    ),
    "entries_differ": (
        "Les deux saisies diffèrent pour « {cell} » : {first} et {second}. Reprenez le papier.",
        "The two entries differ for “{cell}”: {first} and {second}. Go back to the paper.",
    ),
    "signatures_differ": (
        "{signatures} signatures sur la liste et {ballots} bulletins dans l'urne : recomptez, "
        "puis consignez l'écart.",
        "{signatures} signatures on the roll and {ballots} ballots in the box: count again, "
        "then put the difference on record.",
    ),
    "voted_twice": (
        "La place {seat} a répondu deux fois à l'appel.",
        "Seat {seat} has answered the roll call twice.",
    ),
    "not_entitled": (
        "La place {seat} n'est pas appelée à ce vote.",
        "Seat {seat} is not entitled to this vote.",
    ),
    "bad_fraction": (
        "« {fraction} » n'est pas une fraction. Écrivez par exemple 2/3.",
        "“{fraction}” is not a fraction. Write for instance 2/3.",
    ),
    "too_many_options": (
        "Ce vote propose {options} choix : {most} au plus peuvent être classés.",
        "This vote offers {options} options: at most {most} can be ranked.",
    ),
    "equal_places": (
        "Un bulletin met « {first} » et « {second} » à la même place : cette méthode ne le permet "
        "pas, le bulletin est nul.",
        "A ballot puts “{first}” and “{second}” in the same place: this method does not allow it, "
        "the ballot is invalid.",
    ),
    "equal_places_uncounted": (
        "Des bulletins mettent deux choix à la même place : cette méthode ne peut les compter.",
        "Some ballots put two options in the same place: this method cannot count them.",
    ),
    "empty_place": (
        "Il manque un choix dans « {ballot} » : écrivez les choix dans l'ordre, sans place vide.",
        "An option is missing in “{ballot}”: write the options in order, with no empty place.",
    ),
    "bad_pile": (
        "La ligne {line} ne donne pas de classement : écrivez par exemple « 12 : A C B ».",
        "Line {line} gives no ranking: write for instance “12: A C B”.",
    ),
    "unknown_letter": (
        "Ligne {line}, « {letter} » n'est pas la lettre d'un choix, de A à {last}.",
        "Line {line}, “{letter}” is not the letter of an option, from A to {last}.",
    ),
    "not_text": (
        "Ce fichier n'est pas un tableau de texte (CSV en UTF-8) : enregistrez-le ainsi.",
        "This file is not a table in text (CSV in UTF-8): save it as one.",
    ),
    "bad_line": (
        "La ligne {line} compte {cells} cases au lieu de {options}, une par choix : corrigez-la.",
        "Line {line} has {cells} cells instead of {options}, one for each option: correct it.",
    ),
    "bad_number": (
        "Ligne {line}, « {cell} » n'est pas un nombre que ce vote permet : corrigez-le.",
        "Line {line}, “{cell}” is not a number that this vote allows: correct it.",
    ),
    "cost_out_of_range": (
        "« {option} » coûte {cost} pour un budget de {budget} : un coût est un nombre entier, au "
        "moins 1 et au plus le budget.",
        "“{option}” costs {cost} for a budget of {budget}: a cost is a whole number, at least 1 "
        "and at most the budget.",
    ),
    "beyond_budget": (
        "Ces choix coûtent ensemble plus que le budget de {budget} : choisissez autrement.",
        "Together these options cost more than the budget of {budget}: choose otherwise.",
    ),
    "objection_unargued": (
        "{objections} objection(s) et aucun argument : une objection se dit avec sa raison.",
        "{objections} objection(s) and no argument: an objection is given with its reason.",
    ),
    "argument_without_objection": (
        "{arguments} argument(s) pour {objections} objection(s) : recomptez les objections.",
        "{arguments} argument(s) for {objections} objection(s): count the objections again.",
    ),
    "one_place_only": (
        "Cette méthode ne retient qu'un choix : demandez une seule place, ou une autre méthode.",
        "This method keeps one option only: ask for one place, or another method.",
    ),
    "unknown_method": (
        "La méthode de vote « {method} » n'existe pas.",
        "There is no voting method “{method}”.",
    ),
}


class VotingFault(ValueError):
    """Something that makes a count, a ballot or a rule of voting unusable.

    `code`: one of `FAULT_CODES`. `params`: its facts, plain data.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        assert code in _SENTENCES, code
        self.code = code
        self.params: Mapping[str, str | int] = dict(params)
        super().__init__(self.sentence(language="en"))

    def sentence(self, *, language: Language) -> str:
        """What happened and what to do, in `language`."""
        french, english = _SENTENCES[self.code]
        if known_language(language) == "fr":
            return _french(french).format(**self.params)
        return english.format(**self.params)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VotingFault):
            return NotImplemented
        return (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items()))))


FAULT_CODES = frozenset(_SENTENCES)


def _french(sentence: str) -> str:
    """French keeps its double punctuation on the line of the word before it."""
    for mark in (" :", " ;", " »"):
        sentence = sentence.replace(mark, "\u00a0" + mark[1])
    return sentence.replace("« ", "«\u00a0")
