"""A text or a call is announced before it is made (A3; EVIDENCE §7): sender, mandate and placement hold, the gate
allows it, its claims are compared, keyed hashes are kept and a leaf is entered. What comes back is the code. Of the
registry of wordings: an approved one is named with it, one that the creditor declined is put before a person.

A registration is taken only where the later check would say yes at the planned moment: the same judge is asked here
(review.authenticity). Until that holds nothing about the account is told to whoever asks.

    announce_text(asker, wanted, text, now) -> Announced     row None: the gate did not allow it, `ask` says why
    announce_many(asker, texts, now)                         the same for up to 1,000, in one transaction
    announce_call(asker, wanted, opens_at, closes_at, first_name, now)
    close(row, now), withdraw(row, why, now)                 store.withdrawing
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from atesta.action.gate import Reason
from atesta.action.gate.by_text import DECLINED
from atesta.contact.message import Channel
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.mandate.address import address_key
from atesta.store import registry, transparency
from atesta.store.announced_keys import code_key, last_four
from atesta.store.announcing_known import Case, Known
from atesta.store.announcing_refused import (
    no_reservation,
    not_vouched,
    too_many,
    window_of,
)
from atesta.store.gate_many import ask_many
from atesta.store.gating import Asker, Wanted, ask
from atesta.store.ids import new_id
from atesta.store.models import Agency, Announcement, GateAsk, SignedMandate
from atesta.store.withdrawing import CALL, close, withdraw
from atesta.store.wording import APPROVED

__all__ = [
    "CALL",
    "MOST_AT_ONCE",
    "TEXT",
    "Announced",
    "Text",
    "announce_call",
    "announce_many",
    "announce_text",
    "close",
    "withdraw",
]

TEXT = "text"
MOST_AT_ONCE = 1_000
ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Announced:
    """`row` and `code` where it was announced; else `ask` says why the gate did not allow it. `claims` are (kind, said,
    answer), `text` what to send, with the code in its place. `needs_code`: the text names nothing of her account, so
    the code was put at its end and it is found only with it."""

    row: Announcement | None
    code: str
    ask: GateAsk
    claims: tuple[Mapping[str, Json], ...] = ()
    text: str = ""
    needs_code: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One of many. `reserved`: the id of a reservation that is there already, such as one that was overridden."""

    wanted: Wanted
    text: str
    reserved: str = ""


def announce_text(asker: Asker, wanted: Wanted, text: str, now: datetime, *, reserved: str = "") -> Announced:
    """Raises InputError where it cannot be announced: whatever the gate says, it would not be told for a yes."""
    found = announce_many(asker, [Text(wanted, text, reserved)], now)[0]
    if isinstance(found, InputError):
        raise found
    return found


def announce_call(
    asker: Asker,
    wanted: Wanted,
    opens_at: datetime,
    closes_at: datetime,
    first_name: str,
    now: datetime,
    *,
    reserved: str = "",
) -> Announced:
    """A call with its window and the first name under which the caller speaks; the code is what she reads out. The gate
    is asked about the moment at which the window opens, and the window closes with the permitted hours at the latest.
    Raises InputError, see announce_text."""
    window = window_of(opens_at, closes_at, first_name, now)
    wanted = replace(wanted, channel=Channel.CALL, at=opens_at)
    with transaction.atomic():
        known = Known.of(asker, [wanted], now, texts=False)
        case = known.case(wanted, "", now, known.in_hours(asker, wanted, window, now))
        found = _announced(asker, [case], [reserved], known, now)[0]
    if isinstance(found, InputError):
        raise found
    return found


def announce_many(asker: Asker, texts: Sequence[Text], now: datetime) -> tuple[Announced | InputError, ...]:
    """In the order given; one that cannot be announced keeps no other from being so. All or nothing is written of what
    can: a database that fails in between leaves no trace. Raises InputError (`announce_too_many`)."""
    if len(texts) > MOST_AT_ONCE:
        raise too_many(MOST_AT_ONCE)
    with transaction.atomic():
        known = Known.of(asker, [one.wanted for one in texts], now)
        cases: list[Case | Wanted | InputError] = []
        for one in texts:
            try:
                cases.append(known.case(one.wanted, one.text, now, reserved=bool(one.reserved)))
            except InputError as error:
                cases.append(error)
        taken = [
            (case, one.reserved) for case, one in zip(cases, texts, strict=True) if not isinstance(case, InputError)
        ]
        made = iter(_announced(asker, [case for case, _ in taken], [held for _, held in taken], known, now))
        return tuple(case if isinstance(case, InputError) else next(made) for case in cases)


def _mandates(agency: Agency | None) -> tuple[SignedMandate, ...]:
    """Those not revoked, the newest first; none for the creditor's own."""
    return tuple(SignedMandate.objects.filter(agency=agency, revoked_at=None).order_by("-made_at")) if agency else ()


def _mandate(mandates: tuple[SignedMandate, ...], case: Case) -> str:
    """The id of the one for this channel on this day of hers, for the leaf."""
    day, channel = case.wanted.at.astimezone(registry.zone_of(case.account)).date(), case.wanted.channel.value
    return next((row.jti for row in mandates if row.from_on <= day <= row.to_on and channel in row.channels), "")


