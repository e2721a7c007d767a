"""Polite words, soft tone, calm under provocation, and what is said clearly (B2.1.4, .5, .7, .8).

Tone is level and rate, as numbers beside the same voice's own in the same call. What anybody felt is not asked: to read
a worker's emotion from the voice is forbidden in the EU and not built (DESIGN decision 4).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from atesta.contact.syllables import syllables
from atesta.contact.turn import Speaker
from atesta.kept import late
from atesta.review.conduct.call_judge import PERSON
from atesta.review.conduct.call_opening import first_of, parts_of
from atesta.review.conduct.call_seen import Seen, demands_in
from atesta.review.conduct.labels import LAWFUL, SENTENCE_END, Evidence, evidence
from atesta.review.conduct.reported import reported, sentence
from atesta.review.conduct.spoken import Place, Spoken, milliseconds
from atesta.review.finding import Claim, Finding, TimeSpan, Truth

TALK_TURNS = 3
"""From so many turns of the agent on it is a talk; an opening alone leaves no time for thanks."""
LONG_SENTENCE = {"zh": 60, "": 40}
"""Words of a spoken sentence (characters in Chinese) that nobody follows by ear: twice what written guides allow."""
HARD = ("profanity", "shaming_or_belittling", "accusation", "authoritarian_demand", "threat", "arrest_threat")
INSULTS = ("profanity", "shaming_or_belittling", "threat")
FEARED = ("arrest_threat", "false_legal_claim")
"""What is done to a debtor and never by her."""
REPLIES = 2
"""Turns of the agent after an insult in which calm is kept or lost."""

_PART_OF = late(
    r"de (?:los|las) cuales|of which|including|incluid[oa]|其中|利息|罚息|违约金|手续费|comisi|fee\b|interes|minimum"
    r"|m[ií]nimo|最低|descuento|discount|减|part(?:e|ial)|mitad|half|一半|anterior|previous|上(?:期|个月)",
    re.IGNORECASE,
)
_OF_HERSELF = late(
    r"\b(?:soy|me\s+siento|i\s+am|i['’]?m|i\s+feel(?:\s+like)?)\s+(?:\w+\s+){0,2}$|我(?:真)?是(?:个|一个)?$", re.I
)
_AGAINST_HER = late(
    r"\bme\s+(?:van?|vas|iban?|vayan?|pueden?|quieren?|est[aá]n?|han?)\b|\b(?:met|mat|embarg|demand|golpe|peg)\w*me\b"
    r"|\b(?:garnish|arrest|sue|jail|take|seiz|kill|hurt|hit|ruin|evict|put|send|throw|freez|charg|prosecut|destroy)\w*\s+(?:me|my)\b"
    r"|\b(?:embarg|quit|congel|llev|remat)\w*\s+mis?\b|(?:抓|打|告|杀|骂|找|封|起诉|拘留|逮捕)我",
    re.IGNORECASE,
)
_I_WILL = late(
    r"\b(?:voy|vamos|i['’]?ll|i\s+will|i['’]?m\s+going|i\s+am\s+going|i['’]?m\s+gonna|we['’]?ll|we\s+will|te|lo|la|los|le|les)\b"
    r"|我(?:们)?(?:要|会|就|去|让|叫)|\b(?:you|your|usted(?:es)?|su|sus|tu)\b|[你您]",
    re.IGNORECASE,
)


_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
)
_DAY_IN_WORDS = late(
    rf"\b(?:{_MONTHS})\s+(?:the\s+)?(?:\d{{1,2}}|first|second|third|twenty|thirt\w+|\w+th|\w+-\w+)\b"
    rf"|\b(?:\d{{1,2}}|first|second|third|\w+th|[a-záéíóú]+)\s+(?:of|de)\s+(?:{_MONTHS})\b"
    r"|[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}[日号]",
    re.IGNORECASE,
)

_OWED = late(
    r"\b(?:due|owe\w*|balance|payments?|pay|debt|bill|instal+ments?|amount|dollars?|pounds?"
    r"|venc\w+|deb[eí]\w*|deuda|saldo|cuotas?|pag\w+|adeud\w+|factura|pesos?|soles|euros?)\b"
    r"|到期|欠|还|逾期|账单|元|块",
    re.IGNORECASE,
)


def manner_findings(seen: Seen) -> Sequence[Finding]:
    return (_polite(seen), _soft_tone(seen), _calm(seen), _clear(seen))


def is_talk(seen: Seen) -> bool:
    return len(seen.agent) >= TALK_TURNS or demands(seen)


def demands(seen: Seen) -> bool:
    asked = next(demands_in(seen, seen.agent), None) is not None
    return asked or any(claim.kind in ("amount", "deadline") for claim in seen.claims)


# --- polite words ---------------------------------------------------------------------------------------------------

_KINDS = {
    "please": late(
        r"\b(?:please|pls|kindly|por\s+favor|porf[ai]\w*|favor\s+de|sea\s+tan\s+amable)\b|请(?!问|教|假|客)|烦请|麻烦|劳烦|拜托",
        re.I,
    ),
    "thanks": late(r"\b(?:thank\w*|gracias|agrade\w+)\b|谢谢|多谢|感谢|谢您", re.I),
    "sorry": late(r"\b(?:sorry|apolog\w+|perd[oó]n\w*)\b|对不起|抱歉|不好意思|见谅|歉意", re.I),
    "excuse": late(r"\b(?:excuse\s+me|pardon(?:\s+me)?|disc[uú]lp\w+)\b|打扰|打搅|冒昧", re.I),
}
"""The four words of B2.1.4 as they are said. What is polite and none of them ("may I") counts in no word."""


def _polite(seen: Seen) -> Finding:
    """How often please, sorry, excuse me and thank you were said, and in how many of the agent's turns."""
    rule, spoken = "house-courtesy-polite-words", seen.judge.spoken
    counts, turns = Counter[str](), set[int]()
    said: dict[int, list[tuple[int, int]]] = {}
    for number, hit in spoken.hits(seen.agent, "polite_word", "apology"):
        said.setdefault(number, []).append((hit.start, hit.end))
        turns.add(number)
    for number, spans in said.items():
        counts += _words_of(spoken.turns[number].text, spans)
    measured: dict[str, object] = {
        **{kind: counts[kind] for kind in ("please", "thanks", "sorry", "excuse")},
        "turns": len(seen.agent),
        "turns_with": len(turns),
        "rate": round(len(turns) / len(seen.agent), 2) if seen.agent else 0.0,
    }
    found = first_of(seen, rule, ("polite_word", "apology"), seen.agent, measured)
    if found is None and not is_talk(seen):
        return seen.judge.absent(rule, measured, doubt=spoken.doubt_about_agent())
    return found or seen.judge.nowhere(rule, measured, doubt=spoken.doubt_about_agent())


