"""A finished packet with 20 exhibits, and with 500: the regulator's letter in Chinese for a reader of Spanish, and the
lender's in Spanish for a reader of Chinese. As a process, so that the start of Python and the fonts count.

Exhibits: texts, transcripts of 60 turns, screenshots of 1080 x 2400, recordings of 2 MB; all made here from a seed.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "packets"
COMMAND = "import sys; from atesta.cli import main; sys.exit(main())"
RUNS = 5
WANTED_S = 5.0


def main() -> int:
    chance = random.Random(6)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("id.png", "message.zh.txt", "message.es.txt"):
            (folder / file).write_bytes((CASES / file).read_bytes())
        for case, lang in (("nfra_post", "es"), ("lender_desk.mx", "zh")):
            path = _case(folder, case, tuple(_exhibits(folder, 19, chance)))
            times, cpu = zip(*(_run(path, folder, lang) for _ in range(RUNS)), strict=True)
            told = " ".join(f"{one:.2f}" for one in sorted(times))
            print(f"{case}, 20 exhibits, reader {lang}: median {statistics.median(times):.2f} s of {told}")
            used = f"processor {statistics.median(cpu):.2f} s (load {os.getloadavg()[0]:.0f})"
            print(f"  {used}; wanted: under {WANTED_S:.0f} s")
        path = _case(folder, "nfra_post", tuple(_exhibits(folder, 499, chance)))
        took, cpu_s = _run(path, folder, "es")
        print(f"nfra_post, 500 exhibits: {took:.2f} s, processor {cpu_s:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"most memory of any of them: {peak / 1024:.0f} MB")
    return 0


def _run(case: Path, folder: Path, lang: str) -> tuple[float, float]:
    """Seconds on the wall, and of the processor: on a busy machine the second says more."""
    out = folder / "out.zip"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-c", COMMAND, "packet", str(case), "--out", str(out), "--lang", lang]
    start, before = time.perf_counter(), _processor()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment(folder))
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "ATESTA_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT / "src")}


def _case(folder: Path, name: str, exhibits: tuple[str, ...]) -> Path:
    text = (CASES / f"{name}.toml").read_text(encoding="utf-8").partition("[[exhibit]]")
    filed = "".join(text[2].partition("[[filed]]")[1:])
    listed = "".join(f'[[exhibit]]\nfile = "{one}"\nabout = "{one}"\n\n' for one in exhibits)
    path = folder / f"{name}.toml"
    path.write_text(text[0] + listed + filed, encoding="utf-8")
    return path


def _exhibits(folder: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Of 500 most are texts and transcripts: as many pictures and recordings would pass 200 MB."""
    for n in range(count):
        kind = n % 4 if n < 40 else n % 2
        name = f"x{n}.{('txt', 'json', 'png', 'wav')[kind]}"
        (folder / name).write_bytes((_text, _transcript, _picture, _sound)[kind](chance))
        yield name


def _text(chance: random.Random) -> bytes:
    return "".join(chance.choice("您已严重逾期今日不处理将起诉并通知联系人，。") for _ in range(400)).encode()


def _transcript(chance: random.Random) -> bytes:
    turns = [
        {
            "speaker": ("agent", "debtor")[n % 2],
            "start": n * 5.0,
            "end": n * 5.0 + 4,
            "text": _text(chance).decode()[:40],
        }
        for n in range(60)
    ]
    return json.dumps({"schema": "atesta.transcript/1", "lang": "zh", "channels": 2, "turns": turns}).encode()


def _picture(chance: random.Random) -> bytes:
    """A screenshot: flat, with lines of text."""
    wide, high = 1080, 2400
    rows = []
    for y in range(high):
        ink = y % 60 < 24
        rows.append(b"\0" + bytes(40 if ink and x % 9 < 4 else 240 for x in range(wide // 4)) * 4)
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + _chunk(b"IEND", b"")
    )


def _chunk(tag: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))


def _sound(chance: random.Random) -> bytes:
    return b"RIFF" + chance.randbytes(2 << 20)


if __name__ == "__main__":
    sys.exit(main())
