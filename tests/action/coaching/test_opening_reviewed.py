"""An opening that we generate earns no finding of ours when it is reviewed as a call (B2.1.6, A5.3)."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from desks import plain_desk

from atesta.action.coaching.notes import coaching_notes
from atesta.action.coaching.opening import Caller, make_opening, seconds_of
from atesta.contact.call import Call
from atesta.contact.message import Recipient
from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.pipeline import Knowledge, review_call

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/coaching/callers.toml").read_text(encoding="utf-8"))
PLACES = (None, "CL", "CN", "GB", "MX", "US")
ONSET = 1.0
DESK = plain_desk()
"""The paraphrase layer reads the same sentences in test_opening."""


def spoken(text, lang):
    """The words of a text as long as they take at a normal rate, one after the other."""
    pieces = re.findall(r"[㐀-鿿][，。！？、]?|[^㐀-鿿\s]+", text) if lang == "zh" else text.split()
    words, said = [], ""
    for piece in pieces:
        start = ONSET + seconds_of(said, lang)
        said += f" {piece}"
        words.append(Word(piece, round(start, 3), round(ONSET + seconds_of(said, lang), 3), 0.95))
    return SpokenTurn(Voice.AGENT, text, ONSET, words[-1].end, 0.95, tuple(words), lang)


def callers(lang):
    given = CASES[lang]
    for firm, name, principal in product(given["firms"], given["names"], [None, *given["principals"]]):
        if firm != principal:
            yield Caller(firm, name, principal, given["persons"][0])


def reviewed(opening, lang, place):
    turn = spoken(("" if lang == "zh" else " ").join(opening.sentences), lang)
    to = Recipient.THIRD_PARTY if opening.rule else Recipient.DEBTOR  # nobody knows yet who picked up
    call = Call(Transcript((turn,), lang, 2), "sha256:0", to=to)
    return review_call(call, None, None, Knowledge.of(place=place), DESK), call


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lang", CASES)
def test_an_opening_of_ours_has_nothing_against_it(lang, place):
    for caller in callers(lang):
        opening = make_opening(caller, lang, place)
        if not opening.fits:
            continue
        review, call = reviewed(opening, lang, place)
        against = [one for one in review.conduct.findings if one.answer in ("breach", "missing")]
        assert not against, (opening.sentences, against)
        open_ones = [one.measured.get("reason") for one in review.conduct.not_reviewable]
        assert open_ones == [] if opening.sure else set(open_ones) <= {"within_half_a_second"}
        assert {claim.kind for claim in review.truth.claims} <= {"identity"}
        assert all(note.kind.startswith("keep_") for note in coaching_notes(review, call))
