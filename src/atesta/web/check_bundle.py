"""Check a sealed bundle: unchanged, changed, incomplete or cannot be checked, why, and what that does not prove.

What is trusted are the keys of this installation, or a signers.pem that the visitor had by another way, and for the
time a tsa.pem likewise; never anything that came with the bundle. Up to INLINE bytes it is checked while she waits,
above by a job; either way the bytes are erased as soon as there is an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import AtestaError, InputError, Where
from atesta.evidence import keys, readme
from atesta.evidence.anchors import SIGNERS, TSA, Anchors
from atesta.evidence.verify import Verdict, verify
from atesta.installation.home import home_in
from atesta.locale import Catalogue
from atesta.recording.sheet import Work as Sheet
from atesta.store import blobs, stamping, uploads
from atesta.store.jobs import Work, enqueue, handles
from atesta.store.models import Job, Upload
from atesta.store.stamping import OutsideTime, State
from atesta.telling.say_error import say_parts
from atesta.telling.say_verdict import first_line, say_not_proven, say_reason
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.check_bundle_kept import read_verdict, written_verdict
from atesta.web.outside_time import TimeLine, time_line
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of
from atesta.web.uploads import from_form, remember

INLINE = 1024 * 1024
"""Bytes. A hostile chain of that size has some 3,500 signatures, about two seconds; a minute of sound has two MB."""
MOST_SIGNERS = 256 * 1024
"""Bytes of a signers.pem or tsa.pem: some hundred certificates."""
JOB = "check-bundle"
ADVERSE = ("changed", "incomplete")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the printed recipe: what it shows, and its commands."""

    said: str
    commands: str


@dataclass(frozen=True, slots=True)
class Asking:
    """The form. `wrong`: what could not be used (what, why, what to do); `here`: whose keys are trusted without any
    other, "" where this installation has none."""

    here: str
    wrong: tuple[str, ...]
    recipe: tuple[Step, ...]
    most_mb: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer. `reasons` are (sentence, layer); `trusted` says whose keys it rests on; `times`: the stamp that
    was had here after it was sealed."""

    first: str
    adverse: bool
    about: str
    reasons: tuple[tuple[str, str], ...]
    not_proven: tuple[str, ...]
    trusted: str
    recipe: tuple[Step, ...]
    times: tuple[TimeLine, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is still being checked, so many percent of it or 0; `failed`: it could not be."""

    upload: str
    percent: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Trusted:
    """`pem` None: the keys of this installation; `tsa` None: the authorities for time that go with those keys."""

    pem: str | None
    tsa: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str | None]) -> Trusted:
        """What an upload keeps until its bundle is checked."""
        return cls(asked.get("signers"), asked.get("tsa"))

    @property
    def asked(self) -> dict[str, str | None]:
        return {"signers": self.pem, "tsa": self.tsa}

    def anchors(self) -> Anchors:
        """Raises EvidenceError where a file that was given holds no certificate."""
        if self.pem is None:
            anchors = home_in(settings().home).anchors()
        else:
            anchors = Anchors(keys.read_anchor_pem(self.pem.encode("utf-8", "replace"), SIGNERS))
        if self.tsa is None:
            return anchors
        given = self.tsa.encode("utf-8", "replace")
        keys.read_anchor_pem(given, TSA)
        return replace(anchors, tsa=given)

    def said(self, words: Catalogue) -> str:
        names = words.say("page.listed").join(visible(keys.subject_of(one)) for one in self.anchors().signers)
        if self.pem is None:
            return words.say("check.trusted_here", names=names) if names else words.say("check.trusted_nobody")
        return words.say("check.trusted_given", names=names)


@paced("verify")
def check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    now = datetime.now(UTC)
    try:
        trusted = _trusted(request)
        begun = from_form(request, "bundle", "bundle", now)
        if begun is None:
            raise InputError("No file.", "Nothing was checked.", "Choose the sealed file.", key="bundle_not_given")
    except AtestaError as error:
        return _form(request, error)
    upload = begun.upload
    if _asked_before(upload):  # pressed twice: its bytes may be gone, and its verdict stands
        remember(request, begun)
        return redirect("check-answer", lang=words_of(request).lang, upload=upload.id)
    if upload.size > INLINE:
        upload.asked = trusted.asked
        upload.save(update_fields=("asked",))
        remember(request, begun)
        enqueue(JOB, upload.id, now)
        return redirect("check-answer", lang=words_of(request).lang, upload=upload.id)
    try:
        verdict = _verdict(upload, trusted, now)
    finally:
        uploads.erase(upload)
    return _answer(request, verdict, trusted)


def _asked_before(upload: Upload) -> bool:
    return bool(upload.answer) or Job.objects.filter(kind=JOB, subject=upload.id).exists()


