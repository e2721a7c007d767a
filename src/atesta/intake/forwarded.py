"""Forwarded and quoted messages: who handed it on, and what was said by whom (A1).

People forward the text that frightened them. The words of the collector then stand below a header, or behind a prefix,
and the words of the forwarder above it. The text itself is never cut: the parts are spans of it. What a header says
about sender and time is a statement inside a copy, never a fact about the original (EVIDENCE §7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from atesta.kept import late

MAX_LAYERS = 20
MAX_HEADER_LINES = 8

_FROM = "from|de|发件人|寄件者|寄件人|来自|發件人"
_OTHER = (
    "sent|date|to|cc|bcc|subject|reply-to|enviado el|enviado|fecha|para|asunto|cco|"
    "发送时间|发送日期|日期|时间|收件人|抄送|主题|發送時間|收件者|主旨"
)
_SENT = frozenset(
    ["sent", "date", "enviado el", "enviado", "fecha", "发送时间", "发送日期", "日期", "时间", "發送時間"]
)
_FIELD = late(rf"[ \t>*]*({_FROM}|{_OTHER})[*]?[ \t]*[:：][*]?[ \t]*([^\n]*)", re.IGNORECASE)
_RULE = late(
    r"[ \t>]*(?:[-_—=*]{2,}[ ]*(?:forwarded message|original message|mensaje (?:reenviado|original)|"
    r"转发的?(?:邮件|消息|信息)|原始邮件|轉寄郵件)[ ]*[-_—=*]{2,}"
    r"|begin forwarded message[:：]|inicio del mensaje reenviado[:：]|_{10,})[ \t\r]*",
    re.IGNORECASE,
)
_PREFIX = late(
    r"[ \t]*(?:(?:fwd?|rv|re?env(?:iado)?|reenvío|转发|轉寄|轉發)[ \t]*[:：]"
    r"|[\[【(（](?:fwd?|forwarded|reenviado|转发)[\]】)）]|(?:forwarded|reenviado)[ \t]*(?=\n))[ \t]*",
    re.IGNORECASE,
)
_ADDRESS = r"[+＋]?[0-9][0-9 ()\-]{2,20}[0-9]|[\w.+-]{1,64}@[\w.-]{1,120}|[A-Z][A-Z0-9 _-]{2,20}"
_INLINE = late(
    rf"[ \t]*(?:(?:from|de|de parte de|sms from|sms de)[ \t]*[:：]?[ \t]*"
    rf"|(?:来自|发件人|收到)[ \t]*[:：]?[ \t]*)({_ADDRESS})"
    rf"(?:的?短信)?[ \t]*[:：\n][ \t]*",
    re.IGNORECASE,
)
_ON_WROTE = late(
    r"[ \t>]*(?:on .{4,120} wrote|el .{4,120} escribió|于?[ ]?\d{4}年.{4,80}写道|.{2,60} 于 ?\d{4}.{4,60}写道)"
    r"[:：][ \t\r]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One layer, outermost first. `start` to `end` are the words said, in code points of the whole text.

    `depth` 0 is the one who handed it in or forwarded it; `said_by` and `sent` are what a header claims, or None.
    """

    depth: int
    start: int
    end: int
    said_by: str | None = None
    sent: str | None = None


def split_forwarded(text: str) -> tuple[Part, ...]:
    """The layers of a text; one part of depth 0 over everything where nothing was forwarded."""
    parts: list[Part] = []
    start, said_by, sent = 0, None, None
    lines = _lines(text)
    first = len(text) - len(text.lstrip())
    index = 0
    while index < len(lines) and len(parts) < MAX_LAYERS:
        blank = not text[slice(*lines[index])].strip()
        found = None if blank else _header(text, lines, index, first)
        if found is None:
            index += 1
            continue
        parts.append(Part(len(parts), start, lines[index][0], said_by, sent))
        index, start, said_by, sent = found
    parts.append(Part(len(parts), start, len(text), said_by, sent))
    return tuple(parts)


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end without the line break) of each line."""
    return tuple((found.start(), found.end()) for found in re.finditer(r"[^\n]+|(?<=\n)(?=\n)|\A(?=\n)", text))


Found = tuple[int, int, str | None, str | None]


def _header(text: str, lines: tuple[tuple[int, int], ...], index: int, first: int) -> Found | None:
    """(next line, where the words begin, who, when) for a header at this line; `first` is where the text begins."""
    start, end = lines[index]
    if _RULE.fullmatch(text, start, end):
        block = _fields(text, lines, index + 1)
        return block if block is not None else (index + 1, min(end + 1, len(text)), None, None)
    if _ON_WROTE.fullmatch(text, start, end):
        return index + 1, min(end + 1, len(text)), text[start:end].strip(" \t>\r:："), None
    block = _fields(text, lines, index)
    if block is not None:
        return block
    return _inline(text, lines, index, first)


def _fields(text: str, lines: tuple[tuple[int, int], ...], index: int) -> Found | None:
    """A block of header lines with a sender and at least one more field; a lone "De: 100 a 200" is ordinary text."""
    said_by = sent = None
    count = 0
    position = index
    while position < len(lines) and position - index < MAX_HEADER_LINES:
        found = _FIELD.fullmatch(text, *lines[position])
        if found is None:
            if not count and not text[slice(*lines[position])].strip():
                position += 1
                continue
            break
        label = found.group(1).lower()
        if re.fullmatch(_FROM, label):
            said_by = said_by or found.group(2).strip() or None
        elif label in _SENT:
            sent = sent or found.group(2).strip() or None
        count += 1
        position += 1
    if count < 2 or said_by is None:
        return None
    after = lines[position - 1][1]
    return position, min(after + 1, len(text)), said_by, sent


def _inline(text: str, lines: tuple[tuple[int, int], ...], index: int, first: int) -> Found | None:
    """`Fwd: …` and `From +52…: …`: at the beginning of the text, or of a line for a numbered sender."""
    start, _ = lines[index]
    words = start
    prefix = _PREFIX.match(text, start) if start <= first else None
    if prefix is not None:
        words = prefix.end()
    numbered = _INLINE.match(text, words)
    if numbered is not None and _is_address(numbered.group(1)):
        words, said_by = numbered.end(), numbered.group(1).strip()
    elif prefix is not None:
        said_by = None
    else:
        return None
    later = next((number for number in range(index, len(lines)) if lines[number][0] >= words), len(lines))
    return max(later, index + 1), words, said_by, None


def _is_address(value: str) -> bool:
    """A number of a telephone, a mailbox, or a sender name in capitals as networks write it."""
    digits = sum(char.isdigit() for char in value)
    return "@" in value or digits >= 5 or (value.isupper() and value.replace(" ", "").isalnum() and len(value) >= 3)
