"""`atesta review PICTURE`: the message that a screenshot shows, its five answers, and what was not read on it."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from atesta.cli.given import read_file, read_time
from atesta.cli.layout import terminal
from atesta.cli.render import render_review
from atesta.cli.review import read_knowledge
from atesta.config import read_settings
from atesta.contact.message import Channel, Message, Provenance, Purpose, Recipient
from atesta.intake.ocr import ocr_reader
from atesta.intake.picture_text import read_picture
from atesta.intake.provenance import weaker
from atesta.intake.screenshot import ReadMessage, message_of
from atesta.locale import Catalogue, catalogue
from atesta.pipeline import Knowledge, open_desk, review_message
from atesta.review.as_json import canonical, review_json
from atesta.telling.visible import visible


def run_picture(arguments: argparse.Namespace) -> int:
    data = read_file(arguments.file)
    read = message_of(read_picture(data, ocr_reader(), arguments.file))
    knowledge = read_knowledge(arguments)
    message = picture_message(arguments, data, read, knowledge)
    desk = open_desk()
    review = review_message(message, knowledge, desk)
    if arguments.json:
        told = {**review_json(review), "picture": picture_json(read)}
        sys.stdout.write(canonical(told).decode("utf-8", "backslashreplace") + "\n")
        return 0
    settings = read_settings()
    lang, screen = arguments.lang or settings.lang, terminal(sys.stdout, settings.colour)
    noted = notes(read, message, catalogue(lang))
    sys.stdout.write(render_review(review, message, knowledge, desk.rulebook, lang, screen, noted))
    return 0


def picture_message(arguments: argparse.Namespace, data: bytes, read: ReadMessage, knowledge: Knowledge) -> Message:
    """What the command line says comes before what the picture shows. It is never more than a screenshot."""
    said = Provenance(arguments.provenance) if arguments.provenance else Provenance.SCREENSHOT
    return Message(
        text=read.text,
        original=data,
        sender=arguments.sender or read.sender,
        received=read_time(arguments.received) if arguments.received else received_of(read, knowledge),
        channel=Channel(arguments.channel),
        to=Recipient(arguments.to),
        purpose=Purpose(arguments.purpose),
        provenance=weaker(said, Provenance.SCREENSHOT),
        code=arguments.code,
    )


def received_of(read: ReadMessage, knowledge: Knowledge) -> datetime | None:
    """The whole time on the picture, in the debtor's zone where one is known; else nobody knows it."""
    local = read.received.local if read.received else None
    return local.replace(tzinfo=ZoneInfo(knowledge.zone)) if local and knowledge.zone else None


def notes(read: ReadMessage, message: Message, words: Catalogue) -> list[str]:
    """What a reader must know of how it was read: what would be stronger, and all that is missing or doubted. That a
    picture is weaker than the message stands beside the sender, with the provenance."""
    said = [words.say("picture.export")]
    said += [] if message.sender else [words.say("picture.no_sender")]
    if message.received is None:
        said.append(_about_time(read, words))
    if lost := sum(not one.text for one in read.unread):
        said.append(words.say("picture.unread", n=lost))
    said += [words.say("picture.doubted", text=visible(one.text)) for one in read.unread if one.text]
    return said + ([words.say("picture.others", n=read.others)] if read.others else [])


def _about_time(read: ReadMessage, words: Catalogue) -> str:
    if read.received is None:
        return words.say("picture.no_time")
    key = "picture.no_zone" if read.received.local else "picture.part_of_time"
    return words.say(key, time=visible(read.received.words))


def picture_json(read: ReadMessage) -> dict[str, Any]:
    """What was read, because every offset of the review counts the characters of this text."""
    return {
        "text": read.text,
        "sender": read.sender,
        "time": read.received.words if read.received else None,
        "local": read.received.local.isoformat() if read.received and read.received.local else None,
        "others": read.others,
        "unread": [
            {"left": one.left, "top": one.top, "right": one.right, "bottom": one.bottom, "text": one.text}
            for one in read.unread
        ],
    }
