"""The language that a command line is answered in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from atesta.config import LANGUAGES, read_settings
from atesta.locale import Catalogue, catalogue


def words_for(arguments: Sequence[str]) -> Catalogue:
    """The language that was asked for, also where the command line could not be read to its end."""
    asked = [given for option, given in pairwise(arguments) if option == "--lang"]
    asked += [argument[7:] for argument in arguments if argument.startswith("--lang=")]
    return catalogue(next((lang for lang in asked if lang in LANGUAGES), read_settings().lang))


def words_for_verb(lang: str | None) -> Catalogue:
    """The language that a verb answers in: the one asked for, else the settings'."""
    return catalogue(lang or read_settings().lang)
