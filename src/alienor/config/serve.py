"""Make the instance ready, and serve it: one process, two roads.

`/live/` is a small pure-ASGI endpoint (thousands of open streams); everything else is Django as
WSGI in threads, which measures two to four times faster than Django under ASGI.
"""

from __future__ import annotations

import django
import uvicorn


def prepare() -> None:
    """Bring both databases to the current schema, compile the language files, gather the
    static files. Quick where there is nothing to do."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from alienor.platform.acts.guard import lifted

    with lifted():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("migrate", database="keys", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


def serve(*, host: str, port: int) -> int:
    """Serve until interrupted."""
    from alienor.platform.compute import abandon

    try:
        uvicorn.run(
            "alienor.config.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
        )
    finally:
        abandon()
    return 0
