"""What stands beside a debt's contacts: her figures, the lender's signed extracts, her receipts, with conflicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.account import Account, Beside, LenderKind
from atesta.contact.papers import conflicts_of
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.intake.extract_file import open_extract
from atesta.intake.own_figures import account_of_figures, amount_of
from atesta.locale import Catalogue
from atesta.review.limits.contact import local_day
from atesta.store import keeping
from atesta.store.erasing import HeldError
from atesta.store.models import Debt, Extract, Receipt, Request
from atesta.store.timeline import zone_of
from atesta.store.to_core import account_of, newest_extracts, read_extract, receipt_of
from atesta.telling.say import say_day, say_moment, say_money
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.clocks import clocks
from atesta.web.myfile import session
from atesta.web.myfile.forms import LONG, Asked, FormPage, Reading, choices, fresh
from atesta.web.myfile.hold import held
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.pages import Page
from atesta.web.show import show, words_of

KINDS = tuple(kind.value for kind in LenderKind)
_TOKEN_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Paper:
    """An extract, a receipt or a request in the list of a debt. `key` names the sentence that says how it stands;
    `id` leads to its page; `paper`: there is a picture or file of it."""

    id: str
    key: str
    day: str
    signer: str = ""
    amount: str = ""
    reference: str = ""
    kind: str = ""
    letter: str = ""
    conflict: bool = False
    paper: bool = False


def extracts(debt: Debt, words: Catalogue) -> tuple[Paper, ...]:
    """Newest first. Whose word each is stands with it: a signer that nobody here knows makes it hers. Who is known now
    decides, not who was when it was kept: the answers are made in the same way. Its time is by her clock."""
    zone = ZoneInfo(zone_of(debt))
    return tuple(
        Paper(row.id, _whose(row), say_moment(row.as_of.astimezone(zone), words.lang), signer=visible(row.signer))
        for row in newest_extracts(debt)
    )


def _whose(row: Extract) -> str:
    account = read_extract(row, means().anchors)
    if account is None:
        return "unreadable"
    return "unknown" if account.typed_by_debtor else "known"


def receipts(debt: Debt, words: Catalogue) -> tuple[Paper, ...]:
    """Each beside the account: known to it, newer than it, or a conflict that both sides must see."""
    account = account_of(debt, means().anchors)
    beside = _beside(debt, account)
    return tuple(_receipt(row, debt, beside, words) for row in debt.receipts.order_by("-on", "id"))


def _beside(debt: Debt, account: Account | None) -> dict[object, Beside]:
    """Nothing of the lender's is held: there is nothing to stand beside."""
    if account is None or account.typed_by_debtor:
        return {}
    return {one.receipt: one.beside for one in conflicts_of(account)}


def _receipt(row: Receipt, debt: Debt, beside: dict[object, Beside], words: Catalogue) -> Paper:
    receipt = receipt_of(row, debt, debt.currency)
    stands = beside.get(receipt)
    return Paper(
        row.id,
        stands.value if stands else "alone",
        say_day(row.on, words.lang),
        amount=say_money(str(receipt.amount), words.lang),
        reference=row.reference,
        conflict=stands is Beside.NOT_KNOWN,
        paper=row.blob_id is not None,
    )


def requests(debt: Debt, words: Catalogue) -> tuple[Paper, ...]:
    rows = debt.requests.order_by("-asked_on", "-id")
    return tuple(
        Paper(row.id, state_of(row), say_day(_since(row), words.lang), kind=row.kind, letter=row.letter) for row in rows
    )


def state_of(request: Request) -> str:
    """withdrawn · accepted · asked; each with its day, as she said it."""
    if request.withdrawn_on:
        return "withdrawn"
    return "accepted" if request.accepted_on else "asked"


def _since(row: Request) -> date:
    return row.withdrawn_on or row.accepted_on or row.asked_on


# --- her own figures ----------------------------------------------------------------------------------------------


def new_debt(request: HttpRequest) -> HttpResponse:
    words = words_of(request)
    places = tuple((code, words.say(f"place_name.{code}")) for code in PLACES)
    fields = (Asked("place", "select", choices=places, needed=True), *_figure_fields(words))
    if request.method != "POST":
        return _form(request, FormPage("debt_new", fresh(fields, words), _home(words)))
    reading = Reading(request)
    place = reading.choice("place", PLACES)
    known = _figures(reading, place)
    if reading.wrong:
        return _form(request, FormPage("debt_new", reading.again(fields), _home(words)), 422)
    file = file_of(request)
    same = file.debts.filter(place=place, **known).first()  # sent twice
    debt = same or keeping.make_debt(file, place, session.now(), **known)
    return redirect(f"/{words.lang}/file/debt/{debt.id}?said=saved")


