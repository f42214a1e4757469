"""How a count went, step by step, in sentences that anybody can follow with the ballots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from alienor.cores.voting.ranking.duels import Duels
from alienor.cores.voting.ranking.pairs import PairsTally
from alienor.cores.voting.ranking.runoff import RunoffRound, RunoffTally
from alienor.cores.voting.ranking.schulze import NO_CHAIN, SchulzeTally
from alienor.cores.voting.ranking.transfers import TransferRound, TransferTally
from alienor.cores.voting.shares import Purchase, SharesTally
from alienor.cores.voting.words import (
    NBSP,
    Language,
    decimal,
    known_language,
    listed,
    number,
    plural,
)

Counted = SchulzeTally | PairsTally | RunoffTally | TransferTally | SharesTally


def account_of(
    tally: Counted, *, language: Language, labels: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The steps of a count, a sentence each. `labels`: what options are called, by code."""
    told = _Teller(language=known_language(language), labels=labels or {})
    if isinstance(tally, SchulzeTally):
        return tuple(told.schulze(tally))
    if isinstance(tally, PairsTally):
        return tuple(told.pairs(tally))
    if isinstance(tally, RunoffTally):
        return tuple(told.runoff(tally))
    if isinstance(tally, TransferTally):
        return tuple(told.transfers(tally))
    return tuple(told.shares(tally))


