"""Claims about steps: the legal ladder, credit reports, court lists, arrest. What is said, beside what is on record.

Two lines always (PRODUCT 6, A2): can they, and have they.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from atesta.contact.account import LegalStage, LegalStep, reported_on
from atesta.kept import late
from atesta.mandate.directory import Directory
from atesta.review.finding import Claim
from atesta.review.owned import own_account
from atesta.review.truth.beside import STAGES, Beside
from atesta.review.truth.mood import Mood, mood
from atesta.review.truth.plain import Plain
from atesta.review.truth.words import Verdict, inside, make, own_words
from atesta.rules.phrase import Hit

_KINDS = ("legal_step", "credit_report", "court_list", "arrest")
_COURT = late(
    r"司法|法院|法庭|法官|裁定|申请|\bcourts?\b|\bjudges?\b|\bjuzgados?\b|\btribunal\w*|\bjue[zc]\w*"
    r"|\bjudicial\w*|\bsentencia\b"
    r"|\bdemanda\w*|\bjudge?ment\b|\bjuicio\b|\blawsuit\b|\bsue\b"
)
_AFTER_JUDGMENT = late(r"判决|裁决|生效|(?<!被)执行|\bjudge?ment\b|\bsentencia\b|\bcourt order\b|\border judicial\b")
_IF_JUDGED = late(
    r"(?:判决|裁决|胜诉)(?:生效)?之?后|(?:如果?|若|一旦)[^,。]{0,8}(?:判决|裁决|胜诉)"
    r"|\b(?:after|once|if) [^,.]{0,20}judge?ment"
    r"|\b(?:tras|una vez|despues de|si)\b[^,.]{0,25}\bsentencia\b|\ben caso de sentencia\b"
)
_OUR_OFFICE = late(
    r"\bour (?:office|firm|company|agency)\b|\bto us\b|\bwith us\b|我司|我公司|我们公司|本公司|\bnosotros\b"
    r"|\bnuestra (?:empresa|agencia)\b"
)


def step_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside, directory: Directory | None) -> Iterator[Claim]:
    mine = own_words(plain)
    numbers = _only_numbers(plain, hits)
    last: tuple[str, str, int] | None = None
    for hit in hits:
        kind = hit.phrase.label
        if kind not in _KINDS or inside(mine, hit.fstart) or hit.fstart in numbers:
            continue
        stands = mood(plain, hit.fstart, hit.fend, hit.phrase.attrs.get("mood", ""))
        if stands in (Mood.NOT, Mood.ASKED):
            continue
        if hit.phrase.attrs.get("act") == "seizure" and own_account(
            plain.text[slice(*plain.clause(hit.fstart, hit.fend))]
        ):
            yield from _own_account(plain, hit, hits, stands, beside)
            continue
        verdict = _verdict(kind, plain, hit, stands, beside, directory)
        if last and (kind, verdict.said) == last[:2] and _ONE_STATEMENT.fullmatch(plain.text, last[2], hit.fstart):
            continue
        last = (kind, verdict.said, hit.fend)
        yield make(plain, kind, (hit.fstart, hit.fend), verdict)


def _own_account(plain: Plain, hit: Hit, hits: tuple[Hit, ...], stands: Mood, beside: Beside) -> Iterator[Claim]:
    """A lender that blocks or debits its own account needs no court: a matter of the contract, read as its service."""
    services = (other for other in hits if other.phrase.attrs.get("term") == "service")
    if any(other.fstart < hit.fend and hit.fstart < other.fend for other in services):
        return
    citations = beside.citations("other_consequence", term="service")
    measured = {"mood": stands.value, "term": "service"}
    verdict = Verdict("cannot_be_checked", "service", citations=citations, measured=measured)
    yield make(plain, "other_consequence", (hit.fstart, hit.fend), verdict)


_ONE_STATEMENT = late(r" (?:was|is|has been|have been|will be|ha sido|fue|sera) ?")
"""`a lawsuit was filed in court` is one statement in two phrases."""
_REFERENCE = late(r"case (?:number|no\b)|docket|expediente|autos|rol c-|案号")
_AGAINST = late(r"\bagainst you\b|\ben (?:su|tu) contra\b|对您|对你")


def _only_numbers(plain: Plain, hits: tuple[Hit, ...]) -> frozenset[int]:
    """Where the number of a case stands that is no claim of its own: it belongs to the step that is announced with it,
    or, where no court is spoken of, to the sender's own files."""
    steps = [hit for hit in hits if hit.phrase.label == "legal_step"]
    numbers = frozenset(hit.fstart for hit in steps if _REFERENCE.match(plain.text, hit.fstart))
    others = (hit for hit in steps if hit.fstart not in numbers)
    announced = any(STAGES[hit.phrase.attrs["stage"]] >= LegalStage.FILED for hit in others)
    court = _COURT.search(plain.text) or _AGAINST.search(plain.text)
    return numbers if announced or not court else frozenset()


