"""Invented messages and lender's pages for composed screenshots, in three languages, from a seed.

Nothing here was received by anybody: lenders, agencies, people and numbers are invented. `tuned` are the texts that
the reader of screenshots was built on, `scored` others that it only is scored on.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

LANGUAGES = ("zh", "es", "en")
FIRST_DAY = datetime(2026, 1, 3, 7, 5)  # noqa: DTZ001 - what a phone shows has no zone


@dataclass(frozen=True, slots=True)
class Invented:
    """One message as it was sent; `at` is the time on the phone."""

    lang: str
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InventedPage:
    """What a lender's page says; `amount` and `due` as its reader should read them."""

    lang: str
    lender: str
    currency: str
    amount: str
    shown: str
    due: datetime
    days: int


_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TEXTS, SENDERS, NAMES = _WORDS["texts"], _WORDS["senders"], _WORDS["names"]
ES_MONTHS, EN_MONTHS = _WORDS["months"]["es"], _WORDS["months"]["en"]
LENDERS = {
    "zh": ("晨曦分期", "海棠消费"),
    "es": ("Albor Financiera", "CrediSierra"),
    "en": ("Harbor Lending", "Oakline Credit"),
}


def message(lang: str, part: str, seed: int) -> Invented:
    """One message of a language from `tuned` or `scored`; the same seed gives the same."""
    chance = random.Random(f"{part}/{lang}/{seed}")
    templates = TEXTS[part][lang]
    name = chance.choice(NAMES[lang])
    amount = chance.choice(
        (
            f"{chance.randint(101, 999)}.{chance.randint(0, 99):02}",
            f"{chance.randint(1, 48)},{chance.randint(0, 999):03}.{chance.randint(0, 99):02}",
        )
    )
    values = {
        f"{lang}_name": name,
        "amount": amount.replace(",", "") if lang == "zh" else amount,
        "days": str(chance.randint(2, 180)),
        "month": str(month := chance.randint(1, 12)),
        "es_month": ES_MONTHS[month - 1],
        "en_month": EN_MONTHS[month - 1],
        "day": str(chance.randint(1, 28)),
        **{f"d{size}": "".join(chance.choices("0123456789", k=size)) for size in (2, 4, 6)},
    }
    at = FIRST_DAY + timedelta(minutes=chance.randint(0, 525_000))
    text = templates[seed % len(templates)].format(**values)
    return Invented(lang, chance.choice(SENDERS[part][lang]), text, at)


def page(lang: str, part: str, seed: int) -> InventedPage:
    """The figures of one lender's page."""
    chance = random.Random(f"page/{part}/{lang}/{seed}")
    lender = LENDERS[lang]
    whole, cents = chance.randint(105, 48_000), chance.randint(0, 99)
    currency = {"zh": "CNY", "es": chance.choice(("MXN", "EUR")), "en": "USD"}[lang]
    shown = f"{whole:,}.{cents:02}"
    shown = {
        "CNY": f"¥{shown}",
        "MXN": f"${shown} MXN",
        "USD": f"${shown}",
        "EUR": f"{whole:,}".replace(",", ".") + f",{cents:02} €",
    }[currency]
    if currency == "CNY" and chance.random() < 0.4:
        shown = f"{whole}.{cents:02}元"
    due = FIRST_DAY + timedelta(days=chance.randint(0, 360))
    return InventedPage(
        lang, lender[part == "scored"], currency, f"{whole}.{cents:02}", shown, due, chance.randint(1, 120)
    )
