#!/usr/bin/env bash
# Builds Waybill and runs it. Without arguments: the demo, with sample people, records and exports, in ./demo.
#   scripts/run.sh                 the demo
#   scripts/run.sh serve           the empty product, its data in ./data
#   scripts/run.sh <command> …     any command of waybill; scripts/run.sh --help lists them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

need_rust
need_compiler
[ $# -gt 0 ] || set -- demo
say "building waybill (the first time takes some minutes)"
cargo build --release --locked
exec cargo run --release --locked --quiet -- "$@"
