"""Is it from them? The public check of what was announced, and the log in which it stands (A3, EVIDENCE §7)."""

from atesta.web.sent import log_pages, mine, page

PAGES = (*page.PAGES, *log_pages.PAGES, *mine.PAGES)
