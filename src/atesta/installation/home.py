"""The folder of this installation: keys, log, and what it trusts. Made at the first seal, or by `atesta keys init`."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from atesta.errors import EvidenceError, InputError, KeyFileError, Where
from atesta.evidence import keys, note
from atesta.evidence.anchors import LOG, REVOKED, SIGNERS, TSA, Anchors
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import Key, KeyRing
from atesta.evidence.log import Log

Opened = TypeVar("Opened")


class Opener(Protocol):
    """How a locked key is opened: `read` is called with a passphrase or None, and refuses with KeyFileError."""

    def opened(self, read: Callable[[bytes | None], Opened]) -> Opened: ...


class Unasked:
    """Nobody is there to be asked: a locked key stays locked, and its refusal says so."""

    def opened(self, read: Callable[[bytes | None], Opened]) -> Opened:
        return read(None)


@dataclass(frozen=True, slots=True)
class Home:
    """`folder/keys` has the keys, `folder/log.sqlite` the log; `folder/tsa.pem` is put there by whoever runs it."""

    folder: Path
    passphrases: Opener = field(default_factory=Unasked, compare=False)

    @property
    def exists(self) -> bool:
        return (self.folder / "keys" / "signer.pem").exists()

    def ring(self) -> KeyRing:
        """The keys; KeyFileError where one is missing."""
        return KeyRing(RealDisk(), self.folder / "keys")

    def ring_or_made(self) -> KeyRing:
        """The keys, made now if this is the first seal. Two servers that start at once make one ring: it is made aside
        and takes its name in one step, which only the first can do."""
        if self.exists:
            return self.ring()
        self.prepare()
        aside = self.folder / f"keys.{os.urandom(4).hex()}"
        self.make(None, folder=aside)
        try:
            aside.rename(self.folder / "keys")
        except OSError:
            shutil.rmtree(aside)
        return self.ring()

    def device_key(self) -> Key:
        """What makes the seals here; refused where its own list of revocations has it, or the signer above it."""
        ring = self.ring()
        revoked = ring.revoked()
        if keys.fingerprint(ring.signer()) in revoked:
            raise KeyFileError(
                "The signer of this installation is revoked.",
                "Whoever checks would not accept what is sealed here.",
                "Make a new installation.",
                key="signer_key_revoked",
            )
        if keys.fingerprint(ring.device()) in revoked:
            raise KeyFileError(
                "The device key of this installation is revoked.",
                "Whoever checks would not accept what it seals.",
                "Run `atesta keys rotate`.",
                key="device_key_revoked",
            )
        return self.passphrases.opened(ring.device_key)

    def keeper_key(self) -> Key:
        """What opens a recording that was cut off, where its keeper is here."""
        return self.passphrases.opened(self.ring().keeper_key)

    def unlock(self) -> None:
        """Asks for what will be needed later, before anybody speaks."""
        self.device_key()
        self.passphrases.opened(self._log_key)

    def make(
        self,
        name: str | None,
        *,
        passphrase: bytes | None = None,
        keeper: keys.PublicKey | None = None,
        folder: Path | None = None,
    ) -> KeyRing:
        """New keys, locked with `passphrase`; `keeper` is somebody else's, None for one of our own. A name that nobody
        chose says nothing of the person or the computer."""
        by_itself = os.urandom(4).hex()
        self.prepare()
        key = Ed25519PrivateKey.from_private_bytes(os.urandom(32))
        signer = note.Signer(log_name(name or by_itself), key)
        lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        log = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), f"{signer.verifier}\n".encode("ascii")
        return KeyRing.make(
            RealDisk(),
            folder or self.folder / "keys",
            name or f"Atesta {by_itself}",
            utc_ms(),
            os.urandom,
            passphrase=passphrase,
            keeper=keeper,
            log=log,
        )

    def prepare(self) -> None:
        """The folder is there, or it is refused."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.folder) from error

    def log(self) -> Log:
        """The log of this installation."""
        key, vkey = self.passphrases.opened(self._log_key), self.ring().log_verifier_key()
        if vkey is None:
            raise EvidenceError(
                "The log has no key.",
                "Nothing can be entered.",
                "Put log.key and log.vkey back.",
                key="log_without_key",
            )
        return Log(self.folder / "log.sqlite", note.Signer(note.read_vkey(vkey.decode("ascii")).name, key))

    def log_of(self, what: str) -> note.Signer:
        """Who signs another log of this installation: the same key under a name of its own, so that the two trees can
        never be taken for two histories of one."""
        key, vkey = self.passphrases.opened(self._log_key), self.ring().log_verifier_key()
        own = note.read_vkey(vkey.decode("ascii")).name if vkey else log_name("unnamed")
        return note.Signer(f"{own[:80]}/{what}", key)

    def _log_key(self, passphrase: bytes | None) -> Ed25519PrivateKey:
        try:
            key = load_pem_private_key(self.ring().log_key(), passphrase)
        except (ValueError, TypeError) as error:
            raise keys.cannot_open("log.key", passphrase) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise keys.cannot_open("log.key", None)
        return key

    def tsa(self) -> bytes | None:
        path = self.folder / TSA
        return path.read_bytes() if path.exists() else None

    def anchors(self) -> Anchors:
        """What this installation trusts: itself. Nobody, where it has no keys."""
        if not self.exists:
            return Anchors()
        ring, vkey = self.ring(), self.ring().log_verifier_key()
        log = note.read_vkey(vkey.decode("ascii", "replace")) if vkey else None
        return Anchors((ring.signer(),), self.tsa(), log, MappingProxyType(ring.revoked()))

    def export(self, folder: Path) -> tuple[str, ...]:
        """The four files for whoever checks; never a key. Gives the names of those written."""
        ring = self.ring()
        files = {SIGNERS: keys.pem(ring.signer()), TSA: self.tsa(), LOG: ring.log_verifier_key()}
        files[REVOKED] = (self.folder / "keys" / REVOKED).read_bytes() if ring.revoked() else None
        folder.mkdir(parents=True, exist_ok=True)
        written = {name: data for name, data in files.items() if data}
        for name, data in written.items():
            (folder / name).write_bytes(data)
        return tuple(sorted(written))


def home_in(folder: Path, passphrases: Opener | None = None) -> Home:
    """The folder need not be there yet; where something else is in its place, it is refused."""
    try:
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    except OSError as error:
        raise _unusable(folder) from error
    if not there.is_dir():
        raise _unusable(folder)
    return Home(folder, passphrases or Unasked())


def _unusable(folder: Path) -> InputError:
    return InputError(
        "The folder of the installation cannot be used.",
        "Keys, log and devices would have no place.",
        "Set ATESTA_HOME to another.",
        key="home_unusable",
        where=Where.of(str(folder)),
    )


def utc_ms() -> int:
    return time.time_ns() // 1_000_000


def log_name(name: str) -> str:
    """An origin of the letters that a log's name may have."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in name)
    return f"atesta/{plain[:60]}"
