"""Ways to pay that a text names, beside the only ways that the creditor names (`pay_to`).

A number, a handle or a link that money is to go to is read wherever a word of paying leads to it, with or without any
other word of a debt: "send it to this card" alone is the message that costs most.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.truth.beside import Beside
from atesta.review.truth.links import authority, canonical, host_of, spelt
from atesta.review.truth.mood import Mood, mood
from atesta.review.truth.plain import Plain
from atesta.review.truth.words import LONGEST, Verdict, inside, make, own_words
from atesta.rules.phrase import Hit

_PAY = late(
    r"转|汇|打款|存入|还款|支付|付款|缴|结清|还清|处理|\bpag\w*|\bdeposit\w*|\btransf\w*|\babon\w*"
    r"|\bconsign\w*|\bingres\w*|\benvi\w*"
    r"|\bliquid\w*|\bregulari\w*|\bcubr\w*|\bpay\w*|\bsend\w*|\bwire\w*|\bremit\w*|\bsettl\w*|\bclear\b|\bresolve\b"
)
_IBAN = r"[a-z]{2}\d{2} ?[a-z0-9]{4}(?: ?(?=[a-z]{0,3}\d)[a-z0-9]{4}){1,6}(?: ?\d{1,4})?"
_REACH = 60


@cache
def _numbers() -> re.Pattern[str]:
    """Digits of an account, a card or a telephone, and the accounts that begin with letters."""
    return late(rf"(?<![a-z0-9.,$/-])(?:{_IBAN}|\+?\d(?:[ -]?\d){{6,25}})(?![a-z0-9]|[.,]\d)")


@cache
def _links() -> re.Pattern[str]:
    return late(
        r"(?:https?://|www\.)[^\s,，。;；)）】<>\"']+"
        r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|example|link|top|xyz|cn|mx|es|co|cl|pe|uk|us|io|ly|me"
        r"|app|site|online"
        r"|shop|club|vip|cc|pay)(?:(?::[^\s/@]*)?@[^\s,，。;；)）】<>\"']+|:\d+)?(?:/[^\s,，。;；)）】<>\"']*)?(?![\w@])"
    )


@cache
def _leads() -> re.Pattern[str]:
    """A word of paying and the word that points to where: `转账至`, `Zelle to`, `deposite a`; or a kind of account."""
    moving = (
        r"\b(?:deposit|transfi|transfer|abon|consign|ingres|envi|pag|gir|remit|wir|send|pay|zelle|venmo|yape|plin|nequi"
        r"|daviplata|bizum|oxxo|spei)[a-z]*\b"
    )
    pointing = r"\b(?:to|into|onto|at|via|through|al?|en|hacia|por|con)\b"
    wallets = (
        r"\b(?:zelle|venmo|cash ?app|paypal|yape|plin|nequi|daviplata|bizum|oxxo|mercado ?pago|upi|alipay"
        r"|wechat(?: pay)?)\b"
    )
    accounts = (
        r"\b(?:clabe|iban|cbu|cvu|cci|sort code|routing (?:number|no)|numero de (?:cuenta|tarjeta)|card number"
        r"|account (?:number|no))\b"
    )
    han = (
        r"(?:转账|转款|转钱|汇款|汇钱|打款|打钱|付款|支付|还款|存款|缴款|充值|转|汇|打|存|付|还"
        r"|缴)[^,。;]{0,12}?(?:至|到|入|给|往|进)"
        r"|(?:收款|还款|对公|指定|打款|汇款)(?:账户|帐户|账号|帐号|卡号)|支付宝(?:账号|帐号|号)?|微信(?:账号|帐号|号)?"
    )
    label = r"卡号|账号|帐号|账户|帐户|银行卡|\b(?:cuenta|cta|tarjeta|account|acct|a/c|card)\b"
    return late(rf"{wallets}|{accounts}|(?P<moving>{moving})[^;\n]{{0,45}}?{pointing}|{han}|(?P<label>{label})")


_TRANSFER = late(r"转|汇|打款|打到|存入|\b(?:deposit|transfi|transfer|consign|ingres[ae]|gir[ae]|remit|wire|send)")
_YOURS = late(r"(?:\b(?:su|tu|your|the)|您的?|你的?|尾号) ?$")


_ELSEWHERE = late(
    r"\b(?:llam\w*|marc\w*|tel(?:efono|s)?|cel(?:ular)?|whats ?app|comuni\w*|contact\w*|call\w*|phone|text"
    r"|dial|ring|ask for|fax"
    r"|credito|prestamo|contrato|folio|expediente|factura|cliente|poliza|juicio|loan|invoice|contract|case"
    r"|order|policy|customer"
    r"|claim|ref(?:erence)?(?: (?:no|number))?|id)\b|电话|致电|拨打|联系|客服|热线|来电|合同|订单|案号|编号"
    r"|借据|工号|身份证|验证码"
)
"""What a number is when such a word leads to it: no place that money goes to."""
_GAP = late(r"[^.;\n]{0,34}")
_MONEY_AFTER = late(
    r" ?(?:元|块|€|£|\$|(?:pesos|euros?|soles|dolares|dollars|pounds|usd|mxn|cop|clp|pen|eur|gbp|cny|rmb)\b)"
)
_DATE = late(r"(?:19|20)\d\d[ -]?(?:0\d|1[0-2])[ -]?[0-3]\d")


@cache
def _handles() -> re.Pattern[str]:
    """Names that money can be sent to: of a wallet, an e-mail address, a coin's address."""
    coin = r"bc1[a-z0-9]{25,60}|0x[0-9a-f]{40}|t[a-z0-9]{33}|[13][a-z0-9]{25,34}"
    return late(
        r"(?:支付宝|微信|alipay|wechat(?: pay)?)(?:账号|帐号|账户|收款|转账|号|id|:|为|是|到|至|给|to"
        r"| )*(?P<han>[a-z][a-z0-9_-]{5,24}"
        r"|[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+)(?![\w@])"
        r"|(?<![\w.])(?P<upi>[a-z0-9][\w.-]{2,40}@(?:upi|ok[a-z]+|ybl|ibl|axl|paytm|apl|[a-z]{3,10}(?![\w.])))(?![\w.])"
        r"|(?:zelle|paypal|venmo|interac|mercado ?pago|bizum"
        r"|pix)\b[^.;\n]{0,25}?(?P<mail>[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+)"
        r"|(?<![\w.])(?P<mail2>[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+)[^.;\n]{0,20}?\b(?:zelle|paypal|venmo|bizum)\b"
        r"|venmo\b[^.;\n]{0,15}?(?P<venmo>@[\w-]{3,30})|cash ?app\b[^.;\n]{0,15}?(?P<cash>\$[a-z]\w{2,20})"
        rf"|(?<![a-z0-9])(?P<coin>{coin})(?![a-z0-9])"
    )


