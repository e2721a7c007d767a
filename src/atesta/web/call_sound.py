"""A recording as a player asks for it: whole, or the bytes of a range (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def sound_answer(request: HttpRequest, file: BinaryIO, size: int, media_type: str) -> HttpResponseBase:
    """Takes over `file`. One range is answered with 206, one that cannot be with 416, several with the whole."""
    asked = request.headers.get("Range", "")
    span = _span(asked, size) if asked else (0, size)
    if span is None:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = span
    answer = StreamingHttpResponse(_pieces(file, start, end), status=206 if asked else 200, content_type=media_type)
    answer["Content-Length"] = str(end - start)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    if asked:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return answer


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Half-open; None where nothing of it is there."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return 0, size
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last or 0)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


def _pieces(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (piece := file.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece
