"""The board of a quarter: every firm's counts, and a place among others where its contacts are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from atesta.action.ranking.burst import held
from atesta.action.ranking.campaigns import shown_campaigns
from atesta.action.ranking.case import (
    Adjudicator,
    By,
    Contacts,
    Decision,
    Done,
    Evidence,
    Outcome,
    RankCase,
    Reason,
    Reply,
)
from atesta.action.ranking.cells import SMALLEST, Count, Shown, shown_firm
from atesta.action.ranking.late import Block, settled
from atesta.action.ranking.once import once
from atesta.action.ranking.order import places
from atesta.action.ranking.period import Quarter, quarter_of
from atesta.action.ranking.rate import Rate, rate_of
from atesta.errors import InputError

FEWEST_CONTACTS = 1000
"""Under it neither a rate per 1,000 nor a count is told: so few contacts reach few people, who know each other."""


class Unranked(StrEnum):
    """Why a firm has no place among the others."""

    CONTACTS_UNKNOWN = "contacts_unknown"
    CONTACTS_FEW = "contacts_few"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Row:
    """A firm. `counts` None: not told (`why` says why). `contacts` 0: unknown, or too few to be told. `rate` and
    `rank` (best and worst place) None where there is none. `bodies`: kinds of body that decided five or more of the
    cases. `held`: a burst of undecided cases is not counted yet."""

    place: str
    company: str
    counts: Shown | None
    contacts: int
    source: str
    rate: Rate | None
    rank: tuple[int, int] | None
    why: Unranked | None
    bodies: tuple[str, ...] = ()
    held: bool = False
    replies: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign or event of a firm: counts only, because nobody knows how many contacts belong to it."""

    place: str
    company: str
    campaign: str
    counts: Shown


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A line of the public log. `company` is empty where its name would tell that somebody complained."""

    on: date
    place: str
    company: str
    what: Done
    reason: Reason
    by: By


@dataclass(frozen=True, slots=True)
class Board:
    """What is published of a quarter. `version` counts from 1; `as_of` is the day on which its cases were counted."""

    period: Quarter
    version: int
    as_of: date
    rows: tuple[Row, ...]
    campaigns: tuple[CampaignRow, ...]
    log: tuple[Entry, ...]
    demo: bool = False


@dataclass(slots=True)
class _Firm:
    """What is known of a firm while its row is made."""

    cases: list[RankCase] = field(default_factory=list)
    before: list[date] = field(default_factory=list)
    contacts: Contacts | None = None
    removed: bool = False
    released: bool = False
    replies: list[Reply] = field(default_factory=list)


Key = tuple[str, str]
"""Place and company."""


def make_board(
    cases: Sequence[RankCase],
    contacts: Mapping[Key, Contacts],
    period: Quarter,
    as_of: date,
    replies: Iterable[Reply] = (),
    decisions: Iterable[Decision] = (),
    earlier: Sequence[Board] = (),
    demo: bool = False,
) -> Board:
    """The board of `period` as counted on `as_of`. `contacts` are those of the period; `earlier` every version of it
    that was published, oldest first. Raises InputError for a quarter that is not over, and for a decision about a case
    that is not there."""
    if as_of <= period.last:
        raise _not_over(period)
    taken = tuple(decision for decision in decisions if decision.period == period and decision.on <= as_of)
    firms = _firms(_left_in(cases, taken, period), contacts, period, replies, taken)
    entries = {_entry(decision) for decision in taken}
    told = [blocks_of(board) for board in earlier]
    rows, campaigns = [], list[CampaignRow]()
    for key, firm in sorted(firms.items(), key=lambda item: item[0]):
        row, some = _row(key, firm, period, as_of, [blocks[key] for blocks in told if key in blocks])
        rows.append(row)
        campaigns += some
        if row.held:
            entries.add(Entry(_last_held(key, earlier) or as_of, *key, Done.HELD, Reason.BURST, By.RULE))
    listed = [row for row in rows if row.contacts or row.why is not Unranked.CONTACTS_UNKNOWN or _told(row)]
    log = _log(entries, listed, earlier)
    return Board(period, len(earlier) + 1, as_of, _ranked(listed), tuple(campaigns), log, demo)


def _left_in(cases: Sequence[RankCase], decisions: Iterable[Decision], period: Quarter) -> Iterable[RankCase]:
    removed = {decision.case: decision for decision in decisions if decision.case}
    if not removed:
        return cases
    there = {case.id: case for case in cases if case.id in removed}
    for id_, decision in removed.items():
        case = there.get(id_)
        wanted = (period, decision.place, decision.company)
        if case is None or (quarter_of(case.received_on), case.place, case.company) != wanted:
            raise _no_such_case()
    return [case for case in cases if case.id not in removed]


def _firms(
    cases: Iterable[RankCase],
    contacts: Mapping[Key, Contacts],
    period: Quarter,
    replies: Iterable[Reply],
    decisions: Iterable[Decision],
) -> dict[Key, _Firm]:
    firms: dict[Key, _Firm] = {}
    first, last = period.first, period.last
    for case in once(case for case in cases if case.received_on <= last):
        key = (case.place, case.company)
        firm = firms.get(key) or firms.setdefault(key, _Firm())
        if case.received_on >= first:
            firm.cases.append(case)
        else:
            firm.before.append(case.received_on)
    for key, count in contacts.items():
        firms.setdefault(key, _Firm()).contacts = count
    for reply in replies:
        if (reply.place, reply.company) in firms:
            firms[reply.place, reply.company].replies.append(reply)
    for decision in decisions:
        firm = firms.setdefault((decision.place, decision.company), _Firm())
        firm.removed = firm.removed or decision.what is Done.ROW_REMOVED
        firm.released = firm.released or decision.what is Done.RELEASED
    return firms


def _row(
    key: Key, firm: _Firm, period: Quarter, as_of: date, earlier: Sequence[Block]
) -> tuple[Row, tuple[CampaignRow, ...]]:
    contacts, replies = firm.contacts, tuple(sorted((reply.on, reply.text) for reply in firm.replies))
    if firm.removed:
        return Row(*key, None, 0, "", None, None, Unranked.REMOVED, replies=replies), ()
    if contacts is not None and contacts.count < FEWEST_CONTACTS:
        return Row(*key, None, 0, contacts.source, None, None, Unranked.CONTACTS_FEW, replies=replies), ()
    waiting = frozenset() if firm.released else held(firm.cases, firm.before, period)
    counted = [case for case in firm.cases if case.id not in waiting]
    block = settled(_block(counted, as_of), earlier)
    row = Row(
        *key,
        block.whole,
        contacts.count if contacts else 0,
        contacts.source if contacts else "",
        rate_of(block.whole.upheld, contacts.count) if contacts else None,
        None,
        None if contacts else Unranked.CONTACTS_UNKNOWN,
        _bodies(counted) if block.whole.received.low >= SMALLEST else (),
        bool(waiting),
        replies,
    )
    return row, tuple(CampaignRow(*key, name, counts) for name, counts in sorted(block.campaigns.items()))


def _block(cases: Sequence[RankCase], as_of: date) -> Block:
    """Numbers of a firm and of its campaigns, as far as one snapshot may tell them."""
    campaigns: dict[str, list[RankCase]] = {}
    for case in cases:
        if case.campaign:
            campaigns.setdefault(case.campaign, []).append(case)
    whole = _count(cases, as_of)
    return Block(
        shown_firm(whole), shown_campaigns(whole, {name: _count(some, as_of) for name, some in campaigns.items()})
    )


def _count(cases: Sequence[RankCase], as_of: date) -> Count:
    """Upheld counts where there is evidence beside the complainant's own account."""
    answered = upheld = 0
    for case in cases:
        if case.answered_on is not None and case.answered_on <= as_of:
            answered += 1
        if case.outcome is Outcome.UPHELD and case.evidence is not Evidence.TYPED:
            upheld += 1
    return Count(len(cases), answered, upheld)


