"""Amounts of money in a text: figures with a currency mark, Chinese numerals, number words, and figures without a mark.

Only what an amount says is read here; whether it is about what is owed is decided in owed.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from atesta.kept import late
from atesta.review.truth import numbers
from atesta.review.truth.plain import Plain

# What a mark may stand for. A bare `$` or "pesos" is the money of several places; the account settles it.
_DOLLAR_SIGN = ("USD", "MXN", "COP", "CLP")
_PESO = ("MXN", "COP", "CLP")
_MARKS: dict[str, tuple[str, ...]] = {
    "us$": ("USD",), "u$s": ("USD",), "usd": ("USD",), "mx$": ("MXN",), "mxn": ("MXN",), "cop": ("COP",),
    "col$": ("COP",), "clp": ("CLP",), "eur": ("EUR",), "gbp": ("GBP",), "pen": ("PEN",), "cny": ("CNY",),
    "rmb": ("CNY",), "s/.": ("PEN",), "s/": ("PEN",), "$": _DOLLAR_SIGN, "€": ("EUR",), "£": ("GBP",),
    "¥": ("CNY", "JPY"),
    "人民币": ("CNY",), "美元": ("USD",), "美金": ("USD",), "欧元": ("EUR",), "英镑": ("GBP",), "港币": ("HKD",),
    "港元": ("HKD",), "元": ("CNY",), "块": ("CNY",), "yuan": ("CNY",), "yuanes": ("CNY",), "m.n.": ("MXN",),
    "mn": ("MXN",), "mdp": ("MXN",), "soles": ("PEN",), "sol": ("PEN",), "euro": ("EUR",), "euros": ("EUR",),
    "pound": ("GBP",), "pounds": ("GBP",), "quid": ("GBP",), "libra": ("GBP",), "libras": ("GBP",),
    "dollar": ("USD",), "dollars": ("USD",), "bucks": ("USD",), "dolar": ("USD",), "dolares": ("USD",),
    "peso": _PESO, "pesos": _PESO, "pesos mexicanos": ("MXN",), "pesos colombianos": ("COP",),
    "nuevos soles": ("PEN",), "nuevo sol": ("PEN",), "uf": ("CLF",), "unidades de fomento": ("CLF",), "udis": ("MXV",),
    "日元": ("JPY",), "韩元": ("KRW",), "台币": ("TWD",), "新台币": ("TWD",), "澳元": ("AUD",), "加元": ("CAD",),
    "新元": ("SGD",), "新币": ("SGD",), "瑞郎": ("CHF",), "hk$": ("HKD",), "nt$": ("TWD",), "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",), "nz$": ("NZD",), "r$": ("BRL",), "clp$": ("CLP",), "cop$": ("COP",), "usdt": ("USDT",),
    "usdc": ("USDC",),
    "btc": ("BTC",), "eth": ("ETH",), "bitcoin": ("BTC",), "bitcoins": ("BTC",),
    "pesos chilenos": ("CLP",), "pesos argentinos": ("ARS",), "dolares americanos": ("USD",),
}  # fmt: skip
_FOREIGN = ("ars", "brl", "cad", "aud", "hkd", "jpy", "inr", "kes", "ngn", "zar", "php", "chf", "uyu", "bob", "gtq")
_MARKS |= {code: (code.upper(),) for code in _FOREIGN}


def _any_of(marks: Iterable[str]) -> str:
    return "|".join(
        re.escape(mark) + (r"(?![a-z])" if mark[-1].isascii() and mark[-1].isalpha() else "")
        for mark in sorted(marks, key=len, reverse=True)
    )


_AFTER_ONLY = ("元", "块", "mn", "sol", "soles", "m.n.", "mdp")
_BEFORE_ONLY = ("s/.", "s/", "sol", *(mark for mark in _MARKS if len(mark) > 1 and "$" in mark))
_COINS = {"mdp": ("MXN",), "lucas": ("CLP", "COP"), "luca": ("CLP", "COP")}
"""Words that name a scale and the money with it."""
_PRE = _any_of(mark for mark in _MARKS if mark not in _AFTER_ONLY and " " not in mark)
_POST = _any_of(m for m in _MARKS if m not in (*_BEFORE_ONLY, *"$€£¥")) + r"|[$€£¥](?! ?\d)"
_SCALE = {"万": 10_000, "千": 1000, "百": 100, "亿": 100_000_000, "k": 1000, "mil": 1000, "thousand": 1000,
          "million": 1_000_000, "millon": 1_000_000, "millones": 1_000_000, "mdp": 1_000_000,
          "lucas": 1000, "luca": 1000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """`values`: the likelier reading first. `currencies`: what the mark may stand for; () when there is no mark.

    `near` is "" for an exact figure, else "about", "over" or "under". Offsets are those of the folded text.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    currencies: tuple[str, ...]
    near: str = ""


