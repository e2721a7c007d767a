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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import transaction

from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.intake.columns import Row, day_of, read_sheet
from atesta.store import log, registry
from atesta.store.mandating import day_at
from atesta.store.models import Agency, Creditor, LedgerAccount, LedgerImport, Placement, SignedMandate, Staff

KIND = "placements"
MOST_LINES, MOST_NUMBER = 200_000, 80
BATCH = 2_000
A_DAY = timedelta(days=1)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account number", "cuenta", "numero de cuenta", "n de cuenta", "账户", "账号", "合同号", "借据号"),
    "agency": ("agency id", "agencia", "despacho", "机构", "委外机构", "催收机构"),
    "from": ("placed", "from date", "desde", "asignada", "asignado", "开始", "起始日", "委案日期", "委托日期"),
    "to": ("recalled", "recall", "to date", "hasta", "retirada", "retirado", "结束", "截止日", "撤案日期", "退案日期"),
}
"""Columns by their name here, with the headers that they usually have elsewhere."""

PLACED, RECALLED, MOVED, UNCHANGED = "placed", "recalled", "moved", "unchanged"
Progress = Callable[[int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that could be read. `from_on` None: from the first day that is possible."""

    number: int
    account: str
    agency: str
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` has what, why and do in the catalogue, as `error.<key>`, in which {line} is the line."""

    line: int
    key: str


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


@dataclass(slots=True)
class _Spell:
    """One placement as it is to be. `row` None: new. `was` is its last day as it stands."""

    agency: str
    from_on: date
    to_on: date | None
    row: str | None = None
    was: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def meets(self, other: _Spell) -> bool:
        return self.from_on <= (other.to_on or date.max) and other.from_on <= (self.to_on or date.max)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written: by the key of an account."""

    words: Mapping[str, int]
    errors: tuple[Fault, ...]
    changed: Mapping[str, list[_Spell]]
    tails: Mapping[str, str]


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
    plan = _plan(creditor, lines, today, progress)
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
        Creditor.objects.select_for_update().get(id=creditor.id)
        plan = _plan(creditor, seen.lines, day_at(creditor, now), progress)
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
        Creditor.objects.select_for_update().get(id=account.creditor_id)
        rows = account.placements.filter(agency=agency, from_on__lte=on).order_by("-from_on")
        held = next((row for row in rows if row.to_on is None or row.to_on > on), None)
        if held is None:
            return None
        held.to_on = on
        held.save(update_fields=("to_on",))
        said: dict[str, Json] = {"on": on.isoformat(), "why": why[:300], "staff": staff.id if staff else None}
        log.append("recalled", held.id, said, now)
    return held


def _plan(creditor: Creditor, lines: Sequence[Line], today: date, progress: Progress) -> _Plan:
    """Every account by itself: its lines in the order of the file, over what stands."""
    agencies = _agencies(creditor)
    mandates = _mandates(creditor)
    by_key, tails = _by_account(creditor, lines, progress)
    standing = _standing(creditor, by_key, progress)
    words, errors = dict.fromkeys((PLACED, RECALLED, MOVED, UNCHANGED), 0), list[Fault]()
    changed: dict[str, list[_Spell]] = {}
    for key, hers in by_key.items():
        spells = standing.get(key, [])
        account = _Account(spells, agencies, mandates, today)
        for line in hers:
            word = account.apply(line)
            if isinstance(word, Fault):
                errors.append(word)
            else:
                words[word] += 1
        if account.touched:
            changed[key] = spells
    progress(60)
    return _Plan(words, tuple(errors), changed, tails)


@dataclass(slots=True)
class _Account:
    """The spells of one account while the lines of a file are applied to it."""

    spells: list[_Spell]
    agencies: Mapping[str, str]
    mandates: Mapping[str, list[tuple[date, date]]]
    today: date
    touched: bool = False

    def apply(self, line: Line) -> str | Fault:
        agency = self.agencies.get(_plain(line.agency))
        if agency is None:
            return Fault(line.number, "line_agency_unknown")
        same = self._same(line, agency)
        if same is not None:
            return self._end(line, same)
        return self._place(line, agency)

    def _same(self, line: Line, agency: str) -> _Spell | None:
        """The spell that the line is about: of the same agency, and begun on its day, or open on it."""
        hers = [spell for spell in self.spells if spell.agency == agency]
        for spell in hers:
            if line.from_on == spell.from_on or (line.to_on and line.to_on == spell.to_on and line.from_on is None):
                return spell
        day = line.from_on or (min(line.to_on, self.today) if line.to_on else self.today)
        return next((spell for spell in reversed(hers) if spell.covers(day)), None) or next(
            (spell for spell in hers if line.from_on is None and spell.from_on > self.today), None
        )

    def _end(self, line: Line, spell: _Spell) -> str | Fault:
        if line.to_on == spell.to_on:
            return UNCHANGED
        if line.to_on is None or (spell.to_on is not None and spell.to_on < line.to_on):
            return Fault(line.number, "line_recalled_earlier")
        if line.to_on < self.today:
            return Fault(line.number, "line_past")
        if line.to_on < spell.from_on:
            return Fault(line.number, "line_days_order")
        spell.to_on, self.touched = line.to_on, True
        return RECALLED

    def _place(self, line: Line, agency: str) -> str | Fault:
        """A new spell, or why not. Whoever has the account has it until the day before."""
        holder = next((s for s in self.spells if s.to_on is None and s.agency != agency and s.row), None)
        start = line.from_on or (self.today + A_DAY if holder and holder.covers(self.today) else self.today)
        fresh = _Spell(agency, start, line.to_on)
        moved = holder if holder and holder.meets(fresh) else None
        wrong = self._wrong(line, fresh, moved)
        if wrong:
            return Fault(line.number, wrong)
        if moved:
            moved.to_on = start - A_DAY
        self.spells.append(fresh)
        self.touched = True
        return MOVED if moved else PLACED

    def _wrong(self, line: Line, fresh: _Spell, moved: _Spell | None) -> str:
        """The key of what is wrong with a new spell, the first that applies; "" for nothing."""
        if line.from_on is None and line.to_on is not None:
            return "line_not_placed"
        if fresh.from_on < self.today:
            return "line_past"
        if not any(first <= fresh.from_on <= last for first, last in self.mandates.get(fresh.agency, ())):
            return "line_no_mandate"
        if moved and (fresh.from_on <= self.today or fresh.from_on <= moved.from_on):
            return "line_move_tomorrow"
        others = [spell for spell in self.spells if spell is not moved and spell.meets(fresh)]
        if not others:
            return ""
        return "line_two_agencies" if others[0].agency != fresh.agency else "line_twice"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _agencies(creditor: Creditor) -> dict[str, str]:
    """Ids by short name, and by full name where only one has it."""
    rows = list(creditor.agencies.values_list("id", "slug", "name"))
    names = defaultdict[str, set[str]](set)
    for id_, _, name in rows:
        names[_plain(name)].add(id_)
    return {name: min(ids) for name, ids in names.items() if len(ids) == 1} | {slug: id_ for id_, slug, _ in rows}


def _mandates(creditor: Creditor) -> dict[str, list[tuple[date, date]]]:
    found = defaultdict[str, list[tuple[date, date]]](list)
    rows = SignedMandate.objects.filter(agency__creditor=creditor, revoked_at=None)
    for agency, first, last in rows.values_list("agency_id", "from_on", "to_on"):
        found[agency].append((first, last))
    return found


def _by_account(
    creditor: Creditor, lines: Sequence[Line], progress: Progress
) -> tuple[dict[str, list[Line]], dict[str, str]]:
    """Lines by the key of their account, and the last characters of its number."""
    by_key, tails = defaultdict[str, list[Line]](list), dict[str, str]()
    for at, line in enumerate(lines):
        key = registry.account_hash(creditor, line.account)
        by_key[key].append(line)
        tails.setdefault(key, line.account[-4:])
        if at % 5_000 == 0:
            progress(5 + 25 * at // max(1, len(lines)))
    return by_key, tails


def _standing(creditor: Creditor, keys: Iterable[str], progress: Progress) -> dict[str, list[_Spell]]:
    """What stands for these accounts; a list for each that is known."""
    found: dict[str, list[_Spell]] = {}
    for some in pieces(keys):
        found |= {key: [] for key in some}
        rows = Placement.objects.filter(account__creditor=creditor, account__key__in=some).order_by("from_on", "id")
        for key, id_, agency, first, last in rows.values_list("account__key", "id", "agency_id", "from_on", "to_on"):
            found[key].append(_Spell(agency, first, last, id_, last))
    progress(45)
    return found


def _write(creditor: Creditor, plan: _Plan, source: LedgerImport, now: datetime, progress: Progress) -> None:
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


def _accounts(creditor: Creditor, plan: _Plan, now: datetime) -> dict[str, str]:
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


def pieces(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """In pieces that one statement takes."""
    rest = iter(things)
    while piece := tuple(islice(rest, BATCH)):
        yield piece
