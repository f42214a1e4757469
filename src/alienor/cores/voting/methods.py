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
    "schulze",
    "ranked_pairs",
    "instant_runoff",
    "single_transferable_vote",
    "equal_shares",
    "consent_round",
    "gradient_of_agreement",
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
    "schulze": (
        "Chaque personne classe les choix ; deux à deux, on compte combien préfèrent l'un à "
        "l'autre ; un choix qui gagne tous ses duels l'emporte, et si aucun ne les gagne tous, on "
        "compare les chaînes de victoires qui mènent d'un choix à l'autre, dont chacune vaut sa "
        "victoire la plus faible.",
        "Each person ranks the options; two by two, those who prefer one to the other are "
        "counted; an option that wins every duel is kept and, where none wins them all, the "
        "chains of victories that lead from one option to another are compared, each worth its "
        "weakest victory.",
    ),
    "ranked_pairs": (
        "Chaque personne classe les choix ; deux à deux, on compte combien préfèrent l'un à "
        "l'autre, puis on garde les victoires de la plus forte à la plus faible, sauf celles que "
        "les précédentes contredisent ; passe devant le choix que rien ne précède.",
        "Each person ranks the options; two by two, those who prefer one to the other are "
        "counted, then victories are kept from the strongest to the weakest, but those that the "
        "ones before contradict; the option that nothing precedes comes first.",
    ),
    "instant_runoff": (
        "Chaque personne classe les choix ; tant qu'aucun n'est en tête de plus de la moitié des "
        "bulletins, le dernier est éliminé et ses bulletins passent à leur choix suivant.",
        "Each person ranks the options; as long as none is first on more than half of the "
        "ballots, the last is eliminated and its ballots go to their next option.",
    ),
    "single_transferable_vote": (
        "Chaque personne classe les choix ; un choix qui atteint le quota a sa place et passe ce "
        "qu'il a en trop aux suivants, sinon le dernier est éliminé et ses bulletins passent à "
        "leur choix suivant, jusqu'à ce que toutes les places soient prises.",
        "Each person ranks the options; an option that reaches the quota has its place and hands "
        "its surplus on, else the last is eliminated and its ballots go to their next option, "
        "until every place is taken.",
    ),
    "equal_shares": (
        "Chaque personne coche les projets qui lui conviennent et reçoit une part égale du budget "
        "; les projets sont payés par celles et ceux qui les ont cochés, en commençant par celui "
        "qui demande le moins à chaque part.",
        "Each person ticks the projects that suit them and gets an equal share of the budget; "
        "projects are paid for by those who ticked them, starting with the one that asks the "
        "least of each share for what it costs.",
    ),
    "consent_round": (
        "Chaque personne consent, émet une réserve ou objecte en disant pourquoi ; rien n'est "
        "décidé, et les objections sont publiées pour améliorer la proposition.",
        "Each person consents, has a reservation, or objects and says why; nothing is decided, "
        "and the objections are published to improve the proposal.",
    ),
    "gradient_of_agreement": (
        "Chaque personne dit jusqu'où elle va avec la proposition, en cinq degrés ; rien n'est "
        "décidé, et l'on montre combien en sont à chaque degré.",
        "Each person says how far they go along with the proposal, in five degrees; nothing is "
        "decided, and how many stand at each degree is shown.",
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
