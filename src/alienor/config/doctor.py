"""Look at an instance and say, in sentences, what is well and what is not."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django

FILES_WANTED = 4096


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One sentence: `ok  `, `warn` or `FAIL`."""

    mark: str
    sentence: str


def examine() -> list[Finding]:
    """Everything that can be looked at without changing anything."""
    django.setup()
    return [
        *_databases(),
        *_register(),
        *_secrets(),
        *_disk(),
        *_mail(),
        *_live(),
        *_backups(),
        *_purposes(),
    ]


def _databases() -> Iterator[Finding]:
    from django.db import connections  # after setup
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error

    for name in ("default", "keys"):
        connection = connections[name]
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except Error as error:
            yield Finding(
                mark="FAIL",
                sentence=f"database {name}: cannot be reached ({error}); check its address",
            )
            continue
        if waiting:
            yield Finding(
                mark="warn",
                sentence=f"database {name}: not ready yet; `alienor serve` makes it so",
            )
        else:
            yield Finding(mark="ok  ", sentence=f"database {name}: {connection.vendor}, ready")
    if connections["default"].vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 51, 3):
        yield Finding(
            mark="warn",
            sentence=f"SQLite {sqlite3.sqlite_version}: a rare fault of its write-ahead log was "
            "mended in 3.51.3; for a city, use PostgreSQL 15 or later (DATABASE_URL)",
        )


def _live() -> Iterator[Finding]:
    """Live pages: the bus that rings for them, and how many may be open."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from alienor.platform.live.buses import RedisBus, chosen_bus

    try:
        bus = chosen_bus()
    except ImproperlyConfigured as error:
        yield Finding(mark="FAIL", sentence=f"live pages: {error}")
        return
    if isinstance(bus, RedisBus) and not bus.answers():
        yield Finding(
            mark="warn",
            sentence="live pages: the server that ALIENOR_LIVE names does not answer; pages follow "
            "within two seconds all the same. Start it, or correct its address",
        )
    elif settings.LIVE_BUS:
        yield Finding(mark="ok  ", sentence="live pages: the server of ALIENOR_LIVE answers")
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= files < FILES_WANTED:
        yield Finding(
            mark="warn",
            sentence=f"live pages: this system lets a process open {files} files, hence about as "
            f"many pages; for a full hall, {FILES_WANTED} or more (LimitNOFILE in systemd)",
        )


def _register() -> Iterator[Finding]:
    from django.db.utils import Error

    from alienor.cores.transparency.merkle import Frontier, leaf_hash
    from alienor.platform.register import log

    try:
        head = log.head()
        recomputed = Frontier.of(leaf_hash(leaf) for leaf in log.leaves(0, head.size))
    except Error:
        return
    if recomputed == head:
        yield Finding(mark="ok  ", sentence=f"register: {head.size} entries, tree recomputed")
    else:
        yield Finding(
            mark="FAIL",
            sentence="register: the entries do not give the recorded head; "
            "stop the instance and restore the last backup",
        )


def _secrets() -> Iterator[Finding]:
    from django.conf import settings

    path = settings.INSTANCE.folder / "secrets.json"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(mark="FAIL", sentence=f"{path} can be read by others: chmod 600 it")
    else:
        yield Finding(mark="ok  ", sentence="secrets: readable by their owner only")
    if settings.DEMO:
        yield Finding(mark="warn", sentence="this is a demonstration: anybody may enter any role")


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.INSTANCE.folder).free
    mark = "ok  " if free > 1 << 30 else "warn"
    yield Finding(mark=mark, sentence=f"disk: {free / (1 << 30):.1f} GB free")


def _mail() -> Iterator[Finding]:
    if os.environ.get("EMAIL_URL"):
        yield Finding(mark="ok  ", sentence="mail: a server is set; `alienor worker` must run too")
    else:
        yield Finding(
            mark="warn", sentence="mail: no server (EMAIL_URL): messages wait (`alienor outbox`)"
        )


def _backups() -> Iterator[Finding]:
    from datetime import UTC, datetime

    from django.conf import settings

    from alienor.config.backup import PREFIX, remembered, stale_keys

    known = remembered()
    missing = [PREFIX[alias] for alias in PREFIX if alias not in known]
    if missing and not settings.DEMO:
        yield Finding(
            mark="warn", sentence=f"backups: none yet of {' and '.join(missing)} (`alienor backup`)"
        )
    for folder in {Path(known[alias]) for alias in PREFIX if alias in known}:
        if all(any(folder.glob(f"{prefix}-*")) for prefix in PREFIX.values()):
            yield Finding(
                mark="warn",
                sentence=f"backups: {folder} holds the database and the keys; keep them apart, or "
                "erasing somebody does not erase them from there",
            )
    if "keys" not in known:
        return
    days = known["days"]
    old = stale_keys(Path(known["keys"]), now=datetime.now(UTC), days=days)
    if old:
        yield Finding(
            mark="warn",
            sentence=f"backups: {len(old)} copies of keys are older than {days} days: people "
            "erased since can still be read with them; delete them (`alienor backup --keys` does)",
        )
    else:
        yield Finding(mark="ok  ", sentence=f"backups: no copy of keys older than {days} days")


def _purposes() -> Iterator[Finding]:
    from django.db.utils import Error

    from alienor.procedures.purging import purpose_over
    from alienor.stages.founding.queries import editions

    try:
        over = {row.slug: set[int]().union(*purpose_over(row).values()) for row in editions()}
    except Error:
        return
    for slug, people in over.items():
        if people:
            yield Finding(
                mark="warn",
                sentence=f"people: {len(people)} are kept for {slug} and nothing needs them any "
                "more; the desk erases them (Rôles et services, Données à effacer)",
            )
