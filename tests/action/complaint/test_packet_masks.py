"""What others may not read is masked, and nothing that was listed gets through."""

from __future__ import annotations

import pytest
from a_packet import TEXT, asked, contact
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.complaint.packet.masks import Names, for_everybody, mask
from atesta.action.complaint.packet.words import words_in

NOBODY = Names((), (), ())
LETTERS = st.characters(categories=("Lu", "Ll", "Lo"))


def shown(text: str, names: Names = NOBODY, lang: str = "en") -> str:
    return mask(text, names, words_in(lang))[0]


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("我叫王强，工号3", "王强", "工号3"),
        ("我是李经理，今天必须还款", "李", "今天必须还款"),
        ("本经理再说一次，我叫你还钱", "", "本经理再说一次，我叫你还钱"),
        ("Soy el Lic. Marcos Peña del despacho", "Marcos Peña", "del despacho"),
        ("My name is Mark Penn, pay now", "Mark Penn", "pay now"),
        ("身份证310101200001011234", "310101200001011234", "身份证"),
        ("mi tarjeta es 4111 1111 1111 1111", "4111 1111", "mi tarjeta es"),
        ("write to ana.soto@example.com", "ana.soto@example.com", "write to"),
        ("debe 412.60 pesos", "", "412.60 pesos"),
        ("antes de las 18:00 del 15/11/2026", "", "18:00 del 15/11/2026"),
    ],
)
def test_names_and_numbers_go_and_sums_days_and_hours_stay(text: str, gone: str, kept: str) -> None:
    assert kept in shown(text)
    assert not gone or gone not in shown(text)


@given(st.text(LETTERS, min_size=2, max_size=12), st.text(max_size=60), st.text(max_size=60))
def test_a_name_that_was_listed_never_gets_through(name: str, before: str, after: str) -> None:
    text = f"{before}{name}{after}"
    found = mask(text, Names((), (name,), ()), words_in("zh"))
    assert any(one.start <= len(before) and len(before) + len(name) <= one.end for one in found[1])


@given(st.text(max_size=200))
def test_masked_places_are_in_order_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for one in mask(text, NOBODY, words_in("es"))[1]:
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.parametrize("name", ["a.*b", "(x", "[陈]", "\\d"])
def test_a_name_is_no_pattern(name: str) -> None:
    assert shown(f"0 {name} 1", Names((name,), (), ())) == "0 [COMPLAINANT] 1"


def test_for_everybody_nothing_of_the_person_is_left_and_the_company_stays() -> None:
    given_ = asked("black_cat", statement="我是林小雨，电话13800001111，合同A-1001；王强要找陈平。")
    public = repr(for_everybody(given_, words_in("zh")))
    gone = ("林小雨", "13800001111", "A-1001", "王强", "陈平", "示例路1号", "lin@example.com", "310101", "106955880231")
    assert [one for one in gone if one in public] == []
    assert "星河消费金融有限公司" in public
    assert contact().text == TEXT
