"""The agency is asked for its reply: a link that is its own permission, bound to a case and some of its findings.

32 random bytes, of which only the SHA-256 is kept. It shows the agency its own contacts, masked, and nothing else of
the case; it ends, can be revoked, and a new one takes the place of the one before. A reply after the day it was awaited
is shown as late, never refused for that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction

from atesta.evidence.canonical import Json
from atesta.store import log
from atesta.store.casework import CLOSED, today_at
from atesta.store.models import AgencyAsk, Case, CaseEvent, CaseFinding, Staff

DAYS = (3, 5, 10, 15)
"""In which an agency is asked to answer."""
STAYS = timedelta(days=30)
"""A link works so long after the awaited day: a late reply is a reply."""
MOST_REPLIES = 10
"""To one finding, by one link."""
STANDS = ("accepts", "disputes", "not_ours", "more_time")
SALT = "atesta-agency-link-v1"


def new_secret() -> str:
    """For a form: made before it is sent, so that sending it twice makes one link. Signed: nobody else chooses it."""
    return signing.dumps(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii").rstrip("="), salt=SALT)


def secret_in(signed: str) -> str | None:
    try:
        found = signing.loads(signed, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return found if isinstance(found, str) else None


def digest_of(secret: str) -> str:
    """Of what stands in an address; what is no secret of ours has a digest that nobody has."""
    try:
        raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    return hashlib.sha256(b"atesta-agency-link-v1\0" + raw).hexdigest()


def ask(case: Case, findings: Iterable[CaseFinding], days: int, secret: str, staff: Staff, now: datetime) -> AgencyAsk:
    """The link of this secret; those of the case before it end. The same secret twice is one link."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case.id)
        there = AgencyAsk.objects.filter(digest=digest_of(secret)).first()
        if there is not None:
            return there
        for before in row.asks.filter(revoked_at=None, ends_at__gt=now):
            revoke(before, staff, now)
        due = today_at(row.place, now) + timedelta(days=days)
        made = row.asks.create(
            by=staff,
            digest=digest_of(secret),
            findings=[finding.id for finding in findings],
            due_on=due,
            made_at=now,
            ends_at=now + timedelta(days=days) + STAYS,
        )
        CaseEvent.objects.create(case=row, ask=made, by=staff, kind="asked", word=str(days), at=now)
        what: dict[str, Json] = {
            "staff": staff.id,
            "ask": made.id,
            "findings": list(made.findings),
            "due": due.isoformat(),
        }
        log.append("agency_asked", row.id, what, now, row.file)
    return made


def revoke(made: AgencyAsk, staff: Staff, now: datetime) -> None:
    """Twice has no second effect."""
    with transaction.atomic():
        if AgencyAsk.objects.filter(id=made.id, revoked_at=None).update(revoked_at=now):
            CaseEvent.objects.create(case=made.case, ask=made, by=staff, kind="revoked", at=now)
            log.append("agency_revoked", made.case_id, {"staff": staff.id, "ask": made.id}, now, made.case.file)


def open_link(secret: str, now: datetime) -> AgencyAsk | None:
    """None for one that is nobody's, has ended, was revoked, or whose case is closed: all the same to whoever asks."""
    found = AgencyAsk.objects.select_related("case").filter(digest=digest_of(secret), revoked_at=None).first()
    if found is None or found.ends_at <= now or found.case.state == CLOSED:
        return None
    return found


def reply(made: AgencyAsk, finding: CaseFinding, stand: str, text: str, now: datetime) -> bool:
    """Stands beside the finding and changes nothing about it. False: it says so already, or has said enough."""
    with transaction.atomic():
        row = AgencyAsk.objects.select_for_update().select_related("case").get(id=made.id)
        before = list(row.events.filter(kind="replied", finding=finding).order_by("-at", "-id"))
        if len(before) >= MOST_REPLIES or (before and (before[0].word, before[0].text) == (stand, text)):
            return False
        late = today_at(row.case.place, now) > row.due_on
        CaseEvent.objects.create(
            case=row.case, finding=finding, ask=row, kind="replied", word=stand, text=text, late=late, at=now
        )
        said = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        what: dict[str, Json] = {"ask": row.id, "finding": finding.id, "word": stand, "text": said, "late": late}
        log.append("agency_replied", row.case_id, what, now, row.case.file)
    return True


def awaited(case: Case, today: date) -> tuple[AgencyAsk, bool] | None:
    """The link that runs, and whether its day is over without a reply to all that it asks about."""
    running = case.asks.filter(revoked_at=None).order_by("-made_at").first()
    if running is None:
        return None
    told = set(running.events.filter(kind="replied").values_list("finding_id", flat=True))
    return running, today > running.due_on and not set(running.findings) <= told
