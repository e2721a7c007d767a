"""A board of invented firms, made from the same example files that the documents show."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path

from atesta.action.ranking.board import Board, make_board
from atesta.action.ranking.case_file import read_cases, read_contacts, read_decisions, read_replies
from atesta.action.ranking.period import read_quarter
from atesta.installation.boards import snapshot_files, write_folder
from atesta.store.publishing import boards_of, publish_board
from atesta.web_settings import WebSettings

PERIOD, AS_OF = "2026-Q3", date(2026, 10, 20)


def publish_demo_board(settings: WebSettings) -> None:
    """Once; nothing where any board is published."""
    if boards_of(settings).quarters():
        return
    with tempfile.TemporaryDirectory(dir=settings.folder) as made:
        write_folder(Path(made) / "snapshot", snapshot_files(demo_board()))
        publish_board(settings, Path(made) / "snapshot", datetime.combine(AS_OF, time(12), UTC))


def demo_board() -> Board:
    period = read_quarter(PERIOD)
    cases, contacts, replies, log = (_example(name) for name in ("cases", "contacts", "replies", "log"))
    return make_board(
        read_cases(cases, "cases.csv"),
        read_contacts(contacts, "contacts.csv", period),
        period,
        AS_OF,
        read_replies(replies, "replies.csv"),
        read_decisions(log, "log.csv"),
        demo=True,
    )


def _example(name: str) -> bytes:
    return resources.files("atesta.cli").joinpath("cases", "board", f"{name}.csv").read_bytes()
