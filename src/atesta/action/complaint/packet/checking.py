"""How a clerk checks the packet: two minutes, offline, with what the computer has (PRODUCT §4.7, EVIDENCE 5.4).

The sentences are in the body's language; the commands are the same everywhere and are run by a test from the finished
packet. Nothing here asks for our software.
"""

from __future__ import annotations

from atesta.action.complaint.packet.document import Block, Document, code, said
from atesta.action.complaint.packet.draft import Draft
from atesta.action.complaint.packet.papers import FILE_OF
from atesta.evidence.readme import FILES, SIGNER, TIME

__all__ = ["ADDED", "CHANGED", "MANIFEST", "PAPER", "check_sheet"]

MANIFEST = "manifest-sha256.txt"
CHANGED = f"sha256sum --strict -c {MANIFEST}"
MAC = f"shasum -a 256 -c {MANIFEST}"
WINDOWS = "certutil -hashfile {file}.pdf SHA256"
ADDED = (
    f"{{ cut -c67- {MANIFEST}; echo {MANIFEST}; }} | LC_ALL=C sort > ../listed.txt",
    "find . ! -type d -o -empty | sed 's|^\\./||' | LC_ALL=C sort | LC_ALL=C comm -13 ../listed.txt -",
)
PAPER = ("sha256sum hash-list.txt", "openssl dgst -sha256 hash-list.txt")
WINDOWS_PAPER = "certutil -hashfile hash-list.txt SHA256"


def check_sheet(draft: Draft) -> Document:
    """One page. Where there are sealed recordings, the commands of their own page follow (evidence/readme.py)."""
    words = draft.words

    def told(key: str) -> Block:
        return said(words.say(f"check.{key}"))

    sealed = [one.file for one in draft.exhibits if one.sealed]
    paper: tuple[Block, ...] = ()
    if draft.exhibits:
        paper = (told("paper"), code("\n".join(PAPER)), told("paper_windows"), code(WINDOWS_PAPER))
    last: tuple[Block, ...] = (told("no_sealed"),)
    if sealed:
        last = (
            said(words.say("check.sealed", files=words.items(tuple(sealed)))),
            code("\n".join((*FILES, *SIGNER, *TIME))),
        )
    blocks = (
        told("lead"),
        told("changed"),
        code(CHANGED),
        told("mac"),
        code(MAC),
        told("windows"),
        code(WINDOWS.format(file=FILE_OF[draft.form.kind])),
        told("added"),
        code("\n".join(ADDED)),
        *paper,
        *last,
        told("proves"),
        told("manifest"),
        told("not_proven"),
    )
    on = draft.asked.today
    return Document(words.lang, words.say("check.title"), words.day(on), on, blocks)