# --- what is written ------------------------------------------------------------------------------------------------


def _announced(
    asker: Asker, cases: Sequence[Case | Wanted], reserved: Sequence[str], known: Known, now: datetime
) -> list[Announced | InputError]:
    asks, mandates = _asked(asker, cases, reserved, now), _mandates(known.agency)
    rows: list[Announcement] = []
    found: list[Announced | InputError] = []
    for case, given in zip(cases, asks, strict=True):
        if isinstance(given, InputError):
            found.append(given)
        elif not _is_allowed(given):
            found.append(Announced(None, "", given))
        elif isinstance(case, Wanted) or case.vouched:
            found.append(not_vouched("" if isinstance(case, Wanted) else case.vouched))
        else:
            row = _row(case, given, known, now, _mandate(mandates, case))
            rows.append(row)
            found.append(Announced(row, case.code, given, case.claims, case.text, case.needs_code))
    Announcement.objects.bulk_create(rows, batch_size=500)
    transparency.enter_many(transparency.ANNOUNCED, ((row.id, row.leaf) for row in rows), now)
    return found


def _asked(
    asker: Asker, cases: Sequence[Case | Wanted], reserved: Sequence[str], now: datetime
) -> list[GateAsk | InputError]:
    """The gate's word for each; for a reservation that is there, itself, unless something stands against the text that
    nobody allowed with it."""
    given = [_held(asker, case, held, now) if held else None for case, held in zip(cases, reserved, strict=True)]
    against = [_left(case, row) for case, row in zip(cases, given, strict=True)]
    fresh = [at for at, row in enumerate(given) if row is None or (isinstance(row, GateAsk) and against[at])]
    wanteds = [case if isinstance(case, Wanted) else case.wanted for case in (cases[at] for at in fresh)]
    of_texts = [against[at] for at in fresh]
    asked = [ask(asker, wanteds[0], now, of_texts[0])] if len(fresh) == 1 else ask_many(asker, wanteds, now, of_texts)
    new = dict(zip(fresh, asked, strict=True))
    return [new.get(at, row) for at, row in enumerate(given)]  # type: ignore[misc]


def _left(case: Case | Wanted, row: GateAsk | InputError | None) -> tuple[Reason, ...]:
    """What stands against its text and was not allowed by name: a wording that was declined may be, for this once.
    Nothing is told to whoever may not make the contact."""
    if isinstance(case, Wanted) or case.vouched:
        return ()
    allowed = row.reasons if isinstance(row, GateAsk) and row.override_at is not None else []
    known = [one["measured"].get("wording") for one in allowed if one["id"] == DECLINED]
    return tuple(one for one in case.against if one.id != DECLINED or one.measured["wording"] not in known)


def _held(asker: Asker, case: Case | Wanted, held: str, now: datetime) -> GateAsk | InputError:
    """A reservation of this very contact, by the same asker, still in force, neither used nor reported yet."""
    found = GateAsk.objects.select_for_update(of=("self",)).filter(
        id=held, creditor=asker.creditor, agency=asker.agency, announcement=None, ends_at__gt=now, reported_at=None
    )
    row = found.first()
    if row is not None and isinstance(case, Case) and _is_allowed(row) and _is_meant(row, case):
        return row
    return no_reservation()


def _is_meant(row: GateAsk, case: Case) -> bool:
    """The gate judged this very contact: an answer at noon is no leave for a demand at night."""
    wanted = case.wanted
    said = (row.channel, row.purpose, row.to, row.address)
    judged = (row.account_id, row.person, row.planned_at, *said)
    given = (wanted.channel.value, wanted.purpose.value, wanted.to.value, wanted.address)
    return judged == (case.account.id, case.person, wanted.at, *given)


def _is_allowed(ask: GateAsk) -> bool:
    return ask.decision == ALLOWED or ask.override_at is not None


def _row(case: Case, ask: GateAsk, known: Known, now: datetime, mandate: str) -> Announcement:
    wanted, window = case.wanted, case.window
    place = known.creditor.place
    row = Announcement(
        id=new_id(),
        creditor=known.creditor,
        agency=known.agency,
        account=case.account,
        ask=ask,
        kind=CALL if window else TEXT,
        channel=wanted.channel.value,
        address=wanted.address,
        address_key=address_key(wanted.address, place),
        person=case.person,
        text_key=case.key,
        code_key=code_key(case.code, last_four(wanted.number, place)),
        key_version=registry.KEY_VERSION,
        purpose=wanted.purpose.value,
        first_name=window.first_name if window else "",
        claims=[dict(claim) for claim in case.claims],
        wording=case.wording if case.wording and case.wording.state == APPROVED else None,
        at=now,
        opens_at=window.opens if window else None,
        closes_at=window.closes if window else None,
        salt=secrets.token_hex(32),
    )
    slug = known.agency.slug if known.agency else None
    row.leaf = transparency.announced_leaf(row, slug, mandate)
    return row
