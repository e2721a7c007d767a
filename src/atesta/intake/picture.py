"""A picture's bytes become pixels, or a refusal that says what to do: nothing hostile is decoded in full.

PNG, JPEG and WebP are taken, because phones make and pass on these. The size stands in the first bytes and is looked
at before anything is unpacked. Decoding is Pillow's, of the extra `atesta[ocr]`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from atesta.errors import InputError, Where
from atesta.intake.ocr import needs_extra
from atesta.intake.picture_kind import is_heic, is_taken

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = NDArray[np.uint8]
"""Height, width, 3: red, green, blue."""

MAX_BYTES = 20 * 1024 * 1024
"""A long screenshot of a phone is under 10 MB."""
MAX_PIXELS = 40_000_000
"""1440 pixels wide and 27,000 long; as pixels 120 MB."""
LEAST_SIDE = 32


def open_picture(data: bytes, name: str | Where = "picture") -> Pixels:
    """The pixels as a person sees them: turned as the camera says, what is transparent on white.

    Raises InputError with the key `picture_…` for what is no picture, too large, moving, or cut short.
    """
    where = Where.of(name)
    _check_bytes(data, where)
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415 - of the extra
    except ImportError:
        raise needs_extra() from None
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(where) from None
    except Exception:  # a decoder given hostile bytes: whatever it raises, they are no picture
        raise _broken(where) from None
    _check_form(picture, where)
    try:
        return _on_white(ImageOps.exif_transpose(picture))
    except Exception:  # as above
        raise _broken(where) from None


def _on_white(picture: Image) -> Pixels:
    from PIL import Image  # noqa: PLC0415 - of the extra

    if picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256).convert("L")
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    return np.asarray(Image.alpha_composite(ground, seen).convert("RGB"), dtype=np.uint8)


def _check_bytes(data: bytes, where: Where) -> None:
    if not data:
        raise InputError(
            f"{where} is empty.",
            "There is nothing to read.",
            "Take the screenshot again and give that file.",
            key="picture_empty",
            where=where,
        )
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{where} is larger than {MAX_BYTES >> 20} MB.",
            "A screenshot is far smaller, so this may be something else.",
            "Give the screenshot itself, or cut it into parts.",
            key="picture_too_large",
            where=where,
            megabytes=MAX_BYTES >> 20,
        )
    if is_heic(data):
        raise InputError(
            f"{where} is a HEIC or AVIF picture.",
            "It cannot be decoded here.",
            "Open it on the phone and make a screenshot of it, or save it as PNG or JPEG.",
            key="picture_heic",
            where=where,
        )
    if not is_taken(data):
        raise InputError(
            f"{where} is not a PNG, JPEG or WebP picture.",
            "Only these can be read.",
            "Give the screenshot as the phone saved it, or paste the message as text.",
            key="picture_not_one",
            where=where,
        )


def _check_form(picture: Any, where: Where) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(where)
    if getattr(picture, "n_frames", 1) > 1:
        raise InputError(
            f"{where} moves.",
            "It shows more than one picture, and nobody could say which was read.",
            "Give one screenshot.",
            key="picture_moves",
            where=where,
        )
    if min(width, height) < LEAST_SIDE:
        raise InputError(
            f"{where} is smaller than {LEAST_SIDE} pixels.",
            "No words can be read on it.",
            "Give the screenshot in its full size.",
            key="picture_too_small",
            where=where,
            pixels=LEAST_SIDE,
        )


def _too_many_pixels(where: Where) -> InputError:
    return InputError(
        f"{where} has more than {MAX_PIXELS // 1_000_000} million pixels.",
        "Unpacked it would fill the memory.",
        "Give the screenshot itself, or cut it into parts.",
        key="picture_too_many_pixels",
        where=where,
        millions=MAX_PIXELS // 1_000_000,
    )


def _broken(where: Where) -> InputError:
    return InputError(
        f"{where} is cut short or damaged.",
        "What is missing could be the words that matter.",
        "Take or send the screenshot again.",
        key="picture_broken",
        where=where,
    )
