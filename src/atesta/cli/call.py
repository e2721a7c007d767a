"""`atesta review CALL`: a sealed bundle, a sound, or words with their times; the same five answers, with the second."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from atesta.action.coaching.notes import Note, coaching_notes
from atesta.cli.given import cannot_read, out_closed, read_file, read_time
from atesta.cli.home import open_home
from atesta.cli.review import read_knowledge
from atesta.cli.sealing import free_name
from atesta.cli.verify import given_anchors
from atesta.config import Settings, read_settings
from atesta.contact.call import Call
from atesta.contact.message import Provenance, Purpose, Recipient
from atesta.contact.transcript import Transcript
from atesta.errors import InputError, Where
from atesta.installation.call_record import SealedCall, opened_bundle
from atesta.intake.call_kind import Given
from atesta.locale import catalogue
from atesta.pipeline import Desk, Knowledge, open_desk, review_call
from atesta.review.as_json import review_bytes
from atesta.review.conduct.call import speaks_for_firm
from atesta.review.finding import Review
from atesta.review.integrity.record import Record
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.hear import HowToHear, hear_call
from atesta.transcript.sound import Sound, open_sound, sound_in


@dataclass(frozen=True, slots=True)
class Source:
    """What was given: how to open its sound (None: there are only words), its digest, what its bundle says."""

    open_sound: Callable[[], Sound] | None
    digest: str
    record: Record | None = None
    began: datetime | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A call with its five answers, and what a page of it needs."""

    call: Call
    acoustics: Acoustics | None
    review: Review
    knowledge: Knowledge
    desk: Desk
    source: Source


def run_call(arguments: argparse.Namespace, kind: Given) -> int:
    settings = read_settings()
    lang = arguments.lang or settings.lang
    page = _free(arguments.html) if arguments.html else None
    with _source(arguments, kind, settings) as source:
        reviewed = _reviewed(arguments, source, settings)
        if page:
            _write(page, _html(reviewed, lang))
    if arguments.json:
        sys.stdout.write(review_bytes(reviewed.review).decode("utf-8", "backslashreplace") + "\n")
    elif not page:
        sys.stdout.write(_terminal(reviewed, lang, settings))
    else:
        sys.stdout.write(catalogue(lang).say("call_given.page_written", out=page.name) + "\n")
    return 0


def _free(name: str) -> Path:
    """Refused before the call is heard, not after; what is there already may be the evidence."""
    page = Path(name)
    if name == "-" or page.exists():
        raise InputError(
            f"{page.name} is no new file.",
            "A page is never written over something else.",
            "Give --html a name that is not there yet.",
            key="page_not_new",
            where=Where.of(page.name),
        )
    return free_name(name)


def _write(page: Path, text: str) -> None:
    """Whole or not at all."""
    part = page.with_name(page.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(page)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise out_closed(page.name, error) from None


# --- what was given -------------------------------------------------------------------------------------------------


@contextmanager
def _source(arguments: argparse.Namespace, kind: Given, settings: Settings) -> Iterator[Source]:
    path = Path(arguments.file)
    if kind is Given.BUNDLE:
        anchors = given_anchors(arguments, path) or open_home(settings).anchors()
        with opened_bundle(path, anchors) as sealed:
            yield _of_bundle(sealed)
    elif kind is Given.SOUND:
        yield Source(lambda: open_sound(path, arguments.file), _digest(path))
    else:
        yield Source(None, _digest(path))


def _of_bundle(sealed: SealedCall) -> Source:
    suffix = Path(sealed.sound).suffix
    provenance = Provenance.CAPTURED if sealed.recorded else Provenance.ORIGINAL_FILE

    def opened() -> Sound:
        return sound_in(sealed.files.opened(sealed.sound), Where.of(Path(sealed.sound).name), suffix)

    return Source(opened, sealed.record.bundle, sealed.record, sealed.began, provenance)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise cannot_read(path.name, error) from None


# --- what is made of it ---------------------------------------------------------------------------------------------


def _reviewed(arguments: argparse.Namespace, source: Source, settings: Settings) -> Reviewed:
    knowledge, words = read_knowledge(arguments), _words(arguments, source)
    transcript, acoustics = _heard(arguments, source, words, settings)
    call = Call(
        transcript,
        source.digest,
        caller=arguments.sender,
        began=read_time(arguments.received) if arguments.received is not None else source.began,
        to=Recipient(arguments.to),
        purpose=Purpose(arguments.purpose),
        provenance=_provenance(arguments, source),
        code=arguments.code,
    )
    desk = open_desk()
    review = review_call(call, acoustics, source.record, knowledge, desk)
    return Reviewed(call, acoustics, review, knowledge, desk, source)


def _provenance(arguments: argparse.Namespace, source: Source) -> Provenance:
    return Provenance(arguments.provenance) if arguments.provenance else source.provenance or Provenance.IMPORTED


def _words(arguments: argparse.Namespace, source: Source) -> Transcript | None:
    """The transcript that was given: the file itself, or `--words` beside a sound."""
    if source.open_sound is None and arguments.words:
        raise InputError(
            "--words stands beside a transcript.",
            "Only one of them can be what was said.",
            "Give --words with a sound or a sealed recording.",
            key="words_twice",
        )
    name = arguments.words if source.open_sound else arguments.file
    if not name:
        return None
    from atesta.intake.transcript_file import read_transcript

    return read_transcript(read_file(name), name)


def _heard(
    arguments: argparse.Namespace, source: Source, words: Transcript | None, settings: Settings
) -> tuple[Transcript, Acoustics | None]:
    if source.open_sound is None:
        assert words
        return words, None
    if words is not None:
        heard = hear_call(source.open_sound, HowToHear(None, speaks_for_firm, arguments.agent, words=words))
        return heard.transcript, heard.acoustics
    from atesta.cli.transcribe import Heard
    from atesta.installation.hearing import open_engine

    said = catalogue(arguments.lang or settings.lang)
    with Heard(open_engine(settings.speech, open_home(settings)), said, sys.stderr) as engine:
        how = HowToHear(engine, speaks_for_firm, arguments.agent, arguments.speech_lang)
        heard = hear_call(source.open_sound, how)
    return heard.transcript, heard.acoustics


# --- what is shown --------------------------------------------------------------------------------------------------


def _terminal(reviewed: Reviewed, lang: str, settings: Settings) -> str:
    from atesta.cli.call_view_terminal import render_call
    from atesta.cli.layout import terminal

    return render_call(
        reviewed.review,
        reviewed.call,
        reviewed.acoustics,
        reviewed.knowledge,
        reviewed.desk.rulebook,
        _notes(reviewed),
        lang,
        terminal(sys.stdout, settings.colour),
    )


def _notes(reviewed: Reviewed) -> tuple[Note, ...]:
    return coaching_notes(reviewed.review, reviewed.call, reviewed.knowledge.account)


def _html(reviewed: Reviewed, lang: str) -> str:
    from atesta.cli.call_page import call_html
    from atesta.transcript.resample import RATE
    from atesta.transcript.small_sound import small_audio

    audio = None
    if reviewed.source.open_sound and reviewed.acoustics:
        sound = reviewed.source.open_sound()
        blocks = (piece.T for piece in sound.pieces())
        audio = small_audio(blocks, RATE, sound.channels, reviewed.acoustics.duration)
    return call_html(
        reviewed.review,
        reviewed.call,
        reviewed.acoustics,
        reviewed.knowledge,
        reviewed.desk.rulebook,
        _notes(reviewed),
        audio,
        lang,
    )
