"""Turns of a call as JSON gives them (`screen --transcripts`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from atesta.contact.turn import Speaker, Turn
from atesta.errors import FileFormatError, Where

SPEAKERS = {"agent": Speaker.AGENT, "debtor": Speaker.DEBTOR, "customer": Speaker.DEBTOR, "other": Speaker.OTHER}
MOST_TURNS = 20_000  # a day of talk; more is a broken file


def read_turns(value: Any, where: str | Where) -> tuple[Turn, ...]:
    """A list of `{speaker, start, end, text}`; `customer` is read as debtor, times may be null.

    `where` names the line for errors. Anything else is a FileFormatError that names the turn and field.
    """
    where = Where.of(where)
    if not isinstance(value, list) or len(value) > MOST_TURNS:
        raise FileFormatError(
            f"{where} has no list of turns, or one of more than {MOST_TURNS}.",
            "There is nothing to read in order.",
            'Write "turns": [{"speaker": "agent", "start": 0, "end": 4, "text": "…"}].',
            key="turns_missing",
            where=where,
            limit=MOST_TURNS,
        )
    return tuple(_turn(turn, where.at("turn", number)) for number, turn in enumerate(value))


def _turn(value: Any, where: Where) -> Turn:
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        what = f"{where} has no text."
        raise FileFormatError(
            what, "It could not be read.", 'Give every turn a "text".', key="turn_without_text", where=where
        )
    speaker = value.get("speaker")
    if not isinstance(speaker, str) or speaker not in SPEAKERS:
        raise FileFormatError(
            f"{where} has an unknown speaker.",
            "What was said counts for one side or the other.",
            "Use agent, debtor (or customer) or other.",
            key="turn_speaker_unknown",
            where=where,
        )
    return Turn(SPEAKERS[speaker], value["text"], _seconds(value, "start", where), _seconds(value, "end", where))


def _seconds(turn: Mapping[str, Any], field: str, where: Where) -> float | None:
    value = turn.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise FileFormatError(
            f"{where} has a {field} that is not a number of seconds.",
            "Order and pauses are read from it.",
            "Write 4.2, or null.",
            key="turn_seconds",
            where=where,
            field=field,
        )
    return float(value)
