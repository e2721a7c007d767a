"""What a screenshot of the lender's page says of a debt: the lender, the amount due, the day it is due, the days late.

Candidates, each with the words it was read from: the person looks at them and confirms. A figure stands beside its
label, in the same row, or below it. "$" says no currency where nobody says the place; a day without a year is no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from atesta.contact.money import Money
from atesta.intake.picture_text import SURE, Line, PictureText
from atesta.intake.screen_words import pattern
from atesta.intake.seen_time import read_day
from atesta.kept import late


class FigureKind(StrEnum):
    LENDER = "lender"
    AMOUNT = "amount"
    DUE = "due"
    DAYS_LATE = "days_late"


Value = str | Money | date | int


@dataclass(frozen=True, slots=True)
class Figure:
    """`value`: a name, money, a day, or a count of days; None where the words are there but do not say all of it.

    `words` are those it was read from, with its label; `doubted`: the engine was not sure of them."""

    kind: FigureKind
    value: Value | None
    words: str
    doubted: bool = False


LABELLED = (FigureKind.AMOUNT, FigureKind.DUE, FigureKind.DAYS_LATE)
_NUMBER = late(r"\d(?:[\d.,'’ ]*\d)?")
_DAYS = late(r"(?<![\d.,])(\d{1,4}) ?(?:天|日|d[ií]as?|days?)?(?![\d.,:/\-年月])", re.IGNORECASE)
_DAY_UNIT = late(r"天|d[ií]as?|days?", re.IGNORECASE)
_CURRENCIES = (
    ("CNY", late(r"[¥￥元]|人民币|RMB|CNY", re.IGNORECASE)),
    ("EUR", late(r"€|\bEUR\b|euros?\b", re.IGNORECASE)),
    ("USD", late(r"US ?\$|\bUSD\b|\bdollars\b|d[oó]lares", re.IGNORECASE)),
    ("GBP", late(r"£|\bGBP\b", re.IGNORECASE)),
    ("MXN", late(r"MX ?\$|\bMXN\b|\bM\. ?N\.", re.IGNORECASE)),
    ("COP", late(r"\bCOP\b", re.IGNORECASE)),
    ("CLP", late(r"\bCLP\b", re.IGNORECASE)),
    ("PEN", late(r"S/|\bPEN\b|\bsoles\b", re.IGNORECASE)),
)
BELOW = 2.6
"""A figure below its label begins within this many heights of it."""
MOST_DAYS = 3660


def figures_of(picture: PictureText, currency: str | None = None) -> tuple[Figure, ...]:
    """Candidates in the order of the page, the surest of a kind first. `currency` is what "$" means in the place."""
    found = [*_lenders(picture)]
    for kind in LABELLED:
        found += _figures(picture.lines, kind, currency)
    return tuple(found)


def _figures(lines: Sequence[Line], kind: FigureKind, currency: str | None) -> list[Figure]:
    """With a value first; the same value is said once."""
    figures = [figure for line in lines for figure in _beside(lines, line, kind, currency)]
    told: dict[object, Figure] = {}
    for figure in sorted(figures, key=lambda one: one.value is None):
        told.setdefault(figure.value, figure)
    return [one for one in told.values() if one.value is not None] or list(told.values())


def _beside(lines: Sequence[Line], label: Line, kind: FigureKind, currency: str | None) -> Iterator[Figure]:
    found = pattern("labels", kind).search(label.text)
    if found is None:
        return
    for cell in _cells(lines, label, found):
        words = " ".join(line.text for line in cell)
        said = label.text[found.end() :] if cell == [label] else words
        told = f"{label.text} {words}" if cell != [label] else words
        doubted = min(line.confidence for line in (*cell, label)) < SURE
        value = _value(said, label.text, kind, currency)
        if value is None and cell == [label]:
            value = _value(label.text[: found.start()], label.text, kind, currency)
        if value is not None or (kind is FigureKind.AMOUNT and _looks_like_money(said)):
            yield Figure(kind, value, told, doubted)
            return


def _cells(lines: Sequence[Line], label: Line, found: re.Match[str]) -> Iterator[list[Line]]:
    """Where a label's figure may stand: behind it, to its right (there a second line may follow), below it."""
    yield [label]
    right = [
        line
        for line in lines
        if line is not label and label.top < line.middle < label.bottom and line.left >= label.right - label.height
    ]
    for line in right[:1]:
        yield [line]
        yield [line, *(other for other in lines if _under(other, line) and other.left > label.right - label.height)][:2]
    under = [line for line in lines if _under(line, label)]
    for line in under[:1]:
        yield [line]


