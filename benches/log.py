"""Measures the export log: a long one beside a short one, and its pages beside the same page in Flask. scripts/bench.sh log runs it.

docs/benchmarks.md says what each figure means.
"""

import argparse
import http.client
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
import urllib.parse

import log_rate
import log_rows
from desk import PASSWORD, Desk, Visitor
from measure import HERE, sh

LOG = "/settings/import-export"
#: Of the short log, whose time is the reference.
SHORT = 10_000
TIMES = 200
#: No case takes longer than this, however slow its pages are.
SECONDS = 40


class Sqlite:
    name = "SQLite"

    def __init__(self, folder, rows):
        self.path, self.url = os.path.join(folder, "desk", "waybill.db"), None

    def ask(self, query):
        with sqlite3.connect(self.path, timeout=60) as c:
            return c.execute(query).fetchall()

    def fill(self, rows, now):
        log_rows.fill_sqlite(self.path, rows, now)

    def size(self):
        return os.path.getsize(self.path)


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder, rows):
        server, database = os.environ["WAYBILL_TEST_POSTGRES"], f"log_{rows}"
        sh("psql", "-q", server, "-c", f"DROP DATABASE IF EXISTS {database}", "-c", f"CREATE DATABASE {database}")
        self.url = server.rsplit("/", 1)[0] + "/" + database

    def ask(self, query):
        return [tuple(line.split("|")) for line in sh("psql", "-X", "-q", "-A", "-t", self.url, "-c", query).splitlines()]

    def fill(self, rows, now):
        log_rows.fill_postgres(self.ask, rows, now)

    def size(self):
        return int(self.ask("SELECT pg_database_size(current_database())")[0][0])


class Reader:
    """Somebody signed in, on one connection that stays open: what is timed is the server's answer."""

    def __init__(self, desk, email):
        visitor = Visitor(desk.base)
        visitor.send_form("/sign-in", "/sign-in", email=email, password=PASSWORD)
        self.cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
        self.connection = http.client.HTTPConnection(desk.base[7:], timeout=120)

    def open(self, path):
        """Milliseconds until the whole page is here, and the page."""
        begun = time.monotonic()
        self.connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Language": "en"})
        answer = self.connection.getresponse()
        page = answer.read()
        took = (time.monotonic() - begun) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return took, page.decode()


