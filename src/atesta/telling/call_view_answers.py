"""The five answers of a call, each with what stands under it: five lines that open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from atesta.contact.call import Call
from atesta.locale import Catalogue
from atesta.pipeline import Knowledge
from atesta.review.conduct.call_conduct import COURTESIES
from atesta.review.finding import Claim, Finding, Moment, Review, Span
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE, TRUTH_ORDER
from atesta.telling.call_view import Item, Line
from atesta.telling.call_view_measured import measured
from atesta.telling.call_view_time import claim_clip, clip_of
from atesta.telling.citation import say_citation
from atesta.telling.say import say_moment, say_sender, say_value
from atesta.telling.say_claim import say_claim
from atesta.telling.say_finding import conduct_answer, limit_said, name_of, title_of
from atesta.telling.say_verdict import say_reason as say_record_reason
from atesta.telling.sheet_page import BROKEN, is_sheet, step_row
from atesta.telling.visible import visible

MOST_MOMENTS = 24
AGAINST_LIMITS = frozenset({"breach", "likely_breach", "benchmark_breach"})


def answers(review: Review, call: Call, knowledge: Knowledge, rulebook: Rulebook, words: Catalogue) -> tuple[Line, ...]:
    """Always five, always in this order; nothing adds them up."""
    return (
        _authenticity(review, words),
        _truth(review, call, knowledge, words),
        _integrity(review, words),
        _conduct(review, call, rulebook, words),
        _limits(review, call, rulebook, words),
    )


def _question(room: str, words: Catalogue) -> str:
    return words.say(f"call_page.question.{room}")


def _authenticity(review: Review, words: Catalogue) -> Line:
    answer = review.authenticity.answer
    items = [_note(say_sender(finding, words), finding.citations, words) for finding in review.authenticity.findings]
    said, means = words.say(f"authenticity.{answer}"), words.say(f"call_page.authenticity_means.{answer}")
    return Line("authenticity", _question("authenticity", words), said, answer in ADVERSE, (means,), tuple(items))


def _truth(review: Review, call: Call, knowledge: Knowledge, words: Catalogue) -> Line:
    claims, question = review.truth.claims, _question("truth", words)
    if not claims:
        return Line("truth", question, words.say("call_page.no_claim"))
    count = Counter(claim.answer for claim in claims)
    told = [
        words.say("truth.count", answer=words.say(f"truth_answer.{answer}"), n=count[answer])
        for answer in TRUTH_ORDER
        if count[answer]
    ]
    means = () if knowledge.account else (words.say("truth.none_state"),)
    ordered = sorted(claims, key=lambda claim: TRUTH_ORDER.index(claim.answer))
    items = tuple(_claim(claim, call, words) for claim in ordered)
    foot, adverse = _witness(knowledge, words), bool(ADVERSE & set(count))
    return Line("truth", question, " · ".join(told), adverse, means, items, foot)


def _claim(claim: Claim, call: Call, words: Catalogue) -> Item:
    state = "breach" if claim.answer in ADVERSE else "claim"
    return Item(
        state,
        "",
        words.say(f"truth_answer.{claim.answer}"),
        visible(claim.quote),
        claim_clip(claim, call),
        tuple(say_claim(claim, words)),
        _sources(claim.citations, words),
    )


def _witness(knowledge: Knowledge, words: Catalogue) -> str:
    if knowledge.account is None:
        return ""
    as_of = say_moment(knowledge.account.as_of, words.lang)
    yours = knowledge.account.typed_by_debtor
    witness = words.say("truth.yours") if yours else words.say("truth.file_of", time=as_of)
    return words.say("page.source", witness=witness)


def _integrity(review: Review, words: Catalogue) -> Line:
    answer = review.integrity.answer
    means = words.say(f"call_page.integrity_means.{answer}")
    said = words.say(f"integrity.{answer}")
    items = tuple(_record_items(review, words))
    return Line("integrity", _question("integrity", words), said, answer in ADVERSE, (means,), items)


def _record_items(review: Review, words: Catalogue) -> Iterable[Item]:
    """Why the check says so, then the procedure, step by step (A5.1 to A5.3)."""
    record = review.call.record if review.call else None
    if record is None:
        return
    yield from (Item("note", say_record_reason(reason, words)) for reason in record.reasons)
    rows = record.sheet["steps"] if record.sheet and is_sheet(record.sheet) else None
    for row in (step_row(row, words) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ():
        if record.answer in BROKEN:
            yield Item("note", row.name, words.say("sheet.state.not_relied"))
            continue
        state = "missing" if row.state == "failed" else "met" if row.state == "met" else "note"
        yield Item(state, row.name, row.state_word, details=(row.said,) if row.said else ())


def _conduct(review: Review, call: Call, rulebook: Rulebook, words: Catalogue) -> Line:
    found = review.conduct
    against = [one for one in found.findings if one.answer == "breach"]
    shown = _once(by_harm((*found.not_reviewable, *against), review))
    items = [_against(one, call, rulebook, words) for one in shown]
    rest = [one for one in found.findings if one.answer in ("missing", "met") and one.rule not in COURTESIES]
    items += [_beside(one, call, rulebook, words) for one in rest]
    adverse = bool(against) and not review.distress
    foot = words.say("conduct.proposal") if items else ""
    answer = conduct_answer(shown, review.distress, words, words.say("call_page.conduct_clean"))
    if not items and not any(turn.text.strip() for turn in call.transcript.turns):
        answer = words.say("call_page.no_words")
    return Line("conduct", _question("conduct", words), answer, adverse, (), tuple(items), foot)


def _overlap(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None or one.turn is None or one.turn != other.turn:
        return False
    edges = (one.start, one.end, other.start, other.end)
    if None in edges:
        return False
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Without the courtesy that only repeats a category: its own line stands among the eight."""
    labelled = [one for one in findings if "label" in one.measured]
    return [
        one
        for one in findings
        if one.rule not in COURTESIES or not any(_overlap(one.span, each.span) for each in labelled)
    ]


