"""Acoustic facts beside webrtcvad alone, silero (in faster-whisper) and openSMILE: speed per core, and errors on
two-channel calls composed here from recorded prompts (Debian's asterisk-core-sounds-es-wav and -en-wav) at known times.

`--minutes N` sets the length of the composed call. openSMILE is measured where it can be imported and is no part of
this project: its licence excludes commercial use.
"""

from __future__ import annotations

import argparse
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.acoustic_facts import measure
from atesta.transcript.frames import measure_frames
from atesta.transcript.noise import noise_of
from atesta.transcript.reviewable import judge_span
from atesta.transcript.vad import FRAME, RATE, speech_spans

PROMPTS = Path("/usr/share/asterisk/sounds")
Sound = NDArray[np.float64]
Spans = list[tuple[float, float]]
NOISES = ("white", "babble", "hum", "car")


def prompts(voice: str) -> list[Sound]:
    """Trimmed to what is at most 40 dB under the loudest 10 ms; 16 kHz, -26 dBFS."""
    found = []
    for path in sorted((PROMPTS / voice).rglob("*.wav")):
        with wave.open(str(path)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        if 0.8 < len(sound) / 8000 < 12 and "tone" not in path.name and "beep" not in path.name:
            found.append(doubled(trimmed(sound)))
    return found


def trimmed(sound: Sound) -> Sound:
    blocks = sound[: len(sound) // 80 * 80].reshape(-1, 80)
    power = np.mean(blocks**2, axis=1)
    loud = np.flatnonzero(power > power.max() * 1e-4)
    return blocks[loud[0] : loud[-1] + 1].reshape(-1)


def doubled(sound: Sound) -> Sound:
    """8 to 16 kHz by its spectrum, at -26 dBFS."""
    made = np.fft.irfft(np.fft.rfft(sound), 2 * len(sound)) * 2
    return np.asarray(made * 10 ** (-26 / 20) / np.sqrt(np.mean(made**2)))


def channel(clips: list[Sound], seconds: float, seed: int, gaps: tuple[float, float]) -> tuple[Sound, Spans]:
    chance = np.random.default_rng(seed)
    sound, spans, at = 2.5e-4 * chance.standard_normal(int(seconds * RATE)), [], chance.uniform(0.5, 2.5)
    while True:
        clip = clips[chance.integers(len(clips))] * 10 ** (chance.uniform(-3, 3) / 20)
        first = int(at * RATE)
        if first + len(clip) + RATE // 2 > len(sound):
            return sound, spans
        sound[first : first + len(clip)] += clip
        spans.append((first / RATE, (first + len(clip)) / RATE))
        at = spans[-1][1] + chance.uniform(*gaps)


def noise(kind: str, length: int, clips: list[Sound]) -> Sound:
    chance = np.random.default_rng(3)
    white = chance.standard_normal(length)
    if kind == "hum":
        at = np.arange(length) / RATE
        return np.asarray(sum(np.sin(2 * np.pi * 50 * n * at + n) / n for n in (1, 2, 3, 5, 7)) + 0.02 * white)
    if kind == "car":
        spectrum = np.fft.rfft(white) / np.maximum(np.fft.rfftfreq(length, 1 / RATE), 60)
        return np.fft.irfft(spectrum, length) * 60 + 0.05 * white
    if kind == "babble":
        return np.asarray(sum(channel(clips, length / RATE, 100 + n, (0, 0.3))[0] for n in range(6)))
    return white


def mixed(sound: Sound, spans: Spans, other: Sound, snr: float) -> Sound:
    said = np.concatenate([sound[int(a * RATE) : int(b * RATE)] for a, b in spans])
    return sound + other * np.sqrt(np.mean(said**2) / np.mean(other**2)) * 10 ** (-snr / 20)


def pcm(*channels: Sound) -> NDArray[np.int16]:
    return np.clip(np.round(np.stack(channels, axis=1) * 32767), -32768, 32767).astype(np.int16)


def speeds(samples: NDArray[np.int16]) -> None:
    seconds, one = len(samples) / RATE, np.ascontiguousarray(samples[:, 0])
    print(f"two-channel call of {seconds:.0f} s, x real time by processor time of one core")
    row("acoustic facts, whole path", seconds, lambda: measure(measure_frames(samples)))
    row("webrtcvad mode 2 alone, both", seconds, lambda: [webrtc(each) for each in samples.T])
    try:
        from faster_whisper.vad import get_speech_timestamps  # noqa: PLC0415

        part = (one[: 120 * RATE] / 32768).astype(np.float32)
        row("silero (faster-whisper), both", len(part) / RATE, lambda: [get_speech_timestamps(part) for _ in range(2)])
    except ImportError:
        print("  silero: not installed")
    try:
        import opensmile  # noqa: PLC0415

        smile = opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, opensmile.FeatureLevel.LowLevelDescriptors)
        part = one[: 60 * RATE] / 32768
        row("openSMILE eGeMAPSv02 LLD, both", 60, lambda: [smile.process_signal(part, RATE) for _ in range(2)])
    except ImportError:
        print("  openSMILE: not installed (REVIEW 4.1 measured 52 for one channel)")


def row(name: str, seconds: float, work: Callable[[], object]) -> None:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    print(f"  {name:34} {seconds / min(taken):8.0f}")


def webrtc(samples: NDArray[np.int16], mode: int = 2) -> NDArray[np.bool_]:
    import webrtcvad  # noqa: PLC0415

    heard, raw = webrtcvad.Vad(mode), np.ascontiguousarray(samples).tobytes()
    size = 2 * FRAME
    return np.array([heard.is_speech(raw[at : at + size], RATE) for at in range(0, len(raw) - size + 1, size)])


def shares(left: tuple[Sound, Spans], right: tuple[Sound, Spans]) -> None:
    print("talk and overtalk of the composed call (seconds, found / true)")
    for name, leak in (("no leak", 0.0), ("debtor hears agent at -25 dB, 40 ms", 10 ** (-25 / 20))):
        echo = np.concatenate([np.zeros(RATE // 25), left[0][: -RATE // 25]]) * leak
        facts = measure(measure_frames(pcm(left[0], right[0] + echo)))
        spoken = [sum(b - a for a, b in spans) for _, spans in (left, right)]
        both = sum(max(0.0, min(b, d) - max(a, c)) for a, b in left[1] for c, d in right[1])
        agent, debtor = facts.sides
        print(
            f"  {name:38} agent {agent.talk_seconds:.1f}/{spoken[0]:.1f}, debtor {debtor.talk_seconds:.1f}/"
            f"{spoken[1]:.1f}, share {agent.share:.3f}/{spoken[0] / sum(spoken):.3f}, "
            f"overtalk {facts.overtalk_seconds:.1f}/{both:.1f}"
        )


def onsets(sound: Sound, spans: Spans, clips: list[Sound]) -> None:
    print("onset of a phrase (s): median, 90th percentile of |error|, share over 0.1 s")
    for kind, snr in (("clean", 99.0), *((kind, snr) for snr in (15.0, 10.0) for kind in NOISES)):
        heard = sound if kind == "clean" else mixed(sound, spans, noise(kind, len(sound), clips), snr)
        errors = np.array(onset_errors(speech_spans(pcm(heard)[:, 0]), spans))
        label = kind if kind == "clean" else f"{kind} {snr:.0f} dB"
        sizes = np.abs(errors)
        print(f"  {label:14} {np.median(errors):+.3f}  {np.percentile(sizes, 90):.3f}  {np.mean(sizes > 0.1):.2f}")


def onset_errors(found: Spans, spans: Spans) -> list[float]:
    errors = []
    for start, end in spans:
        near = [a for a, b in found if b > start and a < end]
        errors.append(near[0] - start if near else end - start)
    return errors


def ratios(sound: Sound, spans: Spans, clips: list[Sound]) -> None:
    print("SNR: median error (dB), and share of the phrases in it that may not be judged")
    for kind in NOISES:
        cells = []
        for snr in (0, 5, 8, 10, 12, 15, 20):
            frames = measure_frames(pcm(mixed(sound, spans, noise(kind, len(sound), clips), snr)))
            known = noise_of(frames.tracks[0]).snr
            stretches = measure(frames).not_reviewable
            refused = np.mean([judge_span(stretches, *span) is not None for span in spans])
            error = np.median(known[~np.isnan(known)]) - snr if (~np.isnan(known)).any() else float("nan")
            cells.append(f"{snr} dB {error:+.1f} {refused:.2f}")
        print(f"  {kind:8} {' | '.join(cells)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    arguments = parser.parse_args()
    if not (PROMPTS / "es_MX_f_Allison").exists():
        print("not run: apt-get install asterisk-core-sounds-es-wav asterisk-core-sounds-en-wav")
        return 1
    spanish, english = prompts("es_MX_f_Allison"), prompts("en_US_f_Allison")
    seconds = 60 * arguments.minutes
    left, right = channel(spanish, seconds, 1, (0.3, 4)), channel(english, seconds, 2, (0.5, 8))
    speeds(pcm(left[0], right[0]))
    shares(left, right)
    one, spans = channel(spanish + english, min(seconds, 240), 5, (0.4, 3))
    onsets(one, spans, english)
    ratios(one, spans, english)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
