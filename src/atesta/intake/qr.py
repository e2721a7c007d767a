"""QR codes in a picture of a screen or a paper -> their texts (extra `atesta[ocr]`; nothing leaves this computer).

A picture comes from a stranger: its size is looked at before a pixel of it is unpacked.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, NoReturn

from atesta.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""A phone's largest ordinary photograph; unpacked it takes 40 MB as grey."""
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_CODES = 32


def qr_texts(image: bytes) -> tuple[str, ...]:
    """The text of every QR code in this picture, from top to bottom; none is an empty tuple.

    Raises InputError for what is no PNG, JPEG or WebP, is damaged or too large, and where the extra is not installed.
    """
    try:
        import zxingcpp  # noqa: PLC0415 - an extra; without it everything else works
        from PIL import Image  # noqa: PLC0415
    except ImportError as missing:
        raise InputError(
            "Reading a QR code needs a part that is not installed.",
            "The picture cannot be looked at.",
            "Install atesta[ocr], or hand in the extract as a file.",
            key="qr_not_installed",
        ) from missing
    if len(image) > MOST_BYTES:
        _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own warning of large pictures: the limit below is stricter
            with Image.open(io.BytesIO(image), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    _too_large()
                grey = _grey(opened)
    except InputError:
        raise
    except Image.DecompressionBombError:
        _too_large()
    except Exception as error:  # the decoders name no one error for damaged pictures
        raise _no_picture() from error
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(code.text for code in sorted(found, key=_place)[:MOST_CODES] if code.valid)


def _place(code: object) -> tuple[int, int]:
    corner = code.position.top_left  # type: ignore[attr-defined]
    return corner.y, corner.x


def _grey(picture: Image) -> Image:
    """Its lightness on white: what is transparent would turn black."""
    if picture.mode not in ("RGBA", "LA", "PA", "P"):
        return picture.convert("L")
    from PIL import Image  # noqa: PLC0415

    coloured = picture.convert("RGBA")
    white = Image.new("L", coloured.size, 255)
    white.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return white


def _too_large() -> NoReturn:
    raise InputError(
        "The picture is too large.",
        "Unpacked it could fill the memory of this computer.",
        "Take a screenshot of the code alone, or hand in the extract as a file.",
        key="qr_picture_too_large",
    )


def _no_picture() -> InputError:
    return InputError(
        "This is no picture that can be read.",
        "No code can be found in it.",
        "Hand in a PNG, JPEG or WebP, or the extract as a file.",
        key="qr_picture_unreadable",
    )
