"""The code of an announced contact: 8 characters and one that catches a slip (EVIDENCE §7: short enough to be read).

Crockford's base32: no I, L, O or U. The ninth character makes the sum of all, each times a power of 2 in the field of
32 elements, zero. Every weight differs and none is zero, so one wrong character is always noticed, and so are any two
that changed places; something typed at random passes one time in 32. It proves nothing: it only saves a look-up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHARACTERS = 8
"""Without the check: 40 bits."""
LENGTH = CHARACTERS + 1
LONGEST_TYPED = 60
_LOOKS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = frozenset("-‐‑‒–—―−_.·,")
_VALUE = {char: value for value, char in enumerate(ALPHABET)}


def new_code(random: Callable[[int], bytes]) -> str:
    """Nine characters. `random` gives so many random bytes, as `secrets.token_bytes` does."""
    number = int.from_bytes(random(5), "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return letters + _check(letters)


def read_code(typed: str) -> str | None:
    """The code as it was given, from what somebody heard or copied: any case, spaces, dashes, O for 0, I or L for 1.
    None where it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper().translate(_LOOKS)
    letters = "".join(char for char in plain if not char.isspace() and char not in _DASHES)
    if len(letters) != LENGTH or any(char not in _VALUE for char in letters):
        return None
    return letters if _check(letters[:-1]) == letters[-1] else None


def spoken(code: str) -> str:
    """In threes, as a caller reads it out."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def _check(letters: str) -> str:
    total = 0
    for letter in letters:
        total = _doubled(total ^ _VALUE[letter])
    return ALPHABET[total]


def _doubled(value: int) -> int:
    """Times x in GF(2)[x] modulo x^5 + x^2 + 1, of which x is a generator."""
    return value << 1 ^ (0b100101 if value & 16 else 0)
