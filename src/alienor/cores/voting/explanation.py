"""A result that explains itself: the counts, the rule, the outcome, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from alienor.cores.voting.approval import ApprovalTally
from alienor.cores.voting.breakdown import publishable_breakdown
from alienor.cores.voting.consent import ConsentRound
from alienor.cores.voting.double_majority import DoubleDecision
from alienor.cores.voting.gradient import Gradient
from alienor.cores.voting.judgment import JudgmentTally
from alienor.cores.voting.majority import Decision
from alienor.cores.voting.quorum import QuorumCheck
from alienor.cores.voting.ranking.pairs import PairsTally
from alienor.cores.voting.ranking.runoff import RunoffTally
from alienor.cores.voting.ranking.schulze import SchulzeTally
from alienor.cores.voting.ranking.transfers import TransferTally
from alienor.cores.voting.selection import Ranked, Shortlist
from alienor.cores.voting.shares import SharesTally
from alienor.cores.voting.words import (
    NBSP,
    Language,
    fraction_name,
    known_language,
    listed,
    number,
    percentage,
    plural,
)

Result = Decision | DoubleDecision | Shortlist | JudgmentTally | ConsentRound | Gradient
COUNTED = (
    ApprovalTally,
    JudgmentTally,
    SchulzeTally,
    PairsTally,
    RunoffTally,
    TransferTally,
    SharesTally,
)

_TIE = ("Égalité", "A tie")
FEW = 20
"""People of whom a share in percent would say more than there is."""
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    "majority_reached": ("adopté", "adopted"),
    "majority_not_reached": ("non adopté", "not adopted"),
    "quorum_not_reached": (
        "le quorum n'est pas atteint, rien n'est décidé",
        "the quorum is not reached, nothing is decided",
    ),
    "nobody_expressed": (
        "personne ne s'est exprimé pour ou contre, rien n'est adopté",
        "nobody voted for or against, nothing is adopted",
    ),
    "tie_rejected": (
        "égalité, ce qui vaut rejet selon la règle du vote",
        "a tie, which under the rule of this vote means rejection",
    ),
    "tie_awaits_chair": (
        "égalité, la voix de l'animatrice ou de l'animateur départagera",
        "a tie, which the chair's casting vote will settle",
    ),
    "tie_awaits_draw": (
        "égalité, un tirage au sort public départagera",
        "a tie, which a public draw will settle",
    ),
    "tie_awaits_revote": ("égalité, un nouveau vote aura lieu", "a tie, a new vote will be held"),
}
_SETTLED: Mapping[str, tuple[str, str]] = {
    "tie_settled_by_chair": (
        "égalité, départagée par la voix de l'animatrice ou de l'animateur",
        "a tie, settled by the chair's casting vote",
    ),
    "tie_settled_by_draw": (
        "égalité, départagée par un tirage au sort public",
        "a tie, settled by a public draw",
    ),
    "tie_settled_by_revote": (
        "égalité, départagée par un nouveau vote",
        "a tie, settled by a new vote",
    ),
}
_TIED_OPTIONS: Mapping[str, tuple[str, str]] = {
    "chair": ("l'animatrice ou l'animateur choisira", "the chair will choose"),
    "draw": ("un tirage au sort public choisira", "a public draw will choose"),
    "revote": ("un nouveau vote choisira", "a new vote will choose"),
}
_SETTLED_OPTIONS: Mapping[str, tuple[str, str]] = {
    "rejected": (
        "des choix étaient à égalité pour la dernière place et sont écartés selon la règle du vote",
        "some options were tied for the last place and are left out under the rule of this vote",
    ),
    "chair": (
        "une égalité a été départagée par l'animatrice ou l'animateur",
        "a tie was settled by the chair",
    ),
    "draw": (
        "une égalité a été départagée par un tirage au sort public",
        "a tie was settled by a public draw",
    ),
    "revote": (
        "une égalité a été départagée par un nouveau vote",
        "a tie was settled by a new vote",
    ),
}


def explain(result: Result, *, language: Language, labels: Mapping[str, str] | None = None) -> str:
    """The result as a sentence that anyone can check with the counts in it.

    "73 pour, 21 contre, 6 abstentions : 77,7 % des 94 exprimés ; il fallait les deux tiers ;
    adopté." `labels`: what options, grades and colleges are called in `language`, by code. Counts
    by college appear only where they may be published.
    """
    said = _Voice(language=known_language(language), labels=labels or {})
    if isinstance(result, Decision):
        return said.decision(result) + said.quorum(result.quorum)
    if isinstance(result, DoubleDecision):
        return said.double(result)
    if isinstance(result, Shortlist):
        return said.shortlist(result)
    if isinstance(result, ConsentRound):
        return said.consent(result)
    if isinstance(result, Gradient):
        return said.gradient(result)
    return said.judgment(result)


def verdict(result: Result, *, language: Language, labels: Mapping[str, str] | None = None) -> str:
    """The outcome in a few words, for those who are far from the screen: `Adopté`, `2 choix
    retenus`, or the name of the only option kept. Empty where nothing is to be decided."""
    said = _Voice(language=known_language(language), labels=labels or {})
    if isinstance(result, Decision | DoubleDecision):
        reason = result.reason
        if reason in ("quorum_not_reached", "nobody_expressed"):
            return said.pick(("Rien n'est décidé", "Nothing is decided"))
        if isinstance(result, Decision) and result.pending:
            return said.pick(_TIE)
        adopted = ("Adopté", "Adopted") if result.adopted else ("Non adopté", "Not adopted")
        return said.pick(adopted)
    return said.kept(result) if isinstance(result, Shortlist) else ""


def threshold(*, fraction: Fraction, strict: bool, language: Language) -> str:
    """What was needed, as the sentence of a result says it: `il fallait plus de la moitié`."""
    said = fraction_name(fraction, strict=strict, language=language)
    if language == "fr":
        return f"il fallait {said}"
    verb = "were" if said.endswith(("thirds", "quarters", "fifths")) else "was"
    return f"{said} {verb} needed"


class _Voice:
    """One language and one set of names."""

    def __init__(self, *, language: Language, labels: Mapping[str, str]) -> None:
        self.language = language
        self.labels = labels
        self.colon = f"{NBSP}: " if language == "fr" else ": "
        self.semicolon = f"{NBSP}; " if language == "fr" else "; "

    def pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "fr" else pair[1]

    def count(self, value: int) -> str:
        return number(value, language=self.language)

    def plural(self, value: int, *, one: str, many: str) -> str:
        return plural(value, one=one, many=many, language=self.language)

    def share(self, value: Fraction, *, threshold: Fraction | None = None) -> str:
        return percentage(value, language=self.language, threshold=threshold)

    def name(self, code: str) -> str:
        return self.labels.get(code, code)

    def counts(self, decision: Decision) -> str:
        tally = decision.tally
        parts = [
            f"{self.count(tally.yes)} {self.pick(('pour', 'for'))}",
            f"{self.count(tally.no)} {self.pick(('contre', 'against'))}",
            self.plural(tally.abstain, one="abstention", many="abstentions"),
        ]
        if tally.invalid:
            french = self.language == "fr"
            one, many = ("nul", "nuls") if french else ("invalid", "invalid")
            parts.append(self.plural(tally.invalid, one=one, many=many))
        return ", ".join(parts)

    def base(self, decision: Decision) -> str:
        """The base with its article: `des 94 exprimés`, `of the 94 votes expressed`."""
        size = decision.base_count
        french = {
            "expressed": ("de la seule voix exprimée", "exprimés"),
            "cast": ("du seul bulletin", "bulletins"),
            "present": ("de la seule personne présente", "personnes présentes"),
            "seats": ("de la seule place", "places"),
        }[decision.base]
        english = {
            "expressed": ("vote expressed", "votes expressed"),
            "cast": ("ballot cast", "ballots cast"),
            "present": ("person present", "people present"),
            "seats": ("seat", "seats"),
        }[decision.base]
        if self.language == "fr":
            return french[0] if size == 1 else f"des {self.count(size)} {french[1]}"
        return f"of the {self.plural(size, one=english[0], many=english[1])}"

    def rule(self, decision: Decision) -> str:
        rule = decision.majority
        return threshold(fraction=rule.fraction, strict=rule.strict, language=self.language)

    def outcome(self, decision: Decision) -> str:
        settled = _SETTLED.get(decision.reason)
        if settled is None:
            return self.pick(_OUTCOMES[decision.reason])
        result = "majority_reached" if decision.adopted else "majority_not_reached"
        return f"{self.pick(settled)}{self.semicolon}{self.pick(_OUTCOMES[result])}"

    def decision(self, decision: Decision) -> str:
        parts = [self.rule(decision), self.outcome(decision)]
        if decision.base_count:
            share = self.share(decision.percentage, threshold=decision.majority.fraction)
            parts.insert(0, f"{share} {self.base(decision)}")
        return f"{self.counts(decision)}{self.colon}{self.semicolon.join(parts)}."

    def quorum(self, check: QuorumCheck | None) -> str:
        """A second sentence on who was there; empty where no quorum was asked for."""
        if check is None:
            return ""
        if self.language == "fr":
            base = "places" if check.quorum.of == "seats" else "personnes appelées à voter"
            state = "atteint" if check.reached else "non atteint"
            there = self.plural(
                check.attending, one="personne a pris part", many="personnes ont pris part"
            )
            return (
                f" Quorum {state}{self.colon}{there}, il en fallait {self.count(check.needed)}"
                f" pour {self.count(check.total)} {base}."
            )
        base = "seats" if check.quorum.of == "seats" else "people entitled to vote"
        state = "reached" if check.reached else "not reached"
        there = self.plural(check.attending, one="person took part", many="people took part")
        return (
            f" Quorum {state}: {there}, {self.count(check.needed)} were needed"
            f" for {self.count(check.total)} {base}."
        )

    def double(self, result: DoubleDecision) -> str:
        """The whole, then each college asked for; its counts only where they may be shown."""
        table = {name: tally.by_answer() for name, tally in result.tallies.items()}
        hidden = result.hidden
        if hidden is None:
            hidden = publishable_breakdown(table).hidden
        whole = self.decision(result.whole).removesuffix(".")
        sentences = [f"{self.pick(('Ensemble', 'As a whole'))}{self.colon}{whole}."]
        for college, decision in result.colleges.items():
            if college in hidden:
                said = self.pick(
                    ("décompte non publié, pour le secret du vote", "counts not published")
                )
                said = f"{said}{self.semicolon}{self.outcome_of_college(decision)}."
            else:
                said = self.decision(decision)
            sentences.append(f"{self.name(college)}{self.colon}{said}")
        outcome = {
            "majority_reached": ("Adopté", "Adopted"),
            "whole_not_reached": ("Non adopté", "Not adopted"),
            "quorum_not_reached": ("Rien n'est décidé", "Nothing is decided"),
            "college_not_reached": ("Non adopté", "Not adopted"),
        }[result.reason]
        sentences.append(f"{self.pick(outcome)}{self.semicolon}{self.in_each(result, hidden)}.")
        return " ".join(sentences) + self.quorum(result.whole.quorum)

    def in_each(self, result: DoubleDecision, hidden: tuple[str, ...]) -> str:
        """Where the majority was reached, and where not: `chez A (71,0 %), non atteinte chez B`."""
        reached = [
            self.among(name, one, shown=name not in hidden)
            for name, one in result.colleges.items()
            if one.adopted
        ]
        missed = [
            self.among(name, one, shown=name not in hidden)
            for name, one in result.colleges.items()
            if not one.adopted
        ]
        parts = []
        if reached:
            said = self.pick(("majorité atteinte chez", "majority reached among"))
            parts.append(f"{said} {listed(reached, language=self.language)}")
        if missed:
            said = self.pick(("non atteinte chez", "not reached among"))
            if not reached:
                said = self.pick(("majorité non atteinte chez", "majority not reached among"))
            parts.append(f"{said} {listed(missed, language=self.language)}")
        needed = self.pick(
            (
                "il fallait l'ensemble et chaque collège",
                "the whole and each college were needed",
            )
        )
        return f"{', '.join(parts)}{self.semicolon}{needed}"

    def among(self, college: str, decision: Decision, *, shown: bool) -> str:
        """A college and how many were for: of few people in full, of many as a share."""
        if not shown or not decision.base_count:
            return self.name(college)
        if decision.base_count < FEW:
            of = self.pick(("sur", "of"))
            said = f"{self.count(decision.got)} {of} {self.count(decision.base_count)}"
        else:
            said = self.share(decision.percentage, threshold=decision.majority.fraction)
        return f"{self.name(college)} ({said})"

    def outcome_of_college(self, decision: Decision) -> str:
        if decision.adopted:
            return self.pick(("majorité atteinte", "majority reached"))
        return self.pick(("majorité non atteinte", "majority not reached"))

    def shortlist(self, result: Shortlist) -> str:
        kept = [self.chosen(option, tally=result.tally) for option in result.chosen]
        places = self.plural(
            result.places,
            one=self.pick(("place", "place")),
            many=self.pick(("places", "places")),
        )
        start = self.pick((f"Pour {places}", f"For {places}"))
        if isinstance(result.tally, SharesTally):
            budget = self.count(result.tally.budget)
            start = self.pick((f"Pour un budget de {budget}", f"For a budget of {budget}"))
        if isinstance(result.tally, COUNTED):
            on = self.pick(("Sur", "Out of"))
            start = f"{on} {self.ballots(result.tally.ballots)}, {start[0].lower()}{start[1:]}"
        names = listed(kept, language=self.language)
        if kept:
            parts = [f"{start}, {self.pick(('on retient', 'kept'))}{self.colon}{names}"]
        elif result.pending:
            parts = [start]
        else:
            parts = [f"{start}, {self.pick(('aucun choix retenu', 'no option kept'))}"]
        if result.pending:
            tied = [self.chosen(option, tally=result.tally) for option in result.tied]
            left = self.plural(
                result.places_left,
                one=self.pick(("place restante", "remaining place")),
                many=self.pick(("places restantes", "remaining places")),
            )
            tie = self.pick((f"égalité pour {left} entre", f"a tie for {left} between"))
            names = listed(tied, language=self.language)
            parts.append(f"{tie} {names}, {self.pick(_TIED_OPTIONS[result.protocol])}")
        elif result.settled_by is not None:
            parts.append(self.pick(_SETTLED_OPTIONS[result.settled_by]))
        return self.semicolon.join(parts) + "."

    def kept(self, result: Shortlist) -> str:
        """How many options are kept, or which one."""
        if result.pending:
            return self.pick(_TIE)
        if len(result.chosen) == 1:
            return self.name(result.chosen[0])
        if not result.chosen:
            return self.pick(("Aucun choix retenu", "No option kept"))
        count = self.count(len(result.chosen))
        return self.pick((f"{count} choix retenus", f"{count} options kept"))

    def chosen(self, option: str, *, tally: Ranked) -> str:
        """An option and what ranked it: `Les haies (45 approbations)`."""
        if isinstance(tally, ApprovalTally):
            french = self.language == "fr"
            one, many = ("approbation", "approbations") if french else ("approval", "approvals")
            detail = self.plural(tally.approvals[option], one=one, many=many)
            return f"{self.name(option)} ({detail})"
        if isinstance(tally, SharesTally):
            return f"{self.name(option)} ({self.count(tally.costs[option])})"
        if isinstance(tally, JudgmentTally) and (grade := tally.median(option)):
            quoted = self.quoted(self.name(grade))
            return f"{self.name(option)} ({self.pick(('mention', 'grade'))} {quoted})"
        return self.name(option)

    def ballots(self, count: int) -> str:
        if self.language == "fr":
            return self.plural(count, one="bulletin", many="bulletins")
        return self.plural(count, one="ballot", many="ballots")

    def quoted(self, text: str) -> str:
        return f"«{NBSP}{text}{NBSP}»" if self.language == "fr" else f"“{text}”"

    def judgment(self, tally: JudgmentTally) -> str:
        if not tally.ballots:
            return self.pick(("Aucun bulletin.", "No ballot."))
        sentences = [f"{self.ballots(tally.ballots)}."]
        place = 1
        for group in tally.ranking():
            sentences.extend(
                self.judged(tally, option=option, place=place, tied=len(group) > 1)
                for option in group
            )
            place += len(group)
        return " ".join(sentences)

    def consent(self, told: ConsentRound) -> str:
        """Counts, whether anybody objected, and that nothing is decided."""
        french = self.language == "fr"
        parts = [
            self.plural(told.consent, one="consentement", many="consentements")
            if french
            else self.plural(told.consent, one="consents", many="consent"),
            self.plural(told.reservation, one="réserve", many="réserves")
            if french
            else self.plural(told.reservation, one="reservation", many="reservations"),
            self.plural(told.objection, one="objection", many="objections"),
        ]
        if told.clear:
            end = self.pick(("personne n'objecte", "nobody objects"))
        elif told.objection:
            end = self.pick(
                ("les objections sont à lever ou à entendre", "the objections are to be answered")
            )
        else:
            end = self.pick(("personne ne s'est prononcé", "nobody took a position"))
        nothing = self.pick(("Rien n'est décidé.", "Nothing is decided."))
        return f"{', '.join(parts)}{self.colon}{end}. {nothing}"

    def gradient(self, told: Gradient) -> str:
        """How many support, stand between, oppose; how far more than half go; nothing decided."""
        nothing = self.pick(("Rien n'est décidé.", "Nothing is decided."))
        middle = told.middle()
        if middle is None:
            return f"{self.pick(('Aucune réponse.', 'No answer.'))} {nothing}"
        parts = ", ".join(
            f"{self.count(count)} {self.pick(label)}"
            for count, label in (
                (told.supporting, ("d'accord", "in agreement")),
                (told.between, ("entre les deux", "in between")),
                (told.opposing, ("pas d'accord", "in disagreement")),
            )
        )
        half = self.pick(
            ("plus de la moitié vont au moins jusqu'à", "more than half go at least to")
        )
        quoted = self.quoted(self.name(middle))
        return f"{parts}{self.colon}{half} {quoted}. {nothing}"

    def judged(self, tally: JudgmentTally, *, option: str, place: int, tied: bool) -> str:
        grade = self.quoted(self.name(tally.median(option) or ""))
        share = self.share(tally.at_least_median(option))
        equal = self.pick((" (à égalité)", " (tied)")) if tied else ""
        if self.language == "fr":
            said = f"mention majoritaire {grade} ({grade} ou mieux sur {share} des bulletins)"
        else:
            said = f"majority grade {grade} ({grade} or better on {share} of the ballots)"
        return f"{place}. {self.name(option)}{equal}{self.colon}{said}."
