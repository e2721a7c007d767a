"""Whether a board may be published after those that were: the next version, counted later, saying nothing by one to
four. `board` makes it so; this looks once more at what was handed in, which may have been made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from atesta.action.ranking.board import Board, blocks_of
from atesta.action.ranking.campaigns import tells_nobody
from atesta.action.ranking.cells import SMALLEST, Cell, Shown
from atesta.action.ranking.late import small_differences
from atesta.errors import InputError


def may_follow(board: Board, earlier: Sequence[Board]) -> None:
    """Raises InputError: it is not the next version, or it tells of a group under five, by itself or beside another."""
    before = [each for each in earlier if each.period == board.period]
    if board.version != len(before) + 1 or any(each.as_of > board.as_of for each in before):
        raise InputError(
            "This is not the next version of its quarter.",
            "It was counted without what is published already, so its differences were not looked at.",
            "Make it again with --published and the folder of published boards.",
            key="board_not_next",
            period=str(board.period),
            version=len(before) + 1,
        )
    if board.as_of <= board.period.last or _tells(board) or any(_between(board, each) for each in before):
        raise InputError(
            "The board would tell of a group of fewer than five people.",
            "Somebody among few could be known.",
            "Make it again with atesta rank, and --published with the folder of published boards.",
            key="board_tells_of_few",
        )
    gone = {entry for each in before for entry in each.log} - set(board.log)
    if gone:
        raise InputError(
            "The log of this board leaves out entries that were published.",
            "What was taken out of a public list stays told.",
            "Make it again with --published and the folder of published boards.",
            key="board_log_cut",
        )


def _tells(board: Board) -> bool:
    return any(
        _small(block.whole)
        or any(not row.received.exact or _small(row) for row in block.campaigns.values())
        or not tells_nobody(block.whole, list(block.campaigns.values()))
        for block in blocks_of(board).values()
    )


def _small(row: Shown) -> bool:
    """A firm's or a campaign's own line."""
    all_ = row.received
    if not all_.exact:
        return all_.high - all_.low < SMALLEST - 1 or any(
            0 < cell.low == cell.high < SMALLEST for cell in (row.answered, row.upheld)
        )
    return all_.low < SMALLEST or any(_small_part(cell, all_.low) for cell in (row.answered, row.upheld))


def _small_part(cell: Cell, of: int) -> bool:
    if cell.exact:
        return cell.low < SMALLEST or of - cell.low < SMALLEST
    return cell.high - cell.low < SMALLEST - 1


def _between(new: Board, old: Board) -> bool:
    told = blocks_of(old)
    return any(key in told and small_differences(block, told[key]) for key, block in blocks_of(new).items())
