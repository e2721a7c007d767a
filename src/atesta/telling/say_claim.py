"""What a claim says beside what is on file, as sentences (A2, A4). Data in, words out; nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from atesta.kept import late
from atesta.locale import Catalogue
from atesta.review.finding import Claim
from atesta.telling.say import say_money, say_value
from atesta.telling.visible import visible


def say_claim(claim: Claim, words: Catalogue) -> list[str]:
    """The figures of a claim, both sides, why they differ, and for a legal step the two lines."""
    return [line for line in (" · ".join(figures(claim, words)), *reasons(claim, words)) if line]


def reasons(claim: Claim, words: Catalogue) -> list[str]:
    """Why the figures differ, what a scare word means, and for a legal step whether they can and whether they have."""
    lines = _because(claim, words)
    term = _term(claim)
    if term and words.has(f"term.{term}"):
        lines.append(words.say(f"term.{term}"))
    if claim.kind == "legal_step":
        lines += [
            words.say(f"truth.{side}", answer=_can_or_have(claim, side, words))
            for side in ("can_they", "have_they")
            if side in claim.measured
        ]
    return lines


# With nothing on file beside it, what these say stands in the quote already.
_QUOTE_IS_ENOUGH = frozenset({"amount", "days_late", "lateness_grade", "payment_instruction", "deadline"})
_UNTOLD = frozenset({"other_consequence", "visit", "third_party"})


def figures(claim: Claim, words: Catalogue) -> list[str]:
    """What it says and what is on file; a legal step's record stands in its two lines."""
    if claim.kind in _UNTOLD or (not claim.on_file and claim.kind in _QUOTE_IS_ENOUGH):
        return []
    told = [_said(claim, words)]
    if claim.on_file and claim.kind != "legal_step":
        told.append(words.say(f"truth.{_side(claim)}", value=_figure(claim.on_file, claim, words, on_file=True)))
    return told


def _side(claim: Claim) -> str:
    """What the second figure is: the clock's (when it arrived, or was said), the creditor's ways to pay, the debtor's
    own, or the file's."""
    by_kind = {"deadline": "arrived" if claim.turn is None else "called", "payment_instruction": "ways_on_file"}
    return by_kind.get(claim.kind, "by_yours" if claim.source == "yours" else "on_file")


def _said(claim: Claim, words: Catalogue) -> str:
    if _in_mood(claim, words):
        return said_of(claim, words)
    return words.say("truth.said", value=said_of(claim, words))


def said_of(claim: Claim, words: Catalogue) -> str:
    """What it says, by itself."""
    name, _, mood = claim.said.partition(":")
    if _in_mood(claim, words):
        return words.say(f"mood.{mood}", what=words.say(f"named.{name}"))
    return _figure(claim.said, claim, words, on_file=False)


def _in_mood(claim: Claim, words: Catalogue) -> bool:
    name, _, mood = claim.said.partition(":")
    return words.has(f"named.{name}") and words.has(f"mood.{mood}")


def _figure(value: str, claim: Claim, words: Catalogue, *, on_file: bool) -> str:
    """A figure or a word as the reader says it."""
    if claim.kind == "payment_instruction":
        return words.say("page.list").join(_way(way, words) for way in value.split(", "))
    if claim.kind == "days_late":
        return _days(value, words)
    if words.has(f"grade.{value}") or (claim.kind == "lateness_grade" and not words.has(f"said.{value}")):
        return _grade(value, words, on_file=on_file)
    if claim.kind == "credit_report" and value[:4].isdigit():
        return words.say("said.reported_on", on=say_value(value, words.lang))
    known = (key for key in (f"said.{value}", f"legal.stage_{value}") if words.has(key))
    key = next(known, None)
    return words.say(key) if key else visible(say_value(value, words.lang))


def _grade(value: str, words: Catalogue, *, on_file: bool) -> str:
    """A grade of lateness; one of the creditor's own naming stands as it is."""
    grade = words.say(f"grade.{value}") if words.has(f"grade.{value}") else visible(value)
    return words.say("said.graded", grade=grade) if on_file else grade


def _way(way: str, words: Catalogue) -> str:
    return words.say(f"way.{way}") if words.has(f"way.{way}") else visible(way)