class _Teller:
    """One language and one set of names."""

    def __init__(self, *, language: Language, labels: Mapping[str, str]) -> None:
        self.language = language
        self.labels = labels

    def say(self, french: str, english: str, **facts: str) -> str:
        if self.language != "fr":
            return english.format(**facts)
        for mark in (" :", " ;"):
            french = french.replace(mark, NBSP + mark[1])
        return french.format(**facts)

    def name(self, option: str) -> str:
        text = self.labels.get(option, option)
        return f"«{NBSP}{text}{NBSP}»" if self.language == "fr" else f"“{text}”"

    def names(self, options: Iterable[str]) -> str:
        return listed([self.name(option) for option in options], language=self.language)

    def count(self, value: int) -> str:
        return number(value, language=self.language)

    def value(self, value: Fraction) -> str:
        return decimal(value, language=self.language)

    def people(self, count: int) -> str:
        many = ("bulletin", "bulletins") if self.language == "fr" else ("ballot", "ballots")
        return plural(count, one=many[0], many=many[1], language=self.language)

    def tie(self, options: tuple[str, ...]) -> str:
        return self.say(
            "Rien dans les bulletins ne sépare {names} : la règle des égalités choisit.",
            "Nothing in the ballots separates {names}: the rule on ties chooses.",
            names=self.names(options),
        )

    # duels

    def all_duels(self, duels: Duels, one: int) -> str:
        """Who wins every duel, and by how much."""
        lines = [
            self.say(
                "{votes} contre {against} face à {other}",
                "{votes} to {against} against {other}",
                votes=self.count(int(duels.preferred[one, other])),
                against=self.count(int(duels.preferred[other, one])),
                other=self.name(option),
            )
            for other, option in enumerate(duels.options)
            if other != one
        ]
        return self.say(
            "{name} gagne tous ses duels : {lines}.",
            "{name} wins every duel: {lines}.",
            name=self.name(duels.options[one]),
            lines=", ".join(lines),
        )

    def schulze(self, tally: SchulzeTally) -> Iterable[str]:
        duels, first = tally.duels, tally.groups[0]
        if (winner := duels.condorcet_winner()) is not None and len(duels.options) > 1:
            yield self.all_duels(duels, duels.options.index(winner))
        else:
            yield self.say(
                "Aucun choix ne gagne tous ses duels : on compare les chaînes de victoires, "
                "dont chacune vaut sa victoire la plus faible.",
                "No option wins every duel: chains of victories are compared, each worth its "
                "weakest victory.",
            )
            for option in first:
                yield from self.chains(tally, duels.options.index(option))
        if len(first) > 1:
            yield self.tie(first)
        yield self.order(tally.groups)

    def chains(self, tally: SchulzeTally, one: int) -> Iterable[str]:
        for other, option in enumerate(tally.duels.options):
            there, back = tally.chains[one][other], tally.chains[other][one]
            if other == one or there == back == NO_CHAIN:
                continue
            yield self.say(
                "De {name} à {other}, la chaîne la plus forte vaut {there} ; dans l'autre sens, "
                "{back}.",
                "From {name} to {other} the strongest chain is worth {there}; the other way, "
                "{back}.",
                name=self.name(tally.duels.options[one]),
                other=self.name(option),
                there=self.chain(there),
                back=self.chain(back),
            )

    def chain(self, strength: tuple[int, int]) -> str:
        if strength == NO_CHAIN:
            return self.say("rien", "nothing")
        return self.say(
            "{votes} contre {against}",
            "{votes} to {against}",
            votes=self.count(strength[0]),
            against=self.count(-strength[1]),
        )

    def order(self, groups: tuple[tuple[str, ...], ...]) -> str:
        said = self.say(", puis ", ", then ").join(self.names(group) for group in groups)
        return self.say("L'ordre complet : {said}.", "The whole order: {said}.", said=said)

    def pairs(self, tally: PairsTally) -> Iterable[str]:
        winner = tally.duels.condorcet_winner()
        if winner is not None and len(tally.duels.options) > 1:
            yield self.all_duels(tally.duels, tally.duels.options.index(winner))
        for victory in tally.victories:
            facts = {
                "winner": self.name(victory.winner),
                "loser": self.name(victory.loser),
                "votes": self.count(victory.votes),
                "against": self.count(victory.against),
            }
            if victory.kept:
                yield self.say(
                    "{winner} passe devant {loser}, {votes} contre {against}.",
                    "{winner} comes before {loser}, {votes} to {against}.",
                    **facts,
                )
            else:
                yield self.say(
                    "{winner} devant {loser}, {votes} contre {against} : écarté, des victoires "
                    "plus fortes disent le contraire.",
                    "{winner} before {loser}, {votes} to {against}: left out, stronger victories "
                    "say the opposite.",
                    **facts,
                )
        if len(tally.groups[0]) > 1:
            yield self.tie(tally.groups[0])
        yield self.order(tally.groups)

    # rounds

    def held(self, votes: Iterable[tuple[str, str]]) -> str:
        return ", ".join(f"{self.name(option)} {held}" for option, held in votes)

    def start(self, round_number: int, votes: str) -> str:
        return self.say(
            "Tour {number} : {votes}", "Round {number}: {votes}",
            number=str(round_number), votes=votes,
        )  # fmt: skip

    def runoff(self, tally: RunoffTally) -> Iterable[str]:
        for place, one in enumerate(tally.rounds, start=1):
            votes = [(option, self.count(held)) for option, held in one.votes]
            votes.sort(key=lambda row: -dict(one.votes)[row[0]])
            said = self.start(place, self.held(votes))
            yield said + self.say(" ; ", "; ") + self.runoff_end(one)
        if len(tally.winners) > 1:
            yield self.tie(tally.winners)

    def runoff_end(self, one: RunoffRound) -> str:
        counting = sum(held for _option, held in one.votes)
        spent = ""
        if one.exhausted:
            spent = self.say(
                " (sans choix restant : {ballots})",
                " (with no option left: {ballots})",
                ballots=self.people(one.exhausted),
            )
        if one.elected is not None:
            return self.say(
                "{name} est en tête de plus de la moitié des {count} bulletins qui comptent"
                "{spent}.",
                "{name} is first on more than half of the {count} ballots that count{spent}.",
                name=self.name(one.elected),
                count=self.count(counting),
                spent=spent,
            )
        return self.gone(one.eliminated, one.last, spent)

    def gone(self, eliminated: tuple[str, ...], last: tuple[str, ...], spent: str) -> str:
        if not eliminated:
            return self.say("tous sont à égalité{spent}.", "all are equal{spent}.", spent=spent)
        if len(last) > 1 and eliminated != last:
            return self.say(
                "{last} sont derniers à égalité{spent} : chaque ordre est suivi, ici {name} est "
                "éliminé d'abord.",
                "{last} are equally last{spent}: every order is followed, here {name} is "
                "eliminated first.",
                last=self.names(last),
                name=self.names(eliminated),
                spent=spent,
            )
        if len(eliminated) > 1:
            return self.say(
                "derniers, {names} sont éliminés ensemble{spent}.",
                "last, {names} are eliminated together{spent}.",
                names=self.names(eliminated),
                spent=spent,
            )
        return self.say(
            "dernier, {name} est éliminé{spent}.",
            "last, {name} is eliminated{spent}.",
            name=self.names(eliminated),
            spent=spent,
        )

    def transfers(self, tally: TransferTally) -> Iterable[str]:
        yield self.say(
            "Pour {seats} places, il faut {quota} bulletins : c'est le quota.",
            "For {seats} places, {quota} ballots are needed: that is the quota.",
            seats=self.count(tally.seats),
            quota=self.count(tally.quota),
        )
        for place, one in enumerate(tally.rounds, start=1):
            votes = sorted(one.votes, key=lambda row: -row[1])
            said = self.held((option, self.value(held)) for option, held in votes)
            yield self.start(place, said) + self.say(" ; ", "; ") + self.transfer_end(one)
        if tally.tied:
            yield self.tie(tally.tied)

    def transfer_end(self, one: TransferRound) -> str:
        if one.elected and one.filled:
            return self.say(
                "il ne reste pas plus de choix que de places, {names} ont leur place.",
                "no more options remain than places, {names} have theirs.",
                names=self.names(one.elected),
            )
        if one.elected:
            return self.say(
                "{names} : quota atteint, la place est acquise et le surplus passe aux choix "
                "suivants.",
                "{names}: the quota is reached, the place is theirs and the surplus goes on to "
                "the next options.",
                names=self.names(one.elected),
            )
        if one.filled:
            return self.say(
                "{names} sont à égalité pour ce qui reste de places.",
                "{names} are tied for the places that remain.",
                names=self.names(one.last),
            )
        return self.gone(one.eliminated, one.last, "")

    # shares

    def shares(self, tally: SharesTally) -> Iterable[str]:
        yield self.say(
            "Le budget de {budget} est partagé entre {ballots} : {share} chacun.",
            "The budget of {budget} is shared among {ballots}: {share} each.",
            budget=self.count(tally.budget),
            ballots=self.people(tally.ballots),
            share=self.value(Fraction(tally.budget, tally.ballots or 1)),
        )
        if tally.share * tally.ballots > tally.budget:
            yield self.say(
                "Pour employer ce qui resterait, le compte est refait avec des parts de {share}, "
                "les plus grandes qui tiennent dans le budget.",
                "To use what would be left, the count is made again with shares of {share}, the "
                "largest that keep within the budget.",
                share=self.value(tally.share),
            )
        for purchase in tally.purchases:
            yield self.purchase(purchase)
        if tally.tied:
            yield self.tie(tally.tied)
        yield self.say(
            "Dépensé : {spent} sur {budget}.",
            "Spent: {spent} of {budget}.",
            spent=self.count(tally.spent),
            budget=self.count(tally.budget),
        )

    def purchase(self, purchase: Purchase) -> str:
        facts = {
            "name": self.name(purchase.option),
            "cost": self.count(purchase.cost),
            "approvals": self.people(purchase.approvals),
            "price": self.value(purchase.price),
        }
        if purchase.by == "approvals":
            return self.say(
                "{name} ({cost}), coché sur {approvals}, est payé sur ce qui reste.",
                "{name} ({cost}), ticked on {approvals}, is paid out of what is left.",
                **facts,
            )
        return self.say(
            "{name} ({cost}), coché sur {approvals} : chacun donne au plus {price} de sa part.",
            "{name} ({cost}), ticked on {approvals}: each gives at most {price} of its share.",
            **facts,
        )
