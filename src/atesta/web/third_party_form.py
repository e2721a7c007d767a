"""What somebody gives who is not the debtor, and the refusal that is written from it. Nothing is looked up anywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from atesta.action.requests import RELATIONS, Letter, refusal
from atesta.contact.message import Channel, Message, Provenance, Recipient
from atesta.contact.place import PLACES
from atesta.locale import Catalogue, catalogue
from atesta.rules.rulebook import Rulebook
from atesta.telling.say import say_day, say_moment

CHANNELS = (Channel.SMS, Channel.CALL, Channel.CHAT, Channel.EMAIL, Channel.LETTER, Channel.VISIT)
MOST_MESSAGE, MOST_SENDER, MOST_LENDER = 20_000, 120, 120
"""Characters."""
WRITES = {"CN": "zh", "US": "en", "GB": "en"}
"""What a lender reads there; Spanish in the other places."""


@dataclass(frozen=True, slots=True)
class Given:
    """The fields as they were typed. `refuses` is "on" or empty; everything but it and `relation` may be left out."""

    relation: str = ""
    refuses: str = ""
    lender: str = ""
    sender: str = ""
    when: str = ""
    channel: str = ""
    message: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Given:
        values = {one.name: _plain(posted.get(one.name, "")) for one in dataclasses.fields(cls)}
        return cls(**values)

    @property
    def fields(self) -> dict[str, str]:
        """What has to be sent again to get the same answer."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value}

    @property
    def moment(self) -> datetime | None:
        """Her own clock, as a form sends it; None for what is no time."""
        try:
            found = datetime.fromisoformat(self.when)
        except ValueError:
            return None
        return found.replace(tzinfo=None, second=0, microsecond=0)


def _plain(given: str) -> str:
    return given.replace("\r\n", "\n").replace("\0", "").strip()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The refusal in the language that a lender there reads, `lang`. `text` is what is sealed, with one line feed at
    its end; `reading` is the same in the language of the page, "" where that is the same one. `name` and `before` (what
    to know before it is sent) are in the language of the page."""

    lang: str
    text: str
    reading: str
    name: str
    before: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def wrong_of(given: Given, place: str, now: datetime) -> dict[str, str]:
    """Field -> which sentence says what is wrong with it (`third.wrong.<word>`)."""
    wrong = {}
    if given.relation not in RELATIONS:
        wrong["relation"] = "relation"
    if given.refuses != "on":
        wrong["refuses"] = "refuses"
    if given.when:
        moment = given.moment
        if moment is None:
            wrong["when"] = "no_time"
        elif _ahead(moment, place, now):
            wrong["when"] = "ahead"
    if given.channel and given.channel not in {channel.value for channel in CHANNELS}:
        wrong["channel"] = "channel"
    limits = {"message": MOST_MESSAGE, "sender": MOST_SENDER, "lender": MOST_LENDER}
    return wrong | {name: "long" for name, most in limits.items() if len(getattr(given, name)) > most}


def _ahead(moment: datetime, place: str, now: datetime) -> bool:
    """In every zone of the place: her clock may be any of them."""
    return all(moment.replace(tzinfo=ZoneInfo(zone)) > now for zone in PLACES[place].zones)


def _zone(place: str) -> ZoneInfo:
    return ZoneInfo(PLACES[place].zones[0])


def refusal_of(given: Given, place: str, lang: str, rulebook: Rulebook, at: datetime) -> Refusal:
    """What she refuses, dated `at` (with an offset). The same fields and time give the same text."""
    writes = WRITES.get(place, "es")
    sent, read = (_letter(given, place, each, rulebook, at) for each in (writes, lang))
    reading = "" if lang == writes else as_text(read, at, place, catalogue(lang))
    return Refusal(writes, as_text(sent, at, place, catalogue(writes)), reading, read.name, read.before)


def _letter(given: Given, place: str, lang: str, rulebook: Rulebook, at: datetime) -> Letter:
    values = {"lender": given.lender, "sender": given.sender, "when": _said_when(given, lang)}
    return refusal(given.relation, values, lang, place, rulebook, at.astimezone(_zone(place)).date())


def _said_when(given: Given, lang: str) -> str:
    moment = given.moment
    return f"{say_day(moment.date(), lang)}{' ' if lang == 'zh' else ', '}{moment:%H:%M}" if moment else ""


def as_text(letter: Letter, at: datetime, place: str, words: Catalogue) -> str:
    """Subject, paragraphs and the moment of the refusal, as plain text to send or to seal."""
    said = words.say("third.said_at", time=say_moment(local(at, place), words.lang))
    return "\n\n".join((letter.subject, *letter.paragraphs, said)) + "\n"


def local(at: datetime, place: str) -> datetime:
    """The clock that most of the place goes by. Its offset is said with it, so that it is the same moment anywhere."""
    return at.astimezone(_zone(place))


def message_of(given: Given, place: str) -> Message | None:
    """What was sent to her, as somebody else got it; None where she pasted nothing."""
    if not given.message:
        return None
    only, moment = PLACES[place].only_zone, given.moment
    return Message(
        given.message,
        given.message.encode("utf-8", "surrogatepass"),
        sender=given.sender or None,
        received=moment.replace(tzinfo=ZoneInfo(only)) if moment and only else None,
        channel=Channel(given.channel or Channel.SMS.value),
        to=Recipient.THIRD_PARTY,
        provenance=Provenance.IMPORTED,
    )
