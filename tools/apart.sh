#!/usr/bin/env bash
# Run a command with a folder of its own for the instance: reading the settings makes one.
set -euo pipefail
export ALIENOR_DIR="$(mktemp -d)"
trap 'rm -rf "$ALIENOR_DIR"' EXIT
"$@"
