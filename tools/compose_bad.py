"""What must not be judged, or not be read at all: no speech, broken files, the wrong language, the wrong channels.

Each comes with what must hold: `words` false where not one word may be written down, `pass` false where nothing may be
counted as done well, `error` true where a clear error is the answer.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from compose_sound import babble, car, fax, generator, hum, keys, music, noisy, ringing, silence, tone, under, white
from compose_voice import RATE, Sound, prompts

SECONDS = 20.0
Made = tuple[list[Sound], dict[str, Any]]


def no_speech() -> dict[str, Made]:
    """Both channels carry sound in which nobody says a word."""
    samples, nothing = round(SECONDS * RATE), {"words": False, "pass": False}
    heard: dict[str, Sound] = {
        "silence": silence(SECONDS),
        "white-noise": white(samples, "bad") * np.float32(0.05),
        "car": car(samples, "bad") * np.float32(0.05),
        "hum": hum(samples, "bad") * np.float32(0.1),
        "music": music(SECONDS, "bad"),
        "fax": fax(SECONDS, "bad"),
        "dialling": np.concatenate([keys(), silence(2), keys("123456789*0#")]),
        "ringing": ringing(SECONDS),
        "busy": np.resize(np.concatenate([tone(0.5, 480, 620), silence(0.5)]), samples).astype(np.float32),
        "clicks": clicks(samples),
    }
    return {name: ([sound, np.roll(sound, RATE // 3)], nothing) for name, sound in heard.items()} | {
        # Eight people far away: words may be heard in it, but they are nobody's side of this call.
        "babble": ([babble(samples, "bad") * np.float32(0.05), silence(SECONDS)], {"words": True, "pass": False}),
    }


def clicks(samples: int) -> Sound:
    out = np.zeros(samples, dtype=np.float32)
    out[generator("clicks").integers(0, samples, 40)] = 0.8
    return out


def spoken(opening: list[Sound], other: list[Sound]) -> dict[str, Made]:
    """A call that was fine before something happened to it. `other` is an opening in another language."""
    left, right = opening
    length = max(len(left), len(right))
    left, right = (np.pad(one, (0, length - len(one))) for one in opening)
    french = np.concatenate([part for clip in prompts("fr")[:12] for part in (clip.sound, silence(0.5))])
    unjudged = {"words": True, "pass": False}
    return {
        "zero-db": ([noisy(one, 0, "bad", n) for n, one in enumerate((left, right))], unjudged),
        "five-db": (under("snr5", [("bad", [left, right])])[0], unjudged),
        "one-channel-empty": (
            [left, silence(length / RATE)],
            {"words": True, "pass": True, "reason": "one_channel_empty"},
        ),
        "identical": ([left + right, left + right], {"words": True, "pass": False, "reason": "same_channels"}),
        "swapped": ([right, left], unjudged),
        "clipped": ([np.clip(one * 30, -0.9, 0.9) for one in (left, right)], unjudged | {"reason": "clipped"}),
        "four-khz": ([band(one) for one in (left, right)], unjudged | {"reason": "codec"}),
        "eight-bit-quiet": ([np.round(one * 12) / 128 / 6 for one in (left, right)], unjudged),
        "french": ([french, silence(len(french) / RATE)], unjudged | {"reason": "other_language"}),
        "two-languages": (
            [np.concatenate([left, silence(0.6), other[0]]), right],
            {"words": True, "reason": "mixed_language"},
        ),
    }


def band(sound: Sound) -> Sound:
    """What a recording at 4 kHz keeps: nothing above 1.8 kHz."""
    spectrum = np.fft.rfft(sound)
    spectrum[round(1800 / (RATE / 2) * len(spectrum)) :] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def files(folder: Path, good: Path) -> dict[str, dict[str, Any]]:
    """Files that are odd as files, made from one good call. Gives what must hold, by file name."""
    fine, wrong = {"words": True}, {"error": True}
    makers: dict[str, tuple[Callable[[Path], None], dict[str, Any]]] = {
        "text.wav": (lambda path: path.write_text("Buenas tardes, esto no es un sonido.\n") and None, wrong),
        "empty.wav": (lambda path: path.write_bytes(b"") and None, wrong),
        "header-only.wav": (lambda path: path.write_bytes(good.read_bytes()[:44]) and None, wrong),
        "truncated.wav": (
            lambda path: path.write_bytes(good.read_bytes()[: len(good.read_bytes()) // 2]) and None,
            fine,
        ),
        "eight-bit.wav": (lambda path: convert(good, path, "-c:a", "pcm_u8"), fine),
        "mulaw.wav": (lambda path: convert(good, path, "-c:a", "pcm_mulaw"), fine),
        "four-khz.wav": (lambda path: convert(good, path, "-ar", "4000"), fine),
        "six-channels.wav": (lambda path: convert(good, path, "-ac", "6"), fine),
        "call.flac": (lambda path: convert(good, path), fine),
        "call.ogg": (lambda path: convert(good, path, "-c:a", "libvorbis", "-ar", "16000"), fine),
        "call.opus": (lambda path: convert(good, path, "-c:a", "libopus", "-b:a", "16k"), fine),
        "call.mp3": (lambda path: convert(good, path, "-b:a", "32k"), fine),
        "call.m4a": (lambda path: convert(good, path, "-c:a", "aac"), fine),
        "video.mp4": (lambda path: video(good, path), fine),
        "silent-video.mp4": (lambda path: video(None, path), wrong),
    }
    held = {}
    for name, (make, must) in makers.items():
        make(folder / name)
        held[name] = must
    whole = (folder / "call.mp3").read_bytes()
    (folder / "truncated.mp3").write_bytes(whole[: len(whole) // 2 + 7])
    return held | {"truncated.mp3": fine}


def convert(source: Path, made: Path, *how: str) -> None:
    quiet = ("ffmpeg", "-v", "error", "-y", "-bitexact", "-i")
    subprocess.run([*quiet, source, "-map_metadata", "-1", *how, "-bitexact", made], check=True)


def video(sound: Path | None, made: Path) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=8")
    heard = ("-i", str(sound), "-c:a", "aac", "-shortest") if sound else ()
    command = ["ffmpeg", "-v", "error", "-y", *picture, *heard, "-pix_fmt", "yuv420p", "-bitexact", str(made)]
    subprocess.run(command, check=True)
