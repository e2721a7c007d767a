"""What a pasted text shows beside the message: who sent it, when, and whether it holds several (A1).

People paste what they have: one message, a piece of a chat with its dates, a forwarded mail, an SMS backup. Nothing is
taken for granted: what was found is a statement inside a copy, to be looked at and corrected by who pasted it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from atesta.contact.message import Channel
from atesta.errors import InputError
from atesta.intake.chat_export import read_chat_export
from atesta.intake.entry import Direction, Entry
from atesta.intake.forwarded import split_forwarded
from atesta.intake.seen_time import read_seen_time
from atesta.intake.sms_export import read_sms_export


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` are the words of the message, `sender` and `local` (the clock of the phone, without a zone) None where the
    paste does not show them."""

    text: str
    sender: str | None = None
    local: datetime | None = None
    channel: Channel | None = None


def pasted_messages(text: str, zone: tzinfo) -> tuple[Shown, ...]:
    """The messages of a pasted export, in order; none where the text is a message itself. `zone` is the phone's."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        entries = list(read_sms_export([data], zone=zone) if _is_xml(text) else read_chat_export(data).entries)
    except InputError:
        return ()
    if not entries or _begins_inside(entries[0]):
        return ()
    return tuple(_shown(entry) for entry in entries if _came_in(entry))


def shown_in(text: str) -> Shown:
    """One message with what a forwarder's header says of it. The text is never cut: header and words were pasted."""
    claims = [part for part in split_forwarded(text) if part.said_by or part.sent]
    if not claims:
        return Shown(text)
    last = claims[-1]
    seen = read_seen_time(last.sent) if last.sent else None
    return Shown(text, last.said_by, seen.local if seen else None)


def _is_xml(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _begins_inside(first: Entry) -> bool:
    """A message may hold a line that looks like the head of an entry; an export begins with one."""
    return first.name is None and first.local is None and first.message.received is None


def _came_in(entry: Entry) -> bool:
    """Words of somebody, not known to be the person's own."""
    return entry.kind == "message" and entry.direction is not Direction.OUT and bool(entry.message.text.strip())


def _shown(entry: Entry) -> Shown:
    message = entry.message
    received = message.received.replace(tzinfo=None) if message.received else None
    return Shown(message.text, message.sender or entry.name, entry.local or received, message.channel)
