"""Her own figures -> Account, marked as hers (issue 5, state b): lender, due date, amount, typed or read from a screen.

Amounts are read as people write them. Where a dot or comma could be either, the place decides if its habit is plain;
otherwise the field is refused with both readings possible: a guess could be wrong a thousandfold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from atesta.contact.account import Account, Instalment, Lender, LenderKind, Receipt
from atesta.contact.money import DECIMALS, Money
from atesta.contact.papers import with_receipts
from atesta.contact.place import PLACES, place_code
from atesta.errors import InputError, Where
from atesta.intake.fields import refuse, zone_names
from atesta.kept import late

DECIMAL_COMMA = frozenset(("ES", "CO", "CL"))
"""Places that write 1.234,56; the others of ours write 1,234.56 (Unicode CLDR)."""
MOST_CHARS = 120
_MARKS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "元": "CNY",
    "块": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "S/": "PEN",
    "SOLES": "PEN",
}
_MARKS |= {"EURO": "EUR", "EUROS": "EUR", "US$": "USD", "MX$": "MXN"}
_MARK = late(r"[A-Z]{2,3}\$|S/\.?|EUROS?|PESOS?|SOLES|[A-Z]{3}|人民币|元整?|块钱?|[€£¥$]", re.IGNORECASE)
_FIGURE = late(r"[0-9][0-9.,' ]*")
_GROUP = late(r"[' ](?=[0-9]{3}(?![0-9]))")
_DASHES = str.maketrans({"。": ".", "，": ",", "．": ".", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def account_of_figures(  # noqa: PLR0913 - one argument for each field of the form
    lender: str,
    due: date | None,
    owed: str,
    currency: str | None,
    place: str,
    as_of: datetime,
    *,
    receipts: Iterable[Receipt] = (),
    kind: LenderKind = LenderKind.UNKNOWN,
    zone: str | None = None,
) -> Account:
    """The account that she typed, `typed_by_debtor`: what is owed as the lender shows it, her receipts beside it.

    `currency` None: the place's. Raises InputError whose `values["field"]` is lender, due, owed, currency, zone or
    place.
    """
    code = _place(place)
    chosen = _currency(currency or PLACES[code].currency)
    if zone is not None and zone not in zone_names():
        what = "the zone is not known"
        refuse(_at("zone"), what, "Days are counted in it.", "Choose one.", "figure_zone", field="zone")
    if as_of.utcoffset() is None:
        raise ValueError("as_of has no offset")  # set by the shell, never typed
    name = _lender(lender)
    part = Instalment(_due(due), Money(amount_of(owed, code, chosen), chosen), Money(Decimal(0), chosen))
    made = Account(as_of, "", name, Lender(name, kind), code, zone, chosen, (part,), typed_by_debtor=True)
    return with_receipts(made, receipts)


def _place(place: str) -> str:
    try:
        return place_code(place)
    except InputError as fault:
        fault.values["field"] = "place"
        raise


def _currency(currency: str) -> str:
    code = currency.strip().upper()
    if code not in DECIMALS:
        what = "the currency is not known"
        refuse(_at("currency"), what, "Nothing could be compared.", "Choose one.", "figure_currency", field="currency")
    return code


def _lender(name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain or len(plain) > MOST_CHARS:
        what = "the lender's name is missing or too long"
        refuse(_at("lender"), what, "A claim is about one debt.", "Write it.", "figure_lender", field="lender")
    return plain


def _due(due: date | None) -> date:
    if due is None or not 1900 <= due.year <= 2200:
        what = "the due date is missing or lies beyond any contract"
        refuse(
            _at("due"), what, "Days late are counted from it.", "Write the oldest unpaid.", "figure_due", field="due"
        )
    return due


def amount_of(text: str, place: str, currency: str, field: str = "owed") -> Decimal:
    """An amount as somebody typed it: `1.234,56`, `1,234.56`, `¥412.60`, `４１２．６０`, `1.2万`.

    Raises InputError (`values["field"]` is `field`) for what is no amount, could be two, or is in another currency.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text[:MOST_CHARS]).translate(_DASHES).split())
    for mark in _MARK.findall(plain):
        _check_mark(mark.upper(), currency, field)
    bare = _MARK.sub(" ", plain).strip(" :")
    times = 10_000 if bare.endswith("万") else 1
    figure = bare.removesuffix("万").strip()
    if not _FIGURE.fullmatch(figure):
        _no_amount(field)
    value = _value(figure, place, currency, field, exact=times == 1) * times
    decimals = DECIMALS[currency]
    if value != round(value, decimals) or value >= 10**15:
        _no_amount(field)
    return value.quantize(Decimal(1).scaleb(-decimals))


def _check_mark(mark: str, currency: str, field: str) -> None:
    """A mark of several moneys (`$`, pesos) is no contradiction; one of another money is; another word is no mark."""
    if mark.isascii() and mark.isalpha() and mark not in _MARKS and mark not in DECIMALS and "PESO" not in mark:
        _no_amount(field)
    means = _MARKS.get(mark.rstrip(".整钱"), mark if mark in DECIMALS else "")
    if means and means != currency and not (mark == "¥" and currency == "JPY"):
        refuse(
            _at(field),
            f"the amount is written in another currency than {currency}",
            "The two cannot be compared.",
            "Correct the currency or the amount.",
            "figure_other_currency",
            field=field,
            currency=currency,
        )


def _value(figure: str, place: str, currency: str, field: str, *, exact: bool) -> Decimal:
    figure = _GROUP.sub("", figure)
    marks = [char for char in figure if char in ".,"]
    if not marks:
        return _decimal(figure, field)
    last = marks[-1]
    whole, _, rest = figure.rpartition(last)
    if len(set(marks)) == 2:
        other = "," if last == "." else "."
        return _decimal(f"{_ungrouped(whole, other, field)}.{rest}", field)
    if len(marks) > 1:
        return _decimal(_ungrouped(figure, last, field), field)
    if exact and len(rest) == 3 and 0 < len(whole) <= 3 and not whole.startswith("0"):
        return _decimal(_of_three(whole, rest, last, place, currency, field), field)
    return _decimal(f"{whole}.{rest}", field)


def _of_three(whole: str, rest: str, mark: str, place: str, currency: str, field: str) -> str:
    """`1.234`: a thousand and more, or one and a bit. The habit of the place decides where it leaves one reading."""
    groups = "." if place in DECIMAL_COMMA else ","
    if mark == groups:
        return whole + rest
    if DECIMALS[currency] >= 3:
        return f"{whole}.{rest}"
    refuse(
        _at(field),
        "the amount can be read in two ways",
        "A dot or comma before three digits may begin the cents or part the thousands.",
        "Write it with its cents, as in 1234.00 or 1.23.",
        "figure_two_ways",
        field=field,
    )


def _ungrouped(figure: str, mark: str, field: str) -> str:
    first, *groups = figure.split(mark)
    if not 0 < len(first) <= 3 or any(len(group) != 3 for group in groups):
        _no_amount(field)
    return first + "".join(groups)


def _decimal(digits: str, field: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,8})?", digits):
        _no_amount(field)
    return Decimal(digits)


def _no_amount(field: str) -> NoReturn:
    what = "this is not an amount that can be read"
    why, do = "It would be compared with what is claimed.", "Write it in digits, as in 412.60."
    refuse(_at(field), what, why, do, "figure_amount", field=field)


def _at(field: str) -> Where:
    return Where((("field", field),))
