"""What every form of a transcript has: whose voice, seconds, confidence, words. Refusals name the turn only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from atesta.contact.transcript import SpokenTurn, Voice, Word
from atesta.errors import Where
from atesta.intake.fields import decode_utf8, refuse
from atesta.intake.strict_json import load_json

MOST_BYTES = 32 * 1024 * 1024  # six hours with every word timed are 5 MB
MOST_TURNS = 20_000  # a day of talk; more is a broken file
MOST_TEXT = 10_000  # ten minutes without a pause
MOST_SECONDS = 7 * 86_400.0

_ROLES = {
    Voice.AGENT: (
        "agent collector representative rep advisor adviser operator associate agente asesor asesora gestor gestora "
        "ejecutivo ejecutiva operador operadora cobrador cobradora 坐席 座席 客服 催收员 专员 业务员"
    ),
    Voice.DEBTOR: (
        "debtor customer client caller borrower consumer callee deudor deudora cliente titular usuario usuaria "
        "客户 债务人 借款人 欠款人 用户"
    ),
    Voice.OTHER: "other third_party otro otra tercero 其他 第三人 第三方",
    Voice.UNKNOWN: "unknown desconocido desconocida 未知",
    Voice.PROBABLE_AGENT: "probable_agent",
    Voice.PROBABLE_DEBTOR: "probable_debtor",
}
_VOICES = {word: voice for voice, words in _ROLES.items() for word in words.split()}
del _VOICES["caller"]  # of a call about a debt it is the agent, of one to a desk the debtor


def parse_json(data: bytes, where: Where) -> Any:
    """The value of JSON in UTF-8. NaN, a field that stands twice and endless nesting are refused."""
    text = decode_utf8(data, where)
    try:
        return load_json(text, where)
    except json.JSONDecodeError as fault:
        place = where.at("line", fault.lineno)
        refuse(place, "this is not JSON", "Nothing of it can be read.", "Export it again.", "transcript_not_json")
    except ValueError:
        why = "Nothing of it can be read."
        refuse(
            where, "a value is not a number, or nested beyond reason", why, "Export it again.", "transcript_not_json"
        )


def voice_of(name: object) -> Voice | None:
    """The voice that a role names in one of the three languages; None for a name or a number."""
    if not isinstance(name, str):
        return None
    return _VOICES.get(name.strip().casefold().replace(" ", "_").replace("-", "_"))


def strict_voice(value: Mapping[str, Any], where: Where) -> Voice:
    voice = voice_of(value.get("speaker"))
    if voice is None:
        why = "What was said counts for one side or the other."
        refuse(where, "an unknown speaker", why, "Use agent, debtor or other.", "turn_speaker_unknown")
    return voice


def read_text(value: Mapping[str, Any], field: str, where: Where) -> str:
    text = value.get(field)
    if not isinstance(text, str):
        refuse(where, "there is no text", "It could not be read.", 'Give every turn a "text".', "turn_without_text")
    if len(text) > MOST_TEXT:
        what = f"its text has more than {MOST_TEXT} characters"
        why, do = "Nobody says so much in one turn.", "Split it into the turns that were spoken."
        refuse(where, what, why, do, "turn_too_long", limit=MOST_TEXT)
    if any("\ud800" <= char <= "\udfff" for char in text):
        why = "What was said can neither be shown nor sealed."
        refuse(where, "half a character stands in the text", why, "Export it again.", "turn_text_broken")
    return text


def read_seconds(value: object, field: str, where: Where) -> float | None:
    """Seconds in whole milliseconds, or None."""
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= MOST_SECONDS:  # type: ignore[operator]
        why = "Order and pauses are read from it."
        refuse(where, f"{field} is not a number of seconds", why, "Write 4.2, or null.", "turn_seconds", field=field)
    return round(float(value), 3)  # type: ignore[arg-type]


def read_times(value: Mapping[str, Any], where: Where) -> tuple[float | None, float | None]:
    """`start` and `end`, the end not before the start."""
    start, end = read_seconds(value.get("start"), "start", where), read_seconds(value.get("end"), "end", where)
    if start is not None and end is not None and end < start:
        reversed_(where)
    return start, end


def reversed_(where: Where) -> None:
    why = "Order and pauses are read from it."
    refuse(where, "it ends before it begins", why, "Correct one of the two.", "turn_times_reversed")


def read_confidence(value: object, where: Where) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        why = "What was heard badly must not count as heard well."
        refuse(where, "a confidence is not from 0 to 1", why, "Write 0.9, or null.", "turn_confidence")
    return float(value)


def read_words(value: object, where: Where, text: str = "text") -> tuple[Word, ...]:
    """A list of `{text, start, end, confidence}`; other names for the text and the confidence may be handed in."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, Mapping) for word in value):
        refuse(where, "its words are no list", "Their times are read one by one.", "Export it again.", "turn_words")
    return tuple(read_word(word, where, text) for word in value)


def read_word(word: Mapping[str, Any], where: Where, text: str = "text") -> Word:
    start, end = read_times(word, where)
    return Word(read_text(word, text, where), start, end, read_confidence(word.get("confidence"), where))


def read_lang(value: object) -> str | None:
    """A language code, without its region: es of es-MX. None for anything that is none."""
    if not isinstance(value, str):
        return None
    code = value.replace("_", "-").partition("-")[0].strip().casefold()
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None


def check_count(turns: Sequence[object], where: Where) -> None:
    if len(turns) > MOST_TURNS:
        what = f"there are more than {MOST_TURNS} turns"
        refuse(where, what, "No call has so many.", "Split it.", "turns_missing", limit=MOST_TURNS)


def joined(parts: Sequence[tuple[object, SpokenTurn]], pause: float = 0.8) -> tuple[SpokenTurn, ...]:
    """Captions or segments, each with the name that its maker gave the voice, put together to turns: one voice that
    goes on within `pause` seconds, so that a phrase is not cut where a line was full."""
    found: list[tuple[object, SpokenTurn]] = []
    for name, turn in parts:
        if found and found[-1][0] == name and _goes_on(found[-1][1], turn, pause):
            found[-1] = (name, _both(found[-1][1], turn))
        else:
            found.append((name, turn))
    return tuple(turn for _, turn in found)


def _goes_on(last: SpokenTurn, turn: SpokenTurn, pause: float) -> bool:
    if last.voice is not turn.voice or last.end is None or turn.start is None or last.lang != turn.lang:
        return False
    return bool(last.words) == bool(turn.words) and 0 <= turn.start - last.end < pause


def _both(last: SpokenTurn, turn: SpokenTurn) -> SpokenTurn:
    known = [one.confidence for one in (last, turn) if one.confidence is not None]
    text = together([last.text, turn.text])
    words = last.words + turn.words
    return SpokenTurn(last.voice, text, last.start, turn.end, min(known, default=None), words, last.lang)


def together(texts: Sequence[str]) -> str:
    """Texts in a row: a space between them, none between two Chinese characters."""
    whole = ""
    for text in texts:
        gap = "" if not whole or not text or (_cjk(whole[-1]) and _cjk(text[0])) else " "
        whole += gap + text
    return whole


def _cjk(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
