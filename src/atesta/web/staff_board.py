"""The public board, at the desk: a quarter made from its decided cases and a file of contacts, looked at with all that
it hides, published, and taken away with a reason. Nothing of it is there while the board is off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.ranking.case import By, Reason
from atesta.action.ranking.case_file import read_contacts, read_decisions, read_replies
from atesta.action.ranking.period import FORM, Quarter, read_quarter
from atesta.errors import AtestaError
from atesta.installation.boards import Boards
from atesta.locale import Catalogue
from atesta.store import drafting
from atesta.store.drafting import Draft, Files
from atesta.store.publishing import boards_of, remove_board
from atesta.telling.say import say_day
from atesta.telling.say_board import BoardSaid, say_board, say_quarter
from atesta.telling.say_error import say_parts
from atesta.telling.visible import visible
from atesta.web.access import Who, finder, may
from atesta.web.board import Snapshot
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

MOST_UPLOAD = 64 * 1024 * 1024
"""Bytes of a file: more belongs on the command line (`atesta rank`)."""
REASONS = (Reason.COURT_ORDER, Reason.COULD_NAME_SOMEBODY, Reason.WRONG_CONTACTS)
ASKED_BY = (By.OPERATOR, By.COMPANY, By.REGULATOR, By.COURT)
LINKED = 50
"""Cases that a note links to."""
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Published:
    """A version that is shown. `id` is its address, `said` the sentence about it."""

    id: str
    said: str


@dataclass(frozen=True, slots=True)
class DeskBoard:
    """The form, and what is public. `refused`: what could not be used, why, what to do."""

    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class HiddenSaid:
    company: str
    why: str


@dataclass(frozen=True, slots=True)
class NoteSaid:
    """`cases`: ids of those that it is about, where somebody can do something about each."""

    said: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft as it would be published, what it hides, and notes about cases."""

    said: BoardSaid
    hidden: tuple[HiddenSaid, ...]
    notes: tuple[NoteSaid, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removing:
    title: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]


@finder("draft")
def _draft(request: HttpRequest, given: str) -> Draft:
    found = drafting.draft(settings(), given) if settings().board and may(request, Who.KEEPER) else None
    if found is None:
        raise Http404
    return found


def home(request: HttpRequest) -> HttpResponse:
    boards, words, now = _turned_on(), words_of(request), datetime.now(UTC)
    wrong, refused = dict[str, str](), tuple[str, ...]()
    if request.method == "POST":
        try:
            quarter, files = _given(request, wrong, words)
            if quarter is not None and files is not None:
                made = drafting.make_draft(settings(), quarter, files, now)
                return redirect("staff-board-draft", lang=words.lang, draft=made)
        except AtestaError as error:
            refused = tuple(say_parts(error, words))
    fields = tuple(_fields(request.POST.get("quarter", ""), wrong, now, words))
    page = DeskBoard(fields, wrong_fields(fields), refused, tuple(_published(boards, words)))
    return show(request, "staff_board.html", page, status=422 if wrong or refused else 200)


def _given(request: HttpRequest, wrong: dict[str, str], words: Catalogue) -> tuple[Quarter | None, Files | None]:
    """Both, or none and what is wrong by field. A file that cannot be read raises AtestaError with its line."""
    chosen = request.POST.get("quarter", "")
    if not FORM.fullmatch(chosen):
        wrong["quarter"] = words.say("board_desk.wrong_quarter")
        return None, None
    quarter = read_quarter(chosen)
    known = _read(request, "contacts", lambda data, name: read_contacts(data, name, quarter), wrong, words)
    replies = _read(request, "replies", read_replies, wrong, words) or ()
    decisions = _read(request, "decisions", read_decisions, wrong, words) or ()
    if known is None and "contacts" not in wrong:
        wrong["contacts"] = words.say("board_desk.wrong_contacts")
    return quarter, None if wrong or known is None else Files(known, replies, decisions)


def _read(  # one file of the form
    request: HttpRequest, name: str, read: Callable[[bytes, str], Read], wrong: dict[str, str], words: Catalogue
) -> Read | None:
    given = request.FILES.get(name)
    if given is None:
        return None
    if (given.size or 0) > MOST_UPLOAD:
        wrong[name] = words.say("board_desk.wrong_large", most=MOST_UPLOAD >> 20)
        return None
    try:
        return read(given.read(), f"{name}.csv")
    except AtestaError as error:
        what, _, do = say_parts(error, words)
        wrong[name] = f"{what}{'' if words.lang == 'zh' else ' '}{do}"
        return None


