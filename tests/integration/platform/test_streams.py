"""Screens hear what changed once it is committed, and nothing that was rolled back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.db import transaction
from tests.integration.platform.test_buses import on_a_thread

from alienor.platform.errors import Invalid
from alienor.platform.live.bus import publish
from alienor.platform.live.history import History, News
from alienor.platform.live.models import Change
from alienor.platform.live.passes import LIFETIME, make_pass
from alienor.platform.live.readers import MADE_A_SECOND, Reader, Readers
from alienor.platform.live.stream import TOPICS_AT_MOST, LiveStream
from alienor.platform.live.topics import own_topic
from alienor.stages.founding.actions import make_commitment
from alienor.stages.sessions.attending import check_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


class Page:
    """A client of the stream."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def heard(self) -> set[str]:
        """The topics of which it was told."""
        said = [line[6:] for line in self.text.splitlines() if line.startswith("data: ")]
        return {topic for one in said for topic in json.loads(one).get("changed", ())}

    @property
    def position(self) -> str:
        """The id of the last event that had one: what a browser sends when it comes back."""
        ids = [line[4:] for line in self.text.splitlines() if line.startswith("id: ")]
        return ids[-1] if ids else ""

    async def hears(self, topic: str, *, within: float = 4) -> bool:
        end = time.monotonic() + within
        while topic not in self.heard and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return topic in self.heard


def scope(query: str, *, method: str = "GET", last: str = "") -> dict[str, Any]:
    headers = [(b"last-event-id", last.encode())] if last else []
    return {
        "type": "http",
        "path": "/live/",
        "method": method,
        "query_string": query.encode(),
        "headers": headers,
    }


@contextlib.asynccontextmanager
async def streaming() -> AsyncIterator[LiveStream]:
    """A stream that follows the database."""
    stream = LiveStream()
    stream.start()
    try:
        for _ in range(100):
            if stream.position is not None:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        yield stream
    finally:
        await stream.stop()


@contextlib.asynccontextmanager
async def reading(stream: LiveStream, query: str, *, last: str = "") -> AsyncIterator[Page]:
    """A page that is connected."""
    page = Page()
    task = asyncio.create_task(stream(scope(query, last=last), page.receive, page.send))
    await asyncio.sleep(0.05)
    try:
        yield page
    finally:
        page.gone.set()
        await asyncio.wait_for(task, 5)


def move(*topics: str) -> None:
    """A committed change."""
    with transaction.atomic():
        publish(topics)


def test_a_committed_act_is_heard_and_a_refused_one_is_not(world: Any, clock: Any) -> None:
    async def story() -> None:
        commit = on_a_thread(make_commitment)
        facts = {"edition_id": world.edition.pk, "actor": world.organiser, "clock": clock}
        async with streaming() as stream, reading(stream, "topics=edition.essai") as page:
            before = page.text
            with contextlib.suppress(Invalid):
                await commit(text="", **facts)
            await asyncio.sleep(0.6)
            assert page.text == before
            await commit(text="Nous publierons tout.", **facts)
            assert await page.hears("edition.essai")

    asyncio.run(story())


def test_an_arrival_is_heard_by_the_desk_and_by_that_person_alone(world: Any) -> None:
    day = world.open_day("session_1")

    async def story() -> None:
        mine, other = (own_topic(world.people[name]) for name in ("aicha", "bruno"))
        async with (
            streaming() as stream,
            reading(stream, "topics=edition.essai") as everybody,
            reading(stream, passing("desk.essai")) as desk,
            reading(stream, passing(mine)) as aicha,
            reading(stream, passing(other)) as bruno,
        ):
            await on_a_thread(check_in)(
                session_id=day.pk, person_id=world.people["aicha"], **world.by("helene")
            )
            assert await desk.hears("desk.essai")
            assert await aicha.hears(mine)
            assert everybody.heard == bruno.heard == {"all"}  # what they were told at first

    asyncio.run(story())


def passing(*topics: str, ago: float = 0) -> str:
    return "pass=" + make_pass(topics, now=time.time() - ago)


async def answer(query: str, *, method: str = "GET") -> Page:
    """What a refused page reads."""
    page, stream = Page(), LiveStream()
    await stream(scope(query, method=method), page.receive, page.send)
    await stream.stop()
    return page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("topics=" + ",".join(f"edition.e{one}" for one in range(TOPICS_AT_MOST + 1)), 400),
        ("topics=desk.essai", 403),
        ("topics=register,own.0123", 403),
        ("topics=edition.a%0Adata:x", 403),
        ("pass=forged", 403),
        ("pass=%00%FF", 403),
        ("topics=register&pass=forged", 403),
    ],
)
def test_a_stream_that_may_not_be_heard_is_refused(query: str, status: int) -> None:
    assert asyncio.run(answer(query)).status == status


def test_a_stream_is_only_read() -> None:
    assert asyncio.run(answer("topics=register", method="POST")).status == 405


def test_a_pass_with_another_topic_written_into_it_is_refused() -> None:
    text = make_pass(["own.a"], now=time.time())
    other = make_pass(["own.b"], now=time.time())
    mixed = f"{other.partition(':')[0]}:{text.partition(':')[2]}"
    page = asyncio.run(answer(f"pass={mixed}"))
    assert (page.status, page.text) == (403, "this pass was not signed here")


