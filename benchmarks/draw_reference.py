"""What the reference answers, run by the Python of its own environment: see `draw.py`.

    python draw_reference.py FOLDER SEATS

Prints one line of JSON: seconds, the lowest chance, or why there is none.
"""

import csv
import json
import sys
import time
from pathlib import Path

from sortition_algorithms import errors, features, people, settings
from sortition_algorithms.core import find_distribution_maximin

folder, seats = Path(sys.argv[1]), int(sys.argv[2])
BACKEND = "mip"


def table(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a file."""
    with Path(folder, name).open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or []), rows


started = time.perf_counter()
quotas, _, _ = features.read_in_features(*table("features.csv"), number_to_select=seats)
setting = settings.Settings(id_column="id", columns_to_keep=[], solver_backend=BACKEND)
pool, _ = people.read_in_people(*table("respondents.csv"), quotas, setting)
answer: dict[str, object]
try:
    panels, weights, _ = find_distribution_maximin(quotas, pool, seats, [], solver_backend=BACKEND)
    chances = dict.fromkeys(pool, 0.0)
    for panel, weight in zip(panels, weights, strict=True):
        for person in panel:
            chances[person] += weight
    answer = {"lowest": min(chances.values()), "highest": max(chances.values())}
except errors.InfeasibleQuotasError as error:
    answer = {"relaxed": str(error)}
print(json.dumps({"seconds": time.perf_counter() - started, **answer}))
