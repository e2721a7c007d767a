"""`atesta sheet BUNDLE`: the procedure sheet as text, and with `--pdf` as one page to print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from atesta.cli.home import open_home
from atesta.cli.layout import AMBER, BOLD, DIM, Screen, columns, padded, paragraph, terminal
from atesta.cli.sealing import free_name
from atesta.cli.sheet_picture import picture
from atesta.cli.verify import EXIT, given_anchors, given_bundle
from atesta.config import read_settings
from atesta.errors import EvidenceError, InputError
from atesta.evidence.archive import ContainerError, Files, Folder, Zipped
from atesta.evidence.chain import Start, read_line
from atesta.evidence.verify import verify
from atesta.evidence.verify_files import MOST_SMALL, json_line
from atesta.locale import Catalogue, catalogue
from atesta.recording.sheet import Work
from atesta.telling.sheet_page import Page, is_sheet, page
from atesta.telling.visible import visible

NARROW = 70


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    bundle = given_bundle(arguments)
    out = free_name(arguments.pdf) if arguments.pdf else None
    anchors = given_anchors(arguments, bundle) or open_home(settings).anchors()
    verdict = verify(bundle, anchors, make_sheet=Work)
    with _opened(bundle) as files:
        sheet, start = _sheet(files), _start(files)
        shown = page(sheet, verdict, start.utc_ms, words)
        if out:
            from atesta.cli.sheet_pdf import pdf

            said, heard = (_value(sheet, name) for name in ("said_ms", "heard_ms"))
            contact = min((ms for ms in (said, heard) if ms is not None), default=None)
            drawn = picture(files, heard)
            sealed = verdict.facts.sealed_utc_ms or start.utc_ms
            out.write_bytes(pdf(shown, drawn, contact, sealed, verdict.changed, words))
    screen = terminal(sys.stdout, settings.colour)
    lines = [words.say("sheet.written", out=visible(str(out)))] if out else show(shown, words, screen)
    sys.stdout.write("\n".join(lines) + "\n")
    return EXIT[verdict.answer]


def show(shown: Page, words: Catalogue, screen: Screen) -> list[str]:
    """Title, what failed, the eight rows, what is not proven."""
    lines = paragraph(f"{shown.title} · {shown.what}", screen, 0, BOLD)
    lines += paragraph(shown.number, screen, 0, DIM)
    for banner in shown.banners:
        lines += ["", *paragraph(banner, screen, 0, AMBER)]
    lines += ["", *paragraph(shown.headline, screen, 0, BOLD)]
    glue = "" if words.lang == "zh" or not shown.checked_word else " "
    lines += paragraph(f"{shown.checked_word}{glue}{shown.checked}", screen, 0)
    lines += ["", *_rows(shown, screen)]
    lines += ["", *paragraph(words.say("sheet.not_proven"), screen, 0, BOLD)]
    for item in shown.not_proven:
        lines += paragraph(item, screen, 2, bullet="- ")
    return lines


def _rows(shown: Page, screen: Screen) -> list[str]:
    """Name and state in columns of their own where there is room, above the sentence where there is not."""
    first = max(columns(row.name) for row in shown.rows) + 2
    second = max(columns(row.state_word) for row in shown.rows) + 2
    lines = []
    for row in shown.rows:
        code = AMBER if row.state == "failed" else "" if row.state == "met" else DIM
        if screen.width < NARROW:
            lines.append("  " + padded(row.name, first) + screen.style(row.state_word, code))
            lines += paragraph(row.said, screen, 4) if row.said else []
            continue
        body = paragraph(row.said, Screen(screen.width - 2 - first - second, screen.colour), 0) or [""]
        head = "  " + padded(row.name, first) + screen.style(row.state_word, code)
        head += " " * (second - columns(row.state_word))
        lines.append((head + body[0]).rstrip())
        lines += [" " * (2 + first + second) + line for line in body[1:]]
    return lines


@contextmanager
def _opened(bundle: Path) -> Iterator[Files]:
    try:
        if bundle.is_dir():
            yield Folder(bundle)
            return
        with bundle.open("rb") as file:
            yield Zipped(file)
    except (ContainerError, OSError) as error:
        raise _no_sheet() from error


def _sheet(files: Files) -> dict[str, Any]:
    if files.sizes.get("data/sheet.json", MOST_SMALL + 1) > MOST_SMALL:
        raise _no_sheet()
    try:
        found = json_line(b"".join(files.chunks("data/sheet.json")), "data/sheet.json")
    except EvidenceError as error:
        raise _no_sheet() from error
    if not is_sheet(found):
        raise _no_sheet()
    return dict(found)


def _start(files: Files) -> Start:
    if "data/chain.jsonl" not in files.sizes:
        raise _no_sheet()
    first = next(files.chunks("data/chain.jsonl"), b"").partition(b"\n")
    try:
        record = read_line(first[0] + first[1]).record
    except (EvidenceError, ValueError) as error:
        raise _no_sheet() from error
    if not isinstance(record, Start):
        raise _no_sheet()
    return record


def _value(sheet: dict[str, Any], name: str) -> int | None:
    value = next(row for row in sheet["steps"] if row["id"] == "lead")["values"].get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _no_sheet() -> InputError:
    return InputError(
        "There is no procedure sheet in this that can be shown.",
        "A review has none, and one that was damaged cannot be trusted.",
        "See what `atesta verify` says of it.",
        key="no_sheet",
    )
