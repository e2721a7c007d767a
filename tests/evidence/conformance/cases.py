"""Each case of the suite (github.com/LibraryOfCongress/bagit-conformance-suite, public domain) that could be seen, as a
bag built by code: its name and verdict are the suite's, its files are ours.

Most of the suite's bags are of version 0.97 and listed by MD5. What a case is about is something else, so it is built
with version 1.0 and SHA-256, and only the cases about versions and algorithms keep their own.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Files = dict[str, bytes]
PAYLOAD: Mapping[str, bytes] = {"data/hello.txt": b"hello\n", "data/dir/more.txt": b"more\n"}
INFO = "Bag-Software-Agent: a hand\nBagging-Date: 2026-11-15\n"
NUNEZ = "data/N\u00fa\u00f1ez"
OUTSIDE = {
    "invalid/out-of-scope-file-paths-using-dot-notation": "../../../README.md",
    "linux-only/out-of-scope-file-paths-using-absolute-path": "/tmp/foo",  # only ever written in a list
    "linux-only/out-of-scope-file-paths-using-shortcut": "~/foo",
    "linux-only/out-of-scope-file-paths-using-shortcut-username": "~root/foo",
    "windows-only/out-of-scope-file-paths-using-absolute-path": "C:\\Windows\\System32\\setx.exe",
    "windows-only/out-of-scope-file-paths-using-shortcut": "%HomeDrive%\\Windows\\System32\\setx.exe",
    "windows-only/out-of-scope-file-paths-using-unc": "\\\\?\\UNC\\server\\Windows\\System32\\setx.exe",
}


@dataclass(frozen=True)
class Bag:
    """A bag and what one case does to it: `lists` to the manifest's text, `after` to the files once all is listed."""

    payload: Mapping[str, bytes] = field(default_factory=lambda: dict(PAYLOAD))
    version: str = "1.0"
    encoding: str = "UTF-8"
    algorithm: str = "sha256"
    info: str | None = INFO
    more: Mapping[str, bytes] = field(default_factory=dict)
    declared: bytes | None = None
    lists: Callable[[str], str] = str
    tagged: bool = True
    between: str = "  "
    after: Callable[[Files], object] = lambda files: None

    def files(self) -> Files:
        declared = f"BagIt-Version: {self.version}\nTag-File-Character-Encoding: {self.encoding}\n".encode()
        tags: Files = {"bagit.txt": declared if self.declared is None else self.declared, **self.more}
        tags[f"manifest-{self.algorithm}.txt"] = self.lists(self._listed(self.payload)).encode(self.encoding)
        if self.info is not None:
            tags["bag-info.txt"] = self.info.encode(self.encoding)
        if self.tagged:
            tags[f"tagmanifest-{self.algorithm}.txt"] = self._listed(tags).encode(self.encoding)
        made = {**self.payload, **tags}
        self.after(made)
        return made

    def _listed(self, files: Mapping[str, bytes]) -> str:
        hashes = {path: hashlib.new(self.algorithm, data).hexdigest() for path, data in files.items()}
        return "".join(f"{hashes[path]}{self.between}{path}\n" for path in sorted(hashes))


@dataclass(frozen=True)
class Case:
    """`name` as in the suite. `refused` is the reason that we must give, or None where the bag is accepted. `peer` is
    what bagit says where that is not the suite's verdict. `why` stands in the table."""

    name: str
    bag: Bag
    refused: str | None
    why: str = ""
    peer: bool | None = None

    @property
    def verdict(self) -> str:
        kind = self.name.split("/")[1]
        return kind if kind in ("valid", "warning") else "valid" if kind == "darwin-only" else "invalid"


def _change(path: str, data: bytes) -> Callable[[Files], object]:
    return lambda files: files.update({path: data})


def _without(path: str) -> Callable[[Files], object]:
    return lambda files: files.pop(path)


def _added(line: str) -> Callable[[str], str]:
    return lambda text: text + line


def _hash(data: bytes = b"hello\n") -> str:
    return hashlib.sha256(data).hexdigest()


