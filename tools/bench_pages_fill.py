"""Fills a server's database for bench_pages.py, which runs it with that server's environment; prints what opens it.

    bench_pages_fill.py CONTACTS    files, one of them with a twentieth of all contacts, rows handed over, a staff login

Rows are inserted in bulk and so have no entries in the log; what a list reads of them is real: the texts of the
demonstration, sums that differ, real reviews where a list opens them.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "atesta.web.settings"
import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

import atesta.cli
from atesta.contact.message import Message
from atesta.pipeline import Knowledge, review_message
from atesta.review.as_json import review_bytes
from atesta.store import models
from atesta.store.answering import summary_of
from atesta.web.access import FILE_KEY, SEEN_KEY
from atesta.web.desk import desk
from atesta.web.urls import PAGES

CASES = Path(atesta.cli.__file__).with_name("cases")
OFTEN = 20
"""The largest file holds one of so many contacts."""
APART = timedelta(minutes=30)
OF_EACH = 190
HANDED = 5000
LOGINS, PASSWORD, LOCATOR = 60, "correct horse battery staple", "KNWNKN"
NOT_LOOKED_AT = frozenset({"staff-begin", "staff-second", "staff-set-up", "staff-set-up-code", "contact-original"})


def main(contacts: int) -> int:
    now, pick = datetime.now(UTC), random.Random(20261115)
    answers = [_answers(text) for text in _texts()]
    often = contacts // OFTEN
    mine, debt = _file(LOCATOR, now)
    some, its = _file(f"S{LOCATOR}", now)
    with transaction.atomic():
        _insert(_contacts(mine.id, debt.id, often, now, pick, APART), answers, now, real=True)
        handed = _insert(_contacts(some.id, its.id, HANDED, now, pick, timedelta(hours=9)), answers, now, real=True)
        _hand_over(some, handed, now)
        left = contacts - often - HANDED
        for number in range(max(0, left // OF_EACH)):
            other, one = _file(f"{number:08}", now)
            rows = _contacts(other.id, one.id, OF_EACH, now, pick, timedelta(hours=9))
            _insert(rows, answers, now, real=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    deep = models.KeptContact.objects.filter(debt=debt).order_by("-order", "-id")[often // 2]
    keys = {"owner": _owner(mine), "some": _owner(some), "keeper": _keeper(now)}
    parts = {"debt": debt.id, "deep": deep.id, "some_debt": its.id, "contact": handed[0], "handed": handed[-1]}
    found = {"contacts": models.KeptContact.objects.count(), "often": often, "handed": HANDED, "logins": LOGINS}
    found["sender"] = models.KeptContact.objects.get(id=handed[0]).sender
    print(json.dumps({**keys, **parts, **found, "pages": _pages(its.id, handed[0], handed[-1])}))
    return 0


def _pages(debt: str, contact: str, handed: str) -> list[tuple[str, str, str]]:
    """Name, who and address of each page that a GET answers; those about an upload or a paper are not there."""
    parts = {"place": "cn", "rule": "cn-quiet-hours", "channel": "12321"}
    parts |= {"debt": debt, "contact": contact, "handed": handed}
    found = []
    for page in PAGES:
        named = re.findall(r"<str:(\w+)>", page.path)
        if "GET" in page.methods and set(named) <= set(parts) and page.name not in NOT_LOOKED_AT:
            path = page.path
            for name in named:
                path = path.replace(f"<str:{name}>", parts[name])
            found.append((page.name, page.who.value, path))
    return found


def _hand_over(file: models.File, contacts: list[str], now: datetime) -> None:
    """All of them handed over, half of them read."""
    rows = [models.HandOver(contact_id=one, at=now, exported_at=now) for one in contacts]
    models.HandOver.objects.bulk_create(rows, batch_size=500)
    seen = [models.Look(file=file, at=now, what="contact", row=one) for one in contacts[::2]]
    models.Look.objects.bulk_create(seen, batch_size=500)


def _texts() -> list[str]:
    return [(CASES / name / "message.txt").read_text(encoding="utf-8").strip() for name in ("first", "mx", "es")]


def _answers(text: str) -> dict[str, Any]:
    review = review_message(Message(text, text.encode()), Knowledge.of(place="CN"), desk())
    data = review_bytes(review)
    digest = hashlib.sha256(data).hexdigest()
    return {
        "review": data.decode(),
        "digest": digest,
        "rulebook": review.rulebook,
        "summary": json.dumps(summary_of(review)),
    }


def _file(locator: str, now: datetime) -> tuple[models.File, models.Debt]:
    file = models.File.objects.create(made_at=now, opened_at=now, code_locator=locator, code_hash=_hash(), lang="en")
    debt = models.Debt.objects.create(
        file=file,
        place="CN",
        zone="Asia/Shanghai",
        lender="L",
        owed="4126.07",
        currency="CNY",
        due=now.date() - timedelta(days=3),
        figures_at=now,
        made_at=now,
    )
    return file, debt


_hashed: list[str] = []


def _hash() -> str:
    if not _hashed:
        _hashed.append(make_password(PASSWORD))
    return _hashed[0]


Row = tuple[object, ...]
COLUMNS = ("id", "file_id", "debt_id", "channel", "sender", "at", "at_offset", "to", "purpose", "outcome")
COLUMNS += ("provenance", "text", "transcript", "measures", "note", "order", "kept_at")
ANSWERED = ("contact_id", "review", "digest", "rulebook", "summary", "made_at")


def _contacts(file: str, debt: str, count: int, now: datetime, pick: random.Random, apart: timedelta) -> list[Row]:
    """The newest first. One text in seven stands alone, the others come again with another figure."""
    rows: list[Row] = []
    texts = _texts()
    for number in range(count):
        at = connection.ops.adapt_datetimefield_value(now - apart * (number + 1))
        alone = not number % 7
        text = f"{pick.getrandbits(64):x} {texts[0]}" if alone else f"{texts[number % 3]} {pick.randrange(10_000)}"
        sent = (("sms", "call", "chat")[number % 3], f"+86139{pick.randrange(200):08}", at, 480)
        what = ("debtor", "demand", "", "imported", text, "", "", "", at, at)
        rows.append((f"{pick.getrandbits(104):026x}", file, debt, *sent, *what))
    return rows


def _insert(rows: list[Row], answers: list[dict[str, Any]], now: datetime, *, real: bool) -> list[str]:
    """Written past the models, which take ten times as long. `real`: with the review of the text; else the five words
    only. The ids."""
    made = connection.ops.adapt_datetimefield_value(now)
    told = [(one["review"] if real else "{}", one["digest"], one["rulebook"], one["summary"], made) for one in answers]
    _write("store_keptcontact", COLUMNS, rows)
    _write("store_answers", ANSWERED, [(row[0], *told[number % len(told)]) for number, row in enumerate(rows)])
    return [str(row[0]) for row in rows]


def _write(table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    """PostgreSQL takes rows by COPY in a tenth of the time."""
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            into = f"INSERT INTO {table} ({named}) VALUES ({', '.join(['%s'] * len(columns))})"
            cursor.executemany(into, rows)
            return
        with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _owner(file: models.File) -> str:
    session = SessionStore()
    session[FILE_KEY], session[SEEN_KEY] = file.id, int(time.time())
    session.create()
    return str(session.session_key)


def _keeper(now: datetime) -> str:
    """Her session. There are LOGINS like hers: known.00 and so on."""
    rows = [
        models.Staff(login=f"known.{number:02}", role="keeper", password=_hash(), made_at=now)
        for number in range(LOGINS)
    ]
    staff = models.Staff.objects.bulk_create(rows)[0]
    device = TOTPDevice.objects.create(user=staff, name="phone", confirmed=True)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = staff.pk, "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session["staff_since"] = session["staff_seen"] = int(time.time())
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