@cache
def _figures() -> re.Pattern[str]:
    """Figures with a mark before or after, and what Chinese and Spanish writers put behind them."""
    scale = (
        r"(?P<scale>[万千百亿](?P<rest>\d{1,4}(?:\.\d{1,2})?千?)?"
        r"| ?(?:k|mdp|lucas?)\b| (?:mil|thousand|million|millon|millones)\b(?: de\b)?)"
    )
    cents = (
        rf"(?:(?P<jiao>[\d{numbers.HAN_DIGITS}])[角毛](?:(?P<fen>[\d{numbers.HAN_DIGITS}])分)?"
        r"|(?<=块)(?P<mao>[1-9])(?![\d.天个月期])"
        r"|,? (?:con |y |and )(?P<cents>\d{1,2}) (?:centavos|centimos|cents?|pence|centesimos)\b"
        r"|,? (?P<hundred>\d\d)/100)"
    )
    after = rf"(?:(?P<duo>多|余| ?个)?(?P<post> ?(?:{_POST})(?: ?人民币)?))?"
    second = r"(?P<second>钱|整| ?(?:usd|m\.n\.|mxn|cop|clp)(?![a-z]))?"
    return late(rf"(?P<num>{numbers.DIGITS}){scale}?{after}{cents}?{second}")


@cache
def _mark_before() -> re.Pattern[str]:
    return late(rf"(?:(?<![a-z0-9])|(?<=元))(?P<pre>(?:{_PRE})\$?(?: ?[$:] ?)?) ?$")


@cache
def _han_figures() -> re.Pattern[str]:
    digit = rf"[{numbers.HAN_DIGITS}]"
    return late(
        rf"(?P<pre>人民币)?(?<![\d.])(?P<num>{numbers.HAN})(?:点(?P<point>{digit}{{1,2}}))?(?P<duo>多"
        rf"|余)?(?P<post>(?:美|欧|日|韩|澳|加|新|港)元|美金|元|块)"
        rf"(?:钱|整)?(?:(?P<jiao>{digit})(?:角"
        rf"|毛))?(?:零?(?P<fen>{digit})分)?(?:(?<=块)(?P<mao>{digit})(?![天个月期]))?"
    )


_NAMED = tuple(mark for mark in _MARKS if " " in mark or (mark.isascii() and mark.isalpha() and len(mark) > 3))
_MONEY = frozenset(mark.partition(" ")[0] for mark in _NAMED)
"""Words with which the name of some money begins."""


@cache
def _money_words() -> re.Pattern[str]:
    return late(rf" (?:de )?(?P<post>{_any_of(_NAMED)})")


@cache
def _cents_in_words() -> re.Pattern[str]:
    spoken = rf"(?P<words>{numbers.WORDS}|\d{{1,2}}) (?:centavos|centimos|cents?|pence)\b"
    return late(rf",? (?:con |y |and )?(?:{spoken}|(?P<hundred>\d\d)/100)")


