"""Gatherings for the tests of tables, plain and invented by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from alienor.cores.seating import Cap, Gathering, Person, Plan, table_sizes

COLLEGES = ("agent", "drawn", "elected", "volunteer")
SEXES = ("man", "woman")


def plain(people: int, tables: int, rounds: int, **wishes: object) -> Gathering:
    """People p00, p01... of four colleges in turn, colleges balanced."""
    return Gathering(
        people=tuple(
            Person(
                id=f"p{n:02d}",
                values={"college": COLLEGES[n % 4], "sex": SEXES[n // 4 % 2]},
            )
            for n in range(people)
        ),
        sizes=table_sizes(people=people, tables=tables),
        rounds=rounds,
        **{"balance": {"college": 1}, **wishes},
    )


@st.composite
def gatherings(draw: st.DrawFn, *, most: int = 24, wishes: int = 3) -> Gathering:
    """Any gathering whose lists name people who are there and do not name one alone."""
    tables = draw(st.integers(1, 6))
    count = draw(st.integers(max(tables, 2), most))
    ids = [f"p{n:02d}" for n in range(count)]
    people = tuple(
        Person(
            id=one,
            values={
                "college": draw(st.sampled_from(COLLEGES)),
                "sex": draw(st.sampled_from(SEXES)),
            },
            needs_access=draw(st.integers(0, 5)) == 0,
        )
        for one in draw(st.permutations(ids))
    )
    groups = st.lists(st.sampled_from(ids), min_size=2, max_size=4, unique=True).map(tuple)
    colleges = sorted({one.values["college"] for one in people})
    caps = st.builds(
        Cap,
        field=st.just("college"),
        values=st.lists(st.sampled_from(colleges), min_size=1, max_size=2, unique=True).map(tuple),
        most=st.integers(0, 4),
    )
    return Gathering(
        people=people,
        sizes=table_sizes(people=count, tables=tables),
        rounds=draw(st.integers(1, 3)),
        balance=draw(
            st.dictionaries(st.sampled_from(("college", "sex")), st.integers(1, 9), max_size=2)
        ),
        caps=tuple(draw(st.lists(caps, max_size=min(wishes, 2)))),
        together=tuple(draw(st.lists(groups, max_size=wishes))),
        apart=tuple(draw(st.lists(groups, max_size=wishes))),
        accessible=draw(st.frozensets(st.integers(1, tables), max_size=tables)),
    )


def keeps_every_wish(gathering: Gathering, tables: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one round keeps caps, groups, separations and access: counted naively."""
    persons = {one.id: one for one in gathering.people}
    at = {one: number for number, ids in enumerate(tables, start=1) for one in ids}
    return (
        all(len({at[one] for one in ids}) == 1 for ids in gathering.together)
        and all(len({at[one] for one in set(ids)}) == len(set(ids)) for ids in gathering.apart)
        and all(
            sum(persons[one].values[cap.field] in cap.values for one in ids) <= cap.most
            for cap in gathering.caps
            for ids in tables
        )
        and all(
            not persons[one].needs_access
            or not gathering.accessible
            or number in gathering.accessible
            for one, number in at.items()
        )
    )


def seats_everybody(gathering: Gathering, plan: Plan) -> bool:
    """Whether everybody sits exactly once a round, at tables of the sizes asked for."""
    everybody = sorted(one.id for one in gathering.people)
    return len(plan) == gathering.rounds and all(
        sorted(one for ids in turn for one in ids) == everybody
        and tuple(map(len, turn)) == gathering.sizes
        for turn in plan
    )
