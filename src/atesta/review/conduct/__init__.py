"""Was it civil? Labels and findings from the words of one text (B2.1 to B2.4; LABELS).

Every adverse finding quotes the words it rests on and the rule they break. What the words alone do not decide goes to a
person: the finding says "not_reviewable", and the label is not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from atesta.contact.message import Message
from atesta.review.conduct.cite import Cite, texts
from atesta.review.conduct.courtesy import Manner, courtesy_findings
from atesta.review.conduct.labels import BENIGN, DENIABLE, LABELS, RULES, Evidence, evidence, mostly_denied
from atesta.review.conduct.thresholds import load_thresholds
from atesta.review.finding import Conduct, Finding, Truth
from atesta.rules.phrase import Reading
from atesta.rules.rulebook import Rulebook

__all__ = ["BENIGN", "LABELS", "check_conduct"]


def check_conduct(
    reading: Reading,
    message: Message,
    truth: Truth,
    rulebook: Rulebook,
    place: str | None,
    day: date | None,
    bound_party: str | None,
    scores: Mapping[str, float] | None = None,
) -> Conduct:
    """Labels in the order of LABELS, `benign` only alone; findings in a fixed order.

    `day` None: unknown, each rule's newest version is cited. `bound_party` own | agency | buyer | None (unknown).
    `scores`: the paraphrase layer's, label -> 0..1; None leaves it out.
    """
    cite = Cite(reading, texts(rulebook, place, day, bound_party))
    found = evidence(reading, truth)
    breaches = [_breach(cite, entry) for entry in found]
    said = {entry.label for entry in found}
    kept_back = DENIABLE if scores and mostly_denied(reading) else frozenset()
    judged = _paraphrases(cite, scores or {}, said | kept_back)
    said |= {str(finding.measured["label"]) for finding in judged if finding.answer == "breach"}
    manner = Manner.of(cite, message, truth, found)
    return Conduct(
        labels=tuple(label for label in LABELS if label in said) or (BENIGN,),
        findings=(*breaches, *(f for f in judged if f.answer == "breach"), *courtesy_findings(manner)),
        not_reviewable=tuple(f for f in judged if f.answer == "not_reviewable"),
    )


def _breach(cite: Cite, entry: Evidence) -> Finding:
    measured = {"label": entry.label, "by": entry.by}
    span = (entry.start, entry.end)
    return cite.finding(f"{entry.label}@{entry.start}", RULES[entry.label], "breach", span, measured, entry.label)


def _paraphrases(cite: Cite, scores: Mapping[str, float], said: set[str]) -> list[Finding]:
    """Labels that only the meaning shows, and those so close to the threshold that a person must read the text."""
    if not scores:
        return []
    thresholds = load_thresholds()
    found = []
    for label in LABELS:
        answer = "" if label in said or label not in scores else thresholds.answer(label, scores[label])
        if answer:
            measured = {"label": label, "by": "paraphrase", "score": f"{scores[label]:.2f}"}
            id_ = f"{label}@paraphrase"
            found.append(cite.finding(id_, RULES[label], answer, None, measured, label if answer == "breach" else ""))
    return found
