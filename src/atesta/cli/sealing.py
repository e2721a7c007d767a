"""From what was recorded to the bundle: sheet, conversation, pages, outside time, log. For `record` and `recover`."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile

from atesta.errors import DiskError, InputError, Where
from atesta.evidence import seal, vcon
from atesta.evidence.archive import Content, Held
from atesta.evidence.clock import Clock
from atesta.evidence.disk import RealDisk
from atesta.evidence.disk import replace as write
from atesta.evidence.log import start_entry
from atesta.evidence.material import SEALED_TO, Material
from atesta.evidence.verify import Answer, verify
from atesta.installation.home import Home
from atesta.installation.seal import AGENT, Sealed, pages, seal_parts
from atesta.recording.sheet import of_recording


def free_name(text: str) -> Path:
    """Where a bundle may be written; refused before anything is recorded, not after."""
    out = Path(text)
    if out.exists():
        raise InputError(
            f"{out.name} is there already.",
            "A sealed file is never written over.",
            "Choose another.",
            key="out_is_there",
            where=Where.of(out.name),
        )
    if not _may_write(out.parent):
        raise InputError(
            f"Nothing can be written to the folder of {out.name}.",
            "The sealed recording would have no place.",
            "Make the folder, or name another.",
            key="out_folder_closed",
            where=Where.of(text),
        )
    return out


def _may_write(folder: Path) -> bool:
    """Tried, not asked: what a system says that its administrator may do is more than some folders take."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def seal_recording(home: Home, material: Material, clock: Clock, out: Path, tsa_url: str | None) -> Sealed:
    """Writes the bundle whole or not at all; what was recorded stays in its folder until `material.wipe`."""

    with suppress(DiskError):  # only the look for the bundle after a crash rests on it
        write(material.disk, material.folder / SEALED_TO, os.fsencode(out.resolve()))

    def parts(log: seal.Entries) -> seal.Parts:
        return replace(_parts(material), proofs=_proofs(material, log))

    return seal_parts(home, parts, clock, out, tsa_url)


def already_sealed(home: Home, folder: Path) -> Path | None:
    """The bundle of this session, where a crash came after it was made: a second one would be a second seal in the log,
    and nobody could tell which is meant."""
    try:
        out = Path(os.fsdecode(RealDisk().read(folder / SEALED_TO)))
    except DiskError:
        return None
    if not out.is_file():
        return None
    verdict = verify(out, home.anchors())
    ours = verdict.facts.id == folder.name and verdict.answer in (Answer.UNCHANGED, Answer.INCOMPLETE)
    return out if ours else None


def _parts(material: Material) -> seal.Parts:
    start, attached = material.start, material.attached()
    files: dict[str, Content] = {**material.files(), "data/sheet.json": Held(seal.as_line(of_recording(material)))}
    if "mandate.jws" in attached:
        files["data/mandate.jws"] = Held(attached["mandate.jws"])
    sound = vcon.content_hash(files["data/audio.wav"])
    heard = vcon.Dialog("data/audio.wav", start.utc_ms, material.frames // start.rate, sound)
    said = vcon.write(start.id, start.utc_ms, start.about, (heard,), mandate="mandate.jws" in attached)
    files["data/conversation.vcon.json"] = Held(said)
    rehearsal = start.source["grade"] == "rehearsal"
    return seal.Parts("recording", start.id, AGENT, files, pages("recording", start.id, rehearsal=rehearsal))


def _proofs(material: Material, log: seal.Entries) -> dict[str, bytes]:
    """Had while it was recorded. A start that the log could not take then is entered now, after a crash too."""
    attached = material.attached()
    found = {f"seal/{name}": data for name, data in attached.items() if name.endswith(".tlog-proof")}
    if "seal/start.tlog-proof" not in found:
        entry = start_entry(material.start.id, _first_hash(material))
        found["seal/start.tlog-proof"] = log.prove(log.append(entry))
    return found


def _first_hash(material: Material) -> str:
    from atesta.evidence.chain import read_line

    return read_line(next(iter(material.lines()))).h.hex()
