"""What would be flagged in a wording before a campaign: the same review as of any message, beside an invented account.

`{amount}` and the other placeholders are filled from an account that nobody has: one instalment, three days late, no
legal step. So a wording that says "handed to our lawyers" to everybody shows here what it will be for nearly everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from atesta.contact.account import Account, Instalment, Lender
from atesta.contact.message import Channel, Message
from atesta.contact.money import Money
from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.mandate.directory import Agency, Directory, Sender, Span
from atesta.pipeline import Desk, Knowledge, review_message
from atesta.review.conduct import BENIGN
from atesta.review.finding import Review
from atesta.store.models import Agency as AgencyRow
from atesta.store.models import Creditor
from atesta.telling.adverse import ADVERSE
from atesta.telling.say import say_day, say_money

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
DAYS_LATE = 3
NAMES = ("amount", "due", "days", "until", "name", "creditor", "agency", "code")
"""What a wording may leave to be filled in."""
_SENDER = "atesta sample sender"
_LANG = {"CN": "zh", "US": "en", "GB": "en"}
_PERSON = {"zh": "林女士", "es": "Sra. Lin", "en": "Ms Lin"}
_SUM = {"COP": Decimal("412600.00"), "CLP": Decimal(41260)}
_USUAL_SUM = Decimal("412.60")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing against a wording. `room` conduct, truth or limits; `name` its label, kind of claim or rule; `answer`
    the word of its room; `quote` the exact words, which the agency does not see (docs/decisions/037-wordings.md)."""

    room: str
    name: str
    rule: str
    answer: str
    quote: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Preview:
    """`text` as it would go out to the sample; `labels` of the conduct review; `distress`: it speaks of not wanting to
    live, and a person reads it first."""

    text: str
    labels: tuple[str, ...]
    flags: tuple[Flag, ...]
    distress: bool


def preview(
    text: str, channel: str, creditor: Creditor, agency: AgencyRow | None, desk: Desk, now: datetime
) -> Preview:
    """Reviewed as sent by that agency, or by the creditor itself. Raises InputError for a placeholder that nobody
    fills."""
    place = PLACES[creditor.place]
    at = _morning(now, ZoneInfo(place.zones[0]))
    account = sample(creditor, at)
    filled = fill(text, _values(account, creditor, agency, at))
    message = Message(filled, filled.encode("utf-8", "surrogatepass"), _SENDER, None, at, Channel(channel))
    knowledge = Knowledge.of(account, _directory(creditor, agency), (), creditor.place)
    review = review_message(message, knowledge, desk)
    labels = tuple(label for label in review.conduct.labels if label != BENIGN)
    return Preview(filled, labels, tuple(_flags(review)), review.distress)


def fill(text: str, values: Mapping[str, str]) -> str:
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in values]
    if unknown or text.count("{") != len(PLACEHOLDER.findall(text)) or text.count("}") != text.count("{"):
        raise InputError(
            f"Nobody fills in “{{{unknown[0] if unknown else ''}}}”.",
            "What is left unfilled goes out as it stands.",
            f"Use only {' '.join(f'{{{name}}}' for name in NAMES)}.",
            key="wording_placeholder",
            name=unknown[0][:40] if unknown else "",
            names=" ".join(f"{{{name}}}" for name in NAMES),
        )
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def sample(creditor: Creditor, at: datetime) -> Account:
    """An account that nobody has, as of the day before `at`."""
    currency = PLACES[creditor.place].currency
    owed = Money(_SUM.get(currency, _USUAL_SUM), currency)
    due = Instalment(at.date() - timedelta(days=DAYS_LATE), owed, Money(Decimal(0), currency))
    zone = PLACES[creditor.place].zones[0]
    as_of = at - timedelta(days=1)
    return Account(as_of, "", creditor.name, Lender(creditor.name), creditor.place, zone, currency, (due,))


def _values(account: Account, creditor: Creditor, agency: AgencyRow | None, at: datetime) -> dict[str, str]:
    lang, instalment = _LANG.get(creditor.place, "es"), account.instalments[0]
    return {
        "amount": say_money(str(instalment.amount), lang).rpartition(" ")[0],
        "due": say_day(instalment.due, lang),
        "days": str(DAYS_LATE),
        "until": say_day(at.date() + timedelta(days=7), lang),
        "name": _PERSON[lang],
        "creditor": creditor.name,
        "agency": agency.name if agency else creditor.name,
        "code": "7K4M 92QX D",
    }


def _morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Ten o'clock of the last Wednesday there: what is judged is the wording, not an hour."""
    there = now.astimezone(zone).replace(hour=10, minute=0, second=0, microsecond=0)
    return there - timedelta(days=(there.weekday() - 2) % 7)


def _directory(creditor: Creditor, agency: AgencyRow | None) -> Directory:
    """So that the rules are read that bind whoever sends it."""
    sender = Sender(_SENDER, Span())
    if agency is None:
        return Directory(creditor.name, None, own_senders=(sender,))
    return Directory(creditor.name, None, agencies=(Agency(agency.slug, agency.name, (sender,)),))


def _flags(review: Review) -> Iterator[Flag]:
    """What stands against it, or waits for a person. Of the limits only what the words themselves announce."""
    for finding in (*review.conduct.findings, *review.conduct.not_reviewable):
        if finding.answer in ADVERSE or finding.answer == "not_reviewable":
            name = str(finding.measured.get("label") or str(finding.measured.get("phrase", "")).partition(".")[0])
            yield Flag("conduct", name, finding.rule, finding.answer, finding.quote)
    for claim in review.truth.claims:
        if claim.answer in ADVERSE:
            yield Flag("truth", claim.kind, "", claim.answer, claim.quote)
    for finding in review.limits.findings:
        if finding.answer in ADVERSE and finding.quote:
            yield Flag("limits", "", finding.rule, finding.answer, finding.quote)
