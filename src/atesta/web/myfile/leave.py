"""Taking everything along, erasing, handing a contact over, who looked: what she may always do with her own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from atesta.errors import InputError
from atesta.locale import Catalogue
from atesta.store import erasing, handing, opening, pace, stamping
from atesta.store.asking import sent_of
from atesta.store.erasing import HeldError
from atesta.store.exporting import zipped
from atesta.store.models import Debt, Extract, File, KeptContact, Receipt, Request
from atesta.web.access import Who
from atesta.web.myfile import session
from atesta.web.myfile.export_page import everything
from atesta.web.myfile.forms import Asked, FormPage, Reading, fresh
from atesta.web.myfile.hold import held
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.outside_time import TimeLine, time_line
from atesta.web.paced import too_often
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

LOOKS_SHOWN = 200
KINDS_OF_LOOKS = frozenset({"contact", "file"})


@dataclass(frozen=True, slots=True)
class LookRow:
    at: datetime
    who: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class HandedRow:
    contact: str
    at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Looks:
    looks: tuple[LookRow, ...]
    handed: tuple[HandedRow, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """`exported_at`: her last export, None where there is none with this contact in it; `own`: nobody else runs it."""

    contact: str
    exported_at: datetime | None
    at: datetime | None
    taken_back_at: datetime | None
    wrong: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """The page of the export; `exported_at` of the last one, `time`: what is stamped of the log that goes along."""

    exported_at: datetime | None
    time: TimeLine


def export(request: HttpRequest) -> HttpResponseBase:
    file = file_of(request)
    if request.method != "POST":
        time = time_line(stamping.of_log(session.now()), "export", words_of(request))
        return show(request, "file_export.html", Leave(handing.exported_at(file), time))
    now = session.now()
    if seconds := pace.wait(request, "export", now):
        return too_often(request, seconds)
    handing.exported(file, now)
    answer = StreamingHttpResponse(zipped(everything(file, words_of(request), now)), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="atesta-export.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def erase_contact(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    words, debt = words_of(request), contact.debt_id
    after = f"/{words.lang}/file/debt/{debt}" if debt else f"/{words.lang}/file/home"
    back = f"/{words.lang}/file/contact/{contact.id}"
    return erase_asked(request, "erase_contact", back, after, lambda now: erasing.erase_contact(contact, means(), now))


def erase_receipt(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    back = f"/{words_of(request).lang}/file/debt/{receipt.debt_id}"
    return erase_asked(request, "erase_receipt", back, back, lambda now: erasing.erase_receipt(receipt, means(), now))


def erase_extract(request: HttpRequest, extract: Extract) -> HttpResponse:
    back = f"/{words_of(request).lang}/file/debt/{extract.debt_id}"
    return erase_asked(request, "erase_extract", back, back, lambda now: erasing.erase_extract(extract, means(), now))


def erase_request(request: HttpRequest, asked: Request) -> HttpResponse:
    words = words_of(request)
    back, after = f"/{words.lang}/file/request/{asked.id}", f"/{words.lang}/file/debt/{asked.debt_id}"
    lead = (words.say("web_file.erase_request.lead"), words.say("request_here.erased")) if sent_of(asked) else ()
    return erase_asked(
        request,
        "erase_request",
        back,
        after,
        lambda now: erasing.erase_request(asked, means(), now),
        ("" if words.lang == "zh" else " ").join(lead),
    )


def erase_debt(request: HttpRequest, debt: Debt) -> HttpResponse:
    home = f"/{words_of(request).lang}/file/home"
    back = f"/{words_of(request).lang}/file/debt/{debt.id}"
    return erase_asked(request, "erase_debt", back, home, lambda now: erasing.erase_debt(debt, now))


def erase_file(request: HttpRequest) -> HttpResponse:
    file, home = file_of(request), f"/{words_of(request).lang}/file/home"

    def erase(now: datetime) -> None:
        erasing.erase_file(file, now)
        session.end(request)

    return erase_asked(request, "erase_file", home, "", erase, _what_stays(file, words_of(request)))


def _what_stays(file: File, words: Catalogue) -> str:
    """The lead of the page, where more than usual has to be said."""
    asked = Request.objects.filter(debt__file=file, block__lifted_at=None).exclude(block=None)
    reported = file.reported_senders.filter(block__lifted_at=None).exclude(block=None)
    if not (asked.exists() or reported.exists()):
        return ""
    glue = "" if words.lang == "zh" else " "
    return glue.join((words.say("web_file.erase_file.lead"), words.say("hand_in.erase_file")))


def erase_asked(
    request: HttpRequest, about: str, back: str, after: str, erase: Callable[[datetime], None], lead: str = ""
) -> HttpResponse:
    """Asks once, with a box to tick; a second press finds nothing any more. A hold is told with who and why."""
    file, sure = file_of(request), (Asked("sure", "check"),)
    if (hold := erasing.hold_on(file)) is not None:
        return held(request, hold, back)
    if request.method != "POST":
        return show(request, "file_form.html", FormPage(about, fresh(sure, words_of(request)), back, lead=lead))
    reading = Reading(request)
    if not reading.flag("sure"):
        reading.wrong["sure"] = words_of(request).say("web_file.wrong.not_sure")
        return show(request, "file_form.html", FormPage(about, reading.again(sure), back, lead=lead), status=422)
    try:
        erase(session.now())
    except HeldError as error:  # set between our look and now
        return held(request, error.hold, back)
    return redirect(f"{after}?said=erased") if after else redirect("file-erased", lang=words_of(request).lang)


def erased(request: HttpRequest) -> HttpResponse:
    return show(request, "file_erased.html", None)


def looks(request: HttpRequest) -> HttpResponse:
    file, words = file_of(request), words_of(request)
    rows = file.looks.select_related("staff").order_by("-at")[:LOOKS_SHOWN]
    found = tuple(
        LookRow(
            row.at,
            words.say("web_file.looks.staff", who=row.staff.id[:6]) if row.staff else words.say("web_file.looks.gone"),
            row.what if row.what in KINDS_OF_LOOKS else "something",
            row.reason,
        )
        for row in rows
    )
    return show(request, "file_looks.html", Looks(found, _handed(file)))


def _handed(file: File) -> tuple[HandedRow, ...]:
    contacts = file.contacts.filter(handed_over__isnull=False).select_related("handed_over")
    return tuple(
        HandedRow(one.id, one.handed_over.at, one.handed_over.taken_back_at)
        for one in contacts.order_by("-handed_over__at")[:LOOKS_SHOWN]
    )


def hand(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    if settings().operator.kind == "own":
        return show(request, "file_hand.html", Hand(contact.id, None, None, None, own=True))
    if request.method != "POST":
        return _hand(request, contact)
    now, words = session.now(), words_of(request)
    back = f"/{words.lang}/file/contact/{contact.id}"
    if request.POST.get("do") == "take_back":
        handing.take_back(contact, now)
        return redirect(f"{back}?said=taken_back")
    if not request.POST.get("exported"):
        return _hand(request, contact, words.say("web_file.wrong.not_sure"))
    try:
        handing.hand_over(contact, now)
    except InputError:
        return _hand(request, contact, words.say("web_file.hand.export_needed"))
    return redirect(f"{back}?said=handed_over")


def _hand(request: HttpRequest, contact: KeptContact, wrong: str = "") -> HttpResponse:
    made, row = handing.exported_at(contact.file), getattr(contact, "handed_over", None)
    page = Hand(
        contact.id,
        made if made and made >= contact.kept_at else None,
        row.at if row else None,
        row.taken_back_at if row else None,
        wrong,
    )
    return show(request, "file_hand.html", page, status=422 if wrong else 200)


def me(request: HttpRequest) -> HttpResponse:
    """Only for her letters; empty is the rule."""
    file, words = file_of(request), words_of(request)
    asked = (Asked("name"), Asked("address", "textarea"), Asked("phone"))
    filled = tuple(Asked(one.name, one.kind, getattr(file, one.name)) for one in asked)
    back = f"/{words.lang}/file/home"
    if request.method != "POST":
        return show(request, "file_form.html", FormPage("me", fresh(filled, words), back))
    reading = Reading(request)
    name, address = reading.text("name", most=200), reading.text("address", most=500)
    phone = reading.text("phone", most=40)
    if reading.wrong:
        return show(request, "file_form.html", FormPage("me", reading.again(asked), back), status=422)
    try:
        opening.name_owner(file, name, address, phone, session.now())
    except HeldError as error:
        return held(request, error.hold, back)
    return redirect(f"{back}?said=saved")


PAGES = (
    Page("file/export", export, "file-export", Who.OWNER, ("GET", "POST")),
    Page("file/contact/<str:contact>/erase", erase_contact, "contact-erase", Who.OWNER, ("GET", "POST")),
    Page("file/receipt/<str:receipt>/erase", erase_receipt, "receipt-erase", Who.OWNER, ("GET", "POST")),
    Page("file/extract/<str:extract>/erase", erase_extract, "extract-erase", Who.OWNER, ("GET", "POST")),
    Page("file/request/<str:asked>/erase", erase_request, "request-erase", Who.OWNER, ("GET", "POST")),
    Page("file/debt/<str:debt>/erase", erase_debt, "debt-erase", Who.OWNER, ("GET", "POST")),
    Page("file/erase", erase_file, "file-erase", Who.OWNER, ("GET", "POST")),
    Page("file/erased", erased, "file-erased", Who.ANYONE),
    Page("file/looks", looks, "file-looks", Who.OWNER),
    Page("file/contact/<str:contact>/hand", hand, "contact-hand", Who.OWNER, ("GET", "POST")),
    Page("file/me", me, "file-me", Who.OWNER, ("GET", "POST")),
)