def _bodies(cases: Iterable[RankCase]) -> tuple[str, ...]:
    decided: dict[Adjudicator, int] = {}
    for case in cases:
        if case.by is not None:
            decided[case.by] = decided.get(case.by, 0) + 1
    return tuple(sorted(by.value for by, count in decided.items() if count >= SMALLEST))


def blocks_of(board: Board) -> dict[Key, Block]:
    """What a board tells of each firm whose counts it tells."""
    campaigns: dict[Key, dict[str, Shown]] = {}
    for each in board.campaigns:
        campaigns.setdefault((each.place, each.company), {})[each.campaign] = each.counts
    return {
        key: Block(row.counts, campaigns.get(key, {}))
        for row in board.rows
        if row.counts is not None and (key := (row.place, row.company))
    }


def _ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Within each country the firms whose rate is known, the most complained about first; the others after them."""
    made: list[Row] = []
    for place in sorted({row.place for row in rows}):
        here = [row for row in rows if row.place == place]
        rated = [(row, row.rate) for row in here if row.rate is not None]
        ranks = places([(rate.low, rate.high) for _, rate in rated])
        told = [replace(row, rank=rank) for (row, _), rank in zip(rated, ranks, strict=True)]
        made += sorted(told, key=_order)
        made += sorted((row for row in here if row.rate is None), key=_unrated_order)
    return tuple(made)


def _order(row: Row) -> tuple[int, int, str]:
    best, worst = row.rank or (0, 0)
    return best + worst, best, row.company


def _unrated_order(row: Row) -> tuple[int, str]:
    return -(row.counts.received.low if row.counts else 0), row.company


def _told(row: Row) -> bool:
    return row.counts is not None and row.counts.received.low >= SMALLEST


def _entry(decision: Decision) -> Entry:
    return Entry(decision.on, decision.place, decision.company, decision.what, decision.reason, decision.by)


def _log(entries: Iterable[Entry], rows: Iterable[Row], earlier: Sequence[Board]) -> tuple[Entry, ...]:
    """What was in it stays in it. A removed case names its firm only where the firm's count is told anyway."""
    named = {(row.place, row.company) for row in rows if _told(row)}
    kept = {entry for board in earlier for entry in board.log}
    new = {entry if _may_name(entry, named) else replace(entry, company="") for entry in entries}
    return tuple(sorted(kept | new))


def _may_name(entry: Entry, named: set[Key]) -> bool:
    return entry.what is not Done.CASE_REMOVED or (entry.place, entry.company) in named


def _last_held(key: Key, earlier: Sequence[Board]) -> date | None:
    """The day on which the hold was told first."""
    wanted = (*key, Done.HELD)
    return min(
        (each.on for board in earlier for each in board.log if (each.place, each.company, each.what) == wanted),
        default=None,
    )


def _not_over(period: Quarter) -> InputError:
    return InputError(
        "The quarter is not over.",
        "A board of open days would change with each complaint, and each change would be a person.",
        "Wait for its end.",
        key="rank_not_over",
        period=str(period),
    )


def _no_such_case() -> InputError:
    return InputError(
        "A decision removes a case that is not among the cases of that firm and quarter.",
        "The public log would tell of a removal that nothing was removed by.",
        "Correct its id, firm or quarter; the case stays in the file of cases.",
        key="rank_no_such_case",
    )
