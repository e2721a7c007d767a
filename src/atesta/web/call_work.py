"""A recording that was sent, worked out in the background: opened, heard, measured, reviewed, told in each language.

What comes out stands in the row of the upload and goes with it: an hour after the answer, or at once when she says so.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.db import transaction

from atesta.action.coaching.notes import coaching_notes
from atesta.config import LANGUAGES
from atesta.contact.call import Call
from atesta.contact.transcript import Transcript
from atesta.errors import AtestaError
from atesta.installation.hearing import open_engine
from atesta.locale import catalogue
from atesta.pipeline import review_call
from atesta.review.conduct.call import speaks_for_firm
from atesta.store import blobs, uploads
from atesta.store.ids import new_id
from atesta.store.jobs import Work, enqueue, handles
from atesta.store.models import Upload
from atesta.telling.call_view_build import call_view
from atesta.telling.call_view_kept import light, view_plain
from atesta.telling.measures import written_measures
from atesta.telling.say_error import say_parts
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.as_json import transcript_json
from atesta.transcript.hear import HowToHear, hear_call
from atesta.transcript.pack import Window
from atesta.transcript.sound import Sound
from atesta.transcript.speech import HeardWindow, SpeechEngine
from atesta.web.call_form import Given, read_form
from atesta.web.call_source import Source, media_type_of, not_too_long, small_copy, source_of
from atesta.web.desk import desk
from atesta.web.registers import registers_of
from atesta.web.sealing import home_of
from atesta.web.show import settings

JOB = "hear-call"
KIND, LISTEN = "recording", "listen"
"""Of uploads: what was sent, and a copy of it that a browser can play."""
SECONDS_A_SECOND = 0.11
"""Of work for one of sound, on one core (docs/calls.md)."""
WAITS = timedelta(hours=3)
"""So long a recording may wait for its turn; once answered, `uploads.STAYS`."""
HEARD = 90
"""Percent of the work when all words are heard."""


# --- before it is begun ---------------------------------------------------------------------------------------------


def begin(upload: Upload, given: Given, place: str, seconds: float | None, now: datetime) -> None:
    """Enqueues the work. Once more for the same upload changes nothing."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(id=upload.id)
        if held.asked:
            return
        held.asked = {"fields": given.fields, "place": place, "at": now.isoformat(), "seconds": seconds}
        held.ends_at = now + WAITS
        held.save(update_fields=("asked", "ends_at"))
        enqueue(JOB, held.id, now)


def can_hear() -> bool:
    """Whether a recogniser is there; without one a recording cannot be answered, what was written down can."""
    where = settings().speech.where
    return bool(where and "://" in where) or find_spec("ctranslate2") is not None


# --- the work -------------------------------------------------------------------------------------------------------


@handles(JOB)
def hear(work: Work) -> None:
    """Answers, or says why there is none; both are an end, and both stay an hour."""
    upload = Upload.objects.filter(id=work.job.subject).first()
    if upload is None:  # erased while it waited
        return
    try:
        answer, copy = _answer(upload, work)
    except AtestaError as error:
        answer, copy = {"refused": {lang: say_parts(error, catalogue(lang)) for lang in LANGUAGES}}, None
    listen = _write_copy(copy)
    with work.effect() as now:
        ends = now + uploads.STAYS
        if listen is not None and Upload.objects.filter(id=upload.id).exists():
            _copy_row(upload, listen, now, ends).save(force_insert=True)
            answer["listen"] = listen[0]
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).replace("\0", "")
        Upload.objects.filter(id=upload.id).update(answer=text, ends_at=ends)


def _answer(upload: Upload, work: Work) -> tuple[dict[str, Any], bytes | None]:
    asked_at, place = datetime.fromisoformat(upload.asked["at"]), upload.asked["place"]
    asked = read_form(Given.of(upload.asked["fields"]), place, asked_at, registers_of(place))
    with source_of(upload) as source:
        transcript, acoustics = _heard(source, work)
        call = Call(
            transcript,
            source.digest,
            caller=asked.caller,
            began=asked.began or source.began,
            to=asked.to,
            provenance=source.provenance,
        )
        work.progress(HEARD + 4)
        review = review_call(call, acoustics, source.record, asked.knowledge, desk())
        notes = coaching_notes(review, call, asked.knowledge.account)
        known, rulebook = asked.knowledge, desk().rulebook
        views = {
            lang: view_plain(light(call_view(review, call, acoustics, known, rulebook, notes, lang)))
            for lang in LANGUAGES
        }
        work.progress(HEARD + 6)
        media = media_type_of(upload, source)
        copy = small_copy(source, acoustics) if media is None else None
    answer = {
        "views": views,
        "transcript": transcript_json(call.transcript, source.digest),
        "measures": written_measures(acoustics) if acoustics else "",
        "media_type": media,
        "began": call.began.isoformat() if call.began else None,
        "provenance": source.provenance.value,
        "sealed": source.record is not None,
    }
    return answer, copy


def _heard(source: Source, work: Work) -> tuple[Transcript, Acoustics | None]:
    if source.open_sound is None:
        assert source.words
        return source.words, None
    engine, opened = Listening(_engine(), work), source.open_sound
    heard = hear_call(lambda: engine.of(not_too_long(opened())), HowToHear(engine, speaks_for_firm))
    return heard.transcript, heard.acoustics


class Listening:
    """The engine, telling whoever waits how far it has come."""

    def __init__(self, engine: SpeechEngine, work: Work) -> None:
        self._engine, self._work, self._seconds = engine, work, 0.0

    @property
    def name(self) -> str:
        return self._engine.name

    def of(self, sound: Sound) -> Sound:
        self._seconds = sound.facts.seconds or 0.0
        return sound

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        heard = self._engine.hear(windows, lang, likely)
        until = max((clip.end for window in windows for clip in window.clips), default=0.0)
        if self._seconds:
            self._work.progress(min(HEARD, int(HEARD * until / self._seconds)))
        return heard


@cache
def _engine() -> SpeechEngine:
    return open_engine(settings().speech, home_of(settings()))


# --- what a browser can play ----------------------------------------------------------------------------------------


def _write_copy(copy: bytes | None) -> tuple[str, int, str] | None:
    """The bytes before their row, as everywhere (store.blobs)."""
    if copy is None:
        return None
    id_ = new_id()
    blobs.write_file(id_, io.BytesIO(copy), blobs.MOST)
    return id_, len(copy), "audio/wav" if copy.startswith(b"RIFF") else "audio/mp4"


def _copy_row(upload: Upload, listen: tuple[str, int, str], now: datetime, ends: datetime) -> Upload:
    id_, size, media_type = listen
    return Upload(
        id=id_,
        secret=upload.secret,
        kind=LISTEN,
        size=size,
        received=size,
        media_type=media_type,
        made_at=now,
        ends_at=ends,
    )


def answer_of(upload: Upload) -> Mapping[str, Any] | None:
    """What came out; None while it is worked out."""
    return json.loads(upload.answer) if upload.answer else None


def erase(upload: Upload) -> None:
    """The recording, what was heard in it, its answers and its copy: now, and not in an hour."""
    answer = answer_of(upload)
    copy = Upload.objects.filter(id=answer["listen"], kind=LISTEN).first() if answer and "listen" in answer else None
    for one in filter(None, (copy, upload)):
        uploads.erase(one)
