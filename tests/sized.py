"""What takes long by its nature is small in `make test` and whole in `make soak`, which runs every test marked `sized`
with ATESTA_WHOLE=1."""

from __future__ import annotations

import os
from typing import TypeVar

Size = TypeVar("Size")


def sized(usual: Size, whole: Size) -> Size:
    return whole if os.environ.get("ATESTA_WHOLE") == "1" else usual
