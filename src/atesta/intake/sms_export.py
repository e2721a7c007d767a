"""The Android backup "SMS Backup & Restore" (XML): every SMS and MMS text in it, streamed, nothing trusted (A1).

Entities and document types are refused before anything is expanded. Such backups write characters beyond the basic
plane as two references (`&#55357;&#56832;`), which XML forbids; they are joined again. Times are UTC milliseconds of
the phone's clock; the caller may give a zone in which they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NoReturn
from xml.parsers import expat

from atesta.contact.message import Channel, Message, Provenance
from atesta.errors import FileFormatError, Where
from atesta.intake.entry import Direction, Entry
from atesta.kept import late

CHUNK_BYTES = 256 * 1024
MAX_ELEMENT_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 16

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REFERENCE = late(rb"&#(\d{5});(?:&#(\d{5});)?|&#([xX][0-9a-fA-F]{1,8}|\d{1,10});")
_HIGH = rb"&#55(?:29[6-9]|[3-9]\d\d);|&#56(?:[0-2]\d\d|3[01]\d);"
_PARTIAL_REFERENCE = late(rb"(?:(?:" + _HIGH + rb")(?:&(?:#[0-9a-zA-Z]{0,10})?)?|&(?:#[0-9a-zA-Z]{0,10})?)\Z")
_DIRECTION = {"1": Direction.IN, "2": Direction.OUT, "4": Direction.OUT, "5": Direction.OUT, "6": Direction.OUT}
_MMS_FROM, _MMS_TO = "137", "151"


def read_sms_export(chunks: Iterable[bytes], name: str = "sms.xml", zone: tzinfo = UTC) -> Iterator[Entry]:
    """Each message in the order of the file. `chunks` may be an open binary file read in blocks.

    Raises FileFormatError naming line and reason; entries before the fault have been given by then. The `original`
    bytes of a message are its text in UTF-8: in the file they stand escaped inside an attribute.
    """
    reader = _Reader(name, zone)
    for chunk in _joined_references(_blocks(chunks)):
        yield from reader.feed(chunk, final=False)
    yield from reader.feed(b"", final=True)


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK_BYTES):
            yield chunk[start : start + CHUNK_BYTES]


def _joined_references(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Surrogate pairs joined, what is no character replaced; a reference cut by a block border waits for the rest."""
    held = b""
    for chunk in chunks:
        data = held + chunk
        cut = _PARTIAL_REFERENCE.search(data, max(0, len(data) - 32))
        held = data[cut.start() :] if cut else b""
        yield _REFERENCE.sub(_joined, data[: len(data) - len(held)])
    yield _REFERENCE.sub(_joined, held)


def _joined(found: re.Match[bytes]) -> bytes:
    if found[3] is not None:
        written = found[3].decode()
        code = int(written[1:], 16) if written[0] in "xX" else int(written)
        return found[0] if _allowed(code) else b"&#65533;"
    high, low = int(found[1]), int(found[2] or 0)
    if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
        return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    parts = [b"&#%d;" % (code if _allowed(code) else 0xFFFD) for code in (high, low) if code]
    return b"".join(parts)


def _allowed(code: int) -> bool:
    """The characters of XML 1.0."""
    plane_0 = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return plane_0 or 0x10000 <= code <= 0x10FFFF


