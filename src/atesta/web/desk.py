"""The desk of this process: rules, phrases and the encoder, opened once, warmed before somebody waits for it."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache

from atesta.action.scare_words import explained
from atesta.contact.message import Message
from atesta.contact.place import PLACES
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.locale import FOLDERS, catalogue
from atesta.pipeline import Desk, Knowledge, open_desk, review_message
from atesta.web.sealing import home_of
from atesta.web.show import settings

_lock = threading.Lock()
_WARM_UP = (
    "【测试】请尽快联系我们，否则后果自负。",
    "Comuníquese hoy mismo con nosotros, o tendrá problemas.",
    "Contact us today or there will be trouble.",
)
"""Texts that no phrase decides, so that the encoder is loaded too."""
_LONG = " ".join(_WARM_UP) * 50
"""A few short texts are read word by word; this one makes a book of phrases build its set, which takes a second."""


def desk() -> Desk:
    """Opened by whoever comes first; the others wait for it, so that it is not opened twice."""
    with _lock:
        return _opened()


@cache
def _opened() -> Desk:
    return open_desk()


@cache
def anchors() -> Anchors:
    """Whose signed extracts are the lender's word: the lenders in `anchors/` of the folder, and this installation."""
    lenders, own = read_anchors(settings().folder / "anchors"), home_of(settings()).anchors()
    return replace(own, signers=(*lenders.signers, *own.signers), revoked={**lenders.revoked, **own.revoked})


def warm() -> None:
    """One text a language and place, so that the first visitor finds rules, phrases and weights in memory."""
    opened = desk()
    opened.phrasebook.read(_LONG)
    for place in PLACES:
        for text in _WARM_UP:
            review_message(Message(text, text.encode()), Knowledge.of(place=place), opened)
    for lang in FOLDERS:
        catalogue(lang)
    for place in PLACES:
        explained(_LONG, place, "en")


def warm_in_background() -> None:
    """At the start of a server. A fault shows with the first visitor, as an answer and in the log."""
    threading.Thread(target=warm, name="warm", daemon=True).start()
