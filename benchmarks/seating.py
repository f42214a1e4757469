"""Tables: who meets whom, and who is beyond the proportional share, beside a deal by lot.

    python benchmarks/seating.py [SEED...]

For each gathering of invented people (`draw_instances.py`, six fields, 29 values) and each seed,
prints how many different pairs meet of those who could, how many meet again and how many three
times, how many people are beyond the proportional share of their table, and how long it took, in
all and of a processor, which others may use too. Last, what a new shuffle each round gives.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from draw_instances import people_rows
from rich.console import Console
from rich.table import Table

from alienor.cores.seating import (
    Gathering,
    Person,
    Plan,
    Quality,
    as_plan,
    quality_of,
    seat,
    table_sizes,
)

SHAPES = ((100, 12, 4), (300, 40, 6), (30, 5, 4), (600, 75, 4))
"""People, tables, rounds."""


def main() -> None:
    """Make every plan and print the table."""
    seeds = sys.argv[1:] or ["1", "2", "3"]
    table = Table(title="tables of invented people, six fields balanced")
    for title in ("people, tables, rounds", "seed", "pairs meet", "at most", "again", "3 times",
                  "beyond share", "seconds", "of processor", "shuffled: pairs",
                  "beyond share"):  # fmt: skip
        table.add_column(title, justify="right")
    for people, tables, rounds in SHAPES:
        gathering = invented(people, tables, rounds)
        for seed in seeds:
            begun, worked = time.perf_counter(), time.process_time()
            plan = seat(gathering, seed=seed)
            seconds, work = time.perf_counter() - begun, time.process_time() - worked
            found, lot = quality_of(gathering, plan), _shuffled(gathering)
            table.add_row(f"{people}, {tables}, {rounds}", seed, str(found.distinct),
                          str(found.bound), str(found.repeats), str(found.thrice),
                          str(found.misfit), f"{seconds:.1f}", f"{work:.1f}", str(lot.distinct),
                          str(lot.misfit))  # fmt: skip
    Console().print(table)


def invented(people: int, tables: int, rounds: int) -> Gathering:
    """Invented people, every field balanced alike."""
    (_, *fields), *rows = people_rows(people)
    return Gathering(
        people=tuple(
            Person(id=str(one), values={str(k): str(v) for k, v in zip(fields, cells, strict=True)})
            for one, *cells in rows
        ),
        sizes=table_sizes(people=people, tables=tables),
        rounds=rounds,
        balance={str(name): 1 for name in fields},
    )


def _shuffled(gathering: Gathering) -> Quality:
    random = np.random.Generator(np.random.PCG64(0))
    ids = np.array(sorted(gathering.ids()))
    ends = np.cumsum(gathering.sizes)[:-1]
    plan: Plan = as_plan(
        [[[str(one) for one in part] for part in np.split(random.permutation(ids), ends)]
         for _ in range(gathering.rounds)]
    )  # fmt: skip
    return quality_of(gathering, plan)


if __name__ == "__main__":
    main()
