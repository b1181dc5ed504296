"""Measures Waybill beside the databases' own tools, in one run on one machine: scripts/bench.sh runs it.

Every figure is a ratio against a reference that ran just before it on the same rows. docs/benchmarks.md says what each means.
"""

import argparse
import csv
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

from desk import Desk

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = """first_name last_name email phone company job_title lead_status owner city country street_address postal_code
website language newsletter lead_score last_activity customer_since annual_revenue notes""".split()
NUMBERS = {"lead_score", "annual_revenue"}
RESULTS = []


def timed(work):
    begun = time.monotonic()
    value = work()
    return time.monotonic() - begun, value


def sh(*words, stdin=None, stdout=None):
    done = subprocess.run(words, input=stdin, text=True, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)[:200]}: {done.stderr}")
    return done.stdout


def tell(what, reference, ours, must, aim, note=""):
    ratio = reference / ours
    RESULTS.append((what, reference, ours, ratio, must, aim, note))
    print(f"{what:44} reference {reference:8.2f} s  ours {ours:8.2f} s  ratio {ratio:5.2f}  (must {must}, aim {aim}) {note}",
          flush=True)


class Sqlite:
    """SQLite: the embedded default against its own shell."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder = folder
        self.typed = os.path.join(folder, "typed.db")
        self.url = None

    def shell(self, *commands, **rest):
        return sh("sqlite3", self.typed, stdin="\n".join(commands) + "\n", **rest)

    def make_reference(self, rows):
        columns = ", ".join(f"{name} {'REAL' if name in NUMBERS else 'TEXT'}" for name in COLUMNS)
        self.shell("PRAGMA journal_mode=WAL;", f"CREATE TABLE contacts ({columns});")
        return timed(lambda: self.shell("PRAGMA synchronous=FULL;", ".mode csv", f".import --skip 1 {rows} contacts"))[0]

    def reference_export(self, out, where=""):
        with open(out, "w") as file:
            query = f"SELECT {', '.join(COLUMNS)} FROM contacts {where}"
            return timed(lambda: sh("sqlite3", "-csv", "-header", self.typed, query, stdout=file))[0]

    def index_reference(self, column):
        self.shell(f"CREATE INDEX contacts_{column} ON contacts ({column});")

    def reference_query(self, query):
        with sqlite3.connect(self.typed) as c:
            return min(timed(lambda: c.execute(query).fetchall())[0] for _ in range(3))

    def own(self, query):
        with sqlite3.connect(os.path.join(self.folder, "desk", "waybill.db"), timeout=60) as c:
            found = c.execute(query).fetchall()
            c.commit()
            return found

    def settle(self):
        """Nothing goes on behind its back."""


class Postgres:
    """PostgreSQL: against psql."""

    name = "PostgreSQL"

    def __init__(self, folder):
        self.folder = folder
        self.server = os.environ["WAYBILL_TEST_POSTGRES"]
        for database in ("measured", "typed"):
            sh("psql", "-q", self.server, "-c", f"DROP DATABASE IF EXISTS {database}", "-c", f"CREATE DATABASE {database}")
        self.typed = self.server.rsplit("/", 1)[0] + "/typed"
        self.url = self.server.rsplit("/", 1)[0] + "/measured"

    def psql(self, *commands, database=None):
        words = ["psql", "-X", "-q", "-A", "-t", database or self.typed]
        for command in commands:
            words += ["-c", command]
        return sh(*words)

    def make_reference(self, rows):
        columns = ", ".join(f"{name} {'double precision' if name in NUMBERS else 'text'}" for name in COLUMNS)
        self.psql(f"CREATE TABLE contacts (id bigserial PRIMARY KEY, {columns})")
        return timed(lambda: self.psql(f"\\copy contacts ({', '.join(COLUMNS)}) FROM '{rows}' CSV HEADER"))[0]

    def reference_export(self, out, where=""):
        query = f"SELECT {', '.join(COLUMNS)} FROM contacts {where}"
        return timed(lambda: self.psql(f"\\copy ({query}) TO '{out}' CSV HEADER"))[0]

    def index_reference(self, column):
        self.psql(f"CREATE INDEX contacts_{column} ON contacts ({column})", "ANALYZE contacts")

    def reference_query(self, query):
        # psql's own timing, without its start.
        times = [line for line in self.psql("\\timing on", *[query] * 3).splitlines() if line.startswith("Time:")]
        return min(float(line.split()[1]) for line in times) / 1000

    def own(self, query):
        return [tuple(line.split("|")) for line in self.psql(query, database=self.url).splitlines()]

    def settle(self):
        """Waits until the server has done what the rows before have left it to do: it would take one of the two cores meanwhile."""
        self.psql("CHECKPOINT")
        quiet = 0
        while quiet < 3:
            busy = self.psql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'")
            quiet = quiet + 1 if busy.strip() == "0" else 0
            time.sleep(1)


def exported(database, desk, query="", **fields):
    """One export through the dialog; seconds of the job from its start to its finish, and the size of its file."""
    public_id, _ = desk.export(query, **fields)
    seconds = ("(julianday(finished_at) - julianday(started_at)) * 86400.0" if database.url is None
               else "extract(epoch FROM finished_at - started_at)")
    while True:
        [(state, took, records, size)] = database.own(
            f"SELECT state, {seconds}, records, file_bytes FROM exports WHERE public_id = '{public_id}'")
        if state not in ("queued", "running"):
            break
        # Seldom enough to leave the machine to the export, which has written down itself when it was over.
        time.sleep(0.25)
    if state != "done":
        raise SystemExit(f"the export ended as {state}")
    return float(took), int(records), int(size)


def chosen(database):
    """The properties of the reference's columns, as the dialog sends them."""
    found = dict(database.own("SELECT name, id FROM properties WHERE object_id = 1"))
    return [str(found[name]) for name in COLUMNS]


