"""Pages of the export log per second with session and rights, beside the same page in Flask (log_flask.py), in alternating rounds."""

import datetime
import hashlib
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from desk import free_port
from measure import HERE, sh

LOG = "/settings/import-export"
KEY = "a-key-of-the-benchmark-as-long-as-a-real-one"
ROUNDS, SECONDS, CONNECTIONS = 3, 6, 32


def template_of(page):
    """Waybill's own answer as a template: what surrounds the rows stays as it is, except for what changes with the visitor."""
    page = page.replace("{{", "{ {").replace("{%", "{ %")
    icons = {"download": icon_in(page, 'class="fname" href='), "check": icon_in(page, '<span class="state ok">')}
    icons["clock"] = icons["trash"] = icons["shield"] = icons["check"]
    page = re.sub(r'name="csrf" value="[^"]*"', 'name="csrf" value="{{ token }}"', page)
    page = re.sub(r"<bdi class=\"strong\">[^<]*</bdi><br><span class=\"small muted\">[^<]*</span>",
                  '<bdi class="strong">{{ user.name }}</bdi><br><span class="small muted">{{ user.email }}</span>', page)
    page = re.sub(r'(name="threshold"[^>]*value=")[^"]*', r'\1{{ threshold or "" }}', page)
    page = re.sub(r'(name="hold"[^>]*value=")[^"]*', r"\1{{ hold }}", page)
    page = re.sub(r'Notifications, \d+ unread', "Notifications, {{ unread }} unread", page)
    page = between(page, 'id="mainnav"', '<ul role="list">', "</ul>",
                   '{% for o in objects %}<li><a href="/records/{{ o.name }}">{{ o.name|capitalize }}</a></li>{% endfor %}')
    page = between(page, 'id="bell"', '<ul role="list">', "</ul>",
                   '{% for n in latest %}<li><a href="/notifications/{{ n.id }}">{{ icons.check|safe }}<span><span class="strong">Your'
                   ' export is ready</span><span class="sub small muted"><br><bdi>{{ n.name }}</bdi></span></span>{% if not n.read_at %}'
                   '<span class="dot"><span class="vh">Unread</span></span>{% endif %}</a></li>{% endfor %}')
    if 'name="user" aria-label' in page:
        page = between(page, 'name="user" aria-label', '">', "</select>",
                       '<option value="" selected>Anyone</option>{% for u in exporters %}<option value="{{ u.public_id }}">{{ u.name }}'
                       "</option>{% endfor %}")
    page = between(page, '<tbody role="rowgroup"', ">", "</tbody>", open(os.path.join(HERE, "log_row.html")).read())
    page = re.sub(r"\d+ shown of [\d,+]+", "{{ rows|length }} shown of {{ total }}", page)
    page = re.sub(r"\?after=[\w-]+", "?after={{ last }}", page)
    given = ", ".join(f"'{name}': {svg!r}" for name, svg in icons.items())
    return f"{{% set icons = {{{given}}} %}}" + page


def icon_in(page, place):
    begin = page.index("<svg", page.index(place))
    return page[begin:page.index("</svg>", begin) + 6]


def between(page, place, opening, closing, text):
    begin = page.index(opening, page.index(place)) + len(opening)
    return page[:begin] + text + page[page.index(closing, begin):]


