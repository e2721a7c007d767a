"""A voice as 256 numbers: speech of 1.6 s through the GE2E speaker encoder (Wan et al. 2018), in numpy alone.

The weights are those that Resemblyzer 0.1.4 publishes (Apache-2.0; learned from LibriSpeech and VoxCeleb 1 and 2),
made plain arrays once by training/convert_voiceprint.py and checked against their digest here. No voiceprint is kept or
compared with another call: the numbers only tell two voices of one recording apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atesta.errors import InputError

Floats = NDArray[np.float32]

RATE = 16_000
HOP = 160  # samples: 10 ms, as the encoder was trained
BANDS = 40
WINDOW_FRAMES = 160  # 1.6 s, as the encoder was trained
SIZE = 256

_FILE = Path(__file__).with_name("split_voiceprint.npz")
_SHA256 = "3b714df472e996fdb1b658e8d558bc063cecc14be39ee8757dfa4684e92becf8"
_LAYERS = 3
_BATCH = 64  # windows at a time: larger is hardly quicker, and this takes 45 MB
_FFT = 400  # samples: 25 ms
_LEVEL = 0.5  # mel power a frame of speech at about -30 dBFS, to which the encoder's training brought every voice
_FLOOR = 0.02  # of a band's power: what noise subtraction leaves at least
_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Layer:
    inward: Floats
    """(inputs, 1024); gates in the order input, forget, cell, output."""
    onward: Floats
    """(256, 1024)"""
    bias: Floats


@dataclass(frozen=True, slots=True)
class _Encoder:
    layers: tuple[_Layer, ...]
    out: Floats
    out_bias: Floats


def mel_frames(samples: Floats) -> Floats:
    """Power in 40 mel bands each 10 ms, shape (frames, 40). Frame k stands on samples k·160 to k·160+400: whoever wants
    it centred at k·160 puts 200 samples in front. Amplitude 1 is full scale."""
    if len(samples) < _FFT:
        return np.zeros((0, BANDS), np.float32)
    spectrum = np.fft.rfft(sliding_window_view(samples, _FFT)[::HOP] * _HANN, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return np.asarray(power @ _mel_bands(), np.float32)


def without_noise(frames: Floats, noise: Floats) -> Floats:
    """The frames less the power that each band has where nobody speaks: more of the voice, less of the line."""
    return np.asarray(np.maximum(frames - noise, _FLOOR * frames), np.float32)


def voiceprints(windows: Iterable[Floats]) -> Floats:
    """One row of length 1 for each window of (160, 40) mel power: (n, 256). The level does not matter. Windows may come
    from a generator: some sixty are held at a time."""
    found = [np.zeros((0, SIZE), np.float32)]
    waiting = iter(windows)
    while batch := list(islice(waiting, _BATCH)):
        found.append(_encode(np.stack(batch)))
    return np.concatenate(found)


def _encode(windows: Floats) -> Floats:
    power = windows.sum(axis=(1, 2), keepdims=True) / WINDOW_FRAMES
    hidden = np.ascontiguousarray((windows * (_LEVEL / (power + 1e-9))).transpose(1, 0, 2))
    encoder = _encoder()
    for layer in encoder.layers:
        hidden = _through(layer, hidden)
    out = np.maximum(hidden[-1] @ encoder.out + encoder.out_bias, 0)
    return np.asarray(out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-9), np.float32)


def _through(layer: _Layer, inputs: Floats) -> Floats:
    """One LSTM layer over (time, batch, inputs). A logistic gate is half a tanh at half the input plus a half: with the
    halves put into the weights, one call of tanh serves all four gates."""
    steps, batch, width = inputs.shape
    driven = (inputs.reshape(steps * batch, width) @ layer.inward).reshape(steps, batch, 4 * SIZE) + layer.bias
    out = np.empty((steps, batch, SIZE), np.float32)
    cell, before = np.zeros((batch, SIZE), np.float32), np.zeros((batch, SIZE), np.float32)
    for step in range(steps):
        gates = driven[step]
        gates += before @ layer.onward
        np.tanh(gates, out=gates)
        enter, keep, new, leave = (gates[:, at : at + SIZE] for at in range(0, 4 * SIZE, SIZE))
        for at in (0, SIZE, 3 * SIZE):
            gates[:, at : at + SIZE] *= 0.5
            gates[:, at : at + SIZE] += 0.5
        cell *= keep
        cell += enter * new
        np.tanh(cell, out=out[step])
        out[step] *= leave
        before = out[step]
    return out


@cache
def _encoder() -> _Encoder:
    data = _FILE.read_bytes()
    if sha256(data).hexdigest() != _SHA256:
        raise InputError(
            "The weights of the speaker split are not those that were published with this version.",
            "Nobody could say how its answer came about.",
            "Install the package again.",
            key="voiceprint_weights",
        )
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        held = {name: stored[name].astype(np.float32) for name in stored.files}
    return _Encoder(
        layers=tuple(_layer(held, number) for number in range(_LAYERS)),
        out=np.ascontiguousarray(held["linear.weight"].T),
        out_bias=held["linear.bias"],
    )


def _layer(held: dict[str, Floats], number: int) -> _Layer:
    halves = np.full(4 * SIZE, 0.5, np.float32)
    halves[2 * SIZE : 3 * SIZE] = 1  # the new cell content is a tanh already
    return _Layer(
        inward=np.ascontiguousarray((held[f"lstm.weight_ih_l{number}"] * halves[:, None]).T),
        onward=np.ascontiguousarray((held[f"lstm.weight_hh_l{number}"] * halves[:, None]).T),
        bias=(held[f"lstm.bias_ih_l{number}"] + held[f"lstm.bias_hh_l{number}"]) * halves,
    )


@cache
def _mel_bands() -> Floats:
    """(201, 40): triangles on Slaney's mel scale (linear to 1 kHz, then logarithmic), each of area one, as learned."""
    edges = _mel_to_hz(np.linspace(0.0, 15 + np.log(RATE / 2 / 1000) / _LOG_STEP, BANDS + 2))
    bins = np.arange(_FFT // 2 + 1) * (RATE / _FFT)
    widths, distance = np.diff(edges), edges[:, None] - bins
    rising, falling = -distance[:-2] / widths[:-1, None], distance[2:] / widths[1:, None]
    area = (2 / (edges[2:] - edges[:-2]))[:, None]
    return np.ascontiguousarray((np.maximum(0, np.minimum(rising, falling)) * area).T.astype(np.float32))


_LOG_STEP = np.log(6.4) / 27


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(_LOG_STEP * (mel - 15)))
