"""Feeds of the board (RFC 4287, and the same as JSON): one entry a published version, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from atesta.action.ranking.board import Board
from atesta.evidence.canonical import Json, write
from atesta.locale import Catalogue
from atesta.telling.say_board import number, say_board, say_quarter

NAMES = {"en": "en", "es": "es", "zh": "zh-Hans"}


def atom(boards: Iterable[Board], words: Catalogue, link: str) -> bytes:
    """`link` of an entry, with `{period}` and `{version}` filled in where it has them."""
    told = [_entry(board, words, link) for board in boards]
    updated = max((entry["updated"] for entry in told), default="1970-01-01T00:00:00Z")
    entries = "".join(
        f"<entry><id>{entry['id']}</id><title>{escape(entry['title'])}</title><updated>{entry['updated']}</updated>"
        f'<link rel="alternate" href={quoteattr(entry["link"])}/>'
        f"<summary>{escape(entry['summary'])}</summary></entry>\n"
        for entry in told
    )
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{NAMES[words.lang]}">\n'
        f"<id>urn:atesta:board</id><title>{escape(words.say('board.title'))}</title><updated>{updated}</updated>"
        "<author><name>Atesta</name></author>\n"
    )
    return f"{head}{entries}</feed>\n".encode()


def as_json(boards: Iterable[Board], words: Catalogue, link: str) -> bytes:
    """The same entries (`atesta.board-feed/1`)."""
    entries: list[Json] = [dict(_entry(board, words, link)) for board in boards]
    return write({"schema": "atesta.board-feed/1", "title": words.say("board.title"), "entries": entries}) + b"\n"


def _entry(board: Board, words: Catalogue, link: str) -> dict[str, str]:
    places = say_board(board, words, most=0).places
    title = words.say(
        "board.entry",
        quarter=say_quarter(board.period, words),
        n=board.version,
        companies=number(len(board.rows), words),
    )
    return {
        "id": f"urn:atesta:board:{board.period}:{board.version}",
        "title": title,
        "updated": f"{board.as_of.isoformat()}T00:00:00Z",
        "link": link.format(period=board.period, version=board.version),
        "summary": " ".join(f"{words.say(f'place_name.{each.place}')}: {each.totals}" for each in places),
    }
