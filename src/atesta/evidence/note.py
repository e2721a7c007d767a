"""Signed notes, checkpoints and proofs of the log as text: c2sp.org/signed-note, tlog-checkpoint, tlog-proof@v1.

Narrower than those pages on purpose (docs/spec/bundle.md, 7.1): one signature line, no extension line, no extra line. A
line that nobody has to look at could be changed without anybody noticing.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from atesta.errors import EvidenceError
from atesta.evidence import tree

__all__ = ["disagreement", "proven"]  # for who watches a log, or reads a proof of one entry

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
ED25519 = b"\x01"
MOST_BYTES = 8192  # a proof in a tree of 2^64 leaves has under 4,000
NAME = re.compile(r"[A-Za-z0-9._/-]{1,100}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")


class NoteError(EvidenceError):
    """A note, checkpoint, proof or verifier key that is not in its one form."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what, "Nothing can be concluded from it.", "Ask for it again from where it was made.", key="not_in_form"
        )


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a log's key, as one line: `name+key id+base64` (a *vkey*)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half. `name` is the log's origin, such as `example.org/atesta-log`."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log was, and its root then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands at `index` of the log that `note`, a signed checkpoint, describes."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def write(self) -> bytes:
        lines = [PROOF_HEADER, f"index {self.index}", *map(_b64, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


def read_vkey(line: str) -> Verifier:
    """One line, with or without its final line feed."""
    parts = line.removesuffix("\n").split("+", 2)
    if len(parts) != 3 or not NAME.fullmatch(parts[0]):
        raise NoteError("The log's verifier key is not of the form name+key id+base64.")
    coded = _bytes(parts[2], "the verifier key")
    if len(coded) != 33 or coded[:1] != ED25519:
        raise NoteError("The log's verifier key is not an Ed25519 key.")
    verifier = Verifier(parts[0], coded[1:])
    if verifier.key_id.hex() != parts[1]:
        raise NoteError("The log's verifier key does not fit its own key id.")
    return verifier


def sign(text: str, signer: Signer) -> bytes:
    signature = signer.verifier.key_id + signer.key.sign(text.encode())
    return f"{text}\n— {signer.name} {_b64(signature)}\n".encode()


def open_note(note: bytes, verifier: Verifier) -> str | None:
    """The text that this key signed, or None when this is not its signature. Another form than ours: NoteError."""
    text, name, signature = _note_parts(note)
    if name != verifier.name or signature[:4] != verifier.key_id:
        return None
    return text if verifier.has_signed(text.encode(), signature[4:]) else None


def read_checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not NAME.fullmatch(lines[0]) or not NUMBER.fullmatch(lines[1]):
        raise NoteError("The checkpoint is not origin, size and root, a line each.")
    return Checkpoint(lines[0], int(lines[1]), _hash(lines[2]))


def open_checkpoint(note: bytes, verifier: Verifier) -> Checkpoint | None:
    """The checkpoint that this log signed, under its own name; None when it is another's."""
    text = open_note(note, verifier)
    checkpoint = read_checkpoint(text) if text is not None else None
    return checkpoint if checkpoint and checkpoint.origin == verifier.name else None


def read_proof(data: bytes) -> Proof:
    head, found, note = data.partition(b"\n\n")
    lines = _text(head).split("\n")
    if not found or len(data) > MOST_BYTES or len(lines) < 2 or lines[0] != PROOF_HEADER:
        raise NoteError(f"The log proof does not begin with {PROOF_HEADER} and end with a checkpoint.")
    number = lines[1].removeprefix("index ")
    if number == lines[1] or not NUMBER.fullmatch(number):
        raise NoteError("The log proof has no index in its second line.")
    _note_parts(note)
    return Proof(int(number), tuple(map(_hash, lines[2:])), note)


def proven(data: bytes, entry: bytes, verifier: Verifier) -> Checkpoint | None:
    """The checkpoint that shows `entry` in this log; None when this proof does not. Another form: NoteError."""
    proof = read_proof(data)
    checkpoint = open_checkpoint(proof.note, verifier)
    if checkpoint is None:
        return None
    leads_to = tree.root_from_inclusion(tree.leaf_hash(entry), proof.index, checkpoint.size, proof.path)
    return checkpoint if leads_to == checkpoint.root else None


def disagreement(seen: Checkpoint, now: Checkpoint) -> str | None:
    """`log_shrunk` or `log_forked` (spec 7.2) where two checkpoints of one log, `seen` earlier, exclude each other.
    A larger one may be a fork too: only a consistency proof tells (`tree.is_consistent`)."""
    if now.size < seen.size:
        return "log_shrunk"
    return "log_forked" if now.size == seen.size and now.root != seen.root else None


def _note_parts(note: bytes) -> tuple[str, str, bytes]:
    """(text, key name, key id and signature) of a note with one signature line."""
    if len(note) > MOST_BYTES:
        raise NoteError("The note is longer than any that a log writes.")
    text, found, last = _text(note).rpartition("\n\n")
    words = last.removesuffix("\n").split(" ")
    if not found or not last.endswith("\n") or len(words) != 3 or words[0] != "—" or not NAME.fullmatch(words[1]):
        raise NoteError("The note does not end with exactly one signature line.")
    signature = _bytes(words[2], "the signature of the note")
    if len(signature) != 68:
        raise NoteError("The signature of the note is not an Ed25519 signature with its key id.")
    return text + "\n", words[1], signature


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteError("The note is not plain UTF-8 text.")
    return text


def _hash(text: str) -> bytes:
    value = _bytes(text, "a hash")
    if len(value) != tree.HASH_BYTES:
        raise NoteError("A hash in the note is not 32 bytes long.")
    return value


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str, what: str) -> bytes:
    """The one encoding only: spare bits would be a second spelling of the same bytes (spec 1.1)."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        data = b""
    if not data or _b64(data) != text:
        raise NoteError(f"In the note, {what} is not in canonical base64.")
    return data
