"""Pictures made in the test itself, and a reader of them that knows what stands where."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from atesta.intake.ocr import Reader, Seen

WIDTH, HEIGHT = 360, 720
PAGE, GREY, GREEN, INK = (255, 255, 255), (235, 236, 240), (149, 236, 105), (20, 20, 20)


def as_bytes(pixels: np.ndarray, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form, **options)
    return out.getvalue()


def blank(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    return np.full((height, width, 3), PAGE, dtype=np.uint8)


def patch(pixels: np.ndarray, left: int, top: int, right: int, bottom: int, colour: tuple[int, int, int]) -> None:
    pixels[top:bottom, left:right] = colour


def words(pixels: np.ndarray, seen: Seen) -> Seen:
    """Strokes where the words are: thin, so that most of the box stays ground."""
    pixels[int(seen.top) + 4 : int(seen.bottom) - 4, int(seen.left) : int(seen.right) : 6] = INK
    return seen


def reader_of(*seen: Seen) -> Reader:
    return lambda pixels: seen


def line(text: str, left: float, top: float, width: float = 100, height: float = 20, confidence: float = 0.99) -> Seen:
    return Seen(text, left, top, left + width, top + height, confidence)


Drawing = Callable[[], bytes]
