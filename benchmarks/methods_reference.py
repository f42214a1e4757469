"""What the reference answers, run by the Python of its own environment: see `methods.py`.

    python methods_reference.py time METHOD FILE CORE
    python methods_reference.py agree METHOD FILE CORE

`time`: reads the table of ballots and counts; prints seconds and winners. `agree`: reads profiles,
a JSON list of lists of rankings (or of approvals), and prints the winners of each. Compiled parts
are compiled before the clock starts.
"""

import csv
import json
import os
import sys
import time
from pathlib import Path

task, method, path, core = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
os.sched_setaffinity(0, {core})

from pref_voting.grade_methods import approval, majority_judgement  # noqa: E402  # pinned to its core first
from pref_voting.grade_profiles import GradeProfile  # noqa: E402  # as above
from pref_voting.iterative_methods import (  # noqa: E402  # as above
    instant_runoff,
    instant_runoff_put,
)
from pref_voting.margin_based_methods import beat_path, ranked_pairs  # noqa: E402  # as above
from pref_voting.profiles import Profile  # noqa: E402  # as above

GRADES = list(range(7))


def winners_of(profile):
    """Who wins one profile, ties in every order."""
    if method == "schulze":
        return beat_path(profile)
    if method == "ranked_pairs":
        return ranked_pairs(profile, algorithm="from_stacks")
    return instant_runoff_put(profile)


def rankings(rows):
    """Rankings from rows of places: the fastest way found, its own CSV reader takes longer."""
    orders = []
    for row in rows:
        order = [0] * len(row)
        for option, place in enumerate(row):
            order[int(place) - 1] = option
        orders.append(order)
    return orders


def grades(rows):
    """Grades by option, from rows of numbers."""
    return [{option: int(grade) for option, grade in enumerate(row)} for row in rows]


def timed():
    """Seconds from the file to the winners."""
    if method in ("approval", "majority_judgment"):
        count = approval if method == "approval" else majority_judgement
        scale = [0, 1] if method == "approval" else GRADES
        count(GradeProfile([{0: 1, 1: 0}, {0: 1, 1: 1}, {0: 0, 1: 1}], scale))
    else:
        count = {"schulze": beat_path, "ranked_pairs": ranked_pairs}.get(method, instant_runoff)
        count(Profile([[0, 1, 2], [1, 2, 0], [0, 2, 1]]))
    started = time.perf_counter()
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        if method in ("approval", "majority_judgment"):
            found = count(GradeProfile(grades(rows), scale))
        else:
            found = count(Profile(rankings(rows)))
    return {"seconds": time.perf_counter() - started, "winners": [int(one) for one in found]}


def agreed():
    """The winners of every profile."""
    found = []
    for profile in json.loads(path.read_text()):
        if method == "approval":
            won = approval(GradeProfile([dict(enumerate(row)) for row in profile], [0, 1]))
        else:
            won = winners_of(Profile(profile))
        found.append(sorted(int(one) for one in won))
    return {"winners": found}


print(json.dumps(timed() if task == "time" else agreed()))