def answer(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Of a bundle that a job checks. The page asks again by itself until there is an answer."""
    if upload.kind != "bundle":
        raise Http404
    if upload.answer:
        return _answer(request, read_verdict(json.loads(upload.answer)), Trusted.of(upload.asked))
    job = Job.objects.filter(kind=JOB, subject=upload.id).order_by("-made_at").first()
    page = Waiting(upload.id, job.progress if job else 0, job is None or bool(job.failure))
    return show(request, "check_wait.html", page)


@handles(JOB)
def check_job(work: Work) -> None:
    """The verdict stays with the upload until its hour is over; its bytes go at once."""
    upload = Upload.objects.filter(id=work.job.subject).first()
    if upload is None or upload.answer:
        return
    verdict = _verdict(upload, Trusted.of(upload.asked), datetime.now(UTC))
    with work.effect():
        Upload.objects.filter(id=upload.id).update(answer=json.dumps(written_verdict(verdict)))
        blobs.erase_later(upload.id)


def _verdict(upload: Upload, trusted: Trusted, now: datetime) -> Verdict:
    now_ms = int(now.timestamp() * 1000)
    return verify(blobs.path_of(upload.id), trusted.anchors(), make_sheet=Sheet, now_utc_ms=now_ms)


def _trusted(request: HttpRequest) -> Trusted:
    """Raises AtestaError for a file of keys that is none, and where the keys of this installation cannot be read."""
    trusted = Trusted(_pem(request, "signers", SIGNERS), _pem(request, "tsa", TSA))
    trusted.anchors()
    return trusted


def _pem(request: HttpRequest, field: str, name: str) -> str | None:
    given = request.FILES.get(field)
    pem = given.read(MOST_SIGNERS + 1) if given else b""
    if len(pem) > MOST_SIGNERS:
        raise InputError(
            f"This is too long for {name}.",
            "It holds certificates and nothing else.",
            "Give the file that you had from whoever sealed it.",
            key="signers_too_long",
            where=Where.of(name),
        )
    return pem.decode("utf-8", "replace") if pem else None


def _form(request: HttpRequest, error: AtestaError | None = None) -> HttpResponse:
    words = words_of(request)
    wrong = tuple(say_parts(error, words)) if error else ()
    page = Asking(_names_here(words), wrong, recipe(words), uploads.MOST["bundle"] // uploads.MB)
    return show(request, "check.html", page, status=422 if error else 200)


def _names_here(words: Catalogue) -> str:
    try:
        return Trusted(None).said(words)
    except AtestaError:  # keys that are there and cannot be read: the form still takes others
        return words.say("check.trusted_nobody")


def _answer(request: HttpRequest, verdict: Verdict, trusted: Trusted) -> HttpResponse:
    words, stamped = words_of(request), _stamped_later(verdict, trusted)
    verdict = _with_time(verdict, stamped)
    page = Checked(
        first=first_line(verdict, words),
        adverse=verdict.answer.value in ADVERSE,
        about=_about(verdict, words),
        reasons=tuple((say_reason(one, words), words.say(f"verdict_layer.{one.layer}")) for one in verdict.reasons),
        not_proven=tuple(say_not_proven(one, words) for one in verdict.not_proven),
        trusted=trusted.said(words),
        recipe=recipe(words),
        times=(time_line(stamped, "seal", words),) if stamped else (),
    )
    return show(request, "check_answer.html", page)


def _with_time(verdict: Verdict, stamped: OutsideTime | None) -> Verdict:
    """As if the stamp lay in the bundle: that it has no outside time is no longer so."""
    if stamped is None or stamped.state is not State.STAMPED or stamped.at is None:
        return verdict
    at = round(stamped.at.timestamp() * 1000)
    facts = replace(verdict.facts, stamped_utc_ms=at, stamper=stamped.authority or None)
    return replace(verdict, facts=facts, not_proven=tuple(one for one in verdict.not_proven if one.id != "time_absent"))


def _stamped_later(verdict: Verdict, trusted: Trusted) -> OutsideTime | None:
    """What an authority said of this seal when it was asked after sealing; nothing of a bundle that did not hold."""
    if verdict.answer.value not in ("unchanged", "incomplete") or verdict.facts.stamped_utc_ms is not None:
        return None
    return stamping.of_seal(verdict.facts.seal, trusted.anchors().tsa, datetime.now(UTC))


def _about(verdict: Verdict, words: Catalogue) -> str:
    facts = verdict.facts
    if not facts.kind:
        return ""
    kind = words.say(f"verdict_kind.{facts.kind}")
    if facts.grade in ("A", "B", "C"):
        return words.say("verdict.what", kind=kind, grade=facts.grade)
    return kind


def recipe(words: Catalogue) -> tuple[Step, ...]:
    """How to check without us: the commands that every bundle carries, and that the specification prints."""
    steps = {
        "step_files": readme.FILES,
        "step_signer": readme.SIGNER,
        "step_revoked": readme.REVOKED,
        "step_time": readme.TIME,
        "step_walk": readme.WALK,
    }
    return tuple(Step(words.say(f"readme.{key}"), "\n".join(commands)) for key, commands in steps.items())


PAGES = (
    Page("verify", check, "check", Who.ANYONE, ("GET", "POST")),
    Page("verify/<str:upload>", answer, "check-answer", Who.ANYONE),
)
