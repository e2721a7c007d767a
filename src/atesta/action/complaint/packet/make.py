"""One packet: `hand-in/` goes to the body as it is, `keep/` stays with the person.

The same input gives the same bytes: no clock, no chance, days as they were handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from atesta.action.complaint.packet.asked import Asked
from atesta.action.complaint.packet.checking import MANIFEST, check_sheet
from atesta.action.complaint.packet.document import Document, as_text
from atesta.action.complaint.packet.draft import Draft, draft_of
from atesta.action.complaint.packet.evidence import evidence, twin
from atesta.action.complaint.packet.exhibits import hash_list
from atesta.action.complaint.packet.masks import for_everybody
from atesta.action.complaint.packet.missing import missing
from atesta.action.complaint.packet.papers import FILE_OF, identity_copy, label, paper, reading_copy
from atesta.action.complaint.packet.refused import Admissible, refusals
from atesta.action.complaint.packet.words import Words, words_in
from atesta.action.complaint.packet.yours import for_you
from atesta.errors import InputError
from atesta.evidence.bag import manifest
from atesta.evidence.digest import hex_of

__all__ = ["Packet", "PacketFile", "Typeset", "make_packet"]

Typeset = Callable[[Document], bytes]
"""Sets a document as a PDF; the same document gives the same bytes."""
_PDF, _TEXT = "application/pdf", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class PacketFile:
    """`name` is a path in lower-case ASCII that says nothing about anybody."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Packet:
    channel: str
    files: tuple[PacketFile, ...]


def make_packet(asked: Asked, typeset: Typeset, admissible: Admissible | None = None) -> Packet:
    """Every file of the packet. Ask `missing` and `refusals` first: where either has something to say, this raises
    InputError, and nothing is made."""
    if missing(asked) or refusals(asked, admissible):
        raise InputError(
            "The packet is not made.",
            "Something is missing, or speaks against it.",
            "See what `missing` and `refusals` name.",
            key="packet_not_made",
        )
    draft = draft_of(asked)
    handed = tuple(_handed_in(draft, typeset))
    listed = {one.name: hex_of(one.data) for one in handed}
    inside = (*handed, PacketFile(MANIFEST, _TEXT, manifest(listed)))
    return Packet(asked.channel, (*_placed("hand-in", inside), *_placed("keep", tuple(_kept(draft, typeset)))))


def _placed(folder: str, files: tuple[PacketFile, ...]) -> Iterator[PacketFile]:
    return (PacketFile(f"{folder}/{one.name}", one.media_type, one.data) for one in files)


def _handed_in(draft: Draft, typeset: Typeset) -> Iterator[PacketFile]:
    first = paper(_shown(draft, draft.words))
    yield PacketFile(f"{FILE_OF[draft.form.kind]}.pdf", _PDF, typeset(first))
    yield PacketFile("copy/all.txt", _TEXT, as_text(first).encode())
    if not draft.form.public:
        yield from _with_originals(draft, typeset)
    if draft.exhibits:
        yield from (PacketFile(name, _TEXT, data) for name, data in twin(draft).items())


def _shown(draft: Draft, words: Words) -> Draft:
    """What becomes public is masked before anything is told of it."""
    return draft_of(for_everybody(draft.asked, words)) if draft.form.public else draft


def _with_originals(draft: Draft, typeset: Typeset) -> Iterator[PacketFile]:
    if any(one.id == "original_text" for one in draft.form.fields):
        for n, contact in enumerate(draft.asked.contacts, 1):
            yield PacketFile(f"copy/text-{n}.txt", _TEXT, contact.original)
    if draft.exhibits:
        yield PacketFile("02-evidence.pdf", _PDF, typeset(evidence(draft)))
        yield PacketFile("hash-list.txt", _TEXT, hash_list(draft.exhibits))
        yield from (PacketFile(one.file, one.media_type, one.data) for one in draft.exhibits)
    identity = identity_copy(draft)
    if identity:
        yield PacketFile("03-identity.pdf", _PDF, typeset(identity))
    check = check_sheet(draft)
    yield PacketFile("04-how-to-check.pdf", _PDF, typeset(check))
    yield PacketFile("how-to-check.txt", _TEXT, as_text(check).encode())


def _kept(draft: Draft, typeset: Typeset) -> Iterator[PacketFile]:
    words = words_in(draft.asked.lang)
    yield PacketFile(f"before-you-file.{words.lang}.pdf", _PDF, typeset(for_you(draft, words)))
    if words.lang != draft.words.lang:
        yield PacketFile(f"reading-copy.{words.lang}.pdf", _PDF, typeset(reading_copy(_shown(draft, words), words)))
    sticker = label(draft)
    if sticker:
        yield PacketFile("address-label.pdf", _PDF, typeset(sticker))