Place = tuple[int, int, str, int]
"""Where in the folded text somebody is told to send money, the number or the name as it is compared, and where the
words begin that lead to it."""


def pays_somewhere(plain: Plain) -> bool:
    """Does the text say where to send money, whatever else it speaks of?"""
    return bool(_places(plain))


def payment_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """Each way to pay that the text names, beside the only ways that the creditor names (`pay_to`), exactly."""
    mine, places = own_words(plain), _places(plain)
    yield from _to_places(plain, places, mine, beside)
    for hit in hits:
        if hit.phrase.label != "payment_instruction" or inside(mine, hit.fstart):
            continue
        if _told_not(plain, hit.fstart, hit.fend) or _holds_place(hit, places):
            continue
        way = hit.phrase.attrs.get("way", "")
        if way == "account":
            yield from _to_account(plain, hit, beside)
        else:
            yield make(plain, "payment_instruction", (hit.fstart, hit.fend), _way(way, plain, hit, beside))
    yield from _to_links(plain, beside)


_OR_ELSE = late(
    r"\b(?:si|de|mientras|hasta que|como|en caso de|cuando) no (?:(?:se|lo|la|le|les|nos|me|ha|han|hace) )*$"
    r"|\b(?:if|unless|until|when|should)\b[^.;,]{0,20}(?:\bnot|n't|\bnever|\bwithout)(?: \w+)? ?$"
    r"|(?:如果?|若|倘若|要是|再|还|仍|一旦)[^,。;]{0,8}(?:不|未|没有?)[^,。;]{0,3}$"
)
"""`Si no deposita…`, `if you don't send it to…`: what happens otherwise, so that it is an instruction all the same."""
_DO_NOT = late(r"(?:不要|请?勿|切勿|别|严禁|禁止)[^,。;]{0,4}$")


