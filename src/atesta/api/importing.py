"""Files of lines, read in with a dry run first: what each would do, and what is wrong with which line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from atesta.api import mine, shapes
from atesta.api.caller import Caller
from atesta.locale import Catalogue
from atesta.store import accounting, placing
from atesta.store.contact_logs import ContactLog, import_contacts
from atesta.telling.say_error import PARTS

MOST_ERRORS = 200
"""That are told one by one; `refused` counts all."""


class Fault(Protocol):
    """A line that cannot be taken; `key` has its sentences, in which {line} is the line."""

    @property
    def line(self) -> int: ...
    @property
    def key(self) -> str: ...


class Seen(Protocol):
    """What a file would do."""

    @property
    def changes(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def errors(self) -> Sequence[Fault]: ...


def placements(caller: Caller, given: shapes.ImportGiven) -> shapes.ImportOut:
    seen = placing.preview(caller.creditor, given.csv.encode(), given.mapping, mine.today(caller))
    counts = {"placed": seen.placed, "recalled": seen.recalled, "moved": seen.moved}
    return _out(
        caller,
        given,
        seen,
        counts,
        lambda: placing.take(caller.creditor, seen, None, caller.now, good_lines=given.take_good),
    )


def accounts(caller: Caller, given: shapes.ImportGiven) -> shapes.ImportOut:
    seen = accounting.preview(caller.creditor, given.csv.encode(), given.mapping, caller.now)
    counts = {"fresh": seen.fresh, "newer": seen.newer}
    return _out(
        caller,
        given,
        seen,
        counts,
        lambda: accounting.take(caller.creditor, seen, None, caller.now, good_lines=given.take_good),
    )


def contacts(caller: Caller, given: shapes.LogGiven) -> shapes.ImportOut:
    """An agency's key brings that agency's contacts, the creditor's its own."""
    log = ContactLog(given.csv.encode(), given.mapping, given.words, given.zone)
    found = import_contacts(
        caller.creditor, caller.agency, log, caller.now, dry_run=given.dry_run, good_lines=given.take_good
    )
    taken = found.new if given.dry_run or found.row is not None else 0
    return shapes.ImportOut(
        dry_run=given.dry_run,
        taken=0 if found.faults and not given.take_good else taken,
        unchanged=found.known,
        refused=len(found.faults),
        counts={},
        errors=[line_error(each, caller.words) for each in found.faults[:MOST_ERRORS]],
    )


def _out(
    caller: Caller, given: shapes.ImportGiven, seen: Seen, counts: Mapping[str, int], take: Callable[[], object]
) -> shapes.ImportOut:
    stopped = bool(seen.errors) and not given.take_good
    if not given.dry_run and not stopped:
        take()
    return shapes.ImportOut(
        dry_run=given.dry_run,
        taken=0 if stopped else seen.changes,
        unchanged=seen.unchanged,
        refused=len(seen.errors),
        counts={name: 0 if stopped else count for name, count in counts.items()},
        errors=[line_error(each, caller.words) for each in seen.errors[:MOST_ERRORS]],
    )


def line_error(fault: Fault, words: Catalogue) -> shapes.ErrorOut:
    values = {"line": fault.line, "at": getattr(fault, "at", "")}  # where in an account
    what, why, do = (words.say(f"error.{fault.key}.{part}", n=None, **values) for part in PARTS)
    return shapes.ErrorOut(id=fault.key, what=what, why=why, do=do, line=fault.line)
