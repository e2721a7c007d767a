"""Text of unknown origin, made fit to be shown."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """A text of unknown origin as it may be printed: no control, no bidirectional and no escape characters."""
    if text.isprintable():  # nearly always, and a page shows hundreds
        return text
    return "".join(char if char.isprintable() or char == "\n" else _seen(char) for char in text)


def _seen(char: str) -> str:
    return "·" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else char
