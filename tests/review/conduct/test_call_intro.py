"""Who introduces himself in words as a recogniser leaves them (B2.1.6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.review.conduct.call_intro import introduced


@pytest.mark.parametrize(
    ("text", "company", "person"),
    [
        ("Estoy el licenciado Ortega del despacho cobranza integral del valle.", True, True),
        ("habla Ricardo Peña del Buffete Aranda y Asociados.", True, True),
        ("le atiende mónicas salgado, le marco de soluciones andinas", True, True),
        ("es sobre el atraso de su crédito", False, False),
        ("¿Hablo con la señora Teresa Lugo?", False, False),
        ("You've got Rachel Stone, calling from Northgate Recovery.", True, True),
        ("Am I speaking with Mr Smith?", False, False),
        ("it's about a late payment on your loan", False, False),
        ("您好 我这边是云林新府 我叫欧阳小敏", True, True),
        ("我是羊雪，想跟您核对一下", False, True),
        ("请问是林女士吗", False, False),
        ("buenas tardes le habla luis soto de financiera norte", True, True),
        ("Luis Soto de Financiera Norte le saluda.", True, True),
        ("Señora Gómez de la Cruz, le saluda su asesor", False, False),
        ("le habla personal de su banco", False, False),
        ("您好，我姓李，是云岭信服的员工", True, True),
        ("我是负责处理您的贷款的", False, False),
        ("I'm calling from the head office.", False, False),
        ("This is about a problem with your loan.", False, False),
    ],
)
def test_a_firm_and_a_name_are_read_as_far_as_they_can_be(text: str, company: bool, person: bool) -> None:
    found = introduced(text)
    assert (bool(found.company), bool(found.person)) == (company, person)


@pytest.mark.parametrize("text", ["me llamo", "le atien de mónicas", "您好，工号2031", "my name's"])
def test_an_introduction_without_a_readable_name_is_unclear(text: str) -> None:
    found = introduced(text)
    assert (found.person, bool(found.unclear_person)) == ((), True)


@pytest.mark.parametrize("text", ["for our client Riverton Bank", "a solicitud de Muebles Montoya", "受晨曦分期委托"])
def test_for_whom_is_no_firm_of_ones_own(text: str) -> None:
    found = introduced(text)
    assert (bool(found.behalf), found.company) == (True, ())


@given(st.text(alphabet="aá ñ.,¿?我是叫受公司小王委托 deDRfrom", max_size=60))
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    found = introduced(text)
    for spans in (found.company, found.person, found.behalf, found.unclear_company, found.unclear_person):
        assert all(0 <= start <= end <= len(text) for start, end in spans)
