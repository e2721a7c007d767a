"""What she asks of the lender: a letter that she sends herself, and what became of it.

Nothing leaves from here by itself. Where the creditor runs this page and she opened its account with the code of her
statement, one press tells it and its agencies what she asks (store.asking).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.requests import KINDS, letter
from atesta.contact.account import LenderKind
from atesta.errors import AtestaError, InputError
from atesta.locale import Catalogue
from atesta.store import asking, handing_in, keeping
from atesta.store.models import Debt, Request
from atesta.store.registry import zone_of as zone_of_account
from atesta.store.timeline import zone_of
from atesta.store.to_core import PAUSE_KINDS, account_of, moment_of
from atesta.telling.say import say_moment
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.field import Field
from atesta.web.myfile import at_creditor, session
from atesta.web.myfile.at_creditor import NOTHING, HandIn, Typed
from atesta.web.myfile.forms import Asked, FormPage, Reading, choices, fresh
from atesta.web.myfile.means import means
from atesta.web.myfile.papers import state_of
from atesta.web.pages import Page
from atesta.web.request_rests import say_rests
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter that is not kept yet. `before` is for her eyes; `fields` bring the same letter again."""

    debt: str
    kind: str
    text: str
    before: tuple[str, ...]
    stops: bool
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class AtCreditor:
    """The same request where the creditor runs this page. `state` None: she can send it now. `when` is of the state;
    `rests`: citations of the rules of the place by which it may have to accept."""

    creditor: str
    state: str | None
    sent_at: datetime | None
    when: datetime | None
    from_on: date | None
    to_on: date | None
    why: str
    rests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestPage:
    """`state` is asked, accepted or withdrawn; `stops`: an accepted one counts as a pause. `here`: the creditor holds
    the account of this debt; `hand`: it runs this page and knows her by a number alone, or was handed her refusal
    before. There is one press at most."""

    id: str
    debt: str
    kind: str
    text: str
    asked_on: date
    until: date | None
    accepted_on: date | None
    withdrawn_on: date | None
    state: str
    stops: bool
    accept: Field
    wrong: tuple[Field, ...]
    here: AtCreditor | None
    hand: HandIn | None


def ask(request: HttpRequest, debt: Debt) -> HttpResponse:
    """Choose, see the letter, keep it: `do=keep` is pressed below the letter."""
    words, back = words_of(request), f"/{words_of(request).lang}/file/debt/{debt.id}"
    asked = (
        Asked("kind", "radio", "statement", choices(words, "web_file.request_kind", KINDS)),
        Asked("until", "date"),
    )
    if request.method != "POST":
        return show(request, "file_form.html", FormPage("request", fresh(asked, words), back), place=debt.place)
    reading, today = Reading(request), _today(debt)
    kind, until = reading.choice("kind", KINDS), reading.day("until")
    if until and until < today:
        reading.wrong["until"] = words.say("web_file.wrong.past")
    if reading.wrong:
        page = FormPage("request", reading.again(asked), back)
        return show(request, "file_form.html", page, place=debt.place, status=422)
    preview = _preview(request, debt, kind, until, today)
    if request.POST.get("do") != "keep":
        again = preview.fields
        return show(request, "file_letter.html", preview, place=debt.place, again=again)
    row = keeping.keep_request(debt, kind, today, until, words.lang, preview.text, means(), session.now())
    return redirect(f"/{words.lang}/file/request/{row.id}")


def _preview(request: HttpRequest, debt: Debt, kind: str, until: date | None, today: date) -> Preview:
    words, held, file = words_of(request), means(), debt.file
    newest = debt.contacts.filter(at__isnull=False).order_by("-order").first()
    at = moment_of(newest) if newest else None
    account = account_of(debt, held.anchors)
    values = {
        "lender": (account.creditor if account else "") or debt.lender,
        "when": say_moment(at, words.lang) if at else "",
        "sender": newest.sender if newest else "",
    }
    rulebook, lender = held.desk.rulebook, LenderKind(debt.lender_kind)
    made = letter(kind, values, words.lang, debt.place, rulebook, today, lender=lender)
    sender = "\n".join(filter(None, (file.name, file.address, file.phone)))
    text = "\n\n".join(filter(None, (sender, made.subject, *made.paragraphs)))
    fields = {"kind": kind, "until": until.isoformat() if until else ""}
    return Preview(debt.id, kind, visible(text), made.before, kind in PAUSE_KINDS, fields)


