"""What the worker does by itself, every quarter of an hour, beside the jobs that are queued."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread

from django.db import close_old_connections

from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.bundle import publish_manifest_if_older
from alienor.platform.compute import forget_old
from alienor.platform.people.records import destroy_keys_of_the_erased
from alienor.procedures.confirming import forget_askings
from alienor.stages.draw.withdrawing import withdraw_lists
from alienor.stages.founding.queries import editions
from alienor.stages.sessions.exit_settling import settle_exit_counts
from alienor.stages.sessions.incidents import forget_incidents
from alienor.surfaces.digests import tell_followers

EVERY = 15 * 60  # seconds
FILES_RECORDED = timedelta(minutes=45)  # so that the next turn makes it an hour
logger = logging.getLogger(__name__)


def begin() -> Event:
    """Start in the background; set the event that is returned to stop."""
    stopped = Event()
    Thread(target=_loop, args=(stopped,), name="alienor-regularly", daemon=True).start()
    return stopped


def once() -> None:
    """Withdraw the lists of panels whose time is over; record what the public files are; settle
    what was said at the end of days; tell followers what is new; forget what was never confirmed,
    computations that nobody uses, and old notes on incidents; erase the keys that an interrupted
    erasure has left. Safe to run again."""
    clock = SystemClock()
    withdraw_lists(actor=OPERATOR, clock=clock)
    for edition in editions():
        publish_manifest_if_older(than=FILES_RECORDED, edition=edition, actor=OPERATOR, clock=clock)
    settle_exit_counts(actor=OPERATOR, clock=clock)
    told = tell_followers(now=clock.now())
    forgotten = forget_askings(actor=OPERATOR, clock=clock)
    forget_old()
    forget_incidents(actor=OPERATOR, clock=clock)
    destroy_keys_of_the_erased()
    logger.info("followers told: %s, forgotten: %s", told, forgotten)


def _loop(stopped: Event) -> None:
    while not stopped.is_set():
        try:
            once()
        except Exception:
            logger.exception("what is done regularly failed; it is tried again later")
        finally:
            close_old_connections()
        stopped.wait(EVERY)
