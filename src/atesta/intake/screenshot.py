"""A screenshot of a phone becomes a message: sender, time and words, each only where it stands there (A1).

    status bar      the clock and the battery of the phone: not read as anything
    head            who wrote, above the first time or bubble
    times           between the bubbles, below them, or a day in a pill and the hour in each bubble
    bubbles         on the left what came in, on the right the person's own words
    foot            where one types: not read as anything

What was read off a picture is weaker than the message itself: it is labelled so, and what could not be read is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from atesta.contact.message import Provenance
from atesta.errors import InputError
from atesta.intake.bubble_text import joined
from atesta.intake.picture_text import READ, SURE, Line, PictureText, Place
from atesta.intake.screen_words import is_button
from atesta.intake.seen_time import SeenTime, read_seen_time, trailing_clock
from atesta.kept import late

STATUS_SHARE = 0.11
"""The status bar ends within this share of the width from above; on phones with a notch it is the highest."""
HEAD_SHARE = 0.5
"""Who wrote stands within this share of the width from above."""
_STATUS = late(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.? ?m\.?)?|.*\b(?:[2-5]G|LTE|HD|WiFi)\b.*|\d{1,3} ?%?|[^\w]*", re.IGNORECASE)
_BACK = late(r"^[<‹«←〈＜]\s*(?:\d{1,3}(?!\d))?\s*|^\(?\d{1,2}\)?$|\s*[>›»〉＞]$|\s*\(\d{1,3}\)$|\s*[:：⋮…]+$")


@dataclass(frozen=True, slots=True)
class Unread:
    """A place on the picture, in its pixels, of which the words are not known (`text` empty) or doubted."""

    left: int
    top: int
    right: int
    bottom: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """What came in, as the picture shows it. `sender` and `received` are None where it does not show them; a time
    that lacks a part keeps its words. `others` more messages came in on the same picture, above this one."""

    text: str
    sender: str | None
    received: SeenTime | None
    unread: tuple[Unread, ...] = ()
    others: int = 0
    weaker: bool = True

    @property
    def provenance(self) -> Provenance:
        return Provenance.SCREENSHOT


def message_of(picture: PictureText) -> ReadMessage:
    """The last message that came in. Raises InputError where only the person's own words, or none, are on it."""
    return messages_of(picture)[-1]


def messages_of(picture: PictureText) -> tuple[ReadMessage, ...]:
    """Every message that came in, from the first to the last, each with the time that belongs to it."""
    lines = [line for line in _without_status(picture) if not _is_foot(line, picture)]
    head, body = _head_and_body(lines, picture)
    sender, doubted = _sender(head)
    bubbles = _bubbles(body)
    if not bubbles:
        raise InputError(
            "No message that came in was found on the picture.",
            "Only what somebody wrote to you is reviewed.",
            "Give a screenshot that shows the message whole, or paste its text.",
            key="picture_without_message",
        )
    return tuple(
        _message(bubble, sender, body, (*doubted, *_doubted(bubble)), number) for number, bubble in enumerate(bubbles)
    )


Bubble = list[Line]


def _message(
    bubble: Bubble, sender: str | None, body: list[Line], unread: tuple[Unread, ...], number: int
) -> ReadMessage:
    words, time = _without_hour(bubble, _time_near(bubble, body))
    if time is not None and time.clock is None and (hour := _hour_below(bubble, body)):
        time = time.at(hour)
    return ReadMessage(joined(words), sender, time, unread, others=number)


def _without_status(picture: PictureText) -> list[Line]:
    """Lines below the bar with clock and battery. A picture that was cut has none."""
    reach = STATUS_SHARE * picture.width
    bar = [line for line in picture.lines if line.middle < reach]
    first = min(bar, key=lambda line: line.middle, default=None)
    if first is None:
        return list(picture.lines)
    row = [line for line in bar if line.top <= first.bottom and line.middle <= first.bottom]
    if not any(_STATUS.fullmatch(line.text) for line in row):
        return list(picture.lines)
    return [line for line in picture.lines if line not in row]


def _is_foot(line: Line, picture: PictureText) -> bool:
    """Where one types, or a key at the lower edge."""
    below = line.middle > max(line.middle for line in picture.lines) - line.height
    return below and is_button(line.text)


def _head_and_body(lines: list[Line], picture: PictureText) -> tuple[list[Line], list[Line]]:
    """The head ends with the first time, or with the first bubble that is more than a letter in a circle."""
    reach = HEAD_SHARE * picture.width
    for at, line in enumerate(lines):
        bubble = line.place in (Place.LEFT, Place.RIGHT) and len(line.text) > 2 and line.height > 0
        if line.top > reach or (bubble and not _in_head(line, lines)) or read_seen_time(line.text):
            return lines[:at], lines[at:]
    return lines, []