@cache
def _near() -> re.Pattern[str]:
    about = (
        "约|大约|约为|近|将近|about|around|approximately|approx\\.?|some|nearly|roughly"
        "|aproximadamente|aprox\\.?|alrededor de|cerca de|unos|casi"
    )
    over = "超过|逾|超|高达|over|more than|above|exceeding|in excess of|mas de|superior a"
    under = "不足|不到|less than|under|menos de"
    return late(rf"(?:(?P<about>{about})|(?P<over>{over})|(?P<under>{under})) ?$")


@cache
def _unmarked() -> re.Pattern[str]:
    """A figure right after a word for what is owed: `应还1237.80`, `saldo: 1,234.56`, `amount due 640.00`."""
    filler = (
        r"(?:金额|本金|总额|总计|共计|合计|共|为|是|的|约)*"
        r"(?: ?(?:es|is|of|de|por|total|amount|importe|monto|a)\b){0,3} ?[:=]? ?"
    )
    return late(rf"{filler}(?P<num>{numbers.DIGITS})(?!{_NOT_MONEY})")


_NOT_MONEY = (
    r"[\d%]|[.,:/-]\d| ?(?:天|日|月|年|期|号|个|笔|次|点|时|小时|%|days?|dias?|meses|months?|weeks?|cuotas?"
    r"|hours?|hrs?|horas|h\b|am\b|pm\b|instal|pagos|payments)"
)


