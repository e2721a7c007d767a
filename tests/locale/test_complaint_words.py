"""Every word that channel files may use has its name in the catalogue."""

from __future__ import annotations

from enum import StrEnum

import pytest

from atesta.action.complaint.channel import HAS, By, SetBy, State, Step, Unit, Way
from atesta.contact.account import LenderKind
from atesta.locale import catalogue


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("complaint_state", State),
        ("complaint_by", By),
        ("complaint_set_by", SetBy),
        ("complaint_step", Step),
        ("complaint_within", Unit),
        ("complaint_way", Way),
        ("complaint_has", HAS),
        ("lender_kind", LenderKind),
    ],
)
def test_the_word_has_a_name_in_each_language(lang: str, table: str, words: type[StrEnum] | tuple[str, ...]) -> None:
    for word in words:
        assert catalogue(lang).say(f"{table}.{word}", n=2)
