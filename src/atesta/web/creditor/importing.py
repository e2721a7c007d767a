"""A file of the creditor's: sent, read by a job, looked at, taken. And the list of those that were taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.store import ledger_files
from atesta.store.jobs import latest
from atesta.store.models import Creditor, LedgerImport, Upload
from atesta.store.overview import zone_of
from atesta.web.access import Who, finder, may, works_for
from atesta.web.creditor.ledger_form import LedgerForm, said
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of

MOST = 100


@dataclass(frozen=True, slots=True)
class FaultRow:
    """What is wrong with one line: three sentences."""

    line: int
    what: str
    why: str
    do: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """`state` is waiting, failed, refused, seen, taking or taken; `counts` (sentence, number) of what the file would
    do; `before`: a file with these bytes was taken then."""

    id: str
    what: str
    state: str
    percent: int
    counts: tuple[tuple[str, int], ...]
    changes: int
    wrong: int
    faults: tuple[FaultRow, ...]
    before: datetime | None
    refused: tuple[str, ...]
    taken: int


@dataclass(frozen=True, slots=True)
class ImportsPage:
    rows: tuple[LedgerImport, ...]


@finder("importing")
def _importing(request: HttpRequest, given: str) -> Upload:
    there = may(request, Who.COMPLIANCE)
    found = ledger_files.find(works_for(request).creditor, given, datetime.now(UTC)) if there else None
    if found is None:
        raise Http404
    return found


def begin(request: HttpRequest, form: LedgerForm, what: str, columns: Mapping[str, str]) -> HttpResponse | None:
    """The answer after a file was sent; None where it was refused, which the form then says."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.size or given.file is None:
        form.fault("file", "file")
        return None
    creditor, staff = works_for(request).creditor, staff_of(request)
    try:
        upload = ledger_files.begin(
            creditor,
            what,
            given.file,  # type: ignore[arg-type]
            given.size,
            columns,
            staff,
            datetime.now(UTC),
        )
    except AtestaError as error:
        form.wrong["file"] = " ".join(said(error, form.words))
        return None
    return redirect("creditor-importing", lang=words_of(request).lang, importing=upload.id)


def importing(request: HttpRequest, importing: Upload) -> HttpResponse:
    if request.method == "POST":
        good = request.POST.get("do") == "good"
        ledger_files.ask_to_take(importing, datetime.now(UTC), good_lines=good)
        return redirect("creditor-importing", lang=words_of(request).lang, importing=importing.id)
    return show(request, "creditor_importing.html", _page(importing, words_of(request), works_for(request).creditor))


def _page(upload: Upload, words: Catalogue, creditor: Creditor) -> ImportPage:
    answer: dict[str, Any] = json.loads(upload.answer) if upload.answer else {}
    state = answer.get("state", "waiting")
    job = latest(ledger_files.TAKE if state == "taking" else ledger_files.READ, upload.id)
    if state in ("waiting", "taking") and job is not None and job.failure:
        state = "failed"
    return ImportPage(
        upload.id,
        upload.asked["what"],
        state,
        job.progress if job else 0,
        tuple((f"ledger_import.count_{word}", number) for word, number in answer.get("counts", ())),
        answer.get("changes", 0),
        answer.get("wrong", 0),
        tuple(_fault(line, key, at, words) for line, key, at in answer.get("faults", ())),
        datetime.fromisoformat(answer["before"]).astimezone(zone_of(creditor)) if answer.get("before") else None,
        said(ledger_files.as_error(answer), words) if state == "refused" else (),
        answer.get("taken", 0),
    )


def _fault(line: int, key: str, at: str, words: Catalogue) -> FaultRow:
    parts = (words.say(f"error.{key}.{part}", at=at) for part in ("what", "why", "do"))
    return FaultRow(line, *(part[:1].upper() + part[1:] for part in parts))


def imports(request: HttpRequest) -> HttpResponse:
    rows = works_for(request).creditor.imports.select_related("by", "agency").order_by("-at", "-id")
    return show(request, "creditor_imports.html", ImportsPage(tuple(rows[:MOST])))


PAGES = (
    Page("creditor/importing/<str:importing>", importing, "creditor-importing", Who.COMPLIANCE, ("GET", "POST")),
    Page("creditor/imports", imports, "creditor-imports", Who.COMPLIANCE),
)
