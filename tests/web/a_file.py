"""A file that is open in a test's browser, and what a person does with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.test import Client

from atesta.store import opening
from atesta.store.codes import new_code
from atesta.store.models import File
from atesta.web.access import FILE_KEY, SEEN_KEY

NOW = datetime(2026, 11, 15, 14, tzinfo=UTC)


def opened(client: Client) -> File:
    """As if she had just typed its code."""
    file = opening.make_file(new_code(), "en", NOW)
    session = client.session
    session[FILE_KEY], session[SEEN_KEY] = file.id, int(datetime.now(UTC).timestamp())
    session.save()
    return file


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]
