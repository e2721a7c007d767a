"""What `bench_calls.py` asks of the product, in one place: a file heard, measured and reviewed, as plain data.

Every function here runs in a worker process, one file at a time; a worker loads the recogniser once.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from atesta.contact.call import Call
from atesta.contact.transcript import Transcript
from atesta.contact.turn import Speaker
from atesta.errors import AtestaError
from atesta.pipeline import Knowledge, open_desk, review_call
from atesta.review.as_json import review_json
from atesta.review.conduct.call import speaks_for_firm
from atesta.rules.heard import find_literals
from atesta.transcript.acoustic_facts import measure
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.frames import FrameMeter
from atesta.transcript.hear import HeardCall, HowToHear, hear_call
from atesta.transcript.sound import open_sound
from atesta.transcript.whisper import Whisper

PLACES = {"es": "MX", "en": "GB", "zh": "CN"}
IDENTITY = "house-courtesy-identity"
NOBODY = "sha256:" + "0" * 64
weights = Path()
"""Set by `begin` in each worker."""


@dataclass(frozen=True, slots=True)
class Work:
    """One file and what is wanted of it: words of ours, words of the recogniser alone, acoustics, a review."""

    file: Path
    lang: str
    spoken: str | None = None
    alone: bool = False
    words: bool = True
    review: bool = False
    about: dict[str, Any] = field(default_factory=dict)


def begin(folder: Path) -> None:
    global weights  # noqa: PLW0603 - a worker is a process of its own
    weights = folder


@cache
def ours() -> Whisper:
    return Whisper(weights, "bench")


@cache
def theirs() -> Any:
    from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: PLC0415

    return BatchedInferencePipeline(WhisperModel(str(weights), device="cpu", compute_type="int8", cpu_threads=1))


@cache
def desk() -> Any:
    return open_desk()


def hear(file: Path, spoken: str | None) -> HeardCall:
    """Words and acoustic facts, as `atesta review CALL` gets them."""
    return hear_call(lambda: open_sound(file, file.name), HowToHear(ours(), speaks_for_firm, lang=spoken))


def acoustics_alone(file: Path) -> Acoustics:
    sound = open_sound(file, file.name)
    meter = FrameMeter(sound.channels)
    for piece in sound.pieces():
        meter.take(piece.T)
    return measure(meter.finish())


def reviewed(transcript: Transcript, acoustics: Acoustics, lang: str) -> Any:
    call = Call(transcript, NOBODY)
    return review_call(call, acoustics, None, Knowledge.of(place=PLACES[lang]), desk())


def heard_alone(file: Path, spoken: str | None) -> list[tuple[str, float, float]]:
    """Words of faster-whisper alone: its batched pipeline as its page shows it, on its own downmix."""
    segments, _ = theirs().transcribe(str(file), batch_size=8, beam_size=1, word_timestamps=True, language=spoken)
    return [(word.word, word.start, word.end) for segment in segments for word in segment.words or ()]


def run(work: Work) -> dict[str, Any]:
    """Everything asked about one file; `error` is the key of the error it ended in."""
    said: dict[str, Any] = {"file": work.file.name, "about": work.about}
    try:
        said |= _run(work)
    except AtestaError as error:
        said["error"] = error.key
    return said


def _run(work: Work) -> dict[str, Any]:
    if not work.words:
        return {"acoustics": numbers(acoustics_alone(work.file))}
    heard, spent = timed(lambda: hear(work.file, work.spoken))
    transcript, acoustics = heard.transcript, heard.acoustics
    said: dict[str, Any] = {"words": words(transcript), "stretches": stretches(transcript, acoustics), "cpu": spent}
    said |= {"acoustics": numbers(acoustics), "lang": transcript.lang}
    if work.review:
        said |= conduct(reviewed(transcript, acoustics, work.lang))
    if work.alone:
        said["alone"], said["alone_cpu"] = timed(lambda: heard_alone(work.file, work.spoken))
    return said


def found_phrases(text: str, phrases: list[str], lang: str) -> int:
    return len({one.phrase for one in find_literals(text, phrases, lang)})


def labels_in(text: str, lang: str | None) -> frozenset[str]:
    """Labels of the shipped phrase book: exactly, or with `lang` as heard."""
    book = desk().phrasebook
    reading = book.read(text) if lang is None else book.read_heard(text, lang)
    return frozenset(hit.phrase.label for hit in reading.hits)


def words(transcript: Transcript) -> list[tuple[str, str, float | None, float | None]]:
    """(voice, word, start, end) in the order of the turns."""
    return [(turn.voice.value, word.text, word.start, word.end) for turn in transcript.turns for word in turn.words]


def stretches(transcript: Transcript, acoustics: Acoustics) -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.reason) for one in (*transcript.not_reviewable, *acoustics.not_reviewable)]


def numbers(acoustics: Acoustics) -> dict[str, Any]:
    agent = acoustics.side(Speaker.AGENT)
    return {
        "share": agent.share,
        "agent_seconds": agent.talk_seconds,
        "overtalk": acoustics.overtalk_seconds,
        "silence": acoustics.silence_seconds,
        "duration": acoustics.duration,
        "onset": agent.talk[0][0] if agent.talk else None,
        "snr": agent.snr,
    }


def conduct(review: Any) -> dict[str, Any]:
    """The finding about the first five seconds, and what was counted as done well."""
    everything = (*review.conduct.findings, *review.conduct.not_reviewable)
    identity = next((finding for finding in everything if finding.rule == IDENTITY), None)
    return {
        "identity": None if identity is None else {"answer": identity.answer, **identity.measured},
        "met": [finding.id for finding in review.conduct.findings if finding.answer == "met"],
        "labels": list(review.conduct.labels),
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gave, and CPU seconds of this process."""
    before = time.process_time()
    return work(), time.process_time() - before


def full_review(file: Path, lang: str) -> dict[str, float]:
    """The whole way from a file to the JSON of its review, in a process of its own: seconds and memory."""
    ours(), desk()
    wall, cpu = time.perf_counter(), time.process_time()
    heard = hear(file, None)
    review_json(reviewed(heard.transcript, heard.acoustics, lang))
    return spent(wall, cpu, heard.acoustics.duration)


def recogniser_alone(file: Path, lang: str) -> dict[str, float]:
    theirs()
    wall, cpu = time.perf_counter(), time.process_time()
    heard_alone(file, None)
    return spent(wall, cpu, 0.0)


def spent(wall: float, cpu: float, seconds: float) -> dict[str, float]:
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "seconds": seconds, "gb": largest}
