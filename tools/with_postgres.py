"""Run a command with a private PostgreSQL 15 cluster that ends with it.

    python tools/with_postgres.py COMMAND...

The command sees DATABASE_URL and KEYS_DATABASE_URL. The cluster listens on a free port of the
loopback, keeps its files in memory where there is a tmpfs, and never runs as root.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster; give the address of its server without a database; stop it afterwards."""
    memory = Path("/dev/shm")  # noqa: S108  # a tmpfs, on purpose
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="alienor-pg-", dir=parent))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()
    try:
        _run("initdb", "-D", data, "-U", "alienor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off "
            "-c max_connections=200"
        )
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield f"postgres://alienor@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: object) -> None:
    command = [str(BIN / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603  # ours


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Run the command of the arguments; return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the cluster ends then too
    with cluster() as server:
        environment = os.environ | {
            "DATABASE_URL": f"{server}/postgres",
            "KEYS_DATABASE_URL": f"{server}/template1",
        }
        return subprocess.run(sys.argv[1:], check=False, env=environment).returncode  # noqa: S603  # ours


if __name__ == "__main__":
    sys.exit(main())
