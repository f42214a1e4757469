"""Try an action and undo it: what a preview shows is what the action would really do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from alienor.platform.keystore.router import DATABASE as KEYS


class _Undone(Exception):
    pass


def rehearse(act: Callable[..., Any], **facts: Any) -> Any:
    """Run an action, undo all of it, and return what it returned.

    Nothing stays: no row, no entry of the register, no key, no message, no screen is told.
    Errors: those of the action.
    """
    try:
        # The order in which every action takes its locks: the assembly's tables, then the keys.
        with transaction.atomic(), transaction.atomic(using=KEYS):
            result = act(**facts)
            raise _Undone
    except _Undone:
        return result
