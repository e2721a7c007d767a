"""Keeping a contact, a debt, a paper, a request: each entered in the log in the transaction that keeps it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from atesta.contact.place import PLACES
from atesta.evidence.canonical import Json
from atesta.review.as_json import canonical
from atesta.store import blobs, house, log, register_said
from atesta.store.answering import Means, answer, changed_debt
from atesta.store.erasing import not_overwritten
from atesta.store.models import Blob, Debt, Extract, File, KeptContact, Receipt, Request

SAME_DAY = timedelta(days=1)
"""Without a time, an equal text within a day is the same contact sent twice; later it may be another one."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes as they came, which nobody changes."""

    data: bytes
    media_type: str
    given_name: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One contact as she gave it. Words are those of contact.message and contact.history; `at` carries its offset.
    `register` is what the creditor's register said of it (mandate.consulted.kept) where she typed her number."""

    channel: str = "sms"
    sender: str = ""
    at: datetime | None = None
    to: str = "debtor"
    purpose: str = "demand"
    outcome: str = ""
    provenance: str = "imported"
    text: str = ""
    transcript: str = ""
    measures: str = ""
    note: str = ""
    original: Original | Blob | None = None
    register: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """`new` False: it was there already, and nothing was done."""

    contact: KeptContact
    new: bool


@contextmanager
def one_at_a_time(file: File) -> Iterator[None]:
    """One transaction, while whoever else keeps something in this file waits: two tabs come one after the other."""
    with transaction.atomic():
        File.objects.select_for_update().get(id=file.id)
        yield


def keep_contact(file: File, debt: Debt | None, given: Given, means: Means, now: datetime) -> Kept:
    """Keeps it with its answers. The same contact twice, by a double press or two tabs, is kept once."""
    with one_at_a_time(file):
        if (there := kept_before(file, given, now)) is not None:
            return Kept(there, new=False)
        contact = _contact(file, debt, given, now)
        contact.register = register_said.of_contact(debt, contact, now) or given.register
        contact.save(force_insert=True)
        log.append("contact_kept", contact.id, _commits_to(given, contact.register), now, file)
        answer(contact, means, now)
        if debt is not None and given.at is not None:
            changed_debt(debt, means, now, since=given.at)
    return Kept(contact, new=True)


def _contact(file: File, debt: Debt | None, given: Given, now: datetime) -> KeptContact:
    return KeptContact(
        file=file,
        debt=debt,
        channel=given.channel,
        sender=given.sender[:120],
        at=given.at,
        at_offset=_offset(given.at),
        to=given.to,
        purpose=given.purpose,
        outcome=given.outcome,
        provenance=given.provenance,
        text=given.text,
        transcript=given.transcript,
        measures=given.measures,
        note=given.note,
        original=keep_original(file, given.original, now),
        order=given.at or now,
        kept_at=now,
    )


def kept_before(file: File, given: Given, now: datetime) -> KeptContact | None:
    """The same contact, if it is in the file already."""
    alike = KeptContact.objects.filter(
        file=file, channel=given.channel, sender=given.sender[:120], to=given.to, outcome=given.outcome
    ).filter(text=given.text, transcript=given.transcript, note=given.note)
    if given.at is not None:
        return alike.filter(order=given.at, at=given.at).first()
    return alike.filter(order__gt=now - SAME_DAY, at=None).first()


