"""Small bundles for the tests of this room: a recording, a file that was brought in, a typed account, a review."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import shake_256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from making import ID, NOON_MS, RATE, SetClock, chance, small_ring, sound

from atesta.evidence import archive, bag, canonical, chain, digest, keys, log, mandate, note, seal, stamp, vcon
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.archive import Content, Held, Zipped
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import KeyRing
from atesta.evidence.log import Log, start_entry
from atesta.evidence.session import Device, Opening, Session, begin
from atesta.evidence.verify import Verdict, verify
from atesta.recording.sheet import Work, of_recording

AGENT = "atesta 0.1.0"
READMES = {f"readme.{lang}.html": f"<p>{lang}</p>\n".encode() for lang in ("en", "es", "zh")}
ABOUT: dict[str, canonical.Json] = {"agency": "hx", "agent": "A-7", "call": "c-1", "mandate": "m-1", "party": "P-1"}


@dataclass
class House:
    """An installation with its keys, its log and its clock, and the anchors it gives away."""

    folder: Path
    name: str = "Kept"
    clock: SetClock = field(default_factory=SetClock)
    authority: Callable[[bytes], bytes] | None = None
    tsa: bytes | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ring: KeyRing = small_ring(self.folder / "keys", name=self.name)
        signer = note.Signer("example.org/log", Ed25519PrivateKey.from_private_bytes(shake_256(b"log").digest(32)))
        self.vkey = signer.verifier
        self.log = Log(self.folder / "log.sqlite", signer)
        self.random = chance(f"house {self.name}")

    def export(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "signers.pem").write_bytes(keys.pem(self.ring.signer()))
        (folder / "log.vkey").write_text(f"{self.vkey}\n")
        if self.tsa:
            (folder / "tsa.pem").write_bytes(self.tsa)
        return folder

    @property
    def anchors(self) -> Anchors:
        return read_anchors(self.export(self.folder / "anchors"))

    @property
    def sealer(self) -> seal.Sealer:
        return seal.Sealer(self.ring.device_key(), self.ring.device())

    def stamp(self, signature: bytes) -> bytes | None:
        return stamp.ask(signature, self.authority, self.random, self.tsa).tsr

    def record(self, id_: str = ID, channels: int = 1, rate: int = RATE, kind: str = "device") -> Session:
        grade = {"device": "A", "stream": "B", "file": "rehearsal"}[kind]
        source: dict[str, canonical.Json] = {"grade": grade, "kind": kind}
        opening = Opening(
            id_, rate, channels, source, self.ring.keeper(), True, dict(ABOUT), {}, {"maker": "M", "model": "T"}
        )
        device = Device(self.ring.device_key(), self.ring.device())
        session = begin(RealDisk(), self.clock, self.random, self.folder / f"s-{id_}", opening, device)
        entry = self.log.append(start_entry(id_, session.head()[1].hex()))
        session.attach("start.tlog-proof", self.log.prove(entry))
        return session

    def parts(
        self, session: Session, more: Mapping[str, bytes] | None = None, readmes: Mapping[str, bytes] = READMES
    ) -> seal.Parts:
        material = session.material()
        start = material.start
        files: dict[str, Content] = {**material.files(), "data/sheet.json": Held(seal.as_line(of_recording(material)))}
        files |= {name: Held(data) for name, data in (more or {}).items()}
        heard = vcon.Dialog(
            "data/audio.wav", start.utc_ms, material.frames // start.rate, vcon.content_hash(files["data/audio.wav"])
        )
        files["data/conversation.vcon.json"] = Held(
            vcon.write(start.id, start.utc_ms, start.about, (heard,), mandate="data/mandate.jws" in files)
        )
        proofs = {f"seal/{name}": data for name, data in material.attached().items() if name.endswith(".tlog-proof")}
        return seal.Parts("recording", start.id, AGENT, files, readmes, proofs)

    def seal(self, parts: seal.Parts, out: Path) -> Path:
        return seal.seal(parts, self.sealer, RealDisk(), self.clock, self.stamp, self.log, out)

    def mandate(self, **changes: Any) -> bytes:
        made = mandate.Mandate("m-1", "c", "hx", ("call",), NOON_MS // 1000 - 9999, NOON_MS // 1000 + 10**9)
        return mandate.issue(replace(made, **changes), self.ring.signer_key(), self.ring.signer())


def talk(session: Session, clock: SetClock, seconds: float, from_: float = 0.0) -> None:
    """Feeds the sound of these seconds, two at a time, as a card would."""
    start = session.start
    frame = 2 * start.channels
    pcm = sound(from_ + seconds, start.channels, start.rate)[round(from_ * start.rate) * frame :]
    for at in range(0, len(pcm), 2 * start.rate * frame):
        piece = pcm[at : at + 2 * start.rate * frame]
        clock.pass_ms(len(piece) * 1000 // (start.rate * frame))
        session.feed(piece)


def recording(
    house: House,
    out: Path,
    seconds: float = 10,
    *,
    more: Mapping[str, bytes] | None = None,
    readmes: Mapping[str, bytes] = READMES,
    **shape: Any,
) -> Path:
    """A whole recording of so many seconds."""
    session = house.record(**shape)
    talk(session, house.clock, seconds)
    session.end()
    more = {"data/mandate.jws": house.mandate()} if more is None else more
    return house.seal(house.parts(session, more, readmes), out)


def brought_in(
    house: House, out: Path, data: bytes, kind: str = "import", ext: str = "mp3", block: int = 65536
) -> Path:
    """A file that came from elsewhere, sealed as it came."""
    key, id_, salt_key = keys.new_key(house.random), ID[::-1], house.random(32)
    now = house.clock.utc_ms()
    device, subject = house.ring.device(), keys.recording_subject(id_)
    cert = keys.certificate(subject, key.public, device, house.ring.device_key(), now, now + 60000, house.random)
    device_pem = keys.pem(device, cert)
    made = chain.Chain(key)
    source: dict[str, canonical.Json] = {"grade": "C" if kind == "typed" else "B", "kind": "import"}
    cert_hash = digest.hex_of(device_pem)
    start = chain.Start({}, 0, 0, None, cert_hash, 0, id_, None, False, None, 1, {}, 0, 0, source, now)
    lines, work = list[bytes](), Work(start)

    def add(record: chain.Record) -> None:
        link = made.link(record)
        made.take(link)
        lines.append(chain.line(link))
        work.record(record)

    add(start)
    for n, off in enumerate(range(0, len(data), block)):
        piece = data[off : off + block]
        c = digest.commitment(id_, n, digest.salt_of(salt_key, n), piece).hex()
        add(chain.Block(c, 1, off, len(piece), n, off, n + 1, off + len(piece)))
    add(chain.End(0, 1, "imported", len(lines) - 1, len(lines), now))
    files = {
        f"data/original-1.{ext}": data,
        "data/chain.jsonl": b"".join(lines),
        "data/opening.json": seal.as_line({"salt_key": salt_key.hex()}),
        "data/device.pem": device_pem,
        "data/sheet.json": seal.as_line(work.sheet(None)),
    }
    held = {name: Held(content) for name, content in files.items()}
    return house.seal(seal.Parts(kind, id_, AGENT, held, READMES), out)


def review(house: House, out: Path, of: Path) -> Path:
    """A later review: a second bundle that names the first."""
    original = unpacked(of.read_bytes())
    about = seal.Original(ID, digest.hex_of(original["seal/tagmanifest.sig"]))
    files = {"data/review.json": Held(b'{"schema":"atesta.review/1"}\n')}
    return house.seal(seal.Parts("review", "ab" * 16, AGENT, files, READMES, about=about), out)


def unpacked(data: bytes) -> dict[str, bytes]:
    zipped = Zipped(io.BytesIO(data))
    return {name: b"".join(zipped.chunks(name)) for name in zipped.sizes}


def repacked(files: Mapping[str, bytes], id_: str = ID) -> bytes:
    held = {name: Held(data) for name, data in files.items()}
    return b"".join(archive.write(id_, {name: (content, archive.measure(content)) for name, content in held.items()}))


def to_folder(path: Path, folder: Path) -> Path:
    for name, data in unpacked(path.read_bytes()).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def check(data: bytes, house: House, tmp: Path) -> Verdict:
    file = tmp / "checked.zip"
    file.write_bytes(data)
    return verify(file, house.anchors)


def ids(verdict: Verdict) -> set[str]:
    return {reason.id for reason in verdict.reasons}


def unproven(verdict: Verdict) -> set[str]:
    return {item.id for item in verdict.not_proven}


def resealed(files: dict[str, bytes], house: House) -> dict[str, bytes]:
    """What a thief of the device key does: lists, signature and a further log entry made anew."""
    made = dict(files)
    payload = {name: digest.hex_of(data) for name, data in made.items() if name.startswith("data/")}
    info = bag.read_bag_info(made["bag-info.txt"])
    size = sum(len(made[name]) for name in payload)
    made["bag-info.txt"] = bag.bag_info(
        bag.BagInfo(info.agent, info.date, info.id, size, len(payload), digest.hex_of(made["seal/signer.pem"]))
    )
    made["manifest-sha256.txt"] = bag.manifest(payload)
    tagged = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "walk.py")
    names = [name for name in made if name in tagged or name.startswith("readme.")]
    made["tagmanifest-sha256.txt"] = bag.manifest({name: digest.hex_of(made[name]) for name in names})
    made["seal/tagmanifest.sig"] = keys.sign_der(house.sealer.key, made["tagmanifest-sha256.txt"])
    entry = log.seal_entry(info.id, digest.hex_of(made["seal/tagmanifest.sig"]))
    made["seal/log.tlog-proof"] = house.log.prove(house.log.append(entry))
    return made


def lines(files: dict[str, bytes]) -> list[bytes]:
    return files["data/chain.jsonl"].splitlines(keepends=True)


def house_id(files: dict[str, bytes]) -> str:
    return str(canonical.read_object(files["data/about.json"][:-1], "")["id"])
