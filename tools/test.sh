#!/usr/bin/env bash
# All tests on SQLite, in Chromium, and those of the database on PostgreSQL. Cores and platform are
# covered by the tests that are theirs: to measure it through all would double the time of the rest.
# A part that fails does not keep the others from running; the end says which failed.
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
trap 'exit 130' INT
export ALIENOR_DIR="$(mktemp -d)"
# Hundreds of processes are started: only the first compiles what it imports.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$TMPDIR/bytecode"
pytest=(.venv/bin/python -m pytest -n 2)
failed=()

part() {
  local name="$1" began=$SECONDS
  shift
  echo "== $name =="
  timeout -k 10 1500 "$@" || failed+=("$name")  # whatever hangs is no reason to wait for ever
  echo "== $name: $((SECONDS - began)) s =="
}

part "cores and platform" "${pytest[@]}" --dist worksteal --cov --cov-report=term:skip-covered \
  --cov-fail-under=95 tests/unit tests/integration/platform
part "assembly and pages" "${pytest[@]}" --dist worksteal \
  --ignore tests/integration/platform tests/integration
# A file at a time on each core, the longest first, on a copy of one demonstration.
part Chromium "${pytest[@]}" --dist loadfile --no-loadscope-reorder tests/browser
part PostgreSQL .venv/bin/python tools/with_postgres.py \
  "${pytest[@]}" --dist worksteal -m "not any_database" tests/integration

if [ "${#failed[@]}" -gt 0 ]; then
  echo "Failed: ${failed[*]}" >&2
  exit 1
fi
