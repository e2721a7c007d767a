"""One kept contact: its words, its five answers as they come out today, its original, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from atesta.errors import DiskError
from atesta.locale import Catalogue
from atesta.store import blobs, keeping, stamping
from atesta.store.answering import knowledge_of, review_of
from atesta.store.models import Blob, KeptContact, Receipt
from atesta.store.timeline import made_there
from atesta.store.to_core import message_of
from atesta.telling.answers_view import Answer, AnswersView, answers_view
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.call_page import CallAnswer
from atesta.web.call_sound import sound_answer
from atesta.web.failures import failure, refused
from atesta.web.kept_record import playable, seal_of
from atesta.web.myfile import session
from atesta.web.myfile.call import kept_call
from atesta.web.myfile.home import has_words, said_of, working
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.outside_time import TimeLine, time_line
from atesta.web.pages import Page
from atesta.web.register_said import Said, said_of_kept
from atesta.web.show import show, words_of
from atesta.web.steps import CourtPaper, How, RequestPage, court_paper, request_of, steps_of


@dataclass(frozen=True, slots=True)
class DebtName:
    id: str
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ContactPage:
    """`view` of a message, `call` of a call: made from what is kept, now; `letters`: where a letter is, without its
    kind; `others`: the debts that it could belong to instead; `digest` of the
    original (SHA-256, hex), "" where there is none; `times`: its outside time, of the seal and of the keeping;
    `register`: what the creditor's register said."""

    id: str
    text: str
    note: str
    kept_at: datetime
    help: tuple[str, ...]
    about: tuple[str, ...]
    view: AnswersView | None
    call: CallAnswer | None
    steps: tuple[How, ...]
    court: CourtPaper
    letters: str
    debt: DebtName | None
    others: tuple[DebtName, ...]
    digest: str
    said: str
    working: bool
    handed_at: datetime | None
    times: tuple[TimeLine, ...]
    register: Said


def contact_page(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    words, held = words_of(request), means()
    review, knowledge, message = review_of(contact, held), knowledge_of(contact, held), message_of(contact)
    call = kept_call(request, contact, review, knowledge, held.desk) if contact.transcript else None
    view = None if call else answers_view(review, message, knowledge, held.desk.rulebook, words)
    if view and not has_words(contact):
        view = _without_words(view, words)
    others = file_of(request).debts.exclude(id=contact.debt_id).order_by("-made_at")
    hand = getattr(contact, "handed_over", None)
    shown = call.view if call else view
    page = ContactPage(
        contact.id,
        visible(contact.text),
        visible(contact.note),
        contact.kept_at,
        shown.help if shown else (),
        shown.about if shown else (),
        view,
        call,
        steps_of(view, message, knowledge, held.desk, words, session.now()) if view else (),
        court_paper(knowledge.place, words),
        f"{request.path_info}/letter?kind=",
        DebtName(contact.debt.id, contact.debt.lender, made_there(contact.debt)) if contact.debt else None,
        tuple(DebtName(one.id, one.lender, made_there(one)) for one in others),
        contact.original.sha256 if contact.original else "",
        said_of(request),
        contact.debt is not None and working(contact.debt),
        hand.at if hand and hand.taken_back_at is None else None,
        _times(contact, words),
        said_of_kept(contact, words, session.now()),
    )
    return show(request, "file_contact.html", page, place=contact.debt.place if contact.debt else None)


def _times(contact: KeptContact, words: Catalogue) -> tuple[TimeLine, ...]:
    """Of the seal of its original, where we made that, and of its entry in the log. One sentence where both say it."""
    now = session.now()
    seal = seal_of(contact.original) if contact.original else None
    found = (
        ("seal", stamping.of_seal(seal, stamping.trusted(), now)),
        ("log", stamping.of_entry(contact.id, "contact_kept", now)),
    )
    return tuple(dict.fromkeys(time_line(one, about, words) for about, one in found if one is not None))


def _without_words(view: AnswersView, words: Catalogue) -> AnswersView:
    """A line of a call log: where nobody knows what was said, nothing was claimed and no greeting is missing."""
    steps = (f"remembered_call.step.{step.id}" for step in view.steps)
    return replace(
        view,
        answers=tuple(_unsaid(answer, words) for answer in view.answers),
        steps=tuple(
            replace(step, said=words.say(key)) if words.has(key) else step
            for step, key in zip(view.steps, steps, strict=True)
        ),
    )


def _unsaid(answer: Answer, words: Catalogue) -> Answer:
    if answer.room in ("truth", "conduct"):
        return Answer(answer.room, answer.question, words.say("remembered_call.nothing_said"))
    if answer.room == "integrity":
        return replace(answer, means=(words.say("remembered_call.no_seal"),))
    return answer


def letter(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    """One of the letters of its next steps, to print."""
    held, words = means(), words_of(request)
    message, knowledge = message_of(contact), knowledge_of(contact, held)
    made = request_of(request.GET.get("kind", ""), message, knowledge, held.desk, words, session.now())
    page = RequestPage(made, f"/{words.lang}/file/contact/{contact.id}")
    return show(request, "message_letter.html", page, place=contact.debt.place if contact.debt else None)


def sound(request: HttpRequest, contact: KeptContact) -> HttpResponseBase:
    """What was recorded, out of its seal, as a player asks for it."""
    found = playable(contact.original) if contact.original else None
    if found is None:
        raise Http404
    return sound_answer(request, *found)


def move(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    """To another debt of the same file. Answers of both debts are made anew."""
    debt = file_of(request).debts.filter(id=request.POST.get("debt", "")).first()
    if debt is None:
        return failure(request, "bad_request", 400)
    keeping.move_contact(contact, debt, means(), session.now())
    return redirect(f"/{words_of(request).lang}/file/contact/{contact.id}?said=moved")


def original(request: HttpRequest, contact: KeptContact) -> HttpResponseBase:
    return download(request, contact.original)


def receipt_paper(request: HttpRequest, receipt: Receipt) -> HttpResponseBase:
    return download(request, receipt.blob)


def download(request: HttpRequest, blob: Blob | None, name: str = "") -> HttpResponseBase:
    """Always as a download and never as what it says it is: it came from a stranger. Its name is a neutral one."""
    if blob is None:
        raise Http404
    try:
        source = blobs.open_blob(blob)
    except DiskError as error:
        return refused(request, error, 503)
    answer = FileResponse(source, as_attachment=True, filename=name or f"atesta-{blob.id[:8]}.bin")
    answer["Content-Type"] = "application/octet-stream"
    answer["Cache-Control"] = "no-store"
    return answer


PAGES = (
    Page("file/contact/<str:contact>", contact_page, "file-contact", Who.OWNER),
    Page("file/contact/<str:contact>/move", move, "contact-move", Who.OWNER, ("POST",)),
    Page("file/contact/<str:contact>/letter", letter, "contact-letter", Who.OWNER),
    Page("file/contact/<str:contact>/sound", sound, "contact-sound", Who.OWNER),
    Page("file/contact/<str:contact>/original", original, "contact-original", Who.OWNER),
    Page("file/receipt/<str:receipt>/paper", receipt_paper, "receipt-paper", Who.OWNER),
)
