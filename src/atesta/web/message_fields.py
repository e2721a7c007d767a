"""The form of a message: its fields with labels, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from atesta.contact.message import Provenance
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.telling.say_error import say_briefly
from atesta.web.clocks import clocks
from atesta.web.field import Field, wrong_fields
from atesta.web.message_form import CHANNELS, MOST_LENDER, MOST_NUMBER, MOST_OWED, MOST_SENDER, Given, zone_of
from atesta.web.register_here import is_here

PICTURES = "image/png,image/jpeg,image/webp"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came off a picture: how many more messages were on it, and the places that could not be read or are
    doubted, as sentences."""

    others: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageForm:
    """The page of the form. `hidden` are fields without an input of their own; `here`: a register is kept here, which
    can be asked with her `number`; `many`: the paste holds so many
    messages; `seen`: it was read from a picture; `open`: the fold of figures has something in it."""

    text: Field
    sender: Field
    received: Field
    zone: Field
    channel: Field
    to: Field
    lender: Field
    owed: Field
    due: Field
    page: Field
    extract: Field
    token: Field
    picture: Field
    number: Field
    wrong: tuple[Field, ...]
    hidden: Mapping[str, str] = field(default_factory=dict)
    zones: int = 1
    currency: str = ""
    here: bool = False
    many: int = 0
    open: bool = False
    seen: Seen | None = None


def message_form(
    given: Given,
    place: str,
    words: Catalogue,
    wrong: Mapping[str, AtestaError | str] | None = None,
    read: tuple[str, ...] = (),
    many: int = 0,
    seen: Seen | None = None,
    page_read: bool = False,
) -> MessageForm:
    """`wrong` are errors by the name of the field; `read` names the fields that were filled in from the text, or from
    a picture of the message (`seen`) or of the lender's page (`page_read`)."""
    if seen is None and given.provenance == Provenance.SCREENSHOT:
        seen = Seen()  # what was not read was said when it was read; that it is weaker stays true
    make = _Maker(given, words, wrong or {}, dict.fromkeys(read, "picture" if seen or page_read else "text"))
    named = make.all(place)
    return MessageForm(
        **named,
        wrong=wrong_fields(named.values()),
        hidden={"provenance": given.provenance} if given.provenance else {},
        zones=len(PLACES[place].zones),
        currency=PLACES[place].currency,
        here=is_here(place),
        many=many,
        open=given.figures
        or bool(given.token)
        or bool({"lender", "owed", "due", "page", "extract", "token"} & set(make.wrong)),
        seen=seen,
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    given: Given
    words: Catalogue
    wrong: Mapping[str, AtestaError | str]
    read: Mapping[str, str]

    def all(self, place: str) -> dict[str, Field]:
        words = self.words
        channels = tuple((one.value, words.say(f"channel.{one.value}")) for one in CHANNELS)
        to = tuple((one, words.say(f"message_page.to_{one}")) for one in ("debtor", "third_party"))
        fields = (
            self.field("text", "textarea", required=True),
            self.field("sender", maxlength=MOST_SENDER),
            self.field("received", "datetime-local", value=_on_the_clock(self.given.received)),
            self.field("zone", "select", value=zone_of(self.given, place), choices=clocks(place, words)),
            self.field("channel", "select", choices=channels, value=self.given.channel or "sms"),
            self.field("to", "radio", choices=to, value=self.given.to or "debtor"),
            self.field("lender", maxlength=MOST_LENDER),
            self.field("owed", inputmode="decimal", maxlength=MOST_OWED),
            self.field("due", "date"),
            self.field("page", "file", accept=PICTURES),
            self.field("extract", "file"),
            self.field("token", "textarea"),
            self.field("picture", "file", accept=PICTURES),
            self.field("number", "tel", maxlength=MOST_NUMBER),
        )
        return {one.name: one for one in fields}

    def field(self, name: str, kind: str = "text", **more: object) -> Field:
        words, hint = self.words, f"message_page.{name}_hint"
        values: dict[str, object] = {"value": getattr(self.given, name, ""), **more}
        return Field(
            name,
            words.say(f"message_page.{name}"),
            kind=kind,
            hint=words.say(hint) if words.has(hint) else "",
            wrong=_said(self.wrong[name], words) if name in self.wrong else "",
            read=self.read.get(name, ""),
            **values,  # type: ignore[arg-type]
        )


def _on_the_clock(received: str) -> str:
    """As the input writes it: the clock that was seen, without its offset. What is no time stays as it was typed."""
    try:
        return datetime.fromisoformat(received).replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        return received


def _said(error: AtestaError | str, words: Catalogue) -> str:
    said = error if isinstance(error, str) else say_briefly(error, words)
    return said[:1].upper() + said[1:]
