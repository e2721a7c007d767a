"""Claims that no account can settle, and those that a clock or the creditor's list of ways to pay can.

Deadlines, ways to pay, visits, third parties, who the sender says it is, and consequences that name no step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.truth.beside import Beside
from atesta.review.truth.mood import Mood, mood
from atesta.review.truth.plain import Plain
from atesta.review.truth.times import Deadline, find_deadlines
from atesta.review.truth.words import LONGEST, Verdict, inside, make, own_words
from atesta.rules.phrase import Hit

_INTENTIONS = ("visit", "third_party", "other_consequence")
_TIME_HINT = late(
    r"\d|[一二两三四五六七八九十](?:天|日|点|小时|号)|今[天日晚]|明[天日晚]|当[日天]|周[一二三四五六日]|月底|星期"
    r"|\bhoy\b|\bmanana\b|\bhoras?\b|\bdias?\b|\btoday\b|\btomorrow\b|\btonight\b|\bnoon\b|\bclose of business\b"
    r"|\bend of\b|\bhours?\b|\bdays?\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b"
    r"|\bmediodia\b"
)

_TIMES = """
hoy manana hora horas dia dias today tomorrow tonight noon close end hour hours day days mediodia
monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo
"""
_TIME_WORDS = frozenset(_TIMES.split())


def _hints_at_time(plain: Plain) -> bool:
    """What `_TIME_HINT` says, without asking it where figures or words decide."""
    if plain.has_digit:
        return True
    if plain.text.isascii() and plain.words.isdisjoint(_TIME_WORDS):
        return False
    return _TIME_HINT.search(plain.text) is not None


def intention_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """What is announced: an intention cannot be checked before it is carried out."""
    mine = own_words(plain)
    for hit in hits:
        kind = hit.phrase.label
        if kind not in _INTENTIONS or inside(mine, hit.fstart):
            continue
        stands = mood(plain, hit.fstart, hit.fend, "certain")
        if stands in (Mood.NOT, Mood.ASKED):
            continue
        yield make(plain, kind, (hit.fstart, hit.fend), _intention(kind, hit, stands, beside))


def _intention(kind: str, hit: Hit, stands: Mood, beside: Beside) -> Verdict:
    attrs = hit.phrase.attrs
    measured: dict[str, object] = {"mood": stands.value}
    if "term" in attrs:
        measured["term"] = attrs["term"]
    if attrs.get("subject") == "children_school" and not beside.has_judgment and beside.account is not None:
        # Public school: no rule bars a child; a spending order is a court's and needs a judgment (facts/cn.md G10).
        excluded = beside.excluded("other_consequence", "children", "family", "school") or beside.excluded(
            "court_list", "listing", "without_judgment"
        )
        if excluded:
            return Verdict("impossible_in_law", attrs["term"], "", "rulebook", excluded, measured)
    said = attrs.get("term", stands.value)
    return Verdict("cannot_be_checked", said, citations=beside.citations(kind), measured=measured)


# --- deadlines ------------------------------------------------------------------------------------------------------


def deadline_claims(plain: Plain, beside: Beside) -> Iterator[Claim]:
    """A deadline already past when the message came is contradicted by the clock; one ahead cannot be checked."""
    if not _hints_at_time(plain):
        return
    mine = own_words(plain)
    for deadline in find_deadlines(plain, beside.now, month_first=beside.place == "US"):
        if not inside(mine, deadline.start):
            yield make(plain, "deadline", (deadline.start, deadline.end), _deadline(deadline, beside))


def _deadline(deadline: Deadline, beside: Beside) -> Verdict:
    now = beside.now
    if deadline.by is None or now is None:
        return Verdict("cannot_be_checked", deadline.form, measured={"why": "no_time"})
    minutes = int((deadline.by - now).total_seconds() // 60)
    said, on_file = deadline.by.isoformat(timespec="minutes"), now.isoformat(timespec="minutes")
    if minutes < 0:
        return Verdict("contradicted", said, on_file, "clock", measured={"minutes_past": -minutes})
    return Verdict("cannot_be_checked", said, on_file, "clock", measured={"minutes_left": minutes})


# --- ways to pay ----------------------------------------------------------------------------------------------------

_PAY = late(
    r"转|汇|打款|存入|还款|支付|付款|缴|结清|还清|处理|\bpag\w*|\bdeposit\w*|\btransf\w*|\babon\w*|\bconsign\w*|\bingres\w*|\benvi\w*"
    r"|\bliquid\w*|\bregulari\w*|\bcubr\w*|\bpay\w*|\bsend\w*|\bwire\w*|\bremit\w*|\bsettl\w*|\bclear\b|\bresolve\b"
)


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z0-9.,$/-])(?:[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?"
        r"|\d(?:[ -]?\d){6,25})(?![a-z0-9]"
        r"|[.,]\d)"
    )


@cache
def _links() -> re.Pattern[str]:
    return re.compile(
        r"(?:https?://|www\.)[^\s,，。;；)）】<>\"']+"
        r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|example|link|top|xyz|cn|mx|es|co|cl|pe|uk|us|io|ly|me"
        r"|app|site|online"
        r"|shop|club|vip|cc|pay)(?:/[^\s,，。;；)）】<>\"']*)?(?![\w@])"
    )


def payment_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """Each way to pay that the text names, beside the only ways that the creditor names (`pay_to`), exactly."""
    mine = own_words(plain)
    for hit in hits:
        if hit.phrase.label != "payment_instruction" or inside(mine, hit.fstart):
            continue
        if mood(plain, hit.fstart, hit.fend, "certain") is Mood.NOT:
            continue
        way = hit.phrase.attrs.get("way", "")
        if way == "account":
            yield from _to_account(plain, hit, beside)
        else:
            yield make(plain, "payment_instruction", (hit.fstart, hit.fend), _way(way, plain, hit, beside))
    yield from _to_links(plain, beside)


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
    number = _bare(found[0])
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
        host = re.sub(r"^https?://", "", found[0]).split("/")[0].split(":")[0].rstrip(".")
        known = any(host == way.lower() for way in _ways(beside))
        yield make(plain, "payment_instruction", found.span(), _compare_way(host, known, beside, "link"))


def _bare(number: str) -> str:
    return re.sub(r"[\s-]", "", number).lower()


# --- who it says it is ----------------------------------------------------------------------------------------------


def identity_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """Who the sender says it is. A name proves nothing here: who sent it is the first answer's question."""
    mine = own_words(plain)
    for hit in hits:
        if hit.phrase.label != "identity" or inside(mine, hit.fstart):
            continue
        attrs = hit.phrase.attrs
        right = plain.clause(hit.fstart, hit.fend)[1]
        if plain.text[hit.fstart] == "【":
            right = hit.fend
        end = min(right, hit.fend + 30, hit.fstart + LONGEST) if attrs.get("who") != "agency" else hit.fend
        measured = {"who": attrs.get("who", "")} | ({"poses": attrs["poses"]} if "poses" in attrs else {})
        citations = beside.citations("identity") if "poses" in attrs else ()
        said = attrs.get("poses") or attrs.get("who", "")
        verdict = Verdict("cannot_be_checked", said, citations=citations, measured=measured)
        yield make(plain, "identity", (hit.fstart, max(end, hit.fend)), verdict)
