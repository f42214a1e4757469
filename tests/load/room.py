"""A full room, measured: 5,000 live pages, 3,000 that come back at once, 300 people behind one
address who are let in and vote. A benchmark, never a test: it prints a table and judges nothing.

    .venv/bin/python tests/load/room.py [--database sqlite,postgresql] [--streams 5000]
        [--cut 3000] [--people 300] [--thinking 30] [--acts 10] [--parts hear,return,vote] [--bus redis]

Server, database and client share the machine. The server is started as in production (`alienor
serve`), the acts come from a process of their own, as a worker's would; PostgreSQL is the private
cluster of `tools/with_postgres.py` (in memory, without fsync).

    hear     every stream listens to the edition; a commitment is published --acts times:
             from the commit to the message, over all streams and acts
    return   --cut of the streams are cut and all come back in the same instant, with the position
             that they had: until the last one has its hello
    vote     each badge is scanned at one of four desks, its telephone reads the code, opens the
             page of the day and listens; a roll call opens; each hears, fetches the page when its
             turn comes, and answers 3 to --thinking seconds later
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "src")]
from with_postgres import cluster  # noqa: E402  # found through the path set above

from tests.load.clients import Phone, Stream, open_stream, stream_query  # noqa: E402  # as above
from tests.load.seeding import SLUG, Day  # noqa: E402  # as above

GOAL = 2.0
DESKS = 4
CONNECTING = 200
"""How many connections are being opened at the same time."""


@dataclass
class Results:
    """Lines of the table: database, what, figure."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    database: str = ""

    def add(self, what: str, figure: str) -> None:
        self.rows.append((self.database, what, figure))
        print(f"  {self.database}: {what}: {figure}", file=sys.stderr, flush=True)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A served instance with its day, and the process that acts in it."""

    port: int
    day: Day
    desk_session: dict[str, str]
    server: int
    actor: asyncio.subprocess.Process

    def worked(self) -> float:
        """Seconds of processor that the server has used so far."""
        fields = Path(f"/proc/{self.server}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def act(self, line: str) -> dict[str, Any]:
        """Have the other process act; what it says of it."""
        assert self.actor.stdin is not None
        assert self.actor.stdout is not None
        self.actor.stdin.write(f"{line}\n".encode())
        told: dict[str, Any] = json.loads(await self.actor.stdout.readline())
        return told


def share(values: list[float], part: float) -> float:
    """The value below which `part` of `values` are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def spoken(values: list[float], missing: int = 0) -> str:
    """p50, p99 and the longest, in milliseconds."""
    if not values:
        return f"nothing ({missing} missing)"
    figures = (share(values, 0.5), share(values, 0.99), max(values))
    told = " / ".join(f"{1000 * one:.0f}" for one in figures)
    return f"{told} ms (p50 / p99 / longest)" + (f", {missing} missing" if missing else "")