def _fetch(path: str) -> Bag:
    return Bag(more={"fetch.txt": f"https://example.org/foo 6 {path}\n".encode()})


NO_FETCH = "a bundle has no fetch.txt"
SPACE = "a name has no space"


def _outside() -> list[Case]:
    made = []
    for name, path in OUTSIDE.items():
        made.append(Case(f"v0.97/{name}", Bag(lists=_added(f"{_hash()}  {path}\n")), "manifest_form"))
        peer = True if name.startswith("windows") else None
        made.append(Case(f"v0.97/{name}-for-fetch", _fetch(path), "file_unlisted", NO_FETCH, peer))
    return made


TWO_SPACES = "a list has one form: hash, two spaces, path"
VERSION = "only version 1.0"
INNER = {f"data/inner/{path}": data for path, data in Bag().files().items()}
TWICE = f"{_hash()}  data/hello.txt\n"

VALID = [
    Case("v1.0/valid/basicBag", Bag(), None),
    Case("v0.97/valid/basic-bag", Bag(), None),
    Case("v0.97/valid/basic-bag-sha256", Bag(), None),
    Case("v0.97/valid/minimal-bag", Bag(info=None, tagged=False), None, "step 2 asks for the other tag files"),
    Case("v0.97/valid/bag-in-a-bag", Bag(payload=INNER), "container_name", "folders are at most two deep"),
    Case(
        "v0.97/valid/duplicate-metadata-entries",
        Bag(info=INFO + "Contact-Name: A\nContact-Name: B\n"),
        None,
        "step 6 has six lines and no other",
    ),
    Case(
        "v0.97/valid/uncommon-metadata-separators",
        Bag(info="Bag-Software-Agent : a hand\nBagging-Date:\t2026-11-15\n"),
        None,
        "step 6 has six lines and no other",
    ),
    Case("v0.93/valid/basic-bag", Bag(version="0.93"), "manifest_form", VERSION),
    Case("v0.94/valid/basic-bag", Bag(version="0.94"), "manifest_form", VERSION),
    Case("v0.95/valid/basic-bag", Bag(version="0.95"), "manifest_form", VERSION),
    Case("v0.96/valid/basic-bag", Bag(version="0.96"), "manifest_form", VERSION),
    Case("v0.95/valid/basic-bag-md5", Bag(algorithm="md5"), "file_missing", "only SHA-256"),
    *(
        Case(f"v0.97/valid/basic-bag-{name}", Bag(algorithm=name), "file_missing", "only SHA-256")
        for name in ("sha1", "sha224", "sha512")
    ),
    Case("v0.97/valid/UTF-16-encoded-tag-files", Bag(encoding="UTF-16BE"), "manifest_form", "only UTF-8"),
    Case("v0.97/valid/ISO-8859-1-encoded-tag-files", Bag(encoding="ISO-8859-1"), "manifest_form", "only UTF-8"),
    Case("v0.97/valid/bag-with-space", Bag(between=" "), "manifest_form", TWO_SPACES),
    Case(
        "v0.97/valid/bag-with-leading-dot-slash-in-manifest",
        Bag(lists=lambda text: text.replace("  data/hello", "  ./data/hello")),
        "manifest_form",
        "a path has one writing",
    ),
    Case(
        "v0.97/valid/bag-with-escapable-characters",
        Bag(payload={"data/test file.txt": b"1", "data/a+b.txt": b"2"}),
        "container_name",
        SPACE,
    ),
    Case(
        "v0.97/valid/bag-with-encoded-names",
        Bag(payload={"data/%7Edir/~test.txt": b"1", "data/%test.txt": b"2"}),
        "container_name",
        "a name is ASCII: a to z, 0 to 9, . _ -",
    ),
    Case("v0.97/valid/holey-bag", _fetch("data/hello.txt"), "file_unlisted", NO_FETCH),
    Case("v0.97/valid/local-fetch", _fetch("data/hello.txt"), "file_unlisted", NO_FETCH),
    Case(
        "v0.97/darwin-only/precomposed-character-in-filename",
        Bag(payload={NUNEZ: b"1"}),
        "container_name",
        "a name is ASCII: a to z, 0 to 9, . _ -",
    ),
]

