"""A transcript that somebody else made: our own JSON, plain turns, WebVTT or vCon (INTERFACES, "transcribe").

Whatever cannot be read for certain is refused with its line or turn; nothing is left out in silence. Where a form does
not say whose voice it is, it stays unknown: nobody guesses here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript
from atesta.errors import Where
from atesta.intake.fields import UTF8_BOM, refuse
from atesta.intake.transcript_fields import (
    MOST_BYTES,
    check_count,
    parse_json,
    read_confidence,
    read_lang,
    read_seconds,
    read_text,
    read_times,
    read_words,
    reversed_,
    strict_voice,
)
from atesta.intake.transcript_vcon import is_vcon, read_vcon
from atesta.intake.transcript_vtt import is_vtt, read_vtt

SCHEMA = "atesta.transcript/1"
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*\{\s*")')
_FIELDS = re.compile(rb'"(?:turns|speaker|vcon|schema)"\s*:')
_LOOK = 65_536  # bytes at either end: keys come in any order


def looks_like_transcript(data: bytes) -> bool:
    """Whether this is meant as a transcript, not whether it can be read. A message or a TOML file never is."""
    data = data.removeprefix(UTF8_BOM)
    if is_vtt(data):
        return True
    return bool(_JSON.match(data[:_LOOK]) and _FIELDS.search(data[:_LOOK] + data[-_LOOK:]))


def read_transcript(data: bytes, name: str | Where) -> Transcript:
    """The transcript in these bytes. Raises FileFormatError with line or turn for what is none, or a broken one."""
    where = Where.of(name)
    if len(data) > MOST_BYTES:
        what = f"the file has {len(data)} bytes, more than {MOST_BYTES}"
        why, do = "No call has so many words.", "Split it."
        refuse(where, what, why, do, "transcript_too_large", size=len(data), limit=MOST_BYTES)
    if is_vtt(data.removeprefix(UTF8_BOM)):
        return read_vtt(data, where)
    value = parse_json(data, where)
    if is_vcon(value):
        return read_vcon(value, where, read_ours)
    if isinstance(value, Mapping) and "schema" in value:
        return read_ours(value, where)
    return _plain(value, where)


def read_ours(value: Mapping[str, Any], where: Where) -> Transcript:
    """`atesta.transcript/1`. Another version is refused: half understood is misunderstood."""
    if value.get("schema") != SCHEMA:
        why, do = "What it means could be misread.", f'Give "schema": "{SCHEMA}".'
        refuse(where, "this form of transcript is not known here", why, do, "transcript_schema", schema=SCHEMA)
    engine = value.get("engine")
    return Transcript(
        _turns(value.get("turns"), where),
        read_lang(value.get("lang")),
        2 if value.get("channels") == 2 else 1,
        _stretches(value.get("not_reviewable", []), where.at("field", "not_reviewable")),
        engine if isinstance(engine, str) and engine else "imported",
    )


def _plain(value: Any, where: Where) -> Transcript:
    """`[{speaker, start, end, text}]`, or the same under "turns"."""
    if isinstance(value, Mapping):
        return Transcript(_turns(value.get("turns"), where), read_lang(value.get("lang")))
    return Transcript(_turns(value, where))


def _turns(value: Any, where: Where) -> tuple[SpokenTurn, ...]:
    if not isinstance(value, list):
        why = "There is nothing to read in order."
        do = 'Write "turns": [{"speaker": "agent", "start": 0, "end": 4, "text": "…"}].'
        refuse(where, "there is no list of turns", why, do, "turns_missing", limit=20_000)
    check_count(value, where)
    return tuple(_turn(turn, where.at("turn", number)) for number, turn in enumerate(value))


def _turn(value: Any, where: Where) -> SpokenTurn:
    if not isinstance(value, Mapping):
        refuse(where, "there is no text", "It could not be read.", 'Give every turn a "text".', "turn_without_text")
    text, voice = read_text(value, "text", where), strict_voice(value, where)
    start, end = read_times(value, where)
    confidence = read_confidence(value.get("confidence"), where)
    words = read_words(value.get("words"), where)
    return SpokenTurn(voice, text, start, end, confidence, words, read_lang(value.get("lang")))


def _stretches(value: Any, where: Where) -> tuple[Stretch, ...]:
    whole = isinstance(value, list) and all(isinstance(one, list) and len(one) == 3 for one in value)
    if not whole or not all(isinstance(one[2], str) for one in value):
        why, do = "What could not be judged would count as judged.", 'Write [[12.0, 15.5, "low_snr"]].'
        refuse(where, "this is no list of stretches", why, do, "transcript_stretches")
    return tuple(_stretch(one, where) for one in value)


def _stretch(value: list[Any], where: Where) -> Stretch:
    start, end = read_seconds(value[0], "start", where), read_seconds(value[1], "end", where)
    if start is None or end is None or end < start:
        reversed_(where)
    return Stretch(start or 0.0, end or 0.0, value[2])
