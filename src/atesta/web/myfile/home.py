"""The file itself: for each debt one timeline, its counts beside the rules, and what came twice under two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.review.limits.counted import Counted
from atesta.store import jobs
from atesta.store.answering import JOB
from atesta.store.models import Debt, KeptContact
from atesta.store.retention import erased_on
from atesta.store.timeline import PAGE, Sums, made_there, sums, timeline
from atesta.store.to_core import moment_of
from atesta.telling.adverse import ADVERSE
from atesta.telling.citation import say_citation
from atesta.web.access import Who
from atesta.web.myfile import session
from atesta.web.myfile.complaint_lines import ComplaintLine, due_of, lines_of
from atesta.web.myfile.means import means
from atesta.web.myfile.papers import Paper, extracts, receipts, requests
from atesta.web.myfile.reminders import DueLine, due_lines
from atesta.web.myfile.things import file_of
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

SAID = frozenset({"kept", "kept_before", "moved", "erased", "later", "saved", "taken_back", "handed_over"})
FEW = 5
"""Contacts of each debt on the first page, where there are several debts."""
SHOWN_CHARACTERS = 120
QUESTIONS = ("authenticity", "truth", "integrity", "conduct", "limits")


@dataclass(frozen=True, slots=True)
class Five:
    """One answer in the quiet line."""

    question: str
    word: str
    adverse: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One contact of a timeline. `at` None: nobody knows when; `at` then is no guess, and `kept_at` is ours. `outcome`
    is told where there are no words, such as of a line of a call log."""

    id: str
    at: datetime | None
    kept_at: datetime
    channel: str
    sender: str
    typed: bool
    begins: str
    outcome: str
    five: tuple[Five, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One rule with a number: the count beside it, its force and its source."""

    count: int
    most: int
    over: bool
    days: int
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What the newest contacts come to; `shared`: how many senders one text had, for each text with several."""

    contacts: int
    days: int
    campaigns: int
    shared: tuple[int, ...]
    limited: bool


@dataclass(frozen=True, slots=True)
class DebtPart:
    """A debt on the first page. `older`: where the next page of its timeline begins."""

    id: str
    name: str
    place: str
    made_at: datetime
    lines: tuple[Line, ...]
    older: str | None
    counts: tuple[Count, ...]
    hint: Hint


@dataclass(frozen=True, slots=True)
class Home:
    """`due` comes first, then `complaints` of which something runs out or came again; `only_code`: nothing else opens
    it; `erased_on`: when it goes if nobody opens it before."""

    due: tuple[DueLine, ...]
    debts: tuple[DebtPart, ...]
    complaints: tuple[ComplaintLine, ...]
    only_code: bool
    said: str
    erased_on: datetime | None


@dataclass(frozen=True, slots=True)
class DebtPage:
    """`owed` and `due` are hers and marked so. `working`: answers are being made anew; `first`: the newest contacts;
    `calling`: the creditor's account is open here, so that she can ask who is calling."""

    part: DebtPart
    owed: str
    due: date | None
    figures_at: datetime | None
    complete: bool
    extracts: tuple[Paper, ...]
    receipts: tuple[Paper, ...]
    requests: tuple[Paper, ...]
    complaints: tuple[ComplaintLine, ...]
    said: str
    working: bool
    first: bool
    calling: bool


def home(request: HttpRequest) -> HttpResponse:
    file, now = file_of(request), session.now()
    debts = tuple(file.debts.order_by("-made_at"))
    size = PAGE if len(debts) == 1 else FEW
    parts = tuple(debt_part(debt, words_of(request), now, size=size) for debt in debts)
    words = words_of(request)
    only_code = not file.passkeys.exists() and not file.mail_ways.exclude(confirmed_at=None).exists()
    due, complaints = due_lines(file, words, now), due_of(file, words, now)
    page = Home(due, parts, complaints, only_code, said_of(request), erased_on(file, settings().operator))
    return show(request, "file_home.html", page, place=debts[0].place if len(debts) == 1 else None)


def debt_page(request: HttpRequest, debt: Debt) -> HttpResponse:
    """`?after=` names the contact below which the page goes on; one that is not there begins at the newest."""
    words = words_of(request)
    after = debt.contacts.filter(id=request.GET.get("after", "").replace("\0", "")).first()
    part = debt_part(debt, words, session.now(), after)
    page = DebtPage(
        part,
        f"{debt.owed} {debt.currency}" if debt.owed else "",
        debt.due,
        debt.figures_at,
        debt.history_known,
        extracts(debt, words),
        receipts(debt, words),
        requests(debt, words),
        lines_of(debt.complaints.select_related("file", "debt").order_by("-made_at"), words, session.now()),
        said_of(request),
        working(debt),
        after is None,
        debt.ledger_id is not None,
    )
    return show(request, "file_debt.html", page, place=debt.place)


def working(debt: Debt) -> bool:
    """Its answers are being made anew by a job."""
    job = jobs.latest(JOB, debt.id)
    return job is not None and job.done_at is None


def said_of(request: HttpRequest) -> str:
    said = request.GET.get("said", "")
    return said if said in SAID else ""


def debt_part(
    debt: Debt, words: Catalogue, now: datetime, after: KeptContact | None = None, size: int = PAGE
) -> DebtPart:
    rows: QuerySet[KeptContact] = debt.contacts.all()
    found = timeline(rows, after, size)
    worked = sums(debt, means().desk.rulebook, now)
    lines = tuple(line_of(contact, words) for contact in found.contacts)
    counts = tuple(_count(one, words) for one in worked.counts)
    return DebtPart(debt.id, debt.lender, debt.place, made_there(debt), lines, found.older, counts, _hint(worked))


def line_of(contact: KeptContact, words: Catalogue) -> Line:
    begins = " ".join((contact.text or contact.note).split())
    short = begins if len(begins) <= SHOWN_CHARACTERS else begins[: SHOWN_CHARACTERS - 1] + "…"
    return Line(
        contact.id,
        moment_of(contact),
        contact.kept_at,
        contact.channel,
        contact.sender,
        contact.provenance == "typed",
        short,
        contact.outcome,
        five_of(contact, words),
    )


def five_of(contact: KeptContact, words: Catalogue) -> tuple[Five, ...]:
    """The five words as they were when its answers were made; none while they are being made."""
    answers = getattr(contact, "answers", None)
    if answers is None:
        return ()
    said = {**answers.summary, **({} if has_words(contact) else {"conduct": "nothing_said"})}
    return tuple(_five(name, said[name], words) for name in QUESTIONS if name in said)


def has_words(contact: KeptContact) -> bool:
    """Whether anything of what was said is known: without it nothing can be said of the tone."""
    return bool(contact.text or contact.transcript)


def _five(question: str, word: str, words: Catalogue) -> Five:
    said = words.say(f"web_file.short.{question}_{word}")
    return Five(question, said, word in ADVERSE)


def _count(one: Counted, words: Catalogue) -> Count:
    title = one.rule.titles[words.lang]
    days = (one.last - one.first).days + 1
    return Count(one.count, one.most, one.count > one.most, days, title, say_citation(one.version.citation, words))


def _hint(worked: Sums) -> Hint:
    found = worked.campaigns
    shared = tuple(len(one.senders) for one in found.shared)
    return Hint(found.contacts, found.days, len(found.campaigns), shared, worked.limited)


PAGES = (
    Page("file/home", home, "file-home", Who.OWNER),
    Page("file/debt/<str:debt>", debt_page, "file-debt", Who.OWNER),
)
