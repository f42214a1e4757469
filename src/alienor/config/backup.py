"""Copy a database while it is in use, and put a copy back.

The assembly's database and the keys of people are copied apart, into two folders: whoever is
erased is gone once the last copy of their key is. So copies of keys are deleted after a few days,
here, by the same command that makes them. Where each copy goes is kept in `backups.json`, for
`alienor doctor`.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

DAYS_OF_KEYS = 7
PREFIX = {"default": "alienor", "keys": "keys"}


class BackupError(Exception):
    """A copy could not be made or put back; the message says why and what to do."""


def back_up(alias: str, out: Path, *, now: datetime, days: int = DAYS_OF_KEYS) -> Path:
    """Copy one database (`default` or `keys`) into a folder, readable by its owner alone.

    Copies of keys older than `days` are deleted from the folder. Errors: BackupError.
    """
    other = PREFIX["default" if alias == "keys" else "keys"]
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(out.glob(f"{other}-*")):
        raise BackupError(
            f"{out} holds copies of the {'assembly' if alias == 'keys' else 'keys'}: keep the two "
            "apart, or erasing somebody would not erase them from there. Give another folder"
        )
    place = connections[alias].settings_dict
    sqlite = connections[alias].vendor == "sqlite"
    suffix = "sqlite3" if sqlite else "sql"
    made = out / f"{PREFIX[alias]}-{now:%Y%m%d-%H%M%S}.{suffix}"
    draft = made.with_suffix(".part")
    draft.touch(mode=0o600)
    if sqlite:
        _copy_sqlite(Path(place["NAME"]), draft)
    else:
        _postgres(place, "pg_dump", "--clean", "--if-exists", "--no-owner", f"--file={draft}")
    draft.rename(made)
    if alias == "keys":
        for old in stale_keys(out, now=now, days=days):
            old.unlink()
    _remember(alias, out, days)
    return made


def stale_keys(folder: Path, *, now: datetime, days: int) -> list[Path]:
    """The copies of keys in a folder that are older than `days`."""
    oldest = (now - timedelta(days=days)).strftime("%Y%m%d-%H%M%S")
    return [
        path
        for path in sorted(folder.glob(f"{PREFIX['keys']}-*"))
        if path.stem.removeprefix(f"{PREFIX['keys']}-") < oldest
    ]


def put_back(alias: str, copy: Path) -> None:
    """Replace what one database holds by a copy. Stop the site first. Errors: BackupError."""
    if not copy.name.startswith(f"{PREFIX[alias]}-") or not copy.is_file():
        raise BackupError(f"{copy} is not a copy that `alienor backup` made of that database")
    place = connections[alias].settings_dict
    connections[alias].close()
    if connections[alias].vendor == "sqlite":
        _copy_sqlite(copy, Path(place["NAME"]))
    else:
        stop = "--set=ON_ERROR_STOP=1"
        _postgres(place, "psql", "--quiet", "--single-transaction", stop, f"--file={copy}")


def remembered() -> dict[str, Any]:
    """Where the last copies went: a folder by database, and the days that keys are kept."""
    path = _memory()
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _remember(alias: str, out: Path, days: int) -> None:
    known = remembered() | {alias: str(out.absolute())}
    if alias == "keys":
        known["days"] = days
    _memory().write_text(json.dumps(known))


def _memory() -> Path:
    return Path(settings.INSTANCE.folder / "backups.json")


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)


def _postgres(place: dict[str, Any], tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise BackupError(f"{tool} is needed: install postgresql-client")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(place[key]) for name, key in names.items() if place.get(key)}
    done = subprocess.run(  # noqa: S603  # our own arguments; the password is in no command line
        [tool, *arguments],
        env={**os.environ, **given, "PGDATABASE": str(place["NAME"])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{tool}: {done.stderr.strip()}")
