"""A public register supports a sentence, never a yes; loose headers, several phones per cell, nothing lost."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import InputError
from atesta.mandate.register_csv import read_register

DAY = date(2026, 3, 31)
CSV = (
    "Nombre del despacho,Teléfono(s),Correo electrónico,Domicilio,Entidad financiera,Estatus\n"
    'Gestoría Norte SC,"55 1000 2000, 55-1000-2001 ext. 12 y 8001234567",c@norte.example,'
    '"Calle 1, Centro",Banco Uno,Activo\n'
    "Recupera SA,(81) 8000 1000 / +52 81 8000 1001,a@r.example; b@r.example,,Banco Dos,Baja\n"
    ",5510009999,x@y.example,,Banco Tres,\n"
    "Sin Teléfono SA,no tiene,,,Banco Uno,\n"
    "Uno,5511112222,a@b.example,c,d,e,f,g\n"
)


def register(text=CSV, encoding="utf-8"):
    return read_register(text.encode(encoding), "redeco.csv", DAY)


def test_several_phones_in_a_cell_are_several_numbers_and_an_extension_is_none():
    assert register().listed[0].phones == ("55 1000 2000", "55-1000-2001", "8001234567")
    assert register().listed[1].phones == ("(81) 8000 1000", "+52 81 8000 1001")


@pytest.mark.parametrize("address", ["+525510002000", "5510002001", "a@R.example", "52 81 8000 1001"])
def test_a_number_or_mailbox_is_found_however_it_is_written(address):
    assert len(register().lookup(address)) == 1


@pytest.mark.parametrize("address", ["5510002009", "z@r.example", "r.example", "Recupera SA", ""])
def test_another_number_mailbox_or_a_name_is_not_found(address):
    assert register().lookup(address) == ()


def test_bad_rows_are_numbered_and_kept_and_cells_not_understood_too():
    bad = register().bad_rows
    assert [(row.row, row.why) for row in bad] == [(4, "no_agency"), (6, "more_cells_than_headers")]
    assert bad[0].cells[1] == "5510009999"
    assert register().listed[0].other[0] == ("Estatus", "Activo")
    assert register().listed[2].other == (("phones", "no tiene"),)


@pytest.mark.parametrize(
    "header",
    [
        "DESPACHO;TEL;EMAIL",
        "Razón Social;Número telefónico;Correo",
        "Denominación;Teléfonos;E-mail",
        "agency name;phone;mail",
    ],
)
def test_headers_are_matched_loosely(header):
    row = register(f"{header}\nNorte;5510002000;a@b.example\n", "cp1252").listed[0]
    assert (row.agency, row.phones, row.emails) == ("Norte", ("5510002000",), ("a@b.example",))


def test_titles_above_the_header_are_skipped():
    assert len(register("Registro de Despachos,,\nCorte: marzo,,\n" + CSV).listed) == 3


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "despacho,entidad\nx,y\n"])
def test_without_an_agency_and_a_way_to_reach_it_the_file_is_refused(text):
    with pytest.raises(InputError, match="header"):
        register(text)


@given(st.binary(max_size=200), st.text(alphabet='a5 ,;"\n+()@.', max_size=100))
def test_any_bytes_give_a_register_or_an_input_error(data, text):
    for candidate in (data, b"despacho,telefono\n" + data, b"despacho,telefono\n" + text.encode()):
        with contextlib.suppress(InputError):
            read_register(candidate, "r.csv", DAY)
