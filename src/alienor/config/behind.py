"""The road to a rehearsal: what is asked under `/repetition/KEY/` goes to its process, and what it
answers comes back as it is written, a live stream event by event.

Nothing of the site goes along but what the request itself says: the site's cookies stay behind,
and a rehearsal can set none but its own. Whoever comes too early reads that it is being prepared,
whoever comes too late that it is over.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import h11
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from alienor.platform.live.stream import Receive, Scope, Send
from alienor.platform.rehearsals.place import ADDRESS, Place, place_of

COOKIES = "repetition_"
"""How the names of a rehearsal's own cookies begin."""

AT_ONCE = 500
"""Requests of one rehearsal at the same time, open streams included."""

LARGEST = 32 * 1024 * 1024
"""Bytes of a request: a file that is imported, and much more than any form."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""What may be asked. After a CONNECT that is granted there is no HTTP any more to read."""

_PIECE = 64 * 1024
_STREAM = b"text/event-stream; charset=utf-8"
_HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization",
    b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade",
}  # fmt: skip
_OURS = {b"date", b"server"}  # the site says them itself
_under_way: Counter[str] = Counter()


class _Gone(Exception):
    """Whoever asked is no longer there."""


class _TooLarge(Exception):
    """More is sent than a request may hold."""


