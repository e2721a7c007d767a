"""Chat exports: WhatsApp .txt (Android and iOS; Spanish, English and Chinese dates) and messages copied out of WeChat.

A line that begins with a date begins a message; every other line goes on with the one before. Nothing is dropped: what
comes before the first date is an entry of its own. Whether 03/04 is March or April is told by the file as a whole;
where the file cannot tell and the caller does not say, the time stays unknown. So does the zone: exports have none.
Such a file proves little: a writer can put a date at the beginning of a line, and anybody can edit the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from atesta.contact.message import Channel, Message, Provenance
from atesta.errors import FileFormatError, Where
from atesta.intake.entry import Direction, Entry
from atesta.intake.text import read_text
from atesta.kept import late

MAX_EXPORT_BYTES = 64 * 1024 * 1024

_LINE = late(r"[^\n]*\n|[^\n]+")  # other line breaks of Unicode stay inside a message
_MARKS = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
_SPACE = "[ \u00a0\u202f]"
_DATE = r"(\d{1,4})[/.\-年](\d{1,2})[/.\-月](\d{1,4})日?"
_ZH_PART = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上"
_TIME = (
    rf"({_ZH_PART})?{_SPACE}?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?"
    rf"(?:{_SPACE}?([AaPp]{_SPACE}?\.?{_SPACE}?[Mm]\b\.?))?"
)
_WHATSAPP = late(
    rf"{_MARKS}(?:\[{_MARKS}{_DATE},?{_SPACE}{{0,2}}{_TIME}\]{_SPACE}?|{_DATE},?{_SPACE}{{1,2}}{_TIME}{_SPACE}-{_SPACE})"
)
_SAID_BY = late(rf"{_MARKS}([^:\n]{{1,80}}?){_MARKS}: ?")
_WECHAT = late(rf"(\S[^\n]{{0,60}}?)[ \u00a0\t]+(?:{_DATE}{_SPACE}+)?{_TIME}[ \t]*")
_WECHAT_DAY = late(rf"[—\-–=]{{2,}}[ ]*{_DATE}[ ]*[—\-–=]{{2,}}")
_MEDIA = late(
    r"<(?:Media|Multimedia) (?:omitted|omitido)>|<省略(?:多?媒体文件|影音内容)>|(?:图片|音频|视频|文档)已?省略"
    r"|<?(?:image|audio|video|sticker|document|GIF) omitted>?|(?:imagen|audio|video|sticker|documento|GIF) omitid[oa]"
    r"|.{1,120} \((?:file attached|archivo adjunto|文件附件)\)|<(?:attached|adjunto|附件)[:：] .{1,120}>"
    r"|\[(?:图片|语音|视频|文件|表情|动画表情)\]",
    re.IGNORECASE,
)

Numbers = tuple[int, int, int]
DateOrder = str  # "dmy", "mdy" or "ymd"


@dataclass(frozen=True, slots=True)
class ChatExport:
    """`program` is "whatsapp" or "wechat"; `date_order` is None where the file cannot tell day from month."""

    program: str
    entries: tuple[Entry, ...]
    date_order: DateOrder | None


@dataclass(frozen=True, slots=True)
class _Block:
    """A message as it stands in the text: header parts, then `body` with its continuation lines."""

    raw: str
    date: tuple[str, str, str] | None
    time: tuple[str, int, int, int] | None
    name: str | None
    body: str


def read_chat_export(
    data: bytes,
    name: str = "chat.txt",
    *,
    zone: tzinfo | None = None,
    owner: str | None = None,
    day_first: bool | None = None,
) -> ChatExport:
    """The messages of one export, in order, as `chat` with provenance `original_file`.

    `zone` is the zone of the phone that made the export; without it `received` stays None and `local` keeps the time as
    printed. `owner` is the name of the one whose export it is (messages of that name are outgoing). `day_first` settles
    03/04. Raises TextError for unreadable bytes, FileFormatError where no message is found.
    """
    text = read_text(data, name, MAX_EXPORT_BYTES)
    lines = _LINE.findall(text)
    program, blocks = "whatsapp", tuple(_blocks(lines, _whatsapp_header))
    if not any(block.date for block in blocks):
        program, blocks = "wechat", tuple(_blocks(lines, _WechatDays().header))
    if not any(block.time for block in blocks):
        raise FileFormatError(
            f"{name}: no message with a date was found.",
            "A chat export begins each message with its date or with the name and the time.",
            "Export the chat as text from the program itself, or hand in one message as text.",
            key="chat_no_message",
            where=Where.of(name),
        )
    order = _date_order([block.date for block in blocks if block.date], day_first)
    entries = (_entry(number, block, order, zone, owner) for number, block in enumerate(blocks, start=1))
    return ChatExport(program, tuple(entries), order)


Header = tuple[tuple[str, str, str] | None, tuple[str, int, int, int], str | None, str]


def _blocks(lines: Iterable[str], header: Callable[[str], Header | None]) -> Iterator[_Block]:
    head: Header | None = None
    raw: list[str] = []
    for line in lines:
        found = header(line)
        if found is not None:
            if raw:
                yield _block(head, raw)
            head, raw = found, []
        raw.append(line)
    if raw:
        yield _block(head, raw)


def _block(head: Header | None, raw: Sequence[str]) -> _Block:
    joined = "".join(raw)
    if head is None:
        return _Block(joined, None, None, None, joined.rstrip("\r\n"))
    date, time, name, first = head
    return _Block(joined, date, time, name, (first + "".join(raw[1:])).strip("\r\n"))


def _whatsapp_header(line: str) -> Header | None:
    found = _WHATSAPP.match(line)
    if found is None:
        return None
    groups = found.groups()
    date, time = (groups[:3], groups[3:8]) if groups[0] is not None else (groups[8:11], groups[11:16])
    rest = line[found.end() :]
    said = _SAID_BY.match(rest)
    read_time = _time(time)
    if read_time is None:
        return None
    who = said.group(1).strip() if said else None
    return (date[0], date[1], date[2]), read_time, who, rest[said.end() :] if said else rest


class _WechatDays:
    """Copied WeChat messages: `name date time` on its own line, or a line with the day and `name time` below it."""

    def __init__(self) -> None:
        self.day: tuple[str, str, str] | None = None

    def header(self, line: str) -> Header | None:
        bare = line.strip()
        day = _WECHAT_DAY.fullmatch(bare)
        if day is not None:
            self.day = (day.group(1), day.group(2), day.group(3))
            return None
        found = _WECHAT.fullmatch(bare)
        if found is None:
            return None
        groups = found.groups()
        time = _time(groups[4:9])
        if time is None or (groups[1] is None and self.day is None):
            return None
        date = (groups[1], groups[2], groups[3]) if groups[1] is not None else self.day
        return date, time, groups[0].rstrip(":："), ""


def _time(parts: Sequence[str | None]) -> tuple[str, int, int, int] | None:
    """(half of the day, hour, minute, second), or None where it is no time of a clock."""
    zh, hour, minute, second, latin = parts
    half = zh or re.sub(r"[^APap]", "", latin or "").lower()
    read = (half, int(hour or 0), int(minute or 0), int(second or 0))
    fits = read[1] <= (12 if half and half not in _ZH_PART else 24) and read[2] < 60 and read[3] < 60
    return read if fits else None


def hour_of_day(half: str, hour: int) -> int | None:
    """The hour of the day. "晚上12点" is the end of that day or of the one before: it stays unknown."""
    if half in ("", None):
        return hour if hour < 24 else None
    if hour > 12:
        return hour if hour < 24 else None
    if half in ("a", "凌晨", "清晨", "早上", "上午"):
        return hour % 12
    if half == "中午":
        return hour if hour >= 10 else hour + 12
    if half in ("晚上", "傍晚") and hour == 12:
        return None
    return hour % 12 + 12


def _date_order(dates: Sequence[tuple[str, str, str]], day_first: bool | None) -> DateOrder | None:
    """Year first is plain. Otherwise the order that every date allows and in which the file runs forward."""
    if all(len(date[0]) == 4 for date in dates):
        return "ymd"
    if day_first is not None:
        return "dmy" if day_first else "mdy"
    orders = [order for order in ("dmy", "mdy") if _runs_forward(dates, order)]
    return orders[0] if len(orders) == 1 else None


def _runs_forward(dates: Iterable[tuple[str, str, str]], order: DateOrder) -> bool:
    last = (0, 0, 0)
    for date in dates:
        numbers = _numbers(date, order)
        if not (1 <= numbers[1] <= 12 and 1 <= numbers[2] <= 31) or numbers < last:
            return False
        last = numbers
    return True


def _numbers(date: tuple[str, str, str], order: DateOrder) -> Numbers:
    """(year, month, day); two digits of a year are of this century."""
    first, second, third = (int(part) for part in date)
    if len(date[0]) == 4:
        return first, second, third
    year = third + 2000 if third < 100 else third
    return (year, second, first) if order == "dmy" else (year, first, second)


def _local(block: _Block, order: DateOrder | None) -> datetime | None:
    if block.date is None or block.time is None:
        return None
    if order is None:
        # Two readings that are one day (05/05) need no order.
        first, second = _numbers(block.date, "dmy"), _numbers(block.date, "mdy")
        if first != second:
            return None
    hour = hour_of_day(block.time[0], block.time[1])
    if hour is None:
        return None
    try:
        return datetime(*_numbers(block.date, order or "dmy"), hour, block.time[2], block.time[3])  # noqa: DTZ001
    except ValueError:
        return None


def _entry(number: int, block: _Block, order: DateOrder | None, zone: tzinfo | None, owner: str | None) -> Entry:
    local = _local(block, order)
    notes: tuple[str, ...] = ()
    if local is None:
        notes = ("date_order_ambiguous",) if order is None and block.date else ("time_unreadable",)
    elif zone is None:
        notes = ("zone_unknown",)
    direction = Direction.UNKNOWN
    if owner is not None and block.name is not None:
        direction = Direction.OUT if block.name == owner else Direction.IN
    message = Message(
        text=block.body,
        original=block.raw.encode("utf-8", "surrogatepass"),
        sender=block.name,
        receiver=owner if direction is Direction.IN else None,
        received=local.replace(tzinfo=zone) if local is not None and zone is not None else None,
        channel=Channel.CHAT,
        provenance=Provenance.ORIGINAL_FILE,
    )
    return Entry(number, message, direction, block.name, _kind(block), local, notes)


def _kind(block: _Block) -> str:
    if block.name is None:
        return "system"
    return "media" if _MEDIA.fullmatch(block.body.strip("\u200e \r\n")) else "message"
