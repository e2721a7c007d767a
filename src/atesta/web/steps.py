"""What now, opened: how each next step is done, the letter where it is done with one, and how to tell a court's paper.

The same for an answer that nobody keeps and for one in somebody's file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from atesta.action.court_papers import court_papers_of
from atesta.action.requests import letter
from atesta.contact.message import Message
from atesta.contact.place import today_of
from atesta.locale import Catalogue
from atesta.pipeline import Desk, Knowledge
from atesta.telling.answers_view import AnswersView
from atesta.telling.say import say_moment
from atesta.telling.say_fact import Told, told
from atesta.telling.visible import visible

LETTERS = {
    "request_statement": "statement",
    "ask_lender_to_confirm": "statement",
    "ask_for_correction": "dispute",
    "send_your_receipt": "dispute",
    "pause_contact": "stop",
}
"""Which letter a step is done with."""
MOST_QUOTED = 300


@dataclass(frozen=True, slots=True)
class Request:
    """A letter that is ready to be sent by hand. `before` is for her eyes."""

    kind: str
    name: str
    text: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """One next step, opened: how it is done, and the letter where it is done with one."""

    id: str
    said: str
    how: str
    request: Request | None


@dataclass(frozen=True, slots=True)
class CourtPaper:
    """How to tell a court's paper: what a real one has, what only a threat has, whom to ask, what is not known."""

    first: str
    sections: tuple[tuple[str, tuple[Told, ...]], ...]


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A letter alone, to print. `back` is where it was asked for, "" where the form of the message is sent again."""

    request: Request
    back: str = ""


def steps_of(
    view: AnswersView, message: Message, knowledge: Knowledge, desk: Desk, words: Catalogue, now: datetime
) -> tuple[How, ...]:
    """At most three, the first stands out."""
    return tuple(_steps(view, message, knowledge, desk, words, now))


def _steps(
    view: AnswersView, message: Message, knowledge: Knowledge, desk: Desk, words: Catalogue, now: datetime
) -> Iterator[How]:
    for step in view.steps:
        key = f"message_how.{step.id}"
        kind = LETTERS.get(step.id)
        request = request_of(kind, message, knowledge, desk, words, now) if kind else None
        yield How(step.id, step.said, words.say(key) if words.has(key) else "", request)


def request_of(
    kind: str, message: Message, knowledge: Knowledge, desk: Desk, words: Catalogue, now: datetime
) -> Request:
    """The ready-made letter, with what is known of the message filled in. Nothing is sent. A kind that no step of ours
    has is taken for the first."""
    kind, account = kind if kind in LETTERS.values() else "statement", knowledge.account
    quote = message.text if len(message.text) <= MOST_QUOTED else message.text[:MOST_QUOTED] + "…"
    values = {
        "lender": account.creditor if account else "",
        "when": say_moment(message.received, words.lang) if message.received else "",
        "sender": message.sender or "",
        "quote": visible(quote),
    }
    today = today_of(knowledge.place, now) if knowledge.place else now.date()
    made = letter(kind, values, words.lang, knowledge.place or "", desk.rulebook, today)
    return Request(kind, made.name, "\n\n".join((made.subject, *made.paragraphs)), made.before)


def court_paper(place: str | None, words: Catalogue) -> CourtPaper:
    papers = court_papers_of(place)
    sections = tuple(
        (words.say(f"message_page.court_{name}"), tuple(told(fact, words) for fact in getattr(papers, name)))
        for name in ("real", "threat", "check", "unchecked")
        if getattr(papers, name)
    )
    return CourtPaper(papers.first[words.lang], sections)
