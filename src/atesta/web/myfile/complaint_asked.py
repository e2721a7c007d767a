"""A complaint of hers as the packet asks for it: contacts with their bytes, what is alleged, what was filed before."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from atesta.action.complaint.clock import State
from atesta.action.complaint.packet.asked import (
    Asked,
    Contact,
    CoolOff,
    Exhibit,
    Filing,
    Ground,
    Lender,
    Person,
    ReportKind,
    Role,
)
from atesta.action.complaint.packet.words import LANGUAGE_OF, words_in
from atesta.action.complaint.routing import Case, Wants
from atesta.contact.account import LenderKind
from atesta.contact.message import Channel, Provenance
from atesta.review.conduct.labels import BENIGN, RULES
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rule import Citation, Confidence, Force
from atesta.store import complaining
from atesta.store.complaining import STATE_WORDS
from atesta.store.models import Complaint, KeptContact
from atesta.store.to_core import call_of, moment_of
from atesta.telling.adverse import ADVERSE
from atesta.web.complain.findings import OF_RULES, THREAT, only_announces, threats_of
from atesta.web.complain.packet_fields import Given
from atesta.web.myfile.complain import filed_of
from atesta.web.myfile.complaint_more import Offer, exhibit_of, exhibits_of
from atesta.web.myfile.means import means

MOST_CLAUSE = 160
"""Characters: a text without any marks is not quoted whole beside each allegation."""
_MARK = re.compile(r"[，。！？；：!?;:\n【】]|(?<!\d)[.,]|[.,](?!\d)")
"""Where a clause ends; not inside a number."""


def known_of(complaint: Complaint) -> dict[str, str]:
    """What her file holds of the fields of a packet."""
    file = complaint.file
    senders = {one.contact.sender for one in complaint.about.select_related("contact")}
    return {
        "person_name": file.name,
        "person_phone": file.phone,
        "person_address": file.address,
        "lender_name": complaint.lender,
        "sender_number": "" if "" in senders else ", ".join(sorted(senders)),
    }


def asked_of(
    complaint: Complaint, given: Given, lang: str, now: datetime, more: tuple[Offer, ...] = (), *, whole: bool
) -> Asked:
    """`whole`: with the kept originals and `more`, which are read into memory (ask `size_of` before)."""
    today = complaining.today_of(complaint, now)
    rows = contacts_of(complaint)
    contacts = tuple(_contact(row, given) for row in rows)
    cool = CoolOff(complaint.cool_off_at, now if given.confirmed else None) if complaint.cool_off_at else None
    return Asked(
        channel=complaint.channel,
        place=complaint.place,
        lang=lang,
        today=today,
        person=_person(given),
        lender=_lender(complaint, given),
        wants=complaint.wants,
        contacts=contacts,
        exhibits=(*given.mandate, *_exhibits(rows, complaint.place), *exhibits_of(more)) if whole else given.mandate,
        grounds=tuple(_grounds(complaint, rows)),
        filed=tuple(_filed(complaint)),
        agency=given["agency"],
        statement=given["statement"],
        request=given["request"],
        amount=given["amount"],
        office=given.office,
        cool_off=cool,
        others=given.others,
        even_so=given["even_so"],
    )


def contacts_of(complaint: Complaint) -> tuple[KeptContact, ...]:
    rows = complaint.about.select_related("contact__original", "contact__answers", "contact__debt")
    return tuple(one.contact for one in rows.order_by("contact__order", "id"))


def size_of(complaint: Complaint) -> int:
    """Bytes of the originals that would be read."""
    return sum(one.original.size for one in contacts_of(complaint) if one.original is not None)


def _person(given: Given) -> Person:
    return Person(
        name=given["person_name"],
        phone=given["person_phone"],
        address=given["person_address"],
        email=given["person_email"],
        id_number=given["person_id"],
        roles=(given.role,),
        acts_for=given["acts_for"] if given.role is Role.PROXY else "",
        id_copy=given.id_copy,
    )


def _lender(complaint: Complaint, given: Given) -> Lender:
    return Lender(
        name=given["lender_name"] or complaint.lender,
        kind=LenderKind(complaint.lender_kind),
        address=given["lender_address"],
        branch=given["lender_branch"],
        product=given["product"],
        contract=given["contract"],
    )


def _contact(row: KeptContact, given: Given) -> Contact:
    """The words as they were kept, of a call with their times; what was recorded is an exhibit of its own."""
    call = call_of(row)
    text = "\n".join(turn.text for turn in call.transcript.turns) if call else row.text or row.note
    return Contact(
        original=(row.transcript or text).encode("utf-8", "surrogatepass"),
        text=text,
        medium=Channel(row.channel),
        at=moment_of(row),
        sender=row.sender or given["sender_number"],
        receiver=given["receiver_number"],
        kind=ReportKind(given["report_kind"]) if given["report_kind"] in set(ReportKind) else None,
        provenance=Provenance(row.provenance),
    )


def _exhibits(rows: Iterable[KeptContact], place: str) -> Iterator[Exhibit]:
    bodys = words_in(LANGUAGE_OF[place])
    for n, row in enumerate(rows, 1):
        if row.original is not None:
            yield exhibit_of(row.original, bodys.say("evidence.file_of", of=f"E{n}"))


def _filed(complaint: Complaint) -> Iterator[Filing]:
    others = complaint.file.complaints.filter(debt=complaint.debt).exclude(id=complaint.id).order_by("filed_on", "id")
    for row in others:
        if row.filed_on is not None and row.state != State.PREPARED:
            yield Filing(row.channel, row.filed_on, STATE_WORDS[State(row.state)], row.reference)


def case_of(complaint: Complaint, today: date) -> Case:
    """As it was routed, with what was filed since elsewhere."""
    others = complaint.file.complaints.filter(debt=complaint.debt).exclude(id=complaint.id)
    return Case(
        place=complaint.place,
        lender_name=complaint.lender,
        lender_kind=LenderKind(complaint.lender_kind),
        findings=frozenset(complaint.findings),
        wants=Wants(complaint.wants),
        filed=filed_of(others),
        has=frozenset(complaint.has),
        happened_on=complaint.happened_on,
        today=today,
    )


# --- what is alleged ----------------------------------------------------------------------------------------------


def _grounds(complaint: Complaint, rows: Iterable[KeptContact]) -> Iterator[Ground]:
    """What the answers found, each with the words that it rests on; then what she says herself."""
    found: set[str] = set()
    for n, row in enumerate(rows, 1):
        answers = getattr(row, "answers", None)
        for ground in once(_of_review(json.loads(answers.review), n), row.text or row.note) if answers else ():
            found.add(ground.kind)
            yield ground
    for kind in complaint.findings:
        if kind not in found:
            yield Ground(kind)


def once(grounds: Iterable[Ground], text: str) -> Iterator[Ground]:
    """Each allegation once: all texts that forbid it, and the longest of its quotes with the clauses it stands in, or
    without them where another allegation stands in the same: nobody reads one sentence four times."""
    by_kind: dict[str, list[Ground]] = {}
    for ground in grounds:
        by_kind.setdefault(ground.kind, []).append(ground)
    own = {kind: max((one.quote for one in same), key=len) for kind, same in by_kind.items()}
    wide = {kind: whole_clause(quote, text) for kind, quote in own.items()}
    times = Counter(wide.values())
    for kind, same in by_kind.items():
        quote = wide[kind] if times[wide[kind]] == 1 else own[kind]
        cited = dict.fromkeys(citation for one in same for citation in one.citations)
        yield replace(same[0], quote=quote, citations=tuple(cited))


def whole_clause(quote: str, text: str) -> str:
    """`quote` as far as the marks around it in `text`; as it is where it does not stand there, or would get long."""
    start = text.find(quote) if quote else -1
    if start < 0:
        return quote
    end, marks = start + len(quote), [one.span() for one in _MARK.finditer(text)]
    first = max((after for _, after in marks if after <= start), default=0)
    last = min((before for before, _ in marks if before >= end), default=len(text))
    wide = text[first:last].strip()
    return wide if len(wide) <= MOST_CLAUSE else quote


def _of_review(review: dict[str, Any], n: int) -> Iterator[Ground]:
    rules = means().desk.rulebook
    yield from _of_conduct(review, n, means().desk.phrasebook)
    for claim in review["truth"]["claims"]:
        if claim["answer"] in ADVERSE:
            yield Ground(claim["kind"], n, claim["quote"], _citations(claim))
    for finding in review["limits"]["findings"]:
        if finding["answer"] in ADVERSE and (word := OF_RULES.get(rules.rule(finding["rule"]).kind)):
            report = _report(finding["measured"])
            yield Ground(word, n, "", _citations(finding), *report)


def _of_conduct(review: dict[str, Any], n: int, phrasebook: PhraseBook) -> Iterator[Ground]:
    """A lawful step that is only announced is alleged under its own name, and not as a threat as well."""
    for label in review["conduct"]["labels"]:
        if label == BENIGN or (label == THREAT and only_announces(review, phrasebook)):
            continue
        said = [one for one in review["conduct"]["findings"] if one["rule"] == RULES.get(label)]
        said = list(threats_of(review, phrasebook)) if label == THREAT else said
        yield from (Ground(label, n, one["quote"] or "", _citations(one)) for one in said)
        if not said:
            yield Ground(label, n)


def _report(measured: dict[str, Any]) -> tuple[date | None, str]:
    """The report that a demand came after, where the finding is about one."""
    on = measured.get("reported_on")
    return (date.fromisoformat(on), str(measured.get("reported_by", ""))) if on else (None, "")


def _citations(found: dict[str, Any] | None) -> tuple[Citation, ...]:
    """House rules are ours and are no text that a body would read."""
    cited = (found or {}).get("citations", ())
    return tuple(
        Citation(one["text"], Force(one["force"]), Confidence(one["confidence"]))
        for one in cited
        if one["force"] != Force.HOUSE.value
    )
