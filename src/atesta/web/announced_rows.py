"""What was announced before it was made, as a page shows it: to the creditor of each house, to an agency of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from atesta.locale import Catalogue
from atesta.store.gate_outcomes import is_silent, odd
from atesta.store.models import Agency, Announcement
from atesta.store.overview import AGAINST, Announced
from atesta.telling.say_gate import say_odd
from atesta.web.sent.said import why_of
from atesta.web.wordings import zone_of

MOST = 100
OUTCOMES = {
    "text": ("delivered", "not_made"),
    "call": ("conversation", "no_answer", "voicemail", "refused", "not_made"),
}
"""What can come of each kind, of those in store.gating."""


@dataclass(frozen=True, slots=True)
class AnnouncedRow:
    """One announcement, without its text, which nobody keeps. `against`: answers of its claims that stand against it,
    as a reader says them. `wording`: the id of the approved one that its text is, "" of none. `outcome` is what came of
    it, as a reader says it, at `happened_at`; `odd`: what is to be looked at in that report (store.gating); `silent`:
    its time is over and nobody reported it. `mine`: announced by
    the firm that looks; then an `open` call may be hung up, and one of the `outcomes` (value, said) reported, as long
    as there is no `outcome`."""

    id: str
    at: datetime
    who: str
    kind: str
    channel: str
    purpose: str
    tail: str
    opens_at: datetime | None
    closes_at: datetime | None
    against: tuple[str, ...]
    withdrawn_at: datetime | None
    withdrawn_why: str
    outcome: str
    happened_at: datetime | None
    odd: tuple[str, ...]
    silent: bool
    mine: bool
    open: bool
    outcomes: tuple[tuple[str, str], ...]
    wording: str


@dataclass(frozen=True, slots=True)
class HouseAnnounced:
    """`against` are (answer as a reader says it, count), only what there is."""

    who: str
    told: Announced
    against: tuple[tuple[str, int], ...]


def house_announced(who: str, told: Announced, words: Catalogue) -> HouseAnnounced:
    some = ((answer, told.against.get(answer, 0)) for answer in AGAINST)
    return HouseAnnounced(
        who, told, tuple((words.say(f"truth_answer.{answer}"), count) for answer, count in some if count)
    )


def newest(
    rows: QuerySet[Announcement], words: Catalogue, agency: Agency | None, now: datetime
) -> tuple[AnnouncedRow, ...]:
    """`agency`: whose page it is, None the creditor's own."""
    found = rows.select_related("creditor", "agency", "account", "ask").order_by("-at", "-id")
    return tuple(row_of(row, words, agency, now) for row in found[:MOST])


def row_of(row: Announcement, words: Catalogue, agency: Agency | None, now: datetime) -> AnnouncedRow:
    zone = zone_of(row.creditor.place)

    def there(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    mine, outcome = row.agency_id == (agency.id if agency else None), row.ask.outcome if row.ask else ""
    may = OUTCOMES[row.kind] if mine and row.ask and row.ask.reported_at is None else ()
    return AnnouncedRow(
        row.id,
        row.at.astimezone(zone),
        row.agency.name if row.agency else words.say("wordings.own"),
        row.kind,
        row.channel,
        row.purpose,
        row.account.tail if row.account else "",
        there(row.opens_at),
        there(_closes(row)),
        tuple(_against(row, words)),
        there(row.withdrawn_at),
        why_of(row.withdrawn_why, words),
        words.say(f"announced_outcome.{outcome}") if outcome else "",
        there(row.ask.happened_at) if row.ask else None,
        tuple(say_odd(name, words) for name in odd(row.ask)) if row.ask else (),
        row.ask is not None and is_silent(row.ask, now),
        mine,
        mine and row.closed_at is None and row.closes_at is not None and row.closes_at > now,
        tuple((each, words.say(f"announced_outcome.{each}")) for each in may),
        row.wording_id or "",
    )


def _closes(row: Announcement) -> datetime | None:
    """What was reported before its window opened keeps the window that was announced."""
    hung_up = row.closed_at if row.closed_at and row.opens_at and row.closed_at >= row.opens_at else None
    return hung_up or row.closes_at


def _against(row: Announcement, words: Catalogue) -> list[str]:
    said = [
        words.say(
            "page.labelled",
            label=words.say(f"web_complaint.finding.{claim['kind']}"),
            text=words.say(f"truth_answer.{claim['answer']}"),
        )
        for claim in row.claims
        if claim["answer"] in AGAINST
    ]
    return list(dict.fromkeys(said))
