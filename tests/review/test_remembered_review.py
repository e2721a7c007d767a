"""From memory, what is missing was not left out by the caller; what was written down still counts."""

from __future__ import annotations

from desks import plain_desk

from atesta.contact.call import Call
from atesta.contact.message import Provenance
from atesta.intake.remembered import read_remembered
from atesta.pipeline import Knowledge, review_call
from atesta.review.conduct.call_conduct import COURTESIES
from atesta.review.finding import Review
from atesta.review.remembered import of_words


def remembered(text: str) -> Review:
    call = Call(read_remembered(text), "", provenance=Provenance.TYPED)
    return of_words(review_call(call, None, None, Knowledge.of(place="MX"), plain_desk()))


def test_a_greeting_that_nobody_wrote_down_is_not_missing() -> None:
    found = remembered("They: I am calling about your instalment.").conduct
    assert (found.findings, found.not_reviewable) == ((), ())


def test_a_threat_that_was_written_down_is_found() -> None:
    found = remembered("They: If you don't pay today we will tell your neighbours.\nI: No.").conduct
    assert any("neighbours" in finding.quote for finding in found.findings)
    assert not {finding.rule for finding in found.findings} & set(COURTESIES)


def test_what_she_said_herself_is_not_held_against_the_caller() -> None:
    found = remembered("They: Good morning.\nI: You crook, I will tell your neighbours!").conduct
    assert found.findings == ()


def test_distress_is_still_seen_first() -> None:
    assert remembered("They: Pay.\nI: I do not want to live any more.").distress
