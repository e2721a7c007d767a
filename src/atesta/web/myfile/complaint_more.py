"""What else of her file may go into a packet: other contacts, receipts, papers of earlier filings. Nothing goes in by
itself; what she ticks is checked and numbered like every exhibit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet.asked import Exhibit, taken_of
from atesta.action.complaint.packet.words import LANGUAGE_OF, Words, words_in
from atesta.contact.message import Channel, Provenance
from atesta.locale import Catalogue
from atesta.store import blobs
from atesta.store.models import Blob, Complaint, KeptContact, Receipt
from atesta.store.to_core import moment_of
from atesta.telling.say import say_day, say_moment
from atesta.telling.visible import visible
from atesta.web.myfile.means import means

MOST_OFFERED = 40
"""Of each kind: the newest."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of hers. `name` is its field; `said` how her page calls it, `about` how the body's index does, in the
    body's language; `original` its bytes, else `text`."""

    name: str
    said: str
    about: str
    original: Blob | None
    text: str = ""
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class More:
    """One line to tick."""

    name: str
    said: str
    chosen: bool


def offers_of(complaint: Complaint, words: Catalogue) -> tuple[Offer, ...]:
    """In the order of the page; what the complaint is about is in the packet anyway."""
    bodys = words_in(LANGUAGE_OF[complaint.place])
    return (*_contacts(complaint, words, bodys), *_receipts(complaint, words, bodys), *_papers(complaint, words, bodys))


def _contacts(complaint: Complaint, words: Catalogue, bodys: Words) -> Iterator[Offer]:
    about = complaint.about.values_list("contact_id", flat=True)
    rows = complaint.file.contacts.filter(debt=complaint.debt).exclude(id__in=about).select_related("original")
    for row in rows.order_by("-order", "-id")[:MOST_OFFERED]:
        yield from _contact(row, words, bodys)


def _contact(row: KeptContact, words: Catalogue, bodys: Words) -> Iterator[Offer]:
    """The words of a contact, and what was recorded or uploaded of it, each by itself."""
    at = moment_of(row)
    when = say_moment(at, words.lang) if at else words.say("web_complaint.no_time")
    by = visible(row.sender) or words.say(f"channel.{row.channel}")
    taken = taken_of(Channel(row.channel), Provenance(row.provenance), transcript=bool(row.transcript))
    about, said = bodys.say(f"evidence.{taken}_of", when=bodys.moment(at)), f"{when} · {by}"
    if row.transcript:
        yield Offer(f"more_words_{row.id}", said, about, None, row.transcript, "application/json")
    elif row.text or row.note:
        yield Offer(f"more_words_{row.id}", said, about, None, row.text or row.note)
    if row.original is not None:
        said = words.say("web_complaint.more_file", of=said)
        yield Offer(f"more_file_{row.id}", said, bodys.say("evidence.file_of", of=about), row.original)


def _receipts(complaint: Complaint, words: Catalogue, bodys: Words) -> Iterator[Offer]:
    rows = Receipt.objects.filter(debt=complaint.debt, blob__isnull=False).select_related("blob", "debt")
    for row in rows.order_by("-on", "-id")[:MOST_OFFERED]:
        said = words.say("web_complaint.more_receipt", day=say_day(row.on, words.lang), amount=_amount(row))
        about = bodys.say("evidence.receipt", day=bodys.day(row.on), amount=_amount(row))
        yield Offer(f"more_receipt_{row.id}", said, about, row.blob)


def _amount(row: Receipt) -> str:
    return f"{row.amount} {row.debt.currency}"


def _papers(complaint: Complaint, words: Catalogue, bodys: Words) -> Iterator[Offer]:
    """What she was given when she handed something in elsewhere."""
    rows = complaint.file.complaints.filter(debt=complaint.debt, receipt__isnull=False).exclude(id=complaint.id)
    for row in rows.select_related("receipt").order_by("-filed_on", "-id")[:MOST_OFFERED]:
        names, on = load_channels()[row.channel].names, row.filed_on
        said = words.say("web_complaint.more_filed", name=names[words.lang], day=say_day(on, words.lang) if on else "–")
        about = bodys.say("evidence.filed", name=names[bodys.lang], day=bodys.day(on) if on else "–")
        yield Offer(f"more_filed_{row.id}", said, about, row.receipt)


def chosen_of(offers: Iterable[Offer], posted: Iterable[str]) -> tuple[Offer, ...]:
    names = set(posted)
    return tuple(one for one in offers if one.name in names)


def size_of(offers: Iterable[Offer]) -> int:
    """Bytes that would be read."""
    return sum(one.original.size if one.original else len(one.text.encode()) for one in offers)


def exhibits_of(offers: Iterable[Offer]) -> Iterator[Exhibit]:
    for one in offers:
        if one.original is None:
            yield Exhibit("words", one.media_type, one.text.encode("utf-8", "surrogatepass"), "", one.about)
        else:
            yield exhibit_of(one.original, one.about)


def exhibit_of(original: Blob, about: str) -> Exhibit:
    """With its digest of the day it was kept, and what a check of its seal says now ("" for what is not sealed)."""
    record = means().record(original)
    with blobs.open_blob(original) as source:
        data = source.read()
    return Exhibit("original", original.media_type, data, original.sha256, about, record.answer if record else "")


def lines_of(offers: Iterable[Offer], chosen: Iterable[Offer]) -> tuple[More, ...]:
    ticked = {one.name for one in chosen}
    return tuple(More(one.name, one.said, one.name in ticked) for one in offers)
