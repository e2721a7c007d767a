"""The receipt of a check: a text file with the answer and what proves that the announcement stood in the log."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from atesta.locale import Catalogue
from atesta.store import transparency
from atesta.store.checking_sent import Sent
from atesta.store.sent_told import Found
from atesta.web.sent.said import SentPage


def receipt(page: SentPage, sent: Sent, text: str, words: Catalogue, now: datetime) -> str:
    """In the language of the page; what a machine reads stands at its end, as it is."""
    say = words.say
    lines = [say("sent_page.receipt_title"), "", f"{page.at}", page.answer, page.means, ""]
    lines += [f"{fact.name}: {fact.said}" for fact in page.facts]
    lines += [*page.late, *page.reasons, ""]
    lines += [f"{claim.said} — {claim.word}" for claim in page.claims]
    if text:
        lines += ["", say("sent_page.receipt_text", digest=sha256(text.encode("utf-8", "surrogatepass")).hexdigest())]
    lines += ["", *(_proof(sent.found, words) if sent.found else [say("sent_page.receipt_none")])]
    return "\n".join(lines).rstrip() + "\n"


def _proof(found: Found, words: Catalogue) -> list[str]:
    """The entry, its salt, its leaf, the path to a signed checkpoint, and the key that signed it."""
    row, verifier = found.row, transparency.verifier()
    proof = transparency.proof_of(row.id)
    entry = _entry(found)
    lines = [words.say("sent_page.receipt_how"), "", "entry", entry, "salt", row.salt, "leaf", row.leaf]
    lines += ["key", str(verifier) if verifier else "-", ""]
    lines += [proof.decode() if proof else words.say("sent_page.receipt_waits")]
    return lines


def _entry(found: Found) -> str:
    """The bytes that the leaf commits to: with the mandate that it was announced with."""
    row = found.row
    slug = row.agency.slug if row.agency else None
    if transparency.announced_leaf(row, slug, found.mandate) != row.leaf:
        return "-"
    return transparency.announced_json(row, slug, found.mandate).decode()
