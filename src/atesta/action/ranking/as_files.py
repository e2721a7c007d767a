"""The files of a snapshot: `board.json` is the whole of it, the CSV files are the same for a spreadsheet.

A board is read back from its JSON alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from atesta.action.ranking.board import Board, CampaignRow, Entry, Row, Unranked
from atesta.action.ranking.case import By, Done, Reason
from atesta.action.ranking.cells import MEASURES, Cell, Shown
from atesta.action.ranking.period import read_quarter
from atesta.action.ranking.rate import Rate, printed
from atesta.errors import FileFormatError, InputError, Where
from atesta.evidence.canonical import Json, write

SCHEMA = "atesta.board/1"
BOARD, COMPANIES, CAMPAIGNS, LOG, TOTALS = "board.json", "companies.csv", "campaigns.csv", "log.csv", "totals.csv"
COUNTED = tuple(f"{name}_{end}" for name in MEASURES for end in ("from", "to"))
"""A count as its least and its most: equal where it is told as it is."""
COMPANY_FIELDS = (
    *("place", "company", *COUNTED, "contacts", "contacts_source", "rate", "rate_from", "rate_to"),
    *("rank_from", "rank_to", "why_unranked", "decided_by", "held", "reply"),
)
CAMPAIGN_FIELDS = ("place", "company", "campaign", *COUNTED)
LOG_FIELDS = ("on", "what", "reason", "by", "place", "company")
TOTAL_FIELDS = ("place", "companies", *MEASURES)


@dataclass(frozen=True, slots=True)
class Total:
    """Of one country: how many firms are listed, and the sums of the counts that are told as they are."""

    place: str
    companies: int
    received: int
    answered: int
    upheld: int


def totals(board: Board) -> tuple[Total, ...]:
    found = []
    for place in sorted({row.place for row in board.rows}):
        rows = [row for row in board.rows if row.place == place]
        found.append(Total(place, len(rows), *(_sum(rows, name) for name in MEASURES)))
    return tuple(found)


def _sum(rows: Iterable[Row], name: str) -> int:
    cells: list[Cell] = [getattr(row.counts, name) for row in rows if row.counts]
    return sum(cell.low for cell in cells if cell.exact)


def board_files(board: Board) -> dict[str, bytes]:
    """Every file that follows from the board alone, by name."""
    return {
        BOARD: write(board_json(board)) + b"\n",
        COMPANIES: _csv(COMPANY_FIELDS, map(_company_cells, board.rows)),
        CAMPAIGNS: _csv(CAMPAIGN_FIELDS, map(_campaign_cells, board.campaigns)),
        LOG: _csv(LOG_FIELDS, ([str(getattr(entry, name)) for name in LOG_FIELDS] for entry in board.log)),
        TOTALS: _csv(TOTAL_FIELDS, ([str(getattr(total, name)) for name in TOTAL_FIELDS] for total in totals(board))),
    }


def board_json(board: Board) -> dict[str, Json]:
    return {
        "schema": SCHEMA,
        "period": str(board.period),
        "version": board.version,
        "as_of": board.as_of.isoformat(),
        "demo": board.demo,
        "companies": [_row_json(row) for row in board.rows],
        "campaigns": [
            {"place": row.place, "company": row.company, "campaign": row.campaign, **_counts_json(row.counts)}
            for row in board.campaigns
        ],
        "log": [{name: str(getattr(entry, name)) for name in LOG_FIELDS} for entry in board.log],
        "totals": [{name: getattr(total, name) for name in TOTAL_FIELDS} for total in totals(board)],
    }


def _row_json(row: Row) -> dict[str, Json]:
    rate = row.rate
    return {
        "place": row.place,
        "company": row.company,
        **(_counts_json(row.counts) if row.counts else dict.fromkeys(MEASURES)),
        "contacts": row.contacts or None,
        "contacts_source": row.source,
        "rate": printed(rate.at) if rate and rate.at is not None else None,
        "rate_from": printed(rate.low) if rate else None,
        "rate_to": printed(rate.high) if rate else None,
        "rank_from": row.rank[0] if row.rank else None,
        "rank_to": row.rank[1] if row.rank else None,
        "why_unranked": row.why.value if row.why else None,
        "decided_by": list(row.bodies),
        "held": row.held,
        "replies": [{"on": on.isoformat(), "text": text} for on, text in row.replies],
    }


def _counts_json(counts: Shown) -> dict[str, Json]:
    cells: dict[str, Cell] = {name: getattr(counts, name) for name in MEASURES}
    return {name: {"from": cell.low, "to": cell.high} for name, cell in cells.items()}


def _company_cells(row: Row) -> list[str]:
    told = _row_json(row)
    counts = _counted_cells(row.counts) if row.counts else [""] * len(COUNTED)
    rest = [_cell(told[name]) for name in COMPANY_FIELDS[2 + len(COUNTED) : -3]]
    reply = " | ".join(f"{on}: {text}" for on, text in row.replies)
    return [row.place, row.company, *counts, *rest, " ".join(row.bodies), "held" if row.held else "", reply]


def _campaign_cells(row: CampaignRow) -> list[str]:
    return [row.place, row.company, row.campaign, *_counted_cells(row.counts)]


def _counted_cells(counts: Shown) -> list[str]:
    cells: list[Cell] = [getattr(counts, name) for name in MEASURES]
    return [str(end) for cell in cells for end in (cell.low, cell.high)]


def _cell(value: Json) -> str:
    return "" if value is None else str(value)


def _csv(fields: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell for cell in row] for row in rows)
    return out.getvalue().encode()


def read_board(data: bytes, name: str) -> Board:
    """A board from its JSON. Raises FileFormatError where it is none; whether the bytes are the one writing of it sees
    whoever writes it again."""
    try:
        return _board(json.loads(data))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, InputError) as error:
        raise board_not_whole(name) from error


def _board(told: Mapping[str, Any]) -> Board:
    if told["schema"] != SCHEMA:
        raise ValueError("another schema")
    return Board(
        read_quarter(told["period"]),
        int(told["version"]),
        date.fromisoformat(told["as_of"]),
        tuple(_row(row) for row in told["companies"]),
        tuple(CampaignRow(row["place"], row["company"], row["campaign"], _shown(row)) for row in told["campaigns"]),
        tuple(_entry(row) for row in told["log"]),
        bool(told["demo"]),
    )


def _row(told: Mapping[str, Any]) -> Row:
    return Row(
        told["place"],
        told["company"],
        _shown(told) if told["received"] else None,
        told["contacts"] or 0,
        told["contacts_source"],
        _rate(told),
        (told["rank_from"], told["rank_to"]) if told["rank_from"] else None,
        Unranked(told["why_unranked"]) if told["why_unranked"] else None,
        tuple(told["decided_by"]),
        told["held"],
        tuple((date.fromisoformat(reply["on"]), reply["text"]) for reply in told["replies"]),
    )


def _shown(told: Mapping[str, Any]) -> Shown:
    return Shown(*(Cell(told[name]["from"], told[name]["to"]) for name in MEASURES))


def _rate(told: Mapping[str, Any]) -> Rate | None:
    if told["rate_from"] is None:
        return None
    at, low, high = (None if told[each] is None else _figure(told[each]) for each in ("rate", "rate_from", "rate_to"))
    return Rate(at, low or 0, high or 0)


def _figure(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 10_000 + int(rest)


def _entry(told: Mapping[str, str]) -> Entry:
    on, what = date.fromisoformat(told["on"]), Done(told["what"])
    return Entry(on, told["place"], told["company"], what, Reason(told["reason"]), By(told["by"]))


def board_not_whole(name: str) -> FileFormatError:
    return FileFormatError(
        f"{name}: this is not a whole snapshot of a board.",
        "What is published must say the same in each of its files.",
        "Make it again with atesta rank.",
        key="board_not_whole",
        where=Where.of(name),
    )
