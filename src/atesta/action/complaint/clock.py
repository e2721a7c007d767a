"""What is owed on a complaint, by whom and by when: counted from the channel's deadlines, never invented.

The day from which is counted is not itself counted. A month ends on the day of the same number, or on the month's last
where it has none. Working days are Monday to Friday without the national holidays of the place; China's swapped working
Saturdays and Sundays count where the calendar library has them, and `unsure` says where it has not. Regional holidays
are not known to us, nor does any of our sources say for every place that a last day moves when it is not a working
day: so `last_day` is the earlier one, which she should keep, and `over` the later one, before which nobody is called
late. "No clock known" is an answer: `Clock.known`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from atesta.action.complaint.channel import (
    Begins,
    By,
    Deadline,
    SetBy,
    Step,
    Unit,
    channels_of,
    expired,
    set_by,
)
from atesta.action.complaint.working_days import add_working_days, next_working_day, swaps_known
from atesta.contact.account import LenderKind

MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}
DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}


class State(StrEnum):
    """Of a complaint. REOPENED runs like FILED."""

    PREPARED = "prepared"
    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Filing:
    """One complaint as far as a clock asks. Days are None where they did not come or nobody said which."""

    channel: str
    place: str
    lender: LenderKind
    state: State
    filed_on: date | None = None
    accepted_on: date | None = None
    forwarded_on: date | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline with its day. `hours`: it is shorter than a day, and the day is all that is told. `over`: from the
    day after it somebody is late. `binds` None: only if the lender is of a kind that nobody knows yet. `unsure`: the
    calendar of a year that it touches is not known yet."""

    deadline: Deadline
    begins_on: date
    last_day: date
    over: date
    set_by: SetBy
    binds: bool | None
    unsure: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """`due` by day. `waiting`: deadlines whose first day has not come or was not told. `stale`: the channel was looked
    up too long ago."""

    due: tuple[Due, ...] = ()
    waiting: tuple[Deadline, ...] = ()
    stale: bool = False

    @property
    def known(self) -> bool:
        return bool(self.due or self.waiting)

    def next_due(self, today: date) -> Due | None:
        """The first that is not over; None where all are, or there is none."""
        return next((due for due in self.due if due.over >= today), None)

    def overdue(self, today: date) -> tuple[Due, ...]:
        return tuple(due for due in self.due if due.over < today)


_DONE: dict[State, frozenset[Step]] = {
    State.ACCEPTED: frozenset({Step.ACCEPT}),
    State.REFUSED: frozenset(Step) - {Step.COMPLETE},
    State.ANSWERED: frozenset({Step.ACCEPT, Step.FORWARD, Step.ANSWER, Step.DECIDE}),
}
"""What the other side need not do any more in this state."""


def clock_of(filing: Filing, today: date) -> Clock:
    """The deadlines that run, as the channel's data has them. A closed complaint has none; one that is not handed in
    has only those that she must keep herself."""
    found = next((one for one in channels_of(filing.place) if one.id == filing.channel), None)
    if found is None or filing.state is State.CLOSED:
        return Clock()
    open_ = tuple(one for one in found.deadlines if _runs(one, filing))
    due = sorted(_counted(open_, filing), key=lambda one: (one.last_day, one.deadline.fact.name))
    waiting = tuple(one for one in open_ if _first(one.begins, filing) is None and _may_begin(one.begins, filing))
    return Clock(tuple(due), waiting, expired(found, today))


def _runs(deadline: Deadline, filing: Filing) -> bool:
    if deadline.binds(filing.lender) is False or deadline.begins is Begins.ELSEWHERE:
        return False
    if deadline.begins is Begins.EVENT:
        return filing.state is State.PREPARED  # handed in is in time, or is told by whoever refuses it
    if filing.state is State.PREPARED:
        return False
    if deadline.by is By.COMPLAINANT:
        return True
    return deadline.step not in _DONE.get(filing.state, frozenset())


def _first(begins: Begins, filing: Filing) -> date | None:
    return {
        Begins.FILED: filing.filed_on,
        Begins.ACCEPTED: filing.accepted_on,
        Begins.FORWARDED: filing.forwarded_on,
        Begins.ANSWERED: filing.answered_on,
        Begins.ASKED: filing.asked_on,
        Begins.EVENT: filing.happened_on,
        Begins.ELSEWHERE: None,
    }[begins]


def _may_begin(begins: Begins, filing: Filing) -> bool:
    """What was refused or answered is not waited for any more; what comes only if it is asked is not announced."""
    coming = begins in (Begins.ACCEPTED, Begins.FORWARDED, Begins.EVENT)
    return coming and filing.state not in (State.REFUSED, State.ANSWERED)


def _counted(deadlines: Iterable[Deadline], filing: Filing) -> Iterator[Due]:
    for deadline in deadlines:
        first = _first(deadline.begins, filing)
        if first is not None:
            yield due_on(deadline, first, filing.place, filing.lender)


def due_on(deadline: Deadline, first: date, place: str, lender: LenderKind) -> Due:
    """`first` is the day from which is counted, and is not counted itself."""
    last = last_day(first, deadline.within, deadline.unit, place)
    over = next_working_day(last, place)
    unsure = place == "CN" and not all(map(swaps_known, range(first.year, over.year + 1)))
    asks = deadline.unit is Unit.WORKING_DAYS or over != last
    return Due(deadline, first, last, over, set_by(deadline), deadline.binds(lender), unsure and asks)


def last_day(first: date, within: int, unit: Unit, place: str) -> date:
    """The last day of a span that begins after `first`. Hours end with the day in which the last of them lies."""
    match unit:
        case Unit.HOURS:
            return first + timedelta(days=-(-within // 24))
        case Unit.WORKING_DAYS:
            return add_working_days(first, within, place)
        case Unit.DAYS | Unit.WEEKS:
            return first + timedelta(days=within * DAYS[unit])
        case Unit.MONTHS | Unit.YEARS:
            return after_months(first, within * MONTHS[unit])


def after_months(day: date, months: int) -> date:
    """The same number in the month so many later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
