"""A call told from memory: only what was written down can be judged.

Nobody writes down a greeting or a "please", and nobody times a sentence: that something is not there says nothing about
whether it was said. So of its conduct only findings remain that stand on words.
"""

from __future__ import annotations

from dataclasses import replace

from atesta.review.conduct.call_conduct import COURTESIES
from atesta.review.finding import Finding, Review


def of_words(review: Review) -> Review:
    """The same review without what stands on words that are missing; no courtesy is counted, met or broken."""
    conduct = review.conduct
    kept = replace(
        conduct,
        findings=tuple(filter(_stands_on_words, conduct.findings)),
        not_reviewable=tuple(filter(_stands_on_words, conduct.not_reviewable)),
    )
    return replace(review, conduct=kept)


def _stands_on_words(finding: Finding) -> bool:
    adverse = finding.answer in ("breach", "not_reviewable")
    return adverse and bool(finding.quote) and finding.span is not None and finding.rule not in COURTESIES
