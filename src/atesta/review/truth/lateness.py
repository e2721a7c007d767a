"""How many days late a text says that somebody is: `逾期十二天`, `hace más de dos semanas`, `12 days ago`.

A count in any unit is a range of days; it is compared with the oldest instalment that the file shows as unpaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import ceil

from atesta.contact.account import Standing
from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.truth import numbers
from atesta.review.truth.beside import Beside
from atesta.review.truth.plain import Plain
from atesta.review.truth.words import Taken, Verdict, inside, make

_HALF = Decimal("0.5")
_LATE_ES = (
    r"(?:de |en |con )?(?:atraso|mora|morosidad|retraso|vencimiento|vencid[oa]s?|atrasad[oa]s?|impago|impagad[oa]s?"
    r"|incumplimiento|moros[oa]s?|sin (?:pagar|cubrir|abonar|liquidar)|demora|retrasad[oa]s?)"
)
_LATE_EN = (
    r"(?:late|overdue|past[- ]due|delinquent|behind|in arrears|in default|(?:past|after|beyond) (?:the|its"
    r"|your) due date"
    r"|outstanding|unpaid)"
)
_UNIT_ES = r"dias?|meses|mes|semanas?|quincenas?|anos?"
_UNIT_EN = r"days?|months?|weeks?|fortnights?|years?"
_COUNT_ES = rf"{numbers.HALF_WRITTEN}|\d{{1,4}}|{numbers.WORDS}|medi[oa]|un par de"
_COUNT_EN = rf"half an?|an? couple of|\d{{1,4}}|(?:{numbers.WORDS})(?: and a half)?|an?"
_MORE = r"(?P<more>mas de |superior a |over |more than |at least |al menos )?"
_ABOUT = (
    r"(?P<about>casi |cerca de |alrededor de |unos |unas |aproximadamente |nearly |almost |about |around "
    r"|approximately |some )?"
)
_ES = rf"{_MORE}{_ABOUT}(?P<n>{_COUNT_ES})(?: \(\d{{1,4}}\)|\+)? (?P<u>{_UNIT_ES})(?P<half> y medi[oa])?(?![a-z])"
_EN = rf"{_MORE}{_ABOUT}(?P<n>{_COUNT_EN})(?: \(\d{{1,4}}\)|\+)?[ -](?P<u>{_UNIT_EN})(?P<half> and a half)?(?![a-z])"
_ZH = (
    r"(?P<more>超过了?|超|逾|满|长达|不止)?(?P<about>将近|接近|差不多|大约|近|快|约)?\s?"
    rf"(?:(?P<n>\d{{1,4}}|{numbers.HAN})\s?(?P<plus>多|余|\+)?\s?(?P<u>个?工作日|天|日(?!前)"
    rf"|个?[半多]?月(?![\d初底中末份上下])|个?半?(?:星期|礼拜)|周|年)"
    r"|大?(?P<zhalf>半)(?P<u2>个?月|年))(?P<plus2>多|以上|有余)?"
)


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """What says late itself, by language: two Chinese, two Spanish, two English."""
    shapes = (
        r"(?:严重|已|恶意)?(?:逾期|超期|拖欠|过期|延期未还|未还款?|欠款|拖延|拖了|欠了|晚了|迟了|到期|(?:过"
        r"|超)了?过?(?:还款日期?|到期日|还款期限?|期限))"
        r"(?:贷款|借款|款项|账单|欠款)?"
        rf"(?:天数|时间|时长|已达|达到|达|已经|已|了|第|为|至今|有|过|:|\s)*{_ZH}(?![之以]?[前内后])",
        rf"{_ZH}(?:以?来|都|一直|仍|还|了|前|之前|以前|就|,)*(?:的逾期|(?:未|没有?|不)(?:还|付|缴|处理|结清"
        rf"|收到)|逾期|(?:应该?|该)还|(?<=[前就])到期)",
        rf"(?<![a-z0-9]){_ES} (?:(?:naturales|calendario|habiles) )?{_LATE_ES}(?![a-z])",
        r"(?<![a-z])(?:atraso|mora|retraso|pendientes?(?= (?:desde )?hace)|vencid[oa]s?|atrasad[oa]s?|impagad[oa]s?"
        r"|morosidad)(?: acumulad[oa])?"
        rf"(?: de| hace| desde hace| por| con| es de|:)* {_ES}",
        rf"(?<![a-z0-9.,]){_EN} {_LATE_EN}(?![a-z])",
        r"(?<![a-z])(?:overdue|past[- ]due|late|delinquent|behind|in arrears|outstanding|unpaid)(?: by| for| now"
        rf"| since)* {_EN}",
    )
    return tuple(late(shape) for shape in shapes)


@cache
def _labelled() -> re.Pattern[str]:
    """`días de atraso: 12`, `逾期天数：12`: the unit stands before the count."""
    label = (
        r"dias (?:de|en) (?:atraso|mora|retraso)|days (?:past[- ]due|late|overdue|delinquent|in arrears)|逾期天数|\bdpd"
    )
    count = rf"\d{{1,4}}|{numbers.HAN}|{numbers.WORDS}"
    return late(
        rf"(?P<u>)(?P<more>)(?P<about>)(?:{label}) ?(?:[:=]|为|是|es|are|is)? ?(?P<n>{count})(?![\d.,]\d|[a-z])"
    )


@cache
def _since() -> tuple[re.Pattern[str], ...]:
    """A count of time gone by, which is one of days late where the nearest word of the sentence says what is late."""
    gone = r"(?: (?:have|has) (?:now )?(?:passed|elapsed|gone by)| ago| since| after)(?![a-z])"
    return tuple(
        late(shape)
        for shape in (
            rf"(?<![a-z])(?:(?:desde )?hace|lleva[ns]?|van|(?:ha|han) (?:pasado"
            rf"|transcurrido))(?: ya)? {_ES}(?! para| de plazo)",
            rf"(?<![a-z0-9]){_ES} (?:despues|posteriores|desde|(?:han )?(?:pasado|transcurrido))(?![a-z])",
            rf"(?<![a-z0-9.,]){_EN}{gone}",
            rf"(?<![a-z])(?:been|for|in)(?: (?:the|now))?(?: (?:past|last))? {_EN}",
        )
    )


_IS_LATE = late(
    r"\b(?:venc(?:i|e|id)|atras|mora\b|moros|retras|impag|incumpl|pendiente|exigible|fecha (?:limite"
    r"|de (?:pago|vencimiento|corte)))"
    r"|\bno (?:ha[ns]?|hemos|se ha|paga|pago|cubr|abona|liquid|recib)|\bsin (?:pag|cubr|abon|liquid|recib)"
    r"|\bdeb(?:io|ia|eria)\b"
    r"|\bdejo de pagar|\b(?:over|past[- ])?due\b|\blate\b|\bmissed|\bunpaid|\boutstanding|\bdelinq|\bdefault"
    r"|\barrears|\bbehind"
    r"|\b(?:has|have)(?: not|n't)|\bhadn't|\bshould have|\bfail(?:ed|ure)|\bno payment|\bwithout (?:a )?payment"
)
_IS_CONTACT = late(
    r"\b(?:llam|envi|notific|comunic|habl|escrib|contact|acord|promet|conveni|ofrec|mand[ao]|le (?:dij|di)"
    r"|solicit|firm|abrio|contrat"
    r"|pagado|recibimos su|called|wrote|sent|e-?mail|spoke|promised|agreed|notified|letter|reminded|tried|told"
    r"|offered|signed|opened"
    r"|borrowed|received your|pay within|you have|tiene[ns]? )"
)
_UNITS_ES = frozenset("dia dias mes meses semana semanas quincena quincenas ano anos".split())  # noqa: SIM905
_UNITS_EN = frozenset(
    "day days month months week weeks fortnight fortnights year years".split()  # noqa: SIM905
)
_NOT_YET = late(
    r"(?:如|若|如果|一旦|避免|以免|防止|si (?:su|tiene|presenta)|if |before |would be |will be )[^,.。]{0,12}$"
)
_SLOW = (
    *("逾期", "超期", "拖", "未", "没", "欠", "过期", "到期", "还款日", "晚了", "迟了", "该还", "应还"),
    *("atras", "mora", "moros", "retras", "venc", "impag", "incumpl", "sin ", "pendiente", "no ", "debi", "fecha"),
    *(
        "late",
        "due",
        "delinq",
        "behind",
        "arrears",
        "default",
        "outstanding",
        "unpaid",
        "missed",
        "not",
        "n't",
        "fail",
        "dpd",
    ),
)


@dataclass(frozen=True, slots=True)
class _Said:
    """`low` to `high` days; `more`: or later still."""

    low: int
    high: int
    more: bool
    text: str
    unit: str


def days_late(plain: Plain, beside: Beside, mine: tuple[tuple[int, int], ...]) -> Iterator[tuple[Claim, int, int]]:
    """Each count with the span of its words."""
    if not any(word in plain.text for word in _SLOW):
        return
    taken = Taken()
    for found in _found(plain):
        said, (start, end) = _said(found), found.span()
        if said is None or inside(mine, start) or taken.meets(start, end):
            continue
        if _NOT_YET.search(plain.text, max(0, start - 30), start):
            continue
        taken.add(start, end)
        yield make(plain, "days_late", (start, end), _verdict(said, beside)), start, end


def _found(plain: Plain) -> Iterator[re.Match[str]]:
    """Only the patterns whose unit of time stands in the text are asked."""
    shapes, since = _shapes(), _since()
    if any(unit in plain.text for unit in "天日月周年期拜"):
        yield from shapes[0].finditer(plain.text)
        yield from shapes[1].finditer(plain.text)
    for units, own, gone in ((_UNITS_ES, shapes[2:4], since[:2]), (_UNITS_EN, shapes[4:], since[2:])):
        if units.isdisjoint(plain.words):
            continue
        for shape in own:
            yield from shape.finditer(plain.text)
        for shape in gone:
            yield from (found for found in shape.finditer(plain.text) if _is_of_lateness(plain, found))
    yield from _labelled().finditer(plain.text)


def _is_of_lateness(plain: Plain, found: re.Match[str]) -> bool:
    """`hace 12 días que no paga` is; `hace 12 días le enviamos un aviso` is not: the nearer word decides."""
    left, right = plain.sentence(found.start())
    late = _distance(_IS_LATE, plain.text, (left, right), found.span())
    return late is not None and late < (_distance(_IS_CONTACT, plain.text, (left, right), found.span()) or 999)


def _distance(words: re.Pattern[str], text: str, where: tuple[int, int], span: tuple[int, int]) -> int | None:
    """Characters between the span and the nearest of these words in the sentence; never 0."""
    start, end = span
    gaps = (max(start - hit.end(), hit.start() - end, 0) for hit in words.finditer(text, *where))
    return min((gap + 1 for gap in gaps), default=None)


def _said(found: re.Match[str]) -> _Said | None:
    groups = found.groupdict()
    unit = groups["u"] or groups.get("u2") or "days"
    count = _HALF if groups.get("zhalf") else _count(groups["n"])
    if count is None:
        return None
    if groups.get("half") or "半" in unit:
        count += _HALF
    low, high = _range(count, _unit_word(unit))
    if groups["about"]:
        low, high = low * 4 // 5, ceil(high * 6 / 5)
    more = bool(groups["more"] or groups.get("plus") or groups.get("plus2") or "多" in unit or "+" in found[0])
    word = _unit_word(unit)
    text = str(count) if word == "days" else f"{count} {word}"
    return _Said(low, high, more, text, word)


def _count(words: str) -> Decimal | None:
    if words in ("medio", "media", "half a", "half an"):
        return _HALF
    if words in ("a", "an"):
        return Decimal(1)
    if "couple" in words or words == "un par de":
        return Decimal(2)
    whole = numbers.count(words.removesuffix(" and a half").strip())
    half = _HALF if words.endswith(" and a half") else Decimal(0)
    return None if whole is None else Decimal(whole) + half


def _unit_word(unit: str) -> str:
    if "月" in unit or unit.startswith(("mes", "month")):
        return "months"
    if "周" in unit or "星期" in unit or "礼拜" in unit or unit.startswith(("semana", "week")):
        return "weeks"
    if "年" in unit or unit.startswith(("ano", "year")):
        return "years"
    return "fortnights" if unit.startswith(("quincena", "fortnight")) else "days"


def _range(count: Decimal, word: str) -> tuple[int, int]:
    """The days that a count may mean: a month is 28 to 31 days, and two months last until the third begins; half a
    month is about a fortnight and no more."""
    shortest, longest = {
        "days": (1, 1),
        "weeks": (7, 7),
        "fortnights": (14, 15),
        "months": (28, 31),
        "years": (365, 366),
    }[word]
    whole = count == count.to_integral()
    rest = longest - 1 if whole else 1 if longest < 100 else 30
    return int(count * shortest), ceil(count * longest) + (rest if word != "days" else 0)


def _verdict(said: _Said, beside: Beside) -> Verdict:
    if beside.standing is None:
        return Verdict("cannot_be_checked", said.text, measured={"why": beside.why_not})
    measured: dict[str, object] = {"as_of": beside.as_of, "unit": said.unit, "days": beside.standing.days_late}
    answers = [_compare(said, world) for world in worlds(beside)]
    answer, on_file, source = answers[0], str(beside.standing.days_late), beside.source
    if len(set(answers)) > 1 and beside.with_receipts is not None:
        answer, source = "conflict", f"{beside.source}, receipt"
        on_file = f"{on_file} / {beside.with_receipts.days_late}"
    return Verdict(answer, said.text, on_file, source, measured=measured)


def worlds(beside: Beside) -> tuple[Standing, ...]:
    """What the creditor's extract says, and what it comes to with the receipts that it does not know."""
    return tuple(world for world in (beside.standing, beside.with_receipts) if world is not None)


def _compare(said: _Said, standing: Standing) -> str:
    """The oldest unpaid instalment counts, but each other one's days are true as well."""
    late = standing.days_late
    if late == 0:
        return "contradicted"
    if said.more:
        return "matches" if late >= said.low else "exaggerated"
    if any(said.low <= part.days_late <= said.high for part in standing.overdue):
        return "matches"
    return "exaggerated" if said.low > late else "contradicted"
