"""The engine that reads words off pixels: RapidOCR with PP-OCRv6, whose weights lie inside its package.

It is the extra `atesta[ocr]`; nothing is fetched when it runs. Everything else here takes any function of the form
`Reader`, so tests need no engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atesta.errors import InputError

THREADS = 2
ENGINE = "rapidocr"


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of words as the engine saw it: a box in pixels from the upper left corner, `confidence` 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


Reader = Callable[[NDArray[np.uint8]], tuple[Seen, ...]]
"""From pixels (height, width, red-green-blue) to the lines on them, in any order."""


def ocr_reader() -> Reader:
    """The engine, to be kept by who reads more than one picture: its weights load with the first (550 MB
    resident), and threads may share it, one picture at a time. Raises InputError where `atesta[ocr]` is missing."""
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415 - of the extra
    except ImportError:
        raise needs_extra() from None
    engine = RapidOCR(
        params={
            "Global.use_cls": False,  # screenshots stand upright
            "Global.text_score": 0.0,  # what it doubts is for us to say, not for it to drop
            "Global.log_level": "critical",  # its log would hold words of the message
            "Global.max_side_len": 4096,  # pictures come in strips of a fitting size
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )

    one_at_a_time = Lock()  # the engine keeps settings between its steps; threads of a server share it

    def read(pixels: NDArray[np.uint8]) -> tuple[Seen, ...]:
        with one_at_a_time:
            found: Any = engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # it takes blue first
        if found.boxes is None or found.txts is None or found.scores is None:
            return ()
        return tuple(
            Seen(
                text,
                float(box[:, 0].min()),
                float(box[:, 1].min()),
                float(box[:, 0].max()),
                float(box[:, 1].max()),
                float(score),
            )
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        )

    return read


def needs_extra() -> InputError:
    return InputError(
        "Reading a picture needs the reader of pictures.",
        "Without it a message can be pasted as text, or given as a file.",
        'Install it once, with: pip install "atesta[ocr]"',
        key="ocr_needs_extra",
    )