async def forward(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of a rehearsal."""
    key, slash, rest = scope["path"].removeprefix(ADDRESS).partition("/")
    place = await asyncio.to_thread(place_of, settings.INSTANCE.folder, key)
    if scope["method"] not in METHODS:
        await _answer(send, 405, [(b"allow", ", ".join(METHODS).encode())])
    elif place is None or place.asked("stop"):
        await _say(scope, send, 404, "over")
    elif not slash:
        await _answer(send, 308, [(b"location", f"{place.address}/".encode())])
    elif place.has_failed:
        await _say(scope, send, 500, "failed")
    elif _under_way[key] >= AT_ONCE or _length(scope) > LARGEST:
        await _answer(send, 503 if _length(scope) <= LARGEST else 413, [])
    else:
        _under_way[key] += 1
        try:
            await _exchange(place, scope, f"/{rest}", receive, send)
        except _Gone:
            pass
        finally:
            _under_way[key] -= 1
            if not _under_way[key]:
                del _under_way[key]


async def _exchange(place: Place, scope: Scope, path: str, receive: Receive, send: Send) -> None:
    try:
        with place.socket() as socket:
            reader, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        await _not_yet(place, scope, send)
        return
    started = streams = False
    link = h11.Connection(h11.CLIENT)
    try:
        writer.write(link.send(_request(scope, path)) or b"")
        async for piece in _body(receive):
            writer.write(link.send(h11.Data(data=piece)) or b"")
            await writer.drain()
        writer.write(link.send(h11.EndOfMessage()) or b"")
        await writer.drain()
        async for event in _events(link, reader, receive):
            if isinstance(event, h11.Response):
                started = True
                headers = _answered(event.headers.raw_items(), place)
                streams = (b"content-type", _STREAM) in headers
                start = {"type": "http.response.start", "status": event.status_code}
                await send({**start, "headers": headers})
            elif isinstance(event, h11.Data):
                await send(
                    {"type": "http.response.body", "body": bytes(event.data), "more_body": True}
                )
        await send({"type": "http.response.body", "body": b""})
    except _TooLarge:
        await _answer(send, 413, [])
    except h11.LocalProtocolError:  # no HTTP that one may send on: no host, a body of another size
        await _answer(send, 400, [])
    except (OSError, h11.RemoteProtocolError):
        if streams:  # the rehearsal ends, or begins again: its page comes back by itself
            await send({"type": "http.response.body", "body": b""})
            return
        if started:
            raise  # the answer is cut, and the server says so by closing the connection
        await _not_yet(place, scope, send)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _request(scope: Scope, path: str) -> h11.Request:
    """The request as the rehearsal is asked it."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    target = b"/" + raw.split(b"/", 3)[3] if raw.count(b"/") > 2 else path.encode()
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    headers = []
    scheme = scope.get("scheme", "http").encode()
    for name, value in scope["headers"]:
        if name == b"cookie":
            kept = [one for one in value.split(b";") if one.strip().startswith(COOKIES.encode())]
            headers += [(name, b";".join(kept).strip())] if kept else []
        elif name == b"x-forwarded-proto":
            scheme = value
        elif name not in _HOP_BY_HOP and not name.startswith(b"x-forwarded"):
            headers.append((name, value))
    if any(name == b"transfer-encoding" for name, _value in scope["headers"]):
        headers.append((b"transfer-encoding", b"chunked"))
    headers += [(b"x-forwarded-proto", scheme), (b"connection", b"close")]
    return h11.Request(method=scope["method"], target=target, headers=headers)


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    """The body of a request, piece by piece. Errors: _Gone; _TooLarge."""
    told = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        piece: bytes = message.get("body", b"")
        told += len(piece)
        if told > LARGEST:
            raise _TooLarge
        if piece:
            yield piece
        more = message.get("more_body", False)


async def _events(
    link: h11.Connection, reader: asyncio.StreamReader, receive: Receive
) -> AsyncIterator[Any]:
    """What the rehearsal answers, as it comes, until its end. Errors: _Gone; those of h11."""
    gone = asyncio.create_task(_until_gone(receive))
    try:
        while True:
            event = link.next_event()
            if event is h11.NEED_DATA:
                heard = asyncio.create_task(reader.read(_PIECE))
                done, _pending = await asyncio.wait(
                    {gone, heard}, return_when=asyncio.FIRST_COMPLETED
                )
                if heard not in done:
                    heard.cancel()
                    raise _Gone
                link.receive_data(heard.result())
            elif event is h11.PAUSED or isinstance(event, (h11.EndOfMessage, h11.ConnectionClosed)):
                return  # nothing more comes: asked again, it would say so for ever
            else:
                yield event
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _answered(headers: list[tuple[bytes, bytes]], place: Place) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, as the site sends them on."""
    sent = [(b"x-robots-tag", b"noindex, nofollow")]
    for spelt, value in headers:
        name = spelt.lower()
        if name in _HOP_BY_HOP or name in _OURS:
            continue
        if name == b"set-cookie" and not _is_own(value.decode("latin-1"), place):
            continue
        sent.append((name, value))
    return sent


def _is_own(cookie: str, place: Place) -> bool:
    """Whether a cookie is the rehearsal's own, and is sent back to it alone."""
    name, *attributes = (one.strip() for one in cookie.split(";"))
    paths = [one[5:] for one in attributes if one.lower().startswith("path=")]
    return name.startswith(COOKIES) and paths == [f"{place.address}/"]


def _length(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def _not_yet(place: Place, scope: Scope, send: Send) -> None:
    """It is being prepared; or its process died before it could say why."""
    if place.runs:
        await _say(scope, send, 503, "preparing", **place.read("progress.json"))
    else:
        await _say(scope, send, 500, "failed")


async def _say(scope: Scope, send: Send, status: int, what: str, **facts: Any) -> None:
    """A page of the site's own about a rehearsal that cannot answer (yet, or any more)."""
    body = await asyncio.to_thread(_page, scope, what, facts)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await _answer(send, status, headers, body)


def _page(scope: Scope, what: str, facts: dict[str, Any]) -> bytes:
    language = "en" if "/en/" in scope["path"] else "fr"  # as everywhere: the address says it
    with translation.override(language):
        return render_to_string(
            f"alienor/rehearsal/{what}.html", {"language": language, **facts}
        ).encode()


async def _answer(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    headers = [
        *headers,
        (b"content-length", str(len(body)).encode()),
        (b"x-robots-tag", b"noindex"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