INVALID = [
    Case("v0.97/invalid/baginfo-missing-encoding", Bag(declared=b"BagIt-Version: 1.0\n"), "manifest_form"),
    Case(
        "v0.97/invalid/bom-in-bagit.txt",
        Bag(declared=b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        "manifest_form",
    ),
    Case("v0.97/invalid/corrupt-data-file", Bag(after=_change("data/hello.txt", b"hellO\n")), "file_changed"),
    Case("v0.97/invalid/corrupt-tag-file", Bag(after=_change("bag-info.txt", b"A: b\n")), "file_changed"),
    Case("v0.97/invalid/extra-file-in-bag", Bag(after=_change("data/bar", b"")), "manifest_entries"),
    Case("v0.97/invalid/invalid-version-number", Bag(version=".97"), "manifest_form"),
    Case("v0.97/invalid/missing-baginfo", Bag(after=_without("bag-info.txt")), "manifest_entries"),
    Case("v0.97/invalid/missing-bagit.txt", Bag(after=_without("bagit.txt")), "file_missing"),
    Case(
        "v0.97/invalid/bagit-with-invalid-whitespace",
        Bag(declared=b"BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        "manifest_form",
        peer=True,
    ),
    Case(
        "v0.97/invalid/same-filename-listed-twice-with-different-hashes",
        Bag(lists=_added(f"{_hash(b'')}  data/hello.txt\n")),
        "manifest_form",
    ),
    *_outside(),
    Case(
        "v1.0/invalid/same-filename-listed-twice-with-different-hashes",
        Bag(lists=lambda text: f"{_hash(b'')}  data/hello.txt\n{text}"),
        "manifest_form",
    ),
    Case(
        "v1.0/invalid/missing-from-manifest",
        Bag(after=_change("data/missingFromManifest.txt".lower(), b"x")),
        "manifest_entries",
    ),
    Case(
        "v1.0/invalid/bagit-with-invalid-whitespace",
        Bag(declared=b"BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n"),
        "manifest_form",
        peer=True,
    ),
]

WARNING = [
    Case(
        "v0.97/warning/duplicate-file-with-different-case",
        Bag(payload={"data/hello": b"1", "data/HELLO": b"1"}),
        "container_name",
        "a name has no upper case",
    ),
    Case(
        "v0.97/warning/filename-normalization",
        Bag(payload={unicodedata.normalize("NFD", NUNEZ): b""}, lists=lambda text: unicodedata.normalize("NFC", text)),
        "container_name",
        "a name is ASCII: a to z, 0 to 9, . _ -",
    ),
    Case(
        "v0.97/warning/same-filename-listed-twice-with-different-normalization",
        Bag(payload={NUNEZ: b"", unicodedata.normalize("NFD", NUNEZ): b""}),
        "container_name",
        "a name is ASCII: a to z, 0 to 9, . _ -",
    ),
    Case("v0.97/warning/same-filename-listed-twice-with-the-same-hash", Bag(lists=_added(TWICE)), "manifest_form"),
    Case(
        "v0.97/warning/relative-path",
        Bag(lists=lambda text: text.replace("data/dir/more", "data/dir/../dir/more")),
        "manifest_form",
        "a path has one writing",
    ),
    Case(
        "v0.97/warning/made-with-md5sum-tools",
        Bag(lists=lambda text: text.replace("  data/", " *data/")),
        "manifest_form",
        TWO_SPACES,
    ),
    Case(
        "v0.97/warning/special-system-files",
        Bag(payload={**PAYLOAD, "data/.DS_Store": b"", "data/Thumbs.db": b""}),
        "container_name",
        "a name has no upper case",
    ),
]
CASES = {case.name: case for case in (*VALID, *INVALID, *WARNING)}
assert len(CASES) == len(VALID) + len(INVALID) + len(WARNING)
