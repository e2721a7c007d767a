"""The desk of this process: rules, phrases and the encoder, opened once, warmed before somebody waits for it."""

from __future__ import annotations

import gc
import os
import threading
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from atesta.action.scare_words import explained
from atesta.contact.message import Message
from atesta.contact.place import PLACES
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.locale import FOLDERS, catalogue
from atesta.pipeline import Desk, Knowledge, open_desk, review_message
from atesta.store import announced_text
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


def anchors() -> Anchors:
    """Whose signed extracts are the lender's word: the lenders in `anchors/` of the folder, and this installation. Read
    again when one of their files changed: a revoked signer counts from then on, not from the next start."""
    home = settings().home
    folders = (settings().folder / "anchors", home, home / "keys")
    return _anchors(tuple((str(folder), _state(folder)) for folder in folders))


_State = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of each file: a file that is written over leaves its folder's own time as it was."""


def _state(folder: Path) -> _State:
    try:
        with os.scandir(folder) as found:
            seen = [(file.name, file.stat()) for file in found if file.name.endswith(_TRUSTED)]
    except FileNotFoundError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in seen))


_TRUSTED = (".pem", ".vkey", ".txt")


@lru_cache(maxsize=1)
def _anchors(_: tuple[tuple[str, _State], ...]) -> Anchors:
    lenders, own = read_anchors(settings().folder / "anchors"), home_of(settings()).anchors()
    return replace(own, signers=(*lenders.signers, *own.signers), revoked={**lenders.revoked, **own.revoked})


def warm() -> None:
    """One text a language and place, so that the first visitor finds rules, phrases and weights in memory.

    All of that stays for good: what collects memory need not walk through it again and again, which was a sixth of the
    time of a batch of announcements."""
    opened = desk()
    opened.phrasebook.read(_LONG)
    for place in PLACES:
        for text in _WARM_UP:
            review_message(Message(text, text.encode()), Knowledge.of(place=place), opened)
    for lang in FOLDERS:
        catalogue(lang)
    for place in PLACES:
        explained(_LONG, place, "en")
    announced_text.warm()
    gc.collect()
    gc.freeze()


def warm_in_background() -> None:
    """At the start of a server. A fault shows with the first visitor, as an answer and in the log."""
    threading.Thread(target=warm, name="warm", daemon=True).start()
