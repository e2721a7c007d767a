"""The papers of a packet as documents: what is handed in, its reading copy, the label, the identity copy."""

from __future__ import annotations

from collections.abc import Iterator

from atesta.action.complaint.channel import Way
from atesta.action.complaint.packet.document import Block, Document, heading, notice, rows, said
from atesta.action.complaint.packet.draft import Draft
from atesta.action.complaint.packet.fields import SIMPLE, blocks_of, line_of
from atesta.action.complaint.packet.form import FormKind
from atesta.action.complaint.packet.words import Words

__all__ = ["FILE_OF", "identity_copy", "label", "paper", "reading_copy"]

FILE_OF = {
    FormKind.COPY_SHEET: "01-sheet",
    FormKind.PUBLIC_TEXT: "01-public-text",
    FormKind.FORM: "01-form",
    FormKind.LETTER: "01-letter",
}


def paper(draft: Draft) -> Document:
    """What the body gets, in its language, with its fields in its order."""
    words = draft.words
    to = () if draft.form.public else (said(words.say("sentence.to", to=_lenders_desk(draft, words))),)
    return _document(draft, words, words.say(f"subject.{draft.form.subject}"), (*to, *_fields(draft, words)))


def reading_copy(draft: Draft, words: Words) -> Document:
    """The same facts told in the person's language. Own words and what was received stay as they were."""
    title = words.say("reading.title", title=words.say(f"subject.{draft.form.subject}"))
    name = draft.channel.names[words.lang]
    head = (
        notice(words.say("reading.notice", file=f"hand-in/{FILE_OF[draft.form.kind]}.pdf")),
        said(words.say("reading.to", to=name, official=draft.to)),
    )
    return _document(draft, words, title, (*head, *_fields(draft, words)))


def _lenders_desk(draft: Draft, words: Words) -> str:
    """The lender's name, or the body's; the local office where the person looked one up."""
    return draft.asked.office.name if draft.asked.office and draft.form.addressee != "lender" else draft.to


def _fields(draft: Draft, words: Words) -> Iterator[Block]:
    """Neighbouring lines as one table, sections one after the other."""
    lines: list[tuple[str, str]] = []
    for field in draft.form.fields:
        if field.id in SIMPLE:
            value = line_of(field.id, draft, words)
            lines += [(words.say(f"field.{field.id}"), value)] if value else []
            continue
        if lines:
            yield rows(tuple(lines))
            lines = []
        yield from blocks_of(field.id, draft, words)
    if lines:
        yield rows(tuple(lines))


def _document(draft: Draft, words: Words, title: str, blocks: tuple[Block, ...]) -> Document:
    return Document(words.lang, title, words.day(draft.asked.today), draft.asked.today, blocks)


def label(draft: Draft) -> Document | None:
    """For the envelope: the local office that the person looked up, else the head office; None without an address."""
    office, words = draft.asked.office, draft.words
    posted = [one.at for one in draft.channel.reach if one.way is Way.POST and one.at]
    address = office.address if office else posted[0] if posted else ""
    if not draft.form.post or not address:
        return None
    name = office.name if office else draft.to
    own = draft.asked.person
    blocks = (
        said(words.say("label.post")),
        heading(words.say("label.to")),
        said(address),
        said(name),
        heading(words.say("label.from")),
        said("\n".join(filter(None, (own.address, own.name, own.phone)))),
    )
    return Document(words.lang, words.say("label.title"), "", draft.asked.today, blocks, size="label")


def identity_copy(draft: Draft) -> Document | None:
    """Each picture with what it is for and the day laid over it, so that it serves for nothing else."""
    copies, words = draft.asked.person.id_copy, draft.words
    if not copies or draft.form.public or not draft.form.id_copy:
        return None
    stamp = words.say("identity.stamp", to=_lenders_desk(draft, words), day=words.day(draft.asked.today))
    blocks = tuple(
        Block("picture", {"file": f"id{n}", "alt": words.say("identity.alt", n=n), "stamp": stamp})
        for n, _ in enumerate(copies, 1)
    )
    pictures = {f"id{n}": one.data for n, one in enumerate(copies, 1)}
    title, day = words.say("identity.title"), draft.asked.today
    return Document(words.lang, title, words.day(day), day, (said(stamp), *blocks), pictures)
