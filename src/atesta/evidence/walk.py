"""Walks the chain of this bundle and names each two seconds whose sound no longer fits it.

    python3 -I walk.py

Python 3.9 or newer, nothing to install, no network; a page to read before you run it. It checks hashes only. Who
signed, and when, is checked with openssl: see readme.en.html. It says nothing about whether what was said is true.

What is hashed, as the bundle's specification has it (sections 4.2 and 4.3):
    h(k) = SHA-256("atesta-chain-v1" 0x00, h(k-1), record k as its line has it)
    c(n) = SHA-256("atesta-segment-v1" 0x00, id, n in 8 bytes, salt(n), the bytes of segment n)
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

Record = dict[str, Any]
HEADER = 44  # bytes of audio.wav before the sound
CHANGED = "CHANGED  /  CAMBIADO  /  已改动"
LEFT_OUT = "left out of this copy  /  omitido en esta copia  /  此副本已略去"
NO_END = "INCOMPLETE: no end record  /  INCOMPLETO: sin registro final  /  不完整：没有结束记录"
GOOD = (
    "every piece that is here fits the chain  /  cada parte que está aquí encaja en la cadena  /  现有各段均与链条相符"
)


def main(root: Path) -> int:
    data = root / "data"
    opening = json.loads((data / "opening.json").read_text("ascii"))
    previous, faults, ended = bytes(32), 0, False
    start: Record = {}
    with (data / "chain.jsonl").open("rb") as chain:
        for number, line in enumerate(chain):
            text, record = record_of(line)
            start = start or record
            linked = hashlib.sha256(b"atesta-chain-v1\0" + previous + text).hexdigest()
            previous = bytes.fromhex(json.loads(line)["h"])
            if linked != previous.hex() or record["seq"] != number:
                faults += say(record, start, CHANGED)
            elif record["kind"] in ("segment", "block"):
                faults += piece(data, opening, start, record)
            ended = record["kind"] == "end"
    if not ended:
        print(NO_END)
    if not faults:
        print(GOOD)
    return 1 if faults else 0 if ended else 2


def record_of(line: bytes) -> tuple[bytes, Record]:
    """The record's own bytes, which are hashed, and what they say."""
    text = line[line.index(b'"r":') + 4 : line.rindex(b',"s":"')]
    return text, json.loads(text)


def piece(data: Path, opening: Record, start: Record, record: Record) -> int:
    """1 if the bytes of this segment or block do not fit what the chain says of them, else 0."""
    number = record["n"]
    salt = salt_of(opening, number)
    held = bytes_of(data, start, record)
    if salt is None:
        silent = not any(held)
        say(record, start, LEFT_OUT if silent else CHANGED)
        return 0 if silent else 1
    parts = b"atesta-segment-v1\0", bytes.fromhex(start["id"]), number.to_bytes(8, "big"), salt, held
    fits = hashlib.sha256(b"".join(parts)).hexdigest() == record["c"]
    return 0 if fits else say(record, start, CHANGED)


def salt_of(opening: Record, number: int) -> bytes | None:
    if "salts" in opening:
        return bytes.fromhex(opening["salts"][str(number)]) if str(number) in opening["salts"] else None
    key = bytes.fromhex(opening["salt_key"])
    return hmac.new(key, b"atesta-salt-v1\0" + number.to_bytes(8, "big"), "sha256").digest()


def bytes_of(data: Path, start: Record, record: Record) -> bytes:
    if record["kind"] == "block":
        (path,) = data.glob(f"original-{record['file']}.*")
        offset, size = record["off"], record["len"]
    else:
        frame = 2 * start["channels"]
        path, offset, size = data / "audio.wav", HEADER + record["at"] * frame, record["frames"] * frame
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)


def say(record: Record, start: Record, what: str) -> int:
    where = f"record {record['seq']}"
    if record["kind"] == "segment":
        first, frames, rate = record["at"], record["frames"], start["rate"]
        where = f"{first / rate:.3f} to {(first + frames) / rate:.3f} s"
    elif record["kind"] == "block" and record["from_ms"] is not None:
        where = f"about {record['from_ms'] / 1000:.3f} to {record['to_ms'] / 1000:.3f} s"
    elif record["kind"] == "block":
        where = f"file {record['file']}, bytes {record['off']} to {record['off'] + record['len']}"
    print(f"{where}: {what}")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
