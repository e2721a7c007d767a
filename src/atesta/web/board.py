"""The public board: a quarter's firms with chart, counts, replies and log; its method, files and feeds.

Off until the operator turns it on; then it shows what `atesta store publish-board` published, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from atesta.action.ranking.board import Board
from atesta.action.ranking.period import FORM, Quarter, read_quarter
from atesta.installation.boards import FILES, ZIP, Boards, Removed
from atesta.locale import Catalogue
from atesta.store.publishing import boards_of
from atesta.telling.board_feed import as_json, atom
from atesta.telling.say import say_day
from atesta.telling.say_board import BoardSaid, say_board, say_method, say_quarter
from atesta.web.access import Who, finder
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

SNAPSHOT = re.compile(rf"({FORM.pattern})(?:-([1-9][0-9]{{0,3}}))?")
IN_A_FEED = 20
KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "py": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published version."""

    quarter: Quarter
    version: int

    @property
    def id(self) -> str:
        return f"{self.quarter}-{self.version}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A quarter that can be chosen; `here` is the one that is shown."""

    value: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    """`said` None: nothing is published. `files`: where the files of this version lie. `versions`: id and sentence of
    the others of this quarter; `removals`: sentences about versions that were taken away."""

    said: BoardSaid | None
    files: str
    choices: tuple[Choice, ...]
    versions: tuple[tuple[str, str], ...]
    removals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodPage:
    sections: tuple[tuple[str, str], ...]


@finder("snapshot")
def _snapshot(request: HttpRequest, given: str) -> Snapshot:
    """`2026-Q3`, its last version, or `2026-Q3-1`."""
    found = SNAPSHOT.fullmatch(given)
    if found is None or not settings().board:
        raise Http404
    quarter = read_quarter(given[:7])
    versions = _boards().versions(quarter)
    version = int(given[8:]) if len(given) > 7 else max(versions, default=0)
    if version not in versions:
        raise Http404
    return Snapshot(quarter, version)


@finder("board_file")
def _board_file(request: HttpRequest, given: str) -> str:
    if given not in (*FILES, ZIP) or not settings().board:
        raise Http404
    return given


def home(request: HttpRequest) -> HttpResponse:
    """The last quarter, or the one that was chosen."""
    boards = _turned_on()
    lang, chosen = words_of(request).lang, request.GET.get("quarter", "")
    if FORM.fullmatch(chosen) and boards.versions(read_quarter(chosen)):
        return HttpResponseRedirect(f"/{lang}/board/{chosen}")
    quarters = boards.quarters()
    if not quarters:
        return show(request, "board.html", BoardPage(None, "", (), (), _removals(boards, words_of(request))))
    return board(request, Snapshot(quarters[0], max(boards.versions(quarters[0]))))


def board(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    boards, words = _turned_on(), words_of(request)
    held = boards.board(snapshot.quarter, snapshot.version)
    page = BoardPage(
        say_board(held, words),
        f"/{words.lang}/board/{snapshot.id}",
        tuple(
            Choice(str(quarter), say_quarter(quarter, words), quarter == snapshot.quarter)
            for quarter in boards.quarters()
        ),
        tuple(_other(each, words) for each in _others(boards, snapshot)),
        _removals(boards, words),
    )
    return show(request, "board.html", page)


def method(request: HttpRequest) -> HttpResponse:
    _turned_on()
    return show(request, "board_method.html", MethodPage(say_method(words_of(request))))


def file(request: HttpRequest, snapshot: Snapshot, board_file: str) -> HttpResponse:
    """Byte for byte as it was published; a script comes as text."""
    data = (_turned_on().path(snapshot.quarter, snapshot.version) / board_file).read_bytes()
    answer = HttpResponse(data, content_type=KINDS.get(board_file.rpartition(".")[2], "application/zip"))
    if not board_file.endswith(".json"):
        name = f"board-{snapshot.id}.zip" if board_file == ZIP else board_file
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-cache"
    return answer


def feed_atom(request: HttpRequest) -> HttpResponse:
    return _feed(atom(_last(_turned_on()), words_of(request), _link(request)), "application/atom+xml; charset=utf-8")


def feed_json(request: HttpRequest) -> HttpResponse:
    return _feed(as_json(_last(_turned_on()), words_of(request), _link(request)), "application/json")


def _feed(data: bytes, kind: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Cache-Control"] = "no-cache"
    return answer


def _link(request: HttpRequest) -> str:
    return f"{settings().origin}/{words_of(request).lang}/board/{{period}}-{{version}}"


def _last(boards: Boards) -> list[Board]:
    """The newest versions, newest quarter first."""
    every = [(quarter, version) for quarter in boards.quarters() for version in reversed(boards.versions(quarter))]
    return [boards.board(*each) for each in every[:IN_A_FEED]]


def _turned_on() -> Boards:
    if not settings().board:
        raise Http404
    return _boards()


def _boards() -> Boards:
    return boards_of(settings())


def _others(boards: Boards, snapshot: Snapshot) -> list[Board]:
    versions = boards.versions(snapshot.quarter)
    return [boards.board(snapshot.quarter, each) for each in reversed(versions) if each != snapshot.version]


def _other(board: Board, words: Catalogue) -> tuple[str, str]:
    said = words.say("board.version", n=board.version, day=say_day(board.as_of, words.lang))
    return f"{board.period}-{board.version}", said


def _removals(boards: Boards, words: Catalogue) -> tuple[str, ...]:
    return tuple(_removal(quarter, gone, words) for quarter, gone in boards.removals())


def _removal(quarter: Quarter, gone: Removed, words: Catalogue) -> str:
    return words.say(
        "board.log_version",
        day=say_day(gone.on, words.lang),
        n=gone.version,
        quarter=say_quarter(quarter, words),
        reason=words.say(f"board_reason.{gone.reason}"),
        by=words.say(f"board_by.{gone.by}"),
    )


PAGES = (
    Page("board", home, "board", Who.ANYONE),
    Page("board/method", method, "board-method", Who.ANYONE),
    Page("board/feed.atom", feed_atom, "board-feed-atom", Who.ANYONE),
    Page("board/feed.json", feed_json, "board-feed-json", Who.ANYONE),
    Page("board/<str:snapshot>", board, "board-quarter", Who.ANYONE),
    Page("board/<str:snapshot>/<str:board_file>", file, "board-file", Who.ANYONE),
)
