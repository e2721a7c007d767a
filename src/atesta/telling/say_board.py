"""The board in words: for the terminal, the page and the feeds. Data in, sentences out; nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atesta.action.ranking.as_files import Total, totals
from atesta.action.ranking.board import Board, CampaignRow, Entry, Row
from atesta.action.ranking.cells import MEASURES, Cell, Shown
from atesta.action.ranking.period import Quarter
from atesta.action.ranking.rate import UNIT, printed
from atesta.locale import Catalogue
from atesta.telling.say import say_day
from atesta.telling.visible import visible

METHOD = ("what", "who", "rate", "place", "few", "limits", "burst", "change")
SOURCES = frozenset({"register", "regulator", "carrier", "audit", "creditor", "company"})
"""Words of a contacts file for who counted them (docs/files.md)."""
MOST_ROWS = 60
"""Firms, and campaigns, shown of one country; the CSV files have all."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where dot and line stand, in percent of the scale. `at` empty: no dot."""

    low: str
    width: str
    at: str


@dataclass(frozen=True, slots=True)
class FirmSaid:
    """One firm. `counts` received, answered, upheld; empty where none are told. `rank` empty: no place."""

    company: str
    counts: tuple[str, ...]
    rank: str
    rank_of: str
    rate: str
    rate_short: str
    span: str
    strip: Strip | None
    notes: tuple[str, ...]
    replies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CampaignSaid:
    company: str
    campaign: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """One country. `ticks`: figure and where it stands, in percent; `more` firms are in the CSV alone."""

    place: str
    ranked: tuple[FirmSaid, ...]
    unranked: tuple[FirmSaid, ...]
    campaigns: tuple[CampaignSaid, ...]
    totals: str
    ticks: tuple[tuple[str, str], ...]
    more: int
    more_campaigns: int

    @property
    def tables(self) -> tuple[tuple[FirmSaid, ...], ...]:
        return tuple(firms for firms in (self.ranked, self.unranked) if firms)


@dataclass(frozen=True, slots=True)
class BoardSaid:
    title: str
    counted: str
    demo: bool
    places: tuple[PlaceSaid, ...]
    log: tuple[str, ...]


def say_board(board: Board, words: Catalogue, most: int = MOST_ROWS) -> BoardSaid:
    return BoardSaid(
        words.say("board.of", quarter=say_quarter(board.period, words)),
        words.say("board.counted", day=say_day(board.as_of, words.lang), n=board.version),
        board.demo,
        tuple(_place(board, total, words, most) for total in totals(board)),
        tuple(_entry(entry, words) for entry in reversed(board.log)),
    )


def say_quarter(quarter: Quarter, words: Catalogue) -> str:
    return words.say(f"board_quarter.{quarter.number}", year=quarter.year)


def say_method(words: Catalogue) -> tuple[tuple[str, str], ...]:
    """Heading and paragraph."""
    return tuple((words.say(f"board_method.{each}_h"), words.say(f"board_method.{each}")) for each in METHOD)


