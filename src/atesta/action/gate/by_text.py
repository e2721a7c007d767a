"""What stands against the words of a contact, found where they are read (store.announced_text, store.wording_match):
the gate itself reads none. Kept are kinds, claims and hosts, never the text.

`measured` of announce_law: `claims` (kind, said, answer); of announce_pays and announce_leads: `ways` (account, link,
number, handle) and `hosts` of links that name nobody; of wording_declined: `wording` its id, `on` the day.
"""

from __future__ import annotations

from collections.abc import Mapping

from atesta.action.gate.asked import Reason
from atesta.rules.rule import Citation, Confidence, Force

LAW, PAYS, LEADS, DECLINED = "announce_law", "announce_pays", "announce_leads", "wording_declined"
REFUSED = (LAW, PAYS, LEADS)
"""Nobody of the creditor can allow these by name: the words have to be others."""
_A3 = Citation("A3", Force.HOUSE, Confidence.V)


def of_text(id_: str, measured: Mapping[str, object], citations: tuple[Citation, ...] = ()) -> Reason:
    """`citations`: of the law that it is about; the house rule, that the creditor answers for its agencies, always."""
    return Reason(id_, "refused" if id_ in REFUSED else "ask", measured, (*citations, _A3))
