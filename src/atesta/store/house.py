"""The creditor's list of senders that were reported and of people who refused (B1.4): entered, decided, read.

Nothing here sends or stops anything by itself: the gate and every review read the list (mandate.do_not_contact). A
person's number is hashed with a key of this installation as it comes in and kept nowhere else, so that nobody can be
looked up by name, and a number only by whoever already has it.
"""

from __future__ import annotations

import csv
import hmac
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.evidence.extract import Vouched
from atesta.intake.extract_file import Extract
from atesta.mandate.address import address_key
from atesta.mandate.do_not_contact import DoNotContact, Refusal, RefusalKind, ReportedSender, reports_for
from atesta.store import log
from atesta.store.models import Block, BlockDecision, Staff

SENDER = "sender"
REFUSALS = tuple(kind.value for kind in RefusalKind)
KINDS = (SENDER, *REFUSALS)
SOURCES = ("12321", "regulator", "letter", "call", "counter")
"""How it came to the house. 12321: a receipt of the channel, typed by whoever got it."""
FROM_FILE, FROM_PAGE = "file", "page"
"""Handed in from a file that its owner keeps here, or on the public page of people who do not owe: typed by nobody of
the house, and known to be nobody's until it is decided."""
CONFIRM, DECLINE, LIFT = "confirmed", "declined", "lifted"
ACTS = (CONFIRM, DECLINE, LIFT)
ENTERED = "entered"
BY_EXTRACT, BY_DECISION = "extract", "decision"
RECIPIENT = "atesta-recipient-v1|"
MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class Entered:
    """What is typed. `address` of a sender; `number` of the reporter or of who refused, hashed at once."""

    kind: str
    place: str
    since: datetime
    source: str
    reference: str = ""
    address: str = ""
    number: str = ""


