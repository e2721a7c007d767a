"""The part of a review that only a call has, as JSON values (`call` of `atesta.review/1`)."""

from __future__ import annotations

from typing import Any

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript
from atesta.review.finding import CallReview, Moment, Span, TimeSpan
from atesta.review.integrity.record import Record
from atesta.transcript.acoustics import Acoustics, Side


def span_json(span: Span) -> dict[str, int]:
    """A place in the text, or in a call: milliseconds, the turn, and the code points of its text where words decide."""
    if isinstance(span, TimeSpan):
        place = {"start_ms": span.start_ms, "end_ms": span.end_ms}
        words = {"turn": span.turn, "start": span.start, "end": span.end}
        return place | {name: value for name, value in words.items() if value is not None}
    found = {"start": span.start, "end": span.end}
    return found if span.turn is None else {**found, "turn": span.turn}


def call_json(call: CallReview) -> dict[str, Any]:
    """`courtesies` and `order` are ids of findings. Waveform and momentary levels are for a page and not repeated here;
    identifiers in the turns are masked."""
    return {
        "acoustics": acoustics_json(call.acoustics) if call.acoustics else None,
        "courtesies": [finding.id for finding in call.courtesies],
        "fields": dict(call.fields),
        "moments": [_moment(moment) for moment in call.moments],
        "order": list(call.order),
        "probable": call.probable,
        "record": _record(call.record) if call.record else None,
        "transcript": _transcript(call.transcript),
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "by": moment.by,
        "kind": moment.kind,
        "measured": dict(moment.measured),
        "quote": moment.quote,
        "span": span_json(moment.span),
    }


def _record(record: Record) -> dict[str, Any]:
    rows = record.sheet.get("steps") if record.sheet else None
    steps = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {
        "answer": record.answer,
        "bundle": record.bundle,
        "changed": [list(span) for span in record.changed],
        "reasons": [{"id": reason.id, "layer": reason.layer} for reason in record.reasons],
        "sheet": [{"id": str(row.get("id")), "state": str(row.get("state"))} for row in steps],
    }


def _transcript(transcript: Transcript) -> dict[str, Any]:
    return {
        "channels": transcript.channels,
        "engine": transcript.engine,
        "lang": transcript.lang,
        "not_reviewable": [_stretch(stretch) for stretch in transcript.not_reviewable],
        "turns": [_turn(turn) for turn in transcript.turns],
    }


def _turn(turn: SpokenTurn) -> dict[str, Any]:
    return {
        "confidence": turn.confidence,
        "end": turn.end,
        "speaker": turn.voice.value,
        "start": turn.start,
        "text": turn.text,
    }


def _stretch(stretch: Stretch) -> list[Any]:
    return [stretch.start, stretch.end, stretch.reason]


def acoustics_json(acoustics: Acoustics) -> dict[str, Any]:
    """Numbers of the sound, without its drawing."""
    return {
        "channels": acoustics.channels,
        "duration": acoustics.duration,
        "hold": [list(span) for span in acoustics.hold],
        "interruptions": [
            {"at": one.at, "by": one.by.value, "seconds": one.seconds} for one in acoustics.interruptions
        ],
        "not_reviewable": [_stretch(stretch) for stretch in acoustics.not_reviewable],
        "overtalk": [list(span) for span in acoustics.overtalk],
        "overtalk_seconds": acoustics.overtalk_seconds,
        "sides": [_side(side) for side in acoustics.sides],
        "silence": [list(span) for span in acoustics.silence],
        "silence_seconds": acoustics.silence_seconds,
        "source": acoustics.source,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "clipped": [list(span) for span in side.clipped],
        "level": side.level,
        "longest": list(side.longest) if side.longest else None,
        "loud": [{"end": one.end, "level": one.level, "over": one.over, "start": one.start} for one in side.loud],
        "noise": side.noise,
        "share": side.share,
        "snr": side.snr,
        "speaker": side.speaker.value,
        "talk": [list(span) for span in side.talk],
        "talk_seconds": side.talk_seconds,
    }
