"""Migrations lead to the tables of the models, on which every other test runs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alienor.platform.acts import guard

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

OF_A_SERVER = """
SELECT concat_ws(' ', table_name, column_name, data_type, udt_name, character_maximum_length,
                 numeric_precision, numeric_scale, is_nullable, column_default, is_identity,
                 collation_name)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT concat_ws(' ', conrelid::regclass, contype, conname, pg_get_constraintdef(oid),
                 condeferrable, condeferred)
FROM pg_constraint WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.fixture
def migrated(tmp_path: Path, settings: Any) -> Iterator[dict[str, str]]:
    """Of each database, the name of a new one beside it that was migrated from nothing."""
    settings.MIGRATION_MODULES = {}  # `--no-migrations` hides them
    names: dict[str, str] = {}
    for database in ("default", "keys"):
        connection = connections[database]
        own = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            names[database] = str(tmp_path / f"{database}.sqlite3")
        else:
            names[database] = f"migrated_{own}"
            _order(connection, "DROP DATABASE IF EXISTS {}", names[database])
            _order(connection, "CREATE DATABASE {}", names[database])
        connection.close()
        connection.settings_dict["NAME"] = names[database]
        try:
            with guard.lifted():
                call_command("migrate", database=database, verbosity=0, interactive=False)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            ContentType.objects.clear_cache()
    yield names
    for database, name in names.items():
        if connections[database].vendor != "sqlite":
            _order(connections[database], "DROP DATABASE {}", name)


def _order(connection: BaseDatabaseWrapper, words: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.cursor.execute(sql.SQL(words).format(sql.Identifier(name)))


def test_the_migrations_make_the_tables_of_the_models(migrated: dict[str, str]) -> None:
    for database, name in migrated.items():
        connection = connections[database]
        described = _of_a_file if connection.vendor == "sqlite" else _of_a_server
        here = described(connection, str(connection.settings_dict["NAME"]))
        assert any("alienor_" in line for line in here)
        assert described(connection, name) == here


def _of_a_file(_connection: BaseDatabaseWrapper, name: str) -> list[str]:
    """Each column, constraint and index, as SQLite was asked to make it, in no order."""
    with closing(sqlite3.connect(name)) as plain:
        rows = plain.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        words = [(table, asked) for table, asked in rows if not _of_the_framework(table)]
    found = []
    for table, asked in words:
        head, _, inside = asked.partition("(")
        found += [f"{table}: {head}{part}" for part in _parts(inside)]
    return sorted(found)


def _parts(inside: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    parts, depth = [""], 0
    for sign in inside.rstrip().removesuffix(")"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [re.sub(r"\s+", " ", part.strip()) for part in parts]


def _of_a_server(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    facts = connection.settings_dict
    with psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname=name
    ) as plain:
        lines = [_plain(str(line)) for (line,) in plain.execute(OF_A_SERVER)]
    return sorted(line for line in lines if not _of_the_framework(line))


def _plain(line: str) -> str:
    """Without the casts and brackets that the server writes in another way once it was restored
    from a backup, as those of other tests may be."""
    return re.sub(r"::(text|character varying)(\[\])?|[()]", "", line)


def _of_the_framework(line: str) -> bool:
    """Groups, which nobody is in, and what the framework notes of its own work."""
    return re.search(r"\b(auth_|django_migrations|sqlite_sequence)", line) is not None
