"""Keeping a call in her file: its words, who and when, and of a recording the original, sealed where there are keys.

The seal says that the bytes are unchanged since they came in (grade B); of the time before, it says nothing.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from atesta.contact.message import Channel, Provenance
from atesta.contact.transcript import Transcript
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.store import blobs, keeping, log, stamping, uploads
from atesta.store.models import Blob, File, KeptContact, Upload
from atesta.telling.call_view_kept import view_of
from atesta.transcript.as_json import transcript_bytes
from atesta.web import call_work
from atesta.web.access import Who, open_file
from atesta.web.call_form import Asked, Given, read_form
from atesta.web.failures import failure
from atesta.web.message_form import Refused
from atesta.web.myfile import carry, session
from atesta.web.myfile.keep import NoFileOpen, chosen_debt, keep_beside, must_ask, to_debt, which_debt
from atesta.web.myfile.things import file_of
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.sealing import seal_file
from atesta.web.show import settings, show, words_of
from atesta.web.uploads import REMEMBERED

MOST_TEXT = 100_000
KEPT = "kept_calls"
"""Where a session keeps which recordings became which contacts: a second press finds the first one's."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that was just made, and the digest (hex) of its signature."""

    path: Path
    seal: str


@paced("keep")
def keep(request: HttpRequest, place: str) -> HttpResponse:
    """The button of an answer: the fields of what was written down once more, or the id of a recording that is here."""
    if open_file(request) is None:
        page = NoFileOpen(carry.pack(request))
        return show(request, "file_keep_where.html", page, place=place, again=request.POST.dict(), returns=True)
    plain, now = request.POST.dict(), session.now()
    given = Given.of(plain)
    if given.upload:
        return _recording(request, place, given.upload, plain.get("debt", ""), now)
    try:
        asked = read_form(given, place, now)
    except Refused:  # an answer was shown for these fields, so nobody of ours sends others
        return failure(request, "bad_request", 400)
    file, debt, contact = file_of(request), plain.get("debt", ""), _remembered(asked, words_of(request))
    with keeping.one_at_a_time(file):
        kept = keep_beside(file, chosen_debt(file, place, debt, given.as_message(), now, contact), contact, "", now)
    return to_debt(request, kept) if kept else which_debt(request, place, given.fields)


def _recording(request: HttpRequest, place: str, id_: str, asked: str, now: datetime) -> HttpResponse:
    """Kept twice, by a double press, is kept once: the second finds it in the file, at whatever moment it comes."""
    file, words = file_of(request), words_of(request)
    upload = uploads.find(id_, str(request.session.get(REMEMBERED, {}).get(id_, "")), now)
    answer = call_work.answer_of(upload) if upload else None
    ask = must_ask(file, place, asked)
    kept_before = _kept_before(request, file, id_)  # after what another press changes: it keeps all of that at once
    if kept_before is not None:
        return to_debt(request, keeping.Kept(kept_before, new=False))
    if upload is None or answer is None or "refused" in answer or upload.asked.get("place") != place:
        return failure(request, "not_found", 404)
    given = Given.of(upload.asked["fields"])
    if ask:
        return which_debt(request, place, {"upload": id_})
    with _sealed(upload) as bundle, keeping.one_at_a_time(file):
        if not Upload.objects.select_for_update().filter(id=upload.id).exists():
            there = _kept_before(request, file, id_)
            return to_debt(request, keeping.Kept(there, new=False)) if there else failure(request, "not_found", 404)
        original = _original(file, upload, bundle, now)
        contact = _heard(answer, original, read_form(given, place, now), words)
        if bundle is not None:
            contact = dataclasses.replace(contact, provenance=Provenance.ORIGINAL_FILE.value)
        kept = keep_beside(file, chosen_debt(file, place, asked, given.as_message(), now, contact), contact, "", now)
        if kept is None:  # a debt was made in another tab meanwhile
            transaction.set_rollback(True)
            return which_debt(request, place, {"upload": id_})
        if not kept.new:  # the same recording, sent once more
            blobs.remove(original)
        call_work.erase(upload)
        request.session[KEPT] = {**request.session.get(KEPT, {}), id_: kept.contact.id}
        request.session.save()  # in the same transaction: whoever finds the upload gone finds what it became
    return to_debt(request, kept)


def _kept_before(request: HttpRequest, file: File, id_: str) -> KeptContact | None:
    """What this recording became, by the session as it is now: another press may have written it meanwhile."""
    now = type(request.session)(request.session.session_key)
    return KeptContact.objects.filter(file=file, id=now.get(KEPT, {}).get(id_, "")).first()


# --- what is kept ---------------------------------------------------------------------------------------------------


def _remembered(asked: Asked, words: Catalogue) -> keeping.Given:
    turns = asked.remembered.turns
    said = "\n".join(f"{words.say(f'remembered_call.voice.{turn.voice.value}')}: {turn.text}" for turn in turns)
    return keeping.Given(
        channel=Channel.CALL.value,
        sender=asked.caller or "",
        at=asked.began,
        to=asked.to.value,
        provenance=Provenance.TYPED.value,
        text=said,
        transcript=_json(asked.remembered) if turns else "",
    )


def _json(transcript: Transcript) -> str:
    return transcript_bytes(transcript).decode()


def _heard(answer: Any, original: Blob, asked: Asked, words: Catalogue) -> keeping.Given:
    view = view_of(answer["views"][words.lang])
    said = "\n".join(f"{turn.who}: {''.join(part.text for part in turn.parts)}" for turn in view.turns)
    return keeping.Given(
        channel=Channel.CALL.value,
        sender=asked.caller or "",
        at=datetime.fromisoformat(answer["began"]) if answer["began"] else None,
        to=asked.to.value,
        provenance=answer["provenance"],
        text=said[:MOST_TEXT],
        transcript=json.dumps(answer["transcript"], ensure_ascii=False, separators=(",", ":")),
        measures=answer["measures"],
        original=original,
    )


@contextmanager
def _sealed(upload: Upload) -> Iterator[Sealed | None]:
    """The recording as an import bundle, with its seal's digest; None where it is sealed already, holds no sound, or
    the keys cannot be used: then the file itself is kept, as it came."""
    answer = call_work.answer_of(upload)
    if answer is None or answer["sealed"] or answer["media_type"] == "":
        yield None
        return
    with TemporaryDirectory(prefix="atesta-seal-") as folder:
        out = Path(folder) / "acta.zip"
        try:
            seal = seal_file(blobs.path_of(upload.id), Path(upload.given_name).suffix or ".wav", settings(), out)
        except AtestaError:
            seal = None
        yield Sealed(out, seal) if seal else None


def _original(file: File, upload: Upload, bundle: Sealed | None, now: datetime) -> Blob:
    """The sealed bundle, which holds the recording as it came, and is stamped later; else the recording itself."""
    if bundle is None:
        blob = uploads.keep(upload, file, now)
    else:
        with bundle.path.open("rb") as source:
            blob = blobs.put(file, source, "application/zip", upload.given_name, now)
        stamping.stamp_later(bundle.seal, now, blob)
    log.append("original_kept", blob.id, {"sealed": bundle is not None}, now, file)
    return blob


PAGES = (Page("<str:place>/call/keep", keep, "call-keep", Who.ANYONE, ("POST",)),)
