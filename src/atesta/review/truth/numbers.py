"""Numbers as people write them: separators of two worlds, Chinese numerals, number words in Spanish and English.

Everything here reads a plain text (plain.py) and is exact: a value is a Decimal or nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = (
    r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,']\d{1,2})?(?!\d|[.,]\d)|\d+\.\d{3,6}(?=[万亿])|\d+(?:[.,']\d{1,2})?(?!\d|[.,]\d)"
)
HAN_DIGITS = "零一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
HAN = rf"[{HAN_DIGITS}十百千拾佰仟万亿]+"

_HAN_VALUE = {
    char: value
    for value, chars in enumerate(("零", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_HAN_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_BIG = {"万": 10_000, "亿": 100_000_000}

_EN_UP_TO_19 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ES_UP_TO_29 = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
    " veintiocho veintinueve"
)
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_EN = {word: value for value, word in enumerate(_EN_UP_TO_19.split())}
_EN |= {word: 20 + 10 * index for index, word in enumerate(_EN_TENS.split())}
_ES = {word: value for value, word in enumerate(_ES_UP_TO_29.split())}
_ES |= {word: 30 + 10 * index for index, word in enumerate(_ES_TENS.split())}
_ES |= {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21}
_ES_HUNDREDS = {"cien": 100, "ciento": 100, "quinient": 500, "setecient": 700, "novecient": 900}
_ES_HUNDREDS |= {
    f"{word}cient": value * 100 for word, value in {"dos": 2, "tres": 3, "cuatro": 4, "seis": 6, "ocho": 8}.items()
}
for _stem, _value in _ES_HUNDREDS.items():
    _ES |= {_stem: _value} if _stem.startswith("cien") else {_stem + "os": _value, _stem + "as": _value}
_BIG = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "mil": 1000, "millon": 1_000_000, "millones": 1_000_000}
_SMALL = {**_EN, **_ES}
_JOIN = frozenset(("and", "y", "de"))
_WORD = "|".join(sorted({*_SMALL, *_BIG}, key=len, reverse=True))
WORDS = rf"(?:{_WORD})(?:(?:[ -]+(?:and|y|de))?[ -]+(?:{_WORD}))*"
"""A run of number words; `de` and `y` only between two of them."""
HALF_WRITTEN = r"[3-9]0 y [1-9]"
"""As a recogniser writes "cuarenta y cinco"."""


def readings(token: str) -> tuple[Decimal, ...]:
    """What digits with separators may stand for, the likelier first; () when it is no number of money.

    `1.234,56` and `1,234.56` have one reading. `1.234` has two, 1234 first: three decimals are not money, but a file
    that was typed by hand may mean them.
    """
    marks = [char for char in token if not char.isdigit()]
    if not marks:
        return (Decimal(token),)
    last = marks[-1]
    head, _, tail = token.rpartition(last)
    if len(tail) != 3:
        whole = _whole(head)
        return (Decimal(f"{whole}.{tail}"),) if whole and last != " " else ()
    whole = _whole(token)
    if whole:
        as_decimals = marks == [last] and last in ".,"
        return (Decimal(whole), Decimal(f"{head}.{tail}")) if as_decimals else (Decimal(whole),)
    head = _whole(head) if last == "." else ""
    return (Decimal(f"{head}.{tail}"),) if head else ()


def _whole(token: str) -> str:
    """The digits of a number in groups of three under one mark, an apostrophe before the millions allowed; else ""."""
    marks = {char for char in token if not char.isdigit()}
    if len(marks - {"'"}) > 1:
        return ""
    mark = next(iter(marks - {"'"}), "'")
    return re.sub(r"\D", "", token) if not marks or _grouped(token.replace("'", mark), mark) else ""


def _grouped(token: str, mark: str) -> bool:
    first, *rest = token.split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 and group.isdigit() for group in rest)


def han(token: str) -> Decimal | None:
    """`四百一十二` and `一万二千` and `三千五` (3500); also a bare string of figures, `二零二六`."""
    if all(char in _HAN_VALUE for char in token):
        return Decimal("".join(str(_HAN_VALUE[char]) for char in token))
    total, section, digit, unit = 0, 0, 0, 10
    for char in token:
        if char in _HAN_VALUE:
            digit, unit = _HAN_VALUE[char], 10 if char == "零" else unit
        elif char in _HAN_UNIT:
            unit = _HAN_UNIT[char]
            section, digit = section + (digit or 1) * unit, 0
        else:
            unit = _HAN_BIG[char]
            below = section + digit
            total = total + (below or 1) * unit if char == "万" else (total + below or 1) * unit
            section, digit = 0, 0
    spoken = digit * unit // 10 if unit >= 100 and token[-2:-1] != "零" else digit
    return Decimal(total + section + spoken)


def words(run: str) -> Decimal | None:
    """`one thousand two hundred thirty-four`, `mil doscientos treinta y cuatro`; None for a run that is no number.

    Figures read one by one (`cuatro uno dos`) are a number of an account or a telephone, and none of money.
    """
    total, current, seen = 0, 0, False
    for token in re.split(r"[ -]+", run.strip()):
        if token in _SMALL:
            if seen and not _goes_on(current, _SMALL[token], fresh=current == 0 and total > 0):
                return None
            current, seen = current + _SMALL[token], True
        elif token == "hundred":
            if current > 99:
                return None
            current, seen = (current or 1) * 100, True
        elif token in _BIG:
            scale, seen = _BIG[token], True
            if scale == 1_000_000:
                total, current = (total + current or 1) * scale, 0
            elif total % 1_000_000:
                return None
            else:
                total, current = total + (current or 1) * scale, 0
        elif token not in _JOIN:
            return None
    return Decimal(total + current) if seen else None


def _goes_on(current: int, value: int, *, fresh: bool) -> bool:
    """Whether a number may go on with a word: hundreds, then tens, then ones."""
    if fresh:
        return value > 0
    if value >= 100:
        return False
    return current % 100 == 0 or (value < 10 and current % 10 == 0 and current % 100 >= 20)


def spoken(run: str) -> tuple[Decimal, ...]:
    """What a run of number words may stand for as money, the likelier first: `four hundred twelve sixty` is 412.60,
    `twelve sixty` 12.60 or 1260."""
    value = words(run)
    if value is not None:
        return (value,)
    parts = re.split(r"[ -]+", run.strip())
    for at in range(len(parts) - 1, 0, -1):
        head, tail = words(" ".join(parts[:at])), words(" ".join(parts[at:]))
        if head is None or tail is None or not 10 <= tail <= 99 or parts[at] in _ES:
            continue
        cents = head + tail / 100
        return (cents, head * 100 + tail) if 10 <= head < 100 else (cents,)
    return ()


def count(token: str) -> int | None:
    """A small whole number in figures, Chinese numerals or words: `15`, `十五`, `quince`, `fifteen`."""
    if token.isdigit():
        return int(token)
    if re.fullmatch(HALF_WRITTEN, token):
        return int(token[:2]) + int(token[-1])
    value = han(token) if re.fullmatch(HAN, token) else words(token)
    return int(value) if value is not None else None


def names_numbers(tokens: frozenset[str]) -> bool:
    """Whether any of these words is a number."""
    return not (tokens.isdisjoint(_SMALL) and tokens.isdisjoint(_BIG))


def is_number_word(token: str) -> bool:
    return token in _SMALL or token in _BIG or token in _JOIN


def is_joint(token: str) -> bool:
    """A word that only joins number words."""
    return token in _JOIN
