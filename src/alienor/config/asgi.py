"""The router of the roads: `/live/` to the streams, `/repetition/` to the rehearsals behind the
site, the rest to Django in threads."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware
from django.conf import settings

from alienor.config.behind import forward
from alienor.config.wsgi import application as django_application
from alienor.platform.live.stream import STREAM, Receive, Scope, Send
from alienor.platform.rehearsals.place import ADDRESS

_pages = WSGIMiddleware(django_application, workers=24)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI application: see the module."""
    STREAM.start()  # from the first request on: a page says up to which change it is true
    if scope["type"] != "http":
        return
    if scope["path"].startswith("/live/"):
        await STREAM(scope, receive, send)
    elif scope["path"].startswith(ADDRESS) and settings.REHEARSAL is None:
        await forward(scope, receive, send)
    else:
        await _pages(scope, receive, send)
