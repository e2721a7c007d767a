"""Which account is with which agency, day by day: read from a file with a preview, or ended by hand (PRODUCT 4.5, 2).

A file says what is to be, line by line; an account that it does not name stays as it is. A line with a last day is a
recall: the agency may contact up to and including that day, and is denied from the next. A line that names another
agency than the one that has the account moves it: the first has it until the day before. The past is not rewritten: no
line begins or ends anything before today. What was previewed is worked out once more when it is taken, with the
creditor's row locked: two files at once come one after the other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.intake.columns import Row, day_of, read_sheet
from atesta.store import log
from atesta.store.mandating import day_at
from atesta.store.models import Agency, Creditor, LedgerAccount, LedgerImport, Placement, Staff
from atesta.store.placing_plan import (
    BATCH,
    MOVED,
    PLACED,
    RECALLED,
    UNCHANGED,
    Fault,
    Line,
    Plan,
    Progress,
    pieces,
    plan_of,
)

KIND = "placements"
MOST_LINES, MOST_NUMBER = 200_000, 80
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account number", "cuenta", "numero de cuenta", "n de cuenta", "账户", "账号", "合同号", "借据号"),
    "agency": ("agency id", "agencia", "despacho", "机构", "委外机构", "催收机构"),
    "from": ("placed", "from date", "desde", "asignada", "asignado", "开始", "起始日", "委案日期", "委托日期"),
    "to": ("recalled", "recall", "to date", "hasta", "retirada", "retirado", "结束", "截止日", "撤案日期", "退案日期"),
}
"""Columns by their name here, with the headers that they usually have elsewhere."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file would do, as numbers of lines; nothing is taken yet. `errors` in the order of the file."""

    creditor: str
    sha256: str
    lines: tuple[Line, ...]
    placed: int
    recalled: int
    moved: int
    unchanged: int
    errors: tuple[Fault, ...]
    unreadable: tuple[Fault, ...] = ()

    @property
    def changes(self) -> int:
        return self.placed + self.recalled + self.moved


def preview(
    creditor: Creditor, csv: bytes, mapping: Mapping[str, str], today: date, progress: Progress = lambda percent: None
) -> Preview:
    """What this file would change. `mapping`: the headers that mean account, agency, from, to, where they are not the
    usual ones. Raises FileFormatError for what is no table with account and agency."""
    sheet = read_sheet(csv, COLUMNS, ("account", "agency"), mapping, MOST_LINES)
    lines, unread = list[Line](), [Fault(line, "line_cells") for line in sheet.broken]
    for row in sheet.rows:
        line = _line(row, creditor.place)
        if isinstance(line, Line):
            lines.append(line)
        else:
            unread.append(line)
    plan = plan_of(creditor, lines, today, progress)
    return Preview(
        creditor=creditor.id,
        sha256=hashlib.sha256(csv).hexdigest(),
        lines=tuple(lines),
        placed=plan.words[PLACED],
        recalled=plan.words[RECALLED],
        moved=plan.words[MOVED],
        unchanged=plan.words[UNCHANGED],
        errors=tuple(sorted((*unread, *plan.errors), key=lambda fault: fault.line)),
        unreadable=tuple(unread),
    )


def _line(row: Row, place: str) -> Line | Fault:
    cells = {name: row.cells.get(name, "") for name in COLUMNS}
    if not cells["account"] or len(cells["account"]) > MOST_NUMBER:
        return Fault(row.line, "line_account")
    if not cells["agency"]:
        return Fault(row.line, "line_agency_missing")
    days = {name: day_of(cells[name], place) if cells[name] else None for name in ("from", "to")}
    if any(cells[name] and days[name] is None for name in days):
        return Fault(row.line, "line_day")
    if days["from"] and days["to"] and days["to"] < days["from"]:
        return Fault(row.line, "line_days_order")
    return Line(row.line, cells["account"], cells["agency"], days["from"], days["to"])


