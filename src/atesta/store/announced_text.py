"""What a text may say to be announced, and what it says beside the account.

It is refused for two things only: what the law excludes (arrest for a plain debt), and a way to pay or to reach
somebody that is not the creditor's. The refusal is a decision of the gate, which the creditor sees. Whatever else is
exaggerated or contradicted is announced with that answer, which the creditor sees at once and the debtor when she
checks: a text that is sent anyway is better known than unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from atesta.action.gate import Reason
from atesta.action.gate.by_text import LAW, LEADS, PAYS, of_text
from atesta.contact.account import Account
from atesta.contact.message import Message
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.mandate.address import address_key
from atesta.mandate.directory import Directory
from atesta.pipeline import Desk, open_desk
from atesta.review.finding import Claim
from atesta.review.limits import bound_party
from atesta.review.truth import check_claims
from atesta.review.truth.links import canonical
from atesta.review.ways import LINK, Way, ways_in
from atesta.store.announced_keys import form_of
from atesta.store.models import Creditor, Sender

CODE_HERE = "{code}"
"""Where the code goes in a text that carries it."""
MOST_CHARACTERS = 2_000
MOST_CLAIMS = 40
_WAYS = ("account", "link")


@dataclass(frozen=True, slots=True)
class Read:
    """`claims` as they are kept: kind, what is said, the answer beside the account, and `as_of`, the moment of the
    extract that was compared, where there was one: a later one says nothing about them. `against`: why it may not be
    announced."""

    claims: tuple[Mapping[str, Json], ...]
    against: tuple[Reason, ...] = ()


@cache
def _desk() -> Desk:
    return open_desk(paraphrase=False)


def warm() -> None:
    """At the start of a process that takes many: the first few texts are otherwise read word by word."""
    for _ in range(2):  # the second is read as every later one is
        _desk().phrasebook.read("412.60元，请还款。 " * 500)


def with_code(text: str, code: str, *, common: bool) -> str:
    """The text as it is sent: its code where it says so; at the end of one that is `common`."""
    return f"{text.rstrip()} {code}" if common else text.replace(CODE_HERE, code)


def is_common(text: str, read: Read, tail: str, place: str) -> bool:
    """Whether it says nothing that only its recipient knows: neither an amount that stands so in this account nor the
    end of its number. Whoever has the wording, with its hotline, links and days, could otherwise ask for any number
    whether it owes; so such a text is sent, and found, only with its code in it."""
    if CODE_HERE in text or any(claim["kind"] == "amount" and claim["answer"] == "matches" for claim in read.claims):
        return False
    return not (_TAIL.fullmatch(tail) and _ends_so(text, tail, place))


_TAIL = re.compile(r"(?!19|20)\d{4}")
"""Of a number; not one that could be a year."""


def _ends_so(text: str, tail: str, place: str) -> bool:
    """A number of the text has this end, other than one to call."""
    shown = unicodedata.normalize("NFKC", text)
    for way in ways_in(text, place):
        shown = shown.replace(way.said, " ")
    return re.search(rf"{tail}(?!\d)", shown) is not None


def read_text(
    message: Message, account: Account | None, directory: Directory, creditor: Creditor, place: str, number: str = ""
) -> Read:
    """What it says, and what of that may not be announced (`announce_law`, `announce_pays`, `announce_leads`)."""
    claims = _claims(message, account, directory, place)
    hers = {account.account if account else "", number} - {""}
    as_of: dict[str, Json] = {"as_of": account.as_of.isoformat()} if account else {}
    kept = tuple({**_kept(claim), **as_of} for claim in claims[:MOST_CLAIMS])
    return Read(kept, tuple(_against(claims, message, account, creditor, place, hers)))


def claims_of(text: str, account: Account | None, place: str, at: datetime | None) -> tuple[Mapping[str, Json], ...]:
    """What another text says, for telling how it differs from the one that was announced."""
    found = _claims(Message(text[:MOST_CHARACTERS], b"", received=at), account, None, place)
    return tuple(_kept(claim) for claim in found[:MOST_CLAIMS])


def _kept(claim: Claim) -> dict[str, Json]:
    return {"kind": claim.kind, "said": claim.said[:80], "answer": claim.answer}


def _claims(message: Message, account: Account | None, directory: Directory | None, place: str) -> tuple[Claim, ...]:
    desk = _desk()
    party = bound_party(message, directory, place)
    reading = desk.phrasebook.read(message.text)
    return check_claims(reading, message, account, desk.rulebook, place, directory, party).claims


def check_size(text: str) -> None:
    """Raises InputError (`announce_size`)."""
    if not form_of(text) or len(text) > MOST_CHARACTERS:
        raise InputError(
            f"A text to announce has 1 to {MOST_CHARACTERS} characters, not only spaces and footers.",
            "It is compared word for word when somebody checks it.",
            "Send the text exactly as it will be sent.",
            key="announce_size",
            limit=MOST_CHARACTERS,
            field="text",
        )


def _against(
    claims: tuple[Claim, ...], message: Message, account: Account | None, creditor: Creditor, place: str, hers: set[str]
) -> Iterator[Reason]:
    """What the words may not say, by its kind and without them: a host names nobody, a number or a name might."""
    law = [claim for claim in claims if _is_excluded(claim, account)]
    strange = _strange(message, account, creditor, place, hers)
    hosts = sorted({way.key for way in strange if way.kind == LINK and not _PERSONAL.search(way.key)})[:MOST_WAYS]
    pays = {str(claim.measured.get("way") or "account") for claim in claims if _pays(claim)}
    if law:
        cited = tuple(dict.fromkeys(one for claim in law for one in claim.citations))
        yield of_text(LAW, {"claims": [_kept(claim) for claim in law[:MOST_WAYS]]}, cited)
    if pays:
        yield of_text(PAYS, {"ways": sorted(pays), "hosts": hosts})
    if strange:
        yield of_text(LEADS, {"ways": sorted({way.kind for way in strange}), "hosts": hosts})


_PERSONAL = re.compile(r"@|\d{4}")
"""A mailbox, or what may be somebody's number, in the name of a host."""
MOST_WAYS = 5


