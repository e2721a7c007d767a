"""What was given about a message -> what is asked of the review; each thing that cannot be used names its field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from atesta.contact.account import Account
from atesta.contact.message import Channel, Message, Provenance, Recipient
from atesta.contact.place import PLACES
from atesta.errors import AtestaError, InputError
from atesta.intake.own_figures import account_of_figures
from atesta.intake.pasted import Shown, pasted_messages, shown_in
from atesta.intake.text import check_pasted
from atesta.mandate.register_csv import PublicRegister
from atesta.pipeline import Knowledge
from atesta.store.house import person_hash

CHANNELS = (Channel.SMS, Channel.CHAT, Channel.EMAIL, Channel.LETTER)
PROVENANCES = (Provenance.IMPORTED, Provenance.SCREENSHOT, Provenance.TYPED)
"""What a form can bring: nothing that came through one is an original file or was captured here."""
MOST_SENDER = MOST_LENDER = 120
MOST_OWED = 40
"""Characters, as typed: no more than the column holds where it is kept."""
MOST_NUMBER = 40
MOST_TEXT, MOST_PASTED = 6_000, 60_000
"""Characters of one message, and of a paste that holds several: the longest is reviewed in about a second."""
MOST_DIGITS = 9
FIRST_YEAR, AHEAD = 1970, timedelta(days=1)
WHOLE = "whole"
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Given:
    """The fields as they were typed; sent again when the language changes or the form is corrected. `received` may have
    an offset when it comes from our own page; `pick` is which message of several, or "whole"; `token` a signed extract;
    `number` her own, for the creditor's register and nothing else."""

    text: str = ""
    sender: str = ""
    received: str = ""
    zone: str = ""
    channel: str = ""
    to: str = ""
    provenance: str = ""
    lender: str = ""
    owed: str = ""
    due: str = ""
    token: str = ""
    pick: str = ""
    number: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Given:
        """Browsers send a text area with the line ends of the network; the person saw plain ones. A NUL is no letter of
        any message, and PostgreSQL keeps none."""
        names = (field.name for field in dataclasses.fields(cls))
        values = {name: posted.get(name, "").replace("\r\n", "\n").replace("\0", "") for name in names}
        return cls(**{name: value if name == "text" else value.strip() for name, value in values.items()})

    @property
    def fields(self) -> dict[str, str]:
        """What has to be sent again to get the same answer."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value}

    @property
    def figures(self) -> bool:
        return bool(self.lender or self.owed or self.due)


class Refused(Exception):  # noqa: N818 - a form to correct, no fault
    """Fields that cannot be used, each with why."""

    def __init__(self, wrong: Mapping[str, AtestaError]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Asked:
    """One message with what is held beside it. `fields` are sent again to get the same answer, or to keep it; `read`
    names what was taken from the export it stands in; `offered` is what a forwarder's header says, which is used only
    where the person takes it over."""

    message: Message
    knowledge: Knowledge
    fields: Mapping[str, str]
    read: tuple[str, ...] = ()
    offered: Mapping[str, str] = field(default_factory=dict)


def zone_of(given: Given, place: str) -> str:
    """The zone of the clock that was typed: chosen, or the place's most populous, which the form shows."""
    zones = PLACES[place].zones
    return given.zone if given.zone in zones else zones[0]


def several(given: Given, place: str) -> tuple[Shown, ...]:
    """The messages of a pasted export, where the person has not said that it is one message."""
    if given.pick == WHOLE:
        return ()
    if len(given.text) > MOST_PASTED:  # said by read_form
        return ()
    return pasted_messages(given.text, ZoneInfo(zone_of(given, place)))


def is_picked(given: Given, messages: tuple[Shown, ...]) -> bool:
    few = len(given.pick) <= MOST_DIGITS  # Python refuses to read numbers of thousands of digits
    return few and given.pick.isdecimal() and int(given.pick) < len(messages)


def picked(given: Given, place: str) -> Shown | None:
    """The message of an export that was chosen, or the only one; None where the text itself is the message."""
    messages = several(given, place)
    if is_picked(given, messages):
        return messages[int(given.pick)]
    return messages[0] if len(messages) == 1 else None


def offer(shown: Shown, given: Given) -> dict[str, str]:
    """What the text shows of fields that were left empty, as the form writes it."""
    found = {
        "sender": (shown.sender or "")[:MOST_SENDER],
        "received": shown.local.isoformat(timespec="minutes") if shown.local else "",
    }
    return {name: value for name, value in found.items() if value and not getattr(given, name)}


def read_form(
    given: Given,
    place: str,
    now: datetime,
    extract: Account | None = None,
    registers: tuple[PublicRegister, ...] = (),
) -> Asked:
    """What is asked. `now` has an offset; `extract` is the account of the lender's extract, where one was given, and
    comes before her own figures; `registers` are the public lists of the place (web.registers). Raises Refused with
    every field that cannot be used."""
    wrong: dict[str, AtestaError] = {}
    if len(given.text) > MOST_PASTED:
        raise Refused({"text": _too_long("paste_too_long", limit=MOST_PASTED)})
    entry = picked(given, place)
    offered = offer(entry or shown_in(given.text), given)
    used = dataclasses.replace(given, **offered) if entry else given
    received = _tried(wrong, "received", lambda: _moment(used, place, now))
    _tried(wrong, "sender", lambda: _check_sender(used.sender))
    _tried(wrong, "number", lambda: _check_number(given.number, place))
    text = entry.text if entry else given.text
    _tried(wrong, "text", lambda: _check_text(text))
    account = extract or (_figures(given, place, now, wrong) if given.figures else None)
    if wrong:
        raise Refused(wrong)
    return _asked(used, given, entry, received, Knowledge.of(account, place=place, registers=registers), offered)


