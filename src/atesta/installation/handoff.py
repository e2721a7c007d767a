"""The hand-off as one zip: the document, its data, every exhibit under its number, and a sealed bundle over all of it.

The seal is over the document, the data and the list of digests, so over every byte of the exhibits; sealed exhibits lie
in it as they were sealed.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from atesta.action.complaint.packet.document import as_text
from atesta.action.handoff import Asked, Exhibit, Seal, lacking
from atesta.errors import InputError
from atesta.evidence import canonical
from atesta.evidence.anchors import Anchors
from atesta.evidence.canonical import Json
from atesta.evidence.disk import RealDisk
from atesta.evidence.seal import Parts, Sealer
from atesta.evidence.verify import verify
from atesta.installation.home import Home
from atesta.installation.seal import AGENT, pages, seal_parts
from atesta.installation.typeset import typeset
from atesta.intake.zips import UNREADABLE
from atesta.locale import Catalogue
from atesta.recording.imported import Maker, bring_in
from atesta.recording.real_clock import RealClock
from atesta.recording.sheet import Work
from atesta.telling.say_handoff import handoff_document

BUNDLE = b"PK\x03\x04", b"acta-"
SCHEMA = "atesta.hand-off/1"
MOST_DATA = 8 * 1024 * 1024
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class HandOffFile:
    """The zip with its digest (hex); `seal` is that of the bundle in it; `printed`: it has a PDF."""

    data: bytes = field(repr=False)
    sha256: str
    seal: str
    printed: bool


def make_file(asked: Asked, words: Catalogue, home: Home, tsa: str | None = None) -> HandOffFile:
    """Raises AtestaError where the keys cannot be used."""
    document = handoff_document(asked, words)
    made = {"hand-off.txt": as_text(document).encode()}
    printed = True
    try:
        made["hand-off.pdf"] = typeset(document)
    except InputError as error:
        if error.key != "packet_pdf_not_installed":
            raise
        printed = False
    made["hand-off-data.txt"] = canonical.write(as_json(asked)) + b"\n"
    exhibits = {f"exhibits/{one.file}": one.data for one in asked.exhibits}
    made["digests.txt"] = _sums({**made, **exhibits})
    bundle, seal = _sealed(made, home, tsa)
    data = _zipped({**made, **exhibits, "seal.zip": bundle})
    return HandOffFile(data, sha256(data).hexdigest(), seal, printed)


def as_json(asked: Asked) -> dict[str, Json]:
    """What the document says, as data."""
    account = asked.account
    return {
        "account": account.account,
        "as_of": account.as_of.isoformat(),
        "claims": [{"answer": one.answer, "kind": one.kind, "review": one.review} for one in asked.claims],
        "contacts": None if asked.contacts is None else len(asked.contacts),
        "creditor": account.creditor,
        "exhibits": [_exhibit(one) for one in asked.exhibits],
        "lacking": [{"id": one.id, "n": one.n} for one in lacking(asked)],
        "notices": [{"on": one.on.isoformat(), "proof": one.proof} for one in asked.notices],
        "prepared_on": asked.on.isoformat(),
        "schema": SCHEMA,
    }


def prepared_on(data: bytes) -> date:
    """The day that a hand-off says it was made on. Raises InputError where this is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("hand-off-data.txt") as file:
            said = json.loads(file.read(MOST_DATA))
        if said["schema"] != SCHEMA:
            raise ValueError
        return date.fromisoformat(said["prepared_on"])
    except UNREADABLE as error:
        raise InputError(
            "This is no file for lawyers of ours.",
            "An acceptance is of one file.",
            "Name what `atesta handoff prepare` wrote.",
            key="handoff_no_file",
        ) from error


def _exhibit(one: Exhibit) -> dict[str, Json]:
    log: list[Json] = [
        {"at": each.at.isoformat(), "digest": each.digest, "seq": each.seq, "what": each.what} for each in one.entries
    ]
    seal = one.seal.digest if one.seal else ""
    return {"bytes": len(one.data), "file": one.file, "log": log, "seal": seal, "sha256": one.sha256}


def _sums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum -c` reads it, in the unpacked folder."""
    return "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()


def _sealed(files: Mapping[str, bytes], home: Home, tsa: str | None) -> tuple[bytes, str]:
    ring = home.ring_or_made()
    with TemporaryDirectory(prefix="atesta-handoff-") as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        maker = Maker(RealDisk(), RealClock(), os.urandom, Sealer(home.device_key(), ring.device()))
        brought = bring_in(maker, tuple(folder / file for file in sorted(files)), typed=True)
        parts = Parts(brought.kind, brought.id, AGENT, brought.files, pages(brought.kind, brought.id))
        sealed = seal_parts(home, lambda _: parts, maker.clock, folder / "seal.zip", tsa)
        return sealed.path.read_bytes(), sealed.seal


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            about = zipfile.ZipInfo(name, _EARLIEST)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, data)
    return out.getvalue()


def checker(anchors: Anchors) -> Callable[[str, bytes], Seal | None]:
    """Checks each sealed bundle among the files as `atesta verify` does."""

    def check(name: str, data: bytes) -> Seal | None:
        if not (data.startswith(BUNDLE[0]) and data[30:35] == BUNDLE[1]):
            return None
        with TemporaryDirectory(prefix="atesta-check-") as folder:
            path = Path(folder) / "bundle.zip"
            path.write_bytes(data)
            found = verify(path, anchors, make_sheet=Work)
        facts = found.facts
        return Seal(
            answer=found.answer.value,
            id=facts.id or "",
            digest=facts.seal or "",
            signer=facts.signer or "",
            sealed_utc_ms=facts.sealed_utc_ms,
            stamped_utc_ms=facts.stamped_utc_ms,
            stamper=facts.stamper or "",
        )

    return check
