"""What was sent about a call, opened: a sound, a sealed bundle, or words with their times; and what a browser plays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from atesta.contact.message import Provenance
from atesta.contact.transcript import Transcript
from atesta.errors import InputError, Where
from atesta.installation.call_record import opened_bundle
from atesta.intake.call_kind import HEAD_BYTES, Given, kind_of
from atesta.intake.transcript_file import read_transcript
from atesta.review.integrity.record import Record
from atesta.store import blobs, uploads
from atesta.store.models import Upload
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.resample import RATE
from atesta.transcript.small_sound import small_audio
from atesta.transcript.sound import Sound, sound_in
from atesta.web.sealing import home_of
from atesta.web.show import settings

MOST_SECONDS = 3 * 3600
PLAYED = {"mp3": "audio/mpeg", "aac": "audio/mp4", "flac": "audio/flac", "opus": "audio/ogg", "vorbis": "audio/ogg"}
"""What browsers play, by coding; everything else gets a copy. Containers that differ are told by their first bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """What was sent, opened: its sound (None: there are only words), its digest, and what its bundle says."""

    open_sound: Callable[[], Sound] | None
    digest: str
    words: Transcript | None = None
    record: Record | None = None
    began: datetime | None = None
    provenance: Provenance = Provenance.IMPORTED


def look(upload: Upload) -> float | None:
    """Seconds of a recording as its file says, None where it does not say or holds only words. Raises InputError for
    what is no call, before anybody waits for it."""
    kind = _kind(upload)
    if kind not in (Given.BUNDLE, Given.SOUND, Given.WORDS):
        raise InputError(
            "This is neither a recording nor a transcript.",
            "There is nothing to listen to.",
            "Send the sound itself, a sealed recording (zip), or a transcript.",
            key="call_not_known",
        )
    if kind is Given.WORDS:
        _transcript(upload)
        return None
    if kind is Given.BUNDLE:
        return None  # its check reads all of it: that is the work
    with _opened_sound(upload) as sound:
        return not_too_long(sound).facts.seconds


# --- what was sent --------------------------------------------------------------------------------------------------


def _kind(upload: Upload) -> Given:
    with uploads.open_upload(upload) as file:
        return kind_of(upload.given_name or "-.", file.read(HEAD_BYTES))


@contextmanager
def source_of(upload: Upload) -> Iterator[Source]:
    kind, path = _kind(upload), blobs.path_of(upload.id)
    if kind is Given.BUNDLE:
        with opened_bundle(path, home_of(settings()).anchors()) as sealed:
            suffix = Path(sealed.sound).suffix
            began, provenance = sealed.began, Provenance.CAPTURED if sealed.recorded else Provenance.ORIGINAL_FILE

            def opened() -> Sound:
                return sound_in(sealed.files.opened(sealed.sound), Where.of(Path(sealed.sound).name), suffix)

            yield Source(opened, sealed.record.bundle, None, sealed.record, began, provenance)
    elif kind is Given.WORDS:
        yield Source(None, _digest(path), _transcript(upload))
    else:
        yield Source(lambda: _sound(upload), _digest(path))


def _sound(upload: Upload) -> Sound:
    name = upload.given_name or "recording"
    return sound_in(uploads.open_upload(upload), Where.of(name), Path(name).suffix)


@contextmanager
def _opened_sound(upload: Upload) -> Iterator[Sound]:
    """Only to look at it: its file is closed unread."""
    name = upload.given_name or "recording"
    with uploads.open_upload(upload) as file:
        yield sound_in(file, Where.of(name), Path(name).suffix)


def not_too_long(sound: Sound) -> Sound:
    if (sound.facts.seconds or 0.0) > MOST_SECONDS:
        raise InputError(
            "The recording is longer than three hours.",
            "It would hold up everybody else's for half an hour.",
            "Send the part that matters, or use `atesta review` on your own computer.",
            key="call_too_long",
            hours=MOST_SECONDS // 3600,
        )
    return sound


def _transcript(upload: Upload) -> Transcript:
    with uploads.open_upload(upload) as file:
        return read_transcript(file.read(), upload.given_name or "transcript")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def media_type_of(upload: Upload, source: Source) -> str | None:
    """What the bytes that were sent are to a browser; None where it cannot play them. "" where there is no sound."""
    if source.open_sound is None:
        return ""
    if source.record is not None:
        return None
    with _opened_sound(upload) as sound, uploads.open_upload(upload) as file:
        return played_as(sound.facts.codec, file.read(16))


def played_as(codec: str, head: bytes) -> str | None:
    """The media type under which a browser plays it; `head` are its first 16 bytes. None where none does."""
    if head.startswith(b"RIFF"):
        return "audio/wav" if codec in ("pcm_16", "pcm_8", "pcm_24", "pcm_s16le") else None
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm" if codec in ("opus", "vorbis") else None
    return PLAYED.get(codec)


def small_copy(source: Source, acoustics: Acoustics | None) -> bytes | None:
    if source.open_sound is None or acoustics is None:
        return None
    sound = source.open_sound()
    made = small_audio((piece.T for piece in sound.pieces()), RATE, sound.channels, acoustics.duration)
    return made.data if made else None
