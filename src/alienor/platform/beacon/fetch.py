"""Ask servers for a round, one after the other, until one gives it."""

from __future__ import annotations

import logging
from http.client import HTTPException
from time import monotonic
from urllib.request import Request, urlopen

from django.conf import settings

from alienor.cores.beacon import QUICKNET, Chain, Round, read_round
from alienor.platform.acts.clock import Clock
from alienor.platform.errors import ActError, NotYet

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 3.0  # seconds: a server that is well takes a fifth of one
ALL_WITHIN = 8.0  # somebody is waiting in front of the page
LONGEST = 4096  # bytes of an answer
ANYBODY = "https://api.drand.sh"


class BeaconUnreachable(ActError):
    """No server gave the round, or the machine has no network. Nothing was changed.

    `address`: where somebody can read the round with another device, and copy it from.
    """

    status = 503
    field = "beacon"

    def __init__(self, *, chain: Chain, round_number: int) -> None:
        address = address_of(ANYBODY, chain=chain, round_number=round_number)
        super().__init__("beacon_unreachable", round=round_number, address=address)


def address_of(server: str, *, chain: Chain, round_number: int) -> str:
    """Where a server of drand gives a round."""
    return f"{server.rstrip('/')}/{chain.hash}/public/{round_number}"


def fetch_round(*, round_number: int, clock: Clock, chain: Chain = QUICKNET) -> Round:
    """The round, asked of `settings.BEACON_SERVERS` and checked.

    It may wait for seconds: never inside a transaction. Errors: NotYet (`round_to_come`) before
    its time, and no server is asked; BeaconUnreachable; BeaconInvalid (`round_number`).
    """
    if clock.now() < chain.time_of(round_number):
        raise NotYet("round_to_come", round=round_number)
    ends = monotonic() + ALL_WITHIN
    for server in settings.BEACON_SERVERS:
        left = ends - monotonic()
        if left <= 0:
            break
        address = address_of(server, chain=chain, round_number=round_number)
        try:
            text = _answer(address, within=min(ANSWERS_WITHIN, left))
            return read_round(text, chain=chain, expected=round_number)
        except (
            OSError,
            HTTPException,
            ValueError,
        ) as error:  # ValueError: also what is not a round
            logger.warning("%s gave no round: %s", address, error)
    raise BeaconUnreachable(chain=chain, round_number=round_number)


def _answer(address: str, *, within: float) -> str:
    ends = monotonic() + within
    request = Request(address, headers={"User-Agent": "alienor"})  # noqa: S310  # the operator's
    with urlopen(request, timeout=within) as answer:  # noqa: S310  # as above
        data = b""
        while more := answer.read1(LONGEST):
            data += more
            if len(data) > LONGEST:
                raise ValueError("too long an answer")
            if monotonic() > ends:
                raise TimeoutError("too slow an answer")
    return data.decode()
