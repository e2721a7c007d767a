"""`atesta intake EXPORT --out OUT.jsonl`: an SMS backup (XML) or a chat export (text) as lines that `screen` takes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from atesta.cli.given import out_closed, read_file
from atesta.cli.words import words_for_verb
from atesta.errors import InputError, Where
from atesta.intake.chat_export import read_chat_export
from atesta.intake.entry import Entry
from atesta.intake.fields import zone_names
from atesta.intake.forwarded import split_forwarded
from atesta.intake.sms_export import read_sms_export


def run(arguments: argparse.Namespace) -> int:
    zone = zone_of(arguments.zone) if arguments.zone else None
    out = Path(arguments.out)
    if out.exists():
        raise InputError(
            f"{out.name} is there already.",
            "It would be written over.",
            "Give --out another name.",
            key="out_is_there",
            where=Where.of(out.name),
        )
    written = write(entries(read_file(arguments.file), arguments.file, zone, arguments.owner), out)
    print(words_for_verb(arguments.lang).say("taken_in", n=written, out=out.name), file=sys.stderr)
    return 0


def write(given: Iterable[Entry], out: Path) -> int:
    """OUT, with all entries or not at all: an export that is refused half way leaves nothing behind."""
    written, half = 0, Path(f"{out}.part")
    try:
        with half.open("w", encoding="utf-8", errors="surrogatepass") as lines:
            for entry in given:
                lines.write(json.dumps(row(entry), ensure_ascii=False) + "\n")
                written += 1
        half.rename(out)
    except OSError as error:
        raise out_closed(str(out), error) from None
    finally:
        half.unlink(missing_ok=True)
    return written


def entries(data: bytes, name: str, zone: ZoneInfo | None, owner: str | None) -> Iterable[Entry]:
    """An XML file is an SMS backup; everything else is read as a chat export."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_sms_export([data], name, **({"zone": zone} if zone else {}))
    return read_chat_export(data, name, zone=zone, owner=owner).entries


def row(entry: Entry) -> dict[str, Any]:
    """One line: an id, the text, what the export says about it, and the parts of a forwarded text."""
    message = entry.message
    parts = split_forwarded(message.text)
    return {
        "id": str(entry.number),
        "text": message.text,
        "sender": message.sender,
        "received": message.received.isoformat() if message.received else None,
        "local": entry.local.isoformat() if entry.local else None,
        "channel": message.channel.value,
        "provenance": message.provenance.value,
        "direction": entry.direction.value,
        "kind": entry.kind,
        "notes": list(entry.notes),
        "forwarded": [{"said_by": part.said_by, "start": part.start, "end": part.end} for part in parts[1:]],
    }


def zone_of(name: str) -> ZoneInfo:
    if name not in zone_names():
        raise InputError(
            "--zone is not a zone that is known.",
            "A chat export prints times without one.",
            "Write it as America/Mexico_City.",
            key="zone_unknown",
        )
    return ZoneInfo(name)
