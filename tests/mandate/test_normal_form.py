"""EVIDENCE §7 measured on our own texts: every harmless change is found, no dishonest edit is."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.mandate.normal_form import normal_form, same_text

TEXTS = tomllib.loads((Path(__file__).parents[1] / "cases/authenticity/normal_form.toml").read_text("utf-8"))["text"]


def pairs(kind):
    return [
        pytest.param(text["registered"], changed, id=f"{text['lang']}-{number}")
        for text in TEXTS
        for number, changed in enumerate(text[kind], start=1)
    ]


@pytest.mark.parametrize(("registered", "received"), pairs("harmless"))
def test_a_harmless_change_is_the_same_text(registered, received):
    assert same_text(registered, received)


@pytest.mark.parametrize(("registered", "received"), pairs("dishonest") + pairs("missed_on_purpose"))
def test_an_edit_or_a_guess_is_another_text(registered, received):
    assert not same_text(registered, received)


def test_a_link_is_compared_with_its_borders_and_the_case_of_its_path():
    assert same_text("Ver bit.ly/aBc hoy", "ver BIT.LY/aBc  hoy")
    assert not same_text("Ver bit.ly/aBc hoy", "Ver bit.ly/abc hoy")
    assert not same_text("entre en banco.com", "entre en banco.co m")
    assert not same_text("请点击a.cn/x查看", "请点击a.cn/x 查看y")


def test_a_sentence_without_a_space_after_the_full_stop_is_no_link():
    assert same_text("Thank you. Please call", "Thank you.Please call")


def test_an_apostrophe_between_digits_is_no_nothing():
    assert not same_text("12'50 €", "1250 €")


def test_a_text_of_footers_and_brackets_alone_equals_nothing():
    assert normal_form("【】 退订回T 退订回T") == ""
    assert not same_text("退订回T", "退订回T")


def test_struck_out_words_and_reversed_order_are_other_texts():
    assert not same_text("do not pay", "do n\u0336ot pay")
    assert not same_text("call 0198", "call \u202e0198")


@given(st.text())
def test_the_normal_form_never_fails_and_spaces_at_the_ends_do_not_count(text):
    assert normal_form(f" {text}\n") == normal_form(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x9FFF), min_size=1))
def test_one_more_digit_is_always_another_text(text):
    assert not same_text(text, text + "7")
