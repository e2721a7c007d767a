"""What was given about a call -> what is asked: a recording, what somebody remembers, or a line of a call log.

Number, time, clock and figures are those of the form of a message, and are read by it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from atesta.contact.message import Recipient
from atesta.contact.place import PLACES
from atesta.contact.transcript import Transcript
from atesta.errors import AtestaError, InputError
from atesta.intake.remembered import read_remembered
from atesta.locale import Catalogue
from atesta.mandate.register_csv import PublicRegister
from atesta.pipeline import Knowledge
from atesta.telling.say_error import say_briefly
from atesta.web import message_form
from atesta.web.clocks import clocks
from atesta.web.field import Field, wrong_fields
from atesta.web.message_form import MOST_LENDER, MOST_OWED, MOST_SENDER, Refused, zone_of

SOUNDS = "audio/*,video/*,.amr,.gsm,.opus,.zip,.vtt,.vcon,.json"
"""What the file dialogue offers first; the bytes decide."""


@dataclass(frozen=True, slots=True)
class Given:
    """The fields as they were typed. `said` are lines of a remembered call; `upload` and `upload_token` name a
    recording that is here already."""

    said: str = ""
    sender: str = ""
    received: str = ""
    zone: str = ""
    to: str = ""
    lender: str = ""
    due: str = ""
    owed: str = ""
    upload: str = ""
    upload_token: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Given:
        names = (field.name for field in dataclasses.fields(cls))
        return cls(**{name: posted.get(name, "").replace("\r\n", "\n").replace("\0", "").strip() for name in names})

    @property
    def fields(self) -> dict[str, str]:
        """What has to be sent again to get the same answer; an upload is found by its session."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value and "upload" not in name}

    def as_message(self) -> message_form.Given:
        names = {field.name for field in dataclasses.fields(message_form.Given)}
        same = {name: value for name, value in dataclasses.asdict(self).items() if name in names}
        return message_form.Given(text="–", pick=message_form.WHOLE, **same)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who, when and to whom, what is held beside it, and the words that were remembered."""

    caller: str | None
    began: datetime | None
    to: Recipient
    knowledge: Knowledge
    remembered: Transcript


def read_form(given: Given, place: str, now: datetime, registers: tuple[PublicRegister, ...] = ()) -> Asked:
    """Raises Refused with every field that cannot be used. `now` has an offset; `registers` as for a message."""
    wrong: dict[str, AtestaError] = {}
    remembered = Transcript(())
    try:
        remembered = read_remembered(given.said)
    except AtestaError as error:
        wrong["said"] = error
    try:
        beside = message_form.read_form(given.as_message(), place, now, registers=registers)
    except Refused as refused:
        raise Refused({**refused.wrong, **wrong}) from None
    if wrong:
        raise Refused(wrong)
    message = beside.message
    return Asked(message.sender, message.received, message.to, beside.knowledge, remembered)


def nothing_given() -> InputError:
    return InputError(
        "There is no recording, nothing that was said, and neither a number nor a time.",
        "There is nothing to answer about.",
        "Give at least one of them.",
        key="call_nothing_given",
    )


def given_twice() -> InputError:
    return InputError(
        "There is a recording and a text of what was said.",
        "Only one of them can be what is judged.",
        "Leave one of them out.",
        key="call_given_twice",
    )


@dataclass(frozen=True, slots=True)
class Here:
    """A recording that came with a form to correct: it need not be sent again."""

    upload: str
    token: str
    megabytes: str


@dataclass(frozen=True, slots=True)
class CallForm:
    """`place_asks`: whether the place asks that the other party is told of a recording, as a sentence with its source.
    `erased`: what was here a moment ago no longer is."""

    recording: Field
    said: Field
    sender: Field
    received: Field
    zone: Field
    to: Field
    lender: Field
    due: Field
    owed: Field
    wrong: tuple[Field, ...]
    zones: int
    currency: str
    open: bool
    here: Here | None = None
    hears: bool = True
    erased: bool = False


def call_form(
    given: Given,
    place: str,
    words: Catalogue,
    wrong: Mapping[str, AtestaError] | None = None,
    *,
    here: Here | None = None,
    hears: bool = True,
    erased: bool = False,
) -> CallForm:
    """`wrong` are errors by the name of the field."""
    fields = _fields(given, place, words, wrong or {})
    figures = bool({"lender", "due", "owed"} & set(wrong or {}))
    return CallForm(
        **fields,
        wrong=wrong_fields(fields.values()),
        zones=len(PLACES[place].zones),
        currency=PLACES[place].currency,
        open=figures or bool(given.lender or given.due or given.owed),
        here=here,
        hears=hears,
        erased=erased,
    )


def _fields(given: Given, place: str, words: Catalogue, wrong: Mapping[str, AtestaError]) -> dict[str, Field]:
    def field(name: str, kind: str = "text", room: str = "call_form", **more: object) -> Field:
        hint = f"{room}.{name}_hint"
        values: dict[str, object] = {"value": getattr(given, name, ""), "kind": kind, **more}
        said = words.say(hint) if words.has(hint) else ""
        error = _said(wrong[name], words) if name in wrong else ""
        return Field(name, words.say(f"{room}.{name}"), hint=said, wrong=error, **values)  # type: ignore[arg-type]

    to = tuple((one, words.say(f"call_form.to_{one}")) for one in ("debtor", "third_party"))
    made = (
        field("recording", "file", accept=SOUNDS),
        field("said", "textarea"),
        field("sender", maxlength=MOST_SENDER),
        field("received", "datetime-local"),
        field("zone", "select", "message_page", value=zone_of(given.as_message(), place), choices=clocks(place, words)),
        field("to", "radio", choices=to, value=given.to or "debtor"),
        field("lender", room="message_page", maxlength=MOST_LENDER),
        field("due", "date", "message_page"),
        field("owed", room="message_page", inputmode="decimal", maxlength=MOST_OWED),
    )
    return {one.name: one for one in made}


def _said(error: AtestaError, words: Catalogue) -> str:
    said = say_briefly(error, words)
    return said[:1].upper() + said[1:]