# --- What is served ---


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The instance of `environment`, served by its own command."""
    server = subprocess.Popen(
        [sys.executable, "-m", "alienor", "serve", "--port", str(port)],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield server
    finally:
        server.terminate()
        server.wait(20)


def seed(environment: dict[str, str], people: int) -> tuple[Day, dict[str, str]]:
    """Make the day in a process of its own; and the session of whoever is at the desk."""
    made = subprocess.run(
        [sys.executable, __file__, "--seed", str(people)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    told = json.loads(made.stdout.decode().splitlines()[-1])
    return Day(**told["day"]), told["cookies"]


def seed_here(people: int) -> None:
    """What `seed` runs: prints the day and the cookies of the desk."""
    from alienor.config.instance import instance_folder, mark_as_demo

    mark_as_demo(instance_folder())  # so that a session alone opens the desk
    from alienor.config.serve import prepare

    prepare()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests.load.seeding import seed_day

    day = seed_day(people=people)
    client = Client()
    client.force_login(
        get_user_model().objects.get(person_id=day.organiser_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    cookies = {name: one.value for name, one in client.cookies.items()}
    print(json.dumps({"day": day.__dict__, "cookies": cookies}))


@asynccontextmanager
async def room_of(
    environment: dict[str, str], port: int, server: int, seeded: tuple[Day, dict[str, str]]
) -> AsyncIterator[Room]:
    """The room, once the process that acts is ready."""
    day, cookies = seeded
    actor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.acting", str(day.edition_id), str(day.organiser_id),
        cwd=ROOT, env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert actor.stdout is not None
        await actor.stdout.readline()
        yield Room(port=port, day=day, desk_session=cookies, server=server, actor=actor)
    finally:
        assert actor.stdin is not None
        actor.stdin.close()
        await actor.wait()


# --- What is measured ---


async def connect(count: int, make: Callable[[int], tuple[int, str]], *, at_once: int) -> list[Any]:
    """Open `count` streams, `at_once` at a time; failures come back as exceptions."""
    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> Stream:
        async with gate:
            return await open_stream(*make(number))

    return await asyncio.gather(*(one(number) for number in range(count)), return_exceptions=True)


async def hear(room: Room, results: Results, options: Any) -> list[Stream]:
    """See the module."""
    began = time.monotonic()
    query = f"topics=edition.{SLUG}"
    found = await connect(options.streams, lambda _: (room.port, query), at_once=CONNECTING)
    streams = [one for one in found if isinstance(one, Stream)]
    took = time.monotonic() - began
    results.add("streams open", f"{len(streams)} of {options.streams} in {took:.1f} s")
    await asyncio.sleep(2)
    waits: list[float] = []
    missing, worked = 0, room.worked()
    for _ in range(options.acts):
        for stream in streams:
            stream.heard.clear()
        done = (await room.act("commit"))["at"]
        for _ in range(300):
            if all(stream.heard for stream in streams):
                break
            await asyncio.sleep(0.05)
        heard = [stream.heard[0] - done for stream in streams if stream.heard]
        missing += len(streams) - len(heard)
        waits += heard
        await asyncio.sleep(1)
    soon = sum(one <= GOAL for one in waits) / max(1, len(waits) + missing)
    used = (room.worked() - worked) / max(1, options.acts)
    results.add("the server's work for one act", f"{1000 * used:.0f} ms of processor")
    results.add("from commit to message", spoken([max(0.0, one) for one in waits], missing))
    results.add(f"told within {GOAL:.0f} s", f"{soon:.2%}")
    return streams


async def come_back(room: Room, results: Results, options: Any, streams: list[Stream]) -> None:
    """See the module."""
    cut, rest = streams[: options.cut], streams[options.cut :]
    positions = [stream.position for stream in cut]
    for stream in cut:
        assert stream.transport is not None
        stream.transport.abort()
    await asyncio.sleep(0.5)
    await room.act("commit")  # what they must still hear
    began = time.monotonic()
    found = await connect(
        len(cut),
        lambda number: (room.port, f"topics=edition.{SLUG}&after={positions[number]}"),
        at_once=len(cut),
    )
    back = [one for one in found if isinstance(one, Stream)]
    hellos = [one.hello.result() - began for one in back]
    await asyncio.sleep(2)
    caught = sum(bool(one.heard) for one in back)
    results.add(
        f"{len(cut)} come back at once",
        f"{len(back)} within {max(hellos, default=0):.1f} s (p50 {share(hellos, 0.5):.1f} s), "
        f"{caught} heard what they missed",
    )
    for stream in [*back, *rest]:
        assert stream.transport is not None
        stream.transport.abort()


async def vote(room: Room, results: Results, options: Any) -> None:
    """See the module."""
    began, codes, worked = time.monotonic(), list(room.day.codes), room.worked()
    phones = {code: Phone(room.port) for code in codes}
    scans: list[float] = []
    opens: list[float] = []
    failed = {"scans": 0, "pages": 0, "votes": 0}

    async def desk(own: list[str]) -> None:
        phone = Phone(room.port, room.desk_session)
        address = f"/bureau/{SLUG}/sessions/{room.day.public_id}/accueil/"
        await phone.get(address)
        for code in own:
            sent = time.monotonic()
            status, _page = await phone.post(address, q=code)
            failed["scans"] += status != 200
            scans.append(time.monotonic() - sent)
        await phone.close()

    async def arrive(code: str) -> Stream | None:
        await asyncio.sleep(random.random() * 20)
        sent = time.monotonic()
        status, page = await phones[code].get(f"/b/{code}")
        opens.append(time.monotonic() - sent)
        if status != 200:
            failed["pages"] += 1
            return None
        return await open_stream(room.port, stream_query(page))

    desks = [asyncio.create_task(desk(codes[one::DESKS])) for one in range(DESKS)]
    arrived = await asyncio.gather(*(arrive(code) for code in codes))
    await asyncio.gather(*desks)
    results.add("a badge scanned, noted", spoken(scans, failed["scans"]))
    results.add("a telephone reads its badge", spoken(opens, failed["pages"]))
    results.add("all are in", f"{len(codes)} after {time.monotonic() - began:.0f} s")
    await asyncio.sleep(3)
    for stream in filter(None, arrived):
        stream.heard.clear()
        stream.news.clear()
    opened = await room.act("vote Etes-vous d'accord ?")
    shown: list[float] = []
    votes: list[float] = []
    again: list[float] = []

    async def answer(code: str, stream: Stream) -> None:
        await asyncio.wait_for(stream.news.wait(), 60)
        # As live.js: at random within what the size of the audience asks for.
        await asyncio.sleep(random.random() * stream.spread / 1000)
        _status, page = await phones[code].get("/jour/")
        if opened["poll"] not in page:
            failed["votes"] += 1
            return
        shown.append(time.monotonic() - opened["at"])
        await asyncio.sleep(3 + random.random() * max(0, options.thinking - 3))
        sent = time.monotonic()
        status, page = await phones[code].post(f"/jour/votes/{opened['poll']}/", answer="yes")
        failed["votes"] += status != 200
        votes.append(phones[code].answered - sent)
        again.append(time.monotonic() - sent)

    pairs = [(code, one) for code, one in zip(codes, arrived, strict=True) if one is not None]
    found = await asyncio.gather(*(answer(*pair) for pair in pairs), return_exceptions=True)
    failed["votes"] += sum(isinstance(one, BaseException) for one in found)
    for one in found:
        if isinstance(one, BaseException):
            print(f"  {type(one).__name__}: {one}", file=sys.stderr)
            break
    results.add("from the opening to the vote on the screen", spoken(shown))
    results.add("a vote, sent to received", spoken(votes, failed["votes"]))
    results.add("a vote, sent to the page that says so", spoken(again))
    took, used = time.monotonic() - began, room.worked() - worked
    results.add(
        "sign-in, check-in and vote", f"{took:.0f} s, {used:.0f} s of them the server's work"
    )
    for _code, stream in pairs:
        assert stream.transport is not None
        stream.transport.abort()
    for phone in phones.values():
        await phone.close()


async def measure(
    environment: dict[str, str],
    port: int,
    server: int,
    seeded: tuple[Day, dict[str, str]],
    results: Results,
    options: Any,
) -> None:
    """Every part that was asked for, on one database."""
    parts = options.parts.split(",")
    async with room_of(environment, port, server, seeded) as room:
        if "hear" in parts or "return" in parts:
            streams = await hear(room, results, options)
            if "return" in parts:
                await come_back(room, results, options, streams)
            else:
                for stream in streams:
                    stream.transport.abort()
        if "vote" in parts:
            await asyncio.sleep(2)
            await vote(room, results, options)


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The variables of an instance of its own on SQLite or PostgreSQL."""
    folder = tempfile.mkdtemp(prefix="alienor-room-")
    try:
        plain = {"ALIENOR_DIR": folder, "DJANGO_SETTINGS_MODULE": "alienor.config.settings"}
        if name == "sqlite":
            yield plain
        else:
            with cluster() as server:
                yield plain | {
                    "DATABASE_URL": f"{server}/postgres",
                    "KEYS_DATABASE_URL": f"{server}/template1",
                }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bus(name: str) -> Iterator[dict[str, str]]:
    """The variable that names the bus, where it is not the database's own."""
    if not name:
        yield {}
        return
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        time.sleep(0.5)
        yield {"ALIENOR_LIVE": f"redis://127.0.0.1:{port}/0"}
    finally:
        server.terminate()
        server.wait(10)


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--database", default="sqlite,postgresql")
    options.add_argument("--streams", type=int, default=5000)
    options.add_argument("--cut", type=int, default=3000)
    options.add_argument("--people", type=int, default=300)
    options.add_argument("--thinking", type=float, default=30)
    options.add_argument("--acts", type=int, default=10)
    options.add_argument("--parts", default="hear,return,vote")
    options.add_argument("--bus", default="", choices=["", "redis"])
    options.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.seed is not None:
        seed_here(asked.seed)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers end with it, however it ends
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < asked.streams + 500:
        raise SystemExit(f"the system lets a process open {hard} files: ask for fewer streams")
    results = Results()
    for name in asked.database.split(","):
        results.database = name + (f", {asked.bus}" if asked.bus else "")
        port = free_port()
        with database(name) as places, bus(asked.bus) as ringing:
            origin = f"http://127.0.0.1:{port}"
            environment = places | ringing | {"ALIENOR_ORIGIN": origin}
            seeded = seed(environment, asked.people)
            with served(environment, port) as server:
                asyncio.run(measure(environment, port, server.pid, seeded, results, asked))
                load = os.getloadavg()[0]
                results.add("load of the machine over the last minute", f"{load:.1f}")
    from rich.console import Console
    from rich.table import Table

    table = Table("database", "measured", "figure")
    for row in results.rows:
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
