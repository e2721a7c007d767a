"""The printed code: what is typed is read as it was printed, and a slip is named before anything is looked up."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import InputError
from atesta.store.codes import ALPHABET, LENGTH, SECRET, Code, new_code, read_code

pytestmark = pytest.mark.any_database

letters = st.text(ALPHABET, min_size=27, max_size=27).map(lambda text: Code(text[:6], text[6:]))


@given(letters)
def test_a_code_is_read_as_it_was_printed(code: Code) -> None:
    assert read_code(code.printed) == code
    assert read_code(f" {code.printed.lower().replace('-', ' ')} ") == code


@given(letters, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(code: Code, at: int, other: str) -> None:
    plain = code.printed.replace("-", "")
    if plain[at] != other:
        with pytest.raises(InputError):
            read_code(plain[:at] + other + plain[at + 1 :])


@given(letters, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_letters_that_changed_places_are_noticed(code: Code, one: int, two: int) -> None:
    plain = list(code.printed.replace("-", ""))
    if plain[one] != plain[two]:
        plain[one], plain[two] = plain[two], plain[one]
        with pytest.raises(InputError):
            read_code("".join(plain))


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_code_or_refused_with_its_field(typed: str) -> None:
    try:
        read_code(typed)
    except InputError as error:
        assert error.values["field"] == "code"


def test_the_secret_has_more_than_a_hundred_bits_and_never_the_letters_that_look_alike() -> None:
    assert len(ALPHABET) ** SECRET > 2**100
    assert not set("01OIL") & set(ALPHABET)


def test_the_secret_is_not_in_what_python_prints_of_a_code() -> None:
    code = new_code()
    assert code.secret not in repr(code)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "code_missing"),
        ("---", "code_missing"),
        ("0OIL", "code_letter"),
        ("ABC", "code_length"),
        ("2" * 29, "code_length"),
    ],
)
def test_the_slip_is_named(typed: str, key: str) -> None:
    with pytest.raises(InputError) as refused:
        read_code(typed)
    assert refused.value.key == key


def test_the_secret_is_hashed_as_dearly_as_django_does() -> None:
    """A fresh copy of Django's module: tests/conftest.py makes the one that our tests use cheap."""
    from django.conf import settings  # noqa: PLC0415 - once Django is set up

    (path,) = settings.PASSWORD_HASHERS
    module, _, name = path.rpartition(".")
    spec = importlib.util.find_spec(module)
    assert spec is not None and spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    params = getattr(fresh, name)().params()
    assert (params.memory_cost, params.time_cost) >= (19 * 1024, 2)  # KiB, passes: OWASP's least
