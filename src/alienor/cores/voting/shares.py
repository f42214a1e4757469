"""Method of equal shares: a budget divided among people, who pay together for what they approve.

The budget is divided equally among the ballots. An option can be bought where its supporters still
have its cost together; its price is then the least that no supporter need exceed, who has less
giving all they have. Its strength is cost / price: how many full payers it stands for. The
strongest is bought and paid, again and again, until none can be. Equally strong: the cheaper first,
then the one approved by more; then every order is followed, and options bought under some orders
only are tied (as `ranking.branching` says; past the limit, `FORKS`, the equally strong are tied and
nothing more is bought).

Money is left over in general. `completion` says what becomes of it, before the vote:
"none": nothing;
"raised": the shares are raised step by step (`STEP` of the share), the whole count made again, as
long as what is bought costs no more than the budget; stops there, or once everything is bought;
"approvals": what remains goes to the options not bought, most approved first, then the cheapest,
where it suffices; where it suffices for some only of those equal in both, they are tied and nothing
more is bought;
"raised_then_approvals": both, in this order.

Money is whole units, shares exact fractions. Source: D. Peters, G. Pierczyński, P. Skowron,
Proportional participatory budgeting with additive utilities, NeurIPS 2021, section 3 with the
utility of an option its cost; completions, section 3.4 and D. Peters, P. Skowron, EC 2020.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Literal, get_args

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ranking.branching import forked

Completion = Literal["none", "raised", "approvals", "raised_then_approvals"]
COMPLETIONS: tuple[str, ...] = get_args(Completion)
STEP = Fraction(1, 100)
FORKS = 120
"""Orders of ties that are followed, in each of the counts that raise the shares."""
RAISES_AT_MOST = 2_000
"""Twenty times the budget: by then whatever is approved by one ballot in twenty is bought."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """An option bought: for `cost`, each supporter giving `price` or all they have; `approvals`;
    `by`: with the shares, or in the completion by approvals."""

    option: str
    cost: int
    price: Fraction
    approvals: int
    by: Literal["shares", "approvals"] = "shares"


@dataclass(frozen=True, eq=False)
class SharesTally:
    """`ballots` that were counted, `budget`, `costs`; `share` of each ballot in the count that
    stands; `purchases` in order, of one order of ties, the options' own; `bought` under every
    order, `tied`: under some, of which every order buys `places_left` at least."""

    ballots: int
    invalid: int
    budget: int
    costs: Mapping[str, int] = field(hash=False)
    approvals: Mapping[str, int] = field(hash=False)
    share: Fraction
    purchases: tuple[Purchase, ...]
    bought: tuple[str, ...]
    tied: tuple[str, ...]
    places_left: int = 0

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    @property
    def spent(self) -> int:
        """What the options bought under every order of ties cost."""
        return sum(self.costs[option] for option in self.bought)

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """The options bought one by one, those tied, then all others."""
        others = tuple(one for one in self.costs if one not in {*self.bought, *self.tied})
        return (
            *((one,) for one in self.bought),
            *(group for group in (self.tied, others) if group),
        )


@dataclass(frozen=True)
class _Run:
    """One order of ties: what was bought, and what stayed `tied` at its end."""

    purchases: tuple[Purchase, ...]
    tied: frozenset[str] = frozenset()

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.purchases)

    @property
    def options(self) -> frozenset[str]:
        return frozenset(one.option for one in self.purchases)


Voters = Mapping[frozenset[str], int]


def count_shares(
    ballots: Mapping[frozenset[str], int],
    *,
    costs: Mapping[str, int],
    budget: int,
    completion: Completion = "raised_then_approvals",
    invalid: int = 0,
) -> SharesTally:
    """Spend `budget` on options by equal shares. `ballots`: how many approve each set of options,
    blank ones the empty set; they share the budget too.

    Errors: VotingFault (`no_option`, `unknown_option`, `negative_count`, `cost_out_of_range`
    where a cost is not a whole number above 0 within the budget).
    """
    _check(ballots, costs=costs, budget=budget)
    people = sum(ballots.values())
    share = Fraction(budget, people) if people else Fraction(0)
    approvals = {
        option: sum(count for chosen, count in ballots.items() if option in chosen)
        for option in costs
    }
    runs = _runs(ballots, costs, approvals, share)
    if completion in ("raised", "raised_then_approvals") and people:
        share, runs = _raised(ballots, costs, approvals, share, runs, budget=budget)
    if completion in ("approvals", "raised_then_approvals"):
        runs = [_filled(run, costs, approvals, budget=budget) for run in runs]
    always = frozenset.intersection(*(run.options for run in runs))
    some = frozenset.union(*(run.options | run.tied for run in runs)) - always
    return SharesTally(
        ballots=people,
        invalid=invalid,
        budget=budget,
        costs=dict(costs),
        approvals=approvals,
        share=share,
        purchases=runs[0].purchases,
        bought=tuple(one.option for one in runs[0].purchases if one.option in always),
        tied=tuple(option for option in costs if option in some),
        places_left=min(_open_places(run, always, costs, budget=budget) for run in runs),
    )


def _open_places(
    run: _Run, always: frozenset[str], costs: Mapping[str, int], *, budget: int
) -> int:
    """How many options one order buys besides those that all do, what stayed tied as far as the
    budget goes."""
    left, more = budget - run.cost, 0
    for cost in sorted((costs[option] for option in run.tied), reverse=True):
        if cost <= left:
            left, more = left - cost, more + 1
    return len(run.options - always) + more


def approval_sets(
    ballots: Iterable[Iterable[str]], *, options: Sequence[str]
) -> dict[frozenset[str], int]:
    """How many ballots approve each set. Errors: VotingFault (`unknown_option`,
    `chosen_twice`)."""
    sets: dict[frozenset[str], int] = {}
    for ballot in ballots:
        chosen = list(ballot)
        for option in chosen:
            if option not in options:
                raise VotingFault("unknown_option", option=option)
            if chosen.count(option) > 1:
                raise VotingFault("chosen_twice", option=option)
        key = frozenset(chosen)
        sets[key] = sets.get(key, 0) + 1
    return sets


def _check(ballots: Voters, *, costs: Mapping[str, int], budget: int) -> None:
    if not costs:
        raise VotingFault("no_option")
    for option, cost in costs.items():
        if not 1 <= cost <= budget:
            raise VotingFault("cost_out_of_range", option=option, cost=cost, budget=budget)
    for chosen, count in ballots.items():
        if count < 0:
            raise VotingFault("negative_count", cell=", ".join(sorted(chosen)), count=count)
        for option in sorted(chosen):
            if option not in costs:
                raise VotingFault("unknown_option", option=option)


def _runs(
    ballots: Voters, costs: Mapping[str, int], approvals: Mapping[str, int], share: Fraction
) -> list[_Run]:
    """What the shares buy, under every order of ties; the first one is the options' own order."""
    ends: dict[tuple[frozenset[str], frozenset[str]], _Run] = {}
    start = {chosen: share for chosen, count in ballots.items() if count}
    waiting: list[tuple[dict[frozenset[str], Fraction], tuple[Purchase, ...], int]] = [
        (start, (), FORKS)
    ]
    seen: set[tuple[object, ...]] = set()
    while waiting:
        money, purchases, room = waiting.pop()
        bought = {one.option for one in purchases}
        state = (frozenset(bought), *money.values())
        if state in seen:
            continue
        seen.add(state)
        offers = []
        for option in [one for one in costs if one not in bought]:
            price = price_of(option, cost=costs[option], money=money, ballots=ballots)
            if price is not None:
                offers.append(Purchase(option, costs[option], price, approvals[option]))
        best = max((_strength(offer) for offer in offers), default=None)
        equal = [offer for offer in offers if _strength(offer) == best]
        left = forked(room, len(equal)) if equal else 0
        if not left:
            run = _Run(purchases, frozenset(offer.option for offer in equal))
            ends.setdefault((run.options, run.tied), run)
            continue
        for offer in reversed(equal):
            waiting.append((_paid(offer, money), (*purchases, offer), left))
    return list(ends.values())


