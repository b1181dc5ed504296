#!/usr/bin/env bash
# The one test command: installs what is missing, then format, lints, and every test on SQLite, on PostgreSQL and in Chromium.
# Nothing is skipped: what cannot run fails. Single tests: docs/development.md.
set -euo pipefail
[ $# -eq 0 ] || { echo "no arguments, please; docs/development.md tells how to run single tests" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

AXE_VERSION=4.14.1

begun=$SECONDS
step="start"
logs=$(mktemp -d "${TMPDIR:-/tmp}/waybill-test.XXXXXX")
results=()
failed=()
# A failed test names its file and line; a back trace is for whoever looks into it.
export RUST_BACKTRACE=0

summary() {
  local status=$? took=$((SECONDS - begun)) verdict
  rm -rf "$logs"
  verdict=PASSED
  [ "$status" -eq 0 ] || verdict="FAILED (${failed[*]:-$step})"
  say "$verdict in $((took / 60)) min $((took % 60)) s${results[*]+:}${results[*]/#/ }"
}
trap summary EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

begin() { step=$1; say "== $1"; }

install_missing() {
  local packages=()
  need_compiler
  has python3 || packages+=(python3)
  postgres_bin >/dev/null || packages+=(postgresql)
  has node && has npm || packages+=(nodejs npm)
  if ! find_chromium || ! find_chromedriver; then
    if grep -qs '^ID=ubuntu$' /etc/os-release; then
      packages+=(chromium-browser chromium-chromedriver)
    else
      packages+=(chromium chromium-driver)
    fi
  fi
  [ ${#packages[@]} -eq 0 ] || apt_install "${packages[@]}"
  postgres_bin >/dev/null || die "PostgreSQL's server programs are still missing"
  find_chromium || die "no Chromium found: set WAYBILL_CHROMIUM to the program"
  find_chromedriver || die "no chromedriver found: set WAYBILL_CHROMEDRIVER to the program"

  if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
    has rustup || die "rustfmt and clippy are missing"
    rustup component add rustfmt clippy >&2
  fi
  if ! cargo nextest --version >/dev/null 2>&1; then
    say "installing cargo-nextest"
    cargo install cargo-nextest --locked --quiet
  fi
}

find_chromium() {
  WAYBILL_CHROMIUM=${WAYBILL_CHROMIUM:-$(first_of chromium chromium-browser google-chrome google-chrome-stable)} || return 1
  export WAYBILL_CHROMIUM
}

find_chromedriver() {
  WAYBILL_CHROMEDRIVER=${WAYBILL_CHROMEDRIVER:-$(first_of chromedriver chromium.chromedriver /usr/lib/chromium-browser/chromedriver)} || return 1
  export WAYBILL_CHROMEDRIVER
}

# axe-core is somebody else's work under its own licence: fetched for the tests, never committed.
fetch_axe() {
  export AXE_JS=$PWD/target/axe/node_modules/axe-core/axe.min.js
  if ! grep -qs "\"version\": \"$AXE_VERSION\"" target/axe/node_modules/axe-core/package.json; then
    mkdir -p target/axe
    npm install --no-save --no-audit --no-fund --loglevel=error --prefix target/axe "axe-core@$AXE_VERSION" >&2
  fi
  [ -s "$AXE_JS" ] || die "axe-core could not be fetched"
}

# suite NAME COMMAND…: runs a nextest command, keeps its summary for the last line, and goes on when it fails.
suite() {
  local name=$1 status=0 log="$logs/$1" counts
  shift
  begin "tests: $name"
  "$@" 2>&1 | tee "$log" >&2 || status=1
  counts=$(sed -n 's/.*Summary \[[^]]*\] *//p' "$log" | sed 's/\x1b\[[0-9;]*m//g' | tail -n 1)
  results+=("[$name: ${counts:-no summary}]")
  [ "$status" -eq 0 ] || failed+=("$name")
}

need_rust
begin "what the tests need"
install_missing
fetch_axe

begin "format"
cargo fmt --all -- --check

begin "lints"
cargo clippy --locked --quiet --all-targets -- -D warnings

tests=(cargo nextest run --locked --profile ci --cargo-quiet)
suite SQLite env WAYBILL_TEST_DATABASE=sqlite "${tests[@]}" -E 'not binary(browser)'
suite PostgreSQL scripts/test-postgres.sh env WAYBILL_TEST_DATABASE=postgres "${tests[@]}" -E 'not binary(browser)'
suite browser env WAYBILL_TEST_DATABASE=sqlite "${tests[@]}" -E 'binary(browser)'

[ ${#failed[@]} -eq 0 ]
