"""Canonical JSON: one value, one writing; any other bytes are refused (spec 1.2)."""

from __future__ import annotations

import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import FormError
from atesta.evidence import canonical

texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back_the_same(value: canonical.Json) -> None:
    assert canonical.read(canonical.write(value), "x") == value


@given(values)
def test_the_quick_writing_is_that_of_rfc_8785(value: canonical.Json) -> None:
    assert canonical.write(value) == rfc8785.dumps(value)


@given(st.binary(max_size=40))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    try:
        value = canonical.read(data, "x")
    except FormError:
        return
    assert canonical.write(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"-Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b'"\\u00e9"',
        b'"e\xcc\x81"',
        b'"\\ud800"',
        b'"\\/"',
        b'"\xff"',
        b"[" * 100_000,
        b"[" * 40 + b"]" * 40,
        b"",
    ],
)
def test_a_second_writing_is_refused(data: bytes) -> None:
    with pytest.raises(FormError):
        canonical.read(data, "x")


@pytest.mark.parametrize("value", [1.5, 2**53, "e\u0301", "\ud800", {1: 2}, b"x", (1,)])
def test_what_has_no_canonical_writing_is_refused(value: canonical.Json) -> None:
    with pytest.raises(FormError):
        canonical.write(value)


def test_a_file_that_should_hold_an_object_and_holds_a_list_is_refused() -> None:
    with pytest.raises(FormError, match=r"about\.json holds no object"):
        canonical.read_object(b"[]", "about.json")