def list_key() -> bytes:
    """Of this list alone, for whoever dials for the house: it opens nothing else."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"house-list-key-v1", "sha256")


def person_hash(number: str, place: str) -> str:
    """The keyed hash (hex) of a number as the place writes it; "" for what is no number."""
    key = address_key(number, place) if number.strip() else ""
    digits = key.removeprefix("+")
    if len(digits) < 7 or not digits.isdecimal():
        return ""
    return hmac.digest(list_key(), (RECIPIENT + key).encode(), "sha256").hex()


def enter(given: Entered, staff: Staff | None, now: datetime, extract: Extract | None = None, *, of: str = "") -> Block:
    """One entry; the same once more is the one that is there. A refusal beside her own signed extract is verified at
    once: the house gave it to nobody else. `of`: the id of what was handed in from a file, which has an entry of its
    own, so that nobody can take back what somebody else entered for the same number. Raises InputError where a number
    is none, or an extract vouches for nothing.
    """
    person = person_hash(given.number, given.place)
    if (given.number.strip() or given.kind != SENDER) and not person:
        raise InputError(
            "This is no telephone number.",
            "Without one nobody knows whom it protects.",
            "Type it with its country or area code.",
            key="house_number",
        )
    if extract is not None and extract.vouched is not Vouched.KNOWN:
        raise InputError(
            "No key here vouches for this extract.",
            "Anybody could have made it.",
            "Leave it out; somebody then decides.",
            key="house_extract",
        )
    try:
        with transaction.atomic():
            return _enter(given, person, staff, now, _open_key(given, person, of), verified=extract is not None)
    except IntegrityError:
        return Block.objects.get(open_key=_open_key(given, person, of))


def _enter(given: Entered, person: str, staff: Staff | None, now: datetime, key: str, *, verified: bool) -> Block:
    there = Block.objects.select_for_update().filter(open_key=key).first()
    if there is not None:
        return there
    block = Block.objects.create(
        kind=given.kind,
        place=given.place,
        address=given.address.strip(),
        person=person,
        since=given.since,
        source=given.source,
        reference=given.reference.strip(),
        made_at=now,
        how=BY_EXTRACT if verified else "",
        confirmed_at=now if verified else None,
        open_key=key,
    )
    _note(block, ENTERED, staff, "", now)
    if verified:
        _note(block, CONFIRM, staff, "", now)
    return block


def _open_key(given: Entered, person: str, of: str = "") -> str:
    """Of what makes two entries the same one."""
    address = address_key(given.address, given.place) if given.kind == SENDER else ""
    said = "|".join((given.kind, given.place, address, person, *((of,) if of else ())))
    return hmac.digest(list_key(), said.encode(), "sha256").hex()


def may_be(block: Block, act: str) -> bool:
    """Whether that can be decided now: what is decided is decided, and lifted once."""
    if block.lifted_at is not None:
        return False
    if act == LIFT:
        return block.confirmed_at is not None or block.kind == SENDER
    return block.confirmed_at is None and (act == CONFIRM or block.declined_at is None)


def decide(block: Block, act: str, staff: Staff, reason: str, now: datetime) -> bool:
    """False where it was decided already: pressed twice, or by two at once, it counts once."""
    with transaction.atomic():
        held = Block.objects.select_for_update().get(id=block.id)
        if not may_be(held, act):
            return False
        if act == CONFIRM:
            held.confirmed_at, held.how = now, BY_DECISION
        elif act == DECLINE:
            held.declined_at = now
        else:
            held.lifted_at, held.open_key = now, None
        held.save()
        _note(held, act, staff, reason, now)
    return True


def taken_back(block: Block | None, now: datetime) -> None:
    """By whoever handed it in, in the transaction that takes it back there. Lifted once; a decided one, too."""
    held = Block.objects.select_for_update().filter(id=block.id, lifted_at=None).first() if block else None
    if held is not None:
        held.lifted_at, held.open_key = now, None
        held.save()
        _note(held, LIFT, None, "", now)


def _note(block: Block, what: str, staff: Staff | None, reason: str, now: datetime) -> None:
    block.decisions.create(staff=staff, at=now, what=what, reason=reason[:MOST_REASON])
    who = staff.id if staff else None
    log.append(f"block_{what}", block.id, {"kind": block.kind, "staff": who, "reason": reason[:MOST_REASON]}, now)


def waiting() -> QuerySet[Block]:
    """What needs somebody's decision, the oldest first: refusals before senders, which block the reporter's already."""
    open_ = Block.objects.filter(lifted_at=None, confirmed_at=None, declined_at=None)
    return open_.order_by(ExpressionWrapper(Q(kind=SENDER), BooleanField()), "made_at", "id")


def in_force() -> QuerySet[Block]:
    """What stops somebody now: whatever is confirmed, and each sender towards whoever reported it, where that is known.
    One that still waits for a decision is in both lists."""
    binds = Q(confirmed_at__isnull=False) | (Q(kind=SENDER) & ~Q(person=""))
    return Block.objects.filter(binds, lifted_at=None).order_by("kind", "-since", "id")


def decisions() -> QuerySet[BlockDecision]:
    return BlockDecision.objects.select_related("staff", "block").order_by("-at", "-id")


def as_list(place: str | None = None) -> DoNotContact:
    """Everything that was ever in force, as gate and reviews read it; `place` None is of every place."""
    rows = Block.objects.filter(place=place) if place else Block.objects.all()
    held = [row for row in rows.order_by("since", "id") if row.kind == SENDER or not _never_hers(row)]
    senders = tuple(_sender(row) for row in held if row.kind == SENDER)
    return DoNotContact(place, senders, tuple(_refusal(row) for row in held if row.kind != SENDER))


def _never_hers(row: Block) -> bool:
    """Declined and not confirmed since: nobody has to ask again."""
    return row.declined_at is not None and row.confirmed_at is None


def _sender(row: Block) -> ReportedSender:
    return ReportedSender(row.address, row.person, row.since, row.source, row.confirmed_at, row.lifted_at)


def _refusal(row: Block) -> Refusal:
    return Refusal(row.person, RefusalKind(row.kind), row.since, row.confirmed_at, row.lifted_at)


def directory_toml(place: str) -> str:
    """The confirmed senders as [[reported]] of a directory.toml; days are of the place's first zone."""
    lines = []
    for report in reports_for(as_list(place), None, ZoneInfo(PLACES[place].zones[0])):
        lines += ["[[reported]]", f"address = {quoted(report.address)}", f"on = {report.on.isoformat()}"]
        lines += [f"by = {quoted(report.by)}", *([f"to = {report.to.isoformat()}"] if report.to else []), ""]
    return "\n".join(lines)


def quoted(text: str) -> str:
    """A TOML string, quotes and all. What cannot be seen is written as its number."""
    shown = (char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08X}" for char in text)
    return f'"{"".join(shown)}"'


def senders_csv(now: datetime) -> str:
    """For dialers and gateways: confirmed senders in force. What a spreadsheet would run as a formula is no address."""
    rows = Block.objects.filter(kind=SENDER, lifted_at=None, confirmed_at__isnull=False).order_by("place", "address")
    return _csv(
        ("place", "sender", "since", "as_of"), ((row.place, row.address, _iso(row.since), _iso(now)) for row in rows)
    )


def recipients_csv(now: datetime) -> str:
    """For dialers: keyed hashes of who refused, and what each refuses. docs/do-not-contact.md says how to compare."""
    rows = Block.objects.filter(kind__in=REFUSALS, lifted_at=None).exclude(confirmed_at=None, declined_at__isnull=False)
    found = (
        (row.place, row.person, row.kind, "refused" if row.confirmed_at else "ask", _iso(now))
        for row in rows.order_by("place", "person", "kind")
    )
    return _csv(("place", "recipient", "refuses", "decision", "as_of"), found)


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(tuple(f"'{cell}" if cell[:1] in "=@-\t\r" else cell for cell in row) for row in rows)
    return out.getvalue()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
