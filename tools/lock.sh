#!/usr/bin/env bash
# Locks what pyproject.toml asks for: with hashes, without addresses. Versions that still fit stay.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile --system-certs --quiet --universal --generate-hashes \
    --no-emit-index-url --no-header --python-version 3.11 "$@"
}
lock pyproject.toml --output-file requirements/run.txt
lock pyproject.toml --group dev --output-file requirements/dev.txt
# Never installed beside the project: the peers that benchmarks measure against.
lock requirements/reference.in --output-file requirements/reference.txt
lock requirements/methods.in --output-file requirements/methods.txt