class Log:
    """An installation with so many exports in its log."""

    def __init__(self, program, folder, kind, rows):
        self.rows, place = rows, os.path.join(folder, str(rows))
        is_new = not os.path.exists(place)
        os.makedirs(place, exist_ok=True)
        self.database = kind(place, rows)
        self.desk = Desk(program, os.path.join(place, "desk"), self.database.url, is_new)
        if is_new:
            self.lay(rows)
        ids = ", ".join(str(random.randrange(rows // 10, rows * 9 // 10)) for _ in range(50))
        begun = time.monotonic()
        self.desk.start()
        try:
            print(f"  {rows:,} exports: the server was ready after {time.monotonic() - begun:.1f} s", flush=True)
            self.deep = [row[0] for row in self.database.ask(f"SELECT public_id FROM exports WHERE id IN ({ids})")]
            self.readers = {email: Reader(self.desk, email) for email in ("ada@measure.example", "person2@measure.example")}
        except BaseException:
            self.desk.stop()
            raise

    def lay(self, rows):
        # One real export lends its request to the others.
        self.desk.start()
        try:
            ids = dict(self.database.ask("SELECT name, id FROM properties WHERE object_id = 1"))
            self.desk.export(props="pick", p=[str(ids[name]) for name in ("first_name", "last_name", "email")], name="first")
            while self.database.ask("SELECT count(*) FROM exports WHERE state = 'done'")[0][0] not in (1, "1"):
                time.sleep(0.1)
        finally:
            self.desk.stop()
        begun = time.monotonic()
        self.database.fill(rows, int(begun_at()))
        print(f"  {rows:,} exports laid in {time.monotonic() - begun:.0f} s, {self.database.size() / 1e6:,.0f} MB", flush=True)

    def page(self, email, query, is_deep):
        fields = dict(query, after=random.choice(self.deep)) if is_deep else query
        return self.readers[email].open(LOG + ("?" + urllib.parse.urlencode(fields) if fields else ""))


def begun_at():
    """Now, as the rows are laid out by it: one moment for every log of a run."""
    global BEGUN
    BEGUN = BEGUN or time.time()
    return BEGUN


BEGUN = None


def cases():
    """What is asked, by whom: name, person, fields, whether somewhere in the middle of the log."""
    now = begun_at()

    def day(ago):
        return time.strftime("%Y-%m-%d", time.gmtime(now - ago * 86400))

    common, rare = f"person{log_rows.EVE:016}", f"person{log_rows.RARE_USER:016}"
    month, year = {"from": day(730), "to": day(700)}, {"from": day(1095), "to": day(731)}
    narrow = {
        "newest": {}, "oldest": {"sort": "oldest"}, "most records": {"sort": "most"}, "fewest records": {"sort": "fewest"},
        "name, common": {"q": "newsletter"}, "name, rare": {"q": "quarantine"}, "name, two letters": {"q": "ha"},
        "name, common parts but no row": {"q": "renewsletter"}, "name, a day": {"q": day(700)},
        "source, object": {"source": "contacts"}, "source, kind common": {"source": "view"}, "source, kind rare": {"source": "log"},
        "user, common": {"user": common}, "user, rare": {"user": rare},
        "state ready": {"state": "ready"}, "state expired": {"state": "expired"}, "state failed": {"state": "failed"},
        "state cancelled (rare)": {"state": "cancelled"}, "state deleted (rare)": {"state": "deleted"},
        "state queued (one)": {"state": "queued"},
        "size, common": {"more": "1000"}, "size, rare": {"more": "8000000"}, "size, between": {"more": "5000", "less": "6000"},
        "dates, a month": month, "dates, a year": year,
    }
    pairs = {
        "user common + a year": {"user": common, **year}, "user rare + a year": {"user": rare, **year},
        "user common + failed": {"user": common, "state": "failed"}, "user rare + expired": {"user": rare, "state": "expired"},
        "user common + deleted": {"user": common, "state": "deleted"}, "user common + ready": {"user": common, "state": "ready"},
        "user rare + ready": {"user": rare, "state": "ready"},
        "user common + name common": {"user": common, "q": "newsletter"}, "user rare + name common": {"user": rare, "q": "paris"},
        "user common + name rare": {"user": common, "q": "quarantine"},
        "user common + object": {"user": common, "source": "contacts"}, "user rare + size": {"user": rare, "more": "100"},
        "object + failed": {"source": "contacts", "state": "failed"}, "object + size rare": {"source": "contacts", "more": "8000000"},
        "name common + a month": {"q": "newsletter", **month}, "name rare + a year": {"q": "quarantine", **year},
        "size rare + a year": {"more": "8000000", **year}, "failed + a year": {"state": "failed", **year},
        "most records + user rare": {"sort": "most", "user": rare}, "most records + a month": {"sort": "most", **month},
        "most records + name rare": {"sort": "most", "q": "quarantine"}, "most records + failed": {"sort": "most", "state": "failed"},
        "most records + name common": {"sort": "most", "q": "newsletter"},
    }
    own = {name: narrow[name] for name in ("newest", "most records", "name, common", "name, rare", "source, object",
                                           "source, kind common", "state ready", "state expired", "state failed", "size, common",
                                           "size, between", "dates, a month")}
    ada, eve = "ada@measure.example", "person2@measure.example"
    for who, email, asked in (("", ada, narrow), ("", ada, pairs), ("own rows: ", eve, own)):
        for name, query in asked.items():
            yield who + name, email, query, False
            if asked is not pairs:
                yield f"{who}{name}, deep", email, query, True


def measure(name, long, short, email, query, is_deep):
    """The same pages of both logs in turn, so that what else the machine does meets both."""
    took = {long: [], short: []}
    begun, sizes = time.monotonic(), {}
    for turn in range(TIMES + 3):
        for log in (short, long):
            ms, page = log.page(email, query, is_deep)
            sizes[log] = page.count('<tr role="row" id="export-')
            if turn >= 3:
                took[log].append(ms)
        if time.monotonic() - begun > SECONDS and took[long]:
            break
    row = {"name": name, "times": len(took[long]), "listed": (sizes[short], sizes[long])}
    for key, log in (("short", short), ("long", long)):
        times = sorted(took[log])
        row[key] = statistics.median(times), times[min(int(len(times) * 0.99), len(times) - 1)]
    row["ratio"] = row["long"][0] / row["short"][0]
    print(f"{name:44} {short.rows:>10,}: p50 {row['short'][0]:7.1f} ms, p99 {row['short'][1]:7.1f} ms   {long.rows:>10,}:"
          f" p50 {row['long'][0]:7.1f} ms, p99 {row['long'][1]:7.1f} ms   ratio {row['ratio']:6.2f}  (must < 2, aim 1.2)"
          f"  {row['times']} times, {row['listed'][0]}/{row['listed'][1]} rows", flush=True)
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--only", default="pages,rate", help="one of these, or both by comma; rate is SQLite's alone")
    parser.add_argument("--cases", default="", help="only cases whose name has this in it")
    parser.add_argument("--folder", help="where the logs are laid, for 10,000,000 exports 14 GB; what lies there from a run before is"
                        " measured again (SQLite), and stays")
    parser.add_argument("--program", default=os.path.join(HERE, "..", "target", "release", "waybill"))
    asked = parser.parse_args()
    random.seed(11)
    program, only = os.path.abspath(asked.program), asked.only.split(",")
    folder = asked.folder or tempfile.mkdtemp(prefix="waybill-log-")
    os.makedirs(folder, exist_ok=True)
    kinds = {"sqlite": [Sqlite], "postgres": [Postgres], "both": [Sqlite, Postgres]}[asked.database]
    results, rates = {}, []
    try:
        for kind in kinds:
            place = os.path.join(folder, kind.__name__)
            short = long = None
            try:
                print(f"The export log, {kind.name}", flush=True)
                short = Log(program, place, kind, SHORT)
                if "rate" in only and kind is Sqlite:
                    rates = log_rate.measure(short)
                if "pages" in only:
                    long = Log(program, place, kind, asked.rows)
                    results[kind.name] = [measure(name, long, short, *case) for name, *case in cases() if asked.cases in name]
            finally:
                for log in (short, long):
                    if log:
                        log.desk.stop()
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)
    for name, rows in results.items():
        print(f"\n{name}, {TIMES} times each where time allows\n\n| page | p50 ms at {SHORT:,} | p99 | p50 ms at {asked.rows:,} | p99 | ratio"
              " of p50 |\n|---|---|---|---|---|---|")
        for row in rows:
            print(f"| {row['name']} | {row['short'][0]:.1f} | {row['short'][1]:.1f} | {row['long'][0]:.1f} | {row['long'][1]:.1f} |"
                  f" {row['ratio']:.2f} |")
    if rates:
        print("\n| page | ours pages/s | Flask pages/s | ratio | must | aim |\n|---|---|---|---|---|---|")
        for name, ours, theirs in rates:
            print(f"| {name} | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.1f} | 8 | 15 |")


if __name__ == "__main__":
    main()
