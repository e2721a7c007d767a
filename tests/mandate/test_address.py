"""Addresses compare after normalising (INTERFACES), and look-alikes stay apart (PRODUCT row 16)."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.mandate.address import address_key, same_address

SAME = [
    ("+52 55 1000 2000", "5510002000", "MX"),
    ("+52 1 55 1234 5678", "5512345678", "MX"),
    ("044 55 1234 5678", "+525512345678", "MX"),
    ("02150001234", "+86 21 5000 1234", "CN"),
    ("008613800138000", "13800138000", "CN"),
    ("+8610690000188", "10690000188", "CN"),
    ("10690000188", "1069 0000 188", "CN"),
    ("１０６９００００１８８", "10690000188", "CN"),
    ("910 001 122", "0034910001122", "ES"),
    ("08005550177", "+44 800 555 0177", "GB"),
    ("(800) 555-0142", "18005550142", "US"),
    ("tel:+1-800-555-0142", "18005550142", "US"),
    ("72345", "72345", "US"),
    ("WEXFORD", "Wexford", "GB"),
    ("Banco Levante", "BANCOLEVANTE", "ES"),
    ("BLEVANTE", "BLE\u200bVANTE\u2060", "ES"),
    ("Cr\u00e9dito", "Cre\u0301dito", "MX"),
    ("levante.example", "cobros@Levante.example", "ES"),
    ("levante.example", "Banco Levante <cobros@levante.example>", "ES"),
    ("cobros@levante.example", "Cobros@LEVANTE.example", "ES"),
    ("cr\u00e9dito.example", "avisos@xn--crdito-cva.example", "MX"),
]
OTHER = [
    ("WEXFORD", "W\u0415XFORD", "GB"),  # Cyrillic Е
    ("WEXFORD", "ＷＥＸＦＯＲＤ", "GB"),
    ("KREDIT", "\u212aREDIT", "ES"),  # Kelvin sign
    ("BLEVANTE", "BLEV4NTE", "ES"),
    ("BLEVANTE", "BIEVANTE", "ES"),
    ("WEXFORD", "WEXF0RD", "GB"),
    ("BLEVANTE", "\u202eETNAVELB", "ES"),
    ("10690000188", "10690000189", "CN"),
    ("10690000188", "106900001881", "CN"),
    ("106955880231", "10690000231", "CN"),
    ("72345", "+172345", "US"),
    ("95588", "+95588", "CN"),
    ("18005550142", "18005550124", "US"),
    ("levante.example", "cobros@levante.example.top", "ES"),
    ("levante.example", "cobros@mail.levante.example", "ES"),
    ("levante.example", "levante.example <x@evil.example>", "ES"),
    ("levante.example", "cobros@levante.example@evil.example", "ES"),
    ("cobros@levante.example", "otra@levante.example", "ES"),
    ("cobros@levante.example", "levante.example", "ES"),
    ("cr\u00e9dito.example", "avisos@credito.example", "MX"),
    ("", "", "MX"),
    ("\u200b", "\u200b", None),
]


@pytest.mark.parametrize(("listed", "given_", "place"), SAME)
def test_two_spellings_of_one_address_are_equal(listed, given_, place):
    assert same_address(listed, given_, place)


@pytest.mark.parametrize(("listed", "given_", "place"), OTHER)
def test_look_alikes_are_not(listed, given_, place):
    assert not same_address(listed, given_, place)


def test_short_codes_and_chinese_ports_stay_digits_and_numbers_become_e164():
    assert address_key("72345", "US") == "72345"
    assert address_key("10690000188", "CN") == "10690000188"
    assert address_key("5510002000", "MX") == "+525510002000"


def test_no_number_data_is_loaded_where_the_last_digits_differ():
    code = (
        "import sys; from atesta.mandate.address import same_address;"
        "assert not same_address('10690000188', '106955880231', 'CN'); assert 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


ANY = st.one_of(st.text(max_size=40), st.from_regex(r"\+?[0-9 ()-]{1,20}", fullmatch=True), st.emails())


@given(ANY, st.sampled_from(["CN", "MX", "US", "GB", "ES", None]))
def test_any_text_has_a_key_and_is_the_same_as_itself_unless_empty(address, place):
    assert same_address(address, address, place) or not address_key(address, place)
