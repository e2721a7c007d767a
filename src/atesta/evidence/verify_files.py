"""Steps 1, 2, 3 and 6 of the specification's section 8: the container, the names, the manifests, the forms."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from atesta.errors import EvidenceError
from atesta.evidence import bag, canonical
from atesta.evidence.archive import Files
from atesta.evidence.bag import BagError, BagInfo
from atesta.evidence.verify_answer import Findings

MOST_SMALL = 16 << 20
"""A file that is read whole may have this many bytes; sound, originals and the chain are streamed and may have more."""

CHAINED = ("recording", "import", "typed", "redacted")
KINDS = (*CHAINED, "review")
READMES = ("readme.es.html", "readme.zh.html", "readme.en.html")
ORIGINAL = re.compile(r"data/original-([1-9]\d{0,2})\.[a-z0-9]{1,8}")

_ALWAYS = {
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "data/about.json",
    *READMES,
    "seal/tagmanifest.sig",
    "seal/signer.pem",
    "seal/log.tlog-proof",
}
_CHAINED = {"data/chain.jsonl", "data/opening.json", "data/device.pem", "data/sheet.json", "walk.py"}
NEEDED = {
    "recording": _ALWAYS | _CHAINED | {"data/audio.wav", "seal/start.tlog-proof"},
    "import": _ALWAYS | _CHAINED,
    "typed": _ALWAYS | _CHAINED,
    "redacted": _ALWAYS | _CHAINED | {"data/audio.wav"},
    "review": _ALWAYS | {"data/review.json"},
}
_MAY = {"seal/tagmanifest.tsr"}
ALLOWED = {
    "recording": _MAY
    | {"data/conversation.vcon.json", "data/mandate.jws", "data/recovery.json", "seal/head.tlog-proof"},
    "import": _MAY | {"data/conversation.vcon.json", "data/mandate.jws"},
    "typed": _MAY,
    "redacted": _MAY | {"data/conversation.vcon.json"},
    "review": _MAY,
}
TAGGED = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt", "walk.py", *READMES}

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class About:
    """`data/about.json`. `original` is the id of the bundle it belongs to, `original_seal` the hash of its seal."""

    id: str
    kind: str
    sealed_utc_ms: int
    relation: str | None = None
    original: str | None = None
    original_seal: str | None = None


@dataclass(slots=True)
class Reading:
    """The files of one bundle while they are checked. `hashes` fills up as they are read, so that each is read once."""

    files: Files
    findings: Findings
    hashes: dict[str, str] = field(default_factory=dict)
    about: About | None = None
    info: BagInfo | None = None

    def has(self, name: str) -> bool:
        return name in self.files.sizes

    def whole(self, name: str) -> bytes | None:
        """A small file's bytes; None where it is missing or too large, which is then said."""
        if not self.has(name):
            return None
        if self.files.sizes[name] > MOST_SMALL:
            self.findings.changed("file_large", "manifest", file=name)
            return None
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """The file's bytes; when they end, its hash is known and its checksum has been compared."""
        digest, crc = sha256(), 0
        for chunk in self.files.chunks(name):
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        self.hashes[name] = digest.hexdigest()
        expected = self.files.crc(name)
        if expected not in (None, crc) and not self.findings.has("container_crc"):
            self.findings.changed("container_crc", "container", file=name)

    def hash_of(self, name: str) -> str:
        if name not in self.hashes:
            for _ in self.stream(name):
                pass
        return self.hashes[name]


def read_about(reading: Reading) -> None:
    """Step 6 for the two files that the others depend on."""
    data = reading.whole("data/about.json")
    reading.about = _formed(reading, "data/about.json", lambda: _about(data)) if data is not None else None
    info = reading.whole("bag-info.txt")
    reading.info = _formed(reading, "bag-info.txt", lambda: bag.read_bag_info(info)) if info is not None else None
    ids = {one.id for one in (reading.about, reading.info) if one} | ({reading.files.id} - {None})
    if len(ids) > 1:
        reading.findings.changed("form_ids", "manifest")