class _Reader:
    """The one stateful part: expat calls back, entries collect until the block is done."""

    def __init__(self, name: str, zone: tzinfo) -> None:
        self.name, self.zone = name, zone
        self.ready: list[Entry] = []
        self.number = self.depth = self.fed = self.last_element = 0
        self.mms: Mapping[str, str] | None = None
        self.texts: list[str] = []
        self.people: dict[str, str] = {}
        self.root_seen = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._forbidden
        self.parser.EntityDeclHandler = self._forbidden
        self.parser.ExternalEntityRefHandler = self._forbidden

    def feed(self, data: bytes, final: bool) -> Iterator[Entry]:
        self.fed += len(data)
        if self.fed - self.last_element > MAX_ELEMENT_BYTES:
            what = "one element is larger than 64 MB"
            self._refuse(what, "It would fill the memory.", "Export without attachments.", "sms_element_too_large")
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as fault:
            reason = expat.ErrorString(fault.code)
            what = f"the XML is broken ({reason})"
            self._refuse(what, "What follows cannot be read.", "Make the backup again.", "sms_broken")
        except (ValueError, LookupError):
            what = "its encoding is not known"
            self._refuse(what, "It cannot be read.", "Make the backup in UTF-8.", "sms_encoding_unknown")
        ready, self.ready = self.ready, []
        yield from ready

    def _refuse(self, what: str, why: str, do: str, key: str) -> NoReturn:
        where = Where.of(self.name).at("line", self.parser.CurrentLineNumber)
        raise FileFormatError(f"{where}: {what}.", why, do, key=key, where=where)

    def _forbidden(self, *_: object) -> NoReturn:
        what = "it declares a document type or an entity"
        self._refuse(what, "A backup has none; attacks do.", "Make the backup again.", "sms_document_type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.last_element = self.fed
        if self.depth > MAX_DEPTH:
            what = "its elements are nested too deeply"
            self._refuse(what, "A backup is flat.", "Make the backup again.", "sms_too_deep")
        if not self.root_seen and tag != "smses":
            what = "it does not begin with <smses>"
            self._refuse(what, "This is another kind of file.", "Hand in an SMS backup.", "sms_no_backup")
        self.root_seen = True
        if tag == "sms":
            self._add(_sms(attributes, self.zone), attributes)
        elif tag == "mms":
            self.mms, self.texts, self.people = attributes, [], {}
        elif tag == "part" and attributes.get("ct") == "text/plain" and "text" in attributes:
            self.texts.append(attributes["text"])
        elif tag == "addr" and "address" in attributes:
            self.people.setdefault(attributes.get("type", ""), attributes["address"])

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if tag == "mms" and self.mms is not None:
            self._add(_mms(self.mms, self.texts, self.people, self.zone), self.mms)
            self.mms = None

    def _add(self, read: tuple[Message, Direction, tuple[str, ...]], attributes: Mapping[str, str]) -> None:
        message, direction, notes = read
        self.number += 1
        kind = "message" if message.text else "media"
        name = _known(attributes.get("contact_name"))
        self.ready.append(Entry(self.number, message, direction, name, kind, None, notes))


def _sms(attributes: Mapping[str, str], zone: tzinfo) -> tuple[Message, Direction, tuple[str, ...]]:
    direction = _DIRECTION.get(attributes.get("type", ""), Direction.UNKNOWN)
    other = _known(attributes.get("address"))
    received = _moment(attributes.get("date", ""), zone)
    return _message(attributes.get("body", ""), other, direction, received)


def _mms(
    attributes: Mapping[str, str], texts: list[str], people: Mapping[str, str], zone: tzinfo
) -> tuple[Message, Direction, tuple[str, ...]]:
    direction = _DIRECTION.get(attributes.get("msg_box", ""), Direction.UNKNOWN)
    person = people.get(_MMS_TO if direction is Direction.OUT else _MMS_FROM)
    other = _known(person) or _known(attributes.get("address"))
    return _message("\n".join(texts), other, direction, _moment(attributes.get("date", ""), zone))


def _message(
    text: str, other: str | None, direction: Direction, received: datetime | None
) -> tuple[Message, Direction, tuple[str, ...]]:
    out = direction is Direction.OUT
    message = Message(
        text=text,
        original=text.encode("utf-8", "surrogatepass"),
        sender=None if out else other,
        receiver=other if out else None,
        received=received,
        channel=Channel.SMS,
        provenance=Provenance.ORIGINAL_FILE,
    )
    return message, direction, () if received is not None else ("time_unreadable",)


def _known(value: str | None) -> str | None:
    return value if value and value not in ("null", "(Unknown)", "insert-address-token") else None


def _moment(milliseconds: str, zone: tzinfo) -> datetime | None:
    """UTC milliseconds since 1970; some phones write seconds for an MMS. None where it is no such number."""
    if not (milliseconds.isascii() and milliseconds.isdigit() and 9 <= len(milliseconds) <= 14):
        return None
    count = int(milliseconds) * (1000 if len(milliseconds) <= 10 else 1)
    try:
        return (_EPOCH + timedelta(milliseconds=count)).astimezone(zone)
    except OverflowError:
        return None
