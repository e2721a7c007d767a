"""Checks an export of a file: `python3 check.py`, in the folder it was unpacked in. Needs nothing but Python.

Originals: each file against originals/SHA256SUMS. Log: each entry against what opens it and against the head before.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def wrong_originals(folder: Path) -> list[str]:
    """Names of originals that are not there or have other bytes."""
    wrong = []
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        expected, name = line.split("  ", 1)
        path = folder / Path(name).name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            wrong.append(name)
    return wrong


def wrong_entries(log: dict[str, Any]) -> list[int]:
    """Numbers of log entries that do not hold."""
    return [entry["seq"] for entry in log["entries"] if not holds(entry)]


def holds(entry: dict[str, Any]) -> bool:
    said = written({name: entry[name] for name in ("kind", "row", "what")})
    digest = hashlib.sha256(b"atesta-store-entry-v1\0" + bytes.fromhex(entry["salt"]) + said).hexdigest()
    line = written({name: entry[name] for name in ("at", "digest", "kind", "seq")})
    head = hashlib.sha256(b"atesta-chain-v1\0" + bytes.fromhex(entry["before"]) + line).hexdigest()
    return bool(digest == entry["digest"] and head == entry["head"])


def main() -> int:
    log = json.loads((HERE / "log.json").read_text(encoding="utf-8"))
    originals, entries = wrong_originals(HERE / "originals"), wrong_entries(log)
    for name in originals:
        print(f"CHANGED  originals/{name}")
    for seq in entries:
        print(f"CHANGED  log entry {seq}")
    if not originals and not entries:
        print(f"UNCHANGED  {len(log['entries'])} log entries, all originals")
    return 1 if originals or entries else 0


if __name__ == "__main__":
    sys.exit(main())
