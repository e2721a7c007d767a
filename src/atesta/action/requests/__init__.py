"""Letters of the one who owes, and the refusal of somebody else: whole texts from files, ready to send by hand.

Nothing is sent (DESIGN decision 11). Texts are `letters.<lang>.toml`, what they rest on is `rests.toml`.
"""

from atesta.action.requests.letter import KINDS, RELATIONS, Letter, Within, answered_within, letter, refusal

__all__ = ["KINDS", "RELATIONS", "Letter", "Within", "answered_within", "letter", "refusal"]