def check_names(reading: Reading) -> None:
    """Step 2. Without a kind that can be read, only what every bundle has is asked for."""
    names, kind = set(reading.files.sizes), reading.about.kind if reading.about else None
    needed = set(NEEDED[kind]) if kind else set(_ALWAYS)
    if "data/recovery.json" in names:
        needed -= {"seal/start.tlog-proof"}  # 3: recovered while the log was out of reach
    for name in sorted(needed - names):
        reading.findings.changed("file_missing", "manifest", file=name)
    if not kind:
        return
    may = NEEDED[kind] | ALLOWED[kind]
    originals = {name for name in names - may if kind in ("import", "typed") and ORIGINAL.fullmatch(name)}
    for name in sorted(names - may - originals):
        reading.findings.changed("file_unlisted", "manifest", file=name)
    if kind in ("import", "typed") and not originals:
        reading.findings.changed("file_missing", "manifest", file="data/original-1.*")


def check_manifests(reading: Reading) -> None:
    """Step 3. Asked last of the file steps, so that what the chain has read already is not read again."""
    names = set(reading.files.sizes)
    payload = {name for name in names if name.startswith("data/")}
    _check_manifest(reading, "manifest-sha256.txt", payload)
    _check_manifest(reading, "tagmanifest-sha256.txt", names & TAGGED)
    if reading.has("bagit.txt") and reading.whole("bagit.txt") != bag.BAGIT:
        reading.findings.changed("manifest_form", "manifest", file="bagit.txt")
    for name in sorted(names - set(reading.hashes)):
        reading.hash_of(name)  # for its checksum: no byte of the container is left out
    oxum = sum(reading.files.sizes[name] for name in payload), len(payload)
    if reading.info and (reading.info.bytes, reading.info.files) != oxum:
        reading.findings.changed("form", "manifest", file="bag-info.txt")


def _check_manifest(reading: Reading, name: str, expected: set[str]) -> None:
    data = reading.whole(name)
    if data is None:
        return
    try:
        listed = bag.read_manifest(data)
    except BagError:
        reading.findings.changed("manifest_form", "manifest", file=name)
        return
    for path in sorted(set(listed) ^ expected):
        reading.findings.changed("manifest_entries", "manifest", file=path)
    for path in sorted(set(listed) & expected):
        if reading.hash_of(path) != listed[path]:
            reading.findings.changed("file_changed", "manifest", file=path)


def read_json(reading: Reading, name: str) -> dict[str, canonical.Json] | None:
    """Step 6: a file of canonical JSON and a line feed."""
    data = reading.whole(name)
    return _formed(reading, name, lambda: json_line(data, name)) if data is not None else None


def json_line(data: bytes | None, name: str) -> dict[str, canonical.Json]:
    """1.5: one line feed at the end, and nothing after it."""
    text = data or b""
    if not text.endswith(b"\n"):
        raise BagError(f"{name} does not end its line")
    return canonical.read_object(text[:-1], name)


def _formed(reading: Reading, name: str, read: Callable[[], Read]) -> Read | None:
    try:
        return read()
    except (EvidenceError, BagError):
        reading.findings.changed("form", "manifest", file=name)
        return None


_ID = re.compile(r"[0-9a-f]{32}")
_SEAL = re.compile(r"sha256:[0-9a-f]{64}")


def _about(data: bytes | None) -> About:
    found = json_line(data, "data/about.json")
    id_, kind, sealed = found.get("id"), found.get("kind"), found.get("sealed_utc_ms")
    fixed = set(found) == {"about", "format", "id", "kind", "sealed_utc_ms"} and found["format"] == "atesta.bundle/1"
    if not fixed or not isinstance(id_, str) or not _ID.fullmatch(id_) or kind not in KINDS:
        raise BagError("about.json has other fields")
    if not isinstance(kind, str) or isinstance(sealed, bool) or not isinstance(sealed, int) or not 0 <= sealed < 2**43:
        raise BagError("about.json has no time of sealing")
    return About(id_, kind, sealed, *_original(found["about"], kind))


def _original(about: canonical.Json, kind: str) -> tuple[str | None, str | None, str | None]:
    if about is None and kind not in ("review", "redacted"):
        return None, None, None
    if not isinstance(about, dict) or set(about) != {"id", "relation", "seal"} or about["relation"] != kind:
        raise BagError("about.json does not name what it belongs to")
    id_, seal = about["id"], about["seal"]
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or not isinstance(seal, str) or not _SEAL.fullmatch(seal):
        raise BagError("about.json does not name what it belongs to")
    return kind, id_, seal
