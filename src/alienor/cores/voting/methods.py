"""How each method counts, in one plain sentence, for the page where the vote is announced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.selection import TieProtocol
from alienor.cores.voting.words import NBSP, Language, known_language

Method = Literal[
    "yes_no_abstain",
    "approval",
    "majority_judgment",
    "shortlist",
    "show_of_hands",
    "paper",
    "roll_call",
    "double_majority",
]
METHODS: tuple[str, ...] = get_args(Method)

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "yes_no_abstain": (
        "Chaque personne répond pour, contre ou s'abstient ; les abstentions sont comptées à part.",
        "Each person answers for, against, or abstains; abstentions are counted apart.",
    ),
    "approval": (
        "Chaque personne coche tous les choix qui lui conviennent ; le choix le plus coché passe "
        "devant.",
        "Each person ticks every option that suits them; the option ticked most comes first.",
    ),
    "majority_judgment": (
        "Chaque personne donne une mention à chaque choix ; on retient pour chacun la meilleure "
        "mention que plus de la moitié des bulletins lui donnent ou dépassent, puis, si deux "
        "choix ont la même, on retire à chacun un bulletin de cette mention jusqu'à ce qu'ils "
        "diffèrent.",
        "Each person gives every option a grade; an option's result is the best grade that more "
        "than half of the ballots give it or exceed, and where two options have the same, one "
        "ballot with that grade is taken away from each until they differ.",
    ),
    "shortlist": (
        "Chaque personne coche les choix qui lui conviennent ; on garde les plus cochés, dans "
        "la limite des places, et une égalité à la dernière place est départagée selon la règle "
        "annoncée.",
        "Each person ticks the options that suit them; the most ticked are kept, up to the "
        "number of places, and a tie for the last place is settled by the rule announced.",
    ),
    "show_of_hands": (
        "On vote à main levée ; dans chaque secteur deux personnes comptent séparément, et l'on "
        "recompte si leurs nombres diffèrent.",
        "People raise their hands; in each sector two people count separately, and count again "
        "if their numbers differ.",
    ),
    "paper": (
        "On vote sur papier, le dépouillement est public, et deux personnes saisissent "
        "séparément les résultats, qui doivent être identiques.",
        "People vote on paper, ballots are counted in public, and two people type the results "
        "separately, which must be identical.",
    ),
    "roll_call": (
        "Chaque place est appelée et répond à voix haute ; la réponse de chaque place est "
        "publique.",
        "Each seat is called and answers aloud; the answer of each seat is public.",
    ),
    "double_majority": (
        "La proposition doit réunir la majorité de l'ensemble et celle de chaque collège nommé "
        "par la règle.",
        "The proposal must reach the majority of the whole and that of each college the rule "
        "names.",
    ),
}

_TIES: Mapping[TieProtocol, tuple[str, str]] = {
    "rejected": (
        "En cas d'égalité, ce qui est à égalité n'est pas retenu.",
        "If there is a tie, what is tied does not pass.",
    ),
    "chair": (
        "En cas d'égalité, la voix de l'animatrice ou de l'animateur départage.",
        "If there is a tie, the chair has the casting vote.",
    ),
    "draw": (
        "En cas d'égalité, un tirage au sort public départage.",
        "If there is a tie, a public draw decides.",
    ),
    "revote": (
        "En cas d'égalité, on vote à nouveau entre les choix à égalité.",
        "If there is a tie, the tied options are voted on again.",
    ),
}


def how_it_counts(method: str, *, language: Language) -> str:
    """What is done with the ballots of a method, in one sentence.

    Errors: VotingFault (`unknown_method`).
    """
    if method not in _SENTENCES:
        raise VotingFault("unknown_method", method=method)
    return _said(_SENTENCES[method], language=language)


def how_ties_end(protocol: TieProtocol, *, language: Language) -> str:
    """What a tie becomes under a protocol, in one sentence."""
    return _said(_TIES[protocol], language=language)


def _said(pair: tuple[str, str], *, language: Language) -> str:
    if known_language(language) == "fr":
        return pair[0].replace(" ;", f"{NBSP};")
    return pair[1]
