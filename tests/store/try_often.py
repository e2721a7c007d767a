"""Tries N times; prints how often it was allowed."""

import sys
from datetime import UTC, datetime

import django

django.setup()

from atesta.store.pace import wait_key  # noqa: E402

now = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
print(sum(wait_key("somebody", "review", now) == 0 for _ in range(int(sys.argv[1]))))
