"""What a telephone line does to speech, and what is no speech: codecs, noise at a known level, tones, music, a fax.

All of it is seeded: the same recipe gives the same samples. Sounds are float32 at 8 kHz, -1..1.
"""

from __future__ import annotations

import struct
import subprocess
import zlib
from functools import cache

import numpy as np
from compose_voice import RATE, TRIM_DB, Sound, prompts
from numpy.typing import NDArray

CONDITIONS = ("clean", "gsm", "snr15", "snr5")
GSM_FRAME = 160


def generator(*what: object) -> np.random.Generator:
    """A generator that depends on nothing but what is named."""
    return np.random.default_rng(zlib.crc32("|".join(map(str, what)).encode()))


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def speaking(sound: Sound) -> float:
    """Mean square of the hundredths of a second that carry speech."""
    step = RATE // 100
    power = np.mean(sound[: len(sound) // step * step].reshape(-1, step).astype(np.float64) ** 2, axis=1)
    loud = power[power > 0.0]
    return float(np.mean(loud[loud > np.percentile(loud, 95) * 10 ** (-TRIM_DB / 10)])) if len(loud) else 0.0


def white(samples: int, *seed: object) -> Sound:
    return generator("white", *seed).standard_normal(samples).astype(np.float32)


@cache
def crowd() -> Sound:
    """A minute and a half of eight recorded voices at once."""
    chosen, pool = generator("babble"), [clip.sound for lang in ("en", "es") for clip in prompts(lang)]
    mixed = np.zeros(90 * RATE, dtype=np.float64)
    for _ in range(8):
        row = np.concatenate([pool[n] for n in chosen.integers(0, len(pool), 40)])
        mixed += np.resize(row, len(mixed))
    return (mixed / np.std(mixed)).astype(np.float32)


def babble(samples: int, *seed: object) -> Sound:
    """The crowd, from a place of its own on."""
    start = int(generator("crowd", *seed).integers(0, len(crowd())))
    return np.resize(np.roll(crowd(), -start), samples)


def hum(samples: int, *seed: object) -> Sound:
    """Mains at 60 Hz with its harmonics, slightly rough."""
    at, rough = np.arange(samples) / RATE, generator("hum", *seed).standard_normal(samples) * 0.02
    return (sum(np.sin(2 * np.pi * 60 * n * at) / n for n in (1, 2, 3, 5)) + rough).astype(np.float32)


def car(samples: int, *seed: object) -> Sound:
    """Low noise of a road: white noise through one pole."""
    out, last = np.empty(samples), 0.0
    for n, one in enumerate(generator("car", *seed).standard_normal(samples)):
        last = 0.96 * last + one
        out[n] = last
    return (out / np.std(out)).astype(np.float32)


def street(samples: int, *seed: object) -> Sound:
    """White noise and voices, half and half."""
    return (white(samples, *seed) + babble(samples, *seed)) / np.float32(np.sqrt(2))


def noisy(sound: Sound, db: float, *seed: object, power: float | None = None) -> Sound:
    """`sound` with street noise so many dB under its speech (or under `power`, for a channel that hardly speaks)."""
    noise = street(len(sound), *seed)
    want = (speaking(sound) if power is None else power) / 10 ** (db / 10)
    return sound + noise * np.float32(np.sqrt(want / np.mean(noise.astype(np.float64) ** 2)))


def gsm(sounds: list[Sound]) -> list[Sound]:
    """Through GSM full rate and back (ffmpeg with libgsm: no Python wheel carries that coder), all in one run."""
    pcm, quiet = ("-f", "s16le", "-ar", str(RATE), "-ac", "1"), ("ffmpeg", "-v", "error")
    frames = [np.pad(one, (0, -len(one) % GSM_FRAME)) for one in sounds]
    raw = (np.clip(np.concatenate(frames), -1, 1) * 32767).astype("<i2").tobytes()
    coder = [*quiet, *pcm, "-i", "-", "-c:a", "libgsm", "-f", "gsm", "-"]
    coded = subprocess.run(coder, input=raw, check=True, capture_output=True).stdout
    decoder = [*quiet, "-f", "gsm", "-i", "-", *pcm, "-"]
    plain = subprocess.run(decoder, input=coded, check=True, capture_output=True).stdout
    samples = np.frombuffer(plain, dtype="<i2").astype(np.float32) / 32768
    ends = np.cumsum([len(one) for one in frames])[:-1]
    return [part[: len(one)] for part, one in zip(np.split(samples, ends), sounds, strict=True)]


def mu_law(sound: Sound) -> Sound:
    """Through G.711 and back."""
    code = ~g711(sound)
    step = ((((code & 15).astype(np.int32) << 3) + 132) << ((code >> 4) & 7)) - 132
    return (np.where(code & 128, -step, step) / 32768).astype(np.float32)


def g711(sound: Sound) -> NDArray[np.uint8]:
    """Mu-law bytes (ITU-T G.711): sign, three bits of exponent, four of mantissa, all turned over."""
    linear = np.clip(np.round(sound * 32768), -32635, 32635).astype(np.int32)
    size = np.abs(linear) + 132
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    code = np.where(linear < 0, 128, 0) | exponent << 4 | (size >> (exponent + 3)) & 15
    return (~code & 255).astype(np.uint8)


def mu_law_bytes(channels: list[Sound]) -> bytes:
    """A WAV file of G.711 mu-law at 8 kHz (format 7)."""
    data, count = np.stack([g711(one) for one in channels], axis=1).tobytes(), len(channels)
    form = struct.pack("<HHIIHHH", 7, count, RATE, RATE * count, count, 8, 0)
    fact = struct.pack("<I", len(channels[0]))
    chunks = b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
        for name, body in ((b"fmt ", form), (b"fact", fact), (b"data", data))
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def under(condition: str, calls: list[tuple[str, list[Sound]]]) -> list[list[Sound]]:
    """The channels of each named call as the line leaves them. Noise is measured against the louder side's speech, is
    another one in every channel, and comes before the codec, as it does in a room."""
    if condition == "clean":
        return [channels for _, channels in calls]
    if condition == "mulaw":
        return [[mu_law(one) for one in channels] for _, channels in calls]
    if condition == "leak":
        return [leaking(channels) for _, channels in calls]
    if condition != "gsm":
        calls = [(name, in_noise(name, channels, float(condition.removeprefix("snr")))) for name, channels in calls]
    coded = iter(gsm([one for _, channels in calls for one in channels]))
    return [[next(coded) for _ in channels] for _, channels in calls]


def in_noise(name: str, channels: list[Sound], db: float) -> list[Sound]:
    power = max(map(speaking, channels))
    return [noisy(one, db, name, db, n, power=power) for n, one in enumerate(channels)]


def leaking(channels: list[Sound], db: float = -25.0, late: float = 0.02) -> list[Sound]:
    """Each side faintly in the other's channel, a little late, over a quiet line."""
    left, right = channels
    longest = max(len(left), len(right))
    both = [np.pad(one, (0, longest - len(one))) for one in channels]
    ahead, part = round(late * RATE), np.float32(10 ** (db / 20))
    return [
        both[n]
        + np.roll(np.pad(both[1 - n], (0, ahead)), ahead)[:longest] * part
        + white(longest, "line", n) * np.float32(2e-4)
        for n in (0, 1)
    ]


def tone(seconds: float, *hertz: float, amplitude: float = 0.3) -> Sound:
    at = np.arange(round(seconds * RATE)) / RATE
    return (sum(np.sin(2 * np.pi * one * at) for one in hertz) * amplitude / len(hertz)).astype(np.float32)


def keys(digits: str = "5551234690") -> Sound:
    """A number being dialled (DTMF)."""
    low, high, pad = (697, 770, 852, 941), (1209, 1336, 1477), "123456789*0#"
    parts = []
    for one in digits:
        row, column = divmod(pad.index(one), 3)
        parts += [tone(0.12, low[row], high[column]), silence(0.1)]
    return np.concatenate(parts)


def fax(seconds: float, *seed: object) -> Sound:
    """A calling fax: its beep every three seconds, then V.21 flags, then the hiss of a page."""
    chosen = generator("fax", *seed)
    beeps = np.concatenate([part for _ in range(3) for part in (tone(0.5, 1100), silence(3.0))])
    bits = np.repeat(chosen.integers(0, 2, 300 * 3), RATE // 300)
    flags = 0.3 * np.sin(2 * np.pi * np.cumsum(np.where(bits, 1650, 1850)) / RATE)
    rest = round(max(seconds - (len(beeps) + len(flags)) / RATE, 1.0) * RATE)
    at, phase = np.arange(rest) / RATE, np.repeat(chosen.integers(0, 8, rest // 4 + 1), 4)[:rest]
    return np.concatenate([beeps, flags, 0.3 * np.sin(2 * np.pi * 1800 * at + phase * np.pi / 4)]).astype(np.float32)


def music(seconds: float, *seed: object) -> Sound:
    """On hold: a melody over chords, plucked, no voice."""
    chosen, beat = generator("music", *seed), 0.4
    chords = ((60, 64, 67), (57, 60, 64), (65, 69, 72), (67, 71, 74))
    out = np.zeros(round((seconds + 2 * beat) * RATE))
    for n in range(int(seconds / beat)):
        chord = chords[n // 4 % 4]
        for note, loud in (*((one, 0.06) for one in chord), (chosen.choice(chord) + 12, 0.2)):
            at = np.arange(round(2 * beat * RATE)) / RATE
            pitch = 440 * 2 ** ((note - 69) / 12)
            heard = sum(np.sin(2 * np.pi * pitch * k * at) / k**2 for k in (1, 2, 3)) * np.exp(-3 * at) * loud
            begin = round(n * beat * RATE)
            out[begin : begin + len(heard)] += heard
    return out[: round(seconds * RATE)].astype(np.float32)


def ringing(seconds: float) -> Sound:
    """The other end rings and nobody answers."""
    once = np.concatenate([tone(1.0, 425), silence(4.0)])
    return np.resize(once, round(seconds * RATE))
