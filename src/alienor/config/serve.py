"""Make the instance ready, and serve it: one process, two roads.

`/live/` is a small pure-ASGI endpoint (thousands of open streams); everything else is Django as
WSGI in threads, which measures two to four times faster than Django under ASGI.
"""

from __future__ import annotations

import contextlib
import resource

import django
import uvicorn

GRACE = 3
"""Seconds that requests have to end in when the server stops; open streams are cut then."""


def prepare() -> None:
    """Bring both databases to the current schema, compile the language files, gather the
    static files. Quick where there is nothing to do."""
    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    from alienor.platform.acts.guard import lifted

    at_once = settings.REHEARSAL is not None
    if at_once:
        # Always new, so that there is nothing to migrate: today's tables at once, ten times sooner.
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    with lifted():
        for database in ("default", "keys"):
            call_command(
                "migrate", database=database, run_syncdb=at_once, verbosity=0, interactive=False
            )
    if not settings.DEBUG and settings.STATIC_ROOT.parent == settings.INSTANCE.folder:
        call_command("collectstatic", verbosity=0, interactive=False)


def serve(*, host: str, port: int) -> int:
    """Serve until interrupted."""
    from alienor.platform.compute import abandon
    from alienor.platform.rehearsals.running import rehearsals

    rehearsals()  # what those of an earlier server left is removed

    _allow_many_streams()
    try:
        uvicorn.run(
            "alienor.config.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
            backlog=4096,  # a hall that comes back after a cut
            timeout_graceful_shutdown=GRACE,
        )
    finally:
        abandon()
    return 0


def _allow_many_streams() -> None:
    """Each open page is a file to the system: take as many as it lets this process have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # the system says no: what it gives will do
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
