"""Five answers on a terminal: each opens to its reason and source, then at most three next steps (PRODUCT §4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from atesta.cli.layout import AMBER, BOLD, DIM, Screen, columns, padded, paragraph
from atesta.cli.sources import beside, sources
from atesta.contact.message import Message
from atesta.locale import Catalogue, catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Claim, Finding, Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE, TRUTH_ORDER
from atesta.telling.say import say_moment, say_sender
from atesta.telling.say_claim import say_claim
from atesta.telling.say_finding import conduct_answer, help_line, label_of, lacking, limit_said, named, quoted
from atesta.telling.visible import visible

SHOWN_CHARACTERS = 400
SHOWN_CLAIMS = 14
SHOWN_FINDINGS = 12


def render_review(
    review: Review,
    message: Message,
    knowledge: Knowledge,
    rulebook: Rulebook,
    lang: str,
    screen: Screen,
    noted: Sequence[str] = (),
) -> str:
    """The whole answer as text, ending with a newline. `noted`: how it was read, below it."""
    words = catalogue(lang)
    lines = [
        *_head(review, message, words, screen),
        *(line for said in noted for line in paragraph(said, screen, 2, bullet="· ")),
        *(_distress(knowledge.place, words, screen) if review.distress else []),
        *_authenticity(review, words, screen),
        *_truth(review, knowledge, words, screen),
        *_integrity(review, words, screen),
        *_conduct(review, rulebook, words, screen),
        *_limits(review, rulebook, words, screen),
        *_next(review, knowledge, words, screen),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(review: Review, message: Message, words: Catalogue, screen: Screen) -> list[str]:
    said = visible(message.text.strip()) or words.say("page.no_text")
    shown = said[:SHOWN_CHARACTERS] + ("…" if len(said) > SHOWN_CHARACTERS else "")
    who = words.say("page.from", sender=visible(message.sender)) if message.sender else words.say("page.from_unknown")
    when = (
        words.say("page.received", time=say_moment(message.received, words.lang))
        if message.received
        else words.say("page.received_unknown")
    )
    about = [who, when, words.say(f"channel.{message.channel.value}"), words.say(f"provenance.{review.provenance}")]
    return [
        *paragraph("Atesta · " + words.say("page.runs_here"), screen, 0, DIM),
        "",
        *paragraph(shown, screen, 2),
        *paragraph(" · ".join(about), screen, 2, DIM),
    ]


def _question(room: str, answer: str, adverse: bool, words: Catalogue, screen: Screen) -> list[str]:
    """One question with its answer on one line where it fits, on two where it does not."""
    question, width = words.say(f"question.{room}"), _question_width(words)
    style = BOLD + (AMBER if adverse else "")
    if width + columns(answer) <= screen.width:
        return ["", screen.style(padded(question, width), BOLD) + screen.style(answer, style)]
    return ["", screen.style(question, BOLD), *paragraph(answer, screen, 2, style)]


def _question_width(words: Catalogue) -> int:
    rooms = ("authenticity", "truth", "integrity", "conduct", "limits", "next")
    return max(columns(words.say(f"question.{room}")) for room in rooms) + 3


def _authenticity(review: Review, words: Catalogue, screen: Screen) -> list[str]:
    answer = review.authenticity.answer
    lines = _question("authenticity", words.say(f"authenticity.{answer}"), answer in ADVERSE, words, screen)
    lines += paragraph(words.say(f"authenticity_means.{answer}"), screen, 2)
    for finding in review.authenticity.findings:
        lines += paragraph(say_sender(finding, words), screen, 2, bullet="· ")
    return lines


def _truth(review: Review, knowledge: Knowledge, words: Catalogue, screen: Screen) -> list[str]:
    claims = review.truth.claims
    if not claims:
        return [*_question("truth", words.say("truth.none"), False, words, screen)]
    count = Counter(claim.answer for claim in claims)
    colon = [
        words.say("truth.count", answer=words.say(f"truth_answer.{answer}"), n=count[answer])
        for answer in TRUTH_ORDER
        if count[answer]
    ]
    lines = _question("truth", " · ".join(colon), bool(ADVERSE & set(count)), words, screen)
    if knowledge.account is None:
        lines += paragraph(words.say("truth.none_state"), screen, 2)
    for claim in claims[:SHOWN_CLAIMS]:
        lines += _claim(claim, words, screen)
    lines += _more(len(claims) - SHOWN_CLAIMS, words, screen)
    return lines + _witness(knowledge, words, screen)


def _claim(claim: Claim, words: Catalogue, screen: Screen) -> list[str]:
    quote, answer = quoted(claim.quote, words), words.say(f"truth_answer.{claim.answer}")
    style = BOLD + (AMBER if claim.answer in ADVERSE else "")
    gap = screen.width - 2 - columns(quote) - columns(answer)
    if gap >= 3:
        lines = ["  " + quote + " " + screen.style("·" * (gap - 2), DIM) + " " + screen.style(answer, style)]
    else:
        lines = [*paragraph(quote, screen, 2), *paragraph(answer, screen, 4, style)]
    for said in say_claim(claim, words):
        lines += paragraph(said, screen, 4)
    return lines + sources(claim.citations, words, screen, 4)


def _witness(knowledge: Knowledge, words: Catalogue, screen: Screen) -> list[str]:
    if knowledge.account is None:
        return []
    typed, as_of = knowledge.account.typed_by_debtor, say_moment(knowledge.account.as_of, words.lang)
    witness = words.say("truth.yours") if typed else words.say("truth.file_of", time=as_of)
    return paragraph(words.say("page.source", witness=witness), screen, 2, DIM)


def _integrity(review: Review, words: Catalogue, screen: Screen) -> list[str]:
    answer = review.integrity.answer
    lines = _question("integrity", words.say(f"integrity.{answer}"), answer in ADVERSE, words, screen)
    means = f"integrity_means.{answer}"
    if words.has(means):
        lines += paragraph(words.say(means, provenance=words.say(f"provenance.{review.provenance}")), screen, 2)
    return lines


def _conduct(review: Review, rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    found, clean = review.conduct, words.say("conduct.clean")
    adverse = [finding for finding in found.findings if finding.answer == "breach" and label_of(finding)]
    others = [finding for finding in found.findings if finding not in adverse]
    answer = conduct_answer((*found.findings, *found.not_reviewable), review.distress, words, clean)
    broken = any(finding.answer == "breach" for finding in found.findings)
    lines = _question("conduct", answer, broken, words, screen)
    for finding in adverse[:SHOWN_FINDINGS]:
        lines += _conduct_finding(finding, rulebook, words, screen)
    lines += _more(len(adverse) - SHOWN_FINDINGS, words, screen)
    for finding in found.not_reviewable[:SHOWN_FINDINGS]:
        said = words.say("page.labelled", label=words.say("conduct.for_a_person"), text=named(finding, rulebook, words))
        lines += beside(said, finding.citations, words, screen)
    lines += _more(len(found.not_reviewable) - SHOWN_FINDINGS, words, screen)
    lines += _courtesies(others, rulebook, words, screen)
    return lines + (paragraph(words.say("conduct.proposal"), screen, 2, DIM) if broken or found.not_reviewable else [])


def _conduct_finding(finding: Finding, rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    return beside(named(finding, rulebook, words), finding.citations, words, screen)


def _courtesies(findings: list[Finding], rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    """A breach with its words; what was met and what is missing, a line each (B2.1 to B2.4)."""
    lines = []
    for finding in findings:
        if finding.answer == "breach":
            title, quote = rulebook.rule(finding.rule).titles[words.lang], quoted(finding.quote, words)
            said = words.say("conduct.courtesy_breach", title=title, quote=quote if finding.quote else "")
            lines += beside(said.rstrip(), finding.citations, words, screen)
    for answer in ("met", "missing"):
        titles = [lacking(finding, rulebook, words) for finding in findings if finding.answer == answer]
        if titles:
            label = words.say(f"conduct_answer.{answer}")
            said = words.say("page.labelled", label=label, text=words.say("page.list").join(titles))
            lines += paragraph(said, screen, 2, bullet="· ")
    return lines


def _limits(review: Review, rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    answer = review.limits.answer
    lines = _question("limits", words.say(f"limits.{answer}"), answer in ADVERSE, words, screen)
    for finding in review.limits.findings[:SHOWN_FINDINGS]:
        lines += beside(limit_said(finding, rulebook, words), finding.citations, words, screen)
    return lines + _more(len(review.limits.findings) - SHOWN_FINDINGS, words, screen)


def _next(review: Review, knowledge: Knowledge, words: Catalogue, screen: Screen) -> list[str]:
    lines = _question("next", "", False, words, screen)
    for number, step in enumerate(review.next_steps, 1):
        said = words.say(f"step.{step}", line=help_line(knowledge.place, words))
        lines += paragraph(said, screen, 2, bullet=f"{number}. ")
    return [*lines, "", *paragraph(words.say("fixed.court_paper"), screen, 2, DIM)]


def _distress(place: str | None, words: Catalogue, screen: Screen) -> list[str]:
    return [
        "",
        *paragraph(words.say("help.heading"), screen, 2, BOLD),
        *paragraph(help_line(place, words), screen, 2, BOLD),
        *paragraph(words.say("help.here"), screen, 2),
    ]


def _more(count: int, words: Catalogue, screen: Screen) -> list[str]:
    return paragraph(words.say("page.more", n=count), screen, 2, DIM) if count > 0 else []