def _verdict(kind: str, plain: Plain, hit: Hit, stands: Mood, beside: Beside, directory: Directory | None) -> Verdict:
    if kind == "credit_report":
        return _credit(stands, beside)
    if kind == "court_list":
        return _listed(plain, hit, stands, beside)
    if kind == "arrest":
        return _arrest(stands, beside)
    return _legal(plain, hit, stands, beside, directory)


# --- the ladder -----------------------------------------------------------------------------------------------------


def _legal(plain: Plain, hit: Hit, stands: Mood, beside: Beside, directory: Directory | None) -> Verdict:
    stage = STAGES[hit.phrase.attrs["stage"]]
    measured: dict[str, object] = {
        "mood": stands.value,
        "stage": stage.name.lower(),
        "can_they": _can_they(stage, hit.phrase.attrs.get("act", ""), beside),
        "have_they": _have_they(beside),
    }
    if beside.step is not None:
        measured |= {
            "on": beside.step.on.isoformat(),
            "court": beside.step.court,
            "case_number": beside.step.case_number,
        }
    answer = _ladder_answer(stage, stands, beside)
    citations = beside.citations("legal_step", stage.name.lower())
    if stage is LegalStage.AGENCY:
        answer = _placement_answer(plain, hit, answer, beside, directory, stands)
    elif hit.phrase.attrs.get("act") == "pledge":  # no rung of the ladder: a creditor's file need not show it
        answer = "matches" if answer == "matches" else "cannot_be_checked"
    elif stage >= LegalStage.JUDGMENT and stands is not Mood.DONE and plain.tells(_IF_JUDGED, hit.fstart):
        answer = "matches" if answer == "matches" else "cannot_be_checked"  # what follows if a court should so decide
    elif hit.phrase.attrs.get("act") == "seizure" and not beside.has_judgment and stands is not Mood.MAY:
        excluded = beside.excluded("legal_step", "freezing", "seizure", "garnish", "embargo")
        if excluded and not plain.tells(_COURT, hit.fstart):
            answer, citations = "impossible_in_law", excluded
    if stage >= LegalStage.FILED:
        number = _case_number_said(plain, hit)
        if number:
            measured["case_number_said"] = plain.reading.text[slice(*plain.span(*number.span(number.lastgroup or 0)))]
        if answer == "matches" and stands is Mood.DONE:
            answer = _same_case(number[number.lastgroup or 0] if number else "", beside.step)
    source = beside.source if beside.account else ""
    return Verdict(answer, _said(stage, stands), _on_file(beside), source, citations, measured)


def _said(stage: LegalStage, stands: Mood) -> str:
    return f"{stage.name.lower()}:{stands.value}"


def _on_file(beside: Beside) -> str:
    if not beside.on_record:
        return ""
    return beside.step.stage.name.lower() if beside.step else "no_step_on_record"


def _have_they(beside: Beside) -> str:
    if beside.account is None or beside.account.typed_by_debtor:
        return "no_account"
    return _on_file(beside) or "no_time"


def _can_they(stage: LegalStage, act: str, beside: Beside) -> str:
    """What a creditor may do at all: demand and hand over always, sue after default, enforce only through a court. Not
    only after a judgment: goods may be preserved before it (CPL 103, 104), and other titles are enforced too. What was
    pledged is another matter, of the contract and of each place's law; no text on it is held here, so none is told."""
    if act == "pledge":
        return "depends_on_pledge"
    if stage >= LegalStage.JUDGMENT:
        return "only_a_court"
    if stage is LegalStage.FILED:
        overdue = beside.standing is None or beside.standing.days_late > 0
        return "yes_after_default" if overdue else "not_before_default"
    return "yes"


def _ladder_answer(stage: LegalStage, stands: Mood, beside: Beside) -> str:
    if not beside.on_record or stands is Mood.MAY:
        return "cannot_be_checked"
    record = beside.step.stage if beside.step else LegalStage.NONE
    if record >= stage:
        return "matches"
    if stands is Mood.DONE:
        return "contradicted" if record is LegalStage.NONE else "exaggerated"
    return _NEXT.get((record, stage), "exaggerated")


# An announced step that the record bears out (A2: a warning that is true is said to be true); any other goes too far.
_NEXT = {
    (LegalStage.HANDED_TO_LAWYERS, LegalStage.FILED): "matches",
    (LegalStage.FILED, LegalStage.JUDGMENT): "cannot_be_checked",
    (LegalStage.JUDGMENT, LegalStage.ENFORCEMENT): "matches",
}


