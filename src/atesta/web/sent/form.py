"""What somebody typed who wants to know whether it is from them; each thing that cannot be used names its field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from atesta.contact.message import Channel
from atesta.contact.place import PLACES
from atesta.locale import Catalogue
from atesta.mandate.code import LONGEST_TYPED, read_code
from atesta.store.checking_sent import Asked
from atesta.store.house import person_hash
from atesta.web.clocks import clocks
from atesta.web.field import Field, wrong_fields

CHANNELS = (Channel.SMS, Channel.CHAT, Channel.EMAIL, Channel.LETTER)
MOST_TEXT, MOST_SENDER, MOST_NUMBER = 4_000, 120, 40
AHEAD = timedelta(minutes=5)
NOW, THEN = "now", "then"
TEXT, CODE, CALL = "text", "code", "call"
WAYS = (TEXT, CODE, CALL)


@dataclass(frozen=True, slots=True)
class Given:
    """The fields as typed. `do` is the way: text, code or call; the code and last four digits of the two short ways
    have names of their own, since all three stand on one page."""

    do: str = ""
    text: str = ""
    number: str = ""
    sender: str = ""
    came: str = ""
    received: str = ""
    zone: str = ""
    channel: str = ""
    code: str = ""
    sent_code: str = ""
    sent_last4: str = ""
    call_code: str = ""
    call_last4: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Given:
        names = (field.name for field in dataclasses.fields(cls))
        values = {name: posted.get(name, "").replace("\r\n", "\n").replace("\0", "") for name in names}
        return cls(**{name: value if name == "text" else value.strip() for name, value in values.items()})

    @property
    def fields(self) -> dict[str, str]:
        return {name: value for name, value in dataclasses.asdict(self).items() if value}

    @property
    def way(self) -> str:
        return self.do if self.do in WAYS else ""

    @property
    def short(self) -> tuple[str, str]:
        """Code and last four digits of one of the short ways."""
        return (self.call_code, self.call_last4) if self.way == CALL else (self.sent_code, self.sent_last4)


def wrong_of(given: Given, place: str, now: datetime) -> dict[str, str]:
    """Field -> which sentence says what is wrong (`sent_page.wrong.<word>`)."""
    return _wrong_text(given, place, now) if given.way == TEXT else _wrong_short(given)


def _wrong_text(given: Given, place: str, now: datetime) -> dict[str, str]:
    wrong = {}
    if not given.text.strip():
        wrong["text"] = "text"
    elif len(given.text) > MOST_TEXT:
        wrong["text"] = "long"
    if len(given.number) > MOST_NUMBER or not person_hash(given.number, place):
        wrong["number"] = "number"
    if len(given.sender) > MOST_SENDER:
        wrong["sender"] = "long"
    if given.code and read_code(given.code) is None:
        wrong["code"] = "code"
    moment = _moment(given, place)
    if given.received and given.came != NOW and (moment is None or moment > now + AHEAD):
        wrong["received"] = "time"
    return wrong


def _wrong_short(given: Given) -> dict[str, str]:
    code, last4 = given.short
    front = "call" if given.way == CALL else "sent"
    wrong = {}
    if read_code(code) is None:
        wrong[f"{front}_code"] = "code"
    if not (len(last4) == 4 and last4.isascii() and last4.isdecimal()):
        wrong[f"{front}_last4"] = "last4"
    return wrong


def zone_of(given: Given, place: str) -> str:
    zones = PLACES[place].zones
    return given.zone if given.zone in zones else zones[0]


def _moment(given: Given, place: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(given.received)
        moment = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone_of(given, place)))
        moment.astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError):
        return None
    return moment if 1970 <= moment.year <= 2200 else None


def asked_of(given: Given, place: str, now: datetime) -> Asked:
    """What is asked of the store. "Just now" is her word for the time, not ours."""
    received = now if given.came == NOW else _moment(given, place)
    channel = next((one for one in CHANNELS if one == given.channel), Channel.SMS)
    return Asked(place, given.text, given.number, given.sender, received, given.code, channel)


@dataclass(frozen=True, slots=True)
class SentForm:
    """Three ways on one page. `here`: an operator keeps a register here, and creditors of this place announce in it."""

    place: str
    here: bool
    own: bool
    text: tuple[Field, ...]
    more: tuple[Field, ...]
    sent: tuple[Field, ...]
    call: tuple[Field, ...]
    wrong: tuple[Field, ...] = ()
    opened: str = ""


def form_of(
    given: Given, place: str, words: Catalogue, *, here: bool, own: bool, wrong: Mapping[str, str] | None = None
) -> SentForm:
    made = _Made(given, place, words, wrong or {})
    text, more = made.text(), made.more()
    sent, call = made.short("sent"), made.short("call")
    return SentForm(
        place, here, own, text, more, sent, call, wrong_fields((*call, *text, *more, *sent)), given.way if wrong else ""
    )


@dataclass(frozen=True, slots=True)
class _Made:
    given: Given
    place: str
    words: Catalogue
    wrong: Mapping[str, str]

    def text(self) -> tuple[Field, ...]:
        say = self.words.say
        came = tuple((value, say(f"sent_page.came_{value}")) for value in (NOW, THEN))
        return (
            self._field("text", "textarea"),
            self._field("number", "tel", maxlength=MOST_NUMBER),
            self._field("sender", maxlength=MOST_SENDER),
            Field("came", say("sent_page.came"), self.given.came or NOW, "radio", choices=came),
            *self._time(),
        )

    def _time(self) -> tuple[Field, ...]:
        received, zones = self._field("received", "datetime-local"), clocks(self.place, self.words)
        if len(zones) == 1:
            return (received,)
        zone = zone_of(self.given, self.place)
        return received, Field("zone", self.words.say("message_page.zone"), zone, "select", choices=zones)

    def more(self) -> tuple[Field, ...]:
        say = self.words.say
        channels = tuple((one.value, say(f"channel.{one.value}")) for one in CHANNELS)
        channel = Field("channel", say("message_page.channel"), self.given.channel, "select", choices=channels)
        return self._field("code", maxlength=LONGEST_TYPED), channel

    def short(self, front: str) -> tuple[Field, ...]:
        return (
            self._field(f"{front}_code", maxlength=LONGEST_TYPED),
            self._field(f"{front}_last4", inputmode="numeric", maxlength=4),
        )

    def _field(self, name: str, kind: str = "text", *, inputmode: str = "", maxlength: int | None = None) -> Field:
        say, hint = self.words.say, f"sent_page.{name}_hint"
        wrong = self.wrong.get(name, "")
        return Field(
            name,
            say(f"sent_page.{name}"),
            getattr(self.given, name),
            kind,
            hint=say(hint) if self.words.has(hint) else "",
            wrong=say(f"sent_page.wrong.{wrong}", most=MOST_TEXT) if wrong else "",
            inputmode=inputmode,
            maxlength=maxlength,
        )
