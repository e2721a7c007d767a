"""What is no picture, hostile, or cut short is refused with what to do; what is one is seen as a person sees it."""

import io
import struct
import sys
import zlib

import numpy as np
import pytest
from drawn import as_bytes, blank
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from atesta.errors import InputError
from atesta.intake import picture
from atesta.intake.picture import LEAST_SIDE, MAX_BYTES, open_picture
from atesta.intake.picture_kind import looks_like_picture

pytestmark = pytest.mark.needs("module:PIL", "pip install 'atesta[ocr]'")
PNG = b"\x89PNG\r\n\x1a\n"


def header_of(width, height):
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + struct.pack(">I", 9) + b"IDAT"


def moving(form):
    frames, out = [Image.new("RGB", (64, 64), colour) for colour in ("white", "black")], io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "picture_empty"),
    "a text": ("【晨曦分期】您已逾期".encode(), "picture_not_one"),
    "a PDF": (b"%PDF-1.7 and so on", "picture_not_one"),
    "a GIF": (b"GIF89a" + bytes(40), "picture_not_one"),
    "a HEIC of an iPhone": (b"\x00\x00\x00\x18ftypheic" + bytes(40), "picture_heic"),
    "100 MB": (PNG + bytes(100 * 1024 * 1024), "picture_too_large"),
    "a name and no more": (PNG, "picture_broken"),
    "billions of pixels": (header_of(60_000, 60_000), "picture_too_many_pixels"),
    "41 million pixels": (header_of(4_100, 10_001), "picture_too_many_pixels"),
    "a PNG cut in the middle": (as_bytes(blank())[:300], "picture_broken"),
    "a JPEG cut in the middle": (as_bytes(blank(), "JPEG")[:700], "picture_broken"),
    "a WebP cut in the middle": (as_bytes(blank(), "WEBP")[:60], "picture_broken"),
    "one pixel": (as_bytes(blank(1, 1)), "picture_too_small"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_by_name_with_what_to_do(what):
    data, key = REFUSED[what]
    with pytest.raises(InputError) as refused:
        open_picture(data, "shot.png")
    assert refused.value.key == key
    assert key == "picture_without_words" or "shot.png" in refused.value.what


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused_because_nobody_knows_which_part_was_read(form):
    with pytest.raises(InputError) as refused:
        open_picture(moving(form))
    assert refused.value.key == "picture_moves"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_phones_make_is_taken(form):
    data = as_bytes(blank(), form)
    assert looks_like_picture(data[:16]) and open_picture(data).shape == (720, 360, 3)


def test_a_picture_turned_by_the_camera_is_seen_upright():
    pixels = blank(64, 128)
    pixels[:32] = 0  # dark above
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(pixels)).save(out, "JPEG", quality=95, exif=exif)
    seen = open_picture(out.getvalue())
    assert seen.shape == (128, 64, 3) and seen[:24].mean() < 20 and seen[40:].mean() > 200


def test_what_is_transparent_is_white():
    pixels = np.zeros((64, 64, 4), dtype=np.uint8)
    assert (open_picture(as_bytes(pixels)) == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "LA"])
def test_any_kind_of_pixels_becomes_red_green_blue(mode):
    out = io.BytesIO()
    Image.new(mode, (64, 64)).save(out, "PNG")
    assert open_picture(out.getvalue()).shape == (64, 64, 3)


def test_a_file_at_the_limit_is_looked_at(monkeypatch):
    data = as_bytes(blank())
    monkeypatch.setattr(picture, "MAX_BYTES", len(data))
    assert open_picture(data).shape[1] == 360
    assert LEAST_SIDE == 32 and MAX_BYTES == 20 << 20


def test_without_the_extra_the_one_line_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(InputError) as refused:
        open_picture(WHOLE["PNG"])
    assert refused.value.key == "ocr_needs_extra" and 'pip install "atesta[ocr]"' in refused.value.do


WHOLE = {form: as_bytes(blank(64, 64), form) for form in ("PNG", "JPEG", "WEBP")}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    st.data(),
)
def test_whatever_is_changed_in_a_picture_it_is_pixels_or_a_refusal(form, changes, data):
    spoilt = bytearray(WHOLE[form])
    for at, value in changes:
        spoilt[at % len(spoilt)] = value
    cut = data.draw(st.integers(0, len(spoilt)))
    try:
        assert open_picture(bytes(spoilt[:cut])).ndim == 3
    except InputError as refused:
        assert refused.key.startswith("picture_")