def _told_not(plain: Plain, start: int, end: int) -> bool:
    """`No deposite a esa cuenta`: a warning, no instruction."""
    before = max(0, start - 40)
    if _DO_NOT.search(plain.text, before, start):
        return True
    negated = mood(plain, start, end, "certain") is Mood.NOT
    return negated and _OR_ELSE.search(plain.text, before, start) is None


def _holds_place(hit: Hit, places: tuple[Place, ...]) -> bool:
    """The words that lead to a number are told together with it."""
    return any(start < hit.fend and hit.fstart < end for start, end, _, _ in places)


# --- numbers and names that money is to go to ------------------------------------------------------------------------


def _places(plain: Plain) -> tuple[Place, ...]:
    """From the word that leads there to the end of the number, where that is short enough to quote."""
    found = [*_handle_places(plain)]
    if plain.has_digit:
        found += [place for number in _numbers().finditer(plain.text) if (place := _number_place(plain, number))]
    return tuple(found)


def _handle_places(plain: Plain) -> Iterator[Place]:
    for found in _handles().finditer(plain.given):
        kind = found.lastgroup or ""
        if kind in ("upi", "coin") and not _PAY.search(plain.given, max(0, found.start() - _REACH), found.start()):
            continue
        start, end = plain.folded(*found.span())
        if start < end:
            yield start, end, _bare(plain.reading.text[found.start(kind) : found.end(kind)]), start


def _number_place(plain: Plain, number: re.Match[str]) -> Place | None:
    text, start = plain.text, number.start()
    if _MONEY_AFTER.match(text, number.end()) or _DATE.fullmatch(number[0]):
        return None
    left = max(plain.sentence(start)[0], start - _REACH - 20)
    lead = head = None
    for found in _leads().finditer(text, left, start):
        if _GAP.fullmatch(text, found.end(), start) and (not found["label"] or _is_told(plain, found)):
            lead, head = found, head or found
        elif found["moving"]:
            head = head or found
    if lead is None or head is None or _ELSEWHERE.search(text, lead.start(), start):
        return None
    brief = number.end() - lead.start() <= LONGEST and not re.search(r"\d", text[lead.start() : start])
    return (lead.start() if brief else start), number.end(), _bare(_given(plain, *number.span())), head.start()


def _is_told(plain: Plain, label: re.Match[str]) -> bool:
    """`Card 4152…, transfer today` is a place to pay; `your card 4152… is overdue` is the debtor's own."""
    start = label.start()
    return plain.tells(_TRANSFER, start) and not _YOURS.search(plain.text, max(0, start - 6), start)


def _to_places(
    plain: Plain, places: tuple[Place, ...], mine: tuple[tuple[int, int], ...], beside: Beside
) -> Iterator[Claim]:
    own = _bare(beside.account.account) if beside.account else ""
    for start, end, number, head in places:
        if inside(mine, start) or number == own or _told_not(plain, head, end):
            continue
        known = any(number == _bare(way) for way in _ways(beside))
        yield make(plain, "payment_instruction", (start, end), _compare_way(number, known, beside, "account"))


