"""The five answers about a message as a page shows them: sentences in the reader's language, nothing judged here.

A page says all that the terminal says (cli/render). Texts of unknown origin have nothing in them that a screen would
obey (`visible`); that they are escaped is the page's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atesta.contact.message import Message
from atesta.kept import Kept
from atesta.locale import Catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Claim, Finding, Review
from atesta.rules.rule import Citation
from atesta.rules.rule_file import HOUSE
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE, TRUTH_ORDER
from atesta.telling.citation import say_citation
from atesta.telling.say import say_moment, say_sender
from atesta.telling.say_claim import figures, reasons
from atesta.telling.say_finding import (
    conduct_answer,
    help_line,
    label_of,
    lacking,
    limit_parts,
    name_of,
    named,
    title_of,
)
from atesta.telling.visible import visible

MOST_CLAIMS = MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with its force and how it is known. `rule`: whose page tells more, "" where no rule says it."""

    said: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing under an answer. `word` is its own answer, beside it; `mark` one too long for that, before the text;
    `quote` the exact words, `figures` what was said and what is on file, side by side, `details` why."""

    text: str = ""
    word: str = ""
    adverse: bool = False
    mark: str = ""
    quote: str = ""
    figures: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the five. `means` stands below it, `foot` at its end."""

    room: str
    question: str
    answer: str
    adverse: bool = False
    means: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do now: `id` names how it is done, `said` what."""

    id: str
    said: str


@dataclass(frozen=True, slots=True)
class AnswersView:
    """`help` is empty but in distress and comes before everything: a heading, and who to turn to. Five `answers`,
    always, in one order; at most three `steps`, the first stands out."""

    about: tuple[str, ...]
    help: tuple[str, ...]
    answers: tuple[Answer, ...]
    steps: tuple[Step, ...]
    court_paper: str


def answers_view(
    review: Review, message: Message, knowledge: Knowledge, rulebook: Rulebook, words: Catalogue
) -> AnswersView:
    """Everything that was found about one message."""
    told = _Told(review, knowledge, rulebook, words)
    line = help_line(knowledge.place, words)
    return AnswersView(
        about=about(message, words),
        help=(words.say("help.heading"), line) if review.distress else (),
        answers=(told.authenticity(), told.truth(), told.integrity(), told.conduct(), told.limits()),
        steps=tuple(Step(step, words.say(f"step.{step}", line=line)) for step in review.next_steps),
        court_paper=words.say("fixed.court_paper"),
    )


def about(message: Message, words: Catalogue) -> tuple[str, ...]:
    """Who, when, by what, and how it reached us."""
    sender = visible(message.sender) if message.sender else ""
    received = message.received
    return (
        words.say("page.from", sender=sender) if sender else words.say("page.from_unknown"),
        words.say("page.received", time=say_moment(received, words.lang))
        if received
        else words.say("page.received_unknown"),
        words.say(f"channel.{message.channel.value}"),
        words.say(f"provenance.{message.provenance.value}"),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What every answer is told from."""

    review: Review
    knowledge: Knowledge
    rulebook: Rulebook
    words: Catalogue

    def authenticity(self) -> Answer:
        found, words = self.review.authenticity, self.words
        points = [Point(say_sender(one, words), sources=self._of(one)) for one in found.findings]
        means = (words.say(f"authenticity_means.{found.answer}"),)
        return self._answer("authenticity", found.answer, means, _cut(points, MOST_FINDINGS, words))

    def truth(self) -> Answer:
        claims, words = self.review.truth.claims, self.words
        question = words.say("question.truth")
        if not claims:
            return Answer("truth", question, words.say("truth.none"))
        count = Counter(claim.answer for claim in claims)
        counted = [
            words.say("truth.count", answer=words.say(f"truth_answer.{answer}"), n=count[answer])
            for answer in TRUTH_ORDER
            if count[answer]
        ]
        means = () if self.knowledge.account else (words.say("truth.none_state"),)
        points = _cut([self._claim(claim) for claim in claims], MOST_CLAIMS, words)
        adverse = bool(ADVERSE & set(count))
        return Answer("truth", question, " · ".join(counted), adverse, means, points, self._witness())

    def _claim(self, claim: Claim) -> Point:
        words = self.words
        return Point(
            word=words.say(f"truth_answer.{claim.answer}"),
            adverse=claim.answer in ADVERSE,
            quote=visible(claim.quote),
            figures=tuple(figures(claim, words)),
            details=tuple(reasons(claim, words)),
            sources=self._of_claim(claim),
        )

    def _witness(self) -> str:
        account, words = self.knowledge.account, self.words
        if account is None:
            return ""
        as_of = say_moment(account.as_of, words.lang)
        witness = words.say("truth.yours") if account.typed_by_debtor else words.say("truth.file_of", time=as_of)
        return words.say("page.source", witness=witness)

    def integrity(self) -> Answer:
        answer, words = self.review.integrity.answer, self.words
        key = f"integrity_means.{answer}"
        provenance = words.say(f"provenance.{self.review.provenance}")
        means = (words.say(key, provenance=provenance),) if words.has(key) else ()
        return self._answer("integrity", answer, means, ())

    def conduct(self) -> Answer:
        """What was found first, then what is for a person to judge, then the courtesies."""
        found, words = self.review.conduct, self.words
        adverse = [one for one in found.findings if one.answer == "breach" and label_of(one)]
        others = [one for one in found.findings if not (one.answer == "breach" and label_of(one))]
        points = [self._against(one) for one in adverse]
        points += [
            Point(named(one, self.rulebook, words), words.say("conduct.for_a_person"), sources=self._of(one))
            for one in found.not_reviewable
        ]
        broken = any(one.answer == "breach" for one in found.findings)
        answer = conduct_answer(
            (*found.findings, *found.not_reviewable), self.review.distress, words, words.say("conduct.clean")
        )
        foot = words.say("conduct.proposal") if points or broken else ""
        shown = (*_cut(points, MOST_FINDINGS, words), *self._courtesies(others))
        return Answer("conduct", words.say("question.conduct"), answer, broken, (), shown, foot)

    def _against(self, finding: Finding) -> Point:
        word = self.words.say(f"conduct_answer.{finding.answer}")
        name = name_of(finding, self.rulebook, self.words)
        return Point(name, word, adverse=True, quote=visible(finding.quote), sources=self._of(finding))

    def _courtesies(self, findings: Sequence[Finding]) -> list[Point]:
        words = self.words
        points = [
            Point(
                title_of(one, self.rulebook, words),
                words.say("conduct_answer.breach"),
                adverse=True,
                quote=visible(one.quote),
                sources=self._of(one),
            )
            for one in findings
            if one.answer == "breach"
        ]
        for answer in ("met", "missing"):
            titles = [lacking(one, self.rulebook, words) for one in findings if one.answer == answer]
            if titles:
                points.append(Point(words.say("page.list").join(titles), words.say(f"conduct_answer.{answer}")))
        return points

    def limits(self) -> Answer:
        found, words = self.review.limits, self.words
        points = [self._limit(one) for one in found.findings]
        return self._answer("limits", found.answer, (), _cut(points, MOST_FINDINGS, words))

    def _limit(self, finding: Finding) -> Point:
        mark, text = limit_parts(finding, self.rulebook, self.words)
        return Point(text, adverse=finding.answer in ADVERSE, mark=mark, sources=self._of(finding))

    def _answer(self, room: str, answer: str, means: tuple[str, ...], points: Sequence[Point]) -> Answer:
        question, said = self.words.say(f"question.{room}"), self.words.say(f"{room}.{answer}")
        return Answer(room, question, said, answer in ADVERSE, means, tuple(points))

    def _of(self, finding: Finding) -> tuple[Source, ...]:
        """The rule of a finding has a page where it is one of the place or the house."""
        rule = finding.rule if finding.rule in self.rulebook.files else ""
        return _once(Source(say_citation(one, self.words), rule) for one in finding.citations)

    def _of_claim(self, claim: Claim) -> tuple[Source, ...]:
        """A claim has only the texts that speak of it; which rules those are of is looked up."""
        known = _rules_of_claims(self.rulebook, self.knowledge.place)
        return _once(Source(say_citation(one, self.words), known.get((claim.kind, one), "")) for one in claim.citations)


def _once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Two that say the same are one."""
    found: dict[str, Source] = {}
    for source in sources:
        found.setdefault(source.said, source)
    return tuple(found.values())


def _cut(points: Sequence[Point], most: int, words: Catalogue) -> tuple[Point, ...]:
    """At most so many, and how many more there are."""
    if len(points) <= most:
        return tuple(points)
    return (*points[:most], Point(words.say("answers_page.more", n=len(points) - most)))


def _rules_of_claims(rulebook: Rulebook, place: str | None) -> Mapping[tuple[str, Citation], str]:
    """By kind of claim and text: several rules rest on one clause, and each speaks of its own kinds."""
    held = _by_claim.of(rulebook, lambda _: {})
    if place not in held:
        rules = rulebook.rules_of(place or HOUSE)
        held[place] = {
            (kind, version.citation): rule.id
            for rule in rules
            for version in rule.versions
            for kind in version.names("claims")
        }
    return held[place]


_by_claim: Kept[Rulebook, dict[str | None, dict[tuple[str, Citation], str]]] = Kept(2)
