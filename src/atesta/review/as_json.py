"""A review as the JSON of INTERFACES (`atesta.review/1`), and its canonical bytes: same input, same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

from atesta.kept import Kept
from atesta.review.call_json import call_json, span_json
from atesta.review.finding import CallReview, Claim, Finding, Review, Span, TimeSpan
from atesta.rules.rule import Citation

__all__ = [
    "canonical",
    "citation_json",
    "claim_id",
    "claim_json",
    "finding_json",
    "review_bytes",
    "review_json",
    "span_json",
    "value_text",
]

SCHEMA = "atesta.review/1"


def citation_json(citation: Citation) -> dict[str, str]:
    return {"text": citation.text, "force": citation.force.value, "confidence": citation.confidence.value}


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
        **_when(claim),
    }


def _when(claim: Claim) -> dict[str, Any]:
    """Of a claim said in a call: its turn, and its milliseconds where they are known."""
    if claim.turn is None:
        return {}
    times = {"start_ms": claim.start_ms, "end_ms": claim.end_ms}
    return {"turn": claim.turn} | {name: value for name, value in times.items() if value is not None}


def claim_id(claim: Claim) -> str:
    turn = "" if claim.turn is None else f"{claim.turn}:"
    return f"truth:{claim.kind}:{turn}{claim.start}-{claim.end}"


def review_json(review: Review) -> dict[str, Any]:
    """All five answers, always; lists may be empty, answers never are. `call` is there for a call only."""
    return {
        **({} if review.call is None else {"call": call_json(review.call)}),
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


# --- the same bytes, written at once ----------------------------------------------------------------------------------
# `review_bytes(review)` is `canonical(review_json(review))`, several times as fast: a review is 5 kB of which most is
# the same from one message to the next (citations, findings of what is missing). Keys stand in the order of the sort.

_cited: Kept[Citation, str] = Kept(1024)
_lists: Kept[tuple[Citation, ...], str] = Kept(1024)
_findings: Kept[Finding, str] = Kept(4096)


def review_bytes(review: Review) -> bytes:
    """The canonical bytes of a review."""
    conduct, truth = review.conduct, review.truth
    return (
        f'{{"authenticity":{_room_text(review.authenticity.answer, review.authenticity.findings)},'
        f"{'' if review.call is None else _call_text(review.call)}"
        f'"conduct":{{"findings":{_all(map(_finding_text, conduct.findings))},'
        f'"labels":{_all(map(quoted, conduct.labels))},'
        f'"not_reviewable":{_all(map(_finding_text, conduct.not_reviewable))}}},'
        f'"distress":{_TRUE[review.distress]},"input":{quoted(review.input)},'
        f'"integrity":{_room_text(review.integrity.answer, review.integrity.findings)},'
        f'"limits":{_room_text(review.limits.answer, review.limits.findings)},'
        f'"next_steps":{_all(f"""{{"id":{quoted(step)}}}""" for step in review.next_steps)},'
        f'"provenance":{quoted(review.provenance)},"rulebook":{quoted(review.rulebook)},"schema":{quoted(SCHEMA)},'
        f'"truth":{{"claims":{_all(map(_claim_text, truth.claims))}}}}}'
    ).encode("utf-8", "surrogatepass")


def _call_text(call: CallReview) -> str:
    return f'"call":{value_text(call_json(call))},'


_TRUE = {True: "true", False: "false"}


def _all(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def _room_text(answer: str, findings: tuple[Finding, ...]) -> str:
    return f'{{"answer":{quoted(answer)},"findings":{_all(map(_finding_text, findings))}}}'


def _finding_text(finding: Finding) -> str:
    """A finding that says nothing of the message itself is handed out for many messages, and written once."""
    said = finding.span is not None or finding.measured
    return _write_finding(finding) if said else _findings.of(finding, _write_finding)


def _write_finding(finding: Finding) -> str:
    measured = value_text(finding.measured) if finding.measured else "{}"
    return (
        f'{{"answer":{quoted(finding.answer)},"citations":{_lists.of(finding.citations, _citations)},'
        f'"id":{quoted(finding.id)},"measured":{measured},"quote":{quoted(finding.quote)},'
        f'"rule":{quoted(finding.rule)},"span":{_span_text(finding.span)},"version":{quoted(finding.version)}}}'
    )


def _claim_text(claim: Claim) -> str:
    if claim.turn is not None:
        return value_text(claim_json(claim))
    measured = value_text(claim.measured) if claim.measured else "{}"
    return (
        f'{{"answer":{quoted(claim.answer)},"citations":{_lists.of(claim.citations, _citations)},'
        f'"end":{claim.end},"id":{quoted(claim_id(claim))},"kind":{quoted(claim.kind)},"measured":{measured},'
        f'"on_file":{quoted(claim.on_file)},"quote":{quoted(claim.quote)},"said":{quoted(claim.said)},'
        f'"source":{quoted(claim.source)},"start":{claim.start}}}'
    )


def _span_text(span: Span | None) -> str:
    if span is None:
        return "null"
    if isinstance(span, TimeSpan):
        return value_text(span_json(span))
    turn = "" if span.turn is None else f',"turn":{span.turn}'
    return f'{{"end":{span.end},"start":{span.start}{turn}}}'


def _citations(citations: tuple[Citation, ...]) -> str:
    return _all(_cited.of(citation, _citation) for citation in citations)


def _citation(citation: Citation) -> str:
    return value_text(citation_json(citation))


def value_text(value: Any) -> str:
    """One JSON value in canonical form; what is none of the plain kinds is left to the library."""
    write = _WRITERS.get(type(value))
    if write:
        return write(value)
    return canonical(dict(value) if isinstance(value, Mapping) else value).decode("utf-8", "surrogatepass")


_named: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
_NAMED_MOST = 1024


def _object(value: dict[str, Any]) -> str:
    """Members by key. The keys of one kind of finding are always the same: sorted and quoted once."""
    keys = tuple(value)
    named = _named.get(keys)
    if named is None:
        if len(_named) >= _NAMED_MOST:
            _named.clear()
        named = _named[keys] = tuple((key, f"{quoted(key)}:") for key in sorted(keys))
    return "{" + ",".join([name + value_text(value[key]) for key, name in named]) + "}"


def _array(value: Iterable[Any]) -> str:
    return "[" + ",".join([value_text(item) for item in value]) + "]"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: quoted,
    bool: lambda value: _TRUE[value],
    int: str,
    type(None): lambda _: "null",
    dict: _object,
    list: _array,
    tuple: _array,
}
