"""Whose word a signed extract is, as a sentence."""

from __future__ import annotations

from atesta.evidence.extract import Vouched
from atesta.intake.extract_file import Extract
from atesta.locale import Catalogue
from atesta.telling.visible import visible


def vouched_line(found: Extract, words: Catalogue) -> str:
    """Whose word it is, or that nobody here knows whose."""
    if found.vouched is Vouched.UNKNOWN:
        return words.say("extract.unknown")
    return words.say(f"extract.{found.vouched.value}", name=visible(found.signer or "?"))