def _offset(at: datetime | None) -> int | None:
    shift = at.utcoffset() if at else None
    return None if shift is None else int(shift.total_seconds() // 60)


def keep_original(file: File, original: Original | Blob | None, now: datetime) -> Blob | None:
    """A blob is there already: large originals are never held in memory."""
    if original is None or isinstance(original, Blob):
        return original
    return blobs.put(file, io.BytesIO(original.data), original.media_type, original.given_name, now)


def _commits_to(given: Given, register: str) -> dict[str, Json]:
    """A digest over all that she gave, and what the register said: with its salt the entry shows later that it was this
    and nothing else."""
    fields = {name: getattr(given, name) for name in ("channel", "sender", "to", "purpose", "outcome", "provenance")}
    fields |= {"text": given.text, "transcript": given.transcript, "note": given.note}
    fields |= {"measures": given.measures} if given.measures else {}
    fields |= {"register": register} if register else {}
    fields["at"] = given.at.isoformat() if given.at else None
    fields["original"] = _sha256(given.original) if given.original else None
    return committed(**fields)


def _sha256(original: Original | Blob) -> str:
    return original.sha256 if isinstance(original, Blob) else hashlib.sha256(original.data).hexdigest()


def committed(**fields: object) -> dict[str, Json]:
    """What is personal is in the log only as a digest, whatever somebody typed into it."""
    return {"sha256": hashlib.sha256(canonical(fields)).hexdigest()}


def make_debt(file: File, place: str, now: datetime, **known: object) -> Debt:
    """`known`: lender, lender_kind, owed, due, zone where she gave them."""
    with transaction.atomic():
        figures = now if known.get("owed") else None
        currency = PLACES[place].currency
        debt = Debt.objects.create(
            file=file, place=place, made_at=now, figures_at=figures, **{"currency": currency, **known}
        )
        log.append("debt_made", debt.id, {}, now, file)
    return debt


NOTHING = ("", None, False, "unknown")
"""What a figure is that nobody gave yet."""


def change_figures(debt: Debt, means: Means, now: datetime, **figures: object) -> None:
    """Her own figures (lender, lender_kind, owed, due, zone, history_known). The same again changes nothing.

    Raises HeldError where a hold lies on the file and something that stands there would be overwritten."""
    with transaction.atomic():
        changed = [name for name, value in figures.items() if getattr(debt, name) != value]
        if not changed:
            return
        if any(getattr(debt, name) not in NOTHING for name in changed):
            not_overwritten(debt.file)
        for name, value in figures.items():
            setattr(debt, name, value)
        debt.figures_at = now
        debt.save(update_fields=(*figures, "figures_at"))
        log.append(
            "figures_changed", debt.id, committed(**{name: str(figures[name]) for name in changed}), now, debt.file
        )
        changed_debt(debt, means, now)


def keep_extract(  # what intake.extract_file found in it
    debt: Debt, token: str, as_of: datetime, signer: str, known_signer: bool, means: Means, now: datetime
) -> Extract:
    """The lender's signed word; the same token twice is one. Older ones stay."""
    with transaction.atomic():
        Debt.objects.select_for_update().get(id=debt.id)
        there = debt.extracts.filter(token=token).first()
        if there is not None:
            return there
        row = debt.extracts.create(
            token=token, as_of=as_of, signer=signer[:200], known_signer=known_signer, made_at=now
        )
        log.append("extract_kept", row.id, committed(token=token), now, debt.file)
        changed_debt(debt, means, now)
    return row


def keep_receipt(  # the fields of a receipt
    debt: Debt, on: date, amount: str, reference: str, paper: Original | None, means: Means, now: datetime
) -> Receipt:
    """The same payment twice (day, amount, reference) is one."""
    with transaction.atomic():
        Debt.objects.select_for_update().get(id=debt.id)
        there = debt.receipts.filter(on=on, amount=amount, reference=reference).first()
        if there is not None:
            return there
        blob = keep_original(debt.file, paper, now)
        row = debt.receipts.create(on=on, amount=amount, reference=reference[:120], blob=blob, made_at=now)
        what = committed(on=on.isoformat(), amount=amount, reference=reference)
        log.append("receipt_kept", row.id, what, now, debt.file)
        changed_debt(debt, means, now)
    return row


def keep_request(  # the fields of a request
    debt: Debt, kind: str, asked_on: date, until: date | None, lang: str, letter: str, means: Means, now: datetime
) -> Request:
    """What she asks of the lender. Nothing is sent. The same request of the same day is one."""
    with transaction.atomic():
        Debt.objects.select_for_update().get(id=debt.id)
        there = debt.requests.filter(kind=kind, asked_on=asked_on, until=until, withdrawn_on=None).first()
        if there is not None:
            return there
        row = debt.requests.create(kind=kind, asked_on=asked_on, until=until, lang=lang, letter=letter, made_at=now)
        log.append("request_asked", row.id, committed(kind=kind, letter=letter), now, debt.file)
        changed_debt(debt, means, now)
    return row


def accept_request(request: Request, on: date, means: Means, now: datetime) -> None:
    """She says that the lender agreed, and from which day."""
    _mark(request, "accepted_on", on, "request_accepted", means, now)


def withdraw_request(request: Request, on: date, means: Means, now: datetime) -> None:
    _mark(request, "withdrawn_on", on, "request_withdrawn", means, now)


def _mark(request: Request, field: str, on: date, kind: str, means: Means, now: datetime) -> None:
    with transaction.atomic():
        held = Request.objects.select_for_update().get(id=request.id)
        if getattr(held, field) == on:
            return
        setattr(held, field, on)
        held.save(update_fields=(field,))
        log.append(kind, request.id, committed(on=on.isoformat()), now, request.debt.file)
        if field == "withdrawn_on":
            house.taken_back(held.block, now)
        changed_debt(request.debt, means, now)


def move_contact(contact: KeptContact, debt: Debt, means: Means, now: datetime) -> None:
    """To another debt of the same file; what came after it in either is answered anew."""
    with transaction.atomic():
        before = contact.debt
        if before is not None and before.id == debt.id:
            return
        contact.debt = debt
        contact.register = register_said.of_contact(debt, contact, now) or contact.register
        contact.save(update_fields=("debt", "register"))
        log.append("contact_moved", contact.id, {"debt": debt.id}, now, contact.file)
        answer(contact, means, now)
        for touched in filter(None, (before, debt)):
            changed_debt(touched, means, now, since=contact.order)
