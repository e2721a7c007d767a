"""Bytes -> text, with the reason for the encoding and everything unusual reported (A1). Nothing is changed or lost.

Offsets in every answer count the code points of the text as given, so control characters, zero-width characters and
marks that reverse the reading order stay where they are; they are counted and named instead. Only a byte order mark
is no part of the text. An encoding is never guessed in silence: where two are plausible, or none, the text is refused.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from atesta.errors import MESSAGE, TextError, Where

MAX_MESSAGE_BYTES = 96 * 1024  # a long letter; a longer text is a document, and would hold a core for minutes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SPANISH_AND_ENGLISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡€£ºª°«»çÇàèòÀÈÒïÏ·‘’“”–—…´•™®©§")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PLAIN_CONTROLS = frozenset("\t\n\r")
_ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Note:
    """Something unusual in a text: `what` is a stable word, `first` the offset of the first one in code points."""

    what: str
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class ReadText:
    """`why` is the reason for the encoding as a stable word: "byte_order_mark", "strict", "pattern" or "letters"."""

    text: str
    encoding: str
    why: str
    notes: tuple[Note, ...] = ()


def read_text(data: bytes, name: str | Where = MESSAGE, limit: int = MAX_MESSAGE_BYTES) -> str:
    """The text of one message. Raises TextError (an InputError) when it is empty, too long or in no known encoding."""
    return decode_text(data, name, limit).text


def decode_text(data: bytes, name: str | Where = MESSAGE, limit: int = MAX_MESSAGE_BYTES) -> ReadText:
    """The same with the encoding, the reason for it, and what is unusual in the text."""
    where = Where.of(name)
    _check_size(len(data), limit, where)
    text, encoding, why = _decode(data, where)
    _check_words(text, where)
    return ReadText(text, encoding, why, notes_on(text))


def check_pasted(text: str, limit: int = MAX_MESSAGE_BYTES) -> None:
    """The same limits for a text that came as text, out of a form: its encoding is no question any more."""
    _check_size(len(text.encode("utf-8", "surrogatepass")), limit, MESSAGE)
    _check_words(text, MESSAGE)


def _check_size(size: int, limit: int, where: Where) -> None:
    if size > limit:
        _refuse(
            where,
            f"{where} has {size} bytes, more than {limit}.",
            "No single message is that long.",
            "Hand in one message, or a chat or SMS export as such.",
            "text_too_long",
            size=size,
            limit=limit,
        )


def _check_words(text: str, where: Where) -> None:
    if not text.strip():
        what, why = f"{where} is empty.", "There is nothing to answer about."
        _refuse(where, what, why, "Paste the text of the message.", "text_empty")


def notes_on(text: str) -> tuple[Note, ...]:
    """What a reader does not see or may misread, in the order of first appearance."""
    if text.isascii() and text.isprintable():
        return ()
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for offset, char in enumerate(text):
        what = None if char.isprintable() and char != "\ufffd" else _unusual(char)
        if what is not None:
            first.setdefault(what, offset)
            count[what] = count.get(what, 0) + 1
    return tuple(Note(what, count[what], first[what]) for what in first)


def _unusual(char: str) -> str | None:
    if char == "\x00":
        return "nul"
    if char == "\ufffd":
        return "replacement_character"
    if char in _BIDI:
        return "direction_mark"
    category = unicodedata.category(char)
    if category == "Cc":
        return None if char in _PLAIN_CONTROLS else "control_character"
    return {"Cf": "invisible_character", "Co": "private_character", "Cn": "unassigned_character"}.get(category)


def _refuse(where: Where, what: str, why: str, do: str, key: str, **values: object) -> NoReturn:
    what = "The" + what[3:] if where is MESSAGE else what
    raise TextError(what, why, do, key=key, form="", where=where, **values)


def _decode(data: bytes, name: Where) -> tuple[str, str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name, len(mark)), encoding, "byte_order_mark"
    pattern = _utf16_by_zeros(data)
    if pattern is not None:
        return _strict(data, pattern, name, 0), pattern, "pattern"
    utf8 = _try(data, "utf-8")
    if utf8 is not None:
        return utf8, "utf-8", "strict"
    return _by_letters(data, name)


def _strict(data: bytes, encoding: str, name: Where, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        _refuse(
            name,
            f"{name} says that it is {encoding.upper()}, and the byte at offset {fault.start + skipped} is not.",
            "A part of it would be lost.",
            "Copy the message again, or save it as UTF-8.",
            "text_not_as_marked",
            encoding=encoding.upper(),
            offset=fault.start + skipped,
        )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_by_zeros(data: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte; a few stray zeros in other texts do not look like that."""
    if len(data) < 4 or len(data) % 2 or 0 not in data:
        return None
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else None


def _by_letters(data: bytes, name: Where) -> tuple[str, str, str]:
    """No mark and no UTF-8: old phones and computers. Each candidate must read as what it claims, and only one may."""
    candidates = {
        "gb18030": _share(data, "gb18030", _common_han),
        "cp1252": _share(data, "cp1252", _SPANISH_AND_ENGLISH.__contains__),
        "utf-16-le": _share(data, "utf-16-le", _common_han_or_ascii) if len(data) % 2 == 0 else None,
        "utf-16-be": _share(data, "utf-16-be", _common_han_or_ascii) if len(data) % 2 == 0 else None,
    }
    likely = [encoding for encoding, share in candidates.items() if share is not None and share >= _ENOUGH]
    if len(likely) == 1:
        return data.decode(likely[0]), likely[0], "letters"
    state = "could be read in two ways" if likely else "is in no encoding that we know"
    _refuse(
        name,
        f"{name} {state}: the first byte that is not UTF-8 is at offset {_first_fault(data)}.",
        "Read in the wrong encoding, names and amounts change.",
        "Save it as UTF-8, or paste the text.",
        "text_two_ways" if likely else "text_unknown_encoding",
        offset=_first_fault(data),
    )


def _share(data: bytes, encoding: str, expected: Callable[[str], bool]) -> float | None:
    """The share of the letters beyond ASCII that one expects in such a text; None where it does not decode."""
    text = _try(data, encoding)
    if text is None:
        return None
    beyond = [char for char in text if char >= "\x80"]
    if not beyond:
        return 0.0
    return sum(1 for char in beyond if expected(char)) / len(beyond)


def _common_han(char: str) -> bool:
    """A character of GB 2312 (its two bytes are both above A0), as nearly all Chinese text is."""
    if not ("\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"):
        return char in "“”‘’…—·￥¥"
    try:
        return min(char.encode("gb2312")) > 0xA0
    except UnicodeEncodeError:
        return False


def _common_han_or_ascii(char: str) -> bool:
    return char < "\x80" or _common_han(char)


def _first_fault(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start
    return 0