def _compare_way(said: str, known: bool, beside: Beside, way: str) -> Verdict:
    pay_to = beside.account.pay_to if beside.account else None
    citations = beside.citations("payment_instruction")
    if pay_to is None:
        return Verdict("cannot_be_checked", said, citations=citations, measured={"way": way, "why": "no_ways_on_file"})
    answer = "matches" if known else "contradicted"
    return Verdict(answer, said, ", ".join(pay_to), beside.source, citations, {"way": way})


def _ways(beside: Beside) -> tuple[str, ...]:
    return (beside.account.pay_to or ()) if beside.account else ()


def _way(way: str, plain: Plain, hit: Hit, beside: Beside) -> Verdict:
    if way == "app":
        return _compare_way("in-app", "in-app" in _ways(beside), beside, way)
    if way == "branch":
        return _compare_way("branch", "branch" in _ways(beside), beside, way)
    if way == "portal":  # a mini program or account inside another app: the file has no word for it
        return Verdict("cannot_be_checked", way, measured={"way": way})
    words = plain.text[hit.fstart : hit.fend]
    return _compare_way(way, any(known.lower() in words for known in _ways(beside)), beside, way)


def _to_account(plain: Plain, hit: Hit, beside: Beside) -> Iterator[Claim]:
    """A number to pay to. The account's own number, or one that nobody is told to pay to, is none."""
    left, right = plain.sentence(hit.fstart)
    found = _numbers().search(plain.text, hit.fstart, min(right, hit.fend + 40))
    if found is None or not _PAY.search(plain.text, left, found.start()):
        return
    number = _bare(_given(plain, *found.span()))
    if beside.account and number == _bare(beside.account.account):
        return
    known = any(number == _bare(way) for way in _ways(beside))
    yield make(plain, "payment_instruction", found.span(), _compare_way(number, known, beside, "account"))


def _to_links(plain: Plain, beside: Beside) -> Iterator[Claim]:
    if "." not in plain.text:
        return
    for found in _links().finditer(plain.text):
        left, right = plain.sentence(found.start())
        asks = _PAY.search(plain.text, max(left, found.start() - 60), found.start())
        if not asks and not _PAY.search(plain.text, found.end(), min(right, found.end() + 20)):
            continue
        yield make(plain, "payment_instruction", found.span(), _link(plain, found, beside))


_GOES_ON = late(r"(?:[.-][a-z0-9-]+)+")


def _link(plain: Plain, found: re.Match[str], beside: Beside) -> Verdict:
    """The host that the link leads to, by the characters that were given: never by what they look like."""
    given, end = plain.reading.text, plain.span(*found.span())[1]
    more = _GOES_ON.match(given, end)  # `aurora.example.evil.zip`: a host that ends in no ending of ours
    link = _given(plain, *found.span()) + (more[0] if more and "/" not in found[0] else "")
    host = host_of(link)
    where = canonical(host)
    known = any(where == canonical(way) for way in _ways(beside))
    verdict = _compare_way(spelt(host), known, beside, "link")
    shown = canonical(authority(found[0]))
    like = next((way for way in _ways(beside) if "." in way and canonical(way) in shown), None)
    if verdict.answer != "contradicted" or like is None or where.endswith(f".{canonical(like)}"):
        return verdict
    return replace(verdict, measured={**verdict.measured, "looks_like": like})


def _given(plain: Plain, start: int, end: int) -> str:
    """The text as it was given there: money goes to these characters."""
    first, last = plain.span(start, end)
    return plain.reading.text[first:last]


_SAME = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2010: "-", 0x2011: "-", 0x2013: "-"}
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _bare(number: str) -> str:
    """One spelling of a number or a name: spaces, hyphens, width and case of our letters say nothing. A letter or digit
    of another script is never made into one of ours: money would go elsewhere."""
    seen = "".join(char for char in number.translate(_SAME) if unicodedata.category(char) != "Cf")
    return re.sub(r"[\s-]", "", seen).translate(_SMALL)
