"""The router of the two roads: `/live/` to the streams, the rest to Django in threads."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from alienor.config.wsgi import application as django_application
from alienor.platform.live.stream import STREAM, Receive, Scope, Send

_pages = WSGIMiddleware(django_application, workers=24)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI application: see the module."""
    STREAM.start()  # from the first request on: a page says up to which change it is true
    if scope["type"] == "http" and scope["path"].startswith("/live/"):
        await STREAM(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)
