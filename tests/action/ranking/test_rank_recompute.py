"""The script that is shipped with a snapshot works every figure out again, and notices each that is changed."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from firms import AS_OF, PERIOD, cases, contacts, undecided

from atesta.action.ranking.as_files import board_files, read_board
from atesta.action.ranking.board import Board, make_board
from atesta.action.ranking.case import Reply
from atesta.errors import FileFormatError
from atesta.installation.boards import FILES, read_folder, snapshot_files, write_folder


def some_board() -> Board:
    given = [
        *cases(40, campaign="visits"),
        *cases(30),
        *undecided(30),
        *cases(25, company="B SC"),
        *undecided(7, company="B SC"),
    ]
    given += [*cases(6, company="=C SC"), *undecided(9, company="=C SC"), *cases(40, company="D SC")]
    replies = [Reply("MX", "B SC", AS_OF, '=HYPERLINK("x") we say "no"')]
    return make_board(given, contacts(A=40_000, B=90_000, E=70_000, F=10), PERIOD, AS_OF, replies)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "snapshot", snapshot_files(some_board()))
    return tmp_path / "snapshot"


def recompute(folder: Path) -> tuple[int, str]:
    """As anybody runs it: with nothing of ours on the path, and none of our packages."""
    command = [sys.executable, "-I", "-S", str(folder / "recompute.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def test_every_figure_agrees(folder: Path) -> None:
    assert recompute(folder) == (0, "6 companies, 1 campaigns\nevery figure agrees\n")


def resealed(folder: Path) -> None:
    """Somebody who changes a figure writes the digests anew, too."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


FIGURES = ("upheld_from", "upheld_to", "contacts", "rate", "rate_from", "rate_to", "rank_from", "rank_to")
TOTALS = ("companies", "received", "answered", "upheld")


@pytest.mark.parametrize(
    ("file", "field"), [("companies", name) for name in FIGURES] + [("totals", name) for name in TOTALS]
)
def test_a_figure_that_is_changed_everywhere_is_noticed(folder: Path, file: str, field: str) -> None:
    rows = list(csv.reader((folder / f"{file}.csv").read_text(encoding="utf-8").splitlines()))
    at = rows[0].index(field)
    row = next(row for row in rows[1:] if row[at])
    row[at] = "0.1234" if "." in row[at] else str(int(row[at]) + 1)
    with (folder / f"{file}.csv").open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    told = json.loads((folder / "board.json").read_text())
    each = told[file][rows.index(row) - 1]
    if field in each:
        each[field] = row[at] if "." in row[at] else int(row[at])
    else:
        each[field.rpartition("_")[0]][field.rpartition("_")[2]] = int(row[at])
    (folder / "board.json").write_text(json.dumps(told))
    resealed(folder)
    status, said = recompute(folder)
    assert status == 1 and "expected" in said


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("manifest.json", "recompute.py")])
def test_a_file_that_is_changed_is_noticed(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    assert name in recompute(folder)[1]
    with pytest.raises(FileFormatError):
        read_folder(folder)


def test_a_board_comes_back_from_its_folder_as_it_was(folder: Path) -> None:
    board = some_board()
    assert read_board(board_files(board)["board.json"], "x") == board
    assert snapshot_files(read_folder(folder)).keys() == {*FILES}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"schema": "atesta.board/2"}', b"[" * 100_000])
def test_what_is_no_board_is_refused(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        read_board(data, "x")


def test_no_cell_is_a_formula_to_a_spreadsheet() -> None:
    files = board_files(some_board())
    cells = [
        cell
        for name in ("companies.csv", "campaigns.csv", "log.csv")
        for row in csv.reader(files[name].decode().splitlines())
        for cell in row
    ]
    assert "'=C SC" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