def _in_head(line: Line, lines: list[Line]) -> bool:
    """A name between two buttons may look like a bubble: it is one line on top, with bubbles still to come."""
    patch = [other for other in lines if other.patch == line.patch]
    return len(patch) == 1 and line is lines[0] and any(other.place is Place.LEFT for other in lines[1:])


def _sender(head: list[Line]) -> tuple[str | None, tuple[Unread, ...]]:
    """The highest line of the head that is no button: names are set larger than what stands below them."""
    named = [(line, name) for line in head if (name := _name(line.text))]
    if not named:
        return None, ()
    tallest = max(line.height for line, _ in named)
    line, name = next((line, name) for line, name in named if line.height >= 0.85 * tallest)
    doubted = _doubted([line])
    return (name if line.confidence >= READ else None), doubted


def _name(text: str) -> str:
    """A head's words without the arrow back, the number of unread messages and the arrow to the details."""
    bare = text.strip()
    while (less := _BACK.sub("", bare).strip()) != bare:
        bare = less
    return "" if len(bare) < 2 or is_button(bare) or not re.search(r"\w{2}", bare) else bare


def _bubbles(body: list[Line]) -> list[Bubble]:
    """Lines of one patch on the left. Where no patch is, everything on the page that is no time is one message."""
    patches: dict[int, Bubble] = {}
    for line in body:
        if line.patch and line.place in (Place.LEFT, Place.MIDDLE):
            patches.setdefault(line.patch, []).append(line)
    found = [bubble for bubble in patches.values() if not _is_pill(bubble)]
    if found:
        return found
    loose = [
        line for line in body if line.place is Place.PAGE and not read_seen_time(line.text) and not is_button(line.text)
    ]
    return [loose] if loose and not patches else []


def _is_pill(bubble: Bubble) -> bool:
    """A time, a letter in a circle, or a notice in the middle between the bubbles."""
    words = " ".join(line.text for line in bubble)
    alone = bubble[0].place is Place.MIDDLE and len(bubble) == 1 and len(words) < 12
    return read_seen_time(words) is not None or len(words) < 2 or is_button(words) or alone


def _time_near(bubble: Bubble, body: list[Line]) -> SeenTime | None:
    """The last time above the bubble; where times stand below the bubbles, the first one below."""
    inside = {id(line) for line in bubble}
    times = [
        (line, seen)
        for line in body
        if id(line) not in inside and (seen := read_seen_time(line.text)) and not _in_corner(line, seen)
    ]
    above = [seen for line, seen in times if line.middle < bubble[0].top]
    if above:
        return above[-1]
    return next((seen for line, seen in times if line.middle > bubble[-1].bottom), None)


def _in_corner(line: Line, seen: SeenTime) -> bool:
    """The hour of another bubble, which says nothing about this one."""
    return line.place in (Place.LEFT, Place.RIGHT) and seen.only_clock


def _without_hour(bubble: Bubble, near: SeenTime | None) -> tuple[Bubble, SeenTime | None]:
    """Chats write the hour into the bubble's corner: there it is no word of the message."""
    last, words = bubble[-1], bubble[:-1]
    corner = read_seen_time(last.text)
    if words and corner is not None and corner.only_clock:
        return words, near.at(corner) if near and near.clock is None else corner
    if near is not None and near.clock is None and (ends := trailing_clock(last.text)):
        rest, hour = ends
        seen = read_seen_time(hour)
        kept = [*words, _with_text(last, rest)] if rest else words
        return kept, near.at(seen) if seen else near
    return bubble, near


def _hour_below(bubble: Bubble, body: list[Line]) -> SeenTime | None:
    """The hour at the lower edge of the bubble, where its ground was not told from the page's."""
    end = max(line.bottom for line in bubble)
    near = [line for line in body if line not in bubble and 0 <= line.middle - end < 1.5 * line.height]
    hours = [seen for line in near if (seen := read_seen_time(line.text)) and seen.only_clock]
    return hours[0] if hours else None


def _with_text(line: Line, text: str) -> Line:
    share = len(text) / max(1, len(line.text))
    right = line.left + round((line.right - line.left) * share)
    return Line(text, line.left, line.top, right, line.bottom, line.confidence, line.place, line.patch)


def _doubted(bubble: Bubble) -> tuple[Unread, ...]:
    return tuple(_unread(line, shown=line.confidence >= READ) for line in bubble if line.confidence < SURE)


def _unread(line: Line, *, shown: bool) -> Unread:
    return Unread(line.left, line.top, line.right, line.bottom, line.text if shown else "")
