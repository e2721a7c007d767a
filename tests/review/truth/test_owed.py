"""Every sum that an amount can be compared with has its name, and every name its words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from atesta.contact.account import OpenInstalment, Standing
from atesta.locale import catalogue
from atesta.review.truth.owed import BASES, _bases


def test_every_sum_of_the_file_is_among_the_names():
    day = date(2026, 11, 15)
    part = OpenInstalment(day, Decimal(10), 3)
    everything = Standing(day, "MXN", (part,), (part,), Decimal(1), Decimal(2))
    assert {name for name, _ in _bases(everything)} | {"fees"} == set(BASES)


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize("basis", BASES)
def test_every_sum_has_its_words(basis: str, lang: str):
    assert catalogue(lang).say(f"owed.{basis}")
