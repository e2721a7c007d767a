"""Making a packet: refused with its reasons, or the files in one zip. The typesetter stands here and nowhere else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from django.http import HttpResponse

from atesta.action.complaint.packet import Asked, Refusal, make_packet, refusals
from atesta.installation.typeset import typeset
from atesta.locale import Catalogue
from atesta.telling.say_packet import refused_parts

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def why_not(asked: Asked) -> tuple[Refusal, ...]:
    return refusals(asked)


def packed(asked: Asked) -> bytes:
    """The packet's files as one zip, with fixed times: the same packet gives the same bytes."""
    made = make_packet(asked, typeset)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in made.files:
            about = zipfile.ZipInfo(file.name, _EARLIEST)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, file.data)
    return out.getvalue()


def say_refusals(reasons: Iterable[Refusal], words: Catalogue) -> tuple[str, ...]:
    """What and why; what to do is a field of the page, and no line of a file."""
    glue = "" if words.lang == "zh" else " "
    return tuple(glue.join(refused_parts(one, words)) for one in reasons)


def sent_zip(data: bytes, name: str) -> HttpResponse:
    """`name` says nothing about anybody: an id or a channel."""
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="atesta-{name}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
