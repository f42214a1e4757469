"""Cheap clients, so that what is measured is the server: streams, and phones that read pages."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import quote, urlencode

KEPT = 3.0
"""Seconds for which a connection is used again; the server keeps it for five."""


class Stream(asyncio.Protocol):
    """One page's stream. `heard`: when each message about a change came (monotonic seconds)."""

    def __init__(self, port: int, query: str) -> None:
        self.request = (
            f"GET /live/?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()
        self.hello = asyncio.get_running_loop().create_future()
        self.heard: list[float] = []
        self.position = ""
        self.spread = 0
        self.transport: asyncio.BaseTransport | None = None
        self.news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.hello.done() and b"event: hello" in data:
            self.hello.set_result(time.monotonic())
        if b'"changed"' in data:
            self.heard.append(time.monotonic())
            self.spread = int(data.rpartition(b'"spread": ')[2].split(b"}", 1)[0])
            self.news.set()
        if b"id: " in data:
            self.position = data.rpartition(b"id: ")[2].split(b"\n", 1)[0].decode()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.hello.done():
            self.hello.set_exception(exc or ConnectionError("closed before hello"))
            self.hello.exception()  # looked at by whoever waits, if anybody does


async def open_stream(port: int, query: str) -> Stream:
    """Connect and wait for the server's hello. Errors: OSError, TimeoutError."""
    loop = asyncio.get_running_loop()
    _transport, stream = await loop.create_connection(
        lambda: Stream(port, query), "127.0.0.1", port
    )
    try:
        await asyncio.wait_for(asyncio.shield(stream.hello), 60)
    except BaseException:
        stream.transport.abort()
        raise
    return stream


class Phone:
    """A browser without a screen: one kept connection, cookies, the token of the last form."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.used = 0.0
        self.answered = 0.0

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body, redirections followed."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, **fields: str) -> tuple[int, str]:
        """The same, with a form and the token that Django wants."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return await self._ask("POST", path, urlencode(fields).encode())

    async def close(self) -> None:
        if self.pipe is not None:
            self.pipe[1].close()
            self.pipe = None

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        for hop in range(5):
            if time.monotonic() - self.used > KEPT:  # the server closes it about now
                await self.close()
            status, headers, text = await self._once(method, path, body)
            self.used = time.monotonic()
            self.answered = self.used if hop == 0 else self.answered
            if status not in (301, 302, 303):
                return status, text
            method, path, body = "GET", headers["location"], b""
        raise RuntimeError(f"{path}: too many redirections")

    async def _once(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], str]:
        if self.pipe is None:
            self.pipe = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.pipe
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"http://127.0.0.1:{self.port}"
        head = [
            f"{method} {quote(path, safe='/?=&%')} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {cookies}",
            f"Referer: {origin}/",
            f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded",
        ]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._keep(value)
            elif name:
                headers[name.lower()] = value
        if headers.get("transfer-encoding") == "chunked":
            text = b""
            while size := int((await reader.readline()).strip() or b"0", 16):
                text += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readline()
        else:
            text = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            await self.close()
        return int(lines[0].split()[1]), headers, text.decode()

    def _keep(self, line: str) -> None:
        name, _equals, value = line.partition(";")[0].partition("=")
        self.cookies[name] = value


def stream_query(page: str) -> str:
    """What the script of `page` would ask the stream for. Errors: LookupError: it is not live."""
    body = re.search(r"<body[^>]*>", page)
    found = dict(re.findall(r'data-live(-?[a-z]*)="([^"]*)"', body.group() if body else ""))
    if "" not in found:
        raise LookupError("the page does not listen")
    asked = {"topics": found[""], "pass": found.get("-pass", ""), "after": found.get("-at", "")}
    return urlencode({name: value for name, value in asked.items() if value})