def price_of(
    option: str,
    *,
    cost: int,
    money: Mapping[frozenset[str], Fraction],
    ballots: Voters,
) -> Fraction | None:
    """The least that no supporter of an option need exceed so that they pay its cost together,
    each giving that or all they have; None where they have not enough."""
    purses = sorted(
        (purse, ballots[chosen]) for chosen, purse in money.items() if option in chosen and purse
    )
    missing, payers = Fraction(cost), sum(count for _purse, count in purses)
    for purse, count in purses:
        if missing <= purse * payers:
            return missing / payers
        missing -= purse * count
        payers -= count
    return None


def _strength(offer: Purchase) -> tuple[Fraction, int, int]:
    return Fraction(offer.cost) / offer.price, -offer.cost, offer.approvals


def _paid(
    offer: Purchase, money: Mapping[frozenset[str], Fraction]
) -> dict[frozenset[str], Fraction]:
    return {
        chosen: purse - min(purse, offer.price) if offer.option in chosen else purse
        for chosen, purse in money.items()
    }


def _raised(
    ballots: Voters,
    costs: Mapping[str, int],
    approvals: Mapping[str, int],
    share: Fraction,
    runs: list[_Run],
    *,
    budget: int,
) -> tuple[Fraction, list[_Run]]:
    """The last count, as shares grow, of which no order of ties costs more than the budget."""
    wanted = sum(1 for count in approvals.values() if count)
    step = share * STEP
    for number in range(1, RAISES_AT_MOST + 1):
        if all(len(run.purchases) == wanted or run.tied for run in runs):
            break
        then = _runs(ballots, costs, approvals, share + number * step)
        if any(run.cost > budget for run in then):
            return share + (number - 1) * step, runs
        runs = then
    else:
        number = RAISES_AT_MOST + 1
    return share + (number - 1) * step, runs


def _filled(
    run: _Run, costs: Mapping[str, int], approvals: Mapping[str, int], *, budget: int
) -> _Run:
    """What remains of the budget spent on the options not bought."""
    if run.tied:
        return run
    purchases, left = run.purchases, budget - run.cost

    def rank(option: str) -> tuple[int, int]:
        return -approvals[option], costs[option]

    open_options = [one for one in costs if one not in run.options and approvals[one]]
    for (less_approvals, cost), group in groupby(sorted(open_options, key=rank), key=rank):
        equal = list(group)
        if cost > left:
            continue
        if cost * len(equal) > left:
            return _Run(purchases, frozenset(equal))
        price = Fraction(cost, -less_approvals)
        purchases += tuple(
            Purchase(one, cost, price, -less_approvals, "approvals") for one in equal
        )
        left -= cost * len(equal)
    return _Run(purchases)
