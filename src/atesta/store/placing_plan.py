"""What the lines of a placement file would do, account by account, over what stands (store.placing)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from atesta.store import registry
from atesta.store.models import Creditor, Placement, SignedMandate

BATCH = 2_000
A_DAY = timedelta(days=1)
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


@dataclass(slots=True)
class Spell:
    """One placement as it is to be. `row` None: new. `was` is its last day as it stands."""

    agency: str
    from_on: date
    to_on: date | None
    row: str | None = None
    was: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def meets(self, other: Spell) -> bool:
        return self.from_on <= (other.to_on or date.max) and other.from_on <= (self.to_on or date.max)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: by the key of an account."""

    words: Mapping[str, int]
    errors: tuple[Fault, ...]
    changed: Mapping[str, list[Spell]]
    tails: Mapping[str, str]


def plan_of(creditor: Creditor, lines: Sequence[Line], today: date, progress: Progress) -> Plan:
    """Every account by itself: its lines in the order of the file, over what stands."""
    agencies = _agencies(creditor)
    mandates = _mandates(creditor)
    by_key, tails = _by_account(creditor, lines, progress)
    standing = _standing(creditor, by_key, progress)
    words, errors = dict.fromkeys((PLACED, RECALLED, MOVED, UNCHANGED), 0), list[Fault]()
    changed: dict[str, list[Spell]] = {}
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
    return Plan(words, tuple(errors), changed, tails)


@dataclass(slots=True)
class _Account:
    """The spells of one account while the lines of a file are applied to it."""

    spells: list[Spell]
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

    def _same(self, line: Line, agency: str) -> Spell | None:
        """The spell that the line is about: of the same agency, and begun on its day, or open on it."""
        hers = [spell for spell in self.spells if spell.agency == agency]
        for spell in hers:
            if line.from_on == spell.from_on or (line.to_on and line.to_on == spell.to_on and line.from_on is None):
                return spell
        day = line.from_on or (min(line.to_on, self.today) if line.to_on else self.today)
        return next((spell for spell in reversed(hers) if spell.covers(day)), None) or next(
            (spell for spell in hers if line.from_on is None and spell.from_on > self.today), None
        )

    def _end(self, line: Line, spell: Spell) -> str | Fault:
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
        fresh = Spell(agency, start, line.to_on)
        moved = holder if holder and holder.meets(fresh) else None
        wrong = self._wrong(line, fresh, moved)
        if wrong:
            return Fault(line.number, wrong)
        if moved:
            moved.to_on = start - A_DAY
        self.spells.append(fresh)
        self.touched = True
        return MOVED if moved else PLACED

    def _wrong(self, line: Line, fresh: Spell, moved: Spell | None) -> str:
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


def _standing(creditor: Creditor, keys: Iterable[str], progress: Progress) -> dict[str, list[Spell]]:
    """What stands for these accounts; a list for each that is known."""
    found: dict[str, list[Spell]] = {}
    for some in pieces(keys):
        found |= {key: [] for key in some}
        rows = Placement.objects.filter(account__creditor=creditor, account__key__in=some).order_by("from_on", "id")
        for key, id_, agency, first, last in rows.values_list("account__key", "id", "agency_id", "from_on", "to_on"):
            found[key].append(Spell(agency, first, last, id_, last))
    progress(45)
    return found


def pieces(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """In pieces that one statement takes."""
    rest = iter(things)
    while piece := tuple(islice(rest, BATCH)):
        yield piece
