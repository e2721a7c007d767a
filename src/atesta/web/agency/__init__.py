"""An agency's own pages (PRODUCT 4.6): what the creditor sees about it, no earlier and no later."""

from __future__ import annotations

from atesta.web.access import Who
from atesta.web.agency import home, own, wordings
from atesta.web.pages import Page

PAGES = (
    Page("agency/", home.home, "agency-home", Who.AGENCY),
    *own.PAGES,
    *wordings.PAGES,
)
