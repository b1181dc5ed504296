#!/usr/bin/env bash
# Measures the release build beside the databases' own tools, in one run; docs/benchmarks.md tells what is measured.
#   scripts/bench.sh [--rows 1000000] [--database sqlite|postgres|both] [--only import,csv,filtered,xlsx,memory,index]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

need_rust
missing=()
has python3 || missing+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
has sqlite3 || missing+=(sqlite3)
postgres_bin >/dev/null || missing+=(postgresql)
need_compiler
[ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
[ -x target/bench/bin/python ] || python3 -m venv target/bench
target/bench/bin/pip install --quiet --disable-pip-version-check xlsxwriter

cargo build --locked --release --quiet
# What is acknowledged must be on the disk, for them as for us.
export WAYBILL_TEST_DURABLE=1
exec scripts/test-postgres.sh target/bench/bin/python benches/measure.py "$@"
