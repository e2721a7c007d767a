"""A board is made public, or taken away: folder and entry in the store's log, both or neither."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from atesta.action.ranking.board import Board
from atesta.action.ranking.case import By, Reason
from atesta.action.ranking.period import Quarter
from atesta.installation.boards import Boards
from atesta.store import log
from atesta.web_settings import WebSettings


def boards_of(settings: WebSettings) -> Boards:
    return Boards(settings.folder / "board")


def publish_board(settings: WebSettings, source: Path, now: datetime) -> Board:
    """Takes the snapshot over as the next version of its quarter. Raises InputError where it may not be."""
    boards = boards_of(settings)
    board = boards.publish(source)
    digest = boards.digest(board.period, board.version)
    try:
        with transaction.atomic():
            kind = "board_published" if board.version == 1 else "board_corrected"
            log.append(kind, _row(board.period, board.version), {"manifest": digest}, now)
    except BaseException:
        boards.take_back(board)  # nothing is public that the log does not know
        raise
    return board


def remove_board(settings: WebSettings, quarter: Quarter, version: int, reason: Reason, by: By, now: datetime) -> None:
    boards = boards_of(settings)
    with transaction.atomic():
        what = {"manifest": boards.digest(quarter, version), "reason": reason.value, "by": by.value}
        log.append("board_removed", _row(quarter, version), {**what}, now)
        boards.remove(quarter, version, now.date(), reason, by)


def _row(quarter: Quarter, version: int) -> str:
    return f"{quarter}-{version}"
