"""Does anything show that a contact is about a debt at all? A parcel that waits is late too.

Asked only where a limit would be broken: rules on collection accuse nobody of a contact that is none.
"""

from __future__ import annotations

import re

from atesta.kept import late
from atesta.review.limits.contact import Contact

# Claims that only somebody who collects makes. "Late" is said of parcels and books too, and what is denied is no claim.
_COLLECTS = frozenset({"amount", "credit_report", "court_list", "arrest", "payment_instruction", "visit"})
_ANNOUNCES = frozenset({"legal_step", "third_party", "other_consequence"})
_DEBT = late(
    r"\bdeud|adeud|\bdebe (?:a |dinero|usted|[$€£\d])|\bmoros|\ben mora\b|\bcuotas?\b|\bimpag|\bsaldo\b|\bcr[eé]dito"
    r"|\bpr[eé]stamo|\bcobr[ao]|\bpag(?:o|os|ue|ar|ado)\b|\bembarg|\bdebts?\b|\bow(?:e|es|ed|ing)\b|\barrears\b|delinquen"
    r"|\bbalance\b|\bunpaid\b|\brepay|\bpay(?:ment|ments|ing)?\b|\bloans?\b|\bcollect(?:ions?|or)\b"
    r"|欠|债|債|还款|還款|还钱|還錢|账单|賬單|催收|借款|贷款|貸款|借钱|分期|信用卡|还清|結清|结清",
    re.IGNORECASE,
)
_LATE = late(r"\bvencid|\batras[aoe]|\boverdue\b|past due|逾期", re.IGNORECASE)
_OTHER_THING = late(
    r"快递|快遞|包裹|取件|未取|自提|图书|圖書|借阅|还书|paquete|env[ií]o\b|biblioteca|\blibros?\b|parcel|package|library"
    r"|\bbooks?\b",
    re.IGNORECASE,
)


def shows_a_debt(contact: Contact) -> bool:
    """What is held beside it does (a creditor's file, its list of senders, earlier contacts), or its own words do."""
    if contact.account is not None or contact.directory is not None or contact.history:
        return True
    if any(claim.kind in _COLLECTS or _announced(claim.kind, claim.measured.get("mood")) for claim in contact.claims):
        return True
    text = contact.message.text
    return bool(_DEBT.search(text)) or bool(_LATE.search(text) and not _OTHER_THING.search(text))


def _announced(kind: str, mood: object) -> bool:
    return kind in _ANNOUNCES and mood != "denied"
