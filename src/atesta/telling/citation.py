"""A citation as the reader meets it: the text, its force and how it is known. Never as law what is not."""

from __future__ import annotations

from atesta.locale import Catalogue
from atesta.rules.in_chinese import in_chinese
from atesta.rules.rule import Citation, Force


def say_citation(citation: Citation, words: Catalogue) -> str:
    """The source with its force and the confidence in it; a house rule is its own text."""
    kind = f"instrument.{citation.instrument}" if citation.instrument else f"force.{citation.force.value}"
    force = words.say(kind)
    text = in_chinese(citation.text) if words.lang == "zh" else citation.text
    if citation.force is Force.HOUSE:
        return words.say("citation.house", text=text, force=force)
    confidence = words.say("confidence." + citation.confidence.value.replace("S-", "S_weak"))
    return words.say("citation.one", text=text, force=force, confidence=confidence)
