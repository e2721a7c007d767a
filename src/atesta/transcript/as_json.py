"""A transcript as the JSON of INTERFACES (`atesta.transcript/1`), in one way only: same call, same bytes."""

from __future__ import annotations

import json
from typing import Any

from atesta.contact.transcript import SpokenTurn, Transcript, Word

SCHEMA = "atesta.transcript/1"


def transcript_json(transcript: Transcript, original: str | None = None) -> dict[str, Any]:
    """`original` is the digest of the sound, "sha256:…"; it and `engine` say how the words can be made again."""
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        "lang": transcript.lang,
        "channels": transcript.channels,
        "engine": transcript.engine,
        "turns": [_turn(turn) for turn in transcript.turns],
        "not_reviewable": [[one.start, one.end, one.reason] for one in transcript.not_reviewable],
    }
    return answer if original is None else {**answer, "input": original}


def transcript_bytes(transcript: Transcript, original: str | None = None) -> bytes:
    return json.dumps(transcript_json(transcript, original), ensure_ascii=False, separators=(",", ":")).encode()


def _turn(turn: SpokenTurn) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "speaker": turn.voice.value,
        "start": turn.start,
        "end": turn.end,
        "text": turn.text,
        "confidence": turn.confidence,
        "words": [_word(word) for word in turn.words],
    }
    return answer if turn.lang is None else {**answer, "lang": turn.lang}


def _word(word: Word) -> dict[str, Any]:
    return {"text": word.text, "start": word.start, "end": word.end, "confidence": word.confidence}