def best(times, work):
    return min(work() for _ in range(times))


def measure_import(database, desk, rows):
    """Indexes of properties may be had or not, and the reference has none: that of the e-mail address is built afterwards, as
    that by name is."""
    email = dict(database.own("SELECT name, id FROM properties WHERE object_id = 1"))["email"]
    desk.start()
    index(database, desk, email, False)
    desk.stop()
    reference = database.make_reference(rows)
    ours = timed(lambda: desk.run("import", rows, "--object", "contacts"))[0]
    tell(f"import, {database.name}", reference, ours, *(("0.7", "1.2") if database.url is None else ("0.4", "0.7")))
    desk.start()
    seconds = timed(lambda: index(database, desk, email))[0]
    print(f"  the indexes by name and on email, built behind it, took {seconds:.1f} s, beside that of quick search", flush=True)
    desk.stop()


def wait_for_search(database):
    """The index of quick search is built behind the records, and would be measured along."""
    begun = time.monotonic()
    while database.own("SELECT (SELECT max(id) FROM records) - (SELECT indexed_to FROM search_index)")[0][0] not in (0, "0"):
        time.sleep(0.2)
    print(f"  the index of quick search was whole {time.monotonic() - begun:.1f} s after the start of the server", flush=True)


def measure_csv(database, desk, ids):
    out = os.path.join(database.folder, "reference.csv")
    reference = best(3, lambda: database.reference_export(out))
    ours = best(3, lambda: exported(database, desk, props="pick", p=ids, name=f"csv {random.random()}")[0])
    tell(f"CSV export, {database.name}", reference, ours, *(("2.0", "3.0") if database.url is None else ("1.5", "2.2")))


def measure_filtered(database, desk, ids):
    score = dict(database.own("SELECT name, id FROM properties WHERE object_id = 1"))["lead_score"]
    seconds = timed(lambda: index(database, desk, score))[0]
    print(f"  the index on lead_score took {seconds:.1f} s", flush=True)
    database.index_reference("lead_score")
    out = os.path.join(database.folder, "reference.csv")
    reference = best(3, lambda: database.reference_export(out, "WHERE lead_score BETWEEN 0 AND 4"))
    where = json.dumps([[{"p": int(score), "between": ["0", "4"]}]])
    query = "?f=" + urllib.parse.quote(where)
    ours = best(3, lambda: exported(database, desk, query, props="pick", p=ids, name=f"part {random.random()}")[0])
    tell(f"filtered 5 % export, {database.name}", reference, ours, "1.0", "1.5")


def index(database, desk, property_id, wanted=True):
    """Asks for an index or for none, as the settings page does, and waits until that is done."""
    database.own(f"UPDATE properties SET wants_index = {wanted} WHERE id = {property_id}")
    while True:
        [(built,)] = database.own(f"SELECT is_indexed FROM properties WHERE id = {property_id}")
        if (built in (1, "t", True)) == wanted:
            # One that is not wanted is dropped after the last query that may use it.
            return None if wanted else time.sleep(2)
        time.sleep(0.2)


