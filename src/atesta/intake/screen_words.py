"""The words of screen_words.toml: buttons of message programs, labels of lenders' pages. Read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def is_button(text: str) -> bool:
    """A button, a placeholder or a state of a message program, and nothing more."""
    return re.sub(r"\s", "", text).casefold() in _words()["buttons"]


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """One pattern of all that stands under that name, such as ("labels", "due")."""
    return re.compile("|".join(_words()[table][name]), re.IGNORECASE)
