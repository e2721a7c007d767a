"""What the pages of a case show: its head and clock, its exhibits, each finding in its place with what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.packet.words import words_in
from atesta.locale import Catalogue
from atesta.store import casework
from atesta.store.models import Case, CaseEvent, CaseFinding, Evidence
from atesta.store.stamping import State as StampState
from atesta.store.stamping import of_seal
from atesta.store.to_core import moment_of
from atesta.telling.say import say_day, say_moment
from atesta.web.desk import desk
from atesta.web.kept_record import record_of, seal_of
from atesta.web.show import words_of
from atesta.web.staff_cases import due_said


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """`seal` is a word of [desk_seal]; `stamped` when an outside time stands behind it."""

    number: int
    when: str
    channel: str
    sender: str
    text: str
    kept: str
    digest: str
    seal: str
    stamped: bool
    provenance: str


@dataclass(frozen=True, slots=True)
class Said:
    """One step: a decision of ours, a reply of the agency, or (`hers`) what she said in her file."""

    who: str
    word: str
    text: str
    late: bool
    at: datetime
    hers: bool = False


@dataclass(frozen=True, slots=True)
class FindingRow:
    """`exhibit` 0: what the complaint itself says. `before` and `after` are what stands around the quote in
    its sentence."""

    id: str
    number: int
    named: str
    quote: str
    before: str
    after: str
    rule: str
    cites: tuple[str, ...]
    exhibit: int
    decision: str
    decided: Said | None
    replies: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a case says first."""

    id: str
    intake: str
    place: str
    body: str
    reference: str
    agency: str
    person: str
    received_on: date
    state: str
    clock: str
    over: bool


def head_of(case: Case, now: datetime, words: Catalogue) -> Head:
    clock, over = due_said(case, casework.today_at(case.place, now), words)
    return Head(
        case.id,
        case.intake,
        case.place,
        case.body,
        case.reference,
        case.agency,
        case.person,
        case.received_on,
        case.state,
        clock,
        over,
    )


def why_of(case: Case, words: Catalogue) -> str:
    return words.say("desk_case.look_reason", day=say_day(case.received_on, words.lang))


def back_to(request: HttpRequest, page: str, case: Case) -> HttpResponse:
    return redirect(page, lang=words_of(request).lang, case=case.id)


# --- what it rests on ------------------------------------------------------------------------------------------------


def exhibit_of(exhibit: Evidence, now: datetime, words: Catalogue) -> ExhibitRow:
    contact = exhibit.contact
    at = moment_of(contact)
    record = record_of(contact.original) if contact.original else None
    stamp = of_seal(seal_of(contact.original), None, now) if contact.original and record else None
    return ExhibitRow(
        exhibit.number,
        say_moment(at, words.lang) if at else words.say("desk_case.time_unknown"),
        contact.channel,
        contact.sender,
        contact.text,
        exhibit.kept,
        exhibit.digest,
        record.answer if record else "none",
        stamp is not None and stamp.state in (StampState.STAMPED, StampState.UNKNOWN),
        contact.provenance,
    )


def findings_of(case: Case, shown: tuple[Evidence, ...], words: Catalogue) -> tuple[FindingRow, ...]:
    """Those about a contact that she took back are not there."""
    texts = {one.id: one for one in shown}
    rows = case.findings.prefetch_related("events__by").order_by("number", "id")
    return tuple(
        _finding(row, texts.get(row.evidence_id or ""), words)
        for row in rows
        if row.evidence_id is None or row.evidence_id in texts
    )


def _finding(row: CaseFinding, exhibit: Evidence | None, words: Catalogue) -> FindingRow:
    events = sorted(row.events.all(), key=lambda event: (event.at, event.id))
    decided = [event for event in events if event.kind == "decided"]
    before, after = _around(row, exhibit)
    return FindingRow(
        row.id,
        row.number,
        named(row, words),
        row.quote,
        before,
        after,
        f"{row.rule} · {row.version}" if row.rule else "",
        tuple(row.cites),
        exhibit.number if exhibit else 0,
        row.decision,
        said_of(decided[-1]) if decided else None,
        tuple(said_of(event) for event in events if event.kind == "replied"),
    )


AROUND = 60
_SENTENCE_END = re.compile(r"[。！？；!?;\n]+|\.(?=\s)")


def _around(row: CaseFinding, exhibit: Evidence | None) -> tuple[str, str]:
    text = exhibit.contact.text if exhibit and row.turn is None else ""
    if row.start is None or row.end is None or text[row.start : row.end] != row.quote:
        return "", ""
    before, after = text[max(0, row.start - AROUND) : row.start], text[row.end : row.end + AROUND]
    ended, ends = list(_SENTENCE_END.finditer(before)), _SENTENCE_END.search(after)
    return before[ended[-1].end() if ended else 0 :].lstrip(), after[: ends.end() if ends else None].rstrip()


def named(row: CaseFinding, words: Catalogue) -> str:
    """A label, a kind of claim, or the title of a rule; the rule's id where this version of the rules has none."""
    if words.has(f"label.{row.kind}"):
        return words.say(f"label.{row.kind}")
    kind = row.kind.removeprefix("claim.")
    letters = words_in(words.lang)
    if kind != row.kind and letters.has(f"finding.{kind}"):
        return letters.say(f"finding.{kind}")
    try:
        return desk().rulebook.rule(row.rule).titles[words.lang].rstrip(".。")
    except KeyError:
        return row.rule or kind


def said_of(event: CaseEvent) -> Said:
    hers = event.by_id is None and event.ask_id is None
    return Said(event.by.login if event.by else "", event.word or event.kind, event.text, event.late, event.at, hers)