def _words_of(text: str, spans: Sequence[tuple[int, int]]) -> Counter[str]:
    """Each of the four words once for each time that it stands in what was polite there."""
    return Counter(
        kind
        for kind, pattern in _KINDS.items()
        for found in pattern.finditer(text)
        if any(start < found.end() and found.start() < end for start, end in spans)
    )


# --- tone -----------------------------------------------------------------------------------------------------------


def _soft_tone(seen: Seen) -> Finding:
    """Hard words, or speech that is far above the voice's own level in this call."""
    rule, judge = "house-courtesy-soft-tone", seen.judge
    measured = _tone(judge.spoken)
    loud = judge.spoken.acoustics.side(Speaker.AGENT).loud if judge.spoken.acoustics else ()
    for one in seen.labelled:
        if one.answer == "breach" and one.measured.get("label") in HARD and one.span and one.span.turn is not None:
            place = Place(one.span.turn, one.span.start or 0, one.span.end or 0)
            return judge.on_words(rule, "breach", place, {"seen": one.measured["label"], **measured})
    if loud:
        span = TimeSpan(milliseconds(loud[0].start), milliseconds(loud[0].end))
        doubt = judge.spoken.doubt_between(loud[0].start, loud[0].end)
        return judge.on_sound(rule, "breach", span, {"seen": "level", **measured}, doubt)
    return (
        judge.on_sound(rule, "met", None, measured, judge.spoken.doubt_about_agent())
        if seen.agent
        else judge.open(rule)
    )


