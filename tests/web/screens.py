"""Screens that pages are looked at on, in CSS pixels."""

import pytest

NARROWEST = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 800}

LANGUAGES = ("es", *(pytest.param(lang, marks=pytest.mark.any_database) for lang in ("zh", "en")))
"""Of a journey through many pages. A database that does not know the language is asked in one of them only."""

PATIENCE_MS = 120_000
"""For a page on a machine that others work on, too. What comes at once waits for nothing."""
SCREENS = ((NARROWEST, "light"), (PHONE, "dark"), (DESK, "light"))
"""Size and colours: together every one of them."""
