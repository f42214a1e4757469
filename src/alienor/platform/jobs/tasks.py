"""The tasks. They run at least once: each is safe to run again."""

from __future__ import annotations

from django_tasks import task

from alienor.platform.messages.queue import send


@task()
def send_message(message_id: int) -> None:
    """Send a queued message by e-mail."""
    send(message_id)
