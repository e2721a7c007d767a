"""What acknowledges somebody in a call, and what only sounds so (B2.4)."""

from __future__ import annotations

import tomllib

import pytest
from spoken_calls import FOLDER, review

CASES = tomllib.loads((FOLDER / "hollow.toml").read_text(encoding="utf-8"))


def acknowledged(lang: str, text: str) -> bool:
    given = review({"turns": [f"1.0-6.0 a: {text}"], "lang": lang})
    assert given.call
    return "acknowledgement" in {moment.kind for moment in given.call.moments}


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang in CASES for text in CASES[lang]["acknowledges"]])
def test_a_word_for_what_is_hard_acknowledges(lang: str, text: str) -> None:
    assert acknowledged(lang, text)


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang in CASES for text in CASES[lang]["does_not"]])
def test_thanks_and_a_show_of_knowing_her_life_acknowledge_nobody(lang: str, text: str) -> None:
    assert not acknowledged(lang, text)
