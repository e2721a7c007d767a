"""Where to complain without an account: asked, shown, nothing kept; and what her file's pages share with it."""

from atesta.web.complain.public import PAGES

__all__ = ["PAGES"]
