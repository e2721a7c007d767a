"""The lender's answer says what was found and what is open, in three languages, and promises nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from atesta.action.complaint.answer_letter import LANGUAGES, Facts, Point, draft

DAY = date(2026, 11, 20)
POINTS = (
    Point("amenaza", "confirmed", "consta en la grabación", "le va a pesar", 1, replied=True),
    Point("hora", "rejected", "eran las 10"),
    Point("otro", "open"),
)
FACTS = Facts("Banco Uno", date(2026, 11, 2), DAY, POINTS, 2, "R-1", "CONDUSEF", "Cobros SA", True, True)
PROMISES = re.compile(
    r"\bwe will\b|\bwe promise|apolog|\bsorry|haremos|prometemos|disculp|lamentamos|道歉|将会|保证|承诺"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_point_stands_in_it_with_its_reason(lang: str) -> None:
    text = draft(FACTS, lang)
    for said in ("amenaza", "le va a pesar", "consta en la grabación", "eran las 10", "otro", "R-1", "CONDUSEF", "E1"):
        assert said in text
    assert not PROMISES.search(text.lower()) and "{" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_points_it_says_so(lang: str) -> None:
    text = draft(Facts("Banco Uno", DAY, DAY, ()), lang)
    assert len(text) > 100 and "{" not in text and "E0" not in text