@cache
def _unmarked_spoken() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number in words after a word for what is owed: `欠我们三千五`, `debe mil quinientos`, `owe twelve sixty`."""
    han = r"(?:金额|本金|总额|总计|共计|合计|一共|总共|我们|我司|银行|款|了|您|你|共|为|是|的|约|大概|[ :,])*"
    latin = (
        r"(?: ?(?:es|is|of|de|por|total|amount|importe|monto|cantidad|suma|us|me|nos|me|le|la|un|a|the|exactly|still"
        r"|currently|actualmente|todavia|aun)\b){0,4} ?[:=]? ?"
    )
    other = (
        r"(?! ?(?:por ciento|percent|veces|times|persona|people|llamad|calls|messages|mensajes|minut|segund|second))"
    )
    return (
        late(rf"{han}(?P<num>{numbers.HAN})(?!{_NOT_MONEY}|次|个|[%万亿点]|多?[天日月年期号笔])"),
        late(rf"{latin}\b(?P<num>{numbers.WORDS})(?![a-z-])(?!{_NOT_MONEY}){other}"),
    )


def find_amounts(plain: Plain) -> tuple[Amount, ...]:
    """Every amount that carries a currency mark, by start; overlapping finds keep the longer one."""
    found = [*_marked_figures(plain)] if plain.has_digit else []
    if "元" in plain.text or "块" in plain.text or "美金" in plain.text:
        found += _in_han(plain)
    if not plain.words.isdisjoint(_MONEY):
        found += _in_words(plain)
    kept: list[Amount] = []
    for amount in sorted(found, key=lambda a: (a.start, -a.end)):
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return tuple(kept)


def find_unmarked(plain: Plain, at: int) -> Amount | None:
    """The figure that follows directly at `at` without any mark: with cents, or of three digits and more."""
    found = _unmarked().match(plain.text, at)
    if found is None:
        return _spoken_unmarked(plain, at)
    token = found["num"]
    values = numbers.readings(token)
    if not values or (token.isdigit() and (len(token) < 3 or len(token) > 9 or token[0] == "0")):
        return None
    return Amount(found.start("num"), found.end("num"), values, ())


_LEAST_SPOKEN = 100
"""Fewer, without the name of any money, count something else."""


def may_be_spoken(plain: Plain) -> bool:
    """Whether a number in words can stand in it; cheap, asked before the expensive expressions."""
    return numbers.names_numbers(plain.words) or (
        not plain.text.isascii() and _HAN_UNITS.search(plain.text) is not None
    )


_HAN_UNITS = late("[十百千万]")


def _spoken_unmarked(plain: Plain, at: int) -> Amount | None:
    han, latin = _unmarked_spoken()
    values: tuple[Decimal, ...] = ()
    found = None if plain.text.isascii() else han.match(plain.text, at)
    if found:
        value = None if _FIGURES_ONLY.fullmatch(found["num"]) else numbers.han(found["num"])
        values = () if value is None else (value,)
    elif numbers.names_numbers(plain.words):
        found = latin.match(plain.text, at)
        values = numbers.spoken(found["num"]) if found else ()
    if found is None or not values or max(values) < _LEAST_SPOKEN:
        return None
    return Amount(found.start("num"), found.end("num"), values, ())


_FIGURES_ONLY = late(rf"[{numbers.HAN_DIGITS}]+")
"""`六二二八` is read out one by one: a number of a card."""


def _marked_figures(plain: Plain) -> Iterator[Amount]:
    text = plain.text
    for found in _figures().finditer(text):
        mark = _mark_before().search(text, max(0, found.start() - 12), found.start())
        start = mark.start() if mark else found.start()
        if _in_a_longer_number(text, start if mark else found.start(), marked=mark is not None):
            continue
        pre, post = (mark["pre"] if mark else "").strip(" :"), (found["post"] or "").strip()
        second = (found["second"] or "").strip()
        if not (pre or post or (found["scale"] or "").strip() in _COINS):
            continue
        values = tuple(_scaled(value, found) + _cents(found) for value in numbers.readings(found["num"]))
        if values and not _is_rate(text, found.end()):
            currencies = _currencies(pre, post, second, (found["scale"] or "").strip())
            rounded = found["scale"] and not found["rest"] and not found["num"].isdigit()  # `1,23 millones`
            near = _near_of(plain, start, found["duo"]) or ("about" if rounded else "")
            yield Amount(start, found.end(), values, currencies, near)


def _in_a_longer_number(text: str, at: int, *, marked: bool) -> bool:
    """Figures that go on to the left: `1-800-555`, `5-2-3306`, `A-1001`, `#412`."""
    if marked or at == 0:
        return False
    before = text[at - 1]
    if before in ".,:":
        return at > 1 and text[at - 2].isdigit()
    return before in "*#_/-" or (before.isascii() and before.isalnum())


def _is_rate(text: str, end: int) -> bool:
    """`$100/mes`, `5元/天`: a price, not a sum."""
    return (
        re.match(r" ?(?:/|per\b|al mes|a month|每)", text[end : end + 9]) is not None and text[end : end + 4] != "/100"
    )


def _currencies(pre: str, post: str, second: str, scale: str) -> tuple[str, ...]:
    """The narrowest reading: `$1,234.56 USD` is dollars, `COP $1.234` is Colombian pesos."""
    marks = (pre, pre.rstrip("$: "), post.removesuffix("人民币").strip(), second)
    return min((_MARKS[mark] for mark in marks if mark in _MARKS), key=len, default=_COINS.get(scale, ()))


def _scaled(value: Decimal, found: re.Match[str]) -> Decimal:
    scale = (found["scale"] or "").replace(" de", "").strip()
    if not scale:
        return value
    if found["rest"]:
        rest = found["rest"]
        tail = Decimal(rest.rstrip("千")) * (1000 if rest.endswith("千") else 1)
        if len(rest) == 1:  # `1万2` is 12000
            tail = Decimal(rest) * _SCALE[scale[0]] / 10
        return value * _SCALE[scale[0]] + tail
    return value * _SCALE[scale]


def _cents(found: re.Match[str]) -> Decimal:
    hundredths = found["cents"] or found["hundred"]
    if hundredths:
        return Decimal(hundredths) / 100
    return _small(found["jiao"] or found["mao"]) / 10 + _small(found["fen"]) / 100


def _small(digit: str | None) -> Decimal:
    return Decimal((digit and numbers.count(digit)) or 0)


def _near_of(plain: Plain, start: int, suffix: str | None) -> str:
    if suffix in ("多", "余"):
        return "over"
    found = _near().search(plain.text, max(0, start - 20), start)
    return (found.lastgroup or "") if found else ""


def _in_han(plain: Plain) -> Iterator[Amount]:
    for found in _han_figures().finditer(plain.text):
        value = numbers.han(found["num"])
        if value is None:
            continue
        if found["point"]:
            point = "".join(str(numbers.count(char)) for char in found["point"])
            value += Decimal(f"0.{point}")
        cents = _small(found["jiao"] or found["mao"]) / 10 + _small(found["fen"]) / 100
        near = _near_of(plain, found.start(), found["duo"])
        yield Amount(found.start(), found.end(), (value + cents,), _MARKS[found["post"]], near)


def _in_words(plain: Plain) -> Iterator[Amount]:
    """`one thousand two hundred thirty-four dollars and fifty-six cents`, read back from the name of the money."""
    for found in _money_words().finditer(plain.text):
        start = _words_before(plain.text, found.start())
        values = numbers.spoken(plain.text[start : found.start()]) if start < found.start() else ()
        if not values:
            continue
        point = _POINT.search(plain.text, max(0, start - 10), start)
        if point:
            whole = _words_before(plain.text, point.start())
            head = numbers.words(plain.text[whole : point.start()]) if whole < point.start() else None
            tail = _hundredths(plain.text[start : found.start()])
            if head is None or tail is None:
                continue
            start, values = whole, (head + tail,)
        end, cents = _cents_after(plain.text, found.end())
        near = _near_of(plain, start, None)
        yield Amount(start, end, tuple(value + cents for value in values), _MARKS[found["post"]], near)


_POINT = late(r" (?:point|punto|coma|con) $")
_BARE_CENTS = late(
    rf",? (?:and |y |con )?(?P<words>{numbers.WORDS})"
    r"(?=$|[,.;!?]| (?:on|by|before|today|now|hoy|antes|que|since|please|por favor)\b)"
)
"""`four hundred and twelve dollars sixty`, said to the end."""


def _hundredths(run: str) -> Decimal | None:
    """What is said behind a point: `sixty`, `six zero`, `five` (tenths)."""
    value = numbers.words(run)
    if value is not None:
        return value / (100 if value >= 10 else 10) if value < 100 else None
    figures = [numbers.words(word) for word in run.split()]
    if len(figures) == 2 and all(figure is not None and figure < 10 for figure in figures):
        return (Decimal(figures[0] or 0) * 10 + Decimal(figures[1] or 0)) / 100
    return None


def _cents_after(text: str, end: int) -> tuple[int, Decimal]:
    cents = _cents_in_words().match(text, end)
    if cents:
        return cents.end(), Decimal(numbers.count(cents["hundred"] or cents["words"]) or 0) / 100
    bare = _BARE_CENTS.match(text, end)
    value = numbers.words(bare["words"]) if bare else None
    if bare and value is not None and 10 <= value < 100:
        return bare.end(), value / 100
    return end, Decimal(0)


_TOKEN = late(r"[a-z]+")


def _words_before(text: str, end: int) -> int:
    """Where the run of number words that ends at `end` begins; `end` itself when there is none."""
    start = end
    for found in reversed(list(_TOKEN.finditer(text, max(0, end - 140), end))):
        gap = text[found.end() : start]
        if gap not in (" ", "-", "") or not numbers.is_number_word(found[0]):
            break
        start = found.start()
    run = _TOKEN.match(text, start)
    while run and numbers.is_joint(run[0]) and run.end() < end:  # a leading "de" or "y" is not part of the number
        start = run.end() + 1
        run = _TOKEN.match(text, start)
    return min(start, end)
