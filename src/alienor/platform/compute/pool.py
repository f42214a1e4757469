"""Run a pure function in another process, and wait for what it returns."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

from alienor.platform.errors import ActError

Facts = ParamSpec("Facts")
Result = TypeVar("Result")
SECONDS = 600
WORKERS = 2  # one computation does not wait for another; more would only share the same cores

_pool: ProcessPoolExecutor | None = None
_lock = Lock()


class ComputationStopped(ActError):
    """A computation took too long (`seconds`), or its process died. Nothing was changed."""

    status = 503

    def __init__(self, *, seconds: float | None = None) -> None:
        super().__init__("computation_stopped", seconds=seconds)


def executor() -> Executor:
    """Where computations run: local processes, started when the first one is wanted.

    They are spawned, not forked: a fork would copy the server's threads and open connections.
    """
    global _pool  # noqa: PLW0603  # one pool for the process, made once
    with _lock:
        if _pool is None:
            spawn = multiprocessing.get_context("spawn")
            _pool = ProcessPoolExecutor(
                max_workers=WORKERS, mp_context=spawn, initializer=end_with_the_server
            )
        return _pool


def end_with_the_server() -> None:
    """In a process of the pool: end when the server that began it is gone, however it ended, in
    the middle of a computation too: nobody waits for it any longer."""
    server = multiprocessing.parent_process()
    assert server is not None
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # from the terminal: nobody waits any longer

    def watch() -> None:
        server.join()
        os._exit(0)

    Thread(target=watch, daemon=True).start()


def compute(
    function: Callable[Facts, Result], *arguments: Facts.args, **facts: Facts.kwargs
) -> Result:
    """What `function` returns, computed elsewhere; what it raises is raised here.

    `function` is a module's own function of `alienor.cores`: it and its arguments travel.
    Errors: what the function raises; ComputationStopped after `SECONDS`, or where its process
    was ended from outside (as by a machine without memory).
    """
    return compute_within(SECONDS, function, *arguments, **facts)


def compute_within(
    seconds: float,
    function: Callable[Facts, Result],
    *arguments: Facts.args,
    **facts: Facts.kwargs,
) -> Result:
    """The same, for whoever cannot wait longer than `seconds`: a transaction, a page."""
    call = partial(function, *arguments, **facts)
    try:
        return executor().submit(call).result(seconds)
    except TimeoutError as error:
        abandon()
        raise ComputationStopped(seconds=seconds) from error
    except BrokenProcessPool as error:
        abandon()
        raise ComputationStopped from error


def abandon() -> None:
    """Stop the processes, whatever they compute; the next computation begins with new ones. For a
    server that ends: Python would wait for them."""
    global _pool  # as in `executor`
    with _lock:
        ended, _pool = _pool, None
    if ended is not None:
        for process in _processes(ended):
            process.terminate()
        ended.shutdown(wait=False, cancel_futures=True)


def _processes(pool: ProcessPoolExecutor) -> list[Any]:
    return list((pool._processes or {}).values())  # no public name for them before Python 3.14
