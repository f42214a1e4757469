"""The decorator that makes a function an action."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from django.db import connection, transaction

from alienor.platform.acts.context import RunningAct, running
from alienor.platform.acts.limits import refusal_of
from alienor.platform.characters import require_readable
from alienor.platform.live import bus
from alienor.platform.register import log

Function = TypeVar("Function", bound=Callable[..., Any])
ACTIONS: dict[str, Callable[..., Any]] = {}
_writer = Lock()


class NotRecorded(RuntimeError):
    """An action changed something and recorded nothing: a fault of the code, not of its user."""


def action(function: Function) -> Function:
    """Run `function(*, actor, clock, ...)` as one act: one transaction, recorded, announced.

    An action that calls others (a procedure) is one transaction with them; what a nested one
    recorded goes if it fails and its caller carries on. An action that changes nothing, or drafts
    alone, records nothing. Errors: Invalid where words that it is given cannot be read; what the
    function raises, the platform's own limits as refusals, after which nothing has changed;
    NotRecorded.
    """
    name = f"{function.__module__.removeprefix('alienor.')}.{function.__name__}"
    if not function.__doc__:
        raise TypeError(f"{name}: an action says what it promises, in its docstring")

    @wraps(function)
    def run(**facts: Any) -> Any:
        outer = running.get()
        try:
            if outer:
                return _nested(function, outer, facts)
            require_readable(facts)
            return _outermost(name, function, facts)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None or refusal is error:
                raise
            raise refusal from error

    ACTIONS[name] = run
    return run  # type: ignore[return-value]  # the same call, seen from outside


def _outermost(name: str, function: Callable[..., Any], facts: dict[str, Any]) -> Any:
    act = RunningAct(name=name, actor=facts["actor"], at=facts["clock"].now())
    token = running.set(act)
    try:
        with _turn(), transaction.atomic():
            result = function(**facts)
            if act.writes and not act.drafts:
                raise NotRecorded(name)
            if act.drafts:
                act.permitted = True  # each draft was recorded by an action that asked
                log.append(act.drafts)
            if act.topics:
                bus.publish(act.topics)
            return result
    finally:
        running.reset(token)


def _turn() -> AbstractContextManager[Any]:
    """The turn to write. SQLite has one writer, and whoever waits asks again after a pause that
    grows, while others pass: in this process acts wait for each other here, and none is left."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        return _writer
    return nullcontext()


def _nested(function: Callable[..., Any], act: RunningAct, facts: dict[str, Any]) -> Any:
    recorded, writes = len(act.drafts), act.writes
    roles, permitted = act.roles, act.permitted
    act.permitted = False  # each action asks for its own permission
    try:
        with transaction.atomic():
            return function(**facts)
    except BaseException:
        del act.drafts[recorded:]
        act.writes = writes
        raise
    finally:
        act.roles, act.permitted = roles, permitted
