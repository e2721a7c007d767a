"""The code in her statement: for it she is given her signed extract, as a file and as a picture, once (EVIDENCE §7).

Nobody is looked up: who has no statement has no code, and every miss is answered alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from atesta.contact.account import debtor_day, debtor_zone, standing
from atesta.errors import AtestaError
from atesta.evidence.extract_qr import qr_parts, qr_svg
from atesta.intake.extract_file import Extract, open_extract
from atesta.store import registry, statements
from atesta.store.models import Debt
from atesta.store.signing import signing
from atesta.telling.say_error import say_parts
from atesta.web.access import Who, open_file
from atesta.web.desk import anchors
from atesta.web.field import Field, wrong_fields
from atesta.web.myfile.keep import NEW
from atesta.web.myfile.means import means
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.typed import Typed

ELSEWHERE = ""
"""The choice of who does not want it in her file."""
FITS = "fits"
"""The debt of this lender, whom the code will tell; a new one where there is none."""


class StatementForm(Typed):
    MOST: ClassVar[int] = 80

    def fault(self, name: str, why: str, **values: int) -> None:
        self.wrong.setdefault(name, words_of(self.request).say(f"statement_wrong.{why}", **values))


@dataclass(frozen=True, slots=True)
class Asking:
    """`refused` is what was wrong (what, why, what to do). `closed`: no file is open in which it could be kept."""

    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Given:
    """`codes` are the pictures (SVG) that hold the extract; `token` the same as text, sent again for the file; `owed`
    was overdue and `remaining` was left `as_of` the moment of the account, by the debtor's clock. `kept`: the debt of
    her file that has it now."""

    token: str
    codes: tuple[SafeString, ...]
    creditor: str
    account: str
    as_of: datetime
    owed: str
    remaining: str
    kept: str


def statement(request: HttpRequest, place: str) -> HttpResponse:
    return _redeem(request, place=place) if request.method == "POST" else _form(request, place, StatementForm(request))


@paced("statement")
def _redeem(request: HttpRequest, place: str) -> HttpResponse:
    form = StatementForm(request)
    code, tail = form.text("code", needed=True), form.text("tail", needed=True)
    keep = _keep(form, place)
    if form.wrong:
        return _form(request, place, form)
    try:
        signing()  # the first signature here makes the keys, which the answers of her file then know
        given = statements.redeem(code, tail, datetime.now(UTC), keep, means() if keep else None)
    except AtestaError as error:
        return _form(request, place, form, error)
    read = open_extract(given.token, anchors())
    return show(request, "statement_given.html", _given(given, read), place=place)


def _keep(form: StatementForm, place: str) -> Debt | statements.Into | None:
    """Where she wants it. Her file may be open only since the form was made, or no more."""
    file = open_file(form.request)
    asked = form.request.POST.get("debt", FITS if file else ELSEWHERE)
    if asked == ELSEWHERE:
        return None
    if file is not None and asked in (FITS, NEW):
        return statements.Into(file, new=asked == NEW)
    debt = _debts(form.request, place).get(asked)
    if debt is None:
        form.fault("debt", "debt" if file else "closed")
    return debt


def _given(redeemed: statements.Redeemed, read: Extract) -> Given:
    token, account, debt = redeemed.token, read.account, redeemed.debt
    zone = debtor_zone(account, None) or registry.zone_of(redeemed.account)
    stands = standing(account, debtor_day(account, account.as_of))
    return Given(
        token,
        tuple(mark_safe(_drawing(text)) for text in qr_parts(token.encode("ascii"))),
        account.creditor,
        account.account,
        account.as_of.astimezone(zone),
        f"{stands.owed:f} {account.currency}",
        f"{stands.remaining:f} {account.currency}",
        debt.id if debt else "",
    )


def _drawing(text: str) -> str:
    """Without the head of a file, as it may stand in a page."""
    svg = qr_svg(text).decode("ascii")
    return svg[svg.index("<svg") :]


def _debts(request: HttpRequest, place: str) -> dict[str, Debt]:
    """Those of the open file, by id, that may be this account."""
    file = open_file(request)
    return {debt.id: debt for debt in file.debts.filter(place=place).order_by("made_at")} if file else {}


def _choices(request: HttpRequest, place: str) -> tuple[tuple[str, str], ...]:
    """The first is chosen until she chooses another."""
    words, debts = words_of(request), _debts(request, place)
    none = (ELSEWHERE, words.say("statement_form.debt_none"))
    if open_file(request) is None:
        return (none,)
    fits = ((FITS, words.say("statement_form.debt_fits")),) if debts else ()
    named = ((debt.id, debt.lender or words.say("statement_form.debt_unnamed")) for debt in debts.values())
    return (*fits, *named, (NEW, words.say("statement_form.debt_new")), none)


def _form(request: HttpRequest, place: str, form: StatementForm, error: AtestaError | None = None) -> HttpResponse:
    words, closed = words_of(request), open_file(request) is None

    def field(name: str, kind: str = "text", choices: tuple[tuple[str, str], ...] = ()) -> Field:
        first = choices[0][0] if choices else ""
        hint, typed = words.say(f"statement_form.{name}_hint"), request.POST.get(name, first)
        wrong, needed = form.wrong.get(name, ""), kind == "text"
        return Field(name, words.say(f"statement_form.{name}"), typed, kind, hint, wrong, choices, required=needed)

    fields = [field("code"), field("tail")]
    if not closed or "debt" in form.wrong:
        fields.append(field("debt", "select", _choices(request, place)))
    refused = tuple(part[:1].upper() + part[1:] for part in say_parts(error, words)) if error else ()
    page = Asking(tuple(fields), wrong_fields(fields), refused, closed)
    return show(request, "statement.html", page, place=place, status=422 if page.wrong or refused else 200)


@paced("statement-file")
def file(request: HttpRequest, place: str) -> HttpResponse:
    """The extract that the page before was given, as a file. Only what this installation vouches for."""
    token = request.POST.get("token", "").strip()
    try:
        known = open_extract(token, anchors()).known
    except AtestaError:
        known = False
    if not known:
        return _form(request, place, StatementForm(request))
    answer = HttpResponse(token + "\n", content_type="application/jose")
    answer["Content-Disposition"] = 'attachment; filename="extract.jws"'
    answer["Cache-Control"] = "no-store"
    return answer


PAGES = (
    Page("<str:place>/statement", statement, "statement", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/statement/file", file, "statement-file", Who.ANYONE, ("POST",)),
)
