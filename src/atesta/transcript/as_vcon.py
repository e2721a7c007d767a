"""A transcript as vCon (draft-ietf-vcon-vcon-core, 0.4.0): one analysis of type `transcript` with our own body.

No media and no names inside: parties are roles. The sealed recording has its own vCon in its bundle (evidence/vcon.py).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from atesta import __version__
from atesta.contact.transcript import Transcript, Voice
from atesta.evidence.vcon import VERSION
from atesta.transcript.as_json import SCHEMA, transcript_bytes


def write_vcon(transcript: Transcript, created_at: datetime, original: str | None = None) -> bytes:
    """`created_at` is when it was made, with its offset; `original` is the digest of the sound, "sha256:…". The body is
    our JSON as text, as the draft wants it, and carries everything."""
    body = transcript_bytes(transcript, original).decode()
    moment = created_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    value: dict[str, Any] = {
        "vcon": VERSION,
        "uuid": _uuid(body + moment),
        "created_at": moment,
        "parties": _parties(transcript),
        "dialog": [],
        "analysis": [
            {
                "type": "transcript",
                "vendor": "atesta",
                "product": f"atesta {__version__}",
                "schema": SCHEMA,
                "mediatype": "application/json",
                "encoding": "json",
                "body": body,
            }
        ],
        "attachments": [],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _parties(transcript: Transcript) -> list[dict[str, str]]:
    voices = {turn.voice for turn in transcript.turns}
    agent = voices & {Voice.AGENT, Voice.PROBABLE_AGENT}
    debtor = voices & {Voice.DEBTOR, Voice.PROBABLE_DEBTOR}
    return [{"role": role} for role, spoke in (("agent", agent), ("customer", debtor)) if spoke]


def _uuid(seed: str) -> str:
    """Of version 8 (RFC 9562), from what is inside: the same transcript has the same name."""
    digest = bytearray(sha256(seed.encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    hexed = digest.hex()
    return "-".join((hexed[:8], hexed[8:12], hexed[12:16], hexed[16:20], hexed[20:]))
