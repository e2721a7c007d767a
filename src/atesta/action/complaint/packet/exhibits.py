"""Exhibits with their numbers, in one order for all papers: first the originals of the contacts, then what was given.

E1 of the letter is E1 of the index, of the hash list and of the file name. Names of files say nothing about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from atesta.action.complaint.packet.asked import Asked, Contact, Exhibit
from atesta.action.complaint.packet.words import Words
from atesta.evidence.bag import manifest
from atesta.evidence.digest import hex_of

__all__ = ["MOST_BYTES", "MOST_EXHIBITS", "Kept", "hash_list", "kept", "media_type_of"]

MOST_EXHIBITS = 500
MOST_BYTES = 200 * 1024 * 1024
"""Ours, not a body's (no cap of any body was found, facts/channels.md): all of it is in memory while it is made."""

_ENDINGS = {
    "text/plain": "txt",
    "application/json": "json",
    "text/vtt": "vtt",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "video/mp4": "mp4",
    "message/rfc822": "eml",
}
"""How a file is named by what it is; anything else ends in `bin`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One numbered exhibit. `contact` is set where it is the original of a contact."""

    n: int
    media_type: str
    data: bytes
    digest: str
    about: str
    sealed: str
    contact: Contact | None
    mandate: bool = False

    @property
    def number(self) -> str:
        return f"E{self.n}"

    @property
    def file(self) -> str:
        return f"originals/e{self.n:03d}.{_ENDINGS.get(self.media_type, 'bin')}"

    def told(self, words: Words) -> str:
        """What it is, for the index: what the person wrote of it, or which contact it is the original of."""
        if self.contact is not None:
            return words.say(f"evidence.{self.contact.taken}_of", when=words.moment(self.contact.at))
        return self.about or words.say("evidence.mandate" if self.mandate else "evidence.given")


def kept(asked: Asked) -> tuple[Kept, ...]:
    """Contacts in their order, then exhibits in theirs."""
    found = [_of_contact(n, contact) for n, contact in enumerate(asked.contacts, 1)]
    return (*found, *(_of_exhibit(n, one) for n, one in enumerate(asked.exhibits, len(found) + 1)))


def _of_contact(n: int, contact: Contact) -> Kept:
    return Kept(n, "text/plain", contact.original, hex_of(contact.original), "", "", contact)


def _of_exhibit(n: int, one: Exhibit) -> Kept:
    return Kept(n, one.media_type, one.data, one.digest, one.about, one.sealed, None, one.mandate)


def hash_list(found: tuple[Kept, ...]) -> bytes:
    """`hex  file` of each exhibit, as `sha256sum` writes and reads it."""
    return manifest({one.file: one.digest for one in found})


def media_type_of(name: str) -> str:
    """By the ending of a file's name."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    ending = {"jpeg": "jpg", "md": "txt", "log": "txt"}.get(ending, ending)
    return next((kind for kind, known in _ENDINGS.items() if known == ending), "application/octet-stream")