def take(
    creditor: Creditor,
    seen: Preview,
    staff: Staff | None,
    now: datetime,
    *,
    good_lines: bool = False,
    progress: Progress = lambda percent: None,
) -> LedgerImport:
    """Writes what the lines say, as things stand now. Nothing is written while a line is wrong, unless the others are
    asked for (`good_lines`). A file that changes nothing any more gives the import by which it was taken.

    Raises InputError (`lines_wrong`), and for a preview of another creditor."""
    if seen.creditor != creditor.id:
        raise ValueError("a preview of another creditor")
    with transaction.atomic():
        Creditor.objects.select_for_update(no_key=True).get(id=creditor.id)
        plan = plan_of(creditor, seen.lines, day_at(creditor, now), progress)
        there = taken_before(creditor, seen.sha256)
        if there is not None and not plan.changed:
            return there
        wrong = len(plan.errors) + len(seen.unreadable)
        if wrong and not good_lines:
            raise _lines_wrong(wrong)
        taken = plan.words[PLACED] + plan.words[RECALLED] + plan.words[MOVED]
        made = LedgerImport.objects.create(
            creditor=creditor, by=staff, kind=KIND, sha256=seen.sha256, taken=taken, refused=wrong, at=now
        )
        _write(creditor, plan, made, now, progress)
        said: dict[str, Json] = {"sha256": seen.sha256, "refused": wrong, "staff": staff.id if staff else None}
        log.append("placements_taken", made.id, {**said, **plan.words}, now)
    progress(100)
    return made


def taken_before(creditor: Creditor, sha256: str, kind: str = KIND) -> LedgerImport | None:
    """The last import of a file with these bytes."""
    return LedgerImport.objects.filter(creditor=creditor, kind=kind, sha256=sha256).order_by("at", "id").last()


def _lines_wrong(count: int) -> InputError:
    return InputError(
        f"{count} lines of the file cannot be taken.",
        "Half a file would look like a whole one.",
        "Correct them, or take the good lines.",
        key="lines_wrong",
        count=count,
    )


def recall(
    account: LedgerAccount, agency: Agency, on: date, why: str, staff: Staff | None, now: datetime
) -> Placement | None:
    """The agency has the account up to and including `on`, and is denied from the next day. None where it has not got
    it then. Raises InputError for a day that is over (`recall_day`)."""
    today = day_at(account.creditor, now)
    if on < today:
        raise InputError(
            "That day is over.",
            "What the agency did until now would be denied afterwards.",
            "Recall from today on.",
            key="recall_day",
        )
    with transaction.atomic():
        Creditor.objects.select_for_update(no_key=True).get(id=account.creditor_id)
        rows = account.placements.filter(agency=agency, from_on__lte=on).order_by("-from_on")
        held = next((row for row in rows if row.to_on is None or row.to_on > on), None)
        if held is None:
            return None
        held.to_on = on
        held.save(update_fields=("to_on",))
        said: dict[str, Json] = {"on": on.isoformat(), "why": why[:300], "staff": staff.id if staff else None}
        log.append("recalled", held.id, said, now)
    return held


def _write(creditor: Creditor, plan: Plan, source: LedgerImport, now: datetime, progress: Progress) -> None:
    accounts = _accounts(creditor, plan, now)
    ended, fresh = defaultdict[date | None, list[str]](list), list[Placement]()
    for key, spells in plan.changed.items():
        for spell in spells:
            if spell.row is not None and spell.was != spell.to_on:
                ended[spell.to_on].append(spell.row)
            elif spell.row is None:
                days = {"from_on": spell.from_on, "to_on": spell.to_on}
                at = {"account_id": accounts[key], "agency_id": spell.agency}
                fresh.append(Placement(**at, **days, source=source, made_at=now))
    for day, rows in ended.items():
        for some in pieces(rows):
            Placement.objects.filter(id__in=some).update(to_on=day)
    progress(75)
    for done, each in enumerate(pieces(fresh)):
        Placement.objects.bulk_create(each)
        progress(75 + 24 * done * BATCH // len(fresh))


def _accounts(creditor: Creditor, plan: Plan, now: datetime) -> dict[str, str]:
    """Ids by key; an account that nobody knew begins here, without an extract."""
    found: dict[str, str] = {}
    for some in pieces(plan.changed):
        found |= dict(LedgerAccount.objects.filter(creditor=creditor, key__in=some).values_list("key", "id"))
    missing = [
        LedgerAccount(creditor=creditor, key=key, tail=plan.tails[key], place=creditor.place, made_at=now)
        for key in plan.changed
        if key not in found
    ]
    for each in pieces(missing):
        LedgerAccount.objects.bulk_create(each)
    return found | {row.key: row.id for row in missing}
