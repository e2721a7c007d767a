"""What a board does not tell, firm by firm, and why: for whoever looks at it before it is published. Never public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from atesta.action.ranking.board import Board, Row, Unranked
from atesta.action.ranking.case import RankCase
from atesta.action.ranking.cells import FEW


class Why(StrEnum):
    """`not_listed`: under five, and nobody knows the contacts. `few`: under five. `nearly_all`: what is told of the
    upheld ones leaves fewer than five. `part`: a part of the row is under five, or all but fewer than five. `kept`: the
    change since an earlier version is under five, so that one's numbers stay."""

    NOT_LISTED = "not_listed"
    REMOVED = "removed"
    CONTACTS_FEW = "contacts_few"
    CONTACTS_UNKNOWN = "contacts_unknown"
    FEW = "few"
    NEARLY_ALL = "nearly_all"
    PART = "part"
    KEPT = "kept"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Hidden:
    place: str
    company: str
    why: Why


def hidden(board: Board, cases: Iterable[RankCase], alone: Board) -> tuple[Hidden, ...]:
    """`alone`: the same made as if nothing had been published before. In the order of place and name."""
    first, last = board.period.first, board.period.last
    rows = {(row.place, row.company): row for row in board.rows}
    fresh = {(row.place, row.company): row for row in alone.rows}
    firms = {(case.place, case.company) for case in cases if first <= case.received_on <= last} | rows.keys()
    return tuple(Hidden(*key, why) for key in sorted(firms) for why in _of(rows.get(key), fresh.get(key)))


def _of(row: Row | None, fresh: Row | None) -> Iterator[Why]:
    if row is None:
        yield Why.NOT_LISTED
        return
    if row.why is not None:
        yield {
            Unranked.REMOVED: Why.REMOVED,
            Unranked.CONTACTS_FEW: Why.CONTACTS_FEW,
            Unranked.CONTACTS_UNKNOWN: Why.CONTACTS_UNKNOWN,
        }[row.why]
    if row.held:
        yield Why.HELD
    counts = row.counts
    if counts is None:
        return
    if counts.received == FEW:
        yield Why.FEW
    elif not counts.received.exact:
        yield Why.NEARLY_ALL
    elif not (counts.answered.exact and counts.upheld.exact):
        yield Why.PART
    if fresh is not None and fresh.counts != counts:
        yield Why.KEPT
