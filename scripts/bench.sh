#!/usr/bin/env bash
# Measures the release build beside the databases' own tools, in one run; docs/benchmarks.md tells what is measured.
#   scripts/bench.sh [--rows 1000000] [--database sqlite|postgres|both] [--only import,csv,filtered,xlsx,memory,index]
#   scripts/bench.sh log [--rows 10000000] [--database sqlite|postgres|both] [--only pages,rate] [--folder FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

need_rust
missing=()
has python3 || missing+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
has sqlite3 || missing+=(sqlite3)
postgres_bin >/dev/null || missing+=(postgresql)
has wrk || missing+=(wrk)
need_compiler
[ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
[ -x target/bench/bin/python ] || python3 -m venv target/bench
target/bench/bin/pip install --quiet --disable-pip-version-check xlsxwriter flask sqlalchemy gunicorn

# Debian's psql is a script that looks for the real one first, and would be measured along.
PATH=$(postgres_bin):$PATH

cargo build --locked --release --quiet
# What is acknowledged must be on the disk, for them as for us.
export WAYBILL_TEST_DURABLE=1
measured=benches/measure.py
if [ "${1:-}" = log ]; then
  measured=benches/log.py
  shift
fi
exec scripts/test-postgres.sh target/bench/bin/python "$measured" "$@"
