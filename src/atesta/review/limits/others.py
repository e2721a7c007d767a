"""Was another person drawn in, or is that announced?

Parameters of a rule of kind `third_party`:
`actual`    "any": no contact with another person at all; "debt_told": none that tells of the debt
`otherwise` the answer for a contact that does not tell of it
`announced` whether announcing it is a finding too
`refusal_final` whether another person who refused may not be contacted again
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from atesta.contact.history import Outcome
from atesta.contact.message import Recipient
from atesta.kept import late
from atesta.review.finding import Claim, Finding
from atesta.review.limits.contact import COLLECTING, Contact, limit_finding
from atesta.rules.rule import InForce, Rule

# What a message that says any of this tells about the debt. The lender's name alone tells nothing, and some lenders
# are called "Crédito …" or "… Lending" (data/LABELS: asking to call back while naming a lender is no disclosure).
_TELLS_KINDS = frozenset({"amount", "days_late", "lateness_grade", "legal_step", "credit_report", "court_list"})
_TELLS = late(
    r"\bdeud|adeud|\bdebe (?:a |dinero|[$€£\d])|\bmoros|\ben mora\b|\bcuotas?\b|\bvencid|\batras[aoe]|\bimpag|\bsaldo\b"
    r"|\bembarg|\bdebts?\b|\bow(?:e|es|ed|ing)\b|\boverdue\b|past due|\barrears\b|delinquen|\bbalance\b|\bunpaid\b"
    r"|\brepay|\bpayments?\b|欠|逾期|债|債|还款|還款|账单|賬單|催收|借款",
    re.IGNORECASE,
)
# A text that asks its reader to pass a demand on speaks to another person, whoever the address belongs to.
_SPEAKS_TO_ANOTHER = late(
    r"\b(?:d[ií](?:ga|le|gan)\w*|av[ií]s\w+|comun[ií]qu\w+|inf[oó]rm\w+|recu[eé]rd\w+) a (?:su|tu) "
    r"(?:herman|espos|marid|mujer|pap[aá]|mam[aá]|padre|madre|hij|t[ií][oa]\b|prim|amig|vecin|novi|compañer|emplead|jef)"
    r"|\b(?:tell|remind|inform|notify) your (?:brother|sister|husband|wife|son|daughter|father|mother|mom|dad|parents?"
    r"|uncle|aunt|cousin|friend|neighbou?r|co-?worker|colleague|employee|boss|partner|girlfriend|boyfriend)"
    r"|(?:告诉|告訴|转告|轉告|通知|提醒)(?:一下)?[你您]的?(?:哥|弟|姐|妹|爸|妈|媽|父|母|儿子|女儿|丈夫|妻子|老公|老婆|朋友|同事|亲戚|家人|邻居)",
    re.IGNORECASE,
)
# Each of these speeches holds one of these, a cheap question first. None has an i: it has odd capitals.
_ONE_OF = (" a su ", " a tu ", " your ", "告", "通知", "提醒")
# Who stands in for the debt may be told of it, within law and contract (facts/cn.md B7, facts/intl.md MX-3RD).
_LIABLE = late(
    r"\baval(?:es|ista)?\b|fiador|codeudor|co-?sign|guarantor|担保人|保证人|共同借款|共同还款", re.IGNORECASE
)
_NOT_LIABLE = late(
    r"famil|padre|madre|mam[aá]|pap[aá]|herman|hij[oa]s?|espos|vecin|amig|contactos|compañer|jefe|emple|trabajo|empresa"
    r"|referencia|colega|relative|neighbou?r|friend|employer|boss|contacts|co-?worker|colleague|parents"
    r"|家|亲|親|朋友|好友|同事|单位|單位|通讯录|通訊錄|联系人|聯繫人|领导|邻|父|母|村|社区",
    re.IGNORECASE,
)


def check(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    return (*_announced(rule, version, contact), *_made(rule, version, contact), *_relayed(rule, version, contact))


def _announced(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    if not version.parameters["announced"]:
        return ()
    return tuple(
        limit_finding(rule, version, version.breach_word, {"what": "announced"}, claim=claim)
        for claim in contact.claims
        if claim.kind == "third_party" and not _liable(claim)
    )


def _liable(claim: Claim) -> bool:
    return bool(_LIABLE.search(claim.quote)) and not _NOT_LIABLE.search(claim.quote)


def _made(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    message = contact.message
    if message.to is not Recipient.THIRD_PARTY or message.purpose not in COLLECTING:
        return ()
    parameters: Mapping[str, Any] = version.parameters
    told = tells_of_the_debt(contact)
    measured: dict[str, object] = {"what": "made", "debt_told": told}
    if parameters.get("refusal_final") and _refused_before(contact):
        return (limit_finding(rule, version, version.breach_word, {**measured, "reason": "refused_before"}),)
    if parameters["actual"] == "any" or told:
        return (limit_finding(rule, version, version.breach_word, measured),)
    if parameters["otherwise"] == "undetermined":
        measured["reason"] = "whether_the_debtor_could_be_reached_is_unknown"
    return (limit_finding(rule, version, parameters["otherwise"], measured),)


def _relayed(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    """Told to somebody else, by the words, while the file says that it went to the debtor: a person must look."""
    message = contact.message
    if message.to is not Recipient.DEBTOR or not _speaks_to_another(message.text):
        return ()
    if not tells_of_the_debt(contact) or any(claim.kind == "third_party" for claim in contact.claims):
        return ()
    return (limit_finding(rule, version, "undetermined", {"reason": "recipient_unclear"}),)


@lru_cache(4)  # several rules ask it of one message
def _speaks_to_another(text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in _ONE_OF) and _SPEAKS_TO_ANOTHER.search(text) is not None


def tells_of_the_debt(contact: Contact) -> bool:
    return any(claim.kind in _TELLS_KINDS for claim in contact.claims) or bool(_TELLS.search(contact.message.text))


def _refused_before(contact: Contact) -> bool:
    return any(past.to is Recipient.THIRD_PARTY and past.outcome is Outcome.REFUSED for past in contact.before)
