"""The sealed bundle of a call: what its check says, its procedure sheet, when it began, its sound (A5.1 to A5.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from atesta.errors import EvidenceError, InputError, Where
from atesta.evidence.anchors import Anchors
from atesta.evidence.archive import ContainerError, Files, Folder, Zipped
from atesta.evidence.chain import Start, read_line
from atesta.evidence.digest import hex_of
from atesta.evidence.verify import Verdict, verify
from atesta.evidence.verify_files import MOST_SMALL
from atesta.installation.home import utc_ms
from atesta.recording.sheet import Work
from atesta.review.integrity.record import Record

SEALED_CALLS = ("recording", "import", "redacted")


@dataclass(frozen=True, slots=True)
class SealedCall:
    """`sound` names the file in the bundle that is heard; `recorded`, whether Atesta itself recorded it (then the
    beginning is that of the recorder's clock, and two channels are the agent's and the debtor's)."""

    record: Record
    verdict: Verdict
    files: Files
    sound: str
    recorded: bool
    began: datetime | None


@contextmanager
def opened_bundle(path: Path, anchors: Anchors) -> Iterator[SealedCall]:
    """A bundle with a call in it, open for as long as its sound is read. `InputError` for one that has none or that
    cannot be opened; what the check says of one that can is an answer, never an error."""
    verdict = verify(path, anchors, make_sheet=Work, now_utc_ms=utc_ms())
    try:
        if path.is_dir():
            yield _call(Folder(path), verdict, path)
            return
        with path.open("rb") as file:
            yield _call(Zipped(file), verdict, path)
    except (ContainerError, OSError) as error:
        raise _refused(path) from error


def _call(files: Files, verdict: Verdict, path: Path) -> SealedCall:
    sound, start = sound_of(files), _start(files)
    if sound is None or verdict.facts.kind not in (None, *SEALED_CALLS):
        raise _refused(path)
    recorded = sound == "data/audio.wav"
    began = datetime.fromtimestamp(start.utc_ms / 1000, UTC) if start and recorded else None
    return SealedCall(Record.of(verdict, seal_of(files), _sheet(files)), verdict, files, sound, recorded, began)


def seal_of(files: Files) -> str:
    """What a review of this bundle names it by: the hash of its seal (docs/spec/bundle.md, 3.2)."""
    if "seal/tagmanifest.sig" not in files.sizes:
        return ""
    return "sha256:" + hex_of(b"".join(files.chunks("seal/tagmanifest.sig")))


def sound_of(files: Files) -> str | None:
    """The name of what is heard in a bundle; None where it holds no sound."""
    found = [name for name in sorted(files.sizes) if name == "data/audio.wav" or name.startswith("data/original-1.")]
    return found[0] if found else None


def _sheet(files: Files) -> dict[str, Any] | None:
    """As the bundle has it; whether that is what the chain and the sound give, the check has said."""
    if not 0 < files.sizes.get("data/sheet.json", 0) <= MOST_SMALL:
        return None
    try:
        found = json.loads(b"".join(files.chunks("data/sheet.json")))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _start(files: Files) -> Start | None:
    if "data/chain.jsonl" not in files.sizes:
        return None
    line, end, _ = next(files.chunks("data/chain.jsonl"), b"").partition(b"\n")
    try:
        record = read_line(line + end).record
    except (EvidenceError, ValueError):
        return None
    return record if isinstance(record, Start) else None


def _refused(path: Path) -> InputError:
    return InputError(
        f"{path.name} is no bundle with a call in it.",
        "There is no sound to listen to.",
        "See what `atesta verify` says of it.",
        key="no_call_in_bundle",
        where=Where.of(path.name),
    )
