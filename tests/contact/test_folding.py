"""Evasions are ordinary input: undone, with a map to the text as given (A1)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atesta.contact.folding import fold, traditional

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "folding.toml").read_text(encoding="utf-8"))
PLAIN = ["pague ahora mismo", "orden de embargo", "you will go to prison", "移交法务部门", "通知你的家人", "起诉到法院"]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["title"])
def test_an_evasion_is_undone(case: dict[str, str]) -> None:
    assert fold(case["text"])[0] == case["folded"]


@pytest.mark.parametrize("text", CASES["unchanged"])
def test_what_is_no_evasion_stays(text: str) -> None:
    assert fold(text) == (text, None)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def bold(text: str) -> str:
    return "".join(chr(0x1D41A + ord(c) - ord("a")) if "a" <= c <= "z" else c for c in text)


EVASIONS: dict[str, Callable[[str], str]] = {
    "zero-width": "\u200b".join,
    "joiners": "\u2060".join,
    "bidi": lambda text: "\u202e" + text + "\u202c",
    "soft hyphens": "\u00ad".join,
    "control characters": "\x07".join,
    "combining marks": lambda text: "".join(c + "\u0336" for c in text),
    "full width": full_width,
    "mathematical": bold,
    "Cyrillic": lambda text: text.translate(str.maketrans("aeopcxy", "аеорсху")),
    "no-break spaces": lambda text: text.replace(" ", "\xa0"),
    "spaced": " ".join,
    "starred": "*".join,
    "dotted": ".".join,
    "hyphens": "-".join,
    "underlines": "_".join,
}


@pytest.mark.parametrize("name", EVASIONS)
@pytest.mark.parametrize("text", PLAIN)
def test_a_phrase_comes_back_from_each_evasion(text: str, name: str) -> None:
    folded, offsets = fold(EVASIONS[name](text))
    assert folded == text
    assert offsets is not None or EVASIONS[name](text) == text


@given(st.text())
@example("\ud800")
@example("p\u200b a\u200b g\u200b u\u200b e")
@example("1\u0301234,56")
def test_the_map_never_falls_and_stays_in_the_text(text: str) -> None:
    folded, offsets = fold(text)
    if offsets is None:
        assert folded == text
    else:
        assert len(offsets) == len(folded)
        assert list(offsets) == sorted(offsets)
        assert all(0 <= at < len(text) for at in offsets)


@given(st.text(alphabet=st.sampled_from("aé1 .*_-/,$@!0345移交法务您。\u200b\ud83d\xa0А"), max_size=40))
def test_a_folded_text_can_be_folded_again_without_error(text: str) -> None:
    fold(fold(text)[0])


@given(st.text(alphabet="0123456789.,$€/- +()", max_size=30))
def test_figures_are_never_changed(text: str) -> None:
    assert fold(text) == (text, None)


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["{:,}", "${:,}", "S/ {}", "{} €", "MX${:,}", "US${}"]),
)
def test_an_amount_survives_beside_evasions(amount: object, form: str) -> None:
    written = form.format(amount)
    assert written in fold(f"p4gue ya {written} o c.a.r.c.e.l")[0]


def test_traditional_characters_are_read_one_by_one() -> None:
    assert {chr(old): new for old, new in traditional().items() if chr(old) in "訴務錄"} == {
        "訴": "诉",
        "務": "务",
        "錄": "录",
    }


def test_the_place_of_an_evaded_word_is_exact() -> None:
    text = "您的案件已移\u200b交\u200d法\u2060务，请处理"
    folded, offsets = fold(text)
    assert offsets is not None
    start = folded.index("移交法务")
    assert text[offsets[start] : offsets[start + 3] + 1] == "移\u200b交\u200d法\u2060务"


def test_a_decomposed_accent_is_an_accent() -> None:
    assert fold(unicodedata.normalize("NFD", "cárcel"))[0] == "carcel"