def _days(value: str, words: Catalogue) -> str:
    count, _, unit = value.partition(" ")
    key = f"said.{unit}" if unit else "days.n"
    return words.say(key, n=int(count)) if count.isdigit() and words.has(key) else visible(value)


_INTENTIONS = frozenset({"third_party", "visit", "credit_report"})


def _because(claim: Claim, words: Catalogue) -> list[str]:
    """Why it could not be compared, how far a deadline lies off, and which sum it equals."""
    measured, said = claim.measured, []
    why = measured.get("why")
    if why != "no_account" and isinstance(why, str) and words.has(f"why.{why}"):
        said.append(words.say(f"why.{why}"))
    if claim.answer == "cannot_be_checked" and claim.kind == "identity" and claim.said != "agency":
        said.append(words.say("why.a_name_proves_nothing"))
    if claim.answer == "cannot_be_checked" and claim.kind in _INTENTIONS and measured.get("mood") == "certain":
        said.append(words.say("why.intention"))
    for key, word in (("minutes_past", "past"), ("minutes_left", "ahead")):
        if isinstance(measured.get(key), int):
            said.append(words.say(f"clock.{word}", span=_span(int(str(measured[key])), words)))
    if measured.get("counted") == "calendar_days":
        said.append(words.say("clock.calendar_days"))
    if claim.kind == "lateness_grade" and "owed" in measured and "days" in measured:
        said.append(_standing(measured, words))
    said += _basis(claim, words)
    if isinstance(measured.get("looks_like"), str):
        said.append(words.say("details.looks_like", way=visible(str(measured["looks_like"]))))
    if "case_number_said" in measured:
        said.append(words.say("details.case_number", number=visible(str(measured["case_number_said"]))))
    if claim.answer == "conflict":
        said.append(words.say("details.receipt"))
    return said


def _basis(claim: Claim, words: Catalogue) -> list[str]:
    """Which sum of the file stands beside the amount."""
    basis = claim.measured.get("basis")
    if basis == "currency":
        return [words.say("details.currency")]
    if claim.answer == "conflict" or not isinstance(basis, str) or not words.has(f"owed.{basis}"):
        return []
    exact = claim.answer == "matches" and "near" not in claim.measured
    return [words.say("details.basis" if exact else "details.beside", basis=words.say(f"owed.{basis}"))]


def _standing(measured: Mapping[str, Any], words: Catalogue) -> str:
    """How late and how much, on the day of the message."""
    return words.say(
        "details.standing",
        n=int(str(measured["days"])),
        owed=say_money(str(measured["owed"]), words.lang),
    )


def _span(minutes: int, words: Catalogue) -> str:
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return words.say("span.days", days=str(hours // 24), hours=str(hours % 24))
    if rest == 0:
        return words.say("span.whole_hours", n=hours)
    return words.say("span.hours", hours=str(hours), minutes=str(rest))


_TERMS = (
    ("buro", "credit_report", late(r"bur[oó]", re.IGNORECASE)),
    ("blacklist", "credit_report", late(r"黑名单|black ?list|lista negra", re.IGNORECASE)),
    ("contact_list_blast", "third_party", late(r"爆|轰炸|bomb", re.IGNORECASE)),
    ("legal_department", "legal_step", late(r"法务|legal dep|jur[ií]dic", re.IGNORECASE)),
    ("visit", "visit", late("")),
)


def _term(claim: Claim) -> str | None:
    """The scare word that a reader should find explained where it stands (PRODUCT row 19)."""
    term = claim.measured.get("term")
    if isinstance(term, str):
        return term
    if claim.measured.get("stage") == "lawyers_letter":
        return "lawyers_letter"
    return next((name for name, kind, word in _TERMS if kind == claim.kind and word.search(claim.quote)), None)


def _can_or_have(claim: Claim, side: str, words: Catalogue) -> str:
    value = str(claim.measured[side])
    if words.has(f"legal.{value}"):
        return words.say(f"legal.{value}")
    stage = words.say(f"legal.stage_{value}") if words.has(f"legal.stage_{value}") else value
    measured = claim.measured
    if not measured.get("on"):
        return stage
    key = "legal.with_court" if measured.get("court") or measured.get("case_number") else "legal.since"
    return words.say(
        key,
        stage=stage,
        on=say_value(measured["on"], words.lang),
        court=visible(str(measured.get("court", ""))),
        case_number=visible(str(measured.get("case_number", ""))),
    )
