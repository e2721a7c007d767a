"""What kind of thing `atesta review` was given: a message, a picture of one, or a call as a sealed bundle, a sound, or
words with times.

The bytes decide; a name only where they say nothing (a bare GSM file has no header).
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from atesta.intake.picture_kind import looks_like_picture

HEAD_BYTES = 1 << 16
BUNDLE_MAGIC = b"PK\x03\x04"
SOUND_MAGIC = (
    *(b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS", b"ID3", b"#!AMR", b"FORM", b"caff", b".snd"),
    *(b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"),  # MPEG audio, AAC in ADTS
    *(b"\x1aE\xdf\xa3", b"0&\xb2u"),  # Matroska and WebM, ASF
)
BASE_MEDIA_AT, BASE_MEDIA = 4, b"ftyp"  # MP4, M4A, 3GP, MOV
SOUND_SUFFIXES = frozenset(
    [
        ".wav",
        ".flac",
        ".mp3",
        ".m4a",
        ".mp4",
        ".opus",
        ".ogg",
        ".oga",
        ".amr",
        ".gsm",
        ".aac",
        ".wma",
        ".webm",
        ".mkv",
        ".mov",
        ".3gp",
        ".caf",
        ".aif",
        ".aiff",
        ".au",
        ".avi",
    ]
)
WORDS_SUFFIXES = frozenset({".vtt", ".vcon"})


class Given(Enum):
    MESSAGE = "message"
    PICTURE = "picture"
    BUNDLE = "bundle"
    SOUND = "sound"
    WORDS = "words"


def kind_of(name: str, head: bytes) -> Given:
    """`head` are the first bytes of the file (`HEAD_BYTES`); of standard input (`-`) only a message is read."""
    if name == "-":
        return Given.MESSAGE
    suffix = Path(name).suffix.lower()
    if head.startswith(BUNDLE_MAGIC):
        return Given.BUNDLE
    if looks_like_picture(head):  # before sound: WebP and HEIC are containers that sound comes in too
        return Given.PICTURE
    if head.startswith(SOUND_MAGIC) or head[BASE_MEDIA_AT:].startswith(BASE_MEDIA) or suffix in SOUND_SUFFIXES:
        return Given.SOUND
    if suffix in WORDS_SUFFIXES or _looks_like_words(head):
        return Given.WORDS
    return Given.MESSAGE


def _looks_like_words(head: bytes) -> bool:
    """WebVTT says so in its first line; the JSON forms name themselves or have turns."""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"W", b"{", b"["):
        return False
    from atesta.intake.transcript_file import looks_like_transcript  # noqa: PLC0415 - few need it

    return looks_like_transcript(head)
