"""An e-mail address as one more way into a file: entered, confirmed by a link, asked for a link, removed.

Nothing is sent here: jobs do (atesta.web.post_work), so that a page answers alike and as fast whether an address is
known or not. An address is found by a keyed hash, and what is sent goes to the address as it is kept, never to the one
that somebody typed at the door.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from atesta.store import log
from atesta.store.epoch import end_sessions
from atesta.store.jobs import enqueue
from atesta.store.models import File, Job, MailAsk, MailLink, MailWay

CONFIRM, OPEN = "confirm", "open"
LASTS: Mapping[str, timedelta] = MappingProxyType({CONFIRM: timedelta(hours=24), OPEN: timedelta(minutes=20)})
CONFIRM_JOB, OPEN_JOB = "mail-confirm", "mail-open"
ASK_LASTS = timedelta(hours=1)


def hash_of(address: str) -> str:
    """The same for every way to write one mailbox in capitals."""
    return _keyed("address", address.strip().casefold())


def enter(file: File, address: str, lang: str, now: datetime, *, sends: bool = True) -> MailWay:
    """An address that is to be confirmed, and, where it `sends`, the job that sends the link. The one before it stays a
    way in until then. The same address twice is one."""
    with transaction.atomic():
        held = File.objects.select_for_update().get(id=file.id)
        there = held.mail_ways.filter(address_hash=hash_of(address)).first()
        if there is not None:
            return there
        _remove(held.mail_ways.filter(confirmed_at=None))
        way = held.mail_ways.create(address=address, address_hash=hash_of(address), lang=lang, made_at=now)
        log.append("mail_entered", way.id, {}, now, held)
        if sends:
            enqueue(CONFIRM_JOB, way.id, now)
    return way


def send_again(way: MailWay, now: datetime) -> None:
    """Another link to confirm by; the ones before it end when it is sent."""
    enqueue(CONFIRM_JOB, way.id, now)


def confirm(link: MailLink, now: datetime) -> bool:
    """From now on it is a way in, and the address before it is none. False where the link was used meanwhile."""
    with transaction.atomic():
        way = _taken(link, CONFIRM, now)
        if way is None:
            return False
        before = way.file.mail_ways.exclude(id=way.id)
        way.reminders = before.filter(reminders=True).exists()
        if before.exclude(confirmed_at=None).exists():
            end_sessions(way.file)
            link.way.file.epoch = way.file.epoch
        _remove(before)
        way.confirmed_at = now
        way.save(update_fields=("confirmed_at", "reminders"))
        log.append("mail_confirmed", way.id, {}, now, way.file)
    return True


def remove(file: File, now: datetime) -> None:
    """Every address of the file, with links and letters that wait. Sent twice, nothing happens the second time."""
    with transaction.atomic():
        held = File.objects.select_for_update().get(id=file.id)
        ways = list(held.mail_ways.all())
        for way in ways:
            log.append("mail_removed", way.id, {}, now, held)
        if any(way.confirmed_at for way in ways):
            end_sessions(held)
        _remove(held.mail_ways.all())
    file.epoch = held.epoch


def switch_reminders(file: File, on: bool, now: datetime) -> None:
    """Only a confirmed address is reminded."""
    with transaction.atomic():
        for way in file.mail_ways.select_for_update().exclude(confirmed_at=None).exclude(reminders=on):
            way.reminders = on
            way.save(update_fields=("reminders",))
            log.append("reminders_on" if on else "reminders_off", way.id, {}, now, file)


def ask(address: str, now: datetime) -> None:
    """Somebody wants a link to this address. Whether a file has it is not looked up here: the same work either way."""
    with transaction.atomic():
        asked = MailAsk.objects.create(address_hash=hash_of(address), made_at=now)
        enqueue(OPEN_JOB, asked.id, now)


def ways_of(asked: MailAsk) -> QuerySet[MailWay]:
    """One mailbox may open several files."""
    return MailWay.objects.filter(address_hash=asked.address_hash).exclude(confirmed_at=None).order_by("id")


def new_link(way: MailWay, kind: str, now: datetime) -> str:
    """The secret of a new link, which stands in the mail and nowhere else. One to confirm replaces those before it;
    those that open stay beside each other, so that nobody who asks for more can spoil the one she has."""
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        if kind == CONFIRM:
            way.links.filter(kind=CONFIRM).delete()
        way.links.create(kind=kind, digest=digest_of(secret, kind), ends_at=now + LASTS[kind], made_at=now)
    return secret


def find_link(secret: str, kind: str, now: datetime) -> MailLink | None:
    links = MailLink.objects.filter(digest=digest_of(secret, kind), kind=kind, ends_at__gt=now)
    return links.select_related("way__file").first()


def open_by_link(link: MailLink, now: datetime) -> File | None:
    """Once: this link and every other that opens by the same address end. None where it was used meanwhile."""
    with transaction.atomic():
        way = _taken(link, OPEN, now)
        return way.file if way is not None and way.confirmed_at is not None else None


def forget(file: File) -> None:
    """Before a file is erased: what hangs on its addresses by a keyed hash or an id alone."""
    _remove(file.mail_ways.all())


def sweep_mail(now: datetime) -> None:
    """Links that ended, addresses that nobody confirmed in time, and what was asked for and could not be sent."""
    MailLink.objects.filter(ends_at__lte=now).delete()
    _remove(MailWay.objects.filter(confirmed_at=None, made_at__lte=now - LASTS[CONFIRM]))
    _drop(MailAsk.objects.filter(made_at__lte=now - ASK_LASTS))


def digest_of(secret: str, kind: str) -> str:
    return _keyed(f"link-{kind}", secret)


def _taken(link: MailLink, kind: str, now: datetime) -> MailWay | None:
    """The way of a link that is there still; its links of this kind are used up. The file is locked first, as by
    whoever enters or removes an address: two at once come one after the other."""
    file = File.objects.select_for_update().filter(id=link.way.file_id).first()
    held = MailLink.objects.filter(id=link.id, kind=kind, ends_at__gt=now).select_related("way").first()
    if file is None or held is None:
        return None
    held.way.file = file
    held.way.links.filter(kind=kind).delete()
    return held.way


def _remove(ways: QuerySet[MailWay]) -> None:
    """With their links, and with jobs and questions that lead to them."""
    found = list(ways.values_list("id", "address_hash"))
    Job.objects.filter(subject__in=[id_ for id_, _ in found]).delete()
    _drop(MailAsk.objects.filter(address_hash__in=[hashed for _, hashed in found]))
    MailWay.objects.filter(id__in=[id_ for id_, _ in found]).delete()


def _drop(asks: QuerySet[MailAsk]) -> None:
    ids = list(asks.values_list("id", flat=True))
    Job.objects.filter(subject__in=ids).delete()
    MailAsk.objects.filter(id__in=ids).delete()


def _keyed(what: str, text: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"mail|{what}|{text}".encode(), "sha256").hex()
