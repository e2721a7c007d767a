"""No quote begins or ends with a space, a comma, half a word or a word that leads nowhere."""

from __future__ import annotations

import pytest

from atesta.review.quote import tidy


@pytest.mark.parametrize(
    ("text", "cut", "quote"),
    [
        ("涉嫌信用卡诈骗，已刑事立案。", "涉嫌信用卡诈骗，已刑", "涉嫌信用卡诈骗，已刑事立案"),
        ("告知你村委会，并电话联系", "告知你村委", "告知你村委会"),
        ("告知你村委会，并电话联系", "会，并电话联系", "电话联系"),
        ("Please, pay today or we sue", ", pay today or we", "pay today"),
        (
            "Si no liquida hoy antes de las 18:00 horas",
            "Si no liquida hoy antes de las",
            "Si no liquida hoy antes de las 18:00 horas",
        ),
        ("abonar en 24 horas, hoy mismo o no", "abonar en 24 horas, hoy mismo ", "abonar en 24 horas, hoy mismo"),
        ("le embargaremos", "embarg", "embargaremos"),
        ("!!!", "!!!", "!!!"),
    ],
)
def test_a_quote_is_whole(text: str, cut: str, quote: str) -> None:
    start = text.index(cut)
    first, last = tidy(text, start, start + len(cut))
    assert text[first:last] == quote
