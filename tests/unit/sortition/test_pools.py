"""Feasibility, the smallest relaxations, thin pools."""

import itertools
import random
import time
from dataclasses import replace

import pytest
from sortition_cases import every_panel, keeps_rules, tiny, town

from alienor.cores.sortition import (
    Instance,
    Quota,
    Relaxation,
    Respondent,
    check_pool,
    fair_distribution,
    instance_faults,
    is_feasible,
    keep_everyone,
    numbered_panels,
    relaxed,
    sentence,
    smallest_relaxations,
)


def least_loosening(instance: Instance) -> int:
    """The least number of people by which bounds must give, over every subset of the pool."""
    best = 10**6
    ids = sorted(person.id for person in instance.respondents)
    people = instance.by_id()
    bare = replace(instance, quotas=())
    for panel in itertools.combinations(ids, instance.seats):
        if not keeps_rules(bare, panel):
            continue
        total = 0
        for quota in instance.quotas:
            count = sum(people[one].values[quota.feature] == quota.value for one in panel)
            total += max(0, quota.minimum - count, count - quota.maximum)
        best = min(best, total)
    return best


@pytest.mark.parametrize("number", range(40))
def test_relaxations_are_the_smallest_and_enough(number: int) -> None:
    instance = tiny(random.Random(number))
    if instance_faults(instance) or least_loosening(instance) == 10**6:
        return
    found = smallest_relaxations(instance)
    assert sum(abs(one.from_ - one.to) for one in found) == least_loosening(instance)
    assert is_feasible(relaxed(instance, found))
    assert bool(found) != bool(every_panel(instance))


def test_flexibility_is_kept_where_it_is_enough() -> None:
    people = tuple(Respondent(id=f"p{k}", values={"sexe": "f" if k else "h"}) for k in range(6))
    women = Quota(feature="sexe", value="f", minimum=1, maximum=2, max_flex=3)
    men = Quota(feature="sexe", value="h", minimum=2, maximum=3, min_flex=1)
    instance = Instance(quotas=(women, men), respondents=people, seats=4)
    assert smallest_relaxations(instance) == [
        Relaxation(feature="sexe", value="f", bound="maximum", from_=2, to=3),
        Relaxation(feature="sexe", value="h", bound="minimum", from_=2, to=1),
    ]
    rigid = replace(instance, quotas=(women, replace(men, min_flex=2)))
    assert [one.beyond_flex for one in smallest_relaxations(rigid)] == [False, True]


def test_a_relaxation_says_what_to_change() -> None:
    one = Relaxation(feature="âge", value="75+", bound="minimum", from_=9, to=8)
    assert "abaissez le minimum de 9 à 8, soit 1 personne." in sentence(one, "fr")
    assert "lower the minimum from 9 to 8, that is 1 person." in sentence(one, "en")
    far = replace(one, bound="maximum", to=11, beyond_flex=True)
    assert "marge" in sentence(far, "fr")
    assert "flexibility" in sentence(far, "en")


def test_relaxations_for_two_thousand_people_take_less_than_a_second() -> None:
    instance = town(people=2000, seats=100, slack=0)
    older = [person for person in instance.respondents if person.values["âge"] == "âge 4"]
    away = {person.id for person in older[5:]}
    people = tuple(person for person in instance.respondents if person.id not in away)
    tight = replace(instance, respondents=people)
    start = time.process_time()  # other work on the machine does not count
    found = smallest_relaxations(tight)
    spent = time.process_time() - start
    assert found
    assert is_feasible(relaxed(tight, found))
    assert spent < 2  # the goal is 1 s on a machine of its own


def test_with_fewer_people_than_seats_everyone_is_kept_and_the_missing_are_named() -> None:
    instance = town(people=76, seats=100)
    wanted = tuple(
        replace(q, minimum=25, maximum=45) if q.value == "âge 3" else q for q in instance.quotas
    )
    instance = replace(instance, quotas=wanted)
    report = check_pool(instance)
    assert report.outcome == "everyone_kept"
    assert report.relaxations == ()
    [missing] = [one for one in report.missing if one.value == "âge 3"]
    assert missing.shortfall == 25 - missing.have > 0
    assert f"il manque {missing.shortfall} personnes" in sentence(missing, "fr")
    assert smallest_relaxations(instance) == []
    draw = keep_everyone(instance)
    found = fair_distribution(draw)
    shared = [p for p in instance.respondents if p.household]
    alone = {p.id for p in instance.respondents} - {p.id for p in shared}
    assert all(found.chances[one] == pytest.approx(1) for one in alone)
    homes = {p.household for p in shared}
    assert draw.seats == len(alone) + len(homes)
    assert all(keeps_rules(draw, panel) for panel in numbered_panels(found, m=10).panels)


def test_with_hardly_more_people_than_seats_the_lot_says_how_little_it_can_balance() -> None:
    instance = town(people=110, seats=100)
    quotas = tuple(replace(q, minimum=0, maximum=100) for q in instance.quotas)
    people = tuple(replace(p, household=None) for p in instance.respondents)
    report = check_pool(replace(instance, quotas=quotas, respondents=people))
    assert report.outcome == "drawable"
    assert report.thin is not None
    assert report.thin.left_aside == 10
    for room in report.thin.room:
        have = sum(person.values[room.feature] == room.value for person in people)
        assert (room.least, room.most) == (max(0, have - 10), min(have, 100))
        assert str(room.most) in sentence(room, "en")
    assert "10" in sentence(report.thin, "fr")
    assert "only 10 aside" in sentence(report.thin, "en")


def test_a_wide_pool_is_not_thin_and_an_impossible_one_says_what_to_loosen() -> None:
    assert check_pool(town(people=60, seats=30)).thin is None
    instance = town(people=60, seats=30)
    quotas = tuple(
        replace(q, minimum=3, maximum=9) if q.value == "sexe 2" else q for q in instance.quotas
    )
    report = check_pool(replace(instance, quotas=quotas))
    assert report.outcome == "infeasible"
    assert [one.value for one in report.missing] == ["sexe 2"]
    assert any(one.value == "sexe 2" for one in report.relaxations)
