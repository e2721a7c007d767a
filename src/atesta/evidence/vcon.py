"""The conversation as vCon (IETF draft-ietf-vcon-vcon-core): who spoke, under which mandate, where the sound is.

No media inside. Names are the pseudonyms of the start record. The sound is named by a relative path and its SHA-512, as
the draft has it; what is signed is this file, in the bundle's manifest, so no editable copy lies beside a signed one.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha512

from atesta.evidence import canonical
from atesta.evidence.archive import Content

VERSION = "0.4.0"
MEDIA = {
    "wav": "audio/x-wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "amr": "audio/amr",
    "gsm": "audio/gsm",
}


@dataclass(frozen=True, slots=True)
class Dialog:
    """A sound of the bundle: its path, when it began, how long it is, and its bytes' SHA-512."""

    path: str
    start_utc_ms: int
    seconds: int
    sha512: bytes


def content_hash(content: Content) -> bytes:
    digest = sha512()
    for chunk in content.chunks():
        digest.update(chunk)
    return digest.digest()


def write(
    id_: str,
    created_utc_ms: int,
    about: Mapping[str, canonical.Json],
    dialogs: tuple[Dialog, ...],
    *,
    mandate: bool,
    redacted_from: str | None = None,
) -> bytes:
    """`data/conversation.vcon.json`. `about` is that of the start record."""
    parties = _parties(about)
    value: dict[str, canonical.Json] = {
        "attachments": [_mandate(created_utc_ms)] if mandate else [],
        "created_at": _time(created_utc_ms),
        "dialog": [_dialog(one, len(parties)) for one in dialogs],
        "parties": list(parties),
        "uuid": _uuid(id_),
        "vcon": VERSION,
    }
    if redacted_from:
        value["redacted"] = {"type": "segments", "uuid": _uuid(redacted_from)}
    return canonical.write(value) + b"\n"


def _parties(about: Mapping[str, canonical.Json]) -> tuple[dict[str, canonical.Json], ...]:
    roles = (("agent", "agent"), ("party", "customer"))
    found = ({"name": about[field], "role": role} for field, role in roles if about.get(field))
    return tuple(dict(party) for party in found)


def _dialog(dialog: Dialog, parties: int) -> dict[str, canonical.Json]:
    coded = urlsafe_b64encode(dialog.sha512).rstrip(b"=").decode("ascii")
    return {
        "content_hash": f"sha512-{coded}",
        "duration": dialog.seconds,
        "filename": dialog.path.rpartition("/")[2],
        "mediatype": MEDIA.get(dialog.path.rpartition(".")[2], "application/octet-stream"),
        "parties": list(range(parties)),
        "start": _time(dialog.start_utc_ms),
        "type": "recording",
        "url": dialog.path,
    }


def _mandate(created_utc_ms: int) -> canonical.Json:
    return {
        "filename": "mandate.jws",
        "mediatype": "application/jose",
        "purpose": "mandate",
        "start": _time(created_utc_ms),
        "url": "data/mandate.jws",
    }


def _time(utc_ms: int) -> str:
    moment = datetime.fromtimestamp(utc_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{utc_ms % 1000:03d}Z"


def _uuid(id_: str) -> str:
    return "-".join((id_[:8], id_[8:12], id_[12:16], id_[16:20], id_[20:]))
