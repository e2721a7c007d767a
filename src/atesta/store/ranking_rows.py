"""What the public board is made from: cases of the desk as rows about firms, with no person in them.

A row is what `action.ranking.cases_from` takes. The complainant is a key that only this installation can make, and so
is the text: cases that a person would see as one campaign have the same. Only a case that names a firm is a row.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import Prefetch

from atesta.action.complaint.cluster import Cluster, Told, clusters
from atesta.action.ranking.case import cases_from
from atesta.contact.message import Provenance
from atesta.errors import InputError
from atesta.store.models import Case, Evidence

__all__ = ["cases_for_ranking", "clusters_of", "of_firms", "told_of", "without_firm"]

LENDER = "lender"
"""Who adjudicates on this desk."""
_BEST = tuple(word.value for word in Provenance)


def told_of(case: Case) -> Told:
    """For clustering: what the complaint says, and the messages that it is about."""
    return Told(case.id, case.text, tuple(one.contact.text for one in case.evidence.all() if one.contact.text))


def clusters_of(cases: Iterable[Case]) -> tuple[Cluster, ...]:
    return clusters(told_of(case) for case in cases if case.text)


def cases_for_ranking(first: date, last: date) -> Iterator[dict[str, str]]:
    """Cases received in these days that name a firm. `place` is a country, every value a text."""
    with_contacts = Prefetch("evidence", Evidence.objects.select_related("contact"))
    rows = Case.objects.filter(received_on__range=(first, last)).exclude(agency="").order_by("received_on", "id")
    cases = list(rows.prefetch_related("findings", with_contacts))
    one_text = {key: found.keys[0] for found in clusters_of(cases) for key in found.keys}
    for case in cases:
        outcome = _outcome(case)
        yield {
            "id": case.id,
            "place": case.place,
            "company": case.agency,
            "company_kind": "legal_entity",
            "campaign": "",
            "received_on": case.received_on.isoformat(),
            "answered_on": case.answered_on.isoformat() if case.answered_on else "",
            "adjudicated": outcome,
            "adjudicated_by": "" if outcome == "open" else LENDER,
            "evidence": _evidence(case),
            "complainant": _key("person", case.file_id or case.person or case.id),
            "origin": "",
            "text": _key("text", one_text[case.id]) if case.id in one_text else "",
        }


def without_firm(first: date, last: date) -> list[str]:
    """The ids of cases received in these days that are no row, because nobody wrote down whose contact it was."""
    rows = Case.objects.filter(received_on__range=(first, last), agency="").order_by("received_on", "id")
    return list(rows.values_list("id", flat=True))


def of_firms(rows: Iterable[dict[str, str]]) -> tuple[list[dict[str, str]], list[str]]:
    """The rows that a board takes, and the ids of those whose firm is written like a person's or a sole trader's."""
    taken: list[dict[str, str]] = []
    left: list[str] = []
    for row in rows:
        try:
            cases_from([row])
        except InputError:
            left.append(row["id"])
        else:
            taken.append(row)
    return taken, left


def _outcome(case: Case) -> str:
    decided = {finding.decision for finding in case.findings.all()}
    if "confirmed" in decided:
        return "upheld"
    return "rejected" if decided == {"rejected"} else "open"


def _evidence(case: Case) -> str:
    found = [one.contact.provenance for one in case.evidence.all()]
    return min(found, key=_BEST.index) if found else "typed"


def _key(what: str, value: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}\0{value}".encode(), "sha256").hexdigest()
