"""Identifiers said in a call are masked before anything of it is shown (A5.3, PRODUCT row 24).

Masked is code point for code point, so that every offset of the words holds in what is shown. The other party's
identity, card and phone numbers go, in figures and in words, and an echo of them by the agent; sums, days and hours
stay.
"""

from __future__ import annotations

import dataclasses
import re

from atesta.contact.transcript import SpokenTurn, Transcript, Word
from atesta.contact.turn import Speaker
from atesta.kept import late
from atesta.review.conduct import call_words as words

MASK = "•"

_NUMBER_ES = (
    r"cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+|veinti?\w*"
    r"|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?|\w+cient[oa]s|quinient[oa]s|mil"
)
_NUMBER_EN = (
    r"zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|double|triple"
)
_WORDS = rf"\b(?:{_NUMBER_ES}|{_NUMBER_EN})\b"
_RUN_OF_WORDS = rf"{_WORDS}(?:[\s,.-]+(?:y\s+|and\s+)?{_WORDS}){{2,}}"
_HAN_DIGIT = "[零〇一二三四五六七八九幺两十百千万]"
_FIGURES = r"\d(?:[\s.·•-]?\d)*"
_LONG = late(r"\d(?:[\s.·-]?\d){6,}|[零〇一二三四五六七八九幺]{7,}")
"""A number of seven figures or more is nobody's sum of an instalment: a phone, a card, an identity number."""
_LONG_IN_WORDS = late(rf"{_WORDS}(?:[\s,.-]+{_WORDS}){{6,}}", re.IGNORECASE)
_ANY_NUMBER = late(rf"{_FIGURES}[Xx]?|{_RUN_OF_WORDS}|{_HAN_DIGIT}{{2,}}[Xx]?", re.IGNORECASE)
_MONEY_AFTER = late(
    r"\s*(?:pesos?|euros?|soles|d[oó]lares|dollars?|pounds?|bucks|mxn|eur|usd|cop|clp|%|元|块|万|欧|美元|人民币)", re.I
)
_MONEY_BEFORE = late(r"[$€£¥￥]\s?$|(?:s/\.?|rmb|人民币)\s?$", re.I)
_THOUSANDS = late(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{1,2}")
_NAMED = late(
    r"(?:\b(?:dni|curp|rfc|rut|nie|c[eé]dula|ine|pasaporte|ssn|social\s+security|passport|id)\b"
    r"|\b(?:tarjeta|tel[eé]fono|celular|m[oó]vil|card|phone|mobile|cell)\b|身份证|证件|卡号|银行卡|手机|电话|护照|尾号|[后末][四六]位)"
    r"[^\n.!?。！？]{0,30}?$",
    re.I,
)


def masked(transcript: Transcript) -> Transcript:
    """The same transcript to be shown: what identifies the other party is hidden, letter for letter."""
    turns: list[SpokenTurn] = []
    asked, said = False, set[str]()
    for turn in transcript.turns:
        agent = turn.voice.speaker is Speaker.AGENT
        spans = _echoed(turn.text, said) if agent else _of_the_other(turn.text, asked)
        said |= set() if agent else {_plain(turn.text[start:end]) for start, end in spans}
        asks = any(pattern.search(turn.text) for pattern in words.ASKS_IDENTIFIER)
        asked = asks if agent else False
        turns.append(_hidden(turn, spans))
    return dataclasses.replace(transcript, turns=tuple(turns))


def _of_the_other(text: str, asked: bool) -> list[tuple[int, int]]:
    found = [match.span() for pattern in (_LONG, _LONG_IN_WORDS) for match in pattern.finditer(text)]
    found += [
        match.span()
        for match in _ANY_NUMBER.finditer(text)
        if asked or _NAMED.search(text, max(0, match.start() - 60), match.start())
    ]
    return [span for span in found if not _is_money(text, span)]


def _is_money(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    return (
        _MONEY_AFTER.match(text, end) is not None
        or _MONEY_BEFORE.search(text[max(0, start - 8) : start]) is not None
        or (_THOUSANDS.match(text, start) is not None and end - start < 12 and text[start:end].count(" ") == 0)
    )


def _echoed(text: str, said: set[str]) -> list[tuple[int, int]]:
    """The agent reads back what the other said, or names an identity or card number."""
    found = []
    for match in _ANY_NUMBER.finditer(text):
        number = _plain(match[0])
        read_back = len(number) >= 3 and any(number in one or one in number for one in said if len(one) >= 3)
        named = _NAMED.search(text, max(0, match.start() - 60), match.start()) is not None and len(number) >= 3
        if (read_back or named) and not _is_money(text, match.span()):
            found.append(match.span())
    return found


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _hidden(turn: SpokenTurn, spans: list[tuple[int, int]]) -> SpokenTurn:
    if not spans:
        return turn
    shown = list(turn.text)
    for start, end in spans:
        shown[start:end] = [MASK if letter.isalnum() else letter for letter in shown[start:end]]
    text = "".join(shown)
    placed = zip(turn.words, turn.word_spans(), strict=True)
    said = tuple(_word(word, text[start:end]) for word, (start, end) in placed)
    return dataclasses.replace(turn, text=text, words=said)


def _word(word: Word, text: str) -> Word:
    return dataclasses.replace(word, text=text) if MASK in text else word
