#!/usr/bin/env bash
# What the tests need beside Python: a browser, a database server, a bus, a peer.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=()
command -v chromium-headless-shell >/dev/null || wanted+=(chromium-headless-shell)
[ -x /usr/lib/postgresql/15/bin/initdb ] || wanted+=(postgresql-15)
command -v belenios-tool >/dev/null || wanted+=(belenios-tool)
command -v redis-server >/dev/null || wanted+=(redis-server)
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "Installing what the tests need: ${wanted[*]}"
  bash tools/apt.sh "${wanted[@]}"
fi