def measure_xlsx(database, desk, ids):
    out = os.path.join(database.folder, "reference.xlsx")
    source = os.path.join(database.folder, "reference.csv")
    database.reference_export(source)
    reference = timed(lambda: sh(sys.executable, os.path.join(HERE, "xlsxwriter_csv.py"), source, out))[0]
    ours = exported(database, desk, props="pick", p=ids, format="xlsx", name=f"book {random.random()}")[0]
    tell(f"XLSX export, {database.name}", reference, ours, "5", "10")


def measure_memory(database, desk, ids):
    desk.stop()
    desk.start()
    desk.visitor.open("/records/contacts")
    idle = desk.resident()
    desk.forget_peak()
    _, records, _ = exported(database, desk, props="pick", p=ids, name=f"memory {random.random()}")
    peak = desk.resident("VmHWM")
    print(f"resident memory, {database.name}: idle {idle:.1f} MB, peak over {records:,} records {peak:.1f} MB,"
          f" more by {peak - idle:.1f} MB (must < 40, aim < 24)", flush=True)


def pages(desk, paths, times=200):
    took = [timed(lambda: desk.visitor.open(random.choice(paths)))[0] * 1000 for _ in range(times)]
    took.sort()
    return statistics.median(took), took[int(len(took) * 0.99)]


def measure_index(database, desk):
    ids = dict(database.own("SELECT name, id FROM properties WHERE object_id = 1"))
    scored = json.dumps([[{"p": int(ids["lead_score"]), "any": ["7"]}]])
    deep = [f"/records/contacts?after={n}" for n in random.sample(range(1, 900_000), 50)]
    for what, paths in {
        "newest first": ["/records/contacts"],
        "deep": deep,
        "sorted by an indexed property": [f"/records/contacts?sort=p{ids['email']}"],
        "filtered in an index's own order": [
            f"/records/contacts?sort=p{ids['lead_score']}&f=" + urllib.parse.quote(scored)],
    }.items():
        median, p99 = pages(desk, paths)
        print(f"index page, {database.name}, {what}: p50 {median:.1f} ms, p99 {p99:.1f} ms (must < 50, aim < 15)", flush=True)
    city = json.dumps([[{"p": int(ids["city"]), "any": ["Haifa"]}]])
    counted = "SELECT count(*) FROM (SELECT 1 FROM contacts WHERE city = 'Haifa' LIMIT 10001) AS found"
    listed = f"SELECT {', '.join(COLUMNS)} FROM contacts WHERE city = 'Haifa' ORDER BY annual_revenue DESC LIMIT 50"
    reference = database.reference_query(counted) + database.reference_query(listed)
    path = f"/records/contacts?sort=-p{ids['annual_revenue']}&f=" + urllib.parse.quote(city)
    ours = pages(desk, [path], 5)[0] / 1000
    tell(f"page by any filter and sort, {database.name}", reference, ours, "0.33", "0.67")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--only", default="import,csv,filtered,xlsx,memory,index", help="some of these, by comma")
    parser.add_argument("--program", default=os.path.join(HERE, "..", "target", "release", "waybill"))
    asked = parser.parse_args()
    only = asked.only.split(",")
    random.seed(11)
    folder = tempfile.mkdtemp(prefix="waybill-bench-")
    os.chmod(folder, 0o755)
    try:
        rows = os.path.join(folder, "contacts.csv")
        with open(rows, "w") as file:
            sh(sys.executable, os.path.join(HERE, "contacts_csv.py"), str(asked.rows), stdout=file)
        print(f"{asked.rows:,} contacts x {len(COLUMNS)} properties, {os.path.getsize(rows) / 1e6:.0f} MB", flush=True)
        kinds = {"sqlite": [Sqlite], "postgres": [Postgres], "both": [Sqlite, Postgres]}[asked.database]
        for kind in kinds:
            place = os.path.join(folder, kind.__name__)
            os.mkdir(place)
            database = kind(place)
            desk = Desk(os.path.abspath(asked.program), os.path.join(place, "desk"), database.url)
            try:
                measure_import(database, desk, rows)
                desk.start()
                ids = chosen(database)
                wait_for_search(database)
                steps = {"csv": measure_csv, "filtered": measure_filtered, "xlsx": measure_xlsx, "memory": measure_memory}
                for name, step in steps.items():
                    if name in only:
                        database.settle()
                        step(database, desk, ids)
                if "index" in only:
                    database.settle()
                    measure_index(database, desk)
            finally:
                desk.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n| what | reference s | ours s | ratio | must | aim |\n|---|---|---|---|---|---|")
    for what, reference, ours, ratio, must, aim, _ in RESULTS:
        print(f"| {what} | {reference:.2f} | {ours:.2f} | {ratio:.2f} | {must} | {aim} |")


if __name__ == "__main__":
    main()
