"""`atesta rank CASES.csv --contacts F --period 2026-Q3 --out FOLDER`: a board of firms, as a table and a snapshot."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from atesta.action.ranking.as_files import BOARD, board_files
from atesta.action.ranking.board import Board, make_board
from atesta.action.ranking.case_file import read_cases, read_contacts, read_decisions, read_replies
from atesta.action.ranking.period import read_quarter
from atesta.cli.given import read_date, read_file
from atesta.cli.layout import BOLD, DIM, Screen, columns, padded, paragraph, terminal
from atesta.config import read_settings
from atesta.installation.boards import Boards, snapshot_files, write_folder
from atesta.locale import Catalogue, catalogue
from atesta.telling.board_feed import atom
from atesta.telling.say_board import BoardSaid, CampaignSaid, FirmSaid, PlaceSaid, say_board

WIDE = 72
"""Columns from which a table has room; under it each firm is a few lines."""
SHOWN = 20
NUMBER, RATE = 12, 26


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    board, folder = _board(arguments), Path(arguments.out)
    write_folder(folder, {**snapshot_files(board), "board.atom": atom((board,), words, "board.json")})
    if arguments.json:
        sys.stdout.write(board_files(board)[BOARD].decode("utf-8"))
        return 0
    lines = [*table(say_board(board, words, SHOWN), words, screen), "", *_written(board, folder, words, screen)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _board(arguments: argparse.Namespace) -> Board:
    period = read_quarter(arguments.period)
    as_of = read_date(arguments.as_of, "--as-of") if arguments.as_of else datetime.now(UTC).date()
    earlier = Boards(Path(arguments.published)).earlier(period) if arguments.published else ()
    replies = read_replies(read_file(arguments.replies), arguments.replies) if arguments.replies else ()
    decisions = read_decisions(read_file(arguments.log), arguments.log) if arguments.log else ()
    cases = read_cases(read_file(arguments.file), arguments.file)
    contacts = read_contacts(read_file(arguments.contacts), arguments.contacts, period) if arguments.contacts else {}
    return make_board(cases, contacts, period, as_of, replies, decisions, earlier, arguments.demo)


def _written(board: Board, folder: Path, words: Catalogue, screen: Screen) -> list[str]:
    said = words.say("board.written", folder=folder, companies=len(board.rows), campaigns=len(board.campaigns))
    return paragraph(said, screen, 0)


def table(said: BoardSaid, words: Catalogue, screen: Screen) -> Iterator[str]:
    """What the page says, for a terminal: a table where there is room, else a few lines for each firm."""
    yield screen.style(said.title, BOLD)
    yield from paragraph(said.counted, screen, 0, DIM)
    if said.demo:
        yield from paragraph(words.say("board.demo"), screen, 0)
    for place in said.places:
        yield from _place(place, words, screen)
    if not said.places:
        yield from paragraph(words.say("board.no_rows"), screen, 0)
    yield from ("", *paragraph(words.say("board.legend"), screen, 0, DIM))
    yield from ("", screen.style(words.say("board.log"), BOLD))
    for line in said.log or (words.say("board.log_none"),):
        yield from paragraph(line, screen, 0, bullet="· ")


def _place(place: PlaceSaid, words: Catalogue, screen: Screen) -> Iterator[str]:
    yield from ("", screen.style(words.say(f"place_name.{place.place}"), BOLD))
    yield from paragraph(place.totals, screen, 0, DIM)
    for heading, rows in (("ranked", place.ranked), ("unranked", place.unranked)):
        if rows:
            yield from ("", *paragraph(words.say(f"board.{heading}"), screen, 0, BOLD))
            yield from _rows(rows, words, screen, ranked=heading == "ranked")
    if place.campaigns:
        yield from ("", *paragraph(words.say("board.campaigns"), screen, 0, BOLD))
        yield from _campaigns(place.campaigns, words, screen)
    for name in ("more", "more_campaigns"):
        if getattr(place, name):
            yield from paragraph(words.say(f"board.{name}", n=getattr(place, name)), screen, 0, DIM)


def _rows(rows: tuple[FirmSaid, ...], words: Catalogue, screen: Screen, *, ranked: bool) -> Iterator[str]:
    if screen.width >= WIDE:
        yield screen.style(_head(words, screen, ranked=ranked), DIM)
    for row in rows:
        yield from (_wide if screen.width >= WIDE else _narrow)(row, words, screen, ranked)


def _head(words: Catalogue, screen: Screen, *, ranked: bool) -> str:
    names = "".join(_right(words.say(f"board.{name}"), NUMBER) for name in ("received", "answered", "upheld"))
    rate = _right(words.say("board.rate_short"), RATE) if ranked else ""
    return (
        padded(words.say("board.place") if ranked else "", 8 if ranked else 0)
        + padded("", _room(screen, ranked))
        + names
        + rate
    )


def _room(screen: Screen, ranked: bool) -> int:
    """Columns before the numbers, beside the place."""
    return max(screen.width - 3 * NUMBER - (RATE + 8 if ranked else 0), 4)


def _wide(row: FirmSaid, words: Catalogue, screen: Screen, ranked: bool) -> Iterator[str]:
    """The firm's name has a line of its own: registered names are long."""
    yield from paragraph(row.company, screen, 0, BOLD)
    numbers = "".join(_right(count, NUMBER) for count in row.counts)
    if ranked:
        rate = _right(f"{row.rate_short} ({row.span})", RATE)
        yield padded(row.rank, 8) + padded("", _room(screen, ranked)) + numbers + rate
    elif numbers:
        yield padded("", _room(screen, ranked)) + numbers
    yield from _beside(row, words, screen)


def _narrow(row: FirmSaid, words: Catalogue, screen: Screen, ranked: bool) -> Iterator[str]:
    yield from paragraph(row.company, screen, 0, BOLD)
    if ranked:
        place = words.say("page.labelled", label=words.say("board.place"), text=row.rank_of)
        yield from paragraph(place, screen, 2)
    if row.counts:
        names = (words.say(f"board.{name}") for name in ("received", "answered", "upheld"))
        said = " · ".join(f"{name} {count}" for name, count in zip(names, row.counts, strict=True))
        yield from paragraph(said, screen, 2)
    if row.rate:
        yield from paragraph(row.rate, screen, 2)
    yield from _beside(row, words, screen)


def _beside(row: FirmSaid, words: Catalogue, screen: Screen) -> Iterator[str]:
    for note in row.notes:
        yield from paragraph(note, screen, 2, DIM)
    for heading, text in row.replies:
        yield from paragraph(words.say("page.labelled", label=heading, text=text), screen, 2)


def _campaigns(rows: tuple[CampaignSaid, ...], words: Catalogue, screen: Screen) -> Iterator[str]:
    names = [words.say(f"board.{name}") for name in ("received", "answered", "upheld")]
    for row in rows:
        yield from paragraph(f"{row.campaign} · {row.company}", screen, 0)
        said = " · ".join(f"{name} {count}" for name, count in zip(names, row.counts, strict=True))
        yield from paragraph(said, screen, 2)


def _right(text: str, width: int) -> str:
    return " " * max(width - columns(text), 1) + text
