"""What a finding is called, what it lacks and what its rule asks, as sentences: the same for a terminal and a page."""

from __future__ import annotations

from collections.abc import Sequence

from atesta.action.helplines import help_lines
from atesta.locale import Catalogue
from atesta.review.finding import Finding
from atesta.rules.rulebook import Rulebook
from atesta.telling.say import say_limit
from atesta.telling.visible import visible


def named(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    """What was found, by its label or its rule, with the exact words."""
    name = name_of(finding, rulebook, words)
    return words.say("page.labelled", label=name, text=quoted(finding.quote, words)) if finding.quote else name


def conduct_answer(shown: Sequence[Finding], distress: bool, words: Catalogue, clean: str) -> str:
    """How many are shown below it: each finding that has a line of its own, and each that waits for a person. `clean`
    is said where there is none of either."""
    if distress:
        return words.say("call_page.conduct_not_scored")
    against, persons = (sum(one.answer == answer for one in shown) for answer in ("breach", "not_reviewable"))
    findings = words.say("call_page.conduct_against", n=against) if against else ""
    for_persons = words.say("call_page.conduct_persons", n=persons) if persons else ""
    if findings and for_persons:
        return words.say("call_page.conduct_both", findings=findings, persons=for_persons)
    return findings or for_persons or clean


def name_of(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    """What was found, by its label or its rule."""
    label = label_of(finding)
    return words.say(f"label.{label}") if words.has(f"label.{label}") else title_of(finding, rulebook, words)


def label_of(finding: Finding) -> str:
    """A category of what was said, else what its phrase says (a sentence that B2.3 or a place bans). A courtesy has
    none."""
    return str(finding.measured.get("label") or str(finding.measured.get("phrase", "")).partition(".")[0])


def lacking(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    """The title of a courtesy; with what it lacks, where a part of it is there."""
    title, lacks = title_of(finding, rulebook, words), finding.measured.get("lacks")
    if not isinstance(lacks, list) or not lacks:
        return title
    parts = words.say("page.listed").join(words.say(f"lacks.{part}") for part in lacks)
    return words.say("conduct.lacking", title=title, parts=parts)


def title_of(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    return rulebook.rule(finding.rule).titles[words.lang].rstrip(".。")


def quoted(quote: str, words: Catalogue) -> str:
    return words.say("page.quote", text=visible(quote))


# Within these, what was looked up says all there is to say.
_SAID_IN_FULL = frozenset({"pause", "do_not_contact", "oversight"})


def limit_said(finding: Finding, rulebook: Rulebook, words: Catalogue) -> str:
    """The answer of one rule: what it asks, and what was seen."""
    mark, text = limit_parts(finding, rulebook, words)
    return words.say("page.labelled", label=mark, text=text)


def limit_parts(finding: Finding, rulebook: Rulebook, words: Catalogue) -> tuple[str, str]:
    """The same as the answer's word and what stands behind it."""
    rule = rulebook.rule(finding.rule)
    house = finding.answer == "benchmark_breach" and rule.place == "house"
    mark = words.say("limits_mark.house_breach" if house else f"limits_mark.{finding.answer}")
    seen = say_limit(finding, rule.kind, words)
    if finding.answer == "within" and rule.kind in _SAID_IN_FULL and seen:
        return mark, seen
    glue = "" if words.lang == "zh" else " "
    return mark, glue.join(filter(None, (rule.titles[words.lang], seen)))


def help_line(place: str | None, words: Catalogue) -> str:
    """Who to turn to in distress, at that place."""
    line = help_lines().get(place) if place else None
    if line is None:
        return words.say("help.unknown_place")
    if line.help is None:
        return words.say("help.emergency_only", emergency=line.emergency)
    return words.say("help.line", place=place, help=line.help, emergency=line.emergency)
