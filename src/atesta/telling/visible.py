"""Text of unknown origin, made fit to be shown."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """A text of unknown origin as it may be printed: no control, no bidirectional and no escape characters."""
    return "".join(
        "·" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and char != "\n" else char
        for char in text
    )
