"""What her pages say of the creditor's list, where the creditor runs them: elsewhere nothing is handed to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.store import house
from atesta.store.models import Block, File
from atesta.telling.say import say_day
from atesta.telling.say_error import say_briefly
from atesta.web.field import Field
from atesta.web.show import settings

MOST_NUMBER = 40
SHOWN_FIGURES = 2
ROOM = "hand_in"


@dataclass(frozen=True, slots=True)
class HandIn:
    """One button, whose sentences are `hand_in.<about>`, and where it goes `to`. `said`: how what was handed in before
    stands; `can`: it can be pressed. Where her file has a number, `ends` are its last figures, else `number` asks for
    one."""

    about: str
    to: str
    can: bool
    said: tuple[str, ...]
    ends: str
    number: Field | None
    wrong: tuple[Field, ...]


def here() -> bool:
    return settings().operator.kind == "creditor"


@dataclass(frozen=True, slots=True)
class Typed:
    """The number as it was typed, and what is wrong with it."""

    number: str = ""
    wrong: str = ""


NOTHING = Typed()


def hand_in(  # what one button is about
    about: str, to: str, file: File, place: str, blocks: tuple[Block, ...], words: Catalogue, typed: Typed, *, can: bool
) -> HandIn | None:
    """None where the operator is not the creditor, or there is nothing to say."""
    if not here() or not (can or blocks):
        return None
    known = bool(house.person_hash(file.phone, place))
    number = None if known or not can else number_field(words, typed)
    said = tuple(dict.fromkeys(state_said(block, words) for block in blocks))
    ends = file.phone.strip()[-SHOWN_FIGURES:] if known else ""
    return HandIn(about, to, can, said, ends, number, (number,) if number and typed.wrong else ())


def number_field(words: Catalogue, typed: Typed) -> Field:
    label, hint = words.say(f"{ROOM}.number"), words.say(f"{ROOM}.number_hint")
    return Field("number", label, typed.number, "tel", hint, typed.wrong, maxlength=MOST_NUMBER)


def number_of(file: File, place: str, typed: str) -> str:
    """That of her file, where it is one; else what was typed."""
    return file.phone if house.person_hash(file.phone, place) else cleaned(typed)


def cleaned(typed: str) -> str:
    return typed.replace("\0", "").strip()[:MOST_NUMBER]


def wrong_number(error: AtestaError, words: Catalogue) -> str:
    said = say_briefly(error, words)
    return said[:1].upper() + said[1:]


def state_said(block: Block, words: Catalogue) -> str:
    """How it stands, with the day by the clock of the place."""
    state, at = _state(block)
    return words.say(f"{ROOM}.state.{state}", day=say_day(day_there(at, block.place), words.lang))


def _state(block: Block) -> tuple[str, datetime]:
    if block.lifted_at is not None:
        return "lifted", block.lifted_at
    if block.confirmed_at is not None:
        return ("binds_all" if block.kind == house.SENDER else "binds"), block.confirmed_at
    if block.kind == house.SENDER and block.person:
        return "binds_you", block.since
    return ("not_hers", block.declined_at) if block.declined_at is not None else ("waits", block.made_at)


def day_there(at: datetime, place: str) -> date:
    return at.astimezone(ZoneInfo(PLACES[place].zones[0])).date()