def test_a_pass_that_has_expired_says_so_and_a_new_one_is_heard() -> None:
    page = asyncio.run(answer(passing("desk.essai", ago=LIFETIME + 1)))
    assert (page.status, page.text) == (401, "this pass has expired: fetch the page again")

    async def story() -> int:
        async with (
            streaming() as stream,
            reading(stream, passing("desk.essai", ago=LIFETIME - 60)) as still,
        ):
            return still.status

    assert asyncio.run(story()) == 200


def test_a_stream_ends_with_its_pass() -> None:
    async def story() -> str:
        async with (
            streaming() as stream,
            reading(stream, passing("desk.essai", ago=LIFETIME - 1.2)) as page,
        ):
            await asyncio.sleep(1.5)
            stream._readers.announce({"desk.essai"})
            await asyncio.sleep(0.1)
            assert page.sent[-1]["more_body"] is False
            return page.text

    assert "event: renew" in asyncio.run(story())


def test_checking_a_pass_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    async def story() -> Page:
        stream, page = LiveStream(), Page()
        stream.start = lambda: None  # nothing to follow here
        page.gone.set()
        await stream(scope(passing("desk.essai")), page.receive, page.send)
        return page

    with django_assert_num_queries(0):
        assert asyncio.run(story()).status == 200


def test_whoever_was_away_hears_all_that_changed_meanwhile_and_nothing_else() -> None:
    async def story() -> None:
        async with streaming() as stream:
            await on_a_thread(move)("edition.a")
            async with reading(stream, "topics=edition.a,edition.b,edition.c") as page:
                await on_a_thread(move)("edition.c")
                assert await page.hears("edition.c")
            await on_a_thread(move)("edition.a", "edition.x")
            await on_a_thread(move)("edition.a", "edition.b")
            await asyncio.sleep(0.5)
            query = "topics=edition.a,edition.b,edition.c"
            async with reading(stream, f"{query}&after={page.position}") as back:
                assert back.heard == {"edition.a", "edition.b"}
            async with reading(stream, f"{query}&after=1", last=back.position) as again:
                assert again.heard == set()

    asyncio.run(story())


def test_whoever_was_away_catches_up_after_the_server_was_started_again() -> None:
    async def story() -> None:
        async with streaming() as first, reading(first, "topics=edition.a") as page:
            await on_a_thread(move)("edition.a")
            assert await page.hears("edition.a")
        await on_a_thread(move)("edition.b")
        query = f"topics=edition.a,edition.b&after={page.position}"
        async with streaming() as second, reading(second, query) as back:
            assert back.heard == {"edition.b"}

    asyncio.run(story())


@pytest.mark.parametrize("after", ["", "&after=", "&after=-1", "&after=x", "&after=99999999999"])
def test_whoever_has_no_known_position_starts_over(after: str) -> None:
    async def story() -> set[str]:
        async with streaming() as stream, reading(stream, f"topics=edition.a{after}") as page:
            return page.heard

    assert asyncio.run(story()) == {"all"}


def test_whoever_missed_more_than_is_remembered_starts_over() -> None:
    history = History(kept=3)
    history.begin([News(position=one, topic="a") for one in (10, 11, 13)])
    assert history.since(9, {"a"}) == {"a"}
    assert history.since(12, {"a"}) == {"a"}
    assert history.since(13, {"a"}) == frozenset()
    assert history.since(8, {"a"}) is None
    history.add([News(position=14, topic="b")])
    assert history.since(9, {"a"}) is None
    assert history.since(11, {"b"}) == {"b"}
    assert history.since(15, {"b"}) is None


def test_a_page_that_connects_is_told_what_came_since_it_was_made(client: Any, world: Any) -> None:
    page = client.get("/editions/essai/sujets/").content.decode()
    assert 'data-live="edition.essai"' in page
    assert "data-live-at=" in page


def test_a_burst_is_told_once_and_the_smallest_circle_first() -> None:
    async def story() -> None:
        readers = Readers()
        crowd = [Reader(frozenset({"edition.a"})) for _ in range(450)]
        screen = Reader(frozenset({"desk.a"}))
        for one in (*crowd, screen):
            readers.enter(one)
        told: list[Reader] = []
        for one in (*crowd, screen):
            one.tell = lambda _topics, one=one: told.append(one)
        readers.announce({"edition.a", "desk.a"})
        assert told[0] is screen
        assert readers.spread({"edition.a"}) == 1500  # 450 kept pages, 300 a second
        assert readers.spread({"desk.a"}) < 10
        for _ in range(120):
            readers.enter(Reader(frozenset({"edition.a", "own.b"}), seconds=1 / MADE_A_SECOND))
        assert readers.spread({"edition.a"}) == 4500  # and 120 that are made, 40 a second
        for one in readers.some(turn=0, turns=1):
            readers.leave(one)
        assert len(readers) == readers.audience("edition.a") == 0
        assert readers.spread({"edition.a"}) == 0

    asyncio.run(story())


def test_old_changes_leave_the_table_as_new_ones_come(monkeypatch: Any) -> None:
    monkeypatch.setattr("alienor.platform.live.bus.KEPT", 4)
    monkeypatch.setattr("alienor.platform.live.bus._EVERY", 2)
    for one in range(12):
        move(f"edition.e{one}")
    left = list(Change.objects.order_by("pk").values_list("topic", flat=True))
    assert len(left) <= 6
    assert left[-1] == "edition.e11"


def test_changes_are_published_in_a_transaction_only() -> None:
    with pytest.raises(RuntimeError):
        publish(["register"])
