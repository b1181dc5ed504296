"""The first page of the export log as somebody would write it in Flask: the reference of log_rate.py, served by gunicorn.

It does what Waybill's page does, on Waybill's own database: the session's row and its limits, the user's row and rights, the page and
its capped count, whose accounts are deactivated, the filter's choices, the notifications of the bell, the token of the forms. It is
spared some of it: sentences are fixed text in one language, times are in UTC, and there are no security headers. Queries are made once
(SQLAlchemy Core, which is faster than its ORM) and so is the template.
"""

import datetime
import gzip
import hashlib
import hmac
import os

from flask import Flask, Response, abort, request
from sqlalchemy import MetaData, bindparam, create_engine, event, exists, func, select

engine = create_engine("sqlite:///" + os.environ["LOG_DATABASE"], pool_size=20)


@event.listens_for(engine, "connect")
def prepare(connection, _):
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA cache_size = -8000")


tables = MetaData()
tables.reflect(engine, only=["sessions", "users", "exports", "objects", "notifications", "thresholds", "account", "mails"])
sessions, users, exports, objects = (tables.tables[name] for name in ("sessions", "users", "exports", "objects"))
notifications, thresholds, account, mails = (tables.tables[name] for name in ("notifications", "thresholds", "account", "mails"))

SESSION = select(sessions).where(sessions.c.key_hash == bindparam("key"))
USER = select(users).where(users.c.id == bindparam("id"))
PAGE = select(exports).order_by(exports.c.id.desc()).limit(26)
COUNT = select(func.count()).select_from(select(exports.c.id).limit(10_001).subquery())
OWN_PAGE = PAGE.where(exports.c.user_id == bindparam("user"))
OWN_COUNT = select(func.count()).select_from(
    select(exports.c.id).where(exports.c.user_id == bindparam("user")).limit(10_001).subquery())
DEACTIVATED = select(users.c.id).where(users.c.id.in_(bindparam("ids", expanding=True)), users.c.deactivated_at.is_not(None))
OBJECTS = select(objects).order_by(objects.c.position)
EXPORTERS = select(users.c.public_id, users.c.name).where(exists().where(exports.c.user_id == users.c.id)).order_by(users.c.name, users.c.id)
SUPER_ADMINS = select(users.c.name).where(users.c.is_super_admin, users.c.deactivated_at.is_(None)).order_by(users.c.name)
THRESHOLD = select(thresholds.c.threshold).where(thresholds.c.user_id == bindparam("user"))
HOLD = select(account.c.large_export_hold_seconds)
TROUBLED = select(func.count()).select_from(mails).where(mails.c.state == "failed")
UNREAD = select(func.count()).select_from(notifications).where(notifications.c.user_id == bindparam("user"),
                                                               notifications.c.read_at.is_(None))
LATEST = (select(notifications, exports.c.name).join(exports, exports.c.id == notifications.c.export_id)
          .where(notifications.c.user_id == bindparam("user")).order_by(notifications.c.id.desc()).limit(8))
STATES = {"queued": "Queued", "running": "Processing", "failed": "Failed", "cancelled": "Cancelled"}
KINDS = {"object": "Object", "view": "View", "segment": "Segment", "log": "Log"}
COMPRESSES = os.environ.get("LOG_COMPRESSES") == "1"

app = Flask(__name__, template_folder=os.environ["LOG_TEMPLATES"])
template = app.jinja_env.get_template("log.html")


def size(number):
    for unit, least in (("GB", 1e9), ("MB", 1e5), ("kB", 1e3)):
        if number >= least:
            return f"{number / {'GB': 1e9, 'MB': 1e6, 'kB': 1e3}[unit]:.{1 if unit != 'kB' else 0}f} {unit}"
    return f"{number} bytes"


def standing(row, now):
    """Icon, word, look and details of a row's state."""
    if row.state != "done":
        return "clock", STATES[row.state], "bad" if row.state == "failed" else "", ["CSV"]
    if row.deleted_at:
        return "trash", "Deleted", "", ["CSV"]
    if row.expires_at <= now:
        return "clock", "Expired", "", ["CSV, " + size(row.file_bytes)]
    left = (row.expires_at - now).days
    return "check", "Ready", "ok", ["CSV, " + size(row.file_bytes), f"{left} days left to download"]


def view(row, now, by_id, deactivated, own_id, threshold):
    icon, word, look, details = standing(row, now)
    stem, _, extension = row.name.rpartition(".")
    about = by_id.get(row.object_id)
    return {
        "row": row, "stem": stem, "extension": extension, "icon": icon, "word": word, "look": look, "details": details,
        "is_ready": look == "ok", "size": size(row.file_bytes or 0),
        "source": about.name.capitalize() if row.source_kind == "object" and about else row.source_name,
        "kind": KINDS[row.source_kind], "records": f"{row.records:,}", "is_large": threshold is not None and row.records > threshold,
        "initials": "".join(part[0] for part in row.user_name.split()[:2]), "hue": (row.user_id or 0) % 8,
        "note": "You" if row.user_id == own_id else "Deactivated" if row.user_id in deactivated else "",
        "at": row.requested_at.isoformat(), "day": row.requested_at.strftime("%-d %b %Y"), "time": row.requested_at.strftime("%H:%M"),
    }


@app.get("/settings/import-export")
def log():
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    key = request.cookies.get("key", "")
    with engine.connect() as c:
        session = c.execute(SESSION, {"key": hashlib.sha256(key.encode()).hexdigest()}).first()
        if session is None or now > session.last_seen_at + datetime.timedelta(hours=8):
            abort(401)
        user = c.execute(USER, {"id": session.user_id}).first()
        if user is None or user.deactivated_at or not (user.is_super_admin or user.may_export):
            abort(403)
        mine = {"user": user.id}
        if user.is_super_admin:
            found, total = c.execute(PAGE).all(), c.execute(COUNT).scalar()
        else:
            found, total = c.execute(OWN_PAGE, mine).all(), c.execute(OWN_COUNT, mine).scalar()
        deactivated = set(c.execute(DEACTIVATED, {"ids": list({row.user_id for row in found})}).scalars())
        every_object = c.execute(OBJECTS).all()
        exporters = c.execute(EXPORTERS).all() if user.is_super_admin else []
        super_admins = c.execute(SUPER_ADMINS).scalars().all()
        threshold, hold = c.execute(THRESHOLD, mine).scalar(), c.execute(HOLD).scalar()
        failing = c.execute(TROUBLED).scalar() if user.is_super_admin else 0
        unread, latest = c.execute(UNREAD, mine).scalar(), c.execute(LATEST, mine).all()
    by_id = {row.id: row for row in every_object}
    token = hmac.new(b"only for measuring", session.public_id.encode(), "sha256").hexdigest()
    page = template.render(
        user=user, token=token, objects=every_object, exporters=exporters, super_admins=super_admins, threshold=threshold, hold=hold,
        failing=failing, unread=unread, latest=latest, total=f"{total:,}" if total <= 10_000 else "10,000+",
        rows=[view(row, now, by_id, deactivated, user.id, threshold) for row in found[:25]], more=len(found) > 25,
        last=found[24].public_id if len(found) > 25 else "")
    answer = Response(page, content_type="text/html; charset=utf-8")
    if COMPRESSES and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = Response(gzip.compress(page.encode(), 6), content_type="text/html; charset=utf-8", headers={"Content-Encoding": "gzip"})
    answer.headers["Cache-Control"] = "no-store"
    return answer
