"""`atesta redact BUNDLE --keep FROM-TO… | --drop FROM-TO… --out TWIN`: a copy with seconds left out, still provable."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from atesta.cli.home import open_home, ring_or_new
from atesta.cli.layout import Screen, paragraph, terminal
from atesta.cli.sealing import free_name
from atesta.cli.verify import given_anchors
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.evidence.anchors import Anchors
from atesta.evidence.archive import Files, Folder, Zipped
from atesta.evidence.twin import left_out, twin
from atesta.evidence.verify import Answer, verify
from atesta.evidence.verify_answer import Span
from atesta.installation.home import Home
from atesta.installation.seal import AGENT, Sealed, pages, seal_parts
from atesta.locale import Catalogue, catalogue
from atesta.recording.real_clock import RealClock
from atesta.telling.visible import visible

SPAN = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)-(\d{1,7}(?:\.\d{1,3})?)")
NO_END = 1e9


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    home, out, bundle = open_home(settings), free_name(arguments.out), Path(arguments.bundle)
    spans = _spans(arguments)
    _must_be_whole(bundle, given_anchors(arguments, bundle) or home.anchors())
    ring_or_new(home, words)
    home.unlock()
    if bundle.is_dir():
        sealed, gone = _sealed(home, Folder(bundle), spans, out, settings.tsa)
    else:
        with bundle.open("rb") as file:
            sealed, gone = _sealed(home, Zipped(file), spans, out, settings.tsa)
    sys.stdout.write("".join(f"{line}\n" for line in _say(sealed, gone, words, screen)))
    return 0


def _sealed(
    home: Home, original: Files, spans: Sequence[Span], out: Path, tsa: str | None
) -> tuple[Sealed, tuple[Span, ...]]:
    clock, id_ = RealClock(), os.urandom(16).hex()
    gone = left_out(original, spans)
    parts = twin(original, spans, id_, AGENT, pages("redacted", id_, left_out=gone), clock.utc_ms())
    return seal_parts(home, lambda _: parts, clock, out, tsa), gone


def _spans(arguments: argparse.Namespace) -> list[Span]:
    """The seconds to leave out. What is to be kept leaves out everything between."""
    if arguments.drop:
        return [_span(text) for text in arguments.drop]
    spans, at = list[Span](), 0.0
    for start, end in sorted(_span(text) for text in arguments.keep):
        if start > at:
            spans.append((at, start))
        at = max(at, end)
    return [*spans, (at, NO_END)]


def _span(text: str) -> Span:
    found = SPAN.fullmatch(text)
    if not found or float(found[1]) >= float(found[2]):
        raise InputError(
            "Seconds are written from-to, the earlier first.",
            "Others could be left out than were meant.",
            "Write them as in 12-20 or 12.5-20.",
            key="seconds_form",
        )
    return float(found[1]), float(found[2])


def _must_be_whole(bundle: Path, anchors: Anchors) -> None:
    """A copy proves its seconds only as far as the original does."""
    if verify(bundle, anchors).answer not in (Answer.UNCHANGED, Answer.INCOMPLETE):
        raise InputError(
            f"{bundle.name} was changed, or cannot be checked here.",
            "A copy of it would prove nothing.",
            "Look at it with `atesta verify`, with --anchors where another installation made it.",
            key="original_not_whole",
            where=Where.of(bundle.name),
        )


def _say(sealed: Sealed, gone: Sequence[Span], words: Catalogue, screen: Screen) -> list[str]:
    out = visible(str(sealed.path))
    lines = paragraph(words.say("redacted.done", out=out), screen, 0)
    for start, end in gone:
        lines += paragraph(
            words.say("redacted.left_out", n=None, **{"from": f"{start:g}", "to": f"{end:g}"}), screen, 2, bullet="- "
        )
    if not sealed.stamped:
        lines += paragraph(words.say("sealed.no_outside_time"), screen, 0)
    return lines + paragraph(words.say("redacted.check", out=out), screen, 0)
