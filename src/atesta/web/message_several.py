"""Several messages in one paste: which one, or each of them in five words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from atesta.intake.pasted import Shown
from atesta.locale import Catalogue
from atesta.pipeline import Desk, review_message
from atesta.telling.answers_view import answers_view
from atesta.telling.say import say_moment
from atesta.telling.visible import visible
from atesta.web.message_form import Given, Refused, read_form
from atesta.web.registers import registers_of

MOST_LISTED = 20
MOST_SHOWN = 240


@dataclass(frozen=True, slots=True)
class Word:
    """One of the five answers of a message in the list."""

    said: str
    adverse: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One message of the paste; `five` is empty until each is answered, or where this one cannot be."""

    number: int
    sender: str
    when: str
    text: str
    five: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The page. `n` messages were found, at most MOST_LISTED are listed, the last; `names` are who wrote them, `mine`
    the one that is left out."""

    n: int
    listed: tuple[Listed, ...]
    names: tuple[str, ...]
    mine: str
    each: bool
    shown: int = MOST_LISTED


def several_page(
    given: Given, messages: tuple[Shown, ...], place: str, desk: Desk | None, words: Catalogue, now: datetime, mine: str
) -> Several:
    """`desk` None only lists; otherwise each that is listed is answered."""
    numbered = [(number, one) for number, one in enumerate(messages) if not mine or one.sender != mine]
    names = tuple(dict.fromkeys(one.sender for one in messages if one.sender))
    listed = tuple(_listed(numbered[-MOST_LISTED:], given, place, desk, words, now))
    return Several(len(numbered), listed, names[:MOST_LISTED], mine, desk is not None)


def _listed(
    numbered: list[tuple[int, Shown]], given: Given, place: str, desk: Desk | None, words: Catalogue, now: datetime
) -> Iterator[Listed]:
    for number, one in numbered:
        text = one.text[:MOST_SHOWN] + ("…" if len(one.text) > MOST_SHOWN else "")
        when = say_moment(one.local, words.lang) if one.local else words.say("page.received_unknown")
        five = _five(dataclasses.replace(given, pick=str(number)), place, desk, words, now) if desk else ()
        yield Listed(number, visible(one.sender or ""), when, visible(text), five)


def _five(given: Given, place: str, desk: Desk, words: Catalogue, now: datetime) -> tuple[Word, ...]:
    try:
        asked = read_form(given, place, now, registers=registers_of(place))
    except Refused:  # said when it is opened
        return ()
    review = review_message(asked.message, asked.knowledge, desk)
    if review.distress:
        return (Word(words.say("help.heading"), adverse=False),)
    view = answers_view(review, asked.message, asked.knowledge, desk.rulebook, words)
    return tuple(Word(one.answer, one.adverse) for one in view.answers)