def _fields(chosen: str, wrong: dict[str, str], now: datetime, words: Catalogue) -> Iterator[Field]:
    listed = tuple((str(one), say_quarter(one, words)) for one in drafting.quarters(now.date()))
    label = words.say("board_desk.quarter")
    yield Field("quarter", label, chosen, "select", wrong=wrong.get("quarter", ""), choices=listed)
    for name in ("contacts", "replies", "decisions"):
        label, hint = words.say(f"board_desk.{name}"), words.say(f"board_desk.{name}_hint")
        yield Field(name, label, "", "file", hint, wrong.get(name, ""), accept=".csv,text/csv")


def _published(boards: Boards, words: Catalogue) -> Iterator[Published]:
    for quarter in boards.quarters():
        for version in reversed(boards.versions(quarter)):
            day = say_day(boards.board(quarter, version).as_of, words.lang)
            said = words.say("board_desk.version", quarter=say_quarter(quarter, words), n=version, day=day)
            yield Published(f"{quarter}-{version}", said)


def one_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What would be published; `do=publish` publishes it."""
    words, refused = words_of(request), tuple[str, ...]()
    if request.method == "POST":
        try:
            board = drafting.publish_draft(settings(), draft.id, datetime.now(UTC))
            return redirect("board-quarter", lang=words.lang, snapshot=f"{board.period}-{board.version}")
        except AtestaError as error:
            refused = tuple(say_parts(error, words))
    page = Looked(say_board(draft.board, words), _hidden(draft, words), _notes(draft, words), refused)
    return show(request, "staff_board_draft.html", page, status=422 if refused else 200)


def _hidden(draft: Draft, words: Catalogue) -> tuple[HiddenSaid, ...]:
    return tuple(HiddenSaid(visible(one.company), words.say(f"board_hides.{one.why}")) for one in draft.hidden)


def _notes(draft: Draft, words: Catalogue) -> tuple[NoteSaid, ...]:
    counted = (("undecided", draft.undecided, ()), ("own_account", draft.own_account, ()))
    apart = (("no_firm", len(draft.no_firm), draft.no_firm[:LINKED]), ("left", len(draft.left), draft.left[:LINKED]))
    return tuple(
        NoteSaid(words.say(f"board_desk.{name}", n=count), ids) for name, count, ids in (*counted, *apart) if count
    )


def one_version(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Takes a version from everybody's eyes, with a reason that stays told. Once: then it is not found any more."""
    words, wrong = words_of(request), dict[str, str]()
    if request.method == "POST":
        reason, by = request.POST.get("reason", ""), request.POST.get("by", "")
        wrong |= {} if reason in REASONS else {"reason": words.say("board_desk.wrong_reason")}
        wrong |= {} if by in ASKED_BY else {"by": words.say("board_desk.wrong_by")}
        if not wrong:
            now = datetime.now(UTC)
            remove_board(settings(), snapshot.quarter, snapshot.version, Reason(reason), By(by), now)
            return redirect("staff-board", lang=words.lang)
    fields = (
        _choice("reason", tuple((one.value, words.say(f"board_reason.{one}")) for one in REASONS), wrong, words),
        _choice("by", tuple((one.value, words.say(f"board_by.{one}")) for one in ASKED_BY), wrong, words),
    )
    title = words.say("board_desk.remove_title", quarter=say_quarter(snapshot.quarter, words), n=snapshot.version)
    page = Removing(title, fields, wrong_fields(fields))
    return show(request, "staff_board_remove.html", page, status=422 if wrong else 200)


def _choice(name: str, choices: tuple[tuple[str, str], ...], wrong: dict[str, str], words: Catalogue) -> Field:
    return Field(name, words.say(f"board_desk.{name}"), "", "radio", wrong=wrong.get(name, ""), choices=choices)


def _turned_on() -> Boards:
    if not settings().board:
        raise Http404
    return boards_of(settings())


PAGES = (
    Page("staff/board", home, "staff-board", Who.KEEPER, ("GET", "POST")),
    Page("staff/board/draft/<str:draft>", one_draft, "staff-board-draft", Who.KEEPER, ("GET", "POST")),
    Page("staff/board/version/<str:snapshot>", one_version, "staff-board-version", Who.KEEPER, ("GET", "POST")),
)
