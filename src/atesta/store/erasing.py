"""Erasing a contact, a paper, a request, a debt or the whole file: rows, derived answers, openings of the
log, bytes, jobs and sessions. The log's entries stay: they are salted digests of what is gone, and tell nothing.

What SQLite itself keeps of erased rows is emptied after each (atesta.store.traces).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from atesta.errors import InputError
from atesta.mandate.address import address_key
from atesta.store import blobs, house, log, mailing, uploads
from atesta.store.answering import Means, changed_debt
from atesta.store.models import (
    Blob,
    Block,
    Case,
    Complaint,
    Debt,
    Extract,
    File,
    Hold,
    Job,
    KeptContact,
    Opening,
    Receipt,
    ReportedSender,
    Request,
)
from atesta.store.to_core import moment_of
from atesta.store.traces import leave_no_trace
from atesta.telling.say import say_moment
from atesta.telling.visible import visible

FILE_IN_SESSION = "file"
"""Where the pages keep the id of an open file (web.access.FILE_KEY)."""
UPLOADS_IN_SESSION = "uploads"
"""Where they keep the tokens of what was sent in it, by id (web.access.UPLOADS_KEY)."""
SQL_AT_ONCE = 500


class HeldError(InputError):
    """A legal hold lies on the file: nothing in it may be erased or overwritten until it is lifted."""

    def __init__(self, hold: Hold) -> None:
        what, why = "A legal hold lies on this file.", "Nothing in it may be erased or overwritten until it is lifted."
        super().__init__(what, why, "Ask whoever set it.", key="file_held")
        self.hold = hold


def hold_on(file: File) -> Hold | None:
    """The oldest one that is not lifted."""
    return file.holds.filter(lifted_at=None).select_related("by").order_by("since").first()


def erase_contact(contact: KeptContact, means: Means, now: datetime) -> None:
    with transaction.atomic():
        file = _free(contact.file)
        log.append("contact_erased", contact.id, {}, now, file)
        debt, order = contact.debt, contact.order
        _erase(file, rows=[contact.id], kept=[contact.original])
        _erase_letters(file, contact, now)
        _erase_from_complaints(file, contact, now)
        KeptContact.objects.filter(id=contact.id).delete()
        if debt is not None:
            changed_debt(debt, means, now, since=order)
    leave_no_trace()


def erase_receipt(receipt: Receipt, means: Means, now: datetime) -> None:
    _erase_paper(receipt, "receipt_erased", [receipt.blob], means, now)


def erase_extract(extract: Extract, means: Means, now: datetime) -> None:
    _erase_paper(extract, "extract_erased", [], means, now)


def erase_request(request: Request, means: Means, now: datetime) -> None:
    """With its letter. One that was accepted no longer counts as a pause: it was never asked."""
    _erase_paper(request, "request_erased", [], means, now)


def _erase_paper(
    paper: Receipt | Extract | Request, kind: str, kept: list[Blob | None], means: Means, now: datetime
) -> None:
    """A paper beside a debt, of which the answers are then made anew."""
    with transaction.atomic():
        debt = paper.debt
        file = _free(debt.file)
        log.append(kind, paper.id, {}, now, file)
        _erase(file, rows=[paper.id], kept=kept)
        if isinstance(paper, Request):
            house.taken_back(paper.block, now)
        type(paper)._default_manager.filter(id=paper.id).delete()
        changed_debt(debt, means, now)
    leave_no_trace()


def erase_complaint(complaint: Complaint, means: Means, now: datetime) -> None:
    """With its steps, its receipt and its packet. Whoever was reported with it is not reported any more."""
    with transaction.atomic():
        file = _free(complaint.file)
        log.append("complaint_erased", complaint.id, {}, now, file)
        reported = complaint.reported.exists()
        _take_back(complaint.reported.all(), now)
        _erase(file, rows=[complaint.id], kept=_papers([complaint]))
        Complaint.objects.filter(id=complaint.id).delete()
        if reported:
            for debt in file.debts.all():
                changed_debt(debt, means, now)
    leave_no_trace()


def erase_debt(debt: Debt, now: datetime) -> None:
    """With its contacts, papers, requests and their answers."""
    with transaction.atomic():
        file = _free(debt.file)
        log.append("debt_erased", debt.id, {}, now, file)
        contacts, receipts = debt.contacts.select_related("original"), debt.receipts.select_related("blob")
        kept = [row.original for row in contacts.exclude(original=None)]
        kept += [row.blob for row in receipts.exclude(blob=None)]
        rows = [debt.id, *contacts.values_list("id", flat=True), *receipts.values_list("id", flat=True)]
        rows += [*debt.extracts.values_list("id", flat=True), *debt.requests.values_list("id", flat=True)]
        complaints = list(debt.complaints.select_related("receipt", "packet"))
        rows += [complaint.id for complaint in complaints]
        kept += _papers(complaints)
        _erase(file, rows=rows, kept=kept)
        _take_back(debt.requests.all(), now)
        _take_back(ReportedSender.objects.filter(complaint__debt=debt), now)
        Debt.objects.filter(id=debt.id).delete()
    leave_no_trace()


def erase_file(file: File, now: datetime) -> None:
    """Everything. What stays is one entry that a file was erased, which names it by its random id; and what she handed
    to the creditor's list binds on without her name: a file may go because nobody opened it, a refusal may not."""
    with transaction.atomic():
        _free(file)
        rows = [file.id, *file.contacts.values_list("id", flat=True), *file.debts.values_list("id", flat=True)]
        rows += file.complaints.values_list("id", flat=True)
        _erase(file, rows=rows, kept=file.blobs.all())
        mailing.forget(file)
        file.holds.all().delete()  # lifted ones
        File.objects.filter(id=file.id).delete()
        log.append("file_erased", file.id, {}, now)
        _end_sessions(file)
    leave_no_trace()


