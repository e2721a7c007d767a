"""`atesta transcribe FILE…`: the words of calls, with their seconds. Several calls run in several processes."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TextIO

from atesta.cli.home import open_home
from atesta.cli.layout import BOLD, Screen, paragraph, terminal
from atesta.config import Settings, read_settings
from atesta.contact.transcript import SpokenTurn, Stretch, Transcript
from atesta.errors import AtestaError, InputError
from atesta.installation.hearing import cores, open_engine
from atesta.locale import Catalogue, catalogue
from atesta.review.conduct.call import speaks_for_firm
from atesta.telling.say_error import say_error
from atesta.telling.visible import visible
from atesta.transcript.as_json import transcript_bytes
from atesta.transcript.as_vcon import write_vcon
from atesta.transcript.as_vtt import write_vtt
from atesta.transcript.hear import HowToHear, hear_call
from atesta.transcript.listen import AgentSide
from atesta.transcript.pack import Window
from atesta.transcript.sound import Sound, open_sound
from atesta.transcript.speech import HeardWindow, SpeechEngine

BAD_INPUT = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the calls of one run are to be heard."""

    agent: AgentSide
    lang: str | None
    workers: int | None = None


Answer = tuple[Transcript, str] | AtestaError
"""The words and the digest of the sound, or why there are none."""


def run(arguments: argparse.Namespace) -> int:
    _one_file_of_captions(arguments)
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    wanted = Wanted(arguments.agent, arguments.speech_lang)
    failed = 0
    for name, answer in answers(arguments.file, wanted, settings, jobs_for(arguments.jobs, len(arguments.file)), words):
        if isinstance(answer, AtestaError):
            failed = BAD_INPUT
            print(visible(say_error(answer, words)), file=sys.stderr)
            continue
        data = _as_data(arguments, *answer)
        if data is not None:
            sys.stdout.write(data.decode().rstrip("\n") + "\n")
        else:
            screen = terminal(sys.stdout, settings.colour)
            title = visible(Path(name).name) if len(arguments.file) > 1 else None
            sys.stdout.write("\n".join(render(answer[0], title, words, screen)) + "\n")
        sys.stdout.flush()
    return failed


def _as_data(arguments: argparse.Namespace, transcript: Transcript, original: str) -> bytes | None:
    """In the form that was asked for; None for people."""
    if arguments.json:
        return transcript_bytes(transcript, original)
    if arguments.vtt:
        return write_vtt(transcript)
    return write_vcon(transcript, datetime.now(UTC), original) if arguments.vcon else None


def _one_file_of_captions(arguments: argparse.Namespace) -> None:
    if arguments.vtt and len(arguments.file) > 1:
        raise InputError(
            "--vtt takes one call.",
            "Captions of several calls in one file would run into each other.",
            "Give one file, or use --json.",
            key="vtt_one_file",
        )


def jobs_for(asked: int | None, files: int) -> int:
    if asked is not None and asked < 1:
        raise InputError(
            "--jobs is below 1.",
            "Somebody has to do the work.",
            "Leave it out to use every core.",
            key="jobs_below_one",
        )
    return min(asked or cores(), files)


def answers(
    files: Sequence[str], wanted: Wanted, settings: Settings, jobs: int, words: Catalogue
) -> Iterator[tuple[str, Answer]]:
    """In the order of the files. One process hears one call after the other, on every core; several hear one each."""
    if jobs == 1:
        engine = open_engine(settings.speech, open_home(settings))
        for name in files:
            with Heard(engine, words, sys.stderr) as heard:
                yield name, transcribed(name, wanted, heard)
        return
    # Joins the weights once, and refuses before any process starts.
    open_engine(settings.speech, open_home(settings), 1)
    one_core = Wanted(wanted.agent, wanted.lang, max(1, cores() // jobs))
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from zip(files, pool.map(partial(_in_process, wanted=one_core, settings=settings), files), strict=True)


_engines: dict[str, SpeechEngine] = {}


def _in_process(name: str, wanted: Wanted, settings: Settings) -> Answer:
    """The engine of a process is opened at its first call."""
    if "engine" not in _engines:
        _engines["engine"] = open_engine(settings.speech, open_home(settings), wanted.workers)
    return transcribed(name, wanted, _engines["engine"])


def transcribed(name: str, wanted: Wanted, engine: SpeechEngine) -> Answer:
    file = Path(name)
    try:
        heard = hear_call(
            partial(_opened, file, name, engine), HowToHear(engine, speaks_for_firm, wanted.agent, wanted.lang)
        )
        transcript = replace(heard.transcript, not_reviewable=heard.acoustics.not_reviewable)
        with file.open("rb") as whole:
            return transcript, "sha256:" + hashlib.file_digest(whole, "sha256").hexdigest()
    except AtestaError as error:
        return error


def _opened(file: Path, name: str, engine: SpeechEngine) -> Sound:
    sound = open_sound(file, name)
    if isinstance(engine, Heard):
        engine.of(sound.facts.seconds)
    return sound


class Heard:
    """The engine, with a line on the terminal that says up to which second the call was heard."""

    def __init__(self, engine: SpeechEngine, words: Catalogue, stream: TextIO) -> None:
        self._engine, self._words, self._stream = engine, words, stream
        self._live, self._until, self._total = stream.isatty(), 0.0, "?"

    @property
    def name(self) -> str:
        return self._engine.name

    def of(self, seconds: float | None) -> None:
        self._total = clock(seconds) if seconds else "?"
        self._tell()

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        heard = self._engine.hear(windows, lang, likely)
        self._until = max((clip.end for window in windows for clip in window.clips), default=self._until)
        self._tell()
        return heard

    def _tell(self) -> None:
        if self._live:
            said = self._words.say("transcribed.progress", until=clock(self._until), total=self._total)
            self._stream.write(f"\r{said} ")
            self._stream.flush()

    def __enter__(self) -> Heard:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._stream.write("\r" + " " * 60 + "\r")
            self._stream.flush()


# --- for people -----------------------------------------------------------------------------------------------------


def render(transcript: Transcript, title: str | None, words: Catalogue, screen: Screen) -> list[str]:
    lines = [screen.style(title, BOLD)] if title else []
    known = words.has(f"transcribed.langs.{transcript.lang}")
    lang = words.say(f"transcribed.langs.{transcript.lang}") if known else transcript.lang or "–"
    key = "transcribed.two_channels" if transcript.channels == 2 else "transcribed.one_channel"
    lines += paragraph(words.say(key, lang=lang), screen, 0)
    lines.append("")
    for turn in transcript.turns:
        lines += paragraph(_line(turn, words), screen, 0)
    if transcript.not_reviewable:
        lines += ["", screen.style(words.say("transcribed.not_reviewable"), BOLD)]
        lines += [text for one in transcript.not_reviewable for text in paragraph(_why(one, words), screen, 0)]
    return lines


def _line(turn: SpokenTurn, words: Catalogue) -> str:
    voice = words.say(f"transcribed.voices.{turn.voice.value}")
    return words.say("transcribed.turn", at=clock(turn.start or 0.0), voice=voice, text=visible(turn.text))


def _why(one: Stretch, words: Catalogue) -> str:
    why = words.say(f"transcribed.reasons.{one.reason}")
    return words.say("transcribed.stretch", start=clock(one.start), end=clock(one.end), why=why)


def clock(seconds: float) -> str:
    """m:ss, or h:mm:ss from an hour on."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