def _under(line: Line, upper: Line) -> bool:
    near = upper.bottom - upper.height * 0.3 <= line.top <= upper.bottom + upper.height * (BELOW - 1)
    return line is not upper and near and line.left < upper.right and upper.left < line.right


def _value(said: str, label: str, kind: FigureKind, currency: str | None) -> Value | None:
    if kind is FigureKind.AMOUNT:
        return _money(said, label, currency)
    if kind is FigureKind.DUE:
        day = read_day(said)
        return day.date() if day else None
    found = _DAYS.search(said)
    unit = found is not None and (_DAY_UNIT.search(found[0]) or _DAY_UNIT.search(label) or "天数" in label)
    return int(found[1]) if found and unit and int(found[1]) <= MOST_DAYS else None


def _looks_like_money(said: str) -> bool:
    return _NUMBER.search(said) is not None and ("$" in said or "peso" in said.casefold())


def _money(said: str, label: str, currency: str | None) -> Money | None:
    found = _NUMBER.search(said)
    if found is None or read_day(said) or _DAY_UNIT.search(said[found.end() : found.end() + 6]):
        return None
    code = next((code for code, sign in _CURRENCIES if sign.search(said)), None)
    code = code or next((code for code, sign in _CURRENCIES if sign.search(label)), None)
    code = code or (currency if "$" in said or "peso" in said.casefold() else None)
    amount = read_amount(found[0])
    if code is None or amount is None:
        return None
    return Money(amount * 10_000 if said[found.end() :].lstrip().startswith("万") else amount, code)


def read_amount(number: str) -> Decimal | None:
    """1,234.56, 1.234,56 and 1 234.56 alike; three digits at the end are thousands, for no money here has three
    decimals. None where the groups are not of three."""
    bare = re.sub(r"[ '’]", "", number)
    whole, decimals = bare, ""
    last = max(bare.rfind("."), bare.rfind(","))
    if last >= 0 and len(bare) - last - 1 <= 2:
        whole, decimals = bare[:last], bare[last + 1 :]
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and (any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        return None
    if not "".join(groups).isdecimal():
        return None
    return Decimal("".join(groups) + ("." + decimals if decimals else ""))


def _lenders(picture: PictureText) -> Iterator[Figure]:
    """What a label calls the lender; else lines in the upper part that read like a firm's name, the largest first."""
    for line in picture.lines:
        found = pattern("lender", "label").search(line.text)
        name = re.sub(r"^[\s:：]+", "", line.text[found.end() :]) if found else ""
        beside = [other for other in picture.lines if other is not line and line.top < other.middle < line.bottom]
        if found and (name or beside):
            yield Figure(FigureKind.LENDER, name or beside[-1].text, line.text, line.confidence < SURE)
            return
    upper = [line for line in picture.lines if line.top < picture.width * 0.8 and len(line.text) <= 40]
    firms = [line for line in upper if _is_firm(line.text) and not _labelled(line)]
    for line in sorted(firms, key=lambda line: -line.height)[:3]:
        yield Figure(FigureKind.LENDER, line.text, line.text, line.confidence < SURE)


def _is_firm(text: str) -> bool:
    return bool(pattern("lender", "firm").search(text) and not pattern("lender", "heading").search(text))


def _labelled(line: Line) -> bool:
    return any(pattern("labels", kind).search(line.text) for kind in LABELLED)