def _is_excluded(claim: Claim, account: Account | None) -> bool:
    """By a law, or an arrest where no judgment is on file: a plain debt leads to none anywhere, also where the rule
    that says so forbids false statements and leaves the arrest itself to others."""
    if claim.kind == "arrest":
        return account is None or claim.answer != "cannot_be_checked"
    return claim.answer == "impossible_in_law"


def _pays(claim: Claim) -> bool:
    """Where the file names no way to pay, an account or a link in a text is nobody's."""
    if claim.kind != "payment_instruction":
        return False
    unnamed = claim.answer == "cannot_be_checked" and claim.measured.get("way") in _WAYS
    return claim.answer == "contradicted" or unnamed


def _strange(
    message: Message, account: Account | None, creditor: Creditor, place: str, hers: set[str]
) -> tuple[Way, ...]:
    """Links, numbers and handles that are not the creditor's: neither ways to pay of the account, nor senders in force
    that day."""
    ways = [way for way in ways_in(message.text, place) if not _is_hers(way, place, hers)]
    if not ways:
        return ()
    pay_to = frozenset(account.pay_to or ()) if account else frozenset()
    known = {canonical(way) for way in pay_to} | {address_key(way, place) for way in pay_to}
    known |= _senders(creditor, {way.key for way in ways}, message)
    return tuple(way for way in ways if way.key not in known)


def _is_hers(way: Way, place: str, hers: set[str]) -> bool:
    """The number of the account, or her own."""
    return way.kind != LINK and way.key in {address_key(own, place) for own in hers}


def _senders(creditor: Creditor, keys: set[str], message: Message) -> set[str]:
    assert message.received is not None
    day = message.received.date()
    rows = Sender.objects.filter(creditor=creditor, key__in=keys, from_on__lte=day)
    return set(rows.exclude(to_on__lt=day).values_list("key", flat=True))
