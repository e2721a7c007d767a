"""The do-not-contact list in sentences: how an entry came to the house is said in words, not by its name in code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from atesta.locale import catalogue
from atesta.mandate.do_not_contact import REASONS, Reason
from atesta.store.house import FROM_FILE, FROM_PAGE, SOURCES
from atesta.telling.say_house import say_reason

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize("source", [*SOURCES, FROM_FILE, FROM_PAGE])
def test_every_source_is_said_in_every_language(lang: str, source: str) -> None:
    words = catalogue(lang)
    said = say_reason(Reason("sender_reported", AT, source), words)
    assert said.endswith(words.say(f"house_source.{source}"))


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_reason_has_its_sentence(lang: str) -> None:
    assert all(say_reason(Reason(id_), catalogue(lang)) for id_ in REASONS)


def test_a_word_of_somebody_else_is_shown_as_it_is() -> None:
    assert say_reason(Reason("sender_reported", AT, "Ombudsman\u202e"), catalogue("en")).count("Ombudsman") == 1
