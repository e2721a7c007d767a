"""The five answers about what is kept: derived, so they may be deleted and come out again to the same bytes.

They are made from the kept contact, its debt (extract or own figures, receipts, requests), the contacts before it and
what the creditor's register said of it when it was kept.
A list of her own is hardly ever complete: unless she says so, it can show that a limit was passed, never that it was
kept.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from atesta.contact.call import Call
from atesta.contact.message import Message, Provenance
from atesta.evidence.anchors import Anchors
from atesta.mandate.register_csv import PublicRegister
from atesta.pipeline import Desk, Knowledge, review_call, review_message
from atesta.review.as_json import review_bytes
from atesta.review.finding import Review
from atesta.review.integrity.record import Record
from atesta.review.remembered import of_words
from atesta.store.jobs import enqueue
from atesta.store.models import Answers, Blob, Debt, KeptContact
from atesta.store.register_said import consulted_of
from atesta.store.to_core import LOOKED_BACK, account_of, acoustics_of, call_of, history_of, message_of, reports_of
from atesta.telling.adverse import ADVERSE, TRUTH_ORDER

FEW = 20
"""So many are answered while she waits; more become a job."""
JOB = "answer-debt"


@dataclass(frozen=True, slots=True)
class Means:
    """What answers are made with: rules and phrases, whose extracts are the lender's word, the public lists of a
    place, and the check of a sealed original (None: it is not sealed)."""

    desk: Desk
    anchors: Anchors = dataclasses.field(default_factory=Anchors)
    registers: Callable[[str], tuple[PublicRegister, ...]] = lambda place: ()
    record: Callable[[Blob], Record | None] = lambda original: None


def review_of(contact: KeptContact, means: Means) -> Review:
    """The five answers as they come out now."""
    asked = call_of(contact) or message_of(contact)
    knowledge = knowledge_of(contact, means)
    review = _review(contact, asked, knowledge, means)
    if knowledge.history is None or _complete(contact) or _too_many(review):
        return review
    return _review(contact, asked, dataclasses.replace(knowledge, history=None), means)


def knowledge_of(contact: KeptContact, means: Means) -> Knowledge:
    debt = contact.debt
    if debt is None:
        return Knowledge.of()
    return Knowledge.of(
        account_of(debt, means.anchors),
        reports_of(debt),
        history_of(contact),
        debt.place,
        means.registers(debt.place),
        consulted_of(contact),
    )


def review_alone(contact: KeptContact, means: Means) -> tuple[Review, Knowledge]:
    """The five answers from the contact and the public lists of its place, and nothing else of her file: for whoever
    she handed it over to."""
    place = contact.debt.place if contact.debt else None
    knowledge = Knowledge.of(place=place, registers=means.registers(place) if place else ())
    return _review(contact, call_of(contact) or message_of(contact), knowledge, means), knowledge


def _review(contact: KeptContact, asked: Message | Call, knowledge: Knowledge, means: Means) -> Review:
    if isinstance(asked, Message):
        return review_message(asked, knowledge, means.desk)
    record = means.record(contact.original) if contact.original else None
    review = review_call(asked, acoustics_of(contact), record, knowledge, means.desk)
    return of_words(review) if asked.provenance is Provenance.TYPED else review


def _complete(contact: KeptContact) -> bool:
    return contact.debt is not None and contact.debt.history_known


def _too_many(review: Review) -> bool:
    """More than a rule allows among those alone that she kept."""
    return any("counted" in finding.measured and finding.answer in ADVERSE for finding in review.limits.findings)


def answer(contact: KeptContact, means: Means, now: datetime) -> Answers:
    """Works them out and keeps them; the same ones stay as they are."""
    review = review_of(contact, means)
    data = review_bytes(review)
    made, _ = Answers.objects.update_or_create(
        contact=contact,
        defaults={
            "review": data.decode("utf-8", "surrogatepass"),
            "digest": hashlib.sha256(data).hexdigest(),
            "rulebook": review.rulebook,
            "summary": summary_of(review),
            "made_at": now,
        },
    )
    return made


def summary_of(review: Review) -> dict[str, str]:
    """The five answer words; `truth` is the gravest of its claims, "none" where nothing was claimed."""
    claims = {claim.answer for claim in review.truth.claims}
    return {
        "authenticity": review.authenticity.answer,
        "truth": next((word for word in TRUTH_ORDER if word in claims), "none"),
        "integrity": review.integrity.answer,
        "conduct": _conduct(review),
        "limits": review.limits.answer,
    }


_DISTRESS = "for_a_person"


def of_distress(summary: Mapping[str, str]) -> bool:
    """Whether the review of which these are the five words found distress."""
    return summary.get("conduct") == _DISTRESS


def _conduct(review: Review) -> str:
    if review.distress:
        return _DISTRESS
    if any(finding.answer == "breach" for finding in review.conduct.findings):
        return "breach"
    return "not_reviewable" if review.conduct.not_reviewable else "clean"


def answer_all(contacts: Iterable[KeptContact], means: Means, now: datetime) -> int:
    done = 0
    for contact in contacts:
        answer(contact, means, now)
        done += 1
    return done


def changed_debt(debt: Debt, means: Means, now: datetime, since: datetime | None = None) -> bool:
    """What is held beside its contacts has changed (from `since` on, where only later ones can be touched): their
    answers are made anew, at once where they are few, else by a job. True when it was at once."""
    touched = debt.contacts.select_related("debt", "original").order_by("order", "id")
    if since is not None:
        touched = touched.filter(order__gt=since, order__lte=since + LOOKED_BACK)
    found = list(touched[: FEW + 1])
    if len(found) > FEW:
        enqueue(JOB, debt.id, now, again=True)
        return False
    with transaction.atomic():
        answer_all(found, means, now)
    return True
