"""An agency's pages say nothing of when somebody else contacts her; the creditor's say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from people import REASON, Visitor, agency_of, come, creditor_of

from atesta.store.models import GateAsk

pytestmark = pytest.mark.django_db


def refused(measured: dict[str, Any]) -> None:
    now, creditor = datetime.now(UTC), creditor_of()
    words = {"address": "1069", "channel": "call", "purpose": "demand", "to": "debtor", "decision": "refused"}
    reason = {**REASON, "id": "limits:cn-conversations-per-day", "measured": {**FIGURES, **measured}}
    GateAsk.objects.create(
        creditor=creditor, agency=agency_of("hx", creditor), planned_at=now, asked_at=now, reasons=[reason], **words
    )


FIGURES = {"limits": "benchmark_breach", "version": "2025-11-12", "count": 4, "max": 3}
LATER = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0).isoformat()


@pytest.mark.parametrize("by", ["own", "zz", None])
def test_what_somebody_else_has_planned_has_no_time_on_an_agency_s_pages(by: str | None) -> None:
    refused({"planned": LATER, **({"planned_by": by} if by else {})})  # an older row does not say by whom
    manager, officer = come(Visitor.MANAGER, {}), come(Visitor.COMPLIANCE, {})
    for page in ("/en/agency/refused", "/en/agency/"):
        said = manager.get(page).content.decode()
        assert "already planned for" not in said and "that somebody else has planned" in said
    assert "already planned for" in officer.get("/en/creditor/refused").content.decode()


def test_what_the_agency_has_planned_itself_is_told_with_its_time() -> None:
    refused({"planned": LATER, "planned_by": "hx"})
    assert "already planned for" in come(Visitor.MANAGER, {}).get("/en/agency/refused").content.decode()


@pytest.mark.parametrize(("by", "told"), [("own", False), ("zz", False), ("hx", True)])
def test_the_day_of_a_conversation_is_told_to_whoever_had_it(by: str, told: bool) -> None:
    entry = {"at": "2026-11-20T02:00:00+00:00", "channel": "call", "outcome": "conversation", "by": by}
    refused({"counted": [entry], "zone": "Asia/Shanghai", "conversation_on": "2026-11-20", "day": 3})
    said = come(Visitor.MANAGER, {}).get("/en/agency/refused").content.decode()
    assert ("The last conversation was on" in said) is told
    assert "The last conversation was on" in come(Visitor.COMPLIANCE, {}).get("/en/creditor/refused").content.decode()
