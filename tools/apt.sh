#!/usr/bin/env bash
# Installs Debian packages, as root or through sudo; else says what to install.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo)
else
  echo "Please install these Debian packages, then run the command again: $*" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null 2>&1 ||
  { "${as_root[@]}" apt-get update --quiet >/dev/null &&
    "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null; } ||
  { echo "These Debian packages could not be installed: $*" >&2; exit 1; }
