"""A board is published once and for all; the next version is looked at beside all that were seen; the log knows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from atesta.action.ranking.board import Board
from atesta.action.ranking.case import By, Reason
from atesta.action.ranking.cells import Cell, Shown
from atesta.errors import AtestaError
from atesta.installation.boards import Boards, snapshot_files, write_folder
from atesta.store import log
from atesta.store.models import LogEntry, Opening
from atesta.store.publishing import boards_of, publish_board, remove_board
from atesta.web.demo.board import demo_board
from atesta.web_settings import WebSettings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def web(tmp_path: Path) -> WebSettings:
    return replace(django_settings.WEB, folder=tmp_path / "web")  # type: ignore[misc, no-any-return]


def folder_of(board: Board, tmp_path: Path, name: str = "snapshot") -> Path:
    write_folder(tmp_path / name, snapshot_files(board))
    return tmp_path / name


def changed(board: Board, number: int, version: int = 2) -> Board:
    """One firm has so many more received and answered."""
    at, row = next((at, row) for at, row in enumerate(board.rows) if row.company.startswith("Gestora"))
    assert row.counts
    more = [Cell(cell.low + number, cell.low + number) for cell in (row.counts.received, row.counts.answered)]
    rows = (*board.rows[:at], replace(row, counts=Shown(*more, row.counts.upheld)), *board.rows[at + 1 :])
    return replace(board, rows=rows, version=version, as_of=date(2026, 10, 30))


def test_publishing_is_in_the_log_with_the_digest_of_what_was_published(web: WebSettings, tmp_path: Path) -> None:
    board = publish_board(web, folder_of(demo_board(), tmp_path), NOW)
    entry = LogEntry.objects.get()
    opening = Opening.objects.get()
    assert (entry.kind, opening.row) == ("board_published", "2026-Q3-1")
    assert opening.what == {"manifest": boards_of(web).digest(board.period, 1)} and log.opens(opening)


def test_where_the_log_takes_no_entry_nothing_is_published(
    web: WebSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = folder_of(demo_board(), tmp_path)
    monkeypatch.setattr(log, "append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_board(web, source, NOW)
    assert boards_of(web).quarters() == ()


def test_a_correction_is_a_further_version_and_the_first_stays(web: WebSettings, tmp_path: Path) -> None:
    publish_board(web, folder_of(demo_board(), tmp_path), NOW)
    before = {path: path.read_bytes() for path in (web.folder / "board").rglob("*") if path.is_file()}
    publish_board(web, folder_of(changed(demo_board(), 6), tmp_path, "second"), NOW)
    assert boards_of(web).versions(demo_board().period) == (1, 2)
    assert all(path.read_bytes() == data for path, data in before.items())
    assert LogEntry.objects.order_by("-seq").values_list("kind", flat=True)[0] == "board_corrected"


def refused(web: WebSettings, folder: Path) -> str:
    with pytest.raises(AtestaError) as said:
        publish_board(web, folder, NOW)
    return said.value.key


@pytest.mark.parametrize("number", [1, 2, 3, 4, -4])
def test_a_version_that_differs_by_one_to_four_is_refused(web: WebSettings, tmp_path: Path, number: int) -> None:
    publish_board(web, folder_of(demo_board(), tmp_path), NOW)
    assert refused(web, folder_of(changed(demo_board(), number), tmp_path, "second")) == "board_tells_of_few"


def test_a_version_that_was_taken_away_is_still_compared_with(web: WebSettings, tmp_path: Path) -> None:
    board = publish_board(web, folder_of(demo_board(), tmp_path), NOW)
    remove_board(web, board.period, 1, Reason.COURT_ORDER, By.COURT, NOW)
    assert boards_of(web).quarters() == ()
    assert refused(web, folder_of(changed(demo_board(), 3), tmp_path, "second")) == "board_tells_of_few"
    assert refused(web, folder_of(demo_board(), tmp_path, "again")) == "board_not_next"


def test_the_same_version_is_not_published_twice(web: WebSettings, tmp_path: Path) -> None:
    source = folder_of(demo_board(), tmp_path)
    publish_board(web, source, NOW)
    assert refused(web, source) == "board_not_next"


def test_a_log_that_was_cut_is_refused(web: WebSettings, tmp_path: Path) -> None:
    publish_board(web, folder_of(demo_board(), tmp_path), NOW)
    cut = replace(changed(demo_board(), 6), log=demo_board().log[1:])
    assert refused(web, folder_of(cut, tmp_path, "second")) == "board_log_cut"


def small(board: Board, cells: Shown) -> Board:
    return replace(board, rows=(replace(board.rows[0], counts=cells), *board.rows[1:]), campaigns=())


@pytest.mark.parametrize(
    "cells",
    [
        Shown(Cell(3, 3), Cell(0, 4), Cell(0, 4)),
        Shown(Cell(2, 3), Cell(0, 4), Cell(0, 4)),
        Shown(Cell(20, 20), Cell(3, 3), Cell(0, 4)),
        Shown(Cell(20, 20), Cell(18, 18), Cell(0, 4)),
        Shown(Cell(20, 20), Cell(0, 4), Cell(17, 17)),
    ],
)
def test_a_board_made_elsewhere_that_tells_of_few_is_refused(web: WebSettings, tmp_path: Path, cells: Shown) -> None:
    assert refused(web, folder_of(small(demo_board(), cells), tmp_path)) == "board_tells_of_few"


@pytest.mark.parametrize("name", ["companies.csv", "recompute.py", "manifest.json", "board.json"])
def test_a_folder_in_which_somebody_changed_a_file_is_refused(web: WebSettings, tmp_path: Path, name: str) -> None:
    source = folder_of(demo_board(), tmp_path)
    (source / name).write_bytes((source / name).read_bytes() + b"\n")
    assert refused(web, source) == "board_not_whole"
    (source / name).unlink()
    assert refused(web, source) == "board_no_folder"


def test_no_file_of_a_stranger_goes_along(web: WebSettings, tmp_path: Path) -> None:
    source = folder_of(demo_board(), tmp_path)
    (source / "cases.csv").write_text("a name")
    board = publish_board(web, source, NOW)
    assert not (boards_of(web).path(board.period, 1) / "cases.csv").exists()


def test_a_version_that_is_not_there_cannot_be_taken_away(web: WebSettings) -> None:
    with pytest.raises(AtestaError):
        remove_board(web, demo_board().period, 1, Reason.COURT_ORDER, By.COURT, NOW)
    assert not LogEntry.objects.exists()
    assert Boards(web.folder / "board").removals() == ()
