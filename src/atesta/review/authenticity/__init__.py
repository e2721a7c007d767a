"""Who sent it? (DESIGN, first of the five questions)."""

from atesta.review.authenticity.sender import answer_sender

__all__ = ["answer_sender"]
