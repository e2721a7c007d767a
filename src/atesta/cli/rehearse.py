"""`atesta rehearse --firm F --name N [--file REC]`: one's own opening, timed. Nothing of it is kept.

From the microphone the sound stays in memory and is gone with the program; a file is only read.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from atesta.action.coaching.opening import WITHIN_SECONDS
from atesta.action.coaching.rehearsal import Rehearsal, rehearsed
from atesta.cli.layout import AMBER, BOLD, DIM, Screen, padded, paragraph, terminal
from atesta.cli.opening import caller_of, show_opening
from atesta.config import read_settings
from atesta.contact.place import place_code
from atesta.errors import InputError
from atesta.locale import Catalogue, catalogue

if TYPE_CHECKING:
    from atesta.contact.transcript import Transcript
    from atesta.recording.source import Source
    from atesta.transcript.sound import Piece, Sound

RATE = 16_000
LEAST_SECONDS, MOST_SECONDS = 5, 60
LABEL_COLUMNS = 22
GIVE_UP_AFTER = 6
"""Half seconds in which a microphone gave nothing at all."""

Hear = Callable[["Sound", str, Callable[["Piece"], object]], "Transcript"]
"""The words of a sound in a language; each piece is also handed to the last argument."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, and when the voice was first heard (None: never)."""

    transcript: Transcript
    onset: float | None


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    caller, place = caller_of(arguments), place_code(arguments.place) if arguments.place else None
    check_seconds(arguments.seconds)
    sound = _sound(arguments, words)
    heard = heard_in(sound, words.lang, _recogniser())
    rehearsal = rehearsed(caller, heard.transcript, words.lang, place, heard.onset)
    sys.stdout.write("\n".join(show_rehearsal(rehearsal, words, screen)) + "\n")
    return 0


def check_seconds(seconds: int) -> None:
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise InputError(
            f"--seconds is not between {LEAST_SECONDS} and {MOST_SECONDS}.",
            "An opening takes five seconds, and nobody rehearses for a minute.",
            "Leave it out, or give a number in between.",
            key="rehearse_seconds",
        )


def heard_in(sound: Sound, lang: str, hear: Hear) -> Heard:
    """The words of the first voice, and its first sound as voice activity shows it."""
    from atesta.transcript.vad import speech_spans

    pieces: list[Piece] = []
    transcript = hear(sound, lang, pieces.append)
    mixed = np.concatenate([piece.mean(axis=0) for piece in pieces]) if pieces else np.zeros(0)
    spans = speech_spans(mixed.astype(np.int16))
    return Heard(transcript, spans[0][0] if spans else None)


def _recogniser() -> Hear:
    """The recogniser of this installation."""
    from atesta.cli.home import open_home
    from atesta.installation.hearing import open_engine
    from atesta.transcript.listen import listen

    settings = read_settings()
    engine = open_engine(settings.speech, open_home(settings), workers=1)
    return lambda sound, lang, also: listen(sound, engine, lang=lang, also=also)


# --- where the sound comes from -------------------------------------------------------------------------------------


def _sound(arguments: argparse.Namespace, words: Catalogue) -> Sound:
    if arguments.file:
        from atesta.transcript.sound import open_sound

        return open_sound(Path(arguments.file), arguments.file)
    from atesta.recording.real_clock import RealClock
    from atesta.recording.sound_card import SoundCard

    card = SoundCard(RealClock(), rate=RATE, name=arguments.device)
    return from_microphone(card, arguments.seconds, words)


def from_microphone(source: Source, seconds: int, words: Catalogue) -> Sound:
    """So many seconds of a source, in memory only."""
    from atesta.recording.source import begin
    from atesta.transcript.sound import Sound, SoundFacts

    print(words.say("coaching.rehearsal.speak", n=None, seconds=str(seconds)), file=sys.stderr, flush=True)
    pcm = begin(source).pcm
    wanted, silent = seconds * source.rate * 2 * source.channels, 0
    while len(pcm) < wanted and source.ended is None and silent < GIVE_UP_AFTER:
        sound = source.read(0.5)
        pcm, silent = pcm + (sound.pcm if sound else b""), 0 if sound else silent + 1
    source.stop()
    pieces = _pieces(pcm[:wanted], source.channels)
    return Sound(SoundFacts("pcm_s16le", source.rate, source.channels, 16, None), lambda _: pieces, io.BytesIO())


def _pieces(pcm: bytes, channels: int) -> Iterator[Piece]:
    yield np.frombuffer(pcm, "<i2").reshape(-1, channels).T.astype(np.int16)


# --- what is shown --------------------------------------------------------------------------------------------------


def show_rehearsal(rehearsal: Rehearsal, words: Catalogue, screen: Screen) -> list[str]:
    """The verdict, each part with its second, one thing to change, and the opening to read aloud."""
    say = words.say
    good = rehearsal.verdict == "within" and rehearsal.advice == "good"
    lines = [screen.style(say("coaching.rehearsal.title"), BOLD), ""]
    lines += paragraph(_verdict(rehearsal, words), screen, 2, BOLD if good else AMBER)
    lines += ["", *_parts(rehearsal, words), *_rate(rehearsal, words, screen), ""]
    lines += [screen.style(say("coaching.rehearsal.change"), BOLD)]
    lines += paragraph(say(f"coaching.rehearsal.advice.{rehearsal.advice}"), screen, 2)
    lines += ["", screen.style(say("coaching.rehearsal.aloud"), BOLD), ""]
    lines += show_opening(rehearsal.opening, words, screen)[2:]
    return [*lines, "", *paragraph(say("coaching.rehearsal.nothing_kept"), screen, 0, DIM)]


def _verdict(rehearsal: Rehearsal, words: Catalogue) -> str:
    between = words.say("page.list")
    seconds = rehearsal.seconds or 0.0
    return words.say(
        f"coaching.rehearsal.{rehearsal.verdict}",
        n=None,
        seconds=f"{seconds:.1f}",
        over=f"{max(seconds - WITHIN_SECONDS, 0.0):.1f}",
        missing=between.join(words.say(f"coaching.opening.part.{kind}") for kind in rehearsal.missing),
    )


def _parts(rehearsal: Rehearsal, words: Catalogue) -> Iterator[str]:
    say = words.say
    greeted = say("coaching.rehearsal.said" if rehearsal.greeted else "coaching.rehearsal.not_heard")
    yield "  " + padded(say("coaching.rehearsal.greeting"), LABEL_COLUMNS) + greeted
    for part in sorted(rehearsal.parts, key=lambda part: (part.end is None, part.end or 0.0)):
        told = (
            say("coaching.rehearsal.not_heard")
            if part.end is None
            else say("coaching.rehearsal.heard", n=None, seconds=f"{part.end:.1f}")
        )
        yield "  " + padded(say(f"coaching.opening.part.{part.kind}"), LABEL_COLUMNS) + told


def _rate(rehearsal: Rehearsal, words: Catalogue, screen: Screen) -> list[str]:
    if rehearsal.rate is None:
        return []
    normal = f"{rehearsal.opening.rate.per_second:g}"
    told = words.say("coaching.rehearsal.rate", n=None, rate=f"{rehearsal.rate:g}", normal=normal)
    return ["", *paragraph(told, screen, 2, DIM)]
