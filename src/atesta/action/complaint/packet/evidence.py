"""The exhibits on paper: an index with pages, the digests, then each exhibit on pages of its own; and the twin in which
personal data are masked, with a log of where and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from atesta.action.complaint.packet.document import Block, Document, Value, grid, heading, notice, plainly, quoted, said
from atesta.action.complaint.packet.draft import Draft
from atesta.action.complaint.packet.exhibits import Kept
from atesta.action.complaint.packet.masks import Hidden, Names, mask, names_of
from atesta.action.complaint.packet.pictures import MOST_PIXELS, PICTURES, pixels
from atesta.action.complaint.packet.words import Words
from atesta.contact.transcript import SpokenTurn, Transcript
from atesta.errors import AtestaError, Where
from atesta.intake.transcript_file import looks_like_transcript, read_transcript

__all__ = ["evidence", "twin"]

MOST_PRINTED_CHARS = 12_000
MOST_TURNS = 1_000
MOST_PICTURES, MOST_PICTURE_BYTES = 40, 8 * 1024 * 1024
"""Ours: what a clerk would turn over; the files themselves are all there."""
_TEXTS = ("text/plain", "application/json", "text/vtt", "message/rfc822")


def evidence(draft: Draft) -> Document:
    """In the body's language, with its pages numbered through."""
    words, found = draft.words, draft.exhibits
    pictures = dict(_printed_pictures(found))
    blocks = (
        heading(words.say("evidence.index")),
        _index(found, words),
        heading(words.say("evidence.hashes")),
        _hashes(found, words),
        said(words.say("sentence.on_paper")),
        *(block for one in found for block in _exhibit(one, words, pictures)),
    )
    on = draft.asked.today
    return Document(words.lang, words.say("evidence.title"), words.day(on), on, tuple(blocks), pictures)


def _index(found: tuple[Kept, ...], words: Words) -> Block:
    head = tuple(words.say(f"evidence.{name}") for name in ("number", "about", "file", "page"))
    cells: tuple[tuple[Value, ...], ...] = tuple(
        (one.number, one.told(words), one.file, {"page": one.number}) for one in found
    )
    return grid(head, cells, "auto,2,1,auto")


def _hashes(found: tuple[Kept, ...], words: Words) -> Block:
    head = tuple(words.say(f"evidence.{name}") for name in ("number", "bytes", "digest"))
    cells = tuple((one.number, f"{len(one.data)}", f"{one.digest[:32]} {one.digest[32:]}") for one in found)
    return grid(head, cells, "auto,auto,1", mono="2")


def _printed_pictures(found: tuple[Kept, ...]) -> Iterator[tuple[str, bytes]]:
    fit = (one for one in found if one.media_type in PICTURES and len(one.data) <= MOST_PICTURE_BYTES)
    shown = (one for one in fit if 0 < (pixels(one.data) or 0) <= MOST_PIXELS)
    yield from ((one.number, one.data) for one in islice(shown, MOST_PICTURES))


def _exhibit(one: Kept, words: Words, pictures: dict[str, bytes]) -> Iterator[Block]:
    yield Block("mark", {"text": one.number, "about": one.told(words), "file": one.file})
    if one.sealed:
        yield notice(words.say(f"evidence.sealed_{one.sealed}"))
    transcript = transcript_of(one)
    text = text_of(one)
    if transcript is not None:
        yield said(words.say("evidence.transcript"))
        yield _turns(transcript, words)
    elif text is not None:
        yield quoted(text[:MOST_PRINTED_CHARS])
        if len(text) > MOST_PRINTED_CHARS:
            yield said(words.say("evidence.cut", n=MOST_PRINTED_CHARS))
    elif one.number in pictures:
        yield Block("picture", {"file": one.number, "alt": f"{one.number} {one.told(words)}", "stamp": ""})
    else:
        yield said(words.say("evidence.not_printed", file=one.file))


def _turns(transcript: Transcript, words: Words) -> Block:
    head = tuple(words.say(f"evidence.{name}") for name in ("time", "speaker", "said"))
    shown = tuple((_clock(turn), _who(turn, words), turn.text) for turn in transcript.turns[:MOST_TURNS])
    return grid(head, shown, "auto,auto,1")


def _who(turn: SpokenTurn, words: Words) -> str:
    return words.say(f"evidence.{turn.voice.value}")


def _clock(turn: SpokenTurn) -> str:
    """Minutes and seconds from the beginning of the recording."""
    if turn.start is None:
        return "–"
    minutes, seconds = divmod(turn.start, 60)
    return f"{int(minutes):02d}:{seconds:04.1f}"


def transcript_of(one: Kept) -> Transcript | None:
    """The turns of an exhibit that is a transcript; None for anything else, a broken transcript included."""
    if one.media_type not in _TEXTS or not looks_like_transcript(one.data):
        return None
    try:
        return read_transcript(one.data, Where.of(one.number))
    except AtestaError:
        return None


def text_of(one: Kept) -> str | None:
    """The text of an exhibit that is text; None where it is none, or no UTF-8."""
    if one.contact is not None:
        return one.contact.text
    if one.media_type not in _TEXTS:
        return None
    try:
        return one.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def twin(draft: Draft) -> dict[str, bytes]:
    """`masked/…` and its log by their names. The twin of a transcript is its words with their times."""
    names, words = names_of(draft.asked), draft.words
    files: dict[str, bytes] = {}
    log = [words.say("masked.title"), words.say("masked.note"), ""]
    for one in draft.exhibits:
        pieces = _pieces(one, words)
        if pieces is None:
            log.append(words.say("masked.whole", file=one.file, why=words.say("masked.no_twin")))
            continue
        file = f"masked/e{one.n:03d}.txt"
        shown, logged = _masked(pieces, file, names, words)
        files[file] = plainly(shown).encode()
        log += logged
    files["masked/log.txt"] = ("\n".join(log) + "\n").encode()
    return files


def _pieces(one: Kept, words: Words) -> tuple[tuple[str, str], ...] | None:
    """(what is shown before it, a text that is masked by itself): one a turn, or the whole text; None for no text."""
    transcript = transcript_of(one)
    if transcript is not None:
        return tuple((f"{_clock(turn)} {_who(turn, words)}: ", f"{turn.text}\n") for turn in transcript.turns)
    text = text_of(one)
    return None if text is None else (("", text),)


def _masked(pieces: tuple[tuple[str, str], ...], file: str, names: Names, words: Words) -> tuple[str, list[str]]:
    """The masked text, and a line of the log for each masked part by its place in the text before masking."""
    shown, log, before = "", [], ""
    for lead, text in pieces:
        piece, found = mask(text, names, words)
        log += [_logged(file, before + lead + text[: hidden.start], hidden, words) for hidden in found]
        shown, before = shown + lead + piece, before + lead + text
    return shown, log


def _logged(file: str, before: str, hidden: Hidden, words: Words) -> str:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    why = words.say(f"masked.{hidden.why}")
    return words.say("masked.line", file=file, line=str(line), column=str(column), why=why)
