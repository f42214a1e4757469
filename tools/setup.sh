#!/usr/bin/env bash
# Makes .venv with the locked dependencies (hashes required) and the package itself.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Aliénor needs Python 3.11 or later: install Debian's package python3." >&2
  exit 1
fi
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  bash tools/apt.sh python3-venv
fi
# --system-certs: a town hall's network often has a certificate authority of its own.
echo "Setting up: virtual environment and locked dependencies (a minute or two, once)"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
.venv/bin/uv pip install --system-certs --quiet --python .venv/bin/python --require-hashes -r requirements/dev.txt
.venv/bin/uv pip install --system-certs --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
.venv/bin/python tools/messages.py --compile
