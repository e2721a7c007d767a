"""What the paraphrase head sees of a text: the encoder's numbers and hashed character n-grams.

The n-grams are taken from the folded text, digits made one sign and masks kept, so that a figure or a name decides
nothing. crc32 is used because it is the same on every machine and Python.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
LENGTHS = (2, 3, 4)
LONGEST = 600  # characters; a longer text is read in its sentences

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_SPACES = re.compile(r"\s+")


def plain_form(folded: str) -> str:
    """Lower case without accents, digits as 0, single spaces."""
    text = unicodedata.normalize("NFD", folded[:LONGEST].lower())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _SPACES.sub(" ", _DIGITS.sub("0", text)).strip()


def grams(folded: str) -> NDArray[np.float32]:
    """Hashed n-gram weights of a text, length one: the square root of counts, so that repeating does not shout."""
    text = f" {plain_form(folded)} "
    counts = Counter(
        zlib.crc32(text[at : at + length].encode("utf-8", "surrogatepass")) % BUCKETS
        for length in LENGTHS
        for at in range(len(text) - length + 1)
    )
    vector = np.zeros(BUCKETS, dtype=np.float32)
    for bucket, count in counts.items():
        vector[bucket] = count**0.5
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector
