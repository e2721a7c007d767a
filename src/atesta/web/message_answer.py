"""The page of the five answers about a message: everything that its template shows, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from atesta.action.scare_words import Explained, explained
from atesta.contact.message import Message, Provenance
from atesta.intake.extract_file import Extract
from atesta.intake.text import notes_on
from atesta.locale import Catalogue
from atesta.pipeline import Desk, Knowledge, review_message
from atesta.telling.answers_view import AnswersView, answers_view
from atesta.telling.say import say_moment
from atesta.telling.say_extract import vouched_line
from atesta.telling.say_fact import Told, told
from atesta.telling.visible import visible
from atesta.web.message_form import Asked
from atesta.web.register_said import NOT_HERE, Said
from atesta.web.steps import CourtPaper, How, court_paper, steps_of

MOST_SHOWN = 4000
"""Characters of the message that stand at the top of its answers: all of it goes along in the page's form anyway, and
twice would be too much for a phone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the message; `mark` is the number of the word that is explained below it, 0 for the rest."""

    text: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word that frightens: what it is when it is real, what it is not, where one asks. `marked`: it stands in what is
    shown of the message."""

    number: int
    name: str
    facts: tuple[Told, Told, Told]
    marked: bool


@dataclass(frozen=True, slots=True)
class MessageAnswer:
    """The page. `state`: nothing, figures or extract; `unread`: what could not be read or checked; `taken`: what was
    taken from the text, `offered`: what it shows and was left out, `offer` the fields of it; `cut`: only the beginning
    of the message is shown."""

    view: AnswersView
    state: str
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]
    unread: tuple[str, ...]
    taken: tuple[str, ...]
    offered: tuple[str, ...]
    steps: tuple[How, ...]
    court: CourtPaper
    offer: Mapping[str, str]
    cut: bool
    vouched: str = ""
    register: Said = NOT_HERE


def message_answer(
    asked: Asked,
    desk: Desk,
    words: Catalogue,
    now: datetime,
    extract: Extract | None = None,
    register: Said = NOT_HERE,
) -> MessageAnswer:
    """Reviews, and tells. `extract`: what the knowledge rests on, where she brought one; `register`: what the
    creditor's register said, whose answer is in the knowledge."""
    message, knowledge = asked.message, asked.knowledge
    review = review_message(message, knowledge, desk)
    view = answers_view(review, message, knowledge, desk.rulebook, words)
    found = explained(message.text, knowledge.place, words.lang)
    return MessageAnswer(
        view=view,
        state=_state(knowledge),
        pieces=tuple(_pieces(message.text, found)),
        words=tuple(_word(number, one, words) for number, one in enumerate(found, 1)),
        unread=(*_unread(message, words), *_about_extract(asked, extract, words)),
        taken=_of_text(asked.read, message, words),
        offered=tuple(_offered(name, value, words) for name, value in asked.offered.items()),
        steps=steps_of(view, message, knowledge, desk, words, now),
        court=court_paper(knowledge.place, words),
        offer=asked.offered,
        cut=len(message.text) > MOST_SHOWN,
        vouched=vouched_line(extract, words) if extract else "",
        register=register,
    )


def _state(knowledge: Knowledge) -> str:
    if knowledge.account is None:
        return "nothing"
    return "figures" if knowledge.account.typed_by_debtor else "extract"


def _pieces(text: str, found: Sequence[Explained]) -> Iterator[Piece]:
    """The text as given, cut at the words that are explained; nothing in it that a screen would obey."""
    at = 0
    for number, one in enumerate(found, 1):
        if one.end > MOST_SHOWN:
            break
        yield Piece(visible(text[at : one.start]))
        yield Piece(visible(text[one.start : one.end]), number)
        at = one.end
    yield Piece(visible(text[at:MOST_SHOWN]))


def _word(number: int, one: Explained, words: Catalogue) -> Word:
    real, is_not, check = (told(fact, words) for fact in one.sources)
    return Word(number, one.name, (real, is_not, check), one.end <= MOST_SHOWN)


def _unread(message: Message, words: Catalogue) -> Iterator[str]:
    """What stands in the way of an answer, said before somebody wonders."""
    if message.received is None:
        yield words.say("message_page.unread_time")
    if message.sender is None:
        yield words.say("message_page.unread_sender")
    yield words.say("message_page.unread_history")
    if message.provenance is Provenance.SCREENSHOT:
        yield words.say("message_page.weaker")
    for note in notes_on(message.text):
        yield words.say(f"message_page.note_{note.what}", n=note.count)


def _about_extract(asked: Asked, extract: Extract | None, words: Catalogue) -> Iterator[str]:
    if extract is None:
        return
    if extract.account.place != asked.knowledge.place:
        yield words.say("message_page.other_place")
    if asked.fields.get("owed") or asked.fields.get("due"):
        yield words.say("message_page.both_figures")


def _of_text(read: tuple[str, ...], message: Message, words: Catalogue) -> tuple[str, ...]:
    said = []
    if "sender" in read:
        said.append(words.say("message_page.taken_sender", value=visible(message.sender or "")))
    if "received" in read and message.received:
        said.append(words.say("message_page.taken_received", value=say_moment(message.received, words.lang)))
    return tuple(said)


def _offered(name: str, value: str, words: Catalogue) -> str:
    said = say_moment(datetime.fromisoformat(value), words.lang) if name == "received" else visible(value)
    return words.say(f"message_page.offered_{name}", value=said)
