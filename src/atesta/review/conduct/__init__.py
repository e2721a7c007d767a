"""Was it civil? Labels and findings from the words of one text (B2.1 to B2.4; LABELS).

Every adverse finding quotes the words it rests on and the rule they break. What the words alone do not decide goes to a
person: the finding says "not_reviewable", and the label is not given.
"""

from __future__ import annotations

from collections.abc import Mapping

from atesta.contact.message import Message, Recipient
from atesta.review.conduct.cite import Cite, Texts, texts
from atesta.review.conduct.courtesy import Manner, courtesy_findings
from atesta.review.conduct.forbidden import forbidden_findings
from atesta.review.conduct.labels import (
    BENIGN,
    DENIABLE,
    FOLLOWS,
    LABELS,
    RULES,
    Evidence,
    evidence,
    mostly_denied,
    shown,
)
from atesta.review.conduct.thresholds import load_thresholds
from atesta.review.finding import Conduct, Finding, Truth
from atesta.rules.phrase import Reading

__all__ = ["BENIGN", "LABELS", "check_conduct", "texts"]


def check_conduct(
    reading: Reading,
    message: Message,
    truth: Truth,
    cited: Texts,
    scores: Mapping[str, float] | None = None,
) -> Conduct:
    """Labels in the order of LABELS, `benign` only alone; findings in a fixed order.

    `cited`: what may be cited that day, there, for that party (`texts`). `scores`: the paraphrase layer's,
    label -> 0..1; None leaves it out.
    """
    cite = Cite(reading, cited)
    scores = _with_what_follows(scores or {})
    said_so = evidence(reading, truth)
    doubtful = {label for label in scores if load_thresholds().doubts(label, scores)}
    found = tuple(entry for entry in said_so if entry.label not in doubtful)
    to_another = message.to is Recipient.THIRD_PARTY
    doubted = [_words(cite, entry, "not_reviewable") for entry in said_so if entry.label in doubtful]
    breaches = [_words(cite, entry, "breach", shown(entry, to_another=to_another)) for entry in found]
    said = {entry.label for entry in found}
    judged = _paraphrases(cite, scores, said, DENIABLE if scores and mostly_denied(reading) else frozenset())
    said |= {str(finding.measured["label"]) for finding in judged if finding.answer == "breach"}
    forbidden = list(forbidden_findings(cite))
    manner = Manner.of(cite, message, truth, found)
    return Conduct(
        labels=tuple(label for label in LABELS if label in said) or (BENIGN,),
        findings=(*breaches, *_answered("breach", judged, forbidden), *courtesy_findings(manner)),
        not_reviewable=(*doubted, *_answered("not_reviewable", judged, forbidden)),
    )


def _answered(answer: str, *given: list[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for findings in given for finding in findings if finding.answer == answer)


def _with_what_follows(scores: Mapping[str, float]) -> Mapping[str, float]:
    """What follows from a label (LABELS: an arrest threat is always a threat) scores at least as high as it does."""
    least = {other: scores[label] for label, others in FOLLOWS.items() if label in scores for other in others}
    return dict(scores) | {label: max(score, scores.get(label, score)) for label, score in least.items()}


def _words(cite: Cite, entry: Evidence, answer: str, cited: tuple[str, ...] = ()) -> Finding:
    """What a phrase found; a person decides where the meaning of the text speaks against it."""
    measured = {"label": entry.label, "by": entry.by}
    span = (entry.start, entry.end)
    return cite.finding(f"{entry.label}@{entry.start}", RULES[entry.label], answer, span, measured, cited)


def _paraphrases(cite: Cite, scores: Mapping[str, float], said: set[str], denied: frozenset[str]) -> list[Finding]:
    """Labels that only the meaning shows, and those so close to the threshold that a person must read the text."""
    thresholds = load_thresholds()
    open_ones = {label: score for label, score in scores.items() if label not in said | denied}
    alone = {label for label, score in open_ones.items() if thresholds.answer(label, score) == "breach"}
    found = []
    for label in LABELS:
        beside = bool((said | alone) - {label})
        answer = thresholds.answer(label, open_ones[label], beside_another=beside) if label in open_ones else ""
        if answer:
            measured = {"label": label, "by": "paraphrase", "score": f"{scores[label]:.2f}"}
            cited = (label,) if answer == "breach" else ()
            found.append(cite.finding(f"{label}@paraphrase", RULES[label], answer, None, measured, cited))
    return found
