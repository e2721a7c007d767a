"""What a debtor's request rests on, as both sides read it: the rules that bind the lender, then those that bind only
whoever collects for it, said as such. The gate asks both (review.limits)."""

from __future__ import annotations

from datetime import date

from atesta.action.requests import letter
from atesta.contact.account import LenderKind
from atesta.locale import Catalogue
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook
from atesta.telling.citation import say_citation


def say_rests(
    kind: str, place: str, lender: LenderKind, on: date, rulebook: Rulebook, words: Catalogue
) -> tuple[str, ...]:
    """Citations of the rules of the place in force that day; none where none is carried."""

    def cited(party: str | None) -> tuple[Citation, ...]:
        return letter(kind, {}, words.lang, place, rulebook, on, party=party, lender=lender).citations

    own = dict.fromkeys(say_citation(citation, words) for citation in cited(None))
    agencies = (say_citation(citation, words) for citation in cited("agency"))
    theirs = (words.say("request_rests.agency", rule=rule) for rule in agencies if rule not in own)
    return (*own, *dict.fromkeys(theirs))
