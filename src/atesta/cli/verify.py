"""`atesta verify BUNDLE`: unchanged, changed, incomplete or cannot be checked; why; and what that does not prove.

Exit 0, 1, 2, 3 in that order; 64 wrong usage, 70 our fault.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atesta.cli.home import open_home
from atesta.cli.layout import BOLD, DIM, Screen, paragraph, terminal
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.verify import Answer, Verdict, verify
from atesta.installation.home import utc_ms
from atesta.locale import Catalogue, catalogue
from atesta.recording.sheet import Work
from atesta.review.as_json import canonical
from atesta.telling.say_verdict import first_line, say_not_proven, say_reason

if TYPE_CHECKING:
    pass

EXIT = {Answer.UNCHANGED: 0, Answer.CHANGED: 1, Answer.INCOMPLETE: 2, Answer.CANNOT_CHECK: 3}


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    bundle = given_bundle(arguments)
    anchors = given_anchors(arguments, bundle) or open_home(settings).anchors()
    log = Path(arguments.log) if arguments.log else None
    verdict = verify(bundle, anchors, make_sheet=Work, log=log, now_utc_ms=utc_ms())
    if arguments.json:
        sys.stdout.write(canonical(as_json(verdict, words)).decode("utf-8") + "\n")
    else:
        sys.stdout.write("\n".join(show(verdict, words, terminal(sys.stdout, settings.colour))) + "\n")
    return EXIT[verdict.answer]


def given_bundle(arguments: argparse.Namespace) -> Path:
    bundle = Path(arguments.bundle)
    if not bundle.exists():
        raise InputError(
            "There is no such bundle.",
            "Nothing was checked or shown.",
            "Look at its name and folder.",
            key="file_not_opened",
            where=Where.of(bundle.name),
        )
    return bundle


def given_anchors(arguments: argparse.Namespace, bundle: Path) -> Anchors | None:
    if not arguments.anchors:
        return None
    folder = Path(arguments.anchors)
    if not folder.is_dir():
        raise InputError(
            "The folder of anchors is not there.",
            "Nothing says whom to trust.",
            "Name the folder with signers.pem.",
            key="anchors_missing",
            where=Where.of(folder.name),
        )
    if bundle.is_dir() and folder.resolve().is_relative_to(bundle.resolve()):
        raise InputError(
            "The anchors lie inside the bundle.",
            "A bundle that vouches for itself proves nothing.",
            "Use anchors that came by another way.",
            key="anchors_inside",
        )
    return read_anchors(folder)


def as_json(verdict: Verdict, words: Catalogue) -> dict[str, Any]:
    """`atesta.verify/1`."""
    facts = verdict.facts
    return {
        "schema": "atesta.verify/1",
        "answer": verdict.answer.value,
        "changed": [[start, end] for start, end in verdict.changed],
        "reasons": [
            {"id": reason.id, "layer": reason.layer, "text": say_reason(reason, words)} for reason in verdict.reasons
        ],
        "not_proven": [{"id": item.id, "text": say_not_proven(item, words)} for item in verdict.not_proven],
        "bundle": {
            "id": facts.id,
            "kind": facts.kind,
            "grade": facts.grade,
            "signer": facts.signer,
            "sealed": _iso(facts.sealed_utc_ms),
            "stamped": _iso(facts.stamped_utc_ms),
        },
    }


def show(verdict: Verdict, words: Catalogue, screen: Screen) -> list[str]:
    """One clear line, then the reasons, then what is not proven."""
    lines = paragraph(first_line(verdict, words), screen, 0, BOLD)
    if verdict.facts.kind:
        lines += paragraph(_what(verdict, words), screen, 2, DIM)
    if verdict.reasons:
        lines += ["", *paragraph(words.say("verdict.reasons"), screen, 0, BOLD)]
    for reason in verdict.reasons:
        layer = words.say(f"verdict_layer.{reason.layer}")
        lines += paragraph(f"{_capital(say_reason(reason, words))} [{layer}]", screen, 2, bullet="- ")
    lines += ["", *paragraph(words.say("verdict.not_proven"), screen, 0, BOLD)]
    for item in verdict.not_proven:
        lines += paragraph(say_not_proven(item, words), screen, 2, bullet="- ")
    return lines


def _what(verdict: Verdict, words: Catalogue) -> str:
    facts = verdict.facts
    kind = words.say(f"verdict_kind.{facts.kind}")
    if facts.grade in ("A", "B", "C"):
        return words.say("verdict.what", kind=kind, grade=facts.grade)
    return words.say("verdict.what_plain", kind=kind)


def _iso(utc_ms: int | None) -> str | None:
    if utc_ms is None:
        return None
    return datetime.fromtimestamp(min(utc_ms // 1000, 253402300799), UTC).isoformat().replace("+00:00", "Z")


def _capital(text: str) -> str:
    """As a sentence of its own; a file's name keeps its letters."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text
