"""A review as the JSON of INTERFACES (`atesta.review/1`), and its canonical bytes: same input, same bytes."""

from __future__ import annotations

import json
from typing import Any

from atesta.review.finding import Claim, Finding, Review, TextSpan
from atesta.rules.rule import Citation

SCHEMA = "atesta.review/1"


def citation_json(citation: Citation) -> dict[str, str]:
    return {"text": citation.text, "force": citation.force.value, "confidence": citation.confidence.value}


def span_json(span: TextSpan) -> dict[str, int]:
    place = {"start": span.start, "end": span.end}
    return place if span.turn is None else {**place, "turn": span.turn}


def finding_json(finding: Finding) -> dict[str, Any]:
    """The shape fixed for a finding; a finding without a place in the text has `span` null."""
    span = finding.span
    return {
        "id": finding.id,
        "rule": finding.rule,
        "version": finding.version,
        "answer": finding.answer,
        "span": None if span is None else span_json(span),
        "quote": finding.quote,
        "citations": [citation_json(citation) for citation in finding.citations],
        "measured": dict(finding.measured),
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """The shape fixed for a claim; `id` and `measured` are ours (two lines for a legal step live in `measured`)."""
    return {
        "id": claim_id(claim),
        "kind": claim.kind,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "answer": claim.answer,
        "said": claim.said,
        "on_file": claim.on_file,
        "source": claim.source,
        "citations": [citation_json(citation) for citation in claim.citations],
        "measured": dict(claim.measured),
    }


def claim_id(claim: Claim) -> str:
    return f"truth:{claim.kind}:{claim.start}"


def review_json(review: Review) -> dict[str, Any]:
    """All five answers, always; lists may be empty, answers never are."""
    return {
        "schema": SCHEMA,
        "input": review.input,
        "rulebook": review.rulebook,
        "provenance": review.provenance,
        "authenticity": _room(review.authenticity.answer, review.authenticity.findings),
        "truth": {"claims": [claim_json(claim) for claim in review.truth.claims]},
        "integrity": _room(review.integrity.answer, review.integrity.findings),
        "conduct": {
            "labels": list(review.conduct.labels),
            "findings": [finding_json(finding) for finding in review.conduct.findings],
            "not_reviewable": [finding_json(finding) for finding in review.conduct.not_reviewable],
        },
        "limits": _room(review.limits.answer, review.limits.findings),
        "distress": review.distress,
        "next_steps": [{"id": step} for step in review.next_steps],
    }


def _room(answer: str, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {"answer": answer, "findings": [finding_json(finding) for finding in findings]}


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8 as it is: the bytes that a digest is taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