def _asked(  # the parts of one question
    used: Given,
    given: Given,
    entry: Shown | None,
    received: datetime | None,
    knowledge: Knowledge,
    offered: Mapping[str, str],
) -> Asked:
    text = entry.text if entry else given.text
    message = Message(
        text=text,
        original=text.encode("utf-8", "surrogatepass"),
        sender=used.sender or None,
        received=received,
        channel=_channel(given, entry),
        to=_one_of(given.to, tuple(Recipient)) or Recipient.DEBTOR,
        provenance=_one_of(given.provenance, PROVENANCES) or Provenance.IMPORTED,
    )
    fields = {**given.fields, **_said_again(message, entry)}
    read, left = (tuple(offered), {}) if entry else ((), offered)
    return Asked(message, knowledge, fields, read, left)


def _said_again(message: Message, entry: Shown | None) -> dict[str, str]:
    """The fields of the one message, out of the paste it was in, its time with the offset."""
    return {
        "text": message.text,
        "sender": message.sender or "",
        "received": message.received.isoformat() if message.received else "",
        "channel": message.channel.value,
        "to": message.to.value,
        "provenance": message.provenance.value,
        "pick": WHOLE if entry else "",
    }


Made = TypeVar("Made")


def _tried(wrong: dict[str, AtestaError], name: str, make: Callable[[], Made]) -> Made | None:
    """What one field says; where it cannot be used, why, so that all of them are named at once."""
    try:
        return make()
    except AtestaError as error:
        wrong[str(error.values.get("field", name))] = error
        return None


def _one_of(given: str, words: tuple[Word, ...]) -> Word | None:
    return next((word for word in words if word == given), None)


def _channel(given: Given, entry: Shown | None) -> Channel:
    """What was chosen; the list begins with a text message, so for an export that stands for no choice."""
    chosen = _one_of(given.channel, CHANNELS)
    if entry and entry.channel and chosen in (None, Channel.SMS):
        return entry.channel
    return chosen or Channel.SMS


def _check_sender(sender: str) -> None:
    if len(sender) > MOST_SENDER:
        raise InputError(
            f"The sender has more than {MOST_SENDER} characters.",
            "No number, name or address of a sender is that long.",
            "Write the number or name alone.",
            key="sender_too_long",
            limit=MOST_SENDER,
        )


def _check_number(number: str, place: str) -> None:
    if number and (len(number) > MOST_NUMBER or not person_hash(number, place)):
        raise InputError(
            "This is no telephone number.",
            "The register is asked whether this message was announced for it.",
            "Type it with its country or area code, or leave it empty.",
            key="own_number",
        )


def _check_text(text: str) -> None:
    check_pasted(text)
    check_length(text)


def check_length(text: str) -> None:
    """No more than one message may have, wherever it is typed. Raises InputError (`message_too_long`)."""
    if len(text) > MOST_TEXT:
        raise _too_long("message_too_long", limit=MOST_TEXT)


def _too_long(key: str, *, limit: int) -> InputError:
    return InputError(
        f"The text has more than {limit} characters.",
        "No single message is that long, and a long one keeps others waiting.",
        "Leave the part that it is about.",
        key=key,
        limit=limit,
    )


def _moment(given: Given, place: str, now: datetime) -> datetime | None:
    """The clock that was typed, in its zone. Empty is unknown, never now."""
    if not given.received:
        return None
    try:
        local = datetime.fromisoformat(given.received)
        moment = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone_of(given, place)))
        ahead = moment > now + AHEAD
    except (ValueError, OverflowError):
        raise _no_time("received_unreadable") from None
    if moment.year < FIRST_YEAR:
        raise _no_time("received_unreadable")
    if ahead:
        raise _no_time("received_ahead")
    return moment


def _no_time(key: str) -> InputError:
    return InputError(
        "This is no time at which the message can have arrived.",
        "Hours, days late and deadlines are computed from it.",
        "Correct it, or leave it empty if you do not know.",
        key=key,
    )


def _figures(given: Given, place: str, now: datetime, wrong: dict[str, AtestaError]) -> Account | None:
    """Her own figures: one witness, marked as hers. Each field is tried beside ones that can be used, so that all that
    cannot are named at once."""
    zone = zone_of(given, place)
    seen = now.astimezone(ZoneInfo(zone))
    today = seen.date()
    due = _tried(wrong, "due", lambda: _day(given.due))

    def account(lender: str = "-", due: date | None = today, owed: str = "1") -> Account:
        return account_of_figures(lender, due, owed, None, place, seen, zone=zone)

    _tried(wrong, "lender", lambda: account(lender=_fitting(given.lender, MOST_LENDER)))
    _tried(wrong, "owed", lambda: account(owed=_fitting(given.owed, MOST_OWED)))
    if "due" not in wrong:
        _tried(wrong, "due", lambda: account(due=due))
    return None if wrong else account(given.lender, due, given.owed)


def _fitting(given: str, limit: int) -> str:
    """Blanks count too: a reader passes over them, a column does not."""
    if len(given) > limit:
        raise InputError(
            f"This has more than {limit} characters.",
            "No lender's name and no amount is that long.",
            "Write the name or the amount alone.",
            key="figure_too_long",
            limit=limit,
        )
    return given


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise InputError(
            "This is not a date.",
            "Days late are counted from it.",
            "Choose the day on which the oldest unpaid instalment was due.",
            key="day_unreadable",
        ) from None
