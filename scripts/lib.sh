# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

# Prints a line with the time in front, to standard error so that it never mixes with what a command answers.
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

# Ends the script with a sentence.
die() { say "error: $*"; exit 1; }

# Programs only: a function or an alias of that name does not count.
has() { type -P "$1" >/dev/null; }

# The first of the named commands that exists, with its path.
first_of() {
  local name
  for name in "$@"; do
    if type -P "$name"; then return 0; fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif has sudo; then sudo "$@"
  else die "not allowed to run '$*': log in as root, or install sudo"
  fi
}

# Installs Debian or Ubuntu packages. Called only with packages that are really missing.
apt_install() {
  has apt-get || die "missing: $*. This script installs with apt-get only; install them by hand and run it again"
  say "installing with apt-get: $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# The folder of PostgreSQL's server programs: on PATH, or where Debian keeps the newest.
postgres_bin() {
  local found
  if found=$(type -P initdb) && has pg_ctl && has postgres; then dirname "$found"; return 0; fi
  found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] && dirname "$found"
}

# Rust itself is the one thing that is asked of the machine.
need_rust() {
  has cargo || die "cargo is missing: install Rust first (rustup.rs), then run this again"
}

# What compiling takes: SQLite, libpq and the TLS code are C.
need_compiler() {
  local missing=()
  has cc && has make || missing+=(build-essential)
  has pkg-config || missing+=(pkg-config)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}
