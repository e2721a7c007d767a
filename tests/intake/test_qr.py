"""An extract fits into a code or a few, and is read again from a picture of a screen, also a bad one."""

from __future__ import annotations

import io
import sys
import zlib
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from atesta.errors import EvidenceError, InputError
from atesta.evidence import extract_qr, keys
from atesta.evidence.extract_qr import base45, qr_parts, qr_svg, token_of_codes
from atesta.intake.extract_file import issue_extract
from atesta.intake.qr import MOST_BYTES, qr_texts

sys.path.append(str(Path(__file__).parents[1] / "evidence"))
from making import DAY_MS, NOON_MS, chance

KEY = keys.new_key(chance("lender"))
CERT = keys.certificate("L", KEY.public, None, KEY, NOON_MS - DAY_MS, NOON_MS + DAY_MS, chance(1), certifies=1)
FIRST = (Path(__file__).parents[2] / "src/atesta/cli/cases/first/account.toml").read_text("utf-8")
PART = '[[instalment]]\ndue = 20{:02d}-{:02d}-12\namount = "{}.60"\npaid = "0.00"\n'


def token(instalments: int = 0, each: int = 412) -> bytes:
    parts = "".join(PART.format(27 + n // 12, n % 12 + 1, each + n * 7919 % 5000) for n in range(instalments))
    return issue_extract((FIRST + parts).encode(), KEY, CERT, NOON_MS)


def picture(text: str, kind: str = "PNG", scale: int = 4, turned: float = 0, **how: int) -> bytes:
    drawn, out = io.BytesIO(), io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(drawn, kind="png", scale=scale)
    image = Image.open(drawn).convert("RGB").rotate(turned, expand=True, fillcolor="white")
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("instalments", [0, 24])
def test_an_account_of_two_years_fits_into_one_code_of_a_size_that_phones_read(instalments: int):
    (text,) = qr_parts(token(instalments))
    assert segno.make_qr(text, error="m", boost_error=False).version <= 20
    assert segno.make_qr(text).mode == "alphanumeric"


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("PNG", {}),
        ("WEBP", {"quality": 30}),
        ("JPEG", {"quality": 20, "scale": 3}),
        ("JPEG", {"quality": 40, "turned": 4}),
        ("JPEG", {"quality": 60, "turned": 90}),
    ],
)
def test_it_is_read_again_from_a_picture(kind: str, how: dict[str, int]):
    made = token(24)
    assert token_of_codes(qr_texts(picture(qr_parts(made)[0], kind, **how))) == made


def test_a_code_on_nothing_is_read_as_on_white():
    drawn = io.BytesIO()
    segno.make_qr("hello").save(drawn, kind="png", scale=5, light=None)
    assert qr_texts(drawn.getvalue()) == ("hello",)


def test_a_picture_without_a_code_has_none():
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(out, "PNG")
    assert qr_texts(out.getvalue()) == ()


def a_bomb() -> bytes:
    """A head that promises 30,000 by 30,000 pixels."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(50), b"%PDF-1.7", b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(data: bytes):
    with pytest.raises(InputError, match="no picture"):
        qr_texts(data)


def test_a_picture_that_was_cut_or_would_fill_the_memory_is_refused():
    whole = picture("hello")
    with pytest.raises(InputError, match="no picture"):
        qr_texts(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="too large"):
        qr_texts(a_bomb())
    with pytest.raises(InputError, match="too large"):
        qr_texts(bytes(MOST_BYTES + 1))


@given(st.binary(max_size=300))
def test_any_bytes_give_texts_or_an_input_error(data: bytes):
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x20\x00\x00\x00WEBPVP8 "):
        with pytest.raises(InputError):
            qr_texts(head + data)


def test_a_long_account_takes_several_codes_in_any_order_and_beside_others():
    made = token(200)
    parts = qr_parts(made)
    assert len(parts) > 1
    assert token_of_codes([*reversed(parts), parts[0], "https://example.org"]) == made


@given(st.binary(min_size=1, max_size=1800))
def test_no_code_ends_with_a_space_that_copying_would_lose(data: bytes):
    text = base45(data)
    assert extract_qr.PART_CHARS % 3 == 0
    assert not any(text[at : at + 3].endswith(" ") for at in range(0, len(text), 3))


def test_a_missing_code_is_named():
    parts = qr_parts(token(200))
    with pytest.raises(EvidenceError) as caught:
        token_of_codes(parts[1:])
    assert caught.value.values["missing"] == ("1",)


def test_codes_of_two_extracts_are_not_put_together():
    first, second = qr_parts(token(200)), qr_parts(token(200, each=9))
    with pytest.raises(EvidenceError, match="two extracts"):
        token_of_codes([first[0], *second[1:]])


def test_more_codes_than_there_can_be_were_misread():
    with pytest.raises(EvidenceError, match="not read as"):
        token_of_codes(["ATESTA1:1/17:00000000:00"])


@pytest.mark.parametrize("texts", [(), ("hello",), ("ATESTA1:1/1:XYZ:00",), ("ATESTA1:0/1:00000000:00",)])
def test_other_codes_are_none_of_ours(texts: tuple[str, ...]):
    with pytest.raises(EvidenceError, match="No code"):
        token_of_codes(texts)


def test_an_account_that_no_number_of_codes_holds_stays_a_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(extract_qr, "MOST_PARTS", 1)
    with pytest.raises(EvidenceError, match="does not fit"):
        qr_parts(token(200))


def test_what_unfolds_without_end_is_refused():
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = bytes(8 + 32 + 64) + deflate.compress(bytes(1 << 20)) + deflate.flush()
    with pytest.raises(EvidenceError, match="not read as"):
        token_of_codes([f"ATESTA1:1/1:00000000:{base45(packed)}"])


def test_a_code_that_holds_the_token_itself_counts_too():
    made = token()
    assert token_of_codes([made.decode()]) == made
    assert token_of_codes(["eyJ.a.login", *qr_parts(made)]) == made


def test_the_same_text_draws_the_same_picture():
    text = qr_parts(token())[0]
    assert qr_svg(text) == qr_svg(text) and b"<svg" in qr_svg(text)


@given(st.binary(max_size=400))
def test_base45_comes_back(data: bytes):
    assert extract_qr._of_base45(base45(data)) == data


def test_base45_is_that_of_its_standard():
    """RFC 9285, section 4.3 and 4.4."""
    assert [base45(text) for text in (b"AB", b"Hello!!", b"base-45")] == ["BB8", "%69 VD92EX0", "UJCLQE7W581"]
    assert extract_qr._of_base45("QED8WEX0") == b"ietf!"


@settings(max_examples=30)
@given(st.integers(0, 600), st.sampled_from("0Z $%*+-./:"))
def test_a_misread_letter_never_gives_another_account(at: int, letter: str):
    made = token()
    text = qr_parts(made)[0]
    at = 23 + at % (len(text) - 23)
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text:
        with pytest.raises(EvidenceError):
            token_of_codes([changed])
