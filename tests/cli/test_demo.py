"""`atesta demo`: one message in three states of knowledge, three cases (PRODUCT §4.1)."""

from __future__ import annotations

import pytest
from first_case import Atesta

from atesta.cli.layout import columns

STATES = {
    "en": ("Nothing held", "Her own figures", "The lender's extract"),
    "es": ("Sin ningún dato", "Las cifras de la propia persona", "El extracto de la entidad"),
    "zh": ("没有任何资料", "债务人自己填写的数字", "贷款机构出具的对账单"),
}
CASES = ("first", "mx", "es")


def parts(shown: str) -> list[str]:
    """The three states of a demo, without their titles."""
    return [part.partition("\n")[2] for part in shown.split("\n── ")[1:]]


@pytest.mark.parametrize("lang", STATES)
@pytest.mark.parametrize("case", CASES)
def test_a_case_is_shown_in_three_states_each_with_five_answers(atesta: Atesta, case: str, lang: str):
    shown = atesta("demo", "--case", case, "--lang", lang).out
    titles = [line for line in shown.splitlines() if line.startswith("── ")]
    assert [title for title, state in zip(titles, STATES[lang], strict=True) if state not in title] == []
    marks = {"en": "? ", "es": "¿", "zh": "？"}[lang]
    assert all(part.count(marks) >= 6 for part in parts(shown))


def test_what_is_known_changes_the_answers(atesta: Atesta):
    nothing, figures, extract = parts(atesta("demo").out)
    assert "matches: 1" not in nothing
    assert "matches: 1" in figures and "exaggerated" not in figures
    assert "exaggerated: 2 · matches: 1" in extract


def test_the_mexican_case_asks_the_register_of_agencies_of_its_day(atesta: Atesta):
    nothing, figures, extract = parts(atesta("demo", "--case", "mx").out)
    asked = "The address is not in the public register as of 1 Oct 2026."
    assert asked in extract and asked not in nothing + figures


@pytest.mark.parametrize("lang", STATES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [40, 96])
def test_no_line_of_a_demo_is_wider_than_the_terminal(
    atesta: Atesta, monkeypatch: pytest.MonkeyPatch, case: str, lang: str, width: int
):
    monkeypatch.setenv("COLUMNS", str(width))
    shown = atesta("demo", "--case", case, "--lang", lang).out
    assert [line for line in shown.splitlines() if columns(line) > width] == []
