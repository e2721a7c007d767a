"""The hand-off to lawyers, at the creditor: one file for one account, who accepted it, what followed, and what did not.

Nothing is filed from here. The stage on record changes with an acceptance and with nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.handoff import (
    NO_STEP_AFTER_DAYS,
    Acceptance,
    accept_on_paper,
    lacking,
    open_acceptance,
    read_case,
)
from atesta.action.handoff.accept import MOST_BYTES
from atesta.action.handoff.case import ACCOUNT, HISTORY, NOTICES
from atesta.contact.account import Account, LegalStage, LegalStep
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.evidence import keys
from atesta.evidence.anchors import SIGNERS, Anchors
from atesta.installation.handoff import checker, make_file
from atesta.installation.home import home_in
from atesta.locale import Catalogue
from atesta.store import handed_exhibits, handing_off, oversight
from atesta.store.models import HandOff, HandOffStep
from atesta.telling.say_error import say_parts
from atesta.web.access import Who, finder, may
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of
from atesta.web.staff_session import staff_of

MOST = 200
MOST_UPLOAD = 20 * 1024 * 1024
"""Bytes of all files of one case: more belongs on the command line."""
MOST_REASON, MOST_LOOK_REASON = 300, 200
LENGTHS = {"acceptor": 200, "on": 10, "court": 200, "case_number": 80, "stage": 20, "reason": MOST_REASON}


class Readable(Protocol):
    """A file of a form."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class HandOffList:
    """Each list is cut at MOST. `days` without a step."""

    days: int
    idle: tuple[HandOff, ...]
    open: tuple[HandOff, ...]
    accepted: tuple[HandOff, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A contact that somebody handed over, without anything of what is in it."""

    id: str
    at: datetime
    place: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Preparing:
    """The form; `refused` is what could not be used (what, why, what to do); `kept`: what was handed over and can go
    along."""

    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]
    kept: tuple[KeptLine, ...]


@dataclass(frozen=True, slots=True)
class OneHandOff:
    """`row_toml`: what account.toml has to say from now on, "" while nobody accepted it."""

    held: HandOff
    accepting: tuple[Field, ...]
    stepping: tuple[Field, ...]
    erasing: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]
    steps: tuple[HandOffStep, ...]
    row_toml: str


@finder("handoff")
def _handoff(request: HttpRequest, given: str) -> HandOff:
    found = handing_off.without_bytes().filter(id=given).first()
    if found is None or not may(request, Who.KEEPER):
        raise Http404
    return found


def home(request: HttpRequest) -> HttpResponse:
    days = _days(request.GET.get("days", ""))
    waiting = [case.id for case in handing_off.idle(datetime.now(UTC).date(), days)][:MOST]
    accepted, opened = list(handing_off.accepted()[: MOST + 1]), list(handing_off.not_accepted()[: MOST + 1])
    held = {row.id: row for row in handing_off.accepted().filter(id__in=waiting)}
    idle = tuple(held[id_] for id_ in waiting if id_ in held)
    more = len(accepted) > MOST or len(opened) > MOST
    page = HandOffList(days, idle, tuple(opened[:MOST]), tuple(accepted[:MOST]), more)
    return show(request, "staff_handoffs.html", page)


def _days(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 5 else NO_STEP_AFTER_DAYS


def prepare(request: HttpRequest) -> HttpResponse:
    words, wrong, refused = words_of(request), dict[str, str](), tuple[str, ...]()
    if request.method == "POST":
        try:
            given = _files(request)
            wrong = _wrong_files(request, given, words)
            if not wrong:
                return redirect("staff-handoff", lang=words.lang, handoff=_prepared(request, given, words).id)
        except AtestaError as error:
            refused = tuple(say_parts(error, words))
    fields = (
        *(_upload(name, wrong, words) for name in ("account", "history", "notices", "files")),
        _look_reason(request, wrong, words),
    )
    page = Preparing(fields, wrong_fields(fields), refused, _kept(request))
    return show(request, "staff_handoff_new.html", page, status=422 if wrong or refused else 200)


def _kept(request: HttpRequest) -> tuple[KeptLine, ...]:
    chosen = set(_chosen(request))
    return tuple(KeptLine(one.id, one.at, one.place, one.id in chosen) for one in oversight.waiting())


def _chosen(request: HttpRequest) -> list[str]:
    return sorted(name.removeprefix("kept_") for name in request.POST if name.startswith("kept_"))


def _look_reason(request: HttpRequest, wrong: Mapping[str, str], words: Catalogue) -> Field:
    label, hint = words.say("handoff_form.look_reason"), words.say("handoff_form.look_reason_hint")
    return Field("look_reason", label, request.POST.get("look_reason", ""), "text", hint, wrong.get("look_reason", ""))


def _files(request: HttpRequest) -> dict[str, bytes]:
    """The files of the form by the names that the case reads them by; of two of one name the second is numbered."""
    found: dict[str, bytes] = {}
    for field, name in (("account", ACCOUNT), ("history", HISTORY), ("notices", NOTICES)):
        if given := request.FILES.get(field):
            found[name] = _read(given)
    for number, given in enumerate(request.FILES.getlist("files"), 1):
        name = given.name or ""
        found[f"{number}-{name}" if name in found else name] = _read(given)
    return found


def _read(given: Readable) -> bytes:
    return bytes(given.read(MOST_UPLOAD + 1))


def _wrong_files(request: HttpRequest, given: Mapping[str, bytes], words: Catalogue) -> dict[str, str]:
    if "account" not in request.FILES:
        return {"account": words.say("handoff_wrong.account")}
    chosen = _chosen(request)
    if sum(len(data) for data in given.values()) + handed_exhibits.size_of(chosen) > MOST_UPLOAD:
        return {"files": words.say("handoff_wrong.large")}
    if chosen and not 0 < len(_reason_to_look(request)) <= MOST_LOOK_REASON:
        return {"look_reason": words.say("handoff_wrong.look_reason", most=MOST_LOOK_REASON)}
    return {}


def _reason_to_look(request: HttpRequest) -> str:
    return request.POST.get("look_reason", "").replace("\0", "").strip()


def _today_there(account: Account, now: datetime) -> date:
    """Where the debtor lives, as every other day of the hand-off is."""
    return now.astimezone(ZoneInfo(account.zone or PLACES[account.place].zones[0])).date()


def _prepared(request: HttpRequest, given: Mapping[str, bytes], words: Catalogue) -> HandOff:
    """The same files once more, in the same language and on the same day, are the file that is there."""
    now, web = datetime.now(UTC), settings()
    chosen = _chosen(request)
    installed = home_in(web.home)
    check = checker(installed.anchors())
    first = read_case(given, check, now.date())  # nobody's contact is looked at for a case that cannot be made
    today = _today_there(first.account, now)
    digest = sha256("|".join((words.lang, str(today), *chosen)).encode())
    for name, data in sorted(given.items()):
        digest.update(sha256(name.encode("utf-8", "replace")).digest() + sha256(data).digest())
    found = handing_off.there(digest.hexdigest())
    if found is not None:
        return found
    taken = handed_exhibits.take(chosen, staff_of(request), _reason_to_look(request), now)
    whole = {**given, **{one.name: one.data for one in taken}}
    log = {one.name: one.entries for one in taken}
    asked = read_case(whole, check, today, log)
    made, account = make_file(asked, words, installed), asked.account
    prepared = handing_off.Prepared(
        account=account.account[:120],
        creditor=account.creditor[:200],
        place=account.place,
        zone=account.zone or "",
        asked=digest.hexdigest(),
        lacking=len(lacking(asked)),
        bundle=made.data,
        bundle_sha256=made.sha256,
        seal=made.seal,
    )
    return handing_off.keep(prepared, staff_of(request), now)


def one(request: HttpRequest, handoff: HandOff) -> HttpResponse:
    """Three forms: the acceptance, a step, and to erase it all."""
    words, wrong, refused = words_of(request), dict[str, str](), tuple[str, ...]()
    typed = {name: request.POST.get(name, "").replace("\0", "").strip() for name in LENGTHS}
    if request.method == "POST":
        try:
            act = {"accept": _accept, "step": _step, "erase": _erase}.get(request.POST.get("do", ""), _nothing)
            wrong = {name: words.say(f"handoff_wrong.{word}") for name, word in act(request, handoff, typed).items()}
            if not wrong and act is _erase:
                return redirect("staff-handoffs", lang=words.lang)
            if not wrong:
                return redirect("staff-handoff", lang=words.lang, handoff=handoff.id)
        except AtestaError as error:
            refused = tuple(say_parts(error, words))
    page = _one(handoff, typed, wrong, refused, words)
    return show(request, "staff_handoff.html", page, status=422 if wrong or refused else 200)


def _nothing(request: HttpRequest, held: HandOff, typed: Mapping[str, str]) -> dict[str, str]:
    return {}


def _accept(request: HttpRequest, held: HandOff, typed: Mapping[str, str]) -> dict[str, str]:
    if held.accepted_on is not None:
        return {}
    now, paper, token = datetime.now(UTC), request.FILES.get("countersigned"), request.FILES.get("token")
    data = bytes(token.read(MOST_BYTES + 1)) if token else b""
    if data:
        signers = request.FILES.get("signers")
        if not signers:
            return {"signers": "signers"}
        given = _signed(data, bytes(signers.read(MOST_BYTES * 16)), held)
    elif paper and (day := _day(typed["on"])):
        given = accept_on_paper(held.bundle_sha256, typed["acceptor"], day, sha256(_read(paper)).hexdigest())
    else:
        return {"countersigned": "paper"} if not paper else {"on": "on"}
    handing_off.accept(held, given, data, staff_of(request), now)
    return {}


def _signed(token: bytes, signers: bytes, held: HandOff) -> Acceptance:
    anchors = Anchors(keys.read_anchor_pem(signers, SIGNERS))
    return open_acceptance(token, held.bundle_sha256, anchors, sha256(token.strip()).hexdigest())


def _step(request: HttpRequest, held: HandOff, typed: Mapping[str, str]) -> dict[str, str]:
    stages = {stage.name.lower(): stage for stage in handing_off.STAGES}
    now, day, wrong = datetime.now(UTC), _day(typed["on"]), dict[str, str]()
    if typed["stage"] not in stages:
        wrong["stage"] = "stage"
    if held.accepted_on is None or day is None or not held.accepted_on <= day <= handing_off.day_of(held, now):
        wrong["on_step"] = "on"
    wrong |= {name: "long" for name in ("court", "case_number") if len(typed[name]) > LENGTHS[name]}
    if not wrong and day:
        stage = stages[typed["stage"]]
        handing_off.step(held, stage, day, typed["court"], typed["case_number"], staff_of(request), now)
    return wrong


def _erase(request: HttpRequest, held: HandOff, typed: Mapping[str, str]) -> dict[str, str]:
    if not 0 < len(typed["reason"]) <= MOST_REASON:
        return {"reason": "reason"}
    handing_off.erase(held, staff_of(request), typed["reason"], datetime.now(UTC))
    return {}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _one(
    held: HandOff, typed: Mapping[str, str], wrong: Mapping[str, str], refused: tuple[str, ...], words: Catalogue
) -> OneHandOff:
    def field(name: str, kind: str = "text", *, posted: str = "", required: bool = False) -> Field:
        hint = words.say(f"handoff_form.{name}_hint") if words.has(f"handoff_form.{name}_hint") else ""
        label, most = words.say(f"handoff_form.{name}"), LENGTHS.get(posted or name)
        value = typed.get(posted or name, "")
        return Field(posted or name, label, value, kind, hint, wrong.get(name, ""), required=required, maxlength=most)

    stages = tuple((one.name.lower(), words.say(f"handoff_stage.{one.name.lower()}")) for one in handing_off.STAGES)
    label = words.say("handoff_form.stage")
    stage = Field("stage", label, typed["stage"], "select", wrong=wrong.get("stage", ""), choices=stages)
    accepting = (field("acceptor"), field("on", "date"), *(_upload(name, wrong, words) for name in UPLOADS))
    stepping = (stage, field("on_step", "date", posted="on", required=True), field("court"), field("case_number"))
    erasing = (field("reason", required=True),)
    shown = (stepping if held.accepted_on else accepting) + erasing
    steps = tuple(held.steps.order_by("on", "id"))
    toml = (
        "\n".join(_toml(step) for step in handing_off.steps_of(held.account, held.creditor)) if held.accepted_on else ""
    )
    return OneHandOff(held, accepting, stepping, erasing, wrong_fields(shown), refused, steps, toml)


UPLOADS = ("countersigned", "token", "signers")


def _upload(name: str, wrong: Mapping[str, str], words: Catalogue) -> Field:
    label, hint = words.say(f"handoff_form.{name}"), words.say(f"handoff_form.{name}_hint")
    kind = "files" if name == "files" else "file"
    return Field(name, label, "", kind, hint, wrong.get(name, ""), required=name == "account")


def _toml(step: LegalStep) -> str:
    return f'[[legal]]\nstage = "{LegalStage(step.stage).name.lower()}"\non = {step.on.isoformat()}' + (
        f"\nat = {step.at.isoformat()}" if step.at else ""
    )


def download(request: HttpRequest, handoff: HandOff) -> HttpResponse:
    data = HandOff.objects.values_list("bundle", flat=True).get(id=handoff.id)
    answer = HttpResponse(bytes(data), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="hand-off.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


FORM = ("GET", "POST")
PAGES = (
    Page("staff/handoffs", home, "staff-handoffs", Who.KEEPER),
    Page("staff/handoffs/new", prepare, "staff-handoff-new", Who.KEEPER, FORM),
    Page("staff/handoffs/one/<str:handoff>", one, "staff-handoff", Who.KEEPER, FORM),
    Page("staff/handoffs/one/<str:handoff>/file", download, "staff-handoff-file", Who.KEEPER),
)
