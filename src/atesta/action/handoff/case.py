"""The files of one case -> what the lawyers get. One case is one account; nothing is made for many at once.

`account.toml` is what is owed; `history.jsonl` the contacts; `notices.toml` what had to be told, with its proof:

    [[notice]]
    kind = "default"            # any word of yours: default, acceleration, assignment, claim
    on = 2026-10-20             # when it was sent
    channel = "letter"
    received_on = 2026-10-22    # optional: what the proof shows
    proof = "receipt.pdf"       # optional: the file among the others

Each `*.json` is a review (atesta.review/1) of a message or call that went out, each `acta-….zip` a sealed bundle; any
other file is an exhibit as it is. Files get numbers and lose their names, which may say who somebody is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from types import MappingProxyType

from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Channel
from atesta.contact.transcript import SpokenTurn, Transcript, Voice
from atesta.errors import InputError, Where
from atesta.intake.account_file import read_account
from atesta.intake.fields import Table, parse_toml
from atesta.intake.history_file import read_history
from atesta.review.conduct.call_mask import masked

ACCOUNT, HISTORY, NOTICES = "account.toml", "history.jsonl", "notices.toml"
FIRST = (ACCOUNT, HISTORY, NOTICES)
MOST_FILES, MOST_CLAIMS = 500, 2_000
UNCHANGED = "unchanged"
NO_LOG: Mapping[str, tuple[Entry, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Seal:
    """What a check of a sealed bundle said: `answer` in the words of `atesta verify`; times are milliseconds UTC."""

    answer: str
    id: str = ""
    digest: str = ""
    signer: str = ""
    sealed_utc_ms: int | None = None
    stamped_utc_ms: int | None = None
    stamper: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log of the house that kept an exhibit: `what` was done, and the digest that the chain holds."""

    seq: int
    at: datetime
    what: str
    digest: str


Check = Callable[[str, bytes], Seal | None]
"""Of a file: None where it is no sealed bundle."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`file` is its name in the hand-off, made of its number and its kind; `given` the one that it came with;
    `entries` what the log of the house says of it, where it was kept there."""

    number: str
    file: str
    given: str
    data: bytes = field(repr=False)
    sha256: str
    seal: Seal | None = None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """`proof` is the number of an exhibit, "" where there is none."""

    kind: str
    on: date
    channel: Channel
    received_on: date | None
    proof: str


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """What a message or call said, beside what the file showed then. `review` is the number of an exhibit."""

    review: str
    kind: str
    quote: str
    answer: str
    on_file: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One case as of `on`. `contacts` None: the history is unknown. `reviews`: how many there are."""

    account: Account
    contacts: tuple[PastContact, ...] | None
    notices: tuple[Notice, ...]
    claims: tuple[ClaimMade, ...]
    reviews: int
    exhibits: tuple[Exhibit, ...]
    on: date


def read_case(
    files: Mapping[str, bytes], check: Check, on: date, log: Mapping[str, tuple[Entry, ...]] = NO_LOG
) -> Asked:
    """`log`: entries by the name of a file. Raises InputError: no account, a file that cannot be read, or a sealed one
    that was changed since."""
    if ACCOUNT not in files:
        raise InputError(
            "There is no account.toml.",
            "The file for the lawyers says what is owed, and since when.",
            "Put it with the others.",
            key="handoff_no_account",
        )
    if len(files) > MOST_FILES:
        raise InputError(
            f"There are more than {MOST_FILES} files.",
            "Nobody can read them.",
            "Leave out what proves nothing.",
            key="handoff_too_many",
            limit=MOST_FILES,
        )
    account = read_account(files[ACCOUNT], ACCOUNT)
    exhibits = tuple(_exhibits(files, check, log))
    numbers = {one.given: one.number for one in exhibits}
    reviews = [one for one in exhibits if one.given.endswith(".json")]
    claims = tuple(claim for one in reviews for claim in _claims(one))
    return Asked(
        account=account,
        contacts=read_history(files[HISTORY].splitlines(), HISTORY) if HISTORY in files else None,
        notices=_notices(files[NOTICES], numbers) if NOTICES in files else (),
        claims=claims[:MOST_CLAIMS],
        reviews=len(reviews),
        exhibits=exhibits,
        on=on,
    )


def _exhibits(files: Mapping[str, bytes], check: Check, log: Mapping[str, tuple[Entry, ...]]) -> Iterator[Exhibit]:
    order = sorted(files, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    for n, name in enumerate(order, 1):
        data, number = files[name], f"E{n:03d}"
        seal = check(name, data)
        if seal is not None and seal.answer != UNCHANGED:
            _refuse_seal(number, seal.answer)
        yield Exhibit(number, number + _suffix(name), name, data, sha256(data).hexdigest(), seal, log.get(name, ()))


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 6 else ".bin"


def _refuse_seal(number: str, answer: str) -> None:
    raise InputError(
        f"The sealed exhibit {number} is not what was sealed, or that cannot be shown ({answer}).",
        "A court would learn it from the other side.",
        "Put the bundle in as it was sealed, or leave it out.",
        key=f"handoff_seal_{answer}",
        number=number,
    )


def _notices(data: bytes, numbers: Mapping[str, str]) -> tuple[Notice, ...]:
    top = parse_toml(data, NOTICES, ("notice",))
    known = ("kind", "on", "channel", "received_on", "proof")
    return tuple(_notice(table, numbers) for table in top.tables("notice", known))


def _notice(table: Table, numbers: Mapping[str, str]) -> Notice:
    proof = table.text("proof", "")
    if proof and proof not in numbers:
        raise InputError(
            f"{table.where}: the proof is not among the files.",
            "A notice would look proven and would not be.",
            "Put the file with the others, or leave 'proof' out.",
            key="handoff_proof_missing",
            where=table.where,
        )
    channel = table.choice("channel", Channel)
    return Notice(
        table.text("kind"), table.day("on"), channel, table.optional_day("received_on"), numbers.get(proof, "")
    )


def _claims(exhibit: Exhibit) -> Iterator[ClaimMade]:
    """Quotes without the numbers of identity documents, cards and telephones that stand in them."""
    try:
        read = json.loads(exhibit.data)
        if read["schema"] != "atesta.review/1":
            raise ValueError
        for claim in read["truth"]["claims"]:
            kind, answer = str(claim["kind"])[:40], str(claim["answer"])[:40]
            yield ClaimMade(exhibit.number, kind, mask(str(claim["quote"])), answer, str(claim["on_file"])[:200])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{exhibit.number} is no review of ours.",
            "What was claimed so far is read from it.",
            "Put in what `atesta review --json` printed.",
            key="handoff_no_review",
            number=exhibit.number,
            where=Where.of(exhibit.number),
        ) from None


def mask(text: str) -> str:
    return masked(Transcript((SpokenTurn(Voice.OTHER, text[:500]),))).turns[0].text