def erase_ended(row: Case | Block, now: datetime) -> None:
    """A case of the creditor's desk, or an entry of its list, whose time is over (store.retention). Entries of the log
    stay and tell nothing."""
    with transaction.atomic():
        kind = "case" if isinstance(row, Case) else "block"
        log.append(f"{kind}_erased", row.id, {}, now)
        Opening.objects.filter(row=row.id).delete()
        type(row)._default_manager.filter(id=row.id).delete()
    leave_no_trace()


def not_overwritten(file: File) -> None:
    """A hold keeps what is there: it blocks overwriting as it blocks erasing; adding stays possible. HeldError."""
    _free(file)


def _free(file: File) -> File:
    """The file, locked, where no hold lies on it. Raises HeldError."""
    held = File.objects.select_for_update().get(id=file.id)
    if (hold := hold_on(held)) is not None:
        raise HeldError(hold)
    return held


def _erase_letters(file: File, contact: KeptContact, now: datetime) -> None:
    """The text of each request that names this contact by its sender or its moment: the request stays, its words and
    their digest go. Of the whole file, because a contact may have been moved to another debt since."""
    at = moment_of(contact)
    for row in Request.objects.filter(debt__file=file).exclude(letter=""):
        quoted = (visible(contact.sender), say_moment(at, row.lang) if at else "", visible(contact.text.strip()))
        if any(words and words in row.letter for words in quoted):
            Request.objects.filter(id=row.id).update(letter="")
            Opening.objects.filter(file=file, row=row.id, entry__kind="request_asked").delete()
            log.append("letter_erased", row.id, {}, now, file)


def _papers(complaints: Iterable[Complaint]) -> list[Blob]:
    return [paper for row in complaints for paper in (row.receipt, row.packet) if paper is not None]


def _erase_from_complaints(file: File, contact: KeptContact, now: datetime) -> None:
    """A kept packet quotes it and goes; a sender that was reported with this contact alone is no longer named."""
    for row in Complaint.objects.filter(file=file, about__contact=contact).select_related("packet"):
        if row.packet is not None:
            blobs.remove(row.packet)
            Opening.objects.filter(file=file, row=row.id, entry__kind="packet_kept").delete()
            log.append("packet_erased", row.id, {}, now, file)
        left = row.about.exclude(contact=contact).values_list("contact__sender", flat=True)
        named = {address_key(sender, row.place) for sender in left}
        if row.reported.exclude(address__in=named).exists():
            gone = ReportedSender.objects.filter(complaint=row).exclude(address__in=named)
            _take_back(gone, now)
            gone.delete()
            Opening.objects.filter(file=file, row=row.id, entry__kind="sender_reported").delete()


def _take_back(handed: QuerySet[Request] | QuerySet[ReportedSender], now: datetime) -> None:
    """What of these she had handed to the creditor's list: it goes with what it came from."""
    for row in handed.exclude(block=None).select_related("block"):
        house.taken_back(row.block, now)


def _erase(file: File, rows: list[str], kept: Iterable[Blob | None]) -> None:
    """What hangs on these rows by their ids alone: openings, jobs, bytes."""
    for at in range(0, len(rows), SQL_AT_ONCE):
        part = rows[at : at + SQL_AT_ONCE]
        Opening.objects.filter(file=file, row__in=part).delete()
        Job.objects.filter(subject__in=part).delete()
    gone = [blob for blob in kept if blob is not None]
    for at in range(0, len(gone), SQL_AT_ONCE):
        blobs.remove(*gone[at : at + SQL_AT_ONCE])


def _end_sessions(file: File) -> None:
    """With what was sent in them and not kept."""
    held = ((session, session.get_decoded()) for session in Session.objects.iterator())
    for session, what in [(session, what) for session, what in held if what.get(FILE_IN_SESSION) == file.id]:
        uploads.erase_these(what.get(UPLOADS_IN_SESSION, ()))
        session.delete()
