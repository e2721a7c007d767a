"""The lender's signed extract as it was brought: a file, a picture of its code, or its text."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile

from atesta.errors import AtestaError
from atesta.evidence.anchors import Anchors
from atesta.evidence.extract import MOST_BYTES
from atesta.evidence.extract_qr import token_of_codes
from atesta.intake.extract_file import Extract, open_extract
from atesta.intake.qr import MOST_BYTES as MOST_PICTURE_BYTES
from atesta.intake.qr import qr_texts

PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")


def brought(
    file: UploadedFile[bytes] | None, token: str, anchors: Callable[[], Anchors], wrong: dict[str, AtestaError]
) -> tuple[Extract | None, str]:
    """The extract and its token, so that the page can send it again; (None, "") where none was brought. What cannot be
    read is entered in `wrong` under the field that it came in."""
    if file is None and not token:
        return None, ""
    field = "extract" if file else "token"
    try:
        found = _token(file) if file else token.encode("utf-8", "replace")
        return open_extract(found, anchors()), found.decode("ascii", "replace").strip()
    except AtestaError as error:
        wrong[field] = error
        return None, token


def _token(file: UploadedFile[bytes]) -> bytes:
    """Never more of a file than its reader would take, and one byte, so that the reader says that it is too large."""
    head: bytes = file.read(16)
    picture = head.startswith(PICTURES)
    data: bytes = head + file.read(MOST_PICTURE_BYTES if picture else MOST_BYTES + 1024)
    return token_of_codes(qr_texts(data)) if picture else data
