#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL cluster in WAYBILL_TEST_POSTGRES, and removes the cluster afterwards:
#   scripts/test-postgres.sh cargo nextest run
# Without a command it prints the address and keeps the cluster until Ctrl-C.
# When WAYBILL_TEST_POSTGRES is set already, that server is used as it is.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ -n "${WAYBILL_TEST_POSTGRES:-}" ]; then
  [ $# -gt 0 ] || die "WAYBILL_TEST_POSTGRES is set already: nothing to start"
  exec "$@"
fi

# Somebody else's PGPORT, PGDATA or PGOPTIONS must not lead to their server.
unset "${!PG@}"
bin=$(postgres_bin) || die "PostgreSQL's server programs (initdb, pg_ctl, postgres) are missing: apt-get install postgresql"

folder=$(mktemp -d "${TMPDIR:-/tmp}/waybill-postgres.XXXXXX")
as_server=()
# From / because the server's user may not be allowed into this folder.
pg() { (cd / && "${as_server[@]}" "$bin/$@"); }

finish() {
  local status=$?
  trap - EXIT INT TERM
  if [ -f "$folder/data/postmaster.pid" ]; then
    pg pg_ctl stop -D "$folder/data" -m immediate -w -t 30 >/dev/null 2>&1 || say "the PostgreSQL of $folder did not stop"
  fi
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to run as root; the package's own user takes its place.
if [ "$(id -u)" -eq 0 ]; then
  id postgres >/dev/null 2>&1 || die "running as root, PostgreSQL needs the user 'postgres': apt-get install postgresql"
  as_server=(runuser -u postgres --)
  chown postgres "$folder"
fi

pg initdb -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; die "initdb failed"; }

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Tests lose nothing that matters when the power goes; a benchmark pays for durability like everybody else, and its server has the
# memory that the manual of PostgreSQL advises, for the reference and for us.
haste="-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum_naptime=10min"
[ -z "${WAYBILL_TEST_DURABLE:-}" ] || haste="-c max_wal_size=4GB -c shared_buffers=2GB"

# Ports below the range the system hands out by itself; if somebody is quicker, the next one.
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 10000))
  port_taken "$port" && continue
  settings="-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories= -c max_connections=300 -c shared_buffers=64MB
    -c logging_collector=off $haste"
  if pg pg_ctl start -D "$folder/data" -l "$folder/data/server.log" -w -t 60 -o "${settings//$'\n'/ }" >/dev/null 2>&1; then
    started=$port
    break
  fi
done
[ -n "${started:-}" ] || { cat "$folder/data/server.log" >&2 || true; die "PostgreSQL did not start"; }

export WAYBILL_TEST_POSTGRES="postgres://postgres@127.0.0.1:$started/postgres"
if [ $# -gt 0 ]; then
  "$@"
else
  printf 'export WAYBILL_TEST_POSTGRES=%s\n' "$WAYBILL_TEST_POSTGRES"
  say "running until Ctrl-C"
  while sleep 3600; do :; done
fi