def give_session(path, user):
    """A session row for Flask; Waybill's own cookie is signed with a key of its own."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(path, timeout=60) as c:
        c.execute("INSERT OR REPLACE INTO sessions (public_id, key_hash, user_id, state, keep_signed_in, user_agent, created_at, last_seen_at)"
                  " VALUES (?, ?, ?, '{}', FALSE, 'wrk', ?, ?)",
                  (f"measured-{user}", hashlib.sha256(f"{KEY}{user}".encode()).hexdigest(), user, now, now))


class Flask:
    """The reference, two processes behind gunicorn as the machine has two cores."""

    def __init__(self, database, templates, compresses):
        self.base = f"http://127.0.0.1:{free_port()}"
        env = dict(os.environ, LOG_DATABASE=database, LOG_TEMPLATES=templates, LOG_COMPRESSES="1" if compresses else "0")
        self.process = subprocess.Popen(
            [os.path.join(os.path.dirname(sys.executable), "gunicorn"), "--chdir", HERE, "--bind", self.base[7:], "--workers", "2",
             "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "log_flask:app"], env=env)

    def wait(self, cookie):
        for _ in range(200):
            try:
                return fetch(self.base, cookie)
            except OSError:
                time.sleep(0.05)
        raise SystemExit("gunicorn did not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def fetch(base, cookie, encoding="identity"):
    asked = urllib.request.Request(base + LOG, headers={"Cookie": cookie, "Accept-Language": "en", "Accept-Encoding": encoding})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.headers.get("Content-Encoding") or "plain", answer.read()


def cpu_seconds(pid):
    """What a process and its children have used so far."""
    with open(f"/proc/{pid}/stat") as stat, open(f"/proc/{pid}/task/{pid}/children") as children:
        used = stat.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(child) for child in children.read().split())


def rate(base, cookie, encoding, seconds=SECONDS):
    told = sh("wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"Cookie: {cookie}", "-H", "Accept-Language: en",
              "-H", f"Accept-Encoding: {encoding}", base + LOG)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if wrong:
        raise SystemExit(f"{base}: {wrong[1]} answers were no pages\n{told}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), re.search(r"99%\s+(\S+)", told)[1]


def measure(short):
    """Medians of alternating rounds: what, ours, theirs."""
    results = []
    for who, email, user in (("a super admin's", "ada@measure.example", 1), ("an exporter's own", "person2@measure.example", 2)):
        give_session(short.database.path, user)
        ours, theirs = short.readers[email].cookie, f"key={KEY}{user}"
        templates = tempfile.mkdtemp(prefix="waybill-log-page-")
        with open(os.path.join(templates, "log.html"), "w") as file:
            file.write(template_of(fetch(short.desk.base, ours)[1].decode()))
        for encoding in ("identity", "gzip"):
            flask = Flask(short.database.path, templates, encoding == "gzip")
            try:
                flask.wait(theirs)
                sides = {"ours": (short.desk.base, ours, short.desk.process.pid), "theirs": (flask.base, theirs, flask.process.pid)}
                sent = [fetch(base, cookie, encoding) for base, cookie, _ in sides.values()]
                rounds, used = {"ours": [], "theirs": []}, {"ours": [], "theirs": []}
                for base, cookie, _ in sides.values():
                    rate(base, cookie, encoding, 2)
                for _ in range(ROUNDS):
                    for side, (base, cookie, pid) in sides.items():
                        before = cpu_seconds(pid)
                        rounds[side].append(rate(base, cookie, encoding))
                        used[side].append((cpu_seconds(pid) - before) * 1000 / (rounds[side][-1][0] * SECONDS))
            finally:
                flask.stop()
            our, their = (statistics.median(times for times, _ in rounds[name]) for name in ("ours", "theirs"))
            p99 = [sorted(rounds[name])[ROUNDS // 2][1] for name in ("ours", "theirs")]
            cpu = [statistics.median(used[side]) for side in ("ours", "theirs")]
            name = f"{who} log, {sent[0][0]}"
            print(f"{name:40} ours {our:8,.0f} pages/s (p99 {p99[0]}, {len(sent[0][1]) / 1000:.1f} kB {sent[0][0]})   Flask {their:8,.0f}"
                  f" pages/s (p99 {p99[1]}, {len(sent[1][1]) / 1000:.1f} kB {sent[1][0]})   ratio {our / their:5.1f}  (must 8, aim 15);"
                  f" processor per page {cpu[0]:.2f} and {cpu[1]:.2f} ms, ratio {cpu[1] / cpu[0]:.1f}", flush=True)
            results.append((name, our, their))
    return results
