"""WebVTT (W3C): captions with times, and where the maker wrote them, voices and the time of each word.

Our own files say so in a note, and keep in notes what a caption cannot carry: what may not be judged. Captions of other
makers are put together to turns, since a line ends where a screen is full.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import groupby

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.errors import Where
from atesta.intake.fields import decode_utf8, refuse
from atesta.intake.transcript_fields import MOST_SECONDS, check_count, joined, read_lang, reversed_, voice_of

OURS = "NOTE atesta.transcript/1"
"""First line of a note of ours; then `channels`, `engine`, and one `not_reviewable` line a stretch."""

_HEAD = re.compile(rb"WEBVTT(?:[ \t\r\n]|$)")
_CLOCK = r"(?:(\d{1,4}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_TAG = re.compile(r"<([^>]*)>")
_AT = re.compile(_CLOCK)
_VOICE = re.compile(r"v(?:\.\S*)?\s+(.*)")
_NAMED = re.compile(r"\s*([^\s:：]{1,20})\s?[:：]\s*")
_STRETCH = re.compile(r"not_reviewable (\d+(?:\.\d+)?) (\d+(?:\.\d+)?) ([a-z_]{1,40})$")


@dataclass(slots=True)
class _Piece:
    """Text of one voice up to the next time or voice."""

    name: str
    """As the maker wrote it, "" where nobody is named."""
    at: float | None
    text: str


@dataclass(slots=True)
class _File:
    turns: list[tuple[str, SpokenTurn]] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    lang: str | None = None
    channels: int = 1
    engine: str = "imported"
    ours: bool = False


def is_vtt(data: bytes) -> bool:
    return _HEAD.match(data) is not None


def read_vtt(data: bytes, where: Where) -> Transcript:
    text = decode_utf8(data, where).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    found, lines = _File(), text.split("\n")
    at = _header(lines, found)
    while at < len(lines):
        end = next((number for number in range(at, len(lines)) if not lines[number].strip(" \t")), len(lines))
        if end > at:
            _block(lines[at:end], at + 1, found, where)
            check_count(found.turns, where)
        at = end + 1
    turns = tuple(turn for _, turn in found.turns) if found.ours else joined(found.turns)
    return Transcript(turns, found.lang, found.channels, tuple(found.stretches), found.engine)


def _header(lines: list[str], found: _File) -> int:
    for number, line in enumerate(lines):
        name, _, value = line.partition(":")
        if name.strip().casefold() == "language":
            found.lang = read_lang(value)
        if not line.strip(" \t"):
            return number + 1
    return len(lines)


def _block(lines: list[str], first: int, found: _File, where: Where) -> None:
    if "-->" not in lines[0]:
        if lines[0] == OURS:
            _note(lines[1:], found)
        if lines[0].partition(" ")[0].strip() in ("NOTE", "STYLE", "REGION"):
            return
    timed = 1 if "-->" not in lines[0] and "-->" in "".join(lines[1:2]) else 0
    times = _TIMES.match(lines[timed])
    place = where.at("line", first + timed)
    if times is None:
        why = "Words without a time would be left out."
        refuse(place, "here should stand when it was said", why, "00:00:01.000 --> 00:00:04.000", "vtt_times")
    start, end = _clock(times.groups()[:4], place), _clock(times.groups()[4:], place)
    if end < start:
        reversed_(place)
    _cue(" ".join(line.strip() for line in lines[timed + 1 :]), start, end, found)


def _note(lines: list[str], found: _File) -> None:
    found.ours = True
    for line in lines:
        name, _, value = line.partition(" ")
        stretch = _STRETCH.match(line)
        if stretch:
            found.stretches.append(Stretch(float(stretch[1]), float(stretch[2]), stretch[3]))
        elif name == "channels":
            found.channels = 2 if value == "2" else 1
        elif name == "engine" and value:
            found.engine = html.unescape(value)


def _clock(parts: tuple[str | None, ...], place: Where) -> float:
    value = _seconds(parts)
    if value > MOST_SECONDS:
        why = "No call lasts so long."
        refuse(place, "this is no time of a call", why, "00:00:01.000 --> 00:00:04.000", "vtt_times")
    return value


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, millis = (int(part or 0) for part in parts)
    return round(hours * 3600 + minutes * 60 + seconds + millis / 1000, 3)


def _cue(payload: str, start: float, end: float, found: _File) -> None:
    """One turn for each voice of a caption, with words where times stand inside it."""
    runs = [list(run) for _, run in groupby(_pieces(payload), key=lambda piece: piece.name)]
    begun = start
    for number, run in enumerate(runs):
        after = runs[number + 1][0].at if number + 1 < len(runs) else None
        ended = max(begun, end if after is None else min(after, end))
        found.turns.append((run[0].name, _turn(run, begun, ended)))
        begun = begun if after is None else max(begun, min(after, end))


def _turn(run: list[_Piece], start: float, end: float) -> SpokenTurn:
    text = " ".join("".join(piece.text for piece in run).split())
    words: list[Word] = []
    if any(piece.at is not None for piece in run):
        at = start
        for number, piece in enumerate(run):
            at = at if piece.at is None else min(max(piece.at, at), end)
            later = [other.at for other in run[number + 1 :] if other.at is not None]
            ended = max(at, min(later[0], end)) if later else end
            said = " ".join(piece.text.split())
            if said:
                words.append(Word(said, at, ended))
    return SpokenTurn(voice_of(run[0].name) or Voice.UNKNOWN, text, start, end, None, tuple(words))


def _pieces(payload: str) -> list[_Piece]:
    """The parts of a caption: <v Name> begins a voice, <00:00:01.000> a word; other tags say nothing here."""
    name, time, last = "", None, 0
    named = _NAMED.match(payload)
    if named and voice_of(named[1]):  # "Agente: buenos días", where a maker knows no tags
        name, last = named[1], named.end()
    found = []
    for tag in _TAG.finditer(payload, last):
        found.append(_Piece(name, time, html.unescape(payload[last : tag.start()])))
        last, clock, voice = tag.end(), _AT.fullmatch(tag[1]), _VOICE.match(tag[1])
        if clock:
            time = _seconds(clock.groups())
        elif tag[1] == "/v":
            name = ""
        elif voice:
            name = html.unescape(voice[1]).strip()
    found.append(_Piece(name, time, html.unescape(payload[last:])))
    full: list[_Piece] = []
    for piece in found:
        if piece.text.strip():
            full.append(piece)
        elif full:  # the space between two words belongs to the first
            full[-1].text += piece.text
    return full or [_Piece(name, None, "")]
