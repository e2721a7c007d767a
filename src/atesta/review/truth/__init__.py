"""Is it true? Claims read from a text, each beside the account as of the message's time and the rulebook."""

from __future__ import annotations

from atesta.review.truth.check import ANSWERS, check_claims

__all__ = ["ANSWERS", "check_claims"]
