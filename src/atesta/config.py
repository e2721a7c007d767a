"""The only reader of the environment (the core is handed what it needs). What a server needs: `web_settings`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("en", "es", "zh")


@dataclass(frozen=True, slots=True)
class Speech:
    """Another recogniser than the one that comes along: `where` is a folder, or the address of an endpoint with its
    model and key; None for none."""

    where: str | None = None
    model: str = "whisper-1"
    key: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Speech:
        where, model = values.get("ATESTA_SPEECH") or None, values.get("ATESTA_SPEECH_MODEL") or "whisper-1"
        return cls(where, model, values.get("ATESTA_SPEECH_KEY") or None)


@dataclass(frozen=True, slots=True)
class Settings:
    """`lang` is en, es or zh; `colour` says whether a terminal may be coloured (https://no-color.org); `debug` lets a
    failure of ours show its traceback; `home` is the folder of this installation: its keys, its log, its devices;
    `tsa` the address of an outside time-stamp authority, None for none."""

    lang: str
    colour: bool
    debug: bool
    home: Path
    tsa: str | None = None
    speech: Speech = field(default_factory=Speech)


def language_of(tag: str) -> str | None:
    """The language we speak nearest to a locale tag such as `es_MX.UTF-8` or `zh-Hans`; None if we speak none of it."""
    head = tag.strip().lower().replace("-", "_").split(".")[0].split("_")[0]
    return head if head in LANGUAGES else None


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """`ATESTA_LANG` first, then the locale in the order POSIX reads it, then English."""
    values = os.environ if env is None else env
    tags = (values.get(name, "") for name in ("ATESTA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = (language_of(tag) for tag in tags if tag)
    return Settings(
        lang=next((lang for lang in spoken if lang), "en"),
        colour="NO_COLOR" not in values,
        debug=bool(values.get("ATESTA_DEBUG")),
        home=home_of(values),
        tsa=values.get("ATESTA_TSA") or None,
        speech=Speech.of(values),
    )


def home_of(values: Mapping[str, str]) -> Path:
    """`ATESTA_HOME`, or `atesta` in the folder for data of the XDG Base Directory specification."""
    if values.get("ATESTA_HOME"):
        return Path(values["ATESTA_HOME"])
    data = Path(values.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path(values.get("HOME") or Path.home()) / ".local" / "share") / "atesta"


def terminal_columns(env: Mapping[str, str] | None = None) -> int:
    """How wide the terminal is: COLUMNS, then the terminal itself, then 80. (shutil knows it too, and imports for it
    every kind of archive.)"""
    given = (os.environ if env is None else env).get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80
