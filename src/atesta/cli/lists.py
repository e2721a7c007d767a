"""`atesta lists add | show`: public lists of agencies for the pages, each with its place, source and day."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from atesta.cli.given import read_date, read_file
from atesta.cli.layout import Screen, paragraph, terminal
from atesta.config import read_settings
from atesta.contact.place import place_code
from atesta.installation.lists import Lists, Note
from atesta.locale import Catalogue, catalogue
from atesta.mandate.register_csv import ListKind
from atesta.telling.say import say_day
from atesta.telling.visible import visible
from atesta.web_settings import read_web_settings


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    lists = Lists(read_web_settings().folder / "lists")
    lines = _add(arguments, lists, words, screen) if arguments.what == "add" else _show(lists, words, screen)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _add(arguments: argparse.Namespace, lists: Lists, words: Catalogue, screen: Screen) -> Iterator[str]:
    kind = ListKind.LENDER_LIST if arguments.lender else ListKind.PUBLIC_REGISTER
    place, as_of = place_code(arguments.place), read_date(arguments.as_of, "--as-of")
    name = Path(arguments.file).name
    held = lists.add(read_file(arguments.file), kind, place, name, arguments.source, as_of)
    yield from paragraph(words.say("list_kept.added", n=len(held.listed), place=place), screen, 0)
    if held.bad_rows:
        rows = ", ".join(str(row.row) for row in held.bad_rows[:20])
        yield from paragraph(words.say("list_kept.bad", n=len(held.bad_rows), rows=rows), screen, 0)


def _show(lists: Lists, words: Catalogue, screen: Screen) -> Iterator[str]:
    notes = lists.notes()
    if not notes:
        yield from paragraph(words.say("list_kept.none"), screen, 0)
    for note in notes:
        yield from paragraph(_line(note, words), screen, 0)


def _line(note: Note, words: Catalogue) -> str:
    kind = words.say("lists_page.lender" if note.kind is ListKind.LENDER_LIST else "lists_page.register")
    day = say_day(note.as_of, words.lang)
    return f"{note.place} · {kind} · {visible(note.source)} · {day} · {note.digest[:12]}"
