"""What many tests begin with is made once in each process, and put back before the others.

To make a city and its people takes a quarter of a second, to put their rows back a few
milliseconds. The rows are those that were made, as the databases wrote them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connections, transaction

from alienor.platform.acts import guard
from alienor.platform.register.models import TreeHead

Made = TypeVar("Made")
Rows = dict[Any, Any]
"""The rows of a table, by their keys."""


@dataclass(frozen=True)
class Table:
    """A table of one of the databases, and which of its columns is the key."""

    database: str
    name: str
    columns: tuple[str, ...]
    key: int


@dataclass(frozen=True)
class Kept:
    """What making it changed, what it is to the tests, by which clock it was made, and until when."""

    gone: dict[Table, Rows]
    new: dict[Table, Rows]
    made: Any
    clock: Any
    at: datetime


_kept: dict[tuple[str, object], Kept] = {}
_MOST = 30  # of all names: a state that never comes again is not worth its memory


def once(name: str, make: Callable[[], Made], *, clock: Any) -> Made:
    """What `make()` makes: made in the first test of this process, put back in the others.

    It is made anew where the instance is in another state than it was then: another time,
    another entry in the register, another secret. `clock` is the clock of each test.
    """
    for cache in caches.all(initialized_only=True):
        cache.clear()  # attempts are counted by account, and accounts come again
    state = (name, _state(clock))
    if state in _kept and not _undone_by_the_test():
        kept = _kept[state]
        for database in connections:
            _put_back(kept, database)
        clock.at = kept.at
        return deepcopy(kept.made, {id(kept.clock): clock})
    if len(_kept) >= _MOST or _undone_by_the_test():
        return make()
    before = {table: _rows(table) for table in _tables()}
    made = make()
    gone, new = {}, {}
    for table, old in before.items():
        now = _rows(table)
        if lost := {key: row for key, row in old.items() if now.get(key) != row}:
            gone[table] = lost
        if added := {key: row for key, row in now.items() if old.get(key) != row}:
            new[table] = added
    _kept[state] = Kept(
        gone=gone, new=new, made=deepcopy(made, {id(clock): clock}), clock=clock, at=clock.at
    )
    return made


def _state(clock: Any) -> object:
    """What tells an instance from another: the head of the register stands for all its acts."""
    head = TreeHead.objects.values_list("size", "frontier").first()
    return clock.at, settings.INSTANCE, head and (head[0], bytes(head[1]))


def _undone_by_the_test() -> bool:
    """Whether the test runs in a transaction of its own, which nothing outside it sees."""
    return any(connections[database].in_atomic_block for database in connections)


def _tables() -> list[Table]:
    found = []
    for database, connection in ((one, connections[one]) for one in connections):
        with connection.cursor() as cursor:
            for name in connection.introspection.django_table_names(only_existing=True):
                columns = tuple(
                    column.name
                    for column in connection.introspection.get_table_description(cursor, name)
                )
                key = connection.introspection.get_primary_key_column(cursor, name)
                found.append(Table(database, name, columns, columns.index(key)))
    return found


def _rows(table: Table) -> Rows:
    connection = connections[table.database]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
            columns = ", ".join(f'"{column}"' for column in table.columns)
            rows = plain.execute(f'SELECT {columns} FROM "{table.name}"').fetchall()
        return {row[table.key]: row for row in rows}
    with connection.cursor() as cursor, cursor.copy(f"COPY {_named(table)} TO STDOUT") as copied:
        lines = b"".join(copied).decode().split("\n")[:-1]
    return {line.split("\t")[table.key]: line for line in lines}


def _put_back(kept: Kept, database: str) -> None:
    gone = {table: rows for table, rows in kept.gone.items() if table.database == database}
    new = {table: rows for table, rows in kept.new.items() if table.database == database}
    connection = connections[database]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as plain:
            for table, rows in gone.items():
                plain.executemany(_delete(table, "?"), [(key,) for key in rows])
            for table, rows in new.items():
                marks = ", ".join("?" * len(table.columns))
                plain.executemany(f"INSERT INTO {_named(table)} VALUES ({marks})", rows.values())
            plain.commit()
        return
    with guard.lifted(), transaction.atomic(using=database), connection.cursor() as cursor:
        for table, rows in gone.items():
            cursor.executemany(_delete(table, "%s"), [(key,) for key in rows])
        for table, rows in new.items():
            with cursor.copy(f"COPY {_named(table)} FROM STDIN") as copied:
                copied.write("".join(f"{line}\n" for line in rows.values()))


def _delete(table: Table, mark: str) -> str:
    return f'DELETE FROM "{table.name}" WHERE "{table.columns[table.key]}" = {mark}'


def _named(table: Table) -> str:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    return f'"{table.name}" ({columns})'
