"""An act killed at any point leaves its change and its entry, or neither."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from alienor.cores.transparency.merkle import Frontier
from alienor.platform.register import log
from alienor.stages.founding.actions import make_commitment
from alienor.stages.founding.models import Commitment

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


class Killed(Exception):
    """The process dies here."""


def whole() -> bool:
    """The head is that of the entries."""
    head = log.head()
    return head == Frontier.of(log.leaf_hashes(0, head.size))


def commit(world: Any, clock: Any, text: str) -> None:
    make_commitment(edition_id=world.edition.pk, text=text, actor=world.organiser, clock=clock)


def test_an_act_interrupted_at_each_of_its_statements_leaves_nothing(
    world: Any, clock: Any
) -> None:
    before = log.head().size
    statements: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        commit(world, clock, "Entier.")
    assert (log.head().size, Commitment.objects.count()) == (before + 1, 1)
    assert len(statements) > 6
    for last in range(len(statements)):
        done = 0

        def die(
            execute: Any, sql: str, params: Any, many: bool, context: Any, last: int = last
        ) -> Any:
            nonlocal done
            if done == last:
                raise Killed
            done += 1
            return execute(sql, params, many, context)

        with pytest.raises(Killed), connection.execute_wrapper(die):
            commit(world, clock, "À moitié.")
        assert (log.head().size, Commitment.objects.count()) == (before + 1, 1), statements[last]
    assert whole()
    commit(world, clock, "Entier encore.")
    assert log.head().size == before + 2


STORY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "alienor.config.settings"
import django
django.setup()
from django.db import connection, connections
name, keys, edition, person, last = sys.argv[1:6]
for alias, database in (("default", name), ("keys", keys)):
    connections[alias].settings_dict["NAME"] = database
from alienor.platform.acts import SystemClock
from alienor.platform.actors import Actor
from alienor.stages.founding.actions import make_commitment
done = 0
def die(execute, sql, params, many, context):
    global done
    if done == int(last):
        os.kill(os.getpid(), 9)
    done += 1
    return execute(sql, params, many, context)
with connection.execute_wrapper(die):
    make_commitment(
        edition_id=int(edition), text="Tué.", actor=Actor(person_id=int(person)),
        clock=SystemClock(),
    )
os.kill(os.getpid(), 9)
"""


def test_a_process_killed_at_each_point_leaves_both_or_neither(world: Any) -> None:
    from django.db import connections

    before = log.head().size
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "keys")]
    outcomes = set()
    for last in (0, 2, 4, 5, 6, 7, 99):
        arguments = [*names, str(world.edition.pk), str(world.people["helene"]), str(last)]
        died = subprocess.run(
            [sys.executable, "-c", STORY, *arguments],
            check=False,
            env=dict(os.environ),
            capture_output=True,
        )
        assert died.returncode == -9, died.stderr.decode()[-500:]
        change, entry = Commitment.objects.count(), log.head().size - before
        assert change == entry, f"killed at {last}"
        assert whole()
        outcomes.add(entry)
    assert outcomes == {0, 1}, "only the one that reached its commit is there"
