"""What a request rests on: rules that bind only whoever collects are cited as such, and never left out."""

from __future__ import annotations

from datetime import date

import pytest

from atesta.contact.account import LenderKind
from atesta.locale import catalogue
from atesta.rules.rulebook import load_rulebook
from atesta.web.request_rests import say_rests

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("lang", "before"),
    [("en", "for an agency that collects: "), ("es", "para la agencia que cobra: "), ("zh", "对受托催收的机构：")],
)
def test_a_rule_that_binds_agencies_alone_is_cited_for_them(lang: str, before: str) -> None:
    (said,) = say_rests("stop", "US", LenderKind.BANK, TODAY, load_rulebook(), catalogue(lang))
    assert said.startswith(before) and "1006.6(c)" in said


def test_a_rule_that_binds_everybody_is_cited_once() -> None:
    said = say_rests("hardship", "GB", LenderKind.BANK, TODAY, load_rulebook(), catalogue("en"))
    assert len(said) == len(set(said)) and not any(one.startswith("for an agency") for one in said)


def test_where_no_rule_is_carried_nothing_is_cited() -> None:
    assert say_rests("stop", "ES", LenderKind.BANK, TODAY, load_rulebook(), catalogue("en")) == ()
