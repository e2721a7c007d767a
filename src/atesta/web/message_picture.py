"""A screenshot becomes the form, filled in, for the person to compare: weaker than the message, and not kept."""

from __future__ import annotations

import dataclasses
from functools import cache

from django.core.files.uploadedfile import UploadedFile

from atesta.contact.message import Provenance
from atesta.contact.money import Money
from atesta.errors import PICTURE, InputError
from atesta.intake.ocr import Reader, ocr_reader
from atesta.intake.picture_text import PictureText, read_picture
from atesta.intake.screenshot import ReadMessage, message_of
from atesta.intake.seen_figures import Figure, FigureKind, figures_of
from atesta.locale import Catalogue
from atesta.telling.visible import visible
from atesta.web.message_fields import Seen
from atesta.web.message_form import MOST_SENDER, Given

MOST_MEGABYTES = 12


@cache
def _reader() -> Reader:
    return ocr_reader()


def read_screenshot(file: UploadedFile[bytes]) -> ReadMessage:
    """The message that stands on it. Raises InputError for what is no picture, too large, without words, or without
    the reader."""
    return message_of(_text_of(file))


def read_figures(file: UploadedFile[bytes], currency: str) -> tuple[Figure, ...]:
    """What a screenshot of the lender's page says of the debt. Raises InputError as above."""
    return figures_of(_text_of(file), currency)


def _text_of(file: UploadedFile[bytes]) -> PictureText:
    if (file.size or 0) > MOST_MEGABYTES << 20:
        raise InputError(
            f"The picture is larger than {MOST_MEGABYTES} MB.",
            "A screenshot is far smaller, so this may be something else.",
            "Give the screenshot itself, or cut it into parts.",
            key="picture_too_large",
            where=PICTURE,
            megabytes=MOST_MEGABYTES,
        )
    return read_picture(file.read(), _reader(), PICTURE)


def with_message(given: Given, read: ReadMessage) -> Given:
    """The form as the picture fills it in; what it does not show stays as it was typed."""
    local = read.received.local if read.received else None
    return dataclasses.replace(
        given,
        text=read.text,
        sender=(read.sender or given.sender)[:MOST_SENDER],
        received=local.isoformat(timespec="minutes") if local else given.received,
        provenance=Provenance.SCREENSHOT.value,
    )


def figures_in(found: tuple[Figure, ...], currency: str) -> dict[str, str]:
    """The fields of her own figures, the first candidate of each: she looks at them before they count."""
    filled: dict[str, str] = {}
    for figure in found:
        name, value = _FIELDS.get(figure.kind, ""), figure.value
        if isinstance(value, Money):
            value = f"{value.amount:f}" if value.currency == currency else None
        if name and value is not None:
            filled.setdefault(name, str(value)[:MOST_SENDER])
    return filled


_FIELDS = {FigureKind.LENDER: "lender", FigureKind.AMOUNT: "owed", FigureKind.DUE: "due"}


def seen_of(read: ReadMessage, words: Catalogue) -> Seen:
    """What could not be read, or is doubted, as the person must know before comparing."""
    unread = []
    if read.received is None:
        unread.append(words.say("message_page.picture_no_time"))
    elif read.received.local is None:
        unread.append(words.say("message_page.picture_part_of_time", time=visible(read.received.words)))
    if read.sender is None:
        unread.append(words.say("message_page.picture_no_sender"))
    if lost := sum(not one.text for one in read.unread):
        unread.append(words.say("picture.unread", n=lost))
    unread += [words.say("picture.doubted", text=visible(one.text)) for one in read.unread if one.text]
    return Seen(read.others, tuple(unread))
