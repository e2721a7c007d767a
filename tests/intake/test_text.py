"""Bytes to text: the encoding with its reason, everything unusual reported, nothing lost."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atesta.errors import TextError
from atesta.intake.text import decode_text, read_text

ZH = "【晨曦分期】您好，您的账单412.60元已逾期3天，请尽快处理。"
ES = "Crédito Aurora: «su pago de 1.234,56 € venció ayer». ¿Necesita ayuda? Mañana también."
EN = "Wexford Credit: your payment of £640.00 is 15 days late."


@pytest.mark.parametrize(
    ("text", "encoding", "why"),
    [
        (ZH, "utf-8", "strict"),
        (ZH, "gb18030", "letters"),
        (ES, "cp1252", "letters"),
        (EN, "cp1252", "letters"),
        (EN, "utf-16-le", "pattern"),
        (ES, "utf-16-be", "pattern"),
        ("您好", "gb18030", "letters"),
    ],
)
def test_the_encoding_is_told_with_its_reason(text, encoding, why):
    read = decode_text(text.encode(encoding))
    assert (read.text, read.encoding, read.why) == (text, encoding, why)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding):
    read = decode_text(ZH.encode(encoding))
    assert (read.text, read.why) == (ZH, "byte_order_mark")


def test_what_nobody_sees_stays_in_its_place_and_is_reported():
    text = "pay\u200b now\x00 \u202e0198\x07\n"
    read = decode_text(text.encode())
    assert read.text == text
    assert [(note.what, note.count, note.first) for note in read.notes] == [
        ("invisible_character", 1, 3),
        ("nul", 1, 8),
        ("direction_mark", 1, 10),
        ("control_character", 1, 15),
    ]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"x" * (1024 * 1024 + 1), "1048577"),
        (b"\xef\xbb\xbfok \xff", "offset 6"),
        (b"ok \xff\xfe\x81\x81", "offset 3"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_why_and_do(data, word):
    with pytest.raises(TextError) as refused:
        read_text(data)
    assert word in str(refused.value)
    assert refused.value.why and refused.value.do


def test_an_error_never_quotes_the_message():
    with pytest.raises(TextError) as refused:
        read_text(b"\xef\xbb\xbfsecret \xff")
    assert "secret" not in str(refused.value)


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\xfe\xff\xd8\x00")
def test_any_bytes_give_a_text_or_a_text_error(data):
    with contextlib.suppress(TextError):
        assert read_text(data).strip()


@given(st.text(min_size=1).filter(lambda text: text.strip() and "\x00" not in text and not text.startswith("\ufeff")))
def test_utf8_is_read_unchanged(text):
    assert read_text(text.encode()) == text
