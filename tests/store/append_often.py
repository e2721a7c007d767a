"""Appends N entries; with 0 prints how many there are and what is broken."""

import sys
from datetime import UTC, datetime

import django

django.setup()

from atesta.store import log  # noqa: E402
from atesta.store.models import LogEntry, LogHead  # noqa: E402

for number in range(int(sys.argv[1])):
    log.append("tried", str(number), {"n": number}, datetime(2026, 11, 15, tzinfo=UTC))
if not int(sys.argv[1]):
    print(LogEntry.objects.count(), log.check(LogEntry.objects.order_by("seq"), LogHead.objects.first()))
