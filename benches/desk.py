"""A running Waybill for the benchmarks: the real program, asked through its pages."""

import html
import http.cookiejar
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "measure twice cut once"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Desk:
    """One installation in a folder of its own."""

    def __init__(self, program, folder, database_url=None, is_new=True):
        self.program, self.folder, self.process = program, folder, None
        self.base = f"http://127.0.0.1:{free_port()}"
        self.env = dict(os.environ, WAYBILL_LISTEN=self.base[7:], RUST_LOG="warn", WAYBILL_LARGE_EXPORT_HOLD="0")
        if database_url:
            self.env.update(DATABASE_URL=database_url, WAYBILL_SECRET_KEY="only for measuring, thrown away afterwards")
        if is_new:
            self.run("admin", "create", "--name", "Ada", "--email", "ada@measure.example", "--organisation", "Measure",
                     stdin=PASSWORD + "\n")

    def run(self, *words, stdin=None):
        done = subprocess.run([self.program, "--data", self.folder, *words], env=self.env, input=stdin, text=True,
                              capture_output=True)
        if done.returncode:
            raise SystemExit(f"waybill {' '.join(words)}: {done.stderr}{done.stdout}")
        return done.stdout

    def start(self):
        self.process = subprocess.Popen([self.program, "--data", self.folder, "serve"], env=self.env,
                                        stdout=subprocess.DEVNULL)
        # A migration may lay indexes over many rows first.
        for _ in range(12_000):
            try:
                urllib.request.urlopen(self.base + "/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.05)
        else:
            self.stop()
            raise SystemExit("waybill serve did not answer")
        self.visitor = Visitor(self.base)
        self.visitor.send_form("/sign-in", "/sign-in", email="ada@measure.example", password=PASSWORD)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def resident(self, which="VmRSS"):
        """Resident memory in MB; VmHWM is its peak since forget_peak."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(which + r":\s+(\d+) kB", status.read())[1]) / 1000

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as refs:
            refs.write("5")

    def export(self, query="", **fields):
        """Asks for an export through the dialog, waits for its end, and answers seconds from its start and the file."""
        self.visitor.send_form("/records/contacts/export" + query, "/records/contacts/export", **fields)
        path = self.visitor.path
        public_id = path.split("export=")[1].split("&")[0]
        details = f"/settings/import-export/{public_id}"
        return public_id, details


class Visitor:
    """A browser that only knows forms and links."""

    def __init__(self, base):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        self.base, self.path, self.cookies = base, "", http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), Stay)

    def open(self, path, fields=None):
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en", "Origin": self.base}
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            answer = self.opener.open(urllib.request.Request(self.base + path, data, headers), timeout=900)
        except urllib.error.HTTPError as error:
            answer = error
        body = answer.read().decode("utf-8", "replace")
        self.path = path
        if answer.status in (302, 303):
            return self.open(answer.headers["Location"])
        if answer.status >= 400:
            raise SystemExit(f"{path}: {answer.status} {re.sub('<[^>]+>', ' ', body)[:500]}")
        return body

    def send_form(self, path, action, **changes):
        """Sends the form of a page as it stands, with some fields filled in; a list is ticked one by one."""
        page = self.open(path)
        forms = [form for form in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}' in form]
        fields = []
        for tag in re.findall(r"<input[^>]*>|<select.*?</select>", forms[0], re.S):
            name = re.search(r'name="([^"]*)"', tag)
            kind = re.search(r'type="([^"]*)"', tag)
            kind = kind[1] if kind else "text"
            if not name or kind in ("file", "submit") or (kind in ("checkbox", "radio") and " checked" not in tag):
                continue
            if tag.startswith("<select"):
                chosen = re.search(r'value="([^"]*)" selected', tag) or re.search(r'value="([^"]*)"', tag)
            else:
                chosen = re.search(r'value="([^"]*)"', tag)
            fields.append((name[1], html.unescape(chosen[1]) if chosen else ""))
        for name, value in changes.items():
            fields = [field for field in fields if field[0] != name]
            fields += [(name, one) for one in (value if isinstance(value, list) else [value])]
        target = html.unescape(re.search(r'action="([^"]*)"', forms[0])[1])
        return self.open(target, fields)
