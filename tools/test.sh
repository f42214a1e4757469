#!/usr/bin/env bash
# All tests on SQLite with coverage of cores and platform, then those of the database on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
# In memory where there is room (kilobytes): tests commit thousands of times, and wait for a disk.
memory=/dev/shm
if [ -w $memory ] && [ "$(df --output=avail $memory | tail -n 1)" -gt 2000000 ]; then
  export TMPDIR="$(mktemp -d -p $memory alienor-tests-XXXXXX)"
else
  export TMPDIR="$(mktemp -d)"
fi
trap 'rm -rf "$TMPDIR"' EXIT
export ALIENOR_DIR="$(mktemp -d)"
pytest=(.venv/bin/python -m pytest -n 2 --dist worksteal)
echo "== SQLite =="
"${pytest[@]}" --cov --cov-report=term:skip-covered --cov-fail-under=95 tests/unit tests/integration
echo "== Chromium, on the demonstration =="
# A file at a time on each core, which plays a demonstration of its own.
.venv/bin/python -m pytest -n 2 --dist loadfile tests/browser
echo "== PostgreSQL =="
.venv/bin/python tools/with_postgres.py "${pytest[@]}" tests/integration
