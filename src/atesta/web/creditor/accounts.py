"""The creditor's accounts: read in, and seen by whoever types the whole number. Nobody is found by name."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import AtestaError
from atesta.intake.columns import MOST_BYTES, read_sheet
from atesta.store import account_import, accounting, ledger_files, mandating, placing, registry, statements
from atesta.store.models import LedgerAccount, LedgerImport
from atesta.web.access import Who, finder, may, works_for
from atesta.web.creditor.importing import begin
from atesta.web.creditor.ledger_form import LedgerForm, posted, said, show_form
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of

MAPPED = ("account", "as_of", "due", "amount", "paid", "numbers")
"""Columns whose header can be named; the others are found by their usual ones."""


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """`look` is the form for one account number."""

    held: int
    with_extract: int
    imports: tuple[LedgerImport, ...]
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    look: Field
    wrong: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`owed` is what its extract says was overdue at its moment, "" without one."""

    seen: accounting.AccountSeen
    open_placement: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]


@finder("ledger")
def _ledger(request: HttpRequest, given: str) -> LedgerAccount:
    rows = LedgerAccount.objects.select_related("creditor")
    found = (
        rows.filter(id=given, creditor=works_for(request).creditor).first() if may(request, Who.COMPLIANCE) else None
    )
    if found is None:
        raise Http404
    return found


def accounts(request: HttpRequest) -> HttpResponse:
    """Importing, or looking at one account, by its whole number in a form: a number is never part of an address."""
    form, creditor = LedgerForm(request), works_for(request).creditor
    if posted(request) and request.POST.get("do") == "look":
        found = registry.account_of(creditor, form.text("account_number", most=placing.MOST_NUMBER, needed=True))
        if found is not None and not form.wrong:
            return redirect("creditor-account", lang=words_of(request).lang, ledger=found.id)
        form.fault("account_number", "no_account")
    elif posted(request):
        columns = {name: form.text(f"column_{name}", most=60) for name in MAPPED}
        answer = None if form.wrong else begin(request, form, ledger_files.ACCOUNTS, _mapping(form, columns))
        if answer is not None:
            return answer
    fields = (form.field("file", "file", accept=".zip,.csv,.txt,.tsv", required=True),)
    more = tuple(form.field(f"column_{name}", maxlength=60) for name in MAPPED)
    look = form.field("account_number", required=True, maxlength=placing.MOST_NUMBER)
    rows = tuple(creditor.imports.filter(kind=accounting.KIND).select_related("by").order_by("-at")[:5])
    held = creditor.accounts
    wrong = wrong_fields((look, *fields, *more))
    page = AccountsPage(held.count(), held.exclude(toml="").count(), rows, fields, more, look, wrong)
    return show(request, "creditor_accounts.html", page, status=422 if wrong else 200)


def _mapping(form: LedgerForm, columns: dict[str, str]) -> dict[str, str]:
    """A time typed for the column `as_of` is the time of the whole table."""
    try:
        moment = datetime.fromisoformat(columns["as_of"])
    except ValueError:
        return columns
    return columns | {"as_of": "", "moment": moment.isoformat()}


def account(request: HttpRequest, ledger: LedgerAccount) -> HttpResponse:
    """The look is entered each time. Recalling by hand: the last day, and a reason."""
    form, now = LedgerForm(request), datetime.now(UTC)
    refused: tuple[str, ...] = ()
    open_ = ledger.placements.filter(to_on=None).select_related("agency").order_by("-from_on").first()
    if posted(request):
        last, why = form.day("last_on", needed=True), form.text("why", most=mandating.MOST_WHY, needed=True)
        if not form.wrong and last is not None and open_ is not None:
            try:
                placing.recall(ledger, open_.agency, last, why, staff_of(request), now)
                return redirect("creditor-account", lang=words_of(request).lang, ledger=ledger.id)
            except AtestaError as error:
                refused = said(error, form.words)
    seen = accounting.look(ledger, staff_of(request), now)
    today = mandating.day_at(ledger.creditor, now).isoformat()
    fields = (
        form.field("last_on", "date", required=True, value=today),
        form.field("why", "textarea", required=True),
    )
    wrong = wrong_fields(fields)
    page = AccountPage(seen, open_.agency.name if open_ else "", fields, wrong, refused)
    return show(request, "creditor_account.html", page, status=422 if wrong or refused else 200)


def codes(request: HttpRequest) -> HttpResponse:
    """Account numbers in, one code each out, once: nothing here can show a code again."""
    form, error = LedgerForm(request), None
    if posted(request):
        given = request.FILES.get("file")
        if given is None:
            form.fault("file", "file")
        else:
            try:
                return _codes(request, given.read(MOST_BYTES + 1))
            except AtestaError as refused:
                error = refused
    fields = (form.field("file", "file", accept=".csv,.txt,.tsv,text/csv", required=True),)
    back = f"/{words_of(request).lang}/creditor/accounts"
    return show_form(form, "codes", back, fields, error)


def _codes(request: HttpRequest, data: bytes) -> HttpResponse:
    names = {"account": account_import.COLUMNS["account"]}
    sheet = read_sheet(data, names, ("account",), {}, statements.MOST_CODES)
    numbers = [row.cells["account"] for row in sheet.rows if row.cells["account"]]
    rows = statements.codes_for(works_for(request).creditor, numbers, staff_of(request), datetime.now(UTC))
    out, words = io.StringIO(), words_of(request)
    lines = csv.writer(out)
    lines.writerow(("account", "code", "why_not"))
    for number, code, why in rows:
        lines.writerow((_no_formula(number), code, words.say(f"ledger_codes.{why}") if why else ""))
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="statement-codes.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _no_formula(cell: str) -> str:
    """A spreadsheet runs a cell that begins like this."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


FORM = ("GET", "POST")
PAGES = (
    Page("creditor/accounts", accounts, "creditor-accounts", Who.COMPLIANCE, FORM),
    Page("creditor/accounts/codes", codes, "creditor-codes", Who.COMPLIANCE, FORM),
    Page("creditor/accounts/<str:ledger>", account, "creditor-account", Who.COMPLIANCE, FORM),
)
