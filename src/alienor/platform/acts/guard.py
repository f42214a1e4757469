"""Refuses to write the assembly's tables outside an action.

A wrapper around every SQL statement: cheap (two expressions), and stricter than any convention.
Whatever names one of the assembly's tables, or the keys of people, and is not one reading
statement, counts as a write. Tables that are not the assembly's (sign-in, sessions, tasks, the
live changes, the outbox of messages) are the listed exceptions.

What somebody is still typing (`alienor_drafts_…`) wants a permitted action like everything else,
which records nothing: the act that takes the draft over does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alienor.platform.acts.context import running

_OURS = re.compile(r"alienor_(?!accounts_|live_|messages_)\w", re.IGNORECASE)
_RECORDED = re.compile(r"alienor_(?!accounts_|live_|messages_|drafts_)\w", re.IGNORECASE)
_READS = re.compile(
    r"(?:\s|/\*.*?\*/|--[^\n]*\n|\()*(?:SELECT\b(?!.*\bINTO\b)|PRAGMA\b(?!.*=))[^;]*;?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_lifted: ContextVar[bool] = ContextVar("guard_lifted", default=False)


class WrittenOutsideAction(RuntimeError):
    """Code tried to change the assembly's tables without an action, or before its permission."""


@contextmanager
def lifted() -> Iterator[None]:
    """Lift the guard: for migrations, restoring a backup, destroying again the keys of those whose
    erasure is recorded, and emptying a test database."""
    token = _lifted.set(True)
    try:
        yield
    finally:
        _lifted.reset(token)


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's signature
    """Django's execute wrapper: see the module."""
    if _OURS.search(sql) and not _READS.match(sql) and not _lifted.get():
        act = running.get()
        if act is not None and act.permitted:
            act.writes += bool(_RECORDED.search(sql))
        else:
            raise WrittenOutsideAction(
                f"{act.name} writes before it is permitted" if act else sql[:80]
            )
    return execute(sql, params, many, context)


def install(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard on a new connection (receiver of Django's `connection_created`)."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)
