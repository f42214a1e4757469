#!/usr/bin/env bash
# What the tests need beside Python: a browser, a database server, a peer.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -x /usr/lib/postgresql/15/bin/initdb ] || wanted+=(postgresql-15)
command -v belenios-tool >/dev/null || wanted+=(belenios-tool)
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "Installing what the tests need: ${wanted[*]}"
  bash tools/apt.sh "${wanted[@]}"
fi
