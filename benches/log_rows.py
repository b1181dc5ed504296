"""Rows for the export log: as many as asked for, over five years, written by SQL into a running installation's own tables.

What is rare is as rare in a short log as in a long one: RARE rows, evenly spread, so that every page is full at any length. What is
common is a share. Indexes and the trigrams of names are kept up by the database itself, as for the program's own rows; statistics are
gathered where the program has them gathered: on PostgreSQL by its own autovacuum, on SQLite never.
"""

import random
import sqlite3

RARE = 40
PEOPLE = 400
YEARS = 5
#: Exports of two rows in a hundred failed, and so on; of a thousand.
CITIES = """Paris Lyon Lille Nantes Bordeaux Toulouse Nice Rennes Berlin Hamburg Munich Cologne Vienna Zurich Geneva Milan Turin Rome
Madrid Barcelona Lisbon Porto Dublin London Leeds Bristol Haifa Boston Chicago Denver""".split()
PURPOSES = """newsletter renewals invoices webinar campaign leads onboarding churn survey partners suppliers events quarterly monthly
weekly backup migration cleanup duplicates unsubscribed inactive birthday mailing forecast""".split()
FIRST = "Ada Camille Jonas Mia Paul Lena Hugo Emma Louis Clara Felix Nora Oscar Alice Victor Julia Simon Laura Anton Sarah".split()
LAST = """Lefevre Moreau Schmidt Weber Rossi Costa Silva Murphy Walker Cohen Bauer Keller Dubois Laurent Martin Fischer Romano Santos
Byrne Hughes""".split()
#: An exporter who is no super admin and has every fifth row; and one with RARE rows.
EVE, RARE_USER = 2, 3

COLUMNS = """public_id name name_key source_kind source_name object_id format request request_hash is_sensitive user_id user_name
user_email request_ip state attempt not_before records records_done file_key file_bytes file_sha256 file_removed_at requested_at
started_at snapshot_at finished_at expires_at cancelled_by_name cancel_reason deleted_by_name deleted_at failure_code failure_detail
has_history""".split()


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def pick(words, number):
    """One of some words by a number."""
    cases = " ".join(f"WHEN {n} THEN {quoted(word)}" for n, word in enumerate(words))
    return f"CASE {number} % {len(words)} {cases} END"


def mixed(salt):
    """A number of row n that looks like chance and is the same in every run."""
    return f"(n * {random.Random(salt).randrange(2**31, 2**32) | 1} % 4294967291 / 65536)"


def people(now, sqlite, text):
    """Users 2 to PEOPLE + 1; they have the password of the first one."""
    fill = []
    for n in range(2, PEOPLE + 2):
        name = f"{FIRST[n % 20]} {LAST[n // 20 % 20]}" + (f" {n}" if n > 399 else "")
        mail = f"person{n}@measure.example"
        fill.append(f"({n}, {quoted(text(n))}, {quoted(name)}, {quoted(mail)}, {quoted(mail)})")
    copied = ("password_hash, time_zone, theme, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, created_at" if sqlite else
              "users.password_hash, users.time_zone, users.theme, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, users.created_at")
    return (f"WITH new (id, public_id, name, email, email_key) AS (VALUES {', '.join(fill)})"
            " INSERT INTO users (id, public_id, name, email, email_key, password_hash, time_zone, theme, is_super_admin, may_view,"
            " may_edit, may_import, may_export, may_see_sensitive, created_at)"
            f" SELECT new.id, new.public_id, new.name, new.email, new.email_key, {copied} FROM new, users WHERE users.id = 1")