def _tone(spoken: Spoken) -> dict[str, object]:
    """The numbers: level beside the baseline, and syllables a second of the agent's turns."""
    measured: dict[str, object] = {}
    if spoken.acoustics:
        side = spoken.acoustics.side(Speaker.AGENT)
        measured["baseline_lufs"] = side.level
        measured["loud"] = [
            {"start_ms": milliseconds(one.start), "end_ms": milliseconds(one.end), "over_lu": one.over}
            for one in side.loud
        ]
    rates = sorted(_rates(spoken))
    if rates:
        measured["syllables_per_second"] = round(rates[len(rates) // 2], 1)
        measured["fastest_turn"] = round(rates[-1], 1)
    return measured


def _rates(spoken: Spoken) -> Iterator[float]:
    """Syllables a second of each of the agent's turns of two seconds or more."""
    for number in spoken.of_agent():
        turn = spoken.turns[number]
        if turn.start is not None and turn.end is not None and turn.end - turn.start >= 2.0:
            yield syllables(turn.text, spoken.transcript.lang) / (turn.end - turn.start)


# --- calm -----------------------------------------------------------------------------------------------------------


def insults(seen: Seen) -> Iterator[Place]:
    """Where the other party insults or threatens the agent. A fearful question, a report of what somebody told her and
    a hard word for herself are none."""
    for number in seen.others:
        text = seen.judge.spoken.turns[number].text
        found = evidence(seen.judge.spoken.readings[number], Truth())
        feared = [(one.start, one.end) for one in found if one.label in FEARED]
        for entry in found:
            if entry.label in INSULTS and _meant_for_the_agent(text, entry, feared):
                yield Place(number, entry.start, entry.end)
                break


def _meant_for_the_agent(text: str, entry: Evidence, feared: Sequence[tuple[int, int]]) -> bool:
    start, end = entry.start, entry.end
    if reported(text, start, end) or _OF_HERSELF.search(text, max(0, start - 30), start):
        return False
    if entry.label != "threat":
        return True
    left, right = sentence(text, start, end)
    asks = text[left:right].rstrip().endswith(("?", "？", "吗")) or "¿" in text[left:start]
    against_her = _AGAINST_HER.search(text, max(left, start - 15), min(right, end + 4))
    if asks or against_her or any(first < end and start < last for first, last in feared):
        return False
    own = _I_WILL.search(text, max(left, start - 25), end)
    return own is not None and entry.shows != {LAWFUL}


def _calm(seen: Seen) -> Finding:
    """Credited where the other insults and the agent's next turns stay civil (B2.1.7)."""
    rule, judge = "house-courtesy-calm", seen.judge
    kept: Finding | None = None
    for insult in insults(seen):
        later = (number for number in seen.agent if number > insult.turn)
        replies = [number for number in later if judge.spoken.turns[number].text.strip()][
            :REPLIES
        ]  # silence is no reply
        if not replies or judge.spoken.doubt(insult):
            continue
        found = _reply(seen, insult, replies)
        if found.answer != "met":
            return found
        kept = kept or found
    return kept or judge.absent(rule, doubt=judge.spoken.doubt_about_others())


def _reply(seen: Seen, insult: Place, replies: Sequence[int]) -> Finding:
    rule, judge = "house-courtesy-calm", seen.judge
    found = judge.spoken.seconds(insult)
    measured: dict[str, object] = {"insult_turn": insult.turn}
    if found:
        measured["insult_ms"] = milliseconds(found[0])
    for one in seen.labelled:
        turn = one.span.turn if one.span else None
        if turn in replies and one.measured.get("label") in HARD and one.span and turn is not None:
            place = Place(turn, one.span.start or 0, one.span.end or 0)
            return judge.on_words(rule, "breach" if one.answer == "breach" else PERSON, place, measured)
    return judge.on_words(rule, "met", judge.spoken.whole(replies[0]), measured)


# --- clear ----------------------------------------------------------------------------------------------------------


def _clear(seen: Seen) -> Finding:
    """The amount, a date and the creditor are named, in sentences that an ear can follow, and not twice differently."""
    rule, judge = "house-courtesy-clear", seen.judge
    if not demands(seen):
        return judge.absent(rule, doubt=judge.spoken.doubt_about_agent())
    kinds = {claim.kind for claim in seen.claims}
    said, parts = {field.name: field.value for field in seen.fields}, parts_of(seen)
    fields = (said.get("agent_stated_on_behalf_of"), said.get("agent_stated_company"))
    creditor = "y" in fields or parts.on_behalf is not None or parts.company is not None
    stated = {
        "amount": "amount" in kinds,
        "date": not kinds.isdisjoint(("days_late", "deadline")) or _names_a_day(seen),
        "creditor": creditor,
    }
    longest = _longest_sentence(judge.spoken, seen.agent)
    contradicts = contradictions(seen)
    measured: dict[str, object] = {
        **stated,
        "longest_sentence": longest[0],
        "long": longest[1],
        "contradicts": contradicts,
    }
    lacks = [name for name, there in stated.items() if not there]
    first = next((claim for claim in seen.claims if claim.kind == "amount"), None)
    at = Place(first.turn, first.start, first.end) if first and first.turn is not None else None
    if contradicts and at:
        return judge.on_words(rule, PERSON, at, {**measured, "reason": "contradicts_itself", "lacks": lacks})
    if lacks or longest[1] or at is None:
        unclear = "introduction_unclear" if lacks == ["creditor"] and not parts.clear("company") else ""
        return judge.nowhere(rule, {**measured, "lacks": lacks}, doubt=judge.spoken.doubt_about_agent() or unclear)
    return judge.on_words(rule, "met", at, {**measured, "lacks": lacks})


def _names_a_day(seen: Seen) -> bool:
    """Whether a day is named for what is owed: the day that it fell due counts as much as one by which it is asked."""
    for number in seen.agent:
        text = seen.judge.spoken.turns[number].text
        for day in _DAY_IN_WORDS.finditer(text):
            if _OWED.search(_sentence_around(text, day.start(), day.end())):
                return True
    return False


def _longest_sentence(spoken: Spoken, turns: Sequence[int]) -> tuple[int, bool]:
    """Its words, and whether that is too many to follow by ear. Without punctuation nobody knows where one ends."""
    longest, chinese = 0, spoken.transcript.lang == "zh"
    for number in turns:
        text = spoken.turns[number].text
        if SENTENCE_END.search(text) is None:
            continue
        for said in SENTENCE_END.split(text):
            longest = max(longest, sum(c >= "\u3400" for c in said) if chinese else len(said.split()))
    return longest, longest > LONG_SENTENCE["zh" if chinese else ""]


def contradictions(seen: Seen) -> list[list[str]]:
    """Two sums or two days for the same thing, each said as the whole: for a person, because an ear errs."""
    found: list[list[str]] = []
    for kind in ("amount", "deadline", "days_late"):
        said = [claim for claim in seen.claims if claim.kind == kind and claim.said and not _part(seen, claim)]
        by_what: dict[str, list[str]] = {}
        for claim in said:
            values = by_what.setdefault(_what(seen, claim), [])
            if claim.said not in values:
                values.append(claim.said)
        found += [values for what, values in by_what.items() if what and len(values) > 1]
    return found


_WHOLE = late(
    r"\b(?:saldo(?: total)?|deuda(?: total)?|adeudo(?: total)?|total|balance|debt|amount due|full amount)\b"
    r"|总(?:共|额|计)|欠款|全部|一共",
    re.IGNORECASE,
)


def _what(seen: Seen, claim: Claim) -> str:
    """What a sum is said to be: only the whole of what is owed is compared; days and deadlines are what they are."""
    if claim.kind != "amount":
        return claim.kind
    return "whole" if _WHOLE.search(_sentence_of(seen, claim)) else ""


def _part(seen: Seen, claim: Claim) -> bool:
    return _PART_OF.search(_sentence_of(seen, claim)) is not None


def _sentence_of(seen: Seen, claim: Claim) -> str:
    assert claim.turn is not None
    return _sentence_around(seen.judge.spoken.turns[claim.turn].text, claim.start, claim.end)


def _sentence_around(text: str, start: int, end: int) -> str:
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    left = max((one for one in ends if one <= start), default=0)
    right = min((one for one in ends if one >= end), default=len(text))
    return text[left:right]
