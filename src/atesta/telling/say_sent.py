"""Claims of an announced text as they are kept (kind, said, answer), in the reader's language."""

from __future__ import annotations

from atesta.locale import Catalogue
from atesta.review.finding import Claim
from atesta.telling.say_claim import said_of
from atesta.telling.visible import visible


def say_kept_claim(kind: str, said: str, words: Catalogue) -> str:
    """`how much: 412.60 CNY`; the kind alone where nothing more was kept."""
    label = words.say(f"web_complaint.finding.{kind}") if words.has(f"web_complaint.finding.{kind}") else visible(kind)
    if not said:
        return label
    return words.say("page.labelled", label=label, text=said_of(Claim(kind, "", 0, 0, "", said), words))
