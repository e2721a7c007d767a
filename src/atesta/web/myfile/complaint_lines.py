"""Her complaints in a list: how each stands, what runs out, what came again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from atesta.action.complaint.channel import By, load_channels
from atesta.action.complaint.clock import State
from atesta.locale import Catalogue
from atesta.store import complaining
from atesta.store.models import Complaint, File
from atesta.web.complain.clock_said import reminder_said


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """`remind` is what is due, `hers` that she has to do it; `again`: how many came since."""

    id: str
    name: str
    state: str
    on: date | None
    remind: str
    hers: bool
    again: int


def lines_of(complaints: Iterable[Complaint], words: Catalogue, now: datetime) -> tuple[ComplaintLine, ...]:
    return tuple(_line(row, words, now) for row in complaints)


def due_of(file: File, words: Catalogue, now: datetime) -> tuple[ComplaintLine, ...]:
    """Those of which there is something to say today."""
    running = file.complaints.exclude(state=State.CLOSED.value).select_related("file", "debt").order_by("made_at", "id")
    return tuple(one for one in lines_of(running, words, now) if one.remind or one.again)


def _line(row: Complaint, words: Catalogue, now: datetime) -> ComplaintLine:
    name = load_channels()[row.channel].names[words.lang]
    reminder = complaining.due_of(row, complaining.today_of(row, now))
    return ComplaintLine(
        row.id,
        name,
        row.state,
        row.filed_on,
        reminder_said(reminder, name, words) if reminder else "",
        reminder is not None and reminder.due.deadline.by is By.COMPLAINANT,
        len(complaining.again_of(row)) if row.state != State.CLOSED else 0,
    )
