"""The clock of a complaint in words: who owes what by when, who set that, and what is not known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from atesta.action.complaint.channel import Deadline, set_by
from atesta.action.complaint.clock import Clock, Due
from atesta.locale import Catalogue
from atesta.store.complaining import Reminder
from atesta.telling.say import say_day
from atesta.telling.say_fact import Told, told


@dataclass(frozen=True, slots=True)
class DueSaid:
    """`line` such as "until 30 November"; `notes`: the later day, the kind of lender, a calendar that is not known."""

    line: str
    who: str
    by: str
    told: Told
    over: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockSaid:
    """`due` in order; `waiting`: deadlines that have not begun; neither: no clock is known."""

    due: tuple[DueSaid, ...]
    waiting: tuple[DueSaid, ...]
    stale: bool
    working_days: bool


def clock_said(clock: Clock, today: date, words: Catalogue) -> ClockSaid:
    due = tuple(_due(one, today, words) for one in clock.due)
    waiting = tuple(_waiting(one, words) for one in clock.waiting)
    counted = any(one.deadline.unit.value == "working_days" for one in clock.due)
    return ClockSaid(due, waiting, clock.stale, counted)


def _due(one: Due, today: date, words: Catalogue) -> DueSaid:
    over = one.over < today
    key = "over_since" if over else "until"
    line = words.say(f"web_complaint.clock.{key}", day=say_day(one.last_day, words.lang))
    return DueSaid(
        line,
        _who(one.deadline, words),
        words.say(f"complaint_set_by.{one.set_by.value}"),
        told(one.deadline.fact, words),
        over,
        tuple(_notes(one, words)),
    )


def _notes(one: Due, words: Catalogue) -> list[str]:
    notes = []
    if one.over != one.last_day:
        notes.append(words.say("web_complaint.clock.or_later", day=say_day(one.over, words.lang)))
    if one.binds is None:
        kinds = words.say("page.listed").join(words.say(f"lender_kind.{kind.value}") for kind in one.deadline.lenders)
        notes.append(words.say("web_complaint.clock.only_for", kinds=kinds))
    if one.unsure:
        notes.append(words.say("web_complaint.clock.unsure"))
    return notes


def _waiting(deadline: Deadline, words: Catalogue) -> DueSaid:
    line = words.say(f"web_complaint.clock.begins_{deadline.begins.value}")
    return DueSaid(
        line,
        _who(deadline, words),
        words.say(f"complaint_set_by.{set_by(deadline).value}"),
        told(deadline.fact, words),
        over=False,
        notes=(),
    )


def _who(deadline: Deadline, words: Catalogue) -> str:
    who, step = (words.say(f"complaint_{what}") for what in (f"by.{deadline.by.value}", f"step.{deadline.step.value}"))
    return words.say("page.labelled", label=who, text=step)


def reminder_said(reminder: Reminder, name: str, words: Catalogue) -> str:
    """One line for the first page of the file, and for whoever reminds elsewhere."""
    day = say_day(reminder.due.last_day, words.lang)
    who = _who(reminder.due.deadline, words)
    if reminder.days < 0:
        return words.say("web_complaint.remind_over", name=name, who=who, day=day)
    if reminder.days == 0:
        return words.say("web_complaint.remind_today", name=name, who=who)
    return words.say("web_complaint.remind", name=name, who=who, day=day, n=reminder.days)