def _placement_answer(
    plain: Plain, hit: Hit, answer: str, beside: Beside, directory: Directory | None, stands: Mood
) -> str:
    """Placed with an agency: the directory's placements are a witness too. An agency that says so of itself ("placed
    with our office") is a question of who it is, not a step beyond the record."""
    if answer in ("matches", "cannot_be_checked") or beside.account is None or beside.day is None:
        return answer
    placed = directory is not None and any(
        placement.account == beside.account.account and placement.span.covers(beside.day)
        for placement in directory.placements
    )
    if placed:
        return "matches"
    own_office = _OUR_OFFICE.search(plain.text, hit.fstart, min(len(plain.text), hit.fend + 12))
    unlisted = directory is None or not directory.lists_senders
    return "cannot_be_checked" if own_office and unlisted and stands is Mood.DONE else answer


_ZH_CASE = r"[(（]?20\d\d[)）]?\s?[一-鿿]{1,3}\d{0,6}[一-鿿]{1,4}\d{1,6}(?:号|号之\w+)"


@cache
def _case_numbers() -> re.Pattern[str]:
    return late(
        rf"(?P<zh>{_ZH_CASE})"
        r"|(?:autos|expediente|exp|procedimiento|rol|radicado|radicacion|juicio|causa|case|claim|docket|cause"
        r"|index|案号)\.?"
        r"(?: (?:judicial|civil|mercantil))?(?: (?:no|num|numero|number|n"
        r"|nro)\b)?[ .:#º°]{0,3}(?P<other>[a-z]{0,3}-?\d[\w/.-]{2,24}\w)"
    )


def _case_number_said(plain: Plain, hit: Hit) -> re.Match[str] | None:
    """The number that the message gives for the case: with it anybody can ask the court."""
    return _case_numbers().search(plain.text, max(0, hit.fstart - 80), min(len(plain.text), hit.fend + 160))


def _same_case(number: str, step: LegalStep | None) -> str:
    """The step is on record: does the case number that the message gives agree with the file's?"""
    if step is None or not step.case_number or not number:
        return "matches"
    same = _bare(number) in _bare(step.case_number) or _bare(step.case_number) in _bare(number)
    return "matches" if same else "contradicted"


def _bare(number: str) -> str:
    return re.sub(r"[^0-9a-z一-鿿]", "", number.lower())


# --- credit files, court lists, arrest ------------------------------------------------------------------------------


def _credit(stands: Mood, beside: Beside) -> Verdict:
    """Done and not on record is contradicted; an announcement cannot be checked before it is carried out."""
    said, citations = f"reported:{stands.value}", beside.citations("credit_report")
    if beside.account is None or beside.day is None or not beside.on_record:
        why = "no_account" if beside.account is None else "no_time" if beside.day is None else "typed"
        return Verdict("cannot_be_checked", said, citations=citations, measured={"why": why})
    report = reported_on(beside.account, beside.day)
    on_file = report.on.isoformat() if report else "no_report_on_record"
    measured = {"mood": stands.value, "as_of": beside.as_of}
    if stands is Mood.MAY:
        answer = "cannot_be_checked"
    elif report:
        answer = "matches"
    else:
        answer = "contradicted" if stands is Mood.DONE else "cannot_be_checked"
    return Verdict(answer, said, on_file, beside.source, citations, measured)


def _listed(plain: Plain, hit: Hit, stands: Mood, beside: Beside) -> Verdict:
    """A court's list needs a judgment first: arrears alone put nobody on it (facts/cn.md G9)."""
    said, measured = f"listed:{stands.value}", {"mood": stands.value, "have_they": _have_they(beside)}
    conditional = plain.tells(_AFTER_JUDGMENT, hit.fstart) and stands is not Mood.DONE
    excluded = beside.excluded("court_list", "listing", "without_judgment")
    source = beside.source if beside.account else ""
    if beside.has_judgment or conditional or stands is Mood.MAY or not beside.on_record:
        return Verdict("cannot_be_checked", said, _on_file(beside), source, beside.citations("court_list"), measured)
    if excluded:
        return Verdict("impossible_in_law", said, _on_file(beside), "rulebook", excluded, measured)
    answer = "contradicted" if stands is Mood.DONE else "exaggerated"
    return Verdict(answer, said, _on_file(beside), source, beside.citations("court_list"), measured)


def _arrest(stands: Mood, beside: Beside) -> Verdict:
    """A plain debt leads to no arrest where a law says so; elsewhere the file is the witness, which shows a civil debt.

    After a judgment a court may detain who obstructs it: another matter."""
    said, measured = f"arrest:{stands.value}", {"mood": stands.value}
    if beside.has_judgment:
        return Verdict("cannot_be_checked", said, _on_file(beside), beside.source, beside.citations("arrest"), measured)
    excluded = beside.excluded("arrest", "arrest", "prison", "jail", "crime")
    if excluded:
        return Verdict("impossible_in_law", said, "civil_debt", "rulebook", excluded, measured)
    if not beside.on_record:
        return Verdict("cannot_be_checked", said, citations=beside.citations("arrest"), measured=measured)
    return Verdict("contradicted", said, "civil_debt", beside.source, beside.citations("arrest"), measured)