def by_harm(found: Sequence[Finding], review: Review) -> list[Finding]:
    """The order that the review gives, the most harmful first; else as they came: for a person before the rest."""
    order = {id_: number for number, id_ in enumerate(review.call.order if review.call else ())}
    return sorted(found, key=lambda finding: order.get(finding.id, len(order)))


def _against(finding: Finding, call: Call, rulebook: Rulebook, words: Catalogue) -> Item:
    return Item(
        finding.answer,
        _name(finding, rulebook, words),
        words.say(f"call_page.state.{finding.answer}"),
        visible(finding.quote),
        clip_of(finding.span, call),
        measured(finding, words),
        _sources(finding.citations, words),
    )


def _name(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    """A courtesy by its short name: the sentence of its rule says what is asked, which reads as if it were so."""
    if finding.rule not in COURTESIES:
        return name_of(finding, rulebook, words)
    title = words.say(f"call_page.courtesies.{COURTESIES.index(finding.rule) + 1}")
    word = words.say(f"call_page.courtesy_state.{finding.answer}")
    return words.say("page.labelled", label=title, text=word)


def _beside(finding: Finding, call: Call, rulebook: Rulebook, words: Catalogue) -> Item:
    """What B2.2 to B2.4 ask beside the eight courtesies, met or missing."""
    word = words.say(f"call_page.state.{finding.answer}")
    text, clip, said = title_of(finding, rulebook, words), clip_of(finding.span, call), measured(finding, words)
    return Item(finding.answer, text, word, visible(finding.quote), clip, said, _sources(finding.citations, words))


def _limits(review: Review, call: Call, rulebook: Rulebook, words: Catalogue) -> Line:
    answer = review.limits.answer
    items = tuple(
        Item(
            "breach" if finding.answer in AGAINST_LIMITS else "limit",
            limit_said(finding, rulebook, words),
            quote=visible(finding.quote) if finding.span else "",
            clip=clip_of(finding.span, call),
            sources=_sources(finding.citations, words),
        )
        for finding in review.limits.findings
    )
    return Line("limits", _question("limits", words), words.say(f"limits.{answer}"), answer in ADVERSE, (), items)


def moments(review: Review, call: Call, words: Catalogue) -> tuple[Item, ...]:
    """What happened and is no verdict: who was identified, what was complained of, offered, promised (B2.4, A5.3)."""
    found = review.call.moments if review.call and not review.distress else ()
    items = [
        Item(
            "note",
            words.say(f"call_page.moment.{_happened(moment)}"),
            quote=visible(moment.quote),
            clip=clip_of(moment.span, call),
            details=tuple(_promised(moment.measured, words)),
        )
        for moment in found
        if moment.kind != "hold"  # it stands among the stretches
    ]
    return tuple(sorted(items, key=lambda item: item.clip.start if item.clip else 0)[:MOST_MOMENTS])


def _happened(moment: Moment) -> str:
    """That she has paid is no hardship."""
    return "paid" if moment.kind == "plight" and moment.measured.get("what") == "paid" else moment.kind


def _promised(measured: Mapping[str, object], words: Catalogue) -> Iterable[str]:
    if isinstance(measured.get("amount"), str):
        yield words.say("call_page.moment.amount", amount=visible(say_value(measured["amount"], words.lang)))
    if isinstance(measured.get("date"), str):
        yield words.say("call_page.moment.date", date=visible(say_value(measured["date"], words.lang)))


def _note(text: str, citations: Sequence[Citation], words: Catalogue) -> Item:
    return Item("note", text, sources=_sources(citations, words))


def _sources(citations: Sequence[Citation], words: Catalogue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(visible(say_citation(citation, words)) for citation in citations))
