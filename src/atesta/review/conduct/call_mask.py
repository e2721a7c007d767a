"""Identifiers said in a call are masked before anything of it is shown (A5.3, PRODUCT row 24).

Masked is code point for code point, so that every offset of the words holds in what is shown. A masked run is dots from
its first letter to its last, with the spaces inside it and as one word of the transcript, so that neither the number of
words nor their lengths or seconds tell figures that were said as words. What still shows is how long the whole was.

Numbers of persons and accounts go, in figures and in words, whoever says them; so do e-mail and street addresses,
identity tokens and days of birth; in the answer to a question about identity, every number. Sums, days and hours stay.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from atesta.contact.transcript import SpokenTurn, Transcript, Word
from atesta.contact.turn import Speaker
from atesta.kept import late
from atesta.review.conduct import call_words as words
from atesta.review.conduct import identifier_forms as forms

MASK = "•"
LONG, LONG_OF_AGENT = 7, 8
"""Figures from which a number is nobody's sum of an instalment: a phone, a card, an identity number."""
NEVER_A_SUM = 12
ANSWERS = 2
"""Turns of the other party in which an asked identifier may come: "What for?" is often the first."""

_MONEY_AFTER = late(
    r"\s*(?:pesos?|euros?|soles|d[oó]lares|dollars?|pounds?|bucks|mxn|eur|usd|cop|clp|%|元|块|万|欧|美元|人民币)", re.I
)
_MONEY_BEFORE = late(r"[$€£¥￥]\s?$|(?:s/\.?|rmb|人民币)\s?$", re.I)
_THOUSANDS = late(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+[.,]\d{1,2}(?!\d)")
_DAY_OR_HOUR = late(
    r"(?<![\d/.-])(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?![-/.]?\d)"
)
_NAMED = late(
    r"(?:\b(?:dni|curp|rfc|rut|nie|c[eé]dula|ine|pasaporte|ssn|social(?:\s+security)?|passport|id|clabe|iban)\b"
    r"|\b(?:tarjeta|tel[eé]fono|celular|m[oó]vil|card|phone|mobile|cell)\b|身份证|证件|卡号|银行卡|手机|电话|护照|尾号|[后末][四六]位)"
    r"[^\n.!?。！？]{0,30}?$",
    re.I,
)
_ONLY_BETWEEN = late(r"[\s,.、，:;-]*(?:(?:y|and|de|del|of)[\s,]+)?")

_Span = tuple[int, int]


def masked(transcript: Transcript) -> Transcript:
    """The same transcript to be shown: what identifies a person is hidden, code point for code point."""
    turns: list[SpokenTurn] = []
    left, said = 0, set[str]()
    for turn in transcript.turns:
        agent = turn.voice.speaker is Speaker.AGENT
        spans = _of_the_agent(turn.text, said) if agent else _of_the_other(turn.text, asked=left > 0)
        spans = _joined(turn.text, spans)
        said |= set() if agent else {_plain(turn.text[start:end]) for start, end in spans}
        asks = agent and words.any_of(words.ASKS_IDENTIFIER, turn.text)
        left = ANSWERS if asks else left if agent else 0 if spans else max(left - 1, 0)
        turns.append(_hidden(turn, spans))
    return dataclasses.replace(transcript, turns=tuple(turns))


def _of_the_other(text: str, *, asked: bool) -> list[_Span]:
    found = [*_by_form(text, LONG)]
    if asked:
        found += [match.span() for pattern in (*forms.DATE, *forms.STREET_ALONE) for match in pattern.finditer(text)]
        found += [match.span() for match in forms.SPELLED_SHORT.finditer(text)]
    found += [span for span in _numbers(text) if (asked or _named(text, span)) and not _is_sum(text, span)]
    return found


def _of_the_agent(text: str, said: set[str]) -> list[_Span]:
    """By its form, by the name before it, or because it is what the other said."""
    found = [*_by_form(text, LONG_OF_AGENT)]
    days = [match.span() for pattern in forms.DATE for match in pattern.finditer(text)]
    streets = [match.span() for pattern in forms.STREET_ALONE for match in pattern.finditer(text)]
    for start, end in (*_numbers(text), *days, *streets):
        number = _plain(text[start:end])
        if len(number) < 3 or _is_sum(text, (start, end)):
            continue
        if _named(text, (start, end)) or any(number in one or one in number for one in said if len(one) >= 3):
            found.append((start, end))
    return found


def _by_form(text: str, long: int) -> Iterator[_Span]:
    """What is an identifier whoever says it, and whether or not anybody asked."""
    for pattern in (*forms.IDENTITY_TOKEN, *forms.EMAIL, *forms.ADDRESS, forms.SPELLED, forms.LETTERS_BY_NAME):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in forms.DATE:
        for match in pattern.finditer(text):
            born = forms.BORN.search(text, max(0, match.start() - 40), match.end() + 12)
            if born or forms.OF_LAST_CENTURY.search(match[0]):
                yield match.span()
    yield from (span for span in _numbers(text) if _is_long(text, span, long))


def _numbers(text: str) -> Iterator[_Span]:
    """Runs of figures, of three number words or more, and of Chinese numerals."""
    yield from (match.span() for match in forms.RUN_IN_FIGURES.finditer(text))
    for match in forms.RUN_IN_WORDS.finditer(text):
        if len(forms.NUMBER_WORD.findall(match[0])) >= 3:
            yield match.span()
    for pattern in (forms.RUN_IN_HAN, forms.SHORT_HAN):
        yield from (match.span() for match in pattern.finditer(text))


def _is_long(text: str, span: _Span, long: int) -> bool:
    """Whether so many figures were said that it is no sum, day or hour."""
    run = text[slice(*span)]
    figures = sum(letter.isdecimal() for letter in _DAY_OR_HOUR.sub("", run))
    if figures == 0 and forms.RUN_IN_HAN.fullmatch(run):
        figures = len(run)
    if figures == 0 and forms.SCALE.search(run) is None:
        figures = len(forms.NUMBER_WORD.findall(run)) + len(forms.TWO_FIGURES.findall(run))
    return figures >= NEVER_A_SUM or (figures >= long and not _is_sum(text, span))


def _is_sum(text: str, span: _Span) -> bool:
    start, end = span
    return (
        _MONEY_AFTER.match(text, end) is not None
        or _MONEY_BEFORE.search(text[max(0, start - 8) : start]) is not None
        or (_THOUSANDS.match(text, start) is not None and end - start < 12 and " " not in text[start:end])
    )


def _named(text: str, span: _Span) -> bool:
    return _NAMED.search(text, max(0, span[0] - 60), span[0]) is not None


def _joined(text: str, spans: list[_Span]) -> list[_Span]:
    """In order, as one where they touch, and where letters or figures that were spelled go on."""
    kept: list[_Span] = []
    for start, end in sorted((*spans, *_spelled_beside(text, spans))):
        if kept and (start <= kept[-1][1] or _ONLY_BETWEEN.fullmatch(text, kept[-1][1], start)):
            kept[-1] = kept[-1][0], max(kept[-1][1], end)
        else:
            kept.append((start, end))
    return kept


def _spelled_beside(text: str, spans: list[_Span]) -> Iterator[_Span]:
    """ "G O M" or "ocho cero" that stands right before or behind something that is masked."""
    for pattern in (forms.SPELLED_SHORT, forms.RUN_IN_WORDS):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(_beside(text, end, first) or _beside(text, last, start) for first, last in spans) and not _is_sum(
                text, (start, end)
            ):
                yield start, end


def _beside(text: str, end: int, start: int) -> bool:
    return 0 <= start - end <= 3 and not text[end:start].strip(" ,.-")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _hidden(turn: SpokenTurn, spans: list[_Span]) -> SpokenTurn:
    if not spans:
        return turn
    shown = list(turn.text)
    for start, end in spans:
        shown[start:end] = MASK * (end - start)
    text = "".join(shown)
    return dataclasses.replace(turn, text=text, words=tuple(_words(turn, text, spans)))


def _words(turn: SpokenTurn, text: str, spans: list[_Span]) -> Iterator[Word]:
    """The words of a masked run are one word: their number and their seconds would tell what was said."""
    run: list[tuple[Word, _Span]] = []
    of_run: _Span | None = None
    for word, place in zip(turn.words, turn.word_spans(), strict=True):
        inside = next((span for span in spans if place[0] < span[1] and span[0] < place[1]), None)
        if run and inside != of_run:
            yield _one_word(run, text)
            run = []
        of_run = inside
        if inside is None:
            yield word
        else:
            run.append((word, place))
    if run:
        yield _one_word(run, text)


def _one_word(run: list[tuple[Word, _Span]], text: str) -> Word:
    first, last = run[0], run[-1]
    sure = [word.confidence for word, _ in run if word.confidence is not None]
    return dataclasses.replace(
        first[0], text=text[first[1][0] : last[1][1]], end=last[0].end, confidence=min(sure, default=None)
    )
