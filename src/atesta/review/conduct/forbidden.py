"""What a place forbids to say and no category of LABELS covers: asking why (Colombia), posters (Peru), and the like.

A rule names the phrases it forbids (`parameters.phrases`). It convicts only where its text was read; known from
secondary sources, or where the words alone do not decide, the finding goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from atesta.review.conduct.cite import Cite, Forbidden
from atesta.review.finding import Finding, TextSpan
from atesta.review.quote import tidy
from atesta.rules.phrase import Hit


def forbidden_findings(cite: Cite) -> Iterator[Finding]:
    """By place in the text, then by rule; one finding where two phrases of a rule overlap."""
    if cite.texts.place is None:
        return
    last: dict[str, int] = {}
    for hit in sorted(cite.reading.of("conduct"), key=lambda hit: (hit.start, -hit.end)):
        for forbidden in cite.texts.forbidding(hit.phrase.label):
            if hit.start >= last.get(forbidden.rule, 0):
                last[forbidden.rule] = hit.end
                yield _finding(cite, forbidden, hit)


def _finding(cite: Cite, forbidden: Forbidden, hit: Hit) -> Finding:
    start, end = tidy(cite.reading.text, hit.start, hit.end)
    return Finding(
        id=f"{forbidden.rule}@{hit.start}",
        rule=forbidden.rule,
        version=forbidden.version.version,
        answer="breach" if forbidden.decided else "not_reviewable",
        span=TextSpan(start, end),
        quote=cite.reading.text[start:end],
        citations=(forbidden.version.citation,),
        measured={"phrase": hit.phrase.id},
    )