def insertion(sqlite, first, last, rows, now):
    """Rows first to last of so many."""
    span = YEARS * 365 * 86400
    if sqlite:
        series = f"WITH RECURSIVE ns (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM ns WHERE n < {last})"
        public_id, whole = "substr(hex(randomblob(11)), 1, 22)", "CAST({} AS INTEGER)"
        time = "strftime('%Y-%m-%d %H:%M:%f', {}, 'unixepoch') || '000'"
        day = "date(at, 'unixepoch')"
    else:
        series = f"WITH ns (n) AS (SELECT n FROM generate_series({first}::bigint, {last}::bigint) AS s (n))"
        public_id, whole = "substr(md5('p' || n::text), 1, 22)", "floor({})::bigint"
        time = "(to_timestamp({}) AT TIME ZONE 'UTC')"
        day = "to_char(to_timestamp(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    at = whole.format(f"{now} - {span} + n * 1.0 * {span} / {rows}") + " - 60"
    every = max(rows // RARE, 1)

    def rare(place):
        return f"(n % {every} = {place})"

    is_done = "(state = 'done')"
    is_over = f"(at + 20 + 30 * 86400 <= {now})"
    # Two rows, and put off, so that no worker takes them.
    open_rows = f"WHEN n = {rows - 30} THEN 'queued' WHEN n = {rows - 60} THEN 'running'"
    facts = f"""first_look AS MATERIALIZED (
      SELECT n, {at} AS at,
        CASE {open_rows} WHEN {rare(6)} THEN 'cancelled' WHEN {mixed(8)} % 50 = 0 THEN 'failed' ELSE 'done' END AS state,
        CASE WHEN {rare(4)} THEN 'Zurich quarantine' ELSE {pick(CITIES, mixed(6))} || ' ' || {pick(PURPOSES, mixed(7))} END AS words
      FROM ns),
    facts AS MATERIALIZED (
      SELECT n, at, state, words || ' ' || {day} || '.csv' AS name, ({rare(5)} AND state = 'done') AS is_deleted,
        1 + {mixed(9)} % 3 + CASE WHEN {mixed(10)} % 500 = 0 THEN 1 ELSE 0 END AS object_id,
        CASE WHEN {rare(1)} THEN {RARE_USER} WHEN {mixed(1)} % 5 = 0 THEN {EVE}
             ELSE {RARE_USER + 1} + {mixed(2)} % {PEOPLE - 2} END AS user_id,
        CASE WHEN {rare(2)} THEN 'log' WHEN {mixed(3)} % 10 < 6 THEN 'object' WHEN {mixed(3)} % 10 < 8 THEN 'view'
             ELSE 'segment' END AS source_kind,
        CASE WHEN {rare(3)} THEN 9000000 + {mixed(4)} % 1000 WHEN {mixed(5)} % 3 = 0 THEN 2 + {mixed(4)} % 100
             WHEN {mixed(5)} % 3 = 1 THEN 100 + {mixed(4)} % 9900 ELSE 10000 + ({mixed(4)} * 13) % 490000 END AS records
      FROM first_look)"""

    def when(condition, value):
        return f"CASE WHEN {condition} THEN {value} END"

    values = {
        "public_id": public_id, "name": "facts.name", "name_key": "lower(facts.name)", "source_kind": "source_kind",
        "source_name": f"CASE source_kind WHEN 'log' THEN 'log' WHEN 'object' THEN 'Contacts' ELSE {pick(PURPOSES, mixed(11))} END",
        "object_id": "CASE source_kind WHEN 'log' THEN NULL ELSE object_id END",
        "format": "'csv'", "request": "template.request", "request_hash": "'h' || n",
        "is_sensitive": f"{mixed(12)} % 20 = 0", "user_id": "facts.user_id", "user_name": "users.name", "user_email": "users.email",
        "request_ip": f"'10.1.' || ({mixed(13)} % 250) || '.' || ({mixed(14)} % 250)", "state": "facts.state", "attempt": "1",
        "not_before": when("facts.state IN ('queued', 'running')", time.format(f"({now} + 86400 * 2)")),
        "records": "facts.records", "records_done": when(is_done.replace("state", "facts.state"), "facts.records"),
        "file_key": when("facts.state = 'done'", "'gone/' || n"), "file_bytes": when("facts.state = 'done'", "facts.records * 90"),
        "file_sha256": when("facts.state = 'done'", "template.file_sha256"),
        "file_removed_at": when(f"facts.state = 'done' AND ({is_over} OR is_deleted)", time.format("at + 2592100")),
        "requested_at": time.format("at"),
        "started_at": when("facts.state <> 'queued'", time.format("at + 1")),
        "snapshot_at": when("facts.state <> 'queued'", time.format("at + 1")),
        "finished_at": when("facts.state NOT IN ('queued', 'running')", time.format("at + 20")),
        "expires_at": when("facts.state = 'done'", time.format("at + 20 + 30 * 86400")),
        "cancelled_by_name": when("facts.state = 'cancelled'", "'Ada'"), "cancel_reason": when("facts.state = 'cancelled'", "'asked'"),
        "deleted_by_name": when("is_deleted", "'Ada'"), "deleted_at": when("is_deleted", time.format("at + 3600")),
        "failure_code": when("facts.state = 'failed'", "template.failure"),
        "failure_detail": when("facts.state = 'failed'", "''"),
        "has_history": f"{mixed(15)} % 3 = 0",
    }
    values["records_done"] = f"COALESCE({values['records_done']}, 0)"
    assert set(values) == set(COLUMNS)
    template = "(SELECT request, file_sha256, 'lost_worker' AS failure FROM exports WHERE id = 1) AS template"
    joined = f"facts CROSS JOIN {template} JOIN users ON users.id = facts.user_id"
    return (f"{series}, {facts} INSERT INTO exports ({', '.join(COLUMNS)})"
            f" SELECT {', '.join(values[column] for column in COLUMNS)} FROM {joined} ORDER BY n")


def fill_sqlite(path, rows, now):
    """The export with id 1 is there already; it lends the others its request and becomes the oldest."""
    c = sqlite3.connect(path, timeout=60, isolation_level=None)
    # Nothing of this is measured; a torn file would only be made again.
    c.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA foreign_keys = ON;")
    c.execute(people(now, True, lambda n: f"person{n:016}"))
    c.execute("UPDATE exports SET requested_at = '2000-01-01 00:00:00.000000' WHERE id = 1")
    step = 500_000
    for first in range(1, rows, step):
        c.execute(insertion(True, first, min(first + step, rows) - 1, rows, now))
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    c.close()


def fill_postgres(run, rows, now):
    """`run` sends one statement to the database."""
    run(people(now, False, lambda n: f"person{n:016}"))
    run("UPDATE exports SET requested_at = '2000-01-01' WHERE id = 1")
    step = 500_000
    for first in range(1, rows, step):
        run(insertion(False, first, min(first + step, rows) - 1, rows, now))
    run("SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users))")
    # Autovacuum would do so within minutes; the script's cluster naps for ten.
    run("VACUUM ANALYZE")