def figures(request: HttpRequest, debt: Debt) -> HttpResponse:
    """Marked as hers wherever they show: one witness, as the lender's extract is the other."""
    words, back = words_of(request), f"/{words_of(request).lang}/file/debt/{debt.id}"
    zones = clocks(debt.place, words)
    more = (Asked("zone", "select", choices=zones),) if len(zones) > 1 else ()
    fields = (*_figure_fields(words), *more, Asked("history_known", "check"))
    if request.method != "POST":
        return _form(
            request, FormPage("figures", fresh((_held(one, debt) for one in fields), words), back), place=debt.place
        )
    reading = Reading(request)
    known = _figures(reading, debt.place)
    zone = reading.choice("zone", PLACES[debt.place].zones) if more else debt.zone
    if reading.wrong:
        return _form(request, FormPage("figures", reading.again(fields), back), 422, debt.place)
    complete = reading.flag("history_known")
    try:
        keeping.change_figures(debt, means(), session.now(), **known, zone=zone, history_known=complete)
    except HeldError as error:
        return held(request, error.hold, back)
    return redirect(f"{back}?said=saved")


def _figure_fields(words: Catalogue) -> tuple[Asked, ...]:
    kinds = choices(words, "web_file.lender_kind", KINDS)
    return (
        Asked("lender"),
        Asked("lender_kind", "select", value="unknown", choices=kinds),
        Asked("owed"),
        Asked("due", "date"),
    )


def _held(one: Asked, debt: Debt) -> Asked:
    value = getattr(debt, one.name)
    text = ("1" if value else "") if isinstance(value, bool) else str(value or "")
    if one.name == "zone" and not text:
        text = zone_of(debt)
    return replace(one, value=text)


def _figures(reading: Reading, place: str) -> dict[str, object]:
    """All may stay empty; an amount needs its day and its lender, or nothing could be said about it."""
    lender, owed, due = reading.text("lender"), reading.text("owed", most=40), reading.day("due")
    kind = reading.choice("lender_kind", KINDS)
    if owed and not reading.wrong:
        try:
            account_of_figures(lender, due, owed, None, place, session.now(), kind=LenderKind(kind))
        except AtestaError as error:
            reading.refused(error, "owed")
    return {"lender": lender, "lender_kind": kind, "owed": owed, "due": due}


# --- papers -------------------------------------------------------------------------------------------------------


def add_extract(request: HttpRequest, debt: Debt) -> HttpResponse:
    """The file that her lender gave her, or its text. What was changed by anybody is refused."""
    back = f"/{words_of(request).lang}/file/debt/{debt.id}"
    fields = (Asked("extract_file", "file"), Asked("extract_text", "textarea"))
    if request.method != "POST":
        return _form(request, FormPage("extract", fresh(fields, words_of(request)), back), place=debt.place)
    reading = Reading(request)
    paper, typed = reading.file("extract_file"), "".join(reading.text("extract_text", most=LONG).split())
    token = paper.data[:_TOKEN_BYTES].strip() if paper else typed.encode()
    if not token and not reading.wrong:
        reading.wrong["extract_file"] = words_of(request).say("web_file.wrong.missing")
    if not reading.wrong:
        try:
            found = open_extract(token, means().anchors)
            account = found.account
            keeping.keep_extract(
                debt, token.decode("ascii"), account.as_of, found.signer or "", found.known, means(), session.now()
            )
            return redirect(f"{back}?said=saved")
        except (AtestaError, UnicodeDecodeError) as error:
            _extract_refused(reading, error)
    return _form(request, FormPage("extract", reading.again(fields), back), 422, debt.place)


def _extract_refused(reading: Reading, error: Exception) -> None:
    if isinstance(error, AtestaError):
        reading.refused(error, "extract_file")
    else:
        reading.wrong["extract_file"] = reading.words.say("web_file.wrong.no_extract")


def add_receipt(request: HttpRequest, debt: Debt) -> HttpResponse:
    back = f"/{words_of(request).lang}/file/debt/{debt.id}"
    fields = (
        Asked("paid_on", "date", needed=True),
        Asked("amount", needed=True),
        Asked("reference"),
        Asked("paper", "file"),
    )
    if request.method != "POST":
        return _form(request, FormPage("receipt", fresh(fields, words_of(request)), back), place=debt.place)
    reading = Reading(request)
    on, amount = reading.day("paid_on", needed=True), reading.text("amount", most=40, needed=True)
    reference, paper = reading.text("reference"), reading.file("paper")
    if amount and "amount" not in reading.wrong:
        try:
            amount_of(amount, debt.place, debt.currency, "amount")
        except AtestaError as error:
            reading.refused(error, "amount")
    if on and on > local_day(session.now(), zone_of(debt)):
        reading.wrong["paid_on"] = reading.words.say("web_file.wrong.later")
    if reading.wrong or on is None:
        return _form(request, FormPage("receipt", reading.again(fields), back), 422, debt.place)
    keeping.keep_receipt(debt, on, amount, reference, paper, means(), session.now())
    return redirect(f"{back}?said=saved")


def _form(request: HttpRequest, page: FormPage, status: int = 200, place: str | None = None) -> HttpResponse:
    return show(request, "file_form.html", page, status=status, place=place)


def _home(words: Catalogue) -> str:
    return f"/{words.lang}/file/home"


PAGES = (
    Page("file/debt-new", new_debt, "debt-new", Who.OWNER, ("GET", "POST")),
    Page("file/debt/<str:debt>/figures", figures, "debt-figures", Who.OWNER, ("GET", "POST")),
    Page("file/debt/<str:debt>/extract", add_extract, "debt-extract", Who.OWNER, ("GET", "POST")),
    Page("file/debt/<str:debt>/receipt", add_receipt, "debt-receipt", Who.OWNER, ("GET", "POST")),
)
