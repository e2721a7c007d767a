"""Makes the bundle (docs/spec/bundle.md, 2, 3 and 5.3): hashes, manifests, signature, outside time, log entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from atesta.errors import EvidenceError, Where
from atesta.evidence import archive, bag, canonical, keys, log
from atesta.evidence.archive import Content, Held, Measured
from atesta.evidence.bag import BagInfo
from atesta.evidence.clock import Clock
from atesta.evidence.digest import hex_of
from atesta.evidence.disk import Disk
from atesta.evidence.verify_files import ALLOWED, CHAINED, NEEDED, ORIGINAL, TAGGED

Stamp = Callable[[bytes], bytes | None]
"""An outside time over the signature, or None (`stamp.ask`): an authority out of reach must not lose a seal."""
WALKER = Path(__file__).with_name("walk.py").read_bytes()


class SealError(EvidenceError):
    """A bundle cannot be made of this."""


class Entries(Protocol):
    """The log as sealing needs it."""

    def append(self, line: str) -> int: ...

    def prove(self, index: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sealer:
    """The device key of this installation and its certificate."""

    key: keys.Key
    cert: keys.Certificate


@dataclass(frozen=True, slots=True)
class Original:
    """The bundle that a review or a redacted twin belongs to."""

    id: str
    seal: str  # hex of SHA-256 of its tagmanifest.sig


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes in. `files` are those under `data/` but about.json; `readmes` the three pages by their names; `proofs`
    the log proofs had before and during a recording."""

    kind: str
    id: str
    agent: str
    files: Mapping[str, Content]
    readmes: Mapping[str, bytes]
    proofs: Mapping[str, bytes] = field(default_factory=dict)
    about: Original | None = None


def seal(parts: Parts, sealer: Sealer, disk: Disk, clock: Clock, stamp: Stamp | None, log_: Entries, out: Path) -> Path:
    """Writes the bundle to `out`, which must not be there yet; when this returns, it is on the disk under that name."""
    if disk.exists(out):
        raise _refusal(
            f"{out.name} is there already.",
            "A sealed file is never written over.",
            "Choose another name.",
            "out_is_there",
            out.name,
        )
    now = clock.utc_ms()
    files: dict[str, Content] = {**parts.files, "data/about.json": Held(about_json(parts, now))}
    measured = {name: archive.measure(content) for name, content in files.items()}
    _add(files, measured, _tags(parts, sealer, measured, now))
    _add(files, measured, _seal(parts, sealer, files["tagmanifest-sha256.txt"], stamp, log_))
    _check_names(parts, set(files))
    _write(parts.id, {name: (files[name], measured[name]) for name in files}, disk, out)
    return out


def about_json(parts: Parts, sealed_utc_ms: int) -> bytes:
    """Section 3.2."""
    about: canonical.Json = None
    if parts.about:
        about = {"id": parts.about.id, "relation": parts.kind, "seal": f"sha256:{parts.about.seal}"}
    return as_line(
        {
            "about": about,
            "format": "atesta.bundle/1",
            "id": parts.id,
            "kind": parts.kind,
            "sealed_utc_ms": sealed_utc_ms,
        }
    )


def as_line(value: canonical.Json) -> bytes:
    """A file of canonical JSON: the value and one line feed."""
    return canonical.write(value) + b"\n"


def _add(files: dict[str, Content], measured: dict[str, Measured], more: Mapping[str, bytes]) -> None:
    for name, data in more.items():
        files[name] = Held(data)
        measured[name] = archive.measure(files[name])


def _tags(parts: Parts, sealer: Sealer, payload: Mapping[str, Measured], now: int) -> dict[str, bytes]:
    signer = hex_of(keys.pem(sealer.cert))
    size = sum(one.size for one in payload.values())
    info = BagInfo(parts.agent, bag.bagging_date(now), parts.id, size, len(payload), signer)
    tags = {
        "bagit.txt": bag.BAGIT,
        "bag-info.txt": bag.bag_info(info),
        "manifest-sha256.txt": bag.manifest({name: one.sha256 for name, one in payload.items()}),
        **parts.readmes,
    }
    if parts.kind in CHAINED:
        tags["walk.py"] = WALKER
    hashes = {name: hex_of(data) for name, data in tags.items() if name in TAGGED}
    return {**tags, "tagmanifest-sha256.txt": bag.manifest(hashes)}


def _seal(parts: Parts, sealer: Sealer, signed: Content, stamp: Stamp | None, log_: Entries) -> dict[str, bytes]:
    """The signature first, the outside time over it, and the log over both (7.1)."""
    signature = keys.sign_der(sealer.key, b"".join(signed.chunks()))
    token = stamp(signature) if stamp else None
    entry = log.seal_entry(parts.id, hex_of(signature), hex_of(token) if token else "0" * 64)
    made = {
        **parts.proofs,
        "seal/tagmanifest.sig": signature,
        "seal/signer.pem": keys.pem(sealer.cert),
        "seal/log.tlog-proof": log_.prove(log_.append(entry)),
    }
    return {**made, "seal/tagmanifest.tsr": token} if token else made


def _check_names(parts: Parts, names: set[str]) -> None:
    """What the reader would refuse is not written."""
    needed = NEEDED[parts.kind] - ({"seal/start.tlog-proof"} if "data/recovery.json" in names else set())
    extra = {name for name in names - NEEDED[parts.kind] - ALLOWED[parts.kind] if not ORIGINAL.fullmatch(name)}
    wrong = sorted((needed - names) | extra)
    if wrong:
        raise _refusal(
            f"A bundle of kind {parts.kind} cannot be made: {wrong[0]}.",
            "The file is missing, or has no place in this kind.",
            "This is a fault of the program that seals; report it.",
            "bundle_kind",
            wrong[0],
        )


def _write(id_: str, contents: Mapping[str, tuple[Content, Measured]], disk: Disk, out: Path) -> None:
    sizes = {name: measured.size for name, (_, measured) in contents.items()}
    if archive.total_size(id_, sizes) > archive.MOST_BYTES:
        raise _refusal(
            "This recording is larger than one bundle can be (4 GiB).",
            "A container over that size would have a second way to be written.",
            "Record at a lower rate, or in parts.",
            "too_much_sound",
        )
    part = out.with_name(out.name + ".part")
    if disk.exists(part):  # left by a crash while sealing
        disk.remove(part)
    file = disk.create_exclusive(part)
    try:
        for piece in archive.write(id_, contents):
            file.append(piece)
        file.sync()
    finally:
        file.close()
    disk.rename(part, out)
    disk.sync_dir(out.parent)


def _refusal(what: str, why: str, do: str, key: str, name: str = "") -> SealError:
    return SealError(what, why, do, key=key, where=Where.of(name))