def _place(board: Board, total: Total, words: Catalogue, most: int) -> PlaceSaid:
    rows = [row for row in board.rows if row.place == total.place]
    ranked, others = [row for row in rows if row.rank], [row for row in rows if not row.rank]
    campaigns = [row for row in board.campaigns if row.place == total.place]
    end = _end(ranked[:most])
    names = ("companies", *MEASURES)
    return PlaceSaid(
        total.place,
        tuple(_firm(row, len(ranked), end, words) for row in ranked[:most]),
        tuple(_firm(row, 0, end, words) for row in others[:most]),
        tuple(_campaign(row, words) for row in campaigns[:most]),
        words.say("board.totals", n=None, **{name: number(getattr(total, name), words) for name in names}),
        tuple((_figure(end * part // 4), f"{25 * part}%") for part in range(5)) if ranked else (),
        max(len(ranked) - most, 0) + max(len(others) - most, 0),
        max(len(campaigns) - most, 0),
    )


def _end(rows: Iterable[Row]) -> int:
    """The end of the scale: the first figure at or above every interval that four steps divide evenly."""
    most = max((row.rate.high for row in rows if row.rate), default=0)
    power = 1
    while True:
        for step in (4, 8, 20):
            if step * power >= most:
                return step * power
        power *= 10


def _figure(value: int) -> str:
    """A figure of the scale, without the noughts at its end."""
    text = printed(value).rstrip("0").rstrip(".")
    return text or "0"


def _firm(row: Row, ranked: int, end: int, words: Catalogue) -> FirmSaid:
    rate, rank = row.rate, say_rank(row)
    return FirmSaid(
        visible(row.company),
        _counts(row.counts, words) if row.counts else (),
        rank,
        words.say("board.place_of", rank=rank, n=ranked) if rank else "",
        _rate(row, words),
        _about(rate.at) if rate and rate.at is not None else "—",
        f"{_down(rate.low)}–{_up(rate.high)}" if rate else "",
        _strip(row, end) if rate else None,
        _notes(row, words),
        tuple((words.say("board.reply", day=say_day(on, words.lang)), visible(text)) for on, text in row.replies),
    )


def say_rank(row: Row) -> str:
    if row.rank is None:
        return ""
    best, worst = row.rank
    return str(best) if best == worst else f"{best}–{worst}"


def _rate(row: Row, words: Catalogue) -> str:
    if row.rate is None:
        return ""
    low, high = _down(row.rate.low), _up(row.rate.high)
    if row.rate.at is None:
        return words.say("board.rate_span", low=low, high=high)
    return words.say("board.rate_is", rate=_about(row.rate.at), low=low, high=high)


def _down(value: int) -> str:
    """The lower end with two decimals; a span that is shown never grows shorter. The files have four decimals."""
    return _hundredths(value * 100 // UNIT)


def _up(value: int) -> str:
    return _hundredths(-(-value * 100 // UNIT))


def _about(value: int) -> str:
    """Half goes up; what would be shown as nothing although it is something is told as less than a hundredth."""
    found = (value * 200 + UNIT) // (2 * UNIT)
    return _hundredths(found) if found or not value else f"<{_hundredths(1)}"


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02}"


def say_source(source: str, words: Catalogue) -> str:
    """Who counted the contacts: known words in the reader's language, any other as it was given and marked so."""
    known = f"board_source.{source.casefold()}"
    if source.casefold() in SOURCES:
        return words.say(known)
    return words.say("board_source.given", source=visible(source))


def _strip(row: Row, end: int) -> Strip | None:
    if row.rate is None:
        return None
    low, high = 100 * row.rate.low / end, 100 * row.rate.high / end
    at = "" if row.rate.at is None else f"{100 * row.rate.at / end:.2f}%"
    return Strip(f"{low:.2f}%", f"{max(high - low, 0.3):.2f}%", at)


def _notes(row: Row, words: Catalogue) -> tuple[str, ...]:
    notes = []
    if row.why:
        notes.append(words.say(f"board_why.{row.why}"))
    if row.contacts:
        notes.append(
            words.say("board.contacts", count=number(row.contacts, words), source=say_source(row.source, words))
        )
    if row.bodies:
        who = words.say("page.list").join(words.say(f"board_by.{body}") for body in row.bodies)
        notes.append(words.say("board.decided", who=who))
    elif row.rank:
        notes.append(words.say("board.decided_few"))
    if row.held:
        notes.append(words.say("board.held"))
    return tuple(notes)


def _counts(counts: Shown, words: Catalogue) -> tuple[str, ...]:
    return tuple(say_cell(getattr(counts, name), words) for name in MEASURES)


def say_cell(cell: Cell, words: Catalogue) -> str:
    if cell.exact:
        return number(cell.low, words)
    return words.say("board.few") if cell.low == 0 else f"{number(cell.low, words)}–{number(cell.high, words)}"


def number(value: int, words: Catalogue) -> str:
    """Thousands apart as the reader writes them: a narrow space in Spanish."""
    written = f"{value:,}"
    return written.replace(",", "\u202f") if words.lang == "es" else written


def _campaign(row: CampaignRow, words: Catalogue) -> CampaignSaid:
    return CampaignSaid(visible(row.company), visible(row.campaign), _counts(row.counts, words))


def _entry(entry: Entry, words: Catalogue) -> str:
    return words.say(
        "board.log_line",
        day=say_day(entry.on, words.lang),
        company=visible(entry.company) or words.say("board.log_unnamed"),
        what=words.say(f"board_done.{entry.what}"),
        reason=words.say(f"board_reason.{entry.reason}"),
        by=words.say(f"board_by.{entry.by}"),
    )
