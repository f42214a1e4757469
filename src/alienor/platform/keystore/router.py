"""Sends the key store's table to its own database, and nothing else."""

from __future__ import annotations

from typing import Any

LABEL = "alienor_keystore"
DATABASE = "keys"


class KeyStoreRouter:
    """Django's database router: `alienor_keystore` lives in `keys`, the rest in `default`."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return DATABASE if model._meta.app_label == LABEL else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return bool((one._meta.app_label == LABEL) == (other._meta.app_label == LABEL))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label == LABEL) == (db == DATABASE)