def request_page(request: HttpRequest, asked: Request) -> HttpResponse:
    """The letter as it was kept; accepted or withdrawn by her own word, with the day."""
    if request.method != "POST":
        return _request_page(request, asked, fresh(_accepting(asked), words_of(request))[0])
    now, reading = session.now(), Reading(request)
    if request.POST.get("do") == "send":
        with suppress(InputError):  # over, or taken back, since the page was shown; the page says how it stands
            asking.send(asked, now)
    elif request.POST.get("do") == "hand":
        return _hand(request, asked)
    elif request.POST.get("do") == "withdraw":
        asking.withdraw(asked, _today(asked.debt), means(), now)
    else:
        on = reading.day("accepted_on", needed=True)
        if on and on < asked.asked_on:
            reading.wrong["accepted_on"] = reading.words.say("web_file.wrong.before_asked")
        if reading.wrong or on is None:
            return _request_page(request, asked, reading.again(_accepting(asked))[0], status=422)
        keeping.accept_request(asked, on, means(), now)
    return redirect(request.path_info)


def _hand(request: HttpRequest, asked: Request) -> HttpResponse:
    """To the list of the creditor that runs these pages; anywhere else there is no such press."""
    if not at_creditor.here():
        raise Http404
    file, place, typed = asked.debt.file, asked.debt.place, request.POST.get("number", "")
    try:
        handing_in.hand_request(asked, at_creditor.number_of(file, place, typed), session.now())
    except AtestaError as error:
        words = words_of(request)
        accept, wrong = fresh(_accepting(asked), words)[0], at_creditor.wrong_number(error, words)
        return _request_page(request, asked, accept, 422, Typed(typed, wrong))
    return redirect(request.path_info)


def _accepting(asked: Request) -> tuple[Asked, ...]:
    """With the day on which the creditor that runs these pages bound its agencies, where it did."""
    binds = asked.block.confirmed_at if asked.block else None
    day = max(at_creditor.day_there(binds, asked.debt.place), asked.asked_on) if binds else _today(asked.debt)
    return (Asked("accepted_on", "date", day.isoformat(), needed=True),)


def _request_page(
    request: HttpRequest, row: Request, accept: Field, status: int = 200, typed: Typed = NOTHING
) -> HttpResponse:
    file, place, words = row.debt.file, row.debt.place, words_of(request)
    blocks, can = (row.block,) if row.block else (), handing_in.may_hand(row)
    here = _here(row, words)
    page = RequestPage(
        row.id,
        row.debt.id,
        row.kind,
        visible(row.letter),
        row.asked_on,
        row.until,
        row.accepted_on,
        row.withdrawn_on,
        state_of(row),
        row.kind in PAUSE_KINDS,
        accept,
        (accept,) if accept.wrong else (),
        here,
        None if here and not blocks else at_creditor.hand_in("request", "", file, place, blocks, words, typed, can=can),
    )
    return show(request, "file_request.html", page, place=row.debt.place, status=status)


STATES = (("withdrawn", "withdrawn_at"), ("declined", "declined_at"), ("accepted", "accepted_at"))


def _here(row: Request, words: Catalogue) -> AtCreditor | None:
    """Only for a debt whose account the creditor holds here, and for what stops something."""
    account, sent = row.debt.ledger, asking.sent_of(row)
    if account is None or (sent is None and not asking.may_send(row, _today(row.debt))):
        return None
    if sent is None:
        return AtCreditor(account.creditor.name, None, None, None, None, None, "", _rests(row, words))
    state, when = next(((name, at) for name, field in STATES if (at := getattr(sent, field))), ("asked", sent.asked_at))
    zone = zone_of_account(account)
    return AtCreditor(
        account.creditor.name,
        state,
        sent.asked_at.astimezone(zone),
        when.astimezone(zone),
        sent.from_on,
        sent.to_on,
        visible(sent.why),
        _rests(row, words),
    )


def _rests(row: Request, words: Catalogue) -> tuple[str, ...]:
    rulebook, lender = means().desk.rulebook, LenderKind(row.debt.lender_kind)
    return say_rests(row.kind, row.debt.place, lender, _today(row.debt), rulebook, words)


def _today(debt: Debt) -> date:
    return session.now().astimezone(ZoneInfo(zone_of(debt))).date()


PAGES = (
    Page("file/debt/<str:debt>/request", ask, "debt-request", Who.OWNER, ("GET", "POST")),
    Page("file/request/<str:asked>", request_page, "file-request", Who.OWNER, ("GET", "POST")),
)
