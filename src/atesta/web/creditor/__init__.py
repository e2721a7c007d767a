"""The creditor's own pages (A3; PRODUCT 4.5): its register, what its agencies do, what was refused and why."""

from __future__ import annotations

from atesta.web.access import Who
from atesta.web.creditor import (
    accounts,
    agencies,
    counters,
    home,
    house,
    importing,
    placements,
    refused,
    registered,
    request_enter,
    requests,
    wordings,
)
from atesta.web.pages import Page

PAGES = (
    Page("creditor/", home.home, "creditor-home", Who.COMPLIANCE),
    *agencies.PAGES,
    *placements.PAGES,
    *accounts.PAGES,
    *importing.PAGES,
    *requests.PAGES,
    *request_enter.PAGES,
    *wordings.PAGES,
    *registered.PAGES,
    *refused.PAGES,
    *counters.PAGES,
    *house.PAGES,
)
