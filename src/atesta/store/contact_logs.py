"""A dialer's or gateway's log read in: each line a contact that was made, once, however often the file is read (A3).

Lines are told apart by who made the contact, account, moment, channel and number. What the log says of a contact that
was asked for and not reported is taken as its report. A file with bad lines is not taken, unless the good ones are
asked for; every bad line is named.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from atesta.action.gate import LATE_AT_MOST
from atesta.contact.history import Outcome
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.intake.columns import Row, read_sheet
from atesta.store import log, registry, withdrawing
from atesta.store.gate_history import OWN, Line, paired, unreported_of
from atesta.store.house import person_hash
from atesta.store.models import Agency, Creditor, GateAsk, LedgerAccount, LedgerImport, Placement, Staff, Touch
from atesta.store.placing_plan import Fault

KIND = "contacts"
MOST_LINES, MOST_NUMBER, MOST_ADDRESS = 1_000_000, 80, 320
BATCH = 1_000

OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account number", "cuenta", "numero de cuenta", "账户", "账号", "合同号", "借据号"),
    "at": (
        "time",
        "start",
        "started at",
        "datetime",
        "timestamp",
        "fecha y hora",
        "inicio",
        "时间",
        "呼叫时间",
        "开始时间",
    ),
    "outcome": ("result", "disposition", "status", "resultado", "estado", "结果", "通话结果", "状态"),
    "channel": ("type", "canal", "medio", "渠道", "方式"),
    "number": ("phone", "called", "destination", "telefono", "destino", "号码", "被叫号码", "接收号码"),
    "sender": ("caller", "caller id", "from number", "origen", "remitente", "主叫号码", "发送号码"),
    "to": ("recipient", "destinatario", "对象"),
    "purpose": ("motivo", "proposito", "目的"),
}
"""Columns by their name here, with the headers that they usually have elsewhere. `at`, `account` and `outcome` are
needed; without the others it was a call to the debtor that demands."""
WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("answered", "connected", "contestada", "contestado", "contesta", "接通", "已接通"), "conversation"
    ),
    **dict.fromkeys(("no answer", "busy", "failed", "cancel", "congestion", "no contesta", "ocupado"), "no_answer"),
    **dict.fromkeys(("no contestada", "sin respuesta", "未接通", "无人接听", "未接", "占线"), "no_answer"),
    **dict.fromkeys(("machine", "answering machine", "buzon", "buzon de voz", "语音信箱", "留言"), "voicemail"),
    **dict.fromkeys(("sent", "enviado", "entregado", "已发送", "已送达", "送达成功"), "delivered"),
    **dict.fromkeys(("rejected", "declined", "rechazada", "rechazado", "拒接", "挂断"), "refused"),
    **dict.fromkeys(("phone", "voice", "telefono", "llamada", "电话", "外呼"), "call"),
    **dict.fromkeys(("text", "mensaje", "短信"), "sms"),
}
"""What dialers write for our words."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a log holds: lines that are new, those that were there already, bad ones in the order of the file. `row` is
    what was written; None: nothing was, as it was only looked at or a line is bad."""

    new: int
    known: int
    faults: tuple[Fault, ...]
    sha256: str
    row: LedgerImport | None = None


@dataclass(frozen=True, slots=True)
class _Contact:
    line: int
    account: str
    at: datetime
    channel: str
    outcome: str
    to: str
    purpose: str
    person: str
    address: str


@dataclass(frozen=True, slots=True)
class ContactLog:
    """A log as it was handed in. `mapping`: the headers where they are not the usual ones; `words`: what the log writes
    for an outcome, channel, recipient or purpose of ours; `zone`: of times without an offset."""

    csv: bytes
    mapping: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""


def import_contacts(
    creditor: Creditor,
    agency: Agency | None,
    given: ContactLog,
    now: datetime,
    *,
    staff: Staff | None = None,
    dry_run: bool = False,
    good_lines: bool = False,
) -> Imported:
    """Takes a log of this creditor's own contacts (`agency` None) or of an agency's, which knows only accounts that are
    or were with it. Raises FileFormatError for what is no such table, InputError for no such zone (`contact_log_zone`).
    """
    sheet = read_sheet(given.csv, COLUMNS, ("account", "at", "outcome"), given.mapping, MOST_LINES)
    reader = _Reader(creditor, _theirs(given.words), _zone(given.zone), now)
    with transaction.atomic():
        Creditor.objects.select_for_update(no_key=True).get(id=creditor.id)
        found = _Found(creditor, agency, now)
        found.faults += [Fault(line, "line_cells") for line in sheet.broken]
        for rows in _batches(sheet.rows):
            found.look_at([reader.read(row) for row in rows])
        sha256 = hashlib.sha256(given.csv).hexdigest()
        faults = tuple(sorted(found.faults, key=lambda fault: fault.line))
        kept = None if dry_run or (faults and not good_lines) else found.keep(sha256, staff)
    return Imported(len(found.new), found.known, faults, sha256, kept)


def _theirs(words: Mapping[str, str]) -> Mapping[str, str]:
    return {**WORDS, **{_folded(word): ours for word, ours in words.items()}}


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        raise InputError(
            "There is no such time zone.",
            "The times of the log would be a guess.",
            "Use a name of the IANA list, such as Asia/Shanghai.",
            key="contact_log_zone",
        ) from None


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Reader:
    creditor: Creditor
    words: Mapping[str, str]
    zone: ZoneInfo | None
    now: datetime

    def read(self, row: Row) -> _Contact | Fault:
        """One line; the first thing that is wrong with it."""
        cells = {name: row.cells.get(name, "") for name in COLUMNS}
        at = self._moment(cells["at"])
        said = {
            "channel": self._word(cells["channel"] or "call", Channel),
            "outcome": self._word(cells["outcome"], Outcome),
            "to": self._word(cells["to"] or "debtor", Recipient),
            "purpose": self._word(cells["purpose"] or "demand", Purpose),
        }
        person = person_hash(cells["number"], self.creditor.place)
        wrong = {
            "line_account": not cells["account"] or len(cells["account"]) > MOST_NUMBER,
            "contact_line_moment": at is None,
            "contact_line_ahead": at is not None and at > self.now + LATE_AT_MOST,
            **{f"contact_line_{name}": word is None for name, word in said.items()},
            "contact_line_number": bool(cells["number"]) and not person and "@" not in cells["number"],
            "contact_line_sender": len(cells["sender"]) > MOST_ADDRESS,
        }
        for key, stands in wrong.items():
            if stands:
                return Fault(row.line, key)
        assert at is not None
        sure = {name: word or "" for name, word in said.items()}
        return _Contact(row.line, cells["account"], at, **sure, person=person, address=cells["sender"])

    def _moment(self, cell: str) -> datetime | None:
        try:
            at = datetime.fromisoformat(cell.replace("/", "-"))
            at = at.replace(tzinfo=self.zone) if at.tzinfo is None and self.zone else at
            return at.astimezone(UTC) if at.utcoffset() is not None and at >= OLDEST else None
        except (ValueError, OverflowError):
            return None

    def _word(self, cell: str, kind: type[StrEnum]) -> str | None:
        given = _folded(cell)
        word = self.words.get(given) or given.replace(" ", "_")
        return word if word in tuple(kind) else None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


class _Found:
    """What the lines come to, a batch at a time: a file of a million lines asks the database a few thousand times."""

    def __init__(self, creditor: Creditor, agency: Agency | None, now: datetime) -> None:
        self.creditor, self.agency, self.now = creditor, agency, now
        self.new: dict[str, Touch] = {}
        self.known = 0
        self.faults: list[Fault] = []

    def look_at(self, read: Sequence[_Contact | Fault]) -> None:
        self.faults += [one for one in read if isinstance(one, Fault)]
        lines = [one for one in read if isinstance(one, _Contact)]
        accounts = self._accounts(lines)
        touches = {line.line: self._touch(line, accounts[line.account]) for line in lines if line.account in accounts}
        there = dict(Touch.objects.filter(line__in=[t.line for t in touches.values()]).values_list("line", "outcome"))
        for line in lines:
            touch = touches.get(line.line)
            if touch is None:
                self.faults.append(Fault(line.line, "contact_line_account"))
            else:
                self._sort(line, touch, there)

    def _sort(self, line: _Contact, touch: Touch, there: Mapping[str, str]) -> None:
        """New, there already, or told otherwise before."""
        before = self.new.get(touch.line)
        outcome = before.outcome if before else there.get(touch.line)
        if outcome is None:
            self.new[touch.line] = touch
        elif outcome == touch.outcome:
            self.known += 1
        else:
            self.faults.append(Fault(line.line, "contact_line_differs"))

    def _accounts(self, lines: Sequence[_Contact]) -> dict[str, str]:
        """Row ids by the numbers as they are written."""
        keys = {line.account: registry.account_hash(self.creditor, line.account) for line in lines}
        rows = LedgerAccount.objects.filter(creditor=self.creditor, key__in=set(keys.values()))
        if self.agency is not None:
            rows = rows.filter(Exists(Placement.objects.filter(account=OuterRef("pk"), agency=self.agency)))
        ids = dict(rows.values_list("key", "id"))
        return {number: ids[key] for number, key in keys.items() if key in ids}

    def _touch(self, line: _Contact, account: str) -> Touch:
        by = self.agency.slug if self.agency else OWN
        said = (self.creditor.id, by, account, line.at.isoformat(), line.channel, line.to, line.person, line.address)
        return Touch(
            account_id=account,
            agency=self.agency,
            person=line.person,
            at=line.at,
            channel=line.channel,
            outcome=line.outcome,
            to=line.to,
            purpose=line.purpose,
            address=line.address,
            line=hashlib.sha256("\x1f".join(said).encode()).hexdigest(),
            made_at=self.now,
        )

    def keep(self, sha256: str, staff: Staff | None) -> LedgerImport:
        """A file of which nothing is new gives the import by which it was taken."""
        earlier = LedgerImport.objects.filter(creditor=self.creditor, agency=self.agency, kind=KIND, sha256=sha256)
        there = earlier.order_by("at", "id").last()
        if there is not None and not self.new:
            return there
        Touch.objects.bulk_create(self.new.values(), batch_size=BATCH)
        reported = _settled(list(self.new.values()), self.agency, self.now)
        made = LedgerImport.objects.create(
            creditor=self.creditor,
            agency=self.agency,
            by=staff,
            kind=KIND,
            sha256=sha256,
            taken=len(self.new),
            refused=len(self.faults),
            at=self.now,
        )
        said: dict[str, Json] = {"sha256": sha256, "taken": made.taken, "refused": made.refused, "reported": reported}
        log.append("contacts_taken", made.id, {**said, "staff": staff.id if staff else None}, self.now)
        return made


def _settled(touches: Sequence[Touch], agency: Agency | None, now: datetime) -> int:
    """What was asked for and is in this log is reported by it. How many."""
    by_account: dict[str, list[Touch]] = defaultdict(list)
    for touch in touches:
        by_account[touch.account_id].append(touch)
    accounts, changed = list(by_account), list[GateAsk]()
    for start in range(0, len(accounts), BATCH // 2):
        some = accounts[start : start + BATCH // 2]
        moments = [touch.at for account in some for touch in by_account[account]]
        day = timedelta(days=1)
        waiting = unreported_of(some, agency.slug if agency else OWN, min(moments) - day, max(moments) + day)
        for account, asks in waiting.items():
            for ask, line in paired([_as_line(touch, agency) for touch in by_account[account]], asks):
                changed.append(GateAsk(id=ask.ask, outcome=line.outcome, happened_at=line.at, reported_at=now))
    for start in range(0, len(changed), BATCH):
        withdrawing.close_made([ask.id for ask in changed[start : start + BATCH]], now)
    GateAsk.objects.bulk_update(changed, ("outcome", "happened_at", "reported_at"), batch_size=BATCH // 4)
    return len(changed)


def _as_line(touch: Touch, agency: Agency | None) -> Line:
    by = agency.slug if agency else OWN
    said = (touch.channel, touch.outcome, by, touch.to, touch.person, touch.purpose, touch.address)
    return Line(touch.at, *said, touch.at, touch.at)
