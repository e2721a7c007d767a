"""Is there a visit where visits are forbidden, or is one announced?

Parameter of a rule of kind `visit`: `announced`, whether announcing one is a finding too.
"""

from __future__ import annotations

from atesta.contact.message import Channel
from atesta.review.finding import Finding
from atesta.review.limits.contact import COLLECTING, Contact, limit_finding
from atesta.rules.rule import InForce, Rule


def check(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    made = contact.message.channel is Channel.VISIT and contact.message.purpose in COLLECTING
    announced = [claim for claim in contact.claims if claim.kind == "visit"] if version.parameters["announced"] else []
    word = version.breach_word
    return (
        *([limit_finding(rule, version, word, {"visit": "made"})] if made else []),
        *(limit_finding(rule, version, word, {"what": "announced"}, claim=claim) for claim in announced),
    )
