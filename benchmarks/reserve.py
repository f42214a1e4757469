"""How quotas survive drop-outs, with alternates chosen for that and without.

    python benchmarks/reserve.py

For panels drawn from invented pools, each member drops out with the same chance; each seat goes to
the next of the reserve who keeps the quotas, as in an assembly. Two reserves of the same length are
compared: the alternates chosen with the panel, and as many people in an order drawn by lot. Prints
how often every quota is kept in the end, how many people too few or too many, and how many seats
stay empty.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from draw_instances import SEATS, write
from rich.console import Console
from rich.table import Table

from alienor.cores.sortition import Instance, breaches, deal, ranked, read_instance, replacement

POOLS = (200, 500, 1000)
DROP_OUTS = (0.1, 0.2)
PANELS = 40
SEED = bytes(range(32))


def main() -> None:
    """Simulate and print the table."""
    table = Table(title=f"{PANELS} panels of {SEATS} for each line, a reserve of {SEATS // 5}")
    for title in ("pool", "drop-outs", "reserve", "all quotas kept", "people beyond quotas",
                  "seats left empty"):  # fmt: skip
        table.add_column(title, justify="right")
    for pool in POOLS:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), pool)
            instance = read_instance(
                features=Path(folder, "features.csv").read_text(),
                respondents=Path(folder, "respondents.csv").read_text(),
                seats=SEATS,
            )
        dealt = deal(instance, method="leximin", seed=SEED, panels=1000)
        everyone = {person.id for person in instance.respondents}
        for share in DROP_OUTS:
            for name in ("chosen", "by lot"):
                ends = []
                for number in range(0, 1000, 1000 // PANELS):
                    panel = dealt.lottery.panels[number]
                    reserve = ranked(
                        dealt.alternates[number] if name == "chosen" else everyone - set(panel),
                        seed=SEED,
                    )[: SEATS // 5]
                    ends.append(_after(instance, panel, reserve, share, number))
                kept, beyond, empty = np.array(ends).T
                table.add_row(str(pool), f"{share:.0%}", name, f"{(kept == 0).mean():.0%}",
                              f"{beyond.mean():.1f}", f"{empty.mean():.1f}")  # fmt: skip
    Console().print(table)


def _after(
    instance: Instance, panel: tuple[str, ...], reserve: tuple[str, ...], share: float, number: int
) -> tuple[int, int, int]:
    """Breaches, people beyond quotas and seats empty once everybody who drops out is replaced."""
    random = np.random.Generator(np.random.PCG64(number))
    gone = [one for one in panel if random.random() < share]
    seated, left = set(panel), list(reserve)
    for one in gone:
        found = replacement(
            instance=instance, panel=seated, leaving=one, reserve=left, declined=gone
        )
        seated.discard(one)
        if found.person:
            seated.add(found.person)
            left.remove(found.person)
    people = instance.by_id()
    broken = breaches(instance, [people[one] for one in seated], empty_seats=False)
    return len(broken), sum(one.amount for one in broken), SEATS - len(seated)


if __name__ == "__main__":
    main()
