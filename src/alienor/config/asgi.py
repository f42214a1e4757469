"""The router of the two roads: `/live/` to the streams, the rest to Django in threads."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from alienor.config.wsgi import application as django_application
from alienor.platform.live.stream import LiveStream, Receive, Scope, Send

_pages = WSGIMiddleware(django_application, workers=24)
_live = LiveStream()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI application: see the module."""
    if scope["type"] == "http" and scope["path"].startswith("/live/"):
        await _live(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)
