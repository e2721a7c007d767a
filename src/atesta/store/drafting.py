"""A board before it is public: made from the desk's cases and the files of a keeper, looked at, published or left.

It lies as a snapshot folder beside the published ones, under the digest of its manifest; a new draft takes the place of
the last. What it hides lies with it and is never published.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from atesta.action.ranking.board import Board, make_board
from atesta.action.ranking.burst import HISTORY_WEEKS, WEEK
from atesta.action.ranking.case import Decision, Evidence, Outcome, RankCase, Reply, cases_from
from atesta.action.ranking.case_file import ContactsOf
from atesta.action.ranking.hidden import Hidden, Why, hidden
from atesta.action.ranking.period import Quarter, quarter_of
from atesta.evidence.digest import hex_of
from atesta.installation.boards import MANIFEST, read_folder, snapshot_files, write_folder
from atesta.store.publishing import boards_of, publish_board
from atesta.store.ranking_rows import cases_for_ranking, of_firms, without_firm
from atesta.web_settings import WebSettings

ID = re.compile(r"[0-9a-f]{40}")
HIDES = "hidden.json"
QUARTERS = 8
"""How far back a quarter can be made from this page."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a keeper brings beside the desk's cases."""

    contacts: ContactsOf
    replies: tuple[Reply, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """`undecided` cases, those upheld on the complainant's own account alone; ids of those that name no firm
    (`no_firm`) and of those whose firm is written like a person (`left`)."""

    id: str
    board: Board
    hidden: tuple[Hidden, ...]
    undecided: int
    own_account: int
    no_firm: tuple[str, ...]
    left: tuple[str, ...]


def quarters(today: date) -> tuple[Quarter, ...]:
    """Those that are over, the newest first."""
    found = [quarter_of(today)]
    for _ in range(QUARTERS):
        found.append(quarter_of(found[-1].first - timedelta(days=1)))
    return tuple(found[1:])


def make_draft(settings: WebSettings, quarter: Quarter, files: Files, now: datetime) -> str:
    """The id of the draft; the same files on the same day make the same one. Raises InputError as `make_board` does."""
    rows, left = of_firms(cases_for_ranking(quarter.first - HISTORY_WEEKS * WEEK, quarter.last))
    cases, day = cases_from(rows), now.date()
    earlier = boards_of(settings).earlier(quarter)
    board = make_board(cases, files.contacts, quarter, day, files.replies, files.decisions, earlier)
    alone = make_board(cases, files.contacts, quarter, day, files.replies, files.decisions)
    said = _hides(board, cases, alone, left)
    return _keep(settings, {**snapshot_files(board), HIDES: json.dumps(said, ensure_ascii=False).encode()})


def _hides(board: Board, cases: tuple[RankCase, ...], alone: Board, left: list[str]) -> dict[str, object]:
    here = [case for case in cases if board.period.first <= case.received_on <= board.period.last]
    upheld = [case for case in here if case.outcome is Outcome.UPHELD]
    return {
        "hidden": [[one.place, one.company, one.why.value] for one in hidden(board, here, alone)],
        "undecided": sum(case.outcome is Outcome.OPEN for case in here),
        "own_account": sum(case.evidence is Evidence.TYPED for case in upheld),
        "no_firm": without_firm(board.period.first, board.period.last),
        "left": left,
    }


def _keep(settings: WebSettings, files: dict[str, bytes]) -> str:
    folder, id_ = _folder(settings), hex_of(files[MANIFEST] + files[HIDES])[:40]
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name != id_:
            shutil.rmtree(old, ignore_errors=True)
    if not (folder / id_).exists():
        write_folder(folder / id_, files)
    return id_


def draft(settings: WebSettings, id_: str) -> Draft | None:
    """None where it is not there any more: published, or another was made."""
    place = _folder(settings) / id_
    if not ID.fullmatch(id_) or not place.is_dir():
        return None
    said = json.loads((place / HIDES).read_text(encoding="utf-8"))
    found = tuple(Hidden(where, company, Why(why)) for where, company, why in said["hidden"])
    apart = (tuple(said["no_firm"]), tuple(said["left"]))
    return Draft(id_, read_folder(place), found, said["undecided"], said["own_account"], *apart)


def publish_draft(settings: WebSettings, id_: str, now: datetime) -> Board:
    """Raises InputError where it may not be published; then it stays."""
    place = _folder(settings) / id_
    board = publish_board(settings, place, now)
    shutil.rmtree(place, ignore_errors=True)
    return board


def _folder(settings: WebSettings) -> Path:
    return settings.folder / "board-drafts"
