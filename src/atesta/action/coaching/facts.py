"""What an account says, as it is spoken: the oldest instalment that is open, its date, and the creditor's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from atesta.contact.account import Account, debtor_day, standing

_UNITS = {
    "es": {"CNY": "yuanes", "MXN": "pesos", "COP": "pesos", "CLP": "pesos", "PEN": "soles", "EUR": "euros",
           "USD": "dólares", "GBP": "libras"},
    "en": {"CNY": "yuan", "MXN": "pesos", "COP": "pesos", "CLP": "pesos", "PEN": "soles", "EUR": "euros",
           "USD": "dollars", "GBP": "pounds"},
    "zh": {"CNY": "元", "MXN": "墨西哥比索", "COP": "哥伦比亚比索", "CLP": "智利比索", "PEN": "索尔", "EUR": "欧元",
           "USD": "美元", "GBP": "英镑"},
}  # fmt: skip
_MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "en": "January February March April May June July August September October November December",
}
_COMMA = frozenset({"EUR", "COP", "CLP"})
_SWAPPED = str.maketrans(",.", ".,")


def facts_of(account: Account | None, lang: str) -> Mapping[str, str]:
    """`creditor`, and `amount` and `date` of the oldest instalment that was overdue on the extract's own day. What the
    account does not say is not there; what a debtor typed is not the creditor's word."""
    if account is None or account.typed_by_debtor:
        return {}
    facts = {"creditor": account.creditor} if account.creditor else {}
    open_ones = standing(account, debtor_day(account, account.as_of)).overdue
    if open_ones and account.currency in _UNITS[lang]:
        facts |= {
            "amount": _money(open_ones[0].left, account.currency, lang),
            "date": _day(open_ones[0].due, lang),
        }
    return facts


def _money(amount: Decimal, currency: str, lang: str) -> str:
    whole = amount == amount.to_integral_value()
    written = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    if lang == "es" and currency in _COMMA:
        written = written.translate(_SWAPPED)
    glue = "" if lang == "zh" else " "
    return f"{written}{glue}{_UNITS[lang][currency]}"


def _day(day: date, lang: str) -> str:
    if lang == "zh":
        return f"{day.month}月{day.day}日"
    month = _MONTHS[lang].split()[day.month - 1]
    return f"{day.day} de {month}" if lang == "es" else f"{day.day} {month}"
